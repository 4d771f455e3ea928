//! What this month comes to, from the ledger and the burn rate.

use chrono::{Datelike, NaiveDate, TimeDelta};
use rusqlite::Connection;
use rust_decimal::Decimal;

use super::load::{self, KeptMonth};
use crate::billing::forecast::{self, Band};
use crate::billing::words::CHARGES;
use crate::billing::{MonthSoFar, micros};
use crate::money;
use voltdeck_base::account::Account;
use voltdeck_base::{App, rates};
use voltdeck_contract::{Answer, ForecastView, Money};

/// What the ledger has for a forecast.
#[derive(Default)]
struct Known {
    /// Charges of each whole day up to now, the oldest first.
    days: Vec<i64>,
    /// This month, as the ledger keeps it.
    kept: Option<KeptMonth>,
    /// What was spent in it.
    spent: Option<Decimal>,
}

/// The forecast of this month.
pub(super) fn view(app: &App, account: &Account) -> Answer<ForecastView> {
    let first = money::month_start(app.host.now()).date_naive();
    let known = app.store.read(|connection| known(connection, account.profile_id(), first))?;
    let (month, _) = MonthSoFar::of(app, account)?;
    // The reader's is the newer one, and there is none yet after a start.
    let read = month.and_then(|month| Some((month.spent()?, month.sums.read_at)));
    let so_far = read.or_else(|| Some((known.spent?, known.kept.as_ref()?.month.now)));
    let burn = rates::burn(account);
    let if_unchanged = so_far
        .zip(burn)
        .and_then(|((spent, read_at), (rate, _))| forecast::if_unchanged(spent, read_at, first, rate).map(Money));
    let band = match so_far {
        _ if known.kept.is_none() => Err("This month is not in the ledger yet.".to_owned()),
        None => Err("This month does not add up, so there is no sum for a band to begin from.".to_owned()),
        Some((spent, read_at)) => forecast::left(first, read_at)
            .and_then(|left| rest(&known.days, left))
            .map(|rest| [rest.low, rest.high].map(|charges| Money(spent + micros::decimal(charges))))
            .ok_or_else(|| {
                let (least, days) = (forecast::LEAST, known.days.len());
                format!("A band needs {least} whole days of history that add up; there are {days}.")
            }),
    };
    let ends = band.as_ref().ok();
    Ok(ForecastView {
        month: first.format("%Y-%m").to_string(),
        spent: so_far.map(|(spent, _)| Money(spent)),
        read_at: so_far.map(|(_, read_at)| read_at),
        if_unchanged,
        low: ends.map(|[low, _]| *low),
        high: ends.map(|[_, high]| *high),
        days: u32::try_from(known.days.len()).unwrap_or(u32::MAX),
        silent: band.err(),
    })
}

fn known(connection: &Connection, profile: &str, first: NaiveDate) -> rusqlite::Result<Known> {
    let all = load::months(connection, profile)?;
    let mut known = Known::default();
    for kept in &all {
        let charged = charged(connection, &all, kept)?;
        if kept.month.first == first {
            known.kept = Some(kept.clone());
        }
        // A month whose signs are not known ends what is known before it.
        let Some((charged, spent)) = charged else {
            known.days.clear();
            continue;
        };
        if kept.month.first == first {
            // A day that is not over is no day of history.
            let whole = usize::try_from(kept.month.now.day0()).unwrap_or(0);
            known.days.extend_from_slice(&charged[..whole.min(charged.len())]);
            known.spent = Some(micros::decimal(spent));
        } else {
            known.days.extend(charged);
        }
    }
    Ok(known)
}

/// The band of the charges of the time that is left. The rest of today counts as the part of a day that it is, with the
/// whole days after it.
fn rest(history: &[i64], left: TimeDelta) -> Option<Band> {
    let hours = left.num_hours();
    let (whole, part) = (usize::try_from(hours / 24).ok()?, hours % 24);
    let (less, more) = (forecast::band(history, whole)?, forecast::band(history, whole + 1)?);
    let between = |less: i64, more: i64| less + (more - less) * part / 24;
    Some(Band { low: between(less.low, more.low), high: between(less.high, more.high) })
}

/// Charges of each day, as positive amounts, and what was spent in all; `None` where the signs are not known.
fn charged(connection: &Connection, all: &[KeptMonth], of: &KeptMonth) -> rusqlite::Result<Option<(Vec<i64>, i64)>> {
    let cells = load::cells(connection, of.id)?;
    let parts = load::by_part(&cells);
    let signs = load::signs(all, of, &parts);
    if !signs.settled() {
        return Ok(None);
    }
    let mut days = vec![0_i64; of.month.days()];
    for cell in cells.iter().filter(|cell| CHARGES.contains(&cell.part)) {
        if let Some(day) = days.get_mut(cell.day) {
            *day -= cell.both.effect(signs.reading());
        }
    }
    Ok(Some((days, load::spent(&parts, signs.reading()))))
}
