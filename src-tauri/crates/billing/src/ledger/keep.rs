//! Putting a report into the store: part by part, so that nobody waits for a big month, and unseen until a last short step
//! shows it in the place of the month as it was. What ends before that step has changed nothing that is shown.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::days::Month;
use crate::billing::micros;
use crate::billing::report::{MonthReport, Row};
use crate::billing::signs::{Both, Reading};
use crate::billing::words::CHARGES;
use voltdeck_base::activity::word;
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, BillingGroup, CommandError, ErrorCode};

/// Rows that are written, or cleared, in one go.
pub(super) const PART: usize = 5_000;

/// What fell on a day, and lines that begin there.
#[derive(Debug, Clone, Copy, Default)]
struct OfDay {
    both: Both,
    lines: i64,
}

/// A day from 0, a part and a resource of a month.
type Cell = (usize, BillingGroup, Option<u32>);

/// A report with all that is reckoned of it before the first row is written.
struct Reckoned {
    month: Month,
    report: Arc<MonthReport>,
    digest: String,
    days: Vec<(Cell, OfDay)>,
    uses: Vec<((BillingGroup, u32), i64)>,
    /// The positions of the lines, the largest line first; and of each line its place in that.
    by_size: Vec<u32>,
    ranks: Vec<u32>,
}

impl Reckoned {
    fn of(month: Month, report: Arc<MonthReport>) -> Self {
        let mut by_size: Vec<u32> = (0..).take(report.rows.len()).collect();
        let size = |position: u32| report.rows[position as usize].amount.unsigned_abs();
        // Positions are in the order of the ids.
        by_size.sort_unstable_by(|one, other| size(*other).cmp(&size(*one)).then(one.cmp(other)));
        let mut ranks = vec![0; by_size.len()];
        for (rank, position) in (0..).zip(&by_size) {
            ranks[*position as usize] = rank;
        }
        Self {
            month,
            digest: digest(&report),
            days: rollup(month, &report).into_iter().collect(),
            uses: uses(month, &report).into_iter().collect(),
            by_size,
            ranks,
            report,
        }
    }
}

/// All that is reckoned of a report before it is kept, and how many lines it has: for the bench, which keeps nothing.
pub(super) fn reckoned(month: Month, report: MonthReport) -> usize {
    std::hint::black_box(Reckoned::of(month, Arc::new(report))).report.rows.len()
}

/// Keeps a month in the place of what was kept of it. An account keeps one month at a time.
pub(super) async fn keep(store: &Store, profile: &str, month: Month, report: Arc<MonthReport>) -> Answer<()> {
    let of = tokio::task::spawn_blocking(move || Reckoned::of(month, report)).await.map_err(|error| {
        tracing::error!(%error, "a report could not be summed");
        CommandError::new(
            ErrorCode::Local,
            "Voltdeck could not sum this report, and the month stays as it was. Try again.",
        )
    })?;
    let of = Arc::new(of);
    clear(store, profile).await;
    let owner = profile.to_owned();
    let begin = store.write(move |connection| {
        connection.execute("INSERT INTO bill_reading (owner) VALUES (?1)", [owner])?;
        Ok(connection.last_insert_rowid())
    });
    let id = begin.await?;
    let steps: [(usize, Put); 5] = [
        (of.report.rows.len(), lines),
        (of.by_size.len(), order),
        (of.days.len(), days),
        (of.uses.len(), put_uses),
        (of.report.problems.len(), problems),
    ];
    for (rows, put) in steps {
        for begin in (0..rows).step_by(PART) {
            let of = Arc::clone(&of);
            store.write(move |connection| put(connection, id, &of, begin..rows.min(begin + PART))).await?;
        }
    }
    let (profile_id, shown) = (profile.to_owned(), Arc::clone(&of));
    if !store.write(move |connection| show(connection, &profile_id, id, &shown)).await? {
        let said = "Another copy of Voltdeck read a month at the same time, so this reading was dropped, and the month stays \
                    as it was. Read it again.";
        return Err(CommandError::new(ErrorCode::Local, said));
    }
    // A million texts are not given back at once either.
    drop(tokio::task::spawn_blocking(move || drop(of)));
    clear(store, profile).await;
    Ok(())
}

/// Clears what is shown no more, or never was because a reading ended early, also of profiles that are gone. Nothing that
/// is shown depends on it, and what is left is cleared the next time.
pub async fn clear(store: &Store, profile: &str) {
    if let Err(CommandError { code, .. }) = clear_all(store, profile).await {
        tracing::warn!(?code, "what is left of the ledger's earlier readings could not be cleared");
    }
}

async fn clear_all(store: &Store, profile: &str) -> Answer<()> {
    let profile = profile.to_owned();
    // From here on nobody shows them, be it another copy of Voltdeck that is still reading one in.
    let left = store.write(move |connection| -> rusqlite::Result<Vec<i64>> {
        connection.execute(
            "UPDATE bill_reading SET owner = NULL WHERE id NOT IN (SELECT id FROM bill_month)
               AND (owner = ?1 OR owner NOT IN (SELECT id FROM profile))",
            [profile],
        )?;
        connection
            .prepare("SELECT id FROM bill_reading WHERE owner IS NULL")?
            .query_map([], |row| row.get(0))?
            .collect()
    });
    for id in left.await? {
        for (table, key) in [
            ("bill_line", "id"),
            ("bill_order", "rank"),
            ("bill_day", "(day, part, resource)"),
            ("bill_use", "(part, resource)"),
            ("bill_problem", "rowid"),
        ] {
            let columns = key.trim_matches(['(', ')']);
            let sql = format!(
                "DELETE FROM {table} WHERE month_id = ?1 AND {key} IN
                   (SELECT {columns} FROM {table} WHERE month_id = ?1 LIMIT {PART})"
            );
            loop {
                let sql = sql.clone();
                if store.write(move |connection| connection.execute(&sql, [id])).await? < PART {
                    break;
                }
            }
        }
        store.write(move |connection| connection.execute("DELETE FROM bill_reading WHERE id = ?1", [id])).await?;
    }
    Ok(())
}

/// Puts some of the rows of a reading into a table.
type Put = fn(&Connection, i64, &Reckoned, Range<usize>) -> rusqlite::Result<()>;

/// Shows a month that is whole. False where it is being cleared.
fn show(connection: &Connection, profile: &str, id: i64, of: &Reckoned) -> rusqlite::Result<bool> {
    if !connection.prepare("SELECT 1 FROM bill_reading WHERE id = ?1 AND owner IS NOT NULL")?.exists([id])? {
        return Ok(false);
    }
    let (balances, rows) = (&of.report.balances, &of.report.rows);
    let name = of.month.name();
    connection.execute("DELETE FROM bill_month WHERE profile_id = ?1 AND month = ?2", [profile, &name])?;
    connection.execute(
        "INSERT INTO bill_month (id, profile_id, month, read_at, balance_start, balance_delta, balance_end, fits,
                                 open_lines, lines, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            id,
            profile,
            name,
            of.month.now.to_rfc3339(),
            balances.balance_at_period_start.text(),
            balances.balance_delta_in_period.text(),
            balances.balance_at_period_end.text(),
            Reading::words(&of.report.sums.fits),
            count(rows.iter().filter(|row| row.is_open()).count()),
            count(rows.len()),
            of.digest,
        ],
    )?;
    Ok(true)
}

fn lines(connection: &Connection, month: i64, of: &Reckoned, range: Range<usize>) -> rusqlite::Result<()> {
    let report = &of.report;
    let parts: HashMap<BillingGroup, String> = super::PARTS.into_iter().map(|part| (part, word(&part))).collect();
    let mut one = connection.prepare_cached(
        "INSERT INTO bill_line (month_id, id, rank, kind, part, resource, created, completed, begun, ended, amount, total,
                                amount_text, note, disk)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    for (row, rank) in report.rows[range.clone()].iter().zip(&of.ranks[range]) {
        let [created, completed, begun, ended] = row.moments();
        one.execute(params![
            month,
            row.id,
            rank,
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

fn order(connection: &Connection, month: i64, of: &Reckoned, range: Range<usize>) -> rusqlite::Result<()> {
    let mut one = connection.prepare_cached("INSERT INTO bill_order (month_id, rank, id) VALUES (?1, ?2, ?3)")?;
    for (rank, position) in range.clone().zip(&of.by_size[range]) {
        one.execute(params![month, count(rank), of.report.rows[*position as usize].id])?;
    }
    Ok(())
}

/// What fell on which day.
fn rollup(month: Month, report: &MonthReport) -> BTreeMap<Cell, OfDay> {
    let mut all: BTreeMap<Cell, OfDay> = BTreeMap::new();
    for row in &report.rows {
        let kind = report.texts.get(row.kind);
        let mut first = true;
        month.split(row.span(), row.created(), row.amount, |day, amount| {
            let of = all.entry((day, row.part, row.resource)).or_default();
            of.both.add(Both::of(kind, amount));
            of.lines += i64::from(std::mem::take(&mut first));
        });
    }
    all
}

fn days(connection: &Connection, month: i64, of: &Reckoned, range: Range<usize>) -> rusqlite::Result<()> {
    let mut one = connection.prepare_cached(
        "INSERT INTO bill_day (month_id, day, part, resource, printed, by_kind, lines) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for ((day, part, resource), sums) in &of.days[range] {
        let resource = resource.map_or("", |id| of.report.texts.get(id));
        one.execute(params![
            month,
            count(day + 1),
            word(part),
            resource,
            sums.both.printed,
            sums.both.by_kind,
            sums.lines
        ])?;
    }
    Ok(())
}

/// For how long each machine was billed. Its disk is billed beside it and would count twice.
fn uses(month: Month, report: &MonthReport) -> BTreeMap<(BillingGroup, u32), i64> {
    let mut all: BTreeMap<(BillingGroup, u32), i64> = BTreeMap::new();
    for row in report.rows.iter().filter(|row| CHARGES.contains(&row.part)) {
        let overlap = row.span().and_then(|span| month.overlap(span));
        if let (Some((from, until)), Some(resource)) = (overlap, row.resource) {
            *all.entry((row.part, resource)).or_default() += (until - from).num_seconds();
        }
    }
    all
}

fn put_uses(connection: &Connection, month: i64, of: &Reckoned, range: Range<usize>) -> rusqlite::Result<()> {
    let mut one = connection
        .prepare_cached("INSERT INTO bill_use (month_id, part, resource, seconds) VALUES (?1, ?2, ?3, ?4)")?;
    for ((part, resource), seconds) in &of.uses[range] {
        one.execute(params![month, word(part), of.report.texts.get(*resource), seconds])?;
    }
    Ok(())
}

fn problems(connection: &Connection, month: i64, of: &Reckoned, range: Range<usize>) -> rusqlite::Result<()> {
    let mut one = connection
        .prepare_cached("INSERT INTO bill_problem (month_id, label, reason, counted) VALUES (?1, ?2, ?3, ?4)")?;
    for problem in &of.report.problems[range] {
        one.execute(params![month, problem.label, problem.reason, problem.counted])?;
    }
    Ok(())
}

/// What tells one state of a month's lines from another: id, kind and amount of each, in the order of their ids.
fn digest(report: &MonthReport) -> String {
    let mut sum = Sha256::new();
    for Row { id, kind, amount, .. } in &report.rows {
        sum.update(format!("{id}\t{}\t{}\n", report.texts.get(*kind), micros::text(*amount)));
    }
    sum.finalize().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
