//! The one reader of monthly reports. Whoever needs a month, the first screen, budgets, the runway, the ledger and with it
//! the exports, asks here, says how old it may be, and gets the same report: one request for all who ask at a time.
//!
//! What a report sums to is kept for every month that was read, its lines for the newest month alone, and only where they
//! are not many: the ledger keeps the lines of all of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use tokio::sync::watch;
use voltagepark::Client;
use voltagepark::types::MonthBalances;

use super::report::{MonthReport, MonthSums};
use super::signs::{Reading, Signs};
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, failure};
use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// Lines that are held in memory after they were read; more of them are read again.
const HELD: usize = 20_000;

type Outcome = Answer<Arc<MonthReport>>;

/// The reports of an account as they were read last.
#[derive(Debug, Default)]
pub struct Reports(Mutex<ReportsState>);

#[derive(Debug, Default)]
struct ReportsState {
    months: BTreeMap<NaiveDate, KnownMonth>,
    newest: Option<Arc<MonthReport>>,
}

#[derive(Debug, Default)]
struct KnownMonth {
    sums: Option<Arc<MonthSums>>,
    fault: Option<CommandError>,
    /// It is being read, unless the other end is gone.
    under_way: Option<watch::Receiver<Option<Outcome>>>,
}

impl Part for Reports {}

enum Turn {
    Known(Arc<MonthReport>),
    Wait(watch::Receiver<Option<Outcome>>),
    Read(watch::Sender<Option<Outcome>>),
}

impl Reports {
    fn state(&self) -> MutexGuard<'_, ReportsState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a month came to when it was read last.
    pub fn sums(&self, first: NaiveDate) -> Option<Arc<MonthSums>> {
        self.state().months.get(&first)?.sums.clone()
    }

    /// Why the newest reading of a month failed.
    pub fn fault(&self, first: NaiveDate) -> Option<CommandError> {
        self.state().months.get(&first)?.fault.clone()
    }

    /// Whether the lines of a later reading are held.
    pub fn has_newer(&self, first: NaiveDate, than: DateTime<Utc>) -> bool {
        self.state().newest.as_ref().is_some_and(|newest| newest.sums.first == first && newest.sums.read_at > than)
    }

    fn turn(&self, first: NaiveDate, now: DateTime<Utc>, age: TimeDelta) -> Turn {
        let mut state = self.state();
        if let Some(newest) = state.newest.as_ref().filter(|newest| is_young(&newest.sums, first, now, age)) {
            return Turn::Known(Arc::clone(newest));
        }
        let month = state.months.entry(first).or_default();
        // Where who read it was stopped, the next one does.
        if let Some(under_way) = month.under_way.as_ref().filter(|under_way| under_way.has_changed().is_ok()) {
            return Turn::Wait(under_way.clone());
        }
        let (sender, receiver) = watch::channel(None);
        month.under_way = Some(receiver);
        Turn::Read(sender)
    }

    fn note(&self, first: NaiveDate, outcome: &Outcome) {
        let mut state = self.state();
        let month = state.months.entry(first).or_default();
        month.under_way = None;
        month.fault = outcome.as_ref().err().cloned();
        let Ok(report) = outcome else { return };
        month.sums = Some(Arc::clone(&report.sums));
        if state.newest.as_ref().is_none_or(|newest| newest.sums.first <= first) {
            state.newest = (report.rows.len() <= HELD).then(|| Arc::clone(report));
        }
    }
}

fn is_young(sums: &MonthSums, first: NaiveDate, now: DateTime<Utc>, age: TimeDelta) -> bool {
    // What was read after now, by a clock that was put back since, has no age.
    sums.first == first && (TimeDelta::zero()..age).contains(&(now - sums.read_at))
}

/// The report of a month, read where what is held is older than this.
pub async fn read(app: &App, account: &Account, client: &Client, first: NaiveDate, age: TimeDelta) -> Outcome {
    loop {
        let now = app.host.now();
        let sender = match account.part::<Reports>().turn(first, now, age) {
            Turn::Known(report) => return Ok(report),
            Turn::Wait(mut under_way) => {
                let outcome = under_way.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
                match outcome {
                    Some(outcome) => return outcome,
                    None => continue,
                }
            }
            Turn::Read(sender) => sender,
        };
        let mut report = MonthReport::default();
        let balances = client.stream_monthly_report(first.year(), first.month(), |line| report.add(&line)).await;
        let outcome = match balances {
            Ok(balances) => closed(report, first, now, balances).await,
            Err(failed) => Err(failure::reading(&failed)),
        };
        account.part::<Reports>().note(first, &outcome);
        sender.send_replace(Some(outcome.clone()));
        return outcome;
    }
}

/// A report with its sums. Of a million lines they take a while, in which no one else shall have to wait.
async fn closed(mut report: MonthReport, first: NaiveDate, read_at: DateTime<Utc>, balances: MonthBalances) -> Outcome {
    let summed = tokio::task::spawn_blocking(move || {
        report.close(first, read_at, balances);
        Arc::new(report)
    });
    summed.await.map_err(|error| {
        tracing::error!(%error, "a report could not be summed");
        CommandError::new(
            ErrorCode::Local,
            "Voltdeck could not sum this report. What was read before is shown. Try again.",
        )
    })
}

/// What a month comes to, read where what is known is older than this.
pub async fn sums(
    app: &App,
    account: &Account,
    client: &Client,
    first: NaiveDate,
    age: TimeDelta,
) -> Answer<Arc<MonthSums>> {
    let known = account.part::<Reports>().sums(first).filter(|sums| is_young(sums, first, app.host.now(), age));
    match known {
        Some(sums) => Ok(sums),
        None => Ok(Arc::clone(&read(app, account, client, first, age).await?.sums)),
    }
}

/// What the signs of a month mean, beside all other months that the ledger has.
pub fn signs(app: &App, account: &Account, of: &MonthSums) -> Answer<Signs> {
    let month = of.first.format("%Y-%m").to_string();
    let others: Vec<Vec<Reading>> = app.store.read(|connection| {
        connection
            .prepare_cached("SELECT fits FROM bill_month WHERE profile_id = ?1 AND month <> ?2")?
            .query_map([account.profile_id(), &month], |row| Ok(Reading::of_words(&row.get::<_, String>(0)?)))?
            .collect()
    })?;
    Ok(Signs::of(&of.fits, others.iter().map(Vec::as_slice), of.parts.values().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::report::tests::line;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}Z").parse().unwrap()
    }

    fn note(reports: &Reports, first: &str, lines: usize) {
        let mut report = MonthReport::default();
        (0..lines).for_each(|number| report.add(&line(&number.to_string(), "charge", "-1.000000", None)));
        report.close(day(first), at("12:00:00"), MonthBalances::default());
        reports.note(day(first), &Ok(Arc::new(report)));
    }

    fn held(reports: &Reports, first: &str, now: &str, age: i64) -> bool {
        matches!(reports.turn(day(first), at(now), TimeDelta::seconds(age)), Turn::Known(_))
    }

    #[test]
    fn a_report_is_held_for_as_long_as_who_asks_allows() {
        let reports = Reports::default();
        note(&reports, "2026-10-01", 2);
        assert!(held(&reports, "2026-10-01", "12:00:59", 60) && !held(&reports, "2026-10-01", "12:01:00", 60));
        assert!(!held(&reports, "2026-10-01", "12:00:00", 0), "whoever wants it as it is now gets it so");
        assert!(!held(&reports, "2026-10-01", "11:59:00", 60), "the clock was put back");
        assert!(!held(&reports, "2026-09-01", "12:00:01", 60));
    }

    #[test]
    fn lines_are_held_of_the_newest_month_unless_they_are_many_and_sums_of_all() {
        let reports = Reports::default();
        note(&reports, "2026-10-01", 2);
        note(&reports, "2026-09-01", 1);
        assert!(held(&reports, "2026-10-01", "12:00:01", 60), "an older month takes no place");
        note(&reports, "2026-10-01", HELD + 1);
        assert!(!held(&reports, "2026-10-01", "12:00:01", 60));
        assert!(reports.sums(day("2026-10-01")).is_some() && reports.sums(day("2026-09-01")).is_some());
        assert_eq!(reports.sums(day("2026-08-01")), None);
    }
}
