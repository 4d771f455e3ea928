//! Whether money was ever paid in: remembered once it was seen.

use std::sync::Arc;

use chrono::{Datelike, Months};
use rusqlite::{OptionalExtension, Row, params};
use voltagepark::types::TransactionKind;

use crate::money::{self, Month};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::Answer;

/// Months before this one that are looked through once.
const BACK: u32 = 12;

/// Whether a deposit was ever seen: in this month's report, in an earlier one, or by a look back through the reports of a
/// year, which is taken once a month for as long as there was none.
pub(super) async fn seen(app: &Arc<App>, account: &Arc<Account>, month: &Month) -> Answer<bool> {
    let profile = account.profile_id();
    let kept = kept(app, profile)?.unwrap_or_default();
    if kept.seen {
        return Ok(true);
    }
    if month.deposit {
        keep(app, profile, true, "")?;
        return Ok(true);
    }
    let this = month.start.format("%Y-%m").to_string();
    // Once for each reading of the month: where an old report cannot be read, the next one tries again.
    if kept.looked_in == this || money::known(account).looked_back == Some(month.read_at) {
        return Ok(false);
    }
    money::set(account, |money| money.looked_back = Some(month.read_at));
    let Some(seen) = look_back(account, month).await else { return Ok(false) };
    keep(app, profile, seen, &this)?;
    Ok(seen)
}

/// `None` where an old report cannot be read.
async fn look_back(account: &Account, month: &Month) -> Option<bool> {
    for back in 1..=BACK {
        let first = month.start.date_naive().checked_sub_months(Months::new(back))?;
        let (mut deposit, client) = (false, account.background());
        let report = client.stream_monthly_report(first.year(), first.month(), |line| {
            let kind = line.details.as_ref().and_then(|details| details.kind.as_ref());
            deposit |= kind.is_some_and(|kind: &TransactionKind| money::is_deposit(kind.as_str()));
        });
        if let Err(failed) = report.await {
            tracing::debug!(%failed, "an older report could not be looked through for a deposit");
            return None;
        }
        if deposit {
            return Some(true);
        }
    }
    Some(false)
}

#[derive(Debug, Clone, Default)]
struct Kept {
    seen: bool,
    looked_in: String,
}

fn kept(app: &App, profile: &str) -> Answer<Option<Kept>> {
    let sql = "SELECT deposit_seen, looked_in FROM purse WHERE profile_id = ?1";
    let row = |row: &Row<'_>| Ok(Kept { seen: row.get(0)?, looked_in: row.get(1)? });
    app.store.with(|connection| connection.query_row(sql, [profile], row).optional())
}

fn keep(app: &App, profile: &str, seen: bool, looked_in: &str) -> Answer<()> {
    app.store.with(|connection| {
        connection.execute(
            "INSERT INTO purse (profile_id, deposit_seen, looked_in) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id) DO UPDATE SET
               deposit_seen = excluded.deposit_seen, looked_in = excluded.looked_in",
            params![profile, seen, looked_in],
        )
    })?;
    Ok(())
}
