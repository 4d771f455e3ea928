//! The organization's keys at the provider.

use std::sync::{Arc, Mutex, PoisonError};

use voltagepark::types::SshKey;

use super::reading;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Outcome};
use voltdeck_base::{App, failure, sent};
use voltdeck_contract::{Answer, CommandError, Done, ErrorCode, Event, Mark, Place, SshKeyView, SshKeysView};
use voltdeck_core::session;

/// Keys per page, as of the other lists.
const PAGE: u32 = 100;

/// The keys as they were read last, so that a form is checked as one types.
#[derive(Debug, Default)]
pub struct KeyMemory(Mutex<Option<Vec<SshKeyView>>>);

impl KeyMemory {
    /// The keys; `None` where they were never read.
    pub(super) fn keys(&self) -> Option<Vec<SshKeyView>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, keys: Vec<SshKeyView>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(keys);
    }
}

/// Reads the list now.
pub(super) async fn list(app: &Arc<App>, account: &Arc<Account>) -> Answer<SshKeysView> {
    let read = account.client().list_ssh_keys_all(PAGE).await;
    let list = read.map_err(|failed| {
        let said = failure::reading(&failed);
        session::note_token(app, account, said.code == ErrorCode::TokenRefused);
        said
    })?;
    let mut keys: Vec<SshKeyView> = list.items.into_iter().map(view).collect();
    keys.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then_with(|| a.id.cmp(&b.id)));
    account.part::<KeyMemory>().keep(keys.clone());
    let note = (!list.complete)
        .then(|| "Some keys could not be read, or the list changed while it was read. It may not be whole.".to_owned());
    let off = account.read_only_reason().map(str::to_owned);
    Ok(SshKeysView { read_at: app.host.now(), keys, note, off })
}

/// A key as the provider has it. Its text was taken by the provider, so what cannot be read is shown as it came, but
/// for what looks like a private key.
pub(super) fn view(key: SshKey) -> SshKeyView {
    let text = key.content.unwrap_or_default();
    let (kind, fingerprint) = reading::describe(&text);
    let check = reading::read(&text).check;
    let id = key.id.to_string();
    SshKeyView {
        name: key.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.clone()),
        id,
        kind,
        fingerprint,
        comment: check.comment,
        problem: match check.problem {
            Some(_) if reading::is_private(&text) => Some(
                "This looks like a private key. Remove it here, and make a new pair: it is known to others.".into(),
            ),
            Some(problem) => Some(problem),
            None if text.trim().is_empty() => Some("The provider sent no text for this key.".into()),
            None => None,
        },
        text: if reading::is_private(&text) { String::new() } else { text },
    }
}

/// Removes a key. A lost answer is settled by the list.
pub(super) async fn remove(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Done> {
    let known = account.part::<KeyMemory>().keys().unwrap_or_default();
    let name = known.iter().find(|key| key.id == id).map_or(id, |key| key.name.as_str());
    let act = activity::Act {
        subject: name,
        deed: "removal of the SSH key asked for",
        mark: Mark::Terminated,
        place: Some(Place::Keys),
        ..activity::Act::default()
    };
    let line = activity::begin(&app.store, &account.profile.id, app.host.now(), &act)?;
    let removed = sent::under(&app.store, Some(&line), account.client().delete_ssh_key(&id.into())).await;
    let answer = match removed {
        Ok(()) => activity::complete(&app.store, &line, Outcome::Done, Some("SSH key removed")),
        Err(failed) => {
            let said = failure::writing(&failed, name);
            session::note_token(app, account, said.code == ErrorCode::TokenRefused);
            settle_removal(app, account, &line, id, said).await
        }
    };
    app.host.emit(Event::Keys);
    app.host.emit(Event::Activity);
    answer.map(|()| Done {})
}

async fn settle_removal(
    app: &Arc<App>,
    account: &Arc<Account>,
    line: &str,
    id: &str,
    said: CommandError,
) -> Answer<()> {
    if said.code != ErrorCode::OutcomeUnknown {
        let deed = "removal of the SSH key refused";
        activity::conclude(&app.store, line, Outcome::Refused, Some(deed), Some(&said))?;
        return Err(said);
    }
    match list(app, account).await {
        Ok(list) if list.note.is_none() && !list.keys.iter().any(|key| key.id == id) => {
            activity::complete(&app.store, line, Outcome::Done, Some("SSH key removed, as the list shows"))
        }
        _ => {
            let deed = "removal of the SSH key asked for, outcome unknown";
            activity::conclude(&app.store, line, Outcome::Unknown, Some(deed), Some(&said))?;
            Err(said)
        }
    }
}
