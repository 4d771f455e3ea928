//! What the store has of a month, and what its signs mean.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use rust_decimal::Decimal;
use voltagepark::Amount;

use super::days::Month;
use crate::billing::micros;
use crate::billing::report::Problem;
use crate::billing::signs::{self, Both, Reading, Signs};
use voltdeck_base::activity::of_word;
use voltdeck_contract::BillingGroup;

/// A month as it was read.
#[derive(Debug, Clone)]
pub(super) struct KeptMonth {
    pub(super) id: i64,
    pub(super) month: Month,
    pub(super) start: Option<Decimal>,
    pub(super) delta: Option<Decimal>,
    pub(super) end: Option<Decimal>,
    pub(super) fits: Vec<Reading>,
    pub(super) open_lines: i64,
    pub(super) lines: i64,
    pub(super) digest: String,
}

/// One cell of the rollup.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// From 0.
    pub(super) day: usize,
    pub(super) part: BillingGroup,
    pub(super) resource: String,
    pub(super) both: Both,
    pub(super) lines: i64,
}

/// A month, where it was read.
pub(super) fn month(connection: &Connection, profile: &str, first: NaiveDate) -> rusqlite::Result<Option<KeptMonth>> {
    let name = Month::of(first, DateTime::UNIX_EPOCH).name();
    let sql = format!("{SELECT} WHERE profile_id = ?1 AND month = ?2");
    connection.prepare_cached(&sql)?.query_row([profile, &name], kept).optional()
}

/// All months that were read, oldest first.
pub(super) fn months(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<KeptMonth>> {
    let sql = format!("{SELECT} WHERE profile_id = ?1 ORDER BY month");
    connection.prepare_cached(&sql)?.query_map([profile], kept)?.collect()
}

const SELECT: &str =
    "SELECT id, month, read_at, balance_start, balance_delta, balance_end, fits, open_lines, lines, digest
                      FROM bill_month";

fn kept(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeptMonth> {
    let (name, read_at, fits): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(6)?);
    let first = NaiveDate::parse_from_str(&format!("{name}-01"), "%Y-%m-%d").unwrap_or_default();
    let read_at: DateTime<Utc> = read_at.parse().unwrap_or_default();
    let balance = |index| -> rusqlite::Result<Option<Decimal>> {
        let text: Option<String> = row.get(index)?;
        Ok(text.and_then(|text| Amount::new(text).decimal()))
    };
    Ok(KeptMonth {
        id: row.get(0)?,
        month: Month::of(first, read_at),
        start: balance(3)?,
        delta: balance(4)?,
        end: balance(5)?,
        fits: Reading::of_words(&fits),
        open_lines: row.get(7)?,
        lines: row.get(8)?,
        digest: row.get(9)?,
    })
}

/// The rollup of a month.
pub(super) fn cells(connection: &Connection, month: i64) -> rusqlite::Result<Vec<Cell>> {
    connection
        .prepare_cached("SELECT day, part, resource, printed, by_kind, lines FROM bill_day WHERE month_id = ?1")?
        .query_map([month], |row| {
            let (day, part): (i64, String) = (row.get(0)?, row.get(1)?);
            Ok(Cell {
                day: usize::try_from(day - 1).unwrap_or(0),
                part: of_word(&part).unwrap_or(BillingGroup::Other),
                resource: row.get(2)?,
                both: Both { printed: row.get(3)?, by_kind: row.get(4)? },
                lines: row.get(5)?,
            })
        })?
        .collect()
}

/// What is to be said of a month's lines.
pub(super) fn problems(connection: &Connection, month: i64) -> rusqlite::Result<Vec<Problem>> {
    connection
        .prepare_cached("SELECT label, reason, counted FROM bill_problem WHERE month_id = ?1 ORDER BY counted, rowid")?
        .query_map([month], |row| Ok(Problem { label: row.get(0)?, reason: row.get(1)?, counted: row.get(2)? }))?
        .collect()
}

/// For how many seconds each resource of a part was billed.
pub(super) fn uses(connection: &Connection, month: i64) -> rusqlite::Result<Vec<(BillingGroup, String, i64)>> {
    connection
        .prepare_cached("SELECT part, resource, seconds FROM bill_use WHERE month_id = ?1")?
        .query_map([month], |row| {
            let part: String = row.get(0)?;
            Ok((of_word(&part).unwrap_or(BillingGroup::Other), row.get(1)?, row.get(2)?))
        })?
        .collect()
}

/// Everything that was ever billed, with what for.
pub(super) fn billed(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<(BillingGroup, String)>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT part, resource FROM bill_use JOIN bill_month ON bill_month.id = month_id WHERE profile_id = ?1",
        )?
        .query_map([profile], |row| {
            let part: String = row.get(0)?;
            Ok((of_word(&part).unwrap_or(BillingGroup::Other), row.get(1)?))
        })?
        .collect()
}

/// The sums of a month by part.
pub(super) fn by_part(cells: &[Cell]) -> BTreeMap<BillingGroup, (Both, i64)> {
    let mut parts: BTreeMap<BillingGroup, (Both, i64)> = BTreeMap::new();
    for cell in cells {
        let (both, lines) = parts.entry(cell.part).or_default();
        both.add(cell.both);
        *lines += cell.lines;
    }
    parts
}

/// What the signs of a month mean, beside all months that were read.
pub(super) fn signs(all: &[KeptMonth], of: &KeptMonth, parts: &BTreeMap<BillingGroup, (Both, i64)>) -> Signs {
    let others = all.iter().filter(|month| month.id != of.id).map(|month| month.fits.as_slice());
    Signs::of(&of.fits, others, parts.values().map(|(both, _)| *both))
}

/// What was spent, as a positive amount, deposits left out.
pub(super) fn spent(parts: &BTreeMap<BillingGroup, (Both, i64)>, reading: Reading) -> i64 {
    signs::spent(parts.iter().map(|(part, (both, _))| (*part, *both)), reading)
}

/// Lines whose amount is the difference, or what is left out if it is: they may explain it.
pub(super) fn explaining(connection: &Connection, month: i64, difference: i64) -> rusqlite::Result<Vec<(String, i64)>> {
    if difference == 0 {
        return Ok(Vec::new());
    }
    connection
        .prepare_cached(
            "SELECT id, amount FROM bill_line WHERE month_id = ?1 AND amount IN (?2, -?2, ?2 / 2, -?2 / 2) LIMIT 5",
        )?
        .query_map(params![month, difference], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// A kept amount as micro-dollars, where it is exact.
pub(super) fn exact(amount: Option<Decimal>) -> Option<i64> {
    micros::exact(&Amount::new(amount?.to_string()))
}
