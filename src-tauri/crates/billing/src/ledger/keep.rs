//! Putting a report into the store: a month is replaced whole, in one transaction.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::days::Month;
use super::micros;
use super::report::{Report, Row, by_kind};
use crate::money::{Reading, Sums};
use voltdeck_base::activity::word;
use voltdeck_contract::BillingGroup;

/// What fell on a day: printed, signed by kind, and lines that begin there.
#[derive(Debug, Clone, Copy, Default)]
struct OfDay {
    printed: i64,
    by_kind: i64,
    lines: i64,
}

/// Keeps a month in the place of what was kept of it.
pub(super) fn keep(connection: &Connection, profile: &str, month: Month, report: &Report) -> rusqlite::Result<()> {
    connection
        .execute("DELETE FROM bill_month WHERE profile_id = ?1 AND month = ?2", params![profile, month.name()])?;
    let balances = &report.balances;
    connection.execute(
        "INSERT INTO bill_month (profile_id, month, read_at, balance_start, balance_delta, balance_end, fits,
                                 open_lines, lines, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            profile,
            month.name(),
            month.now.to_rfc3339(),
            balances.balance_at_period_start.text(),
            balances.balance_delta_in_period.text(),
            balances.balance_at_period_end.text(),
            fits(report),
            count(report.rows.iter().filter(|row| row.is_open()).count()),
            count(report.rows.len()),
            digest(report),
        ],
    )?;
    let id = connection.last_insert_rowid();
    lines(connection, id, report)?;
    days(connection, id, month, report)?;
    uses(connection, id, month, report)?;
    let mut one = connection
        .prepare_cached("INSERT INTO bill_problem (month_id, label, reason, counted) VALUES (?1, ?2, ?3, ?4)")?;
    for problem in &report.problems {
        one.execute(params![id, problem.label, problem.reason, problem.counted])?;
    }
    Ok(())
}

fn lines(connection: &Connection, month: i64, report: &Report) -> rusqlite::Result<()> {
    let parts: HashMap<BillingGroup, String> = super::PARTS.into_iter().map(|part| (part, word(&part))).collect();
    let mut one = connection.prepare_cached(
        "INSERT INTO bill_line (month_id, id, kind, part, resource, created, completed, begun, ended, amount, total,
                                amount_text, note, disk)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    for row in &report.rows {
        let [created, completed, begun, ended] = row.moments();
        one.execute(params![
            month,
            row.id,
            report.texts.get(row.kind),
            parts.get(&row.part),
            row.resource.map(|id| report.texts.get(id)),
            created,
            completed,
            begun,
            ended,
            row.amount,
            row.total,
            report.amount_texts.get(&row.id),
            row.note.map(|id| report.texts.get(id)),
            row.disk,
        ])?;
    }
    Ok(())
}

/// The parts of a month by day, part and resource.
type Days = BTreeMap<(usize, BillingGroup, Option<u32>), OfDay>;

/// What fell on which day.
fn rollup(month: Month, report: &Report) -> Days {
    let mut all = Days::new();
    for row in &report.rows {
        let kind = report.texts.get(row.kind);
        let mut first = true;
        month.split(row.span(), row.created(), row.amount, |day, amount| {
            let of = all.entry((day, row.part, row.resource)).or_default();
            of.printed = of.printed.saturating_add(amount);
            of.by_kind = of.by_kind.saturating_add(by_kind(kind, amount));
            of.lines += i64::from(std::mem::take(&mut first));
        });
    }
    all
}

/// All that is reckoned of a report before it is kept, and how many lines it has: for the bench, which keeps nothing.
pub(super) fn reckoned(month: Month, report: &Report) -> usize {
    let (days, fits, digest) = (rollup(month, report), fits(report), digest(report));
    std::hint::black_box((days, fits, digest));
    report.rows.len()
}

fn days(connection: &Connection, id: i64, month: Month, report: &Report) -> rusqlite::Result<()> {
    let mut one = connection.prepare_cached(
        "INSERT INTO bill_day (month_id, day, part, resource, printed, by_kind, lines) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for ((day, part, resource), of) in rollup(month, report) {
        let resource = resource.map_or("", |id| report.texts.get(id));
        one.execute(params![id, count(day + 1), word(&part), resource, of.printed, of.by_kind, of.lines])?;
    }
    Ok(())
}

/// For how long each machine was billed. Its disk is billed beside it and would count twice.
fn uses(connection: &Connection, id: i64, month: Month, report: &Report) -> rusqlite::Result<()> {
    let mut all: BTreeMap<(BillingGroup, u32), i64> = BTreeMap::new();
    for row in report.rows.iter().filter(|row| super::CHARGES.contains(&row.part)) {
        let overlap = row.span().and_then(|span| month.overlap(span));
        if let (Some((from, until)), Some(resource)) = (overlap, row.resource) {
            *all.entry((row.part, resource)).or_default() += (until - from).num_seconds();
        }
    }
    let mut one = connection
        .prepare_cached("INSERT INTO bill_use (month_id, part, resource, seconds) VALUES (?1, ?2, ?3, ?4)")?;
    for ((part, resource), seconds) in all {
        one.execute(params![id, word(&part), report.texts.get(resource), seconds])?;
    }
    Ok(())
}

/// The readings of the signs under which the month adds up, in words.
fn fits(report: &Report) -> String {
    let mut sums = Sums::default();
    for row in &report.rows {
        sums.add(report.texts.get(row.kind), Some(micros::decimal(row.amount)));
    }
    sums.unreadable |= report.incomplete;
    let balances = &report.balances;
    let fits = sums.fits(
        balances.balance_at_period_start.decimal(),
        balances.balance_delta_in_period.decimal(),
        balances.balance_at_period_end.decimal(),
    );
    fits.into_iter().map(Reading::word).collect::<Vec<_>>().join(" ")
}

/// What tells one state of a month's lines from another: id, kind and amount of each, in the order of their ids.
fn digest(report: &Report) -> String {
    let mut sum = Sha256::new();
    for Row { id, kind, amount, .. } in &report.rows {
        sum.update(format!("{id}\t{}\t{}\n", report.texts.get(*kind), micros::text(*amount)));
    }
    sum.finalize().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
