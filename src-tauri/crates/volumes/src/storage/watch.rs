//! Volumes are read at the watcher's pace; what is used of each only while a window shows it.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{follow, read};
use voltdeck_base::account::Account;
use voltdeck_base::{App, attention};

/// How often the list is read.
const PACE: Duration = Duration::from_secs(60);

/// Reads the volumes for as long as the account is open, and takes up creations that were not settled.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    follow::resume(&app, &account).await;
    let mut changes = app.attention.subscribe();
    loop {
        let began = Instant::now();
        // A failure stands in the state; the pace is slow enough to need no backing off.
        let _ = read::sweep(&app, &account, &account.background()).await;
        if read::is_shown(&account) {
            read::read_used(&app, &account).await;
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            () = attention::woken(&mut changes, began) => {}
        }
    }
}
