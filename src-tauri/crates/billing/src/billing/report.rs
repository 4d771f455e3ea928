//! A month's report: its lines, as small as they can be held, and what they sum to.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use voltagepark::Amount;
use voltagepark::types::{MonthBalances, Transaction};

use super::signs::{self, Both, Reading};
use super::{micros, words};
use voltdeck_contract::BillingGroup;

/// What a line is for; no end: it runs.
pub type Span = (DateTime<Utc>, Option<DateTime<Utc>>);

/// No moment. Nothing is booked in the year of it.
const NEVER: i64 = i64::MIN;

/// Texts that many lines share, each kept once.
#[derive(Debug, Default)]
pub struct Texts {
    by_text: HashMap<Box<str>, u32>,
    all: Vec<Box<str>>,
}

impl Texts {
    fn id(&mut self, text: &str) -> u32 {
        if let Some(id) = self.by_text.get(text) {
            return *id;
        }
        let id = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(text.into());
        self.by_text.insert(text.into(), id);
        id
    }

    pub fn get(&self, id: u32) -> &str {
        usize::try_from(id).ok().and_then(|at| self.all.get(at)).map_or("", |text| text)
    }
}

/// One line whose amount is exact. Moments are microseconds since 1970.
#[derive(Debug)]
pub struct Row {
    pub id: Box<str>,
    pub amount: i64,
    pub total: Option<i64>,
    created: i64,
    completed: i64,
    begun: i64,
    ended: i64,
    pub kind: u32,
    pub resource: Option<u32>,
    pub note: Option<u32>,
    pub part: BillingGroup,
    /// It is for the disk of the machine that it names.
    pub disk: bool,
    /// The resource is a machine.
    of_machine: bool,
}

impl Row {
    pub fn created(&self) -> Option<DateTime<Utc>> {
        moment(self.created)
    }

    /// What it is for; deposits are for no time.
    pub fn span(&self) -> Option<Span> {
        if self.part == BillingGroup::Deposits {
            return None;
        }
        Some((moment(self.begun)?, moment(self.ended)))
    }

    pub fn is_open(&self) -> bool {
        self.completed == NEVER
    }

    /// Created, completed, begun, ended, as the store keeps them.
    pub fn moments(&self) -> [Option<i64>; 4] {
        [self.created, self.completed, self.begun, self.ended].map(|at| (at != NEVER).then_some(at))
    }
}

/// Something to say of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is, with its id.
    pub label: String,
    pub reason: String,
    /// Its amount is in the sums all the same.
    pub counted: bool,
}

/// What a report comes to: small enough to be kept of every month that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthSums {
    /// First day of the month.
    pub first: NaiveDate,
    /// When it was asked for.
    pub read_at: DateTime<Utc>,
    /// `balance_at_period_end`: of this month it is the balance now.
    pub balance: Option<Decimal>,
    /// The readings of the signs under which it adds up; none where a line is missing.
    pub fits: Vec<Reading>,
    pub parts: BTreeMap<BillingGroup, Both>,
    /// Of each machine, with its disks and refunds.
    pub machines: HashMap<Box<str>, Both>,
    /// Money was paid in, be it an amount that cannot be read.
    pub deposit: bool,
}

/// A month's report.
#[derive(Debug, Default)]
pub struct MonthReport {
    /// Once it is whole.
    pub sums: Arc<MonthSums>,
    pub rows: Vec<Row>,
    pub texts: Texts,
    /// Amounts as received, by the line's id, where that is not the six places of the number: hardly any.
    pub amount_texts: HashMap<Box<str>, Box<str>>,
    pub problems: Vec<Problem>,
    pub balances: MonthBalances,
    /// A line is missing in the rows.
    incomplete: bool,
    deposit: bool,
}

impl MonthReport {
    /// Takes the next line.
    pub fn add(&mut self, line: &Transaction) {
        let part = words::group(line);
        self.deposit |= part == BillingGroup::Deposits;
        let named = |line: &Transaction| format!("{} {}", words::label(line), line.id);
        let Some(amount) = micros::exact(&line.period_amount) else {
            self.incomplete = true;
            let reason = match line.period_amount.text() {
                Some(text) => format!("{} It reads \"{}\".", micros::problem(&line.period_amount), shown(text)),
                None => micros::problem(&line.period_amount).to_owned(),
            };
            self.problems.push(Problem { label: named(line), reason, counted: false });
            return;
        };
        if let (Some(from), Some(until)) = (line.timestamp_creation, line.timestamp_completion)
            && until < from
        {
            let reason = "It ends before it begins; it stands on the day of its creation.".to_owned();
            self.problems.push(Problem { label: named(line), reason, counted: true });
        }
        let span = span(line);
        if let Some(text) = line.period_amount.text().filter(|text| *text != micros::text(amount)) {
            self.amount_texts.insert(line.id.as_str().into(), text.into());
        }
        self.rows.push(Row {
            id: line.id.as_str().into(),
            amount,
            total: micros::exact(&line.total_amount),
            created: micros_of(line.timestamp_creation),
            completed: micros_of(line.timestamp_completion),
            begun: micros_of(span.map(|(from, _)| from)),
            ended: micros_of(span.and_then(|(_, until)| until)),
            kind: self.texts.id(words::kind(line)),
            resource: words::subject(line).map(|id| self.texts.id(id)),
            note: words::note(line).map(|note| self.texts.id(note)),
            part,
            disk: words::is_disk(line),
            of_machine: words::machine(line).is_some(),
        });
    }

    /// All lines of the month have come, which was asked for then.
    pub fn close(&mut self, first: NaiveDate, read_at: DateTime<Utc>, balances: MonthBalances) {
        for line in &balances.unreadable {
            self.incomplete = true;
            let view = super::unreadable(line);
            self.problems.push(Problem { label: view.label, reason: view.reason, counted: false });
        }
        self.balances = balances;
        // In the order of their ids, so that the store can append them and one that stands twice is beside itself.
        self.rows.sort_by(|one, other| one.id.cmp(&other.id));
        let mut twice = Vec::new();
        self.rows.dedup_by(|later, first| {
            let same = later.id == first.id;
            if same {
                twice.push(later.id.clone());
            }
            same
        });
        for id in twice {
            self.incomplete = true;
            let reason = "It stands in the report more than once and is counted once.".to_owned();
            self.problems.push(Problem { label: format!("Line {id}"), reason, counted: false });
        }
        self.overlaps();
        self.sums = Arc::new(self.sum(first, read_at));
    }

    fn sum(&self, first: NaiveDate, read_at: DateTime<Utc>) -> MonthSums {
        let mut all = Both::default();
        let mut parts: BTreeMap<BillingGroup, Both> = BTreeMap::new();
        let mut machines: HashMap<u32, Both> = HashMap::new();
        for row in &self.rows {
            let both = Both::of(self.texts.get(row.kind), row.amount);
            all.add(both);
            parts.entry(row.part).or_default().add(both);
            if let Some(machine) = row.resource.filter(|_| row.of_machine && row.part != BillingGroup::Deposits) {
                machines.entry(machine).or_default().add(both);
            }
        }
        let balances = &self.balances;
        let [start, delta, end] =
            [&balances.balance_at_period_start, &balances.balance_delta_in_period, &balances.balance_at_period_end]
                .map(Amount::decimal);
        MonthSums {
            first,
            read_at,
            balance: end,
            fits: if self.incomplete { Vec::new() } else { signs::fits(all, [start, delta, end]) },
            parts,
            machines: machines.into_iter().map(|(id, both)| (self.texts.get(id).into(), both)).collect(),
            deposit: self.deposit,
        }
    }

    /// One thing is billed once at a time: where two charges of one kind overlap, one may be a mistake.
    fn overlaps(&mut self) {
        let charges = self.rows.iter().filter(|row| words::CHARGES.contains(&row.part));
        let mut spans: Vec<(u32, BillingGroup, i64, i64, &str)> = charges
            .filter_map(|row| {
                let until = if row.ended == NEVER { i64::MAX } else { row.ended };
                Some((row.resource?, row.part, row.begun, until, &*row.id))
            })
            .collect();
        spans.sort_unstable();
        let mut found = Vec::new();
        for pair in spans.windows(2) {
            let [(one, part, _, until, id), (other, other_part, from, _, other_id)] = pair else { continue };
            if (one, part) == (other, other_part) && from < until {
                found.push(Problem {
                    label: format!("{} {other_id}", words::group_label(*part)),
                    reason: format!("Its time overlaps that of line {id}, of the same resource."),
                    counted: true,
                });
            }
        }
        self.problems.extend(found);
    }
}

/// What the line is for: its segment's times, else its own. No end: it runs.
pub fn span(line: &Transaction) -> Option<Span> {
    let linked = line.details.as_ref().and_then(|details| details.linked_instance.as_ref());
    let segment = linked.and_then(|segment| Some((segment.timestamp_creation?, segment.timestamp_deletion)));
    segment.or_else(|| Some((line.timestamp_creation?, line.timestamp_completion)))
}

/// The provider's text as it may be shown.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn micros_of(at: Option<DateTime<Utc>>) -> i64 {
    at.map_or(NEVER, |at| at.timestamp_micros())
}

pub fn moment(micros: i64) -> Option<DateTime<Utc>> {
    if micros == NEVER { None } else { DateTime::from_timestamp_micros(micros) }
}

#[cfg(test)]
pub mod tests {
    use serde_json::json;

    use super::*;

    pub fn line(id: &str, kind: &str, amount: &str, of: Option<(&str, &str, &str)>) -> Transaction {
        let linked = of.map(|(machine, from, until)| {
            json!({ "id": format!("segment-{id}"), "type": "virtual_machine_instance", "virtual_machine_id": machine,
                    "timestamp_creation": from, "timestamp_deletion": until })
        });
        serde_json::from_value(json!({
            "id": id, "total_amount": amount, "period_amount": amount,
            "timestamp_creation": of.map_or("2026-10-08T09:00:00Z", |(_, from, _)| from),
            "timestamp_completion": of.map_or("2026-10-08T09:00:00Z", |(_, _, until)| until),
            "details": { "type": kind, "linked_instance": linked },
        }))
        .unwrap()
    }

    fn report(lines: &[Transaction]) -> MonthReport {
        let mut report = MonthReport::default();
        for line in lines {
            report.add(line);
        }
        report.close(NaiveDate::default(), DateTime::UNIX_EPOCH, MonthBalances::default());
        report
    }

    #[test]
    fn an_amount_that_is_not_exact_is_listed_with_its_id_and_no_line() {
        let bad = ["text", "0.0000001", "99999999999999999999"];
        let lines: Vec<_> =
            bad.iter().enumerate().map(|(at, text)| line(&at.to_string(), "charge", text, None)).collect();
        let report = report(&lines);
        assert!(report.rows.is_empty() && report.incomplete);
        let said: Vec<_> = report.problems.iter().map(|problem| problem.label.as_str()).collect();
        assert_eq!(said, ["Virtual machine 0", "Virtual machine 1", "Virtual machine 2"]);
        assert!(report.problems[0].reason.contains("\"text\"") && !report.problems[0].counted);
    }

    #[test]
    fn a_line_that_stands_twice_is_counted_once_and_said() {
        let report =
            report(&[line("b", "charge", "-1", None), line("a", "other", "5", None), line("b", "charge", "-1", None)]);
        assert_eq!(report.rows.iter().map(|row| &*row.id).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((report.problems.len(), report.incomplete), (1, true));
    }

    #[test]
    fn what_is_odd_is_said_and_counted() {
        let backwards = line("a", "charge", "-1", Some(("m", "2026-10-09T00:00:00Z", "2026-10-08T00:00:00Z")));
        let first = line("b", "charge", "-1", Some(("n", "2026-10-01T00:00:00Z", "2026-10-03T00:00:00Z")));
        let second = line("c", "charge", "-1", Some(("n", "2026-10-02T00:00:00Z", "2026-10-04T00:00:00Z")));
        let apart = line("d", "charge", "-1", Some(("n", "2026-10-04T00:00:00Z", "2026-10-05T00:00:00Z")));
        let report = report(&[backwards, first, second, apart]);
        assert_eq!((report.rows.len(), report.incomplete), (4, false));
        assert!(report.problems[0].reason.contains("ends before it begins"));
        assert!(report.problems[1].label.ends_with('c') && report.problems[1].reason.contains("line b"));
        assert!(report.problems.len() == 2 && report.problems.iter().all(|problem| problem.counted));
    }

    #[test]
    fn the_text_is_kept_where_it_is_not_the_number_s_own() {
        let report = report(&[line("a", "charge", "-1.500000", None), line("b", "charge", "-1.5", None)]);
        let texts: Vec<_> =
            report.rows.iter().map(|row| report.amount_texts.get(&row.id).map(|text| &**text)).collect();
        assert_eq!(texts, [None, Some("-1.5")]);
        assert_eq!(report.rows[0].amount, report.rows[1].amount);
    }
}
