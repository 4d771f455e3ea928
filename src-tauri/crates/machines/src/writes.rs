//! Writes to a machine: noted before, completed after, and settled by what the provider shows where an answer was lost.

use std::sync::Arc;
use std::time::Duration;

use crate::fleet::{self, Fleet, Machine};
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Outcome};
use voltdeck_base::{App, failure, sent};
use voltdeck_contract::{Answer, ErrorCode, Event};
use voltdeck_core::session;

/// How often, and how many times, a machine is looked at whose last act has an unknown outcome: for ten minutes.
const LOOK: Duration = Duration::from_secs(5);
const LOOKS: u32 = 120;

/// Sends one write: noted before, completed after. Where its answer is lost, what the provider lists says whether it is
/// so, now or within the next minutes.
pub async fn send(
    app: &Arc<App>,
    account: &Arc<Account>,
    act: &activity::Act<'_>,
    done: &str,
    is_so: impl Fn(Option<&Machine>) -> bool + Send + Sync + 'static,
    request: impl Future<Output = Result<(), voltagepark::Error>>,
) -> Answer<()> {
    account.may_change()?;
    let line = activity::begin(&app.store, &account.profile.id, app.host.now(), act)?;
    app.host.emit(Event::Activity);
    let answer = match sent::under(&app.store, Some(&line), request).await {
        Ok(()) => activity::complete(&app.store, &line, Outcome::Done, Some(done)),
        Err(failed) => {
            let said = failure::writing(&failed, act.subject);
            session::note_token(app, account, said.code == ErrorCode::TokenRefused);
            let id = act.instance_id.unwrap_or_default().to_owned();
            account.part::<Fleet>().heat(&id);
            if said.code != ErrorCode::OutcomeUnknown {
                let deed = format!("{}, refused", act.deed);
                activity::conclude(&app.store, &line, Outcome::Refused, Some(&deed), Some(&said))?;
                Err(said)
            } else if is_so(listed(app, account, &id).await.as_ref()) {
                activity::complete(&app.store, &line, Outcome::Done, Some(done))
            } else {
                let deed = format!("{}, outcome unknown", act.deed);
                activity::conclude(&app.store, &line, Outcome::Unknown, Some(&deed), Some(&said))?;
                let (app, watched, done) = (Arc::clone(app), Arc::clone(account), format!("{done}, as the list shows"));
                account.spawn(async move { watch_unknown(&app, &watched, &line, &id, &done, is_so).await });
                Err(said)
            }
        }
    };
    app.host.emit(Event::Activity);
    answer
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

/// Completes a line whose outcome is unknown once what is read shows that it was done.
async fn watch_unknown(
    app: &Arc<App>,
    account: &Arc<Account>,
    line: &str,
    id: &str,
    done: &str,
    is_so: impl Fn(Option<&Machine>) -> bool + Send + Sync,
) {
    for _ in 0..LOOKS {
        tokio::time::sleep(LOOK).await;
        if !is_so(account.part::<Fleet>().known(id).map(|known| known.machine).as_ref()) {
            continue;
        }
        if let Err(error) = activity::complete(&app.store, line, Outcome::Done, Some(done)) {
            tracing::warn!(code = ?error.code, "an act that was seen to be done could not be noted");
        }
        app.host.emit(Event::Activity);
        return;
    }
}
