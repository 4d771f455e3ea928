//! The organization's keys at the provider.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use voltagepark::types::SshKey;

use super::reading;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{Act, Verb};
use voltdeck_base::parts::Part;
use voltdeck_base::write::{self, Settle, Verdict, Write};
use voltdeck_base::{App, failure};
use voltdeck_contract::{Answer, Done, Event, Mark, Place, SshKeyView, SshKeysView};

const REMOVED: &str = "SSH key removed";
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

    /// Adds a key that was just taken or found.
    pub(super) fn add(&self, key: SshKeyView) {
        if let Some(keys) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            keys.retain(|known| known.id != key.id);
            keys.push(key);
            sort(keys);
        }
    }

    fn keep(&self, keys: Vec<SshKeyView>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(keys);
    }
}

impl Part for KeyMemory {}

/// Reads the list now.
pub(super) async fn list(app: &Arc<App>, account: &Arc<Account>) -> Answer<SshKeysView> {
    let list = account.client().list_ssh_keys_all(PAGE).await.map_err(|failed| failure::reading(&failed))?;
    let mut keys: Vec<SshKeyView> = list.items.into_iter().map(view).collect();
    sort(&mut keys);
    account.part::<KeyMemory>().keep(keys.clone());
    let note = (!list.complete)
        .then(|| "Some keys could not be read, or the list changed while it was read. It may not be whole.".to_owned());
    let off = account.read_only_reason().map(str::to_owned);
    Ok(SshKeysView { read_at: app.host.now(), keys, note, off })
}

fn sort(keys: &mut [SshKeyView]) {
    keys.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then_with(|| a.id.cmp(&b.id)));
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

/// Removes a key.
pub(super) async fn remove(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Done> {
    let known = account.part::<KeyMemory>().keys().unwrap_or_default();
    let name = known.iter().find(|key| key.id == id).map_or(id, |key| key.name.as_str());
    let act = Act {
        subject: name,
        deed: "removal of the SSH key asked for",
        verb: Some(Verb::RemoveKey),
        mark: Mark::Terminated,
        place: Some(Place::Keys),
        ..Act::default()
    };
    let write = Write { act, done: REMOVED, refused: Some("removal of the SSH key refused") };
    let (unlisted, id) = (Unlisted(id.to_owned()), id.into());
    let ended =
        write::carry_out(app, account, write, unlisted, account.client().delete_ssh_key(&id), |_, said| said).await;
    app.host.emit(Event::Keys);
    ended.map(|()| Done {})
}

/// Looks whether a key, by its id, is gone from the whole list.
struct Unlisted(String);

#[async_trait]
impl Settle for Unlisted {
    type Found = ();
    /// For ten minutes.
    const EVERY: Duration = Duration::from_secs(20);
    const LOOKS: Option<u32> = Some(30);

    async fn look(&mut self, app: &Arc<App>, account: &Arc<Account>, _at_once: bool) -> Verdict<()> {
        match list(app, account).await {
            Ok(list) if list.note.is_none() && !list.keys.iter().any(|key| key.id == self.0) => {
                Verdict::Done((), write::as_listed(REMOVED))
            }
            _ => Verdict::NotYet(None),
        }
    }

    fn found_later(&self, app: &Arc<App>, _account: &Arc<Account>, (): &()) -> Answer<()> {
        app.host.emit(Event::Keys);
        Ok(())
    }
}
