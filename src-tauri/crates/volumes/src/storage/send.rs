//! Writes to a volume: noted before, completed after, and settled by what the provider shows where an answer was lost.

use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use voltagepark::types::StorageVolume;

use super::read;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Outcome};
use voltdeck_base::{App, failure, sent};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, Mark, Place};
use voltdeck_core::session;

/// How often, and how many times, a volume is looked at whose last act has an unknown outcome: for ten minutes.
const LOOK: Duration = Duration::from_secs(20);
const LOOKS: u32 = 30;

/// One write.
pub(super) struct Write<'a> {
    pub volume: &'a StorageVolume,
    /// What is asked for, e.g. `growth asked for`.
    pub asked: &'a str,
    /// What it is once it is done.
    pub done: &'a str,
    pub mark: Mark,
    /// Effect on the burn rate per hour.
    pub effect: Option<Decimal>,
    /// The one field that is to blame where the provider names none.
    pub blame: Option<&'a str>,
}

/// Sends one write. Answers what the provider did; `None` where its answer was lost and it is seen to be done.
pub(super) async fn send<T>(
    app: &Arc<App>,
    account: &Arc<Account>,
    write: Write<'_>,
    is_so: impl Fn(Option<&StorageVolume>) -> bool + Send + Sync + 'static,
    request: impl Future<Output = Result<T, voltagepark::Error>>,
) -> Answer<Option<T>> {
    let subject = super::view::name(write.volume).to_owned();
    let act = activity::Act {
        subject: &subject,
        deed: write.asked,
        mark: write.mark,
        effect: write.effect.filter(|effect| !effect.is_zero()),
        price: write.volume.rate_hourly.decimal(),
        instance_id: None,
        place: Some(Place::Volume { id: write.volume.id.to_string() }),
    };
    let line = activity::begin(&app.store, &account.profile.id, app.host.now(), &act)?;
    app.host.emit(Event::Activity);
    let answer = match sent::under(&app.store, Some(&line), request).await {
        Ok(answer) => activity::complete(&app.store, &line, Outcome::Done, Some(write.done)).map(|()| Some(answer)),
        Err(failed) => {
            let said = at_field(&failed, failure::writing(&failed, &subject), write.blame);
            session::note_token(app, account, said.code == ErrorCode::TokenRefused);
            let id = write.volume.id.to_string();
            if said.code != ErrorCode::OutcomeUnknown {
                let deed = format!("{}, refused", write.asked);
                activity::conclude(&app.store, &line, Outcome::Refused, Some(&deed), Some(&said))?;
                if said.code == ErrorCode::Gone {
                    // The panel learns whether it is gone; the list may still have it.
                    let _ = read::sweep(app, account, &account.client()).await;
                }
                Err(said)
            } else if read::listed(app, account, &id).await.is_ok_and(|volume| is_so(volume.as_ref())) {
                activity::complete(&app.store, &line, Outcome::Done, Some(write.done)).map(|()| None)
            } else {
                let deed = format!("{}, outcome unknown", write.asked);
                activity::conclude(&app.store, &line, Outcome::Unknown, Some(&deed), Some(&said))?;
                let done = format!("{}, as the list shows", write.done);
                let (app, watched) = (Arc::clone(app), Arc::clone(account));
                account.spawn(async move { watch_unknown(&app, &watched, &line, &id, &done, is_so).await });
                Err(said)
            }
        }
    };
    app.host.emit(Event::Activity);
    answer
}

/// Completes a line whose outcome is unknown once what is read shows that it was done.
async fn watch_unknown(
    app: &Arc<App>,
    account: &Arc<Account>,
    line: &str,
    id: &str,
    done: &str,
    is_so: impl Fn(Option<&StorageVolume>) -> bool + Send + Sync,
) {
    for _ in 0..LOOKS {
        tokio::time::sleep(LOOK).await;
        if !read::listed(app, account, id).await.is_ok_and(|volume| is_so(volume.as_ref())) {
            continue;
        }
        if let Err(error) = activity::complete(&app.store, line, Outcome::Done, Some(done)) {
            tracing::warn!(code = ?error.code, "an act that was seen to be done could not be noted");
        }
        app.host.emit(Event::Activity);
        return;
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
