//! Bringing the ledger up to date: month by month, within the budget, where it stood.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use tracing::Instrument as _;
use voltagepark::types::TransactionFilter;
use voltagepark::{Client, Page};

use super::days::Month;
use super::load::KeptMonth;
use super::{closing, keep, load};
use crate::billing::report::MonthReport;
use crate::billing::reports::{self, Reports};
use crate::billing::{self, micros};
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, activity, failure, profiles};
use voltdeck_contract::{
    ActivityKind, Actor, Answer, CommandError, ErrorCode, Event, LedgerMonth, LedgerView, Mark, Place,
};

/// Every month is read again after this.
const OLD: TimeDelta = TimeDelta::days(7);
/// This month's report is read again for a screen when it is older.
const FRESH: TimeDelta = TimeDelta::seconds(60);
/// Transactions of the log that are held against the reports.
const CHECKED: u32 = 200;
/// Where it is kept when a run last came to its end.
const SYNCED: &str = "ledger_synced_at";

/// How far the ledger of an account is.
#[derive(Debug, Default)]
pub struct LedgerMemory {
    state: Mutex<SyncState>,
    /// The report that was kept last. One at a time is.
    kept: tokio::sync::Mutex<Weak<MonthReport>>,
}

#[derive(Debug, Clone, Default)]
struct SyncState {
    running: bool,
    stop: bool,
    done: u32,
    of: u32,
    reading: Option<String>,
    oldest: Option<NaiveDate>,
    fault: Option<CommandError>,
    differences: Vec<String>,
}

impl Part for LedgerMemory {}

impl LedgerMemory {
    fn state(&self) -> MutexGuard<'_, SyncState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far it is.
pub(super) fn view(app: &App, account: &Account) -> Answer<LedgerView> {
    let profile = account.profile_id();
    let (months, closed) =
        app.store.read(|connection| Ok((load::months(connection, profile)?, closing::closed(connection, profile)?)))?;
    let state = account.part::<LedgerMemory>().state().clone();
    let digest_of = |month: &str| months.iter().find(|kept| kept.month.name() == month).map(|kept| kept.digest.clone());
    let changed = closed.iter().filter(|(month, digest)| digest_of(month).is_some_and(|now| Some(now) != *digest));
    Ok(LedgerView {
        oldest: state.oldest.map(|day| day.format("%Y-%m").to_string()),
        running: state.running,
        done: state.done,
        of: state.of,
        reading: state.reading,
        synced_at: synced_at(app, profile)?,
        fault: state.fault,
        differences: state.differences,
        changed: changed.map(|(month, _)| month.clone()).collect(),
        months: months
            .iter()
            .rev()
            .map(|kept| LedgerMonth {
                month: kept.month.name(),
                read_at: kept.month.now,
                lines: u32::try_from(kept.lines).unwrap_or(u32::MAX),
                reconciled: !kept.fits.is_empty(),
                closed: closed.iter().any(|(month, _)| *month == kept.month.name()),
            })
            .collect(),
    })
}

fn synced_at(app: &App, profile: &str) -> Answer<Option<DateTime<Utc>>> {
    let kept = profiles::setting(&app.store, &format!("{SYNCED}:{profile}"))?;
    Ok(kept.and_then(|text| text.parse().ok()))
}

/// Said where it is not known whose bills these would be.
const FROZEN: &str =
    "It is not known yet whether the token is of the same organization, so its bills are not kept here.";

/// Begins a run, unless one is under way.
pub(super) fn start(app: &Arc<App>, account: &Arc<Account>) {
    {
        let mut state = account.part::<LedgerMemory>().state();
        if std::mem::replace(&mut state.running, true) {
            return;
        }
        state.stop = false;
        state.fault = None;
    }
    let (app, running) = (Arc::clone(app), Arc::clone(account));
    let run = async move {
        let ended = run(&app, &running).await;
        {
            let mut state = running.part::<LedgerMemory>().state();
            state.running = false;
            state.reading = None;
            state.fault = ended.err();
        }
        app.host.emit(Event::Ledger);
    };
    account.spawn(run.instrument(tracing::info_span!(parent: None, "ledger")));
}

/// Ends a run after the report that is being read. What was read stays.
pub(super) fn stop(account: &Account) {
    account.part::<LedgerMemory>().state().stop = true;
}

async fn run(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    if account.is_frozen() {
        return Err(CommandError::new(ErrorCode::Local, FROZEN));
    }
    let client = account.background();
    let oldest = billing::oldest(&client).await.map_err(|failed| failure::reading(&failed))?;
    let now = app.host.now();
    let profile = account.profile_id();
    let kept = app.store.read(|connection| load::months(connection, profile))?;
    let due = due(&kept, oldest, now);
    {
        let mut state = account.part::<LedgerMemory>().state();
        state.oldest = oldest;
        state.done = 0;
        state.of = u32::try_from(due.len()).unwrap_or(u32::MAX);
    }
    for first in due {
        if account.part::<LedgerMemory>().state().stop {
            return Ok(());
        }
        account.part::<LedgerMemory>().state().reading = Some(first.format("%Y-%m").to_string());
        app.host.emit(Event::Ledger);
        read(app, account, &client, first, TimeDelta::zero()).await?;
        account.part::<LedgerMemory>().state().done += 1;
    }
    let differences = crosscheck(app, account, &client).await?;
    account.part::<LedgerMemory>().state().differences = differences;
    profiles::set_setting(&app.store, &format!("{SYNCED}:{profile}"), &now.to_rfc3339())
}

/// Which months are to be read, the newest first: those that were never read, this one, the last one, each with a line
/// that had not ended, and all weekly.
fn due(kept: &[KeptMonth], oldest: Option<NaiveDate>, now: DateTime<Utc>) -> Vec<NaiveDate> {
    let this = first_of(now.date_naive());
    let oldest = oldest.map_or(this, first_of);
    let last = this.checked_sub_months(Months::new(1)).unwrap_or(this);
    let mut due = Vec::new();
    let mut first = this;
    while first >= oldest {
        let known = kept.iter().find(|one| one.month.first == first);
        let again = known
            .is_none_or(|one| first >= last || one.open_lines > 0 || now - one.month.now > OLD || one.month.now > now);
        if again {
            due.push(first);
        }
        match first.checked_sub_months(Months::new(1)) {
            Some(earlier) => first = earlier,
            None => break,
        }
    }
    due
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Puts the report of a month, read where the reader's is older than this, in the place of what was kept of it.
async fn read(app: &App, account: &Account, client: &Client, first: NaiveDate, age: TimeDelta) -> Answer<()> {
    let report = reports::read(app, account, client, first, age).await?;
    let month = Month::of(first, report.sums.read_at);
    let mut last = account.part::<LedgerMemory>().kept.lock().await;
    // Of two who shared one reading the other has kept it.
    if Weak::ptr_eq(&last, &Arc::downgrade(&report)) {
        return Ok(());
    }
    let profile = account.profile_id();
    let before = app.store.read(|connection| load::month(connection, profile, first))?;
    let kept = Arc::downgrade(&report);
    keep::keep(&app.store, profile, month, report).await?;
    *last = kept;
    tell_changed(app, account, first, before.as_ref())?;
    app.host.emit(Event::Ledger);
    // The first screen and budgets show what the reader read last, under what the signs of all months mean.
    account.show(app, Event::Money);
    Ok(())
}

/// A month that a reviewer closed and that is not as it was is news, once for each state of it.
fn tell_changed(app: &App, account: &Account, first: NaiveDate, before: Option<&KeptMonth>) -> Answer<()> {
    let profile = account.profile_id();
    let (kept, closed) = app
        .store
        .read(|connection| Ok((load::month(connection, profile, first)?, closing::closed(connection, profile)?)))?;
    let Some(kept) = kept else { return Ok(()) };
    let name = kept.month.name();
    let Some((_, digest)) = closed.into_iter().find(|(month, _)| *month == name) else { return Ok(()) };
    if digest.as_deref() == Some(kept.digest.as_str()) || before.is_some_and(|before| before.digest == kept.digest) {
        return Ok(());
    }
    let subject = first.format("%B %Y").to_string();
    let once = format!("closed:{name}:{}", kept.digest);
    let news = activity::News {
        kind: ActivityKind::Notice,
        actor: Actor::Provider,
        subject: &subject,
        deed: "was closed and has changed at the provider",
        meaning: "Its lines are not those that were signed. Billing shows the month as it is now.",
        mark: Mark::Unknown,
        place: Some(Place::Billing),
        once: Some(&once),
        ..activity::News::default()
    };
    activity::tell(app, profile, &news).map(drop)
}

/// Sees to it that a month can be shown: it is read where it never was, and again where that was a while ago. Why that
/// failed, where an older reading can be shown.
pub(super) async fn fresh(app: &Arc<App>, account: &Arc<Account>, first: NaiveDate) -> Answer<Option<CommandError>> {
    let now = app.host.now();
    let kept = app.store.read(|connection| load::month(connection, account.profile_id(), first))?;
    let due = kept.as_ref().is_none_or(|kept| {
        let still_moves = kept.month.now < kept.month.end() || kept.open_lines > 0;
        let old = now - kept.month.now > if still_moves { FRESH } else { OLD };
        old || kept.month.now > now || account.part::<Reports>().has_newer(first, kept.month.now)
    });
    if !due {
        return Ok(None);
    }
    match read(app, account, &account.client(), first, FRESH).await {
        Ok(()) => Ok(None),
        Err(fault) if kept.is_some() => Ok(Some(fault)),
        Err(fault) => Err(fault),
    }
}

/// The newest transactions of the log against the reports: whole ones must sum to what the log says, and none may be
/// missing.
async fn crosscheck(app: &Arc<App>, account: &Arc<Account>, client: &Client) -> Answer<Vec<String>> {
    let page = Page { limit: Some(CHECKED), offset: Some(0) };
    let log = client.list_transactions(&TransactionFilter::default(), page).await;
    let log = log.map_err(|failed| failure::reading(&failed))?;
    let profile = account.profile_id();
    app.store.read(|connection| {
        let mut sums = connection.prepare_cached(
            "SELECT sum(amount), min(bill_month.read_at) FROM bill_line JOIN bill_month ON bill_month.id = month_id
             WHERE profile_id = ?1 AND bill_line.id = ?2",
        )?;
        let mut said = Vec::new();
        for line in &log.items {
            let (sum, read_at): (Option<i64>, Option<String>) =
                sums.query_row([profile, line.id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let read_at: Option<DateTime<Utc>> = read_at.and_then(|text| text.parse().ok());
            let (Some(ended), Some(total)) = (line.timestamp_completion, micros::exact(&line.total_amount)) else {
                continue;
            };
            match (sum, read_at) {
                // It ended after a report was read: the next run sees the rest.
                (Some(_), Some(read_at)) if ended > read_at => {}
                (Some(sum), _) if sum != total => said.push(format!(
                    "Transaction {}: the log says {}, its parts in the reports sum to {}.",
                    line.id,
                    micros::text(total),
                    micros::text(sum)
                )),
                (None, _) => said.push(format!(
                    "Transaction {} of {} stands in the log and in no report.",
                    line.id,
                    micros::text(total)
                )),
                _ => {}
            }
        }
        Ok(said)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(first: &str, read_at: &str, open_lines: i64) -> KeptMonth {
        KeptMonth {
            id: 1,
            month: Month::of(first.parse().unwrap(), read_at.parse().unwrap()),
            start: None,
            delta: None,
            end: None,
            fits: Vec::new(),
            open_lines,
            lines: 0,
            digest: String::new(),
        }
    }

    #[test]
    fn months_are_read_again_while_they_may_still_move() {
        let now = "2026-10-15T12:00:00Z".parse().unwrap();
        let all = [
            kept("2026-10-01", "2026-10-15T11:59:00Z", 0),
            kept("2026-09-01", "2026-10-15T11:59:00Z", 0),
            kept("2026-08-01", "2026-10-15T11:59:00Z", 1),
            kept("2026-07-01", "2026-10-15T11:59:00Z", 0),
            kept("2026-05-01", "2026-10-01T00:00:00Z", 0),
            kept("2026-04-01", "2026-10-14T00:00:00Z", 0),
        ];
        let months = |oldest: Option<&str>| -> Vec<String> {
            let due = due(&all, oldest.map(|day| day.parse().unwrap()), now);
            due.iter().map(|first| first.format("%m").to_string()).collect()
        };
        // July and April stand; June was never read; May is older than a week.
        assert_eq!(months(Some("2026-04-09")), ["10", "09", "08", "06", "05"]);
        assert_eq!(months(None), ["10"], "where the log is empty there is this month alone");
    }
}
