//! How a write to a machine is settled where its answer was lost: by what the provider lists.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::fleet::{self, Fleet, Machine};
use voltdeck_base::account::Account;
use voltdeck_base::write::{self, IsSo, Settle, Verdict, Write};
use voltdeck_base::{App, activity};
use voltdeck_contract::Answer;

/// Sends one write. Where its answer is lost, `is_so` says whether a machine that is listed, or the lack of it, shows that
/// it was done.
pub(super) async fn send(
    app: &Arc<App>,
    account: &Arc<Account>,
    act: activity::Act<'_>,
    done: &str,
    is_so: impl Fn(Option<&Machine>) -> bool + Send + Sync + 'static,
    request: impl Future<Output = Result<(), voltagepark::Error>>,
) -> Answer<()> {
    let id = act.instance_id.unwrap_or_default();
    let listed = Listed { id: id.to_owned(), done: done.to_owned(), is_so: Box::new(is_so) };
    let write = Write { act, done, refused: None };
    let ended = write::carry_out(app, account, write, listed, request, |_, said| said).await;
    if ended.is_err() {
        account.part::<Fleet>().heat(id);
    }
    ended
}

struct Listed {
    id: String,
    done: String,
    is_so: IsSo<Machine>,
}

#[async_trait]
impl Settle for Listed {
    type Found = ();
    /// For ten minutes.
    const EVERY: Duration = Duration::from_secs(5);
    const LOOKS: Option<u32> = Some(120);

    async fn look(&mut self, app: &Arc<App>, account: &Arc<Account>, at_once: bool) -> Verdict<()> {
        // Later the watcher reads it.
        let known = || account.part::<Fleet>().known(&self.id).map(|known| known.machine);
        let machine = if at_once { listed(app, account, &self.id).await } else { known() };
        Verdict::of((self.is_so)(machine.as_ref()), &self.done, at_once)
    }
}

/// The machine as the provider has it now; `None` where a whole reading lacks it.
async fn listed(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Option<Machine> {
    if let Ok(machine) = fleet::read_machine(app, account, id).await {
        return Some(machine);
    }
    // One answer that it is not there may be a gateway's: only the list takes it away.
    let _ = fleet::sweep(app, account).await;
    account.part::<Fleet>().known(id).map(|known| known.machine)
}
