//! Creating a volume, once.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use voltagepark::types::{NewStorage, StorageVolume};

use super::check::{self, Quote};
use super::unsettled::{self, Pending};
use super::{follow, price, read, rentals, send, view};
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Outcome as End};
use voltdeck_base::write::{self, Outcome};
use voltdeck_base::{App, failure, hardware, sent};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Mark, Severity, VolumeDone, VolumeDraft};

/// A list that was asked for this short a time ago was read before the order; an older one is read again.
const BASELINE: Duration = Duration::from_secs(5);

/// A volume to be made.
#[derive(Debug, Clone)]
pub struct NewVolume {
    /// Name.
    pub name: String,
    /// Size in GB.
    pub size_gb: u32,
    /// Rentals that it is attached to at once.
    pub rental_ids: Vec<String>,
}

/// A volume that was made.
#[derive(Debug)]
pub struct Made {
    /// As the provider answered or lists it.
    pub volume: StorageVolume,
    /// The answer was lost, and the list showed it.
    pub by_list: bool,
}

/// Creates what a form asks for.
pub(super) async fn create(app: &Arc<App>, account: &Arc<Account>, draft: &VolumeDraft) -> Answer<VolumeDone> {
    let draft = VolumeDraft { id: None, ..draft.clone() };
    let checked = check::check(&rentals::named(account), &draft);
    if let Some(issue) = checked.issues.into_iter().find(|issue| issue.severity == Severity::Error) {
        return Err(CommandError::new(ErrorCode::Invalid, issue.message).at(issue.field));
    }
    let Some(size_gb) = checked.size_gb else {
        return Err(CommandError::new(ErrorCode::Invalid, "Say how many GB it is to have.").at("size"));
    };
    let new = NewVolume { name: draft.name.trim().to_owned(), size_gb, rental_ids: draft.rental_ids };
    let Made { volume, by_list } = create_one(app, account, &new).await?;
    Ok(VolumeDone {
        notice: notice(&volume, &new, checked.per_hour.map(|price| price.0), by_list),
        volume: view::row(&rentals::named(account), &volume),
    })
}

fn notice(
    volume: &StorageVolume,
    new: &NewVolume,
    expected: Option<rust_decimal::Decimal>,
    by_list: bool,
) -> Option<String> {
    let mut said = Vec::new();
    if by_list {
        said.push("The provider's answer was lost; its list shows the volume.".to_owned());
    }
    let slack = rust_decimal::Decimal::new(2, 6);
    match (volume.rate_hourly.decimal(), expected) {
        (Some(is), Some(expected)) if (is - expected).abs() > slack => said.push(format!(
            "It costs {}/h, not {}/h as was expected: the provider's figure is what is billed.",
            price::said(is),
            price::said(expected)
        )),
        (None, _) => said.push("The provider did not tell its price. Look at it in the list.".to_owned()),
        _ => {}
    }
    let missing =
        new.rental_ids.iter().filter(|id| !volume.order_ids.iter().any(|known| known.as_str() == *id)).count();
    if missing > 0 {
        said.push(format!(
            "{missing} of the chosen rentals are not attached, as the provider answers. Attach them again."
        ));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// Creates one volume: written down before it is sent, sent once, and looked for where its answer is lost.
///
/// # Errors
/// Where it was not sent or was refused, nothing was bought; [`ErrorCode::OutcomeUnknown`] where nobody knows.
pub async fn create_one(app: &Arc<App>, account: &Arc<Account>, new: &NewVolume) -> Answer<Made> {
    let _one_at_a_time = account.part::<StorageMemory>().creating.lock().await;
    if account.part::<StorageMemory>().state().unsettled.iter().any(|one| one.name == new.name && !one.settled) {
        let message = format!(
            "Nobody knows yet whether an earlier \"{}\" was created: Voltdeck looks for it. Wait until that is settled, or \
             choose another name. Nothing was sent.",
            new.name
        );
        return Err(CommandError::new(ErrorCode::Unsettled, message).at("name"));
    }
    let before = baseline(app, account).await?;
    let effect = Quote::new(&account.part::<StorageMemory>().state(), None, Some(new.size_gb)).per_hour;
    let deed = format!("creation of {} asked for", hardware::gb(new.size_gb));
    let act = activity::Act {
        subject: &new.name,
        deed: &deed,
        verb: Some(activity::Verb::Create),
        mark: Mark::Pending,
        effect,
        price: effect,
        ..activity::Act::default()
    };
    let line = write::plan(app, account, &act)?;
    let pending = Pending {
        name: new.name.clone(),
        size_gb: new.size_gb,
        before,
        line,
        sent_at: app.host.now(),
        said: "It is being sent.".to_owned(),
        settled: false,
    };
    unsettled::keep(app, account, |all| {
        all.retain(|one| one.name != pending.name);
        all.push(pending.clone());
    })?;
    let request = NewStorage {
        size_in_gb: new.size_gb.into(),
        name: new.name.clone(),
        order_ids: new.rental_ids.iter().map(|id| id.as_str().into()).collect(),
    };
    let answer = sent::under(&app.store, Some(&pending.line), account.client().create_storage(&request)).await;
    let outcome = Outcome::of(answer, |failed| send::at_field(failed, failure::writing(failed, &new.name), None));
    match outcome.with_id(|volume| &volume.id, || no_id(&new.name)) {
        Outcome::Done(volume) => Ok(made(app, account, &pending, volume)),
        Outcome::Unknown(said) => unknown(app, account, pending, said).await,
        Outcome::Refused(said) => {
            // It was refused whatever the store says.
            let noted = follow::forget(app, account, &pending)
                .and_then(|()| write::note(app, &pending.line, End::Refused, &format!("{deed}, refused"), Some(&said)));
            if let Err(CommandError { code, .. }) = noted {
                tracing::error!(?code, "the end of a creation could not be noted");
            }
            Err(said)
        }
    }
}

/// Ids that exist, from a whole list: without it a lost answer could not be settled.
async fn baseline(app: &Arc<App>, account: &Arc<Account>) -> Answer<Vec<String>> {
    let began = Instant::now();
    read::sweep(app, account, &account.client())
        .await
        .map_err(|said| CommandError { message: format!("{} Nothing was sent.", said.message), ..said })?;
    let state = account.part::<StorageMemory>().state();
    if state.whole.is_none_or(|asked| began.saturating_duration_since(asked) > BASELINE) {
        return Err(CommandError::new(
            ErrorCode::Provider,
            "The list of volumes could not be read whole. Without it a lost answer could not be settled, so nothing was \
             sent. Try again in a minute.",
        ));
    }
    Ok(state.volumes.keys().cloned().collect())
}

fn made(app: &Arc<App>, account: &Arc<Account>, pending: &Pending, volume: StorageVolume) -> Made {
    // It is there, whatever becomes of the line about it: an error here would read as if it were not.
    let noted = write::note(app, &pending.line, End::Done, &follow::created(&volume), None);
    {
        let (mut state, now) = (account.part::<StorageMemory>().state(), app.host.now());
        state.made.insert(volume.id.to_string(), Instant::now());
        state.take(volume.clone(), now);
    }
    if let Err(CommandError { code, .. }) = noted.and_then(|()| follow::made(app, account, pending, &volume)) {
        tracing::error!(volume = %volume.id, ?code, "the end of a creation could not be noted");
    }
    Made { volume, by_list: false }
}

async fn unknown(app: &Arc<App>, account: &Arc<Account>, pending: Pending, said: CommandError) -> Answer<Made> {
    let (lost, search) = follow::lost(pending.clone(), said);
    let volume = lost.settle(app, account, search).await?;
    if let Err(CommandError { code, .. }) = follow::made(app, account, &pending, &volume) {
        // It is there: an error here would read as if it were not.
        tracing::error!(volume = %volume.id, ?code, "the end of a creation could not be noted");
    }
    Ok(Made { volume, by_list: true })
}

fn no_id(name: &str) -> CommandError {
    CommandError::new(
        ErrorCode::OutcomeUnknown,
        format!(
            "The provider took the order for {name} without telling the volume's id. Voltdeck looks for it in the list."
        ),
    )
}
