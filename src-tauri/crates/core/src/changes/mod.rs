//! What changed at the provider since it was last told, and the telling: once for each change, whatever crashes.
//!
//! What was told of every machine and volume stands in the store. Each reading is held against that; the difference is told
//! and the record moved on in one transaction. A crash before it tells the change at the next start, one after it tells it
//! no more, and a store that fails for a while tells it later.

mod attribution;
mod difference;
mod lists;
mod memory;
mod now;
mod settle;
mod store;
mod told;
mod words;

use chrono::{DateTime, Utc};

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_machines::fleet::Fleet;

pub use lists::lists_read;
pub use memory::ChangeMemory;
pub use told::answers as ready;

use settle::settle;

/// Tells what is not as it was last told. Called after every reading that was taken, with nothing of the account locked.
pub fn look(app: &App, account: &Account) {
    if account.is_closed() || account.is_frozen() {
        return;
    }
    // Held from the snapshot to the end of the writing: two readings must not be told in the wrong order.
    let mut state = account.part::<ChangeMemory>().state();
    let told = told::tell(app, account, &mut state);
    if told.is_err() {
        // It is read again: nobody knows how far the store came.
        state.kept = None;
    }
    drop(state);
    let told = settle(app, told);
    for id in &told.changing {
        account.part::<Fleet>().heat(id);
    }
    if told.came_up {
        account.part::<ChangeMemory>().came_up.notify_one();
    }
}

/// Machines that came up and are still to answer by SSH, and since when each runs.
pub fn waiting(app: &App, account: &Account) -> Vec<(String, DateTime<Utc>)> {
    let mut state = account.part::<ChangeMemory>().state();
    let Ok(kept) = state.kept(app, account.profile_id()) else { return Vec::new() };
    kept.rows.iter().filter_map(|((_, id), row)| Some((id.clone(), row.waits_since?))).collect()
}
