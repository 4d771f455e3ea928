//! The lines of a month, narrowed to a day, a group, a part or a text.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row, params};
use rust_decimal::{Decimal, RoundingStrategy};

use super::load::{self, KeptMonth};
use super::rules;
use super::series::{Charged, Keys};
use crate::billing::report::{Span, moment};
use crate::billing::signs::Both;
use crate::billing::{micros, words};
use voltdeck_base::activity::{of_word, word};
use voltdeck_contract::{BillingGroup, LedgerLine, LedgerLinesArgs, LedgerLinesView, Money};

/// Lines of a page.
const LIMIT: u32 = 100;

/// A line as the store has it.
pub(super) struct BilledLine {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) part: BillingGroup,
    pub(super) resource: Option<String>,
    pub(super) created: Option<DateTime<Utc>>,
    pub(super) from: Option<DateTime<Utc>>,
    pub(super) until: Option<DateTime<Utc>>,
    pub(super) amount: i64,
    pub(super) note: Option<String>,
}

pub(super) const FIELDS: &str = "id, kind, part, resource, created, begun, ended, amount, note";

/// A row of [`FIELDS`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<BilledLine> {
    let part: String = row.get(2)?;
    let at = |index: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<i64>>(index)?.and_then(moment))
    };
    Ok(BilledLine {
        id: row.get(0)?,
        kind: row.get(1)?,
        part: of_word(&part).unwrap_or(BillingGroup::Other),
        resource: row.get(3)?,
        created: at(4)?,
        from: at(5)?,
        until: at(6)?,
        amount: row.get(7)?,
        note: row.get(8)?,
    })
}

impl BilledLine {
    fn span(&self) -> Option<Span> {
        if self.part == BillingGroup::Deposits { None } else { Some((self.from?, self.until)) }
    }
}

/// The lines of a place by size, from the first on.
const RANKED: &str = "SELECT bill_line.id, kind, part, resource, created, begun, ended, amount, note
                      FROM bill_order JOIN bill_line ON bill_line.month_id = bill_order.month_id AND bill_line.id = bill_order.id
                      WHERE bill_order.month_id = ?1 AND bill_order.rank >= ?2 ORDER BY bill_order.rank LIMIT ?3";

/// One page of what fits.
pub(super) fn page(
    connection: &Connection,
    of: &Charged,
    keys: &Keys<'_>,
    args: &LedgerLinesArgs,
) -> rusqlite::Result<LedgerLinesView> {
    let wanted = Wanted {
        day: args.day.and_then(|day| position(&of.kept, day)),
        text: args.text.trim().to_lowercase(),
        keys,
        args,
    };
    let Page { total, sum, lines } =
        if wanted.everything() { whole(connection, of, args.offset)? } else { narrowed(connection, of, &wanted)? };
    Ok(LedgerLinesView {
        read_at: of.kept.month.now,
        lines: lines.iter().map(|(amount, line)| view(&of.kept, wanted.day, keys, line, *amount)).collect(),
        total: u32::try_from(total).unwrap_or(u32::MAX),
        sum: micros::money(sum),
        offset: args.offset,
        limit: LIMIT,
        reconciled: of.signs.settled(),
    })
}

/// Lines with their effect on the balance, how many fit, and what those sum to.
struct Page {
    total: i64,
    sum: i64,
    lines: Vec<(i64, BilledLine)>,
}

/// A page of all lines. It takes as long as its own lines, wherever it stands and however many there are.
fn whole(connection: &Connection, of: &Charged, offset: u32) -> rusqlite::Result<Page> {
    let reading = of.signs.reading();
    let mut ranked = connection.prepare_cached(RANKED)?;
    let lines = ranked.query_map(params![of.kept.id, offset, LIMIT], read)?;
    let effect = |line: BilledLine| (Both::of(&line.kind, line.amount).effect(reading), line);
    Ok(Page {
        total: of.kept.lines,
        sum: load::by_part(&of.cells).values().map(|(both, _)| both.effect(reading)).sum(),
        lines: lines.map(|line| line.map(effect)).collect::<rusqlite::Result<_>>()?,
    })
}

/// What narrows lines.
struct Wanted<'a> {
    /// From 0.
    day: Option<usize>,
    /// In lower case.
    text: String,
    keys: &'a Keys<'a>,
    args: &'a LedgerLinesArgs,
}

impl Wanted<'_> {
    fn everything(&self) -> bool {
        self.day.is_none() && self.text.is_empty() && self.args.part.is_none() && self.args.key.is_none()
    }
}

/// Every line of a month, or of a part of it.
fn every() -> String {
    format!("SELECT {FIELDS}, rank FROM bill_line WHERE month_id = ?1 AND (?2 IS NULL OR part = ?2) ORDER BY id")
}

/// A page of what fits, found in one pass that keeps no line: of those that fit it keeps size and place, as many as there
/// are up to the end of the page.
fn narrowed(connection: &Connection, of: &Charged, wanted: &Wanted<'_>) -> rusqlite::Result<Page> {
    let offset = usize::try_from(wanted.args.offset).unwrap_or(usize::MAX);
    let end = offset.saturating_add(LIMIT as usize);
    let (mut total, mut sum) = (0_i64, 0_i64);
    // By size, then by id, in whose order they come; with the place among all, and the effect.
    let mut found: Vec<(Reverse<u64>, i64, i64, i64)> = Vec::new();
    let mut all = connection.prepare_cached(&every())?;
    let mut rows = all.query(params![of.kept.id, wanted.args.part.as_ref().map(word)])?;
    while let Some(row) = rows.next()? {
        let line = read(row)?;
        if !in_group(wanted.keys, wanted.args, &line) || !has(wanted.keys, &line, &wanted.text) {
            continue;
        }
        let Some(amount) = on(&of.kept, &line, wanted.day) else { continue };
        let effect = Both::of(&line.kind, amount).effect(of.signs.reading());
        sum = sum.saturating_add(effect);
        found.push((Reverse(effect.unsigned_abs()), total, row.get(9)?, effect));
        total += 1;
        if found.len() >= end.saturating_mul(2) {
            found.select_nth_unstable(end);
            found.truncate(end);
        }
    }
    found.sort_unstable();
    let mut ranked = connection.prepare_cached(RANKED)?;
    let page = found.iter().skip(offset).take(LIMIT as usize);
    let lines = page.map(|(.., rank, effect)| Ok((*effect, ranked.query_row(params![of.kept.id, rank, 1], read)?)));
    Ok(Page { total, sum, lines: lines.collect::<rusqlite::Result<_>>()? })
}

fn position(of: &KeptMonth, day: NaiveDate) -> Option<usize> {
    of.month.first.iter_days().take(of.month.days()).position(|one| one == day)
}

fn in_group(keys: &Keys<'_>, args: &LedgerLinesArgs, line: &BilledLine) -> bool {
    let Some(wanted) = &args.key else { return true };
    words::CHARGES.contains(&line.part) && keys.of(line.part, line.resource.as_deref().unwrap_or_default()).0 == *wanted
}

fn has(keys: &Keys<'_>, line: &BilledLine, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let subject = line.resource.as_deref().and_then(|id| keys.subjects.get(id));
    let name = subject.and_then(|subject| subject.name.as_deref()).unwrap_or_default();
    let tags = subject.map(|subject| subject.tags.as_slice()).unwrap_or_default();
    [line.id.as_str(), line.resource.as_deref().unwrap_or_default(), name, line.note.as_deref().unwrap_or_default()]
        .into_iter()
        .chain(tags.iter().map(String::as_str))
        .any(|field| field.to_lowercase().contains(text))
}

/// What of a line falls on the day, or into the month; `None` where nothing does.
fn on(of: &KeptMonth, line: &BilledLine, day: Option<usize>) -> Option<i64> {
    let Some(day) = day else { return Some(line.amount) };
    let mut part = None;
    of.month.split(line.span(), line.created, line.amount, |at, amount| {
        if at == day {
            part = Some(amount);
        }
    });
    part
}

fn view(of: &KeptMonth, day: Option<usize>, keys: &Keys<'_>, line: &BilledLine, amount: i64) -> LedgerLine {
    let seconds = seconds(of, line, day);
    let subject = line.resource.as_deref().and_then(|id| keys.subjects.get(id));
    let rounded =
        |number: Decimal, places| Money(number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero));
    let per_hour = seconds
        .filter(|seconds| *seconds > 0)
        .map(|seconds| rounded(micros::decimal(amount).abs() * Decimal::from(3600) / Decimal::from(seconds), 4));
    let centre = line.resource.as_deref().and_then(|id| rules::taken_by(keys.rules, keys.subjects, line.part, id));
    LedgerLine {
        id: line.id.clone(),
        part: line.part,
        what: words::of(&line.kind, line.part),
        name: line.resource.as_deref().map(|id| keys.subjects.name(id)),
        nameless: line.resource.is_some() && subject.is_none_or(|subject| subject.name.is_none() || subject.given),
        tags: subject.map(|subject| subject.tags.clone()).unwrap_or_default(),
        cost_centre: centre.map(|(_, rule)| rule.cost_centre.clone()),
        resource: line.resource.clone(),
        from: line.from,
        until: line.until,
        hours: seconds.map(|seconds| rounded(Decimal::from(seconds) / Decimal::from(3600), 1)),
        per_hour: per_hour.filter(|_| words::CHARGES.contains(&line.part)),
        amount: micros::money(amount),
        note: line.note.clone().filter(|note| !note.is_empty()),
    }
}

/// How long it lasted on the day or in the month.
fn seconds(of: &KeptMonth, line: &BilledLine, day: Option<usize>) -> Option<u32> {
    let (mut from, mut until) = of.month.overlap(line.span()?)?;
    if let Some(day) = day {
        let midnight = of.month.start() + chrono::TimeDelta::days(i64::try_from(day).ok()?);
        from = from.max(midnight);
        until = until.min(midnight + chrono::TimeDelta::days(1));
    }
    u32::try_from((until - from).num_seconds()).ok()
}

#[cfg(test)]
mod tests;
