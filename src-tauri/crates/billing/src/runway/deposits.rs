//! Whether money was ever paid in: remembered once it was seen.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Months, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row, params};

use crate::billing::report::MonthSums;
use crate::billing::reports;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_contract::Answer;

/// Months before this one that are looked through once.
const BACK: u32 = 12;
/// What was read of them within this will do: what is over hardly changes.
const OLD: TimeDelta = TimeDelta::days(7);

/// The reading of this month after which those before it were looked through.
#[derive(Debug, Default)]
struct LookedBack(Mutex<Option<DateTime<Utc>>>);

impl Part for LookedBack {}

/// Whether a deposit was ever seen: in this month's report, in an earlier one, or by a look back through the reports of a
/// year, which is taken once a month for as long as there was none.
pub(super) async fn seen(app: &Arc<App>, account: &Arc<Account>, month: &MonthSums) -> Answer<bool> {
    let profile = account.profile_id();
    let kept = kept(app, profile)?.unwrap_or_default();
    if kept.seen {
        return Ok(true);
    }
    if month.deposit {
        keep(app, profile, true, "")?;
        return Ok(true);
    }
    let this = month.first.format("%Y-%m").to_string();
    // Once for each reading of the month: where an old report cannot be read, the next one tries again.
    let looked_back = &account.part::<LookedBack>().0;
    let before = looked_back.lock().unwrap_or_else(PoisonError::into_inner).replace(month.read_at);
    if kept.looked_in == this || before == Some(month.read_at) {
        return Ok(false);
    }
    let Some(seen) = look_back(app, account, month).await else { return Ok(false) };
    keep(app, profile, seen, &this)?;
    Ok(seen)
}

/// `None` where an old report cannot be read.
async fn look_back(app: &App, account: &Account, month: &MonthSums) -> Option<bool> {
    for back in 1..=BACK {
        let first = month.first.checked_sub_months(Months::new(back))?;
        match reports::sums(app, account, &account.background(), first, OLD).await {
            Ok(sums) if sums.deposit => return Some(true),
            Ok(_) => {}
            Err(failed) => {
                tracing::debug!(code = ?failed.code, "an older report could not be looked through for a deposit");
                return None;
            }
        }
    }
    Some(false)
}

#[derive(Debug, Clone, Default)]
struct DepositLook {
    seen: bool,
    looked_in: String,
}

fn kept(app: &App, profile: &str) -> Answer<Option<DepositLook>> {
    let sql = "SELECT deposit_seen, looked_in FROM purse WHERE profile_id = ?1";
    let row = |row: &Row<'_>| Ok(DepositLook { seen: row.get(0)?, looked_in: row.get(1)? });
    app.store.read(|connection| connection.query_row(sql, [profile], row).optional())
}

fn keep(app: &App, profile: &str, seen: bool, looked_in: &str) -> Answer<()> {
    app.store.transact(|connection| {
        connection.execute(
            "INSERT INTO purse (profile_id, deposit_seen, looked_in) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id) DO UPDATE SET
               deposit_seen = excluded.deposit_seen, looked_in = excluded.looked_in",
            params![profile, seen, looked_in],
        )
    })?;
    Ok(())
}
