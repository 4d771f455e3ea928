//! What this month comes to, from the ledger and the burn rate.

use chrono::{Datelike, TimeDelta};

use super::load::{self, Kept};
use super::{CHARGES, forecast, micros};
use crate::money;
use voltdeck_base::account::Account;
use voltdeck_base::{App, rates};
use voltdeck_contract::{Answer, ForecastView, Money};

/// The forecast of this month.
pub(super) fn view(app: &App, account: &Account) -> Answer<ForecastView> {
    let now = app.host.now();
    let start = money::month_start(now);
    let first = start.date_naive();
    let end = money::month_end(now);
    let known = money::known(account);
    let month = known.month.filter(|month| month.start == start);
    let burn = rates::burn(account).map(|(rate, _)| rate);
    let profile = account.profile_id();
    let (history, today, kept_spent) = app.store.with(|connection| {
        let all = load::months(connection, profile)?;
        let mut days = Vec::new();
        let mut today = None;
        let mut spent = None;
        for kept in &all {
            let charged = charged(connection, &all, kept)?;
            // A month whose signs are not known ends what is known before it.
            let Some(charged) = charged else {
                days.clear();
                continue;
            };
            if kept.month.first == first {
                // A day that is not over is no day of history.
                let whole = usize::try_from(kept.month.now.day0()).unwrap_or(0);
                let until_read: i64 = charged.iter().sum();
                days.extend_from_slice(&charged[..whole.min(charged.len())]);
                today = Some((until_read, kept.month.now));
                let parts = load::by_part(&load::cells(connection, kept.id)?);
                let reading = load::signs(&all, kept, &parts).reading();
                spent = Some((micros::decimal(load::spent(&parts, reading)), kept.month.now));
            } else {
                days.extend(charged);
            }
        }
        Ok((days, today, spent))
    })?;
    // Of the two readings of the same report the newer tells.
    let read = month.and_then(|month| Some((month.spent?, month.read_at)));
    let newest = [read, kept_spent].into_iter().flatten().max_by_key(|(_, read_at)| *read_at);
    let if_unchanged = newest
        .zip(burn)
        .map(|((spent, read_at), rate)| Money(spent + rates::over(rate, (end - read_at).max(TimeDelta::zero()))));
    let (band, silent) = match today {
        None => (None, Some("This month is not in the ledger yet.".to_owned())),
        Some((until_read, read_at)) => {
            let left = usize::try_from((end - read_at).num_hours().max(0)).unwrap_or(0);
            // The rest of today counts as the part of a day that it is, with the whole days after it.
            let (whole, hours) = (left / 24, left % 24);
            match forecast::band(&history, whole).zip(forecast::band(&history, whole + 1)) {
                Some((less, more)) => {
                    let between = |less: i64, more: i64| less + (more - less) * i64::try_from(hours).unwrap_or(0) / 24;
                    let low = until_read.saturating_add(between(less.low, more.low));
                    let high = until_read.saturating_add(between(less.high, more.high));
                    (Some((low, high)), None)
                }
                None => (
                    None,
                    Some(format!(
                        "A band needs {} whole days of history that add up; there are {}.",
                        forecast::LEAST,
                        history.len()
                    )),
                ),
            }
        }
    };
    Ok(ForecastView {
        month: first.format("%Y-%m").to_string(),
        spent: newest.map(|(spent, _)| Money(spent)),
        read_at: newest.map(|(_, read_at)| read_at),
        if_unchanged,
        low: band.map(|(low, _)| micros::money(low)),
        high: band.map(|(_, high)| micros::money(high)),
        days: u32::try_from(history.len()).unwrap_or(u32::MAX),
        silent,
    })
}

/// Charges of each day, as positive amounts; `None` where the signs are not known.
fn charged(connection: &rusqlite::Connection, all: &[Kept], of: &Kept) -> rusqlite::Result<Option<Vec<i64>>> {
    let cells = load::cells(connection, of.id)?;
    let signs = load::signs(all, of, &load::by_part(&cells));
    if !signs.settled() {
        return Ok(None);
    }
    let mut days = vec![0_i64; of.month.days()];
    for cell in cells.iter().filter(|cell| CHARGES.contains(&cell.part)) {
        if let Some(day) = days.get_mut(cell.day) {
            *day -= cell.both.effect(signs.reading());
        }
    }
    Ok(Some(days))
}
