//! Creations without a known outcome, on disk, so that a crash forgets none of them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voltagepark::types::StorageVolume;

use super::memory::StorageState;
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::{App, profiles};
use voltdeck_contract::{Answer, CommandError, Done, ErrorCode, Event};

/// A creation that was sent, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub name: String,
    pub size_gb: u32,
    /// Ids that were listed before it was sent.
    pub before: Vec<String>,
    /// Its line in the activity list.
    pub line: String,
    pub sent_at: DateTime<Utc>,
    /// What is known of it.
    pub said: String,
    /// It is not looked for any more.
    pub settled: bool,
}

impl Pending {
    /// Volumes that can be the one: not there before, of this name and size.
    pub fn candidates(&self, state: &StorageState) -> Vec<StorageVolume> {
        let is_it = |volume: &&StorageVolume| {
            volume.name.as_deref() == Some(self.name.as_str())
                && volume.size_in_gb == Some(u64::from(self.size_gb))
                && !self.before.iter().any(|id| id == volume.id.as_str())
        };
        state.volumes.values().filter(is_it).cloned().collect()
    }
}

fn key(account: &Account) -> String {
    format!("storage_unsettled:{}", account.profile.id)
}

/// Writes down what is pending, and says so.
pub(super) fn keep(app: &App, account: &Account, change: impl FnOnce(&mut Vec<Pending>)) -> Answer<()> {
    let all = {
        let mut state = account.part::<StorageMemory>().state();
        change(&mut state.unsettled);
        state.unsettled.clone()
    };
    let text = serde_json::to_string(&all).unwrap_or_else(|_| "[]".into());
    profiles::set_setting(&app.store, &key(account), &text)?;
    app.host.emit(Event::Storage);
    Ok(())
}

/// What was pending when the app last ended.
pub(super) fn load(app: &App, account: &Account) -> Vec<Pending> {
    let text = profiles::setting(&app.store, &key(account)).ok().flatten();
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Takes one off that is looked for no more.
pub(super) fn dismiss(app: &Arc<App>, account: &Arc<Account>, name: &str) -> Answer<Done> {
    let open = account.part::<StorageMemory>().state().unsettled.iter().any(|one| one.name == name && !one.settled);
    if open {
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "This creation is still being looked for: it may turn out to cost money.",
        ));
    }
    keep(app, account, |all| all.retain(|one| one.name != name))?;
    Ok(Done {})
}
