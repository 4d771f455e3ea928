//! What is exported: one state of the ledger, its lines one after the other.

use std::vec;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use voltdeck_books::{Line, Month};

use super::super::load;
use super::super::rules;
use super::super::statement;
use super::super::subjects::{self, Subjects};
use super::line;
use super::plan::{ExportPlan, not_read};
use crate::billing::signs::{Reading, Signs};
use voltdeck_base::store::{Snapshot, Store};
use voltdeck_contract::{Answer, BillingMonthView, CommandError, CostRule, ErrorCode};

/// Lines that are held at once.
const AT_ONCE: u32 = 1_000;

/// The months of an export with what is needed to read their lines by name.
pub(super) struct Source {
    snapshot: Snapshot,
    months: Vec<OfMonth>,
    pub(super) subjects: Subjects,
    pub(super) rules: Vec<CostRule>,
}

/// A month of it.
pub(super) struct OfMonth {
    pub(super) month: Month,
    /// In the store.
    id: i64,
    pub(super) read_at: DateTime<Utc>,
    signs: Signs,
    pub(super) view: BillingMonthView,
}

impl OfMonth {
    pub(super) fn reading(&self) -> Reading {
        self.signs.reading()
    }
}

impl Source {
    /// The months of a plan as the store has them now. A month that is read again meanwhile changes nothing here.
    pub(super) fn open(store: &Store, plan: &ExportPlan) -> Answer<Self> {
        let snapshot = store.snapshot()?;
        let profile = plan.profile.id.as_str();
        let (subjects, rules, all) = snapshot.with(|connection| {
            Ok((
                subjects::kept(connection, profile)?,
                rules::read(connection, profile)?,
                load::months(connection, profile)?,
            ))
        })?;
        let mut months = Vec::with_capacity(plan.months.len());
        for (month, first) in &plan.months {
            let Some(kept) = all.iter().find(|kept| kept.month.first == *first) else {
                return Err(CommandError::new(ErrorCode::Gone, not_read(*month)));
            };
            let (view, signs) = snapshot.with(|connection| {
                let parts = load::by_part(&load::cells(connection, kept.id)?);
                let view = statement::view(connection, profile, kept, plan.now)?;
                Ok((view, load::signs(&all, kept, &parts)))
            })?;
            months.push(OfMonth { month: *month, id: kept.id, read_at: kept.month.now, signs, view });
        }
        Ok(Self { snapshot, months, subjects, rules })
    }

    pub(super) fn months(&self) -> &[OfMonth] {
        &self.months
    }

    /// All lines by month, then by id, a part of them at a time.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines { source: self, month: 0, after: None, part: Vec::new().into_iter() }
    }
}

/// Lines as they are read.
pub(super) struct Lines<'a> {
    source: &'a Source,
    month: usize,
    /// The last id of the part before.
    after: Option<String>,
    part: vec::IntoIter<Line>,
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.part.next() {
                return Some(Ok(line));
            }
            let of = self.source.months.get(self.month)?;
            match part(self.source, of, self.after.as_deref()) {
                Ok(part) => {
                    self.after = part.last().map(|line| line.id.clone());
                    if self.after.is_none() {
                        self.month += 1;
                    }
                    self.part = part.into_iter();
                }
                Err(error) => {
                    // Whoever reads on after a failure must not take what comes for all there is.
                    self.month = usize::MAX;
                    return Some(Err(error.to_string()));
                }
            }
        }
    }
}

fn part(source: &Source, of: &OfMonth, after: Option<&str>) -> rusqlite::Result<Vec<Line>> {
    let connection: &Connection = source.snapshot.connection();
    // Two statements: under one condition for both the index would be walked from its beginning each time.
    let onward = if after.is_some() { "AND id > ?2" } else { "AND ?2 IS NULL" };
    let sql = format!("SELECT {} FROM bill_line WHERE month_id = ?1 {onward} ORDER BY id LIMIT ?3", line::FIELDS);
    connection
        .prepare_cached(&sql)?
        .query_map(params![of.id, after, AT_ONCE], |row| line::read(source, of, row))?
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;
    use rust_decimal::Decimal;

    use super::*;
    use crate::billing::report::MonthReport;
    use crate::billing::report::tests::line as transaction;
    use crate::ledger::{days, keep};
    use voltdeck_base::profiles::Profile;
    use voltdeck_contract::ExportKind;

    const COUNT: usize = 2_007;

    async fn put(store: &Store, count: usize, amount: &str) {
        let mut report = MonthReport::default();
        for number in 0..count {
            report.add(&transaction(&format!("t{number:05}"), "charge", amount, None));
        }
        let read_at = "2026-10-15T12:00:00Z".parse().unwrap();
        report.close(first(), read_at, voltagepark::types::MonthBalances::default());
        let month = days::Month::of(first(), read_at);
        keep::keep(store, "p", month, std::sync::Arc::new(report)).await.unwrap();
    }

    fn first() -> NaiveDate {
        "2026-10-01".parse().unwrap()
    }

    fn plan() -> ExportPlan {
        ExportPlan {
            kind: ExportKind::LinesCsv,
            months: vec![("2026-10".parse().unwrap(), first())],
            folder: std::path::PathBuf::new(),
            replace: false,
            profile: Profile::new("p".into(), "Work".into(), String::new(), false),
            lines: 0,
            now: "2026-10-15T12:00:00Z".parse().unwrap(),
        }
    }

    #[tokio::test]
    async fn a_report_that_is_replaced_meanwhile_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        put(&store, COUNT, "-1.000000").await;
        let source = Source::open(&store, &plan()).unwrap();
        let mut lines = source.lines();
        let mut all: Vec<Line> = lines.by_ref().take(10).map(Result::unwrap).collect();
        put(&store, 3, "-5.000000").await;
        all.extend(lines.map(Result::unwrap));
        let ids: BTreeSet<&str> = all.iter().map(|line| line.id.as_str()).collect();
        assert_eq!((all.len(), ids.len()), (COUNT, COUNT), "each once");
        assert!(all.windows(2).all(|pair| pair[0].id < pair[1].id), "in order");
        assert_eq!(all.iter().map(|line| line.effect).sum::<Decimal>(), -Decimal::from(COUNT));
        assert_eq!(Source::open(&store, &plan()).unwrap().lines().count(), 3, "the next export has the new one");
    }

    #[test]
    fn a_month_that_is_not_in_the_store_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let said = Source::open(&store, &plan()).err().unwrap();
        assert!(said.message.contains("October 2026 was not read yet"), "{}", said.message);
    }
}
