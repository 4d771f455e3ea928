//! The lines of a month, narrowed to a day, a group, a part or a text.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row};
use rust_decimal::{Decimal, RoundingStrategy};

use super::load::{self, Kept};
use super::report::moment;
use super::series::Keys;
use super::{micros, rules};
use crate::billing::words;
use crate::money::Reading;
use voltdeck_base::activity::of_word;
use voltdeck_contract::{BillingGroup, LedgerLine, LedgerLinesArgs, LedgerLinesView, Money};

/// Lines of a page.
const LIMIT: usize = 100;

/// A line as the store has it.
pub(super) struct Line {
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
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Line> {
    let part: String = row.get(2)?;
    let at = |index: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<i64>>(index)?.and_then(moment))
    };
    Ok(Line {
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

impl Line {
    fn span(&self) -> Option<super::days::Span> {
        if self.part == BillingGroup::Deposits { None } else { Some((self.from?, self.until)) }
    }
}

/// One page of what fits. Lines are looked at one by one, so that a big month needs no memory for all of them.
pub(super) fn page(
    connection: &Connection,
    of: &Kept,
    reading: Reading,
    settled: bool,
    keys: &Keys<'_>,
    args: &LedgerLinesArgs,
) -> rusqlite::Result<LedgerLinesView> {
    let day = args.day.and_then(|day| position(of, day));
    let text = args.text.trim().to_lowercase();
    let mut found: Vec<(i64, Line)> = Vec::new();
    let mut sum = 0_i64;
    let sql = format!("SELECT {FIELDS} FROM bill_line WHERE month_id = ?1");
    let mut rows = connection.prepare_cached(&sql)?;
    for line in rows.query_map([of.id], read)? {
        let line = line?;
        if args.part.is_some_and(|part| part != line.part) || !in_group(keys, args, &line) || !has(keys, &line, &text) {
            continue;
        }
        let Some(amount) = on(of, &line, day) else { continue };
        let amount = load::effect(&line.kind, amount, reading);
        sum = sum.saturating_add(amount);
        found.push((amount, line));
    }
    found.sort_by(|(one, a), (other, b)| other.abs().cmp(&one.abs()).then_with(|| a.id.cmp(&b.id)));
    let offset = usize::try_from(args.offset).unwrap_or(usize::MAX);
    let lines =
        found.iter().skip(offset).take(LIMIT).map(|(amount, line)| view(of, day, keys, line, *amount)).collect();
    Ok(LedgerLinesView {
        read_at: of.month.now,
        lines,
        total: u32::try_from(found.len()).unwrap_or(u32::MAX),
        sum: micros::money(sum),
        offset: args.offset,
        limit: u32::try_from(LIMIT).unwrap_or(u32::MAX),
        reconciled: settled,
    })
}

fn position(of: &Kept, day: NaiveDate) -> Option<usize> {
    of.month.first.iter_days().take(of.month.days()).position(|one| one == day)
}

fn in_group(keys: &Keys<'_>, args: &LedgerLinesArgs, line: &Line) -> bool {
    let Some(wanted) = &args.key else { return true };
    super::CHARGES.contains(&line.part) && keys.of(line.part, line.resource.as_deref().unwrap_or_default()).0 == *wanted
}

fn has(keys: &Keys<'_>, line: &Line, text: &str) -> bool {
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
fn on(of: &Kept, line: &Line, day: Option<usize>) -> Option<i64> {
    let Some(day) = day else { return Some(line.amount) };
    let mut part = None;
    of.month.split(line.span(), line.created, line.amount, |at, amount| {
        if at == day {
            part = Some(amount);
        }
    });
    part
}

fn view(of: &Kept, day: Option<usize>, keys: &Keys<'_>, line: &Line, amount: i64) -> LedgerLine {
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
        per_hour: per_hour.filter(|_| super::CHARGES.contains(&line.part)),
        amount: micros::money(amount),
        note: line.note.clone().filter(|note| !note.is_empty()),
    }
}

/// How long it lasted on the day or in the month.
fn seconds(of: &Kept, line: &Line, day: Option<usize>) -> Option<u32> {
    let (mut from, mut until) = of.month.overlap(line.span()?)?;
    if let Some(day) = day {
        let midnight = of.month.start() + chrono::TimeDelta::days(i64::try_from(day).ok()?);
        from = from.max(midnight);
        until = until.min(midnight + chrono::TimeDelta::days(1));
    }
    u32::try_from((until - from).num_seconds()).ok()
}
