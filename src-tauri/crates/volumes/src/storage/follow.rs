//! A creation whose answer was lost is looked for in the list until it is found, or is absent for long enough.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;
use voltagepark::types::StorageVolume;

use super::unsettled::{self, Pending};
use super::{price, read, view};
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::silence::Silence;
use voltdeck_base::write::{self, Lost, Settle, Verdict};
use voltdeck_base::{App, activity, hardware, rates};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Place};

/// How long it is waited before a store that cannot be read is asked again.
const STORE_PAUSE: Duration = Duration::from_secs(20);

pub(super) const LOOKING: &str = "Nobody knows yet whether it was created. Voltdeck looks for it in the list and does not send it again. It may cost.";

/// What the activity list says of a volume that was made.
pub(super) fn created(volume: &StorageVolume) -> String {
    let size = view::size(volume).map(hardware::gb);
    let price = volume.rate_hourly.decimal().map(|rate| format!("{}/h", price::said(rate)));
    let parts: Vec<String> = [Some("created".to_owned()), size, price].into_iter().flatten().collect();
    parts.join(", ")
}

/// A volume is there: its line leads to it from now on, and nothing is looked for any more.
pub(super) fn made(app: &App, account: &Account, pending: &Pending, volume: &StorageVolume) -> Answer<()> {
    let place = Place::Volume { id: volume.id.to_string() };
    activity::about(&app.store, &pending.line, None, Some(&place))?;
    rates::wake(account);
    forget(app, account, pending)
}

/// Takes a creation off that is settled.
pub(super) fn forget(app: &App, account: &Account, pending: &Pending) -> Answer<()> {
    unsettled::keep(app, account, |all| all.retain(|one| one.line != pending.line))
}

/// A creation whose answer was lost, and how it is looked for.
pub(super) fn lost(pending: Pending, said: CommandError) -> (Lost, Search) {
    let asked = format!("creation of {} asked for", hardware::gb(pending.size_gb));
    (Lost::new(pending.line.clone(), &asked, said), Search { pending, silence: None })
}

/// Takes up what was not settled when the app last ended, once the store can be read.
pub(super) async fn resume(app: &Arc<App>, account: &Arc<Account>) {
    let mut kept = loop {
        match unsettled::load(app, account) {
            Ok(kept) => break kept,
            Err(CommandError { code, .. }) => {
                tracing::error!(?code, "which creations of volumes are not settled could not be read");
            }
        }
        tokio::time::sleep(STORE_PAUSE).await;
    };
    for pending in kept.iter_mut().filter(|pending| !pending.settled) {
        LOOKING.clone_into(&mut pending.said);
        let said = CommandError::new(ErrorCode::OutcomeUnknown, LOOKING);
        let (lost, search) = lost(pending.clone(), said);
        lost.settle_later(app, account, search);
    }
    account.part::<StorageMemory>().state().unsettled = kept;
}

/// A creation that was given up and that the list shows now was done: a list may lag by any time.
pub(super) fn late(app: &App, account: &Account) {
    let shown: Vec<(Pending, StorageVolume)> = {
        let state = account.part::<StorageMemory>().state();
        let given_up = state.unsettled.iter().filter(|pending| pending.settled);
        let one = |pending: &Pending| match <[StorageVolume; 1]>::try_from(pending.candidates(&state)) {
            Ok([only]) => Some((pending.clone(), only)),
            // Of several the person knows.
            Err(_) => None,
        };
        given_up.filter_map(one).collect()
    };
    for (pending, volume) in shown {
        let deed = write::as_listed(&created(&volume));
        let told = write::note(app, &pending.line, activity::Outcome::Done, &deed, None)
            .and_then(|()| made(app, account, &pending, &volume));
        if let Err(CommandError { code, .. }) = told {
            // The next list shows it again.
            tracing::error!(volume = %volume.id, ?code, "a creation that the list shows late could not be noted");
        }
    }
}

/// Looks for a volume in the list.
pub(super) struct Search {
    pending: Pending,
    /// Whole lists of this run without it.
    silence: Option<Silence>,
}

#[async_trait]
impl Settle for Search {
    type Found = StorageVolume;
    const EVERY: Duration = Duration::from_secs(20);
    const LOOKS: Option<u32> = None;

    async fn look(&mut self, app: &Arc<App>, account: &Arc<Account>, at_once: bool) -> Verdict<StorageVolume> {
        // What another organization's list lacks says nothing.
        if account.is_frozen() && !at_once {
            return Verdict::NotYet(None);
        }
        let before = Instant::now();
        let client = if at_once { account.client().clone() } else { account.background() };
        let read = read::sweep(app, account, &client).await;
        let mut silent = false;
        let mut found = {
            let state = account.part::<StorageMemory>().state();
            let found = self.pending.candidates(&state);
            match state.whole.filter(|&asked| !at_once && read.is_ok() && asked >= before) {
                Some(asked) if found.is_empty() => silent = Silence::note(&mut self.silence, asked),
                _ if !found.is_empty() => self.silence = None,
                _ => {}
            }
            found
        };
        if found.len() > 1 {
            let ids: Vec<&str> = found.iter().map(|volume| volume.id.as_str()).collect();
            let said = format!(
                "Its answer was lost, and the list has {} new volumes of this name and size: {}. One of them is it. Delete \
                 what you do not need: each costs.",
                found.len(),
                ids.join(", ")
            );
            return self.say(app, account, &said, Verdict::Never);
        }
        if let Some(volume) = found.pop() {
            let deed = write::as_listed(&created(&volume));
            return Verdict::Done(volume, deed);
        }
        if silent {
            let said = "Its answer was lost, and the list has not shown it for 15 minutes: it was most likely not created. \
                        Should it turn up, it costs, and stands in the list. Look at the provider's console before you \
                        create it again.";
            return self.say(app, account, said, Verdict::Not("not created, as the list shows".to_owned()));
        }
        if at_once { self.say(app, account, LOOKING, Verdict::NotYet(None)) } else { Verdict::NotYet(None) }
    }

    fn found_later(&self, app: &Arc<App>, account: &Arc<Account>, found: &StorageVolume) -> Answer<()> {
        made(app, account, &self.pending, found)
    }
}

impl Search {
    /// Says beside the list what is known of it, which is the verdict.
    fn say(&self, app: &App, account: &Account, said: &str, verdict: Verdict<StorageVolume>) -> Verdict<StorageVolume> {
        let kept = unsettled::keep(app, account, |all| {
            for one in all.iter_mut().filter(|one| one.line == self.pending.line) {
                said.clone_into(&mut one.said);
                one.settled = !matches!(verdict, Verdict::NotYet(_));
            }
        });
        match kept {
            Ok(()) => verdict,
            // It is looked for on: what the store does not take is not known.
            Err(CommandError { code, .. }) => {
                tracing::warn!(?code, "what is known of a creation could not be kept");
                Verdict::NotYet(None)
            }
        }
    }
}
