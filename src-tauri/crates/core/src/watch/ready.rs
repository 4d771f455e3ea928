//! Whether a machine that came up answers by SSH: tried for a few minutes, some machines at a time, and then told.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;
use tokio::time::Instant;

use crate::changes::{self, ChangeMemory};
use voltdeck_access::connect::probe;
use voltdeck_access::connect::target::Target;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_machines::fleet::Fleet;

/// How often it is tried.
const LOOK: Duration = Duration::from_secs(5);
/// How many are tried at once.
const AT_ONCE: usize = 8;

/// Machines that are tried, with when they came up and until when they are tried.
type Waiting = HashMap<(String, DateTime<Utc>), Instant>;

/// Tries what comes up for as long as the account is open.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    let mut waiting = Waiting::new();
    loop {
        take_up(&app, &account, &mut waiting);
        if waiting.is_empty() {
            account.part::<ChangeMemory>().came_up.notified().await;
            continue;
        }
        let began = Instant::now();
        let due: Vec<(String, DateTime<Utc>)> = waiting.keys().cloned().collect();
        let tries = due.into_iter().map(|(id, since)| {
            let (app, account) = (&app, &account);
            async move {
                if answers(app, account, &id).await {
                    changes::ready(app, account, &id, since);
                }
            }
        });
        futures::stream::iter(tries).buffer_unordered(AT_ONCE).collect::<()>().await;
        tokio::select! {
            () = tokio::time::sleep_until(began + LOOK) => {}
            () = account.part::<ChangeMemory>().came_up.notified() => {}
        }
    }
}

/// Takes up what came up since, be it before a restart, and gives up what was tried for long enough, answered or is gone.
fn take_up(app: &App, account: &Account, waiting: &mut Waiting) {
    let (now, wall) = (Instant::now(), app.host.now());
    let mut still = Waiting::new();
    for (id, since) in changes::waiting(app, account) {
        // A clock that was set says nothing of how long it was tried.
        let tried = (wall - since).max(TimeDelta::zero()).to_std().unwrap_or_default();
        let end = waiting.get(&(id.clone(), since)).copied().or_else(|| Some(now + probe::TRIED.checked_sub(tried)?));
        if let Some(end) = end.filter(|end| *end > now) {
            still.insert((id, since), end);
        }
    }
    *waiting = still;
}

/// The first node of a machine stands for all of a rental's.
async fn answers(app: &App, account: &Account, id: &str) -> bool {
    let target = account.part::<Fleet>().known(id).map(|known| Target::of(&known.machine)).filter(|target| target.runs);
    let Some(target) = target else { return false };
    match target.nodes.first() {
        Some(node) => probe::once(app, account, &target, node).await,
        None => false,
    }
}
