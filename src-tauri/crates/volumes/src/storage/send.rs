//! How a write to a volume is settled where its answer was lost: by what the provider lists.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rust_decimal::Decimal;
use voltagepark::types::StorageVolume;

use super::read;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{Act, Verb};
use voltdeck_base::write::{self, IsSo, Settle, Verdict, Write};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Mark, Place};

/// One change of a volume.
pub(super) struct Change<'a> {
    pub volume: &'a StorageVolume,
    pub verb: Verb,
    /// What is asked for, e.g. `growth asked for`.
    pub asked: &'a str,
    /// What it is once it is done.
    pub done: &'a str,
    pub mark: Mark,
    /// Effect on the burn rate per hour.
    pub effect: Option<Decimal>,
    /// The one field that is to blame where the provider names none.
    pub blame: Option<&'static str>,
}

/// Sends one change. Answers the volume as the provider did; `None` where it told none, or its answer was lost and the
/// change is seen to be done.
pub(super) async fn send(
    app: &Arc<App>,
    account: &Arc<Account>,
    change: Change<'_>,
    is_so: impl Fn(Option<&StorageVolume>) -> bool + Send + Sync + 'static,
    request: impl Future<Output = Result<Option<StorageVolume>, voltagepark::Error>>,
) -> Answer<Option<StorageVolume>> {
    let Change { volume, verb, asked, done, mark, effect, blame } = change;
    let id = volume.id.to_string();
    let act = Act {
        subject: super::facts::name(volume),
        deed: asked,
        verb: Some(verb),
        mark,
        effect: effect.filter(|effect| !effect.is_zero()),
        price: volume.rate_hourly.decimal(),
        instance_id: None,
        place: Some(Place::Volume { id: id.clone() }),
    };
    let listed = Listed { id, done: done.to_owned(), is_so: Box::new(is_so) };
    let place = move |failed: &voltagepark::Error, said| at_field(failed, said, blame);
    let write = Write { act, done, refused: None };
    let changed = write::carry_out(app, account, write, listed, request, place).await;
    if changed.as_ref().is_err_and(|said| said.code == ErrorCode::Gone) {
        // The panel learns whether it is gone; the list may still have it.
        let _ = read::sweep(app, account, &account.client()).await;
    }
    changed
}

struct Listed {
    id: String,
    done: String,
    is_so: IsSo<StorageVolume>,
}

#[async_trait]
impl Settle for Listed {
    type Found = Option<StorageVolume>;
    /// For ten minutes.
    const EVERY: Duration = Duration::from_secs(20);
    const LOOKS: Option<u32> = Some(30);

    async fn look(&mut self, app: &Arc<App>, account: &Arc<Account>, at_once: bool) -> Verdict<Self::Found> {
        let is_so = read::listed(app, account, &self.id).await.is_ok_and(|volume| (self.is_so)(volume.as_ref()));
        Verdict::of(is_so, &self.done, at_once)
    }
}

/// The same error at the field of the form that the provider blames, or at the only one that was sent.
pub(super) fn at_field(failed: &voltagepark::Error, said: CommandError, only: Option<&str>) -> CommandError {
    if said.code != ErrorCode::Invalid {
        return said;
    }
    let place = failed.fields().first().and_then(|complaint| complaint.location.get(1).map(String::as_str));
    let field = match place {
        Some("name") => Some("name"),
        Some("size_in_gb") => Some("size"),
        Some("order_ids") => Some("rentalIds"),
        _ => only,
    };
    CommandError { field: field.map(str::to_owned), ..said }
}
