//! The columns of a table of lines, and what may stand in a cell.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;

use crate::{Line, exact};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    /// An amount of money, exactly.
    Amount(Decimal),
    Count(u64),
    Time(DateTime<Utc>),
}

/// A column: its head, and how wide a sheet shows it.
pub(crate) struct Column {
    pub head: &'static str,
    pub width: u16,
    pub cell: fn(&Line) -> Cell<'_>,
}

const fn column(head: &'static str, width: u16, cell: fn(&Line) -> Cell<'_>) -> Column {
    Column { head, width, cell }
}

/// The columns of lines, in order.
pub(crate) const COLUMNS: [Column; 24] = [
    column("Month", 9, |line| Cell::Text(line.month.to_string().into())),
    column("Transaction", 38, |line| text(&line.id)),
    column("Kind", 17, |line| text(&line.kind)),
    column("Group", 17, |line| text(&line.group)),
    column("Effect on balance", 18, |line| Cell::Amount(line.effect)),
    column("As printed", 18, |line| text(&line.printed)),
    column("Total as printed", 18, |line| text(&line.total)),
    column("Created (UTC)", 19, |line| time(line.created)),
    column("Completed (UTC)", 19, |line| time(line.completed)),
    column("From (UTC)", 19, |line| time(line.from)),
    column("Until (UTC)", 19, |line| time(line.until)),
    column("Resource", 38, |line| maybe(line.resource.as_ref().map(|resource| resource.id.as_str()))),
    column("Resource name", 24, |line| maybe(line.resource.as_ref().and_then(|resource| resource.name.as_deref()))),
    column("Resource kind", 16, |line| maybe(line.resource.as_ref().map(|resource| resource.kind.words()))),
    column("Tags", 24, |line| joined(line.own_tags())),
    column("Cost centre", 18, |line| maybe(line.cost_centre.as_deref())),
    column("GPU model", 18, |line| maybe(line.gpu_model.as_deref())),
    column("GPUs", 7, |line| line.gpu_count.map_or(Cell::Empty, |count| Cell::Count(count.into()))),
    column("Price per hour", 15, |line| line.price_per_hour.map_or(Cell::Empty, Cell::Amount)),
    column("Terms", 12, |line| maybe(line.terms.as_deref())),
    column("Place", 18, |line| {
        maybe(line.place.as_ref().map(|place| place.name.as_deref().unwrap_or(place.id.as_str())))
    }),
    column("Note", 30, |line| maybe(line.note.as_deref())),
    column("Read at (UTC)", 19, |line| Cell::Time(line.read_at)),
    column("Runs", 7, |line| if line.completed.is_none() { text("yes") } else { Cell::Empty }),
];

/// Where [`COLUMNS`] has the group and the amount, which sums are made of.
pub(crate) const GROUP: u16 = 3;
pub(crate) const EFFECT: u16 = 4;

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(text)) }
}

fn maybe(value: Option<&str>) -> Cell<'_> {
    value.map_or(Cell::Empty, text)
}

fn time(at: Option<DateTime<Utc>>) -> Cell<'static> {
    at.map_or(Cell::Empty, Cell::Time)
}

fn joined<'a>(tags: impl Iterator<Item = &'a str>) -> Cell<'a> {
    let tags: Vec<&str> = tags.collect();
    if tags.is_empty() { Cell::Empty } else { Cell::Text(tags.join(", ").into()) }
}

/// A moment as text, with as many places of a second as it has.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// What a formula begins with; where one writes in full width, that too.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What ends a cell where a program does not split at commas, whatever quotes stand around the cell in our file: where the
/// comma is the decimal sign it splits at semicolons, and a text that is pasted is split at tabs.
const ENDS: [char; 4] = [';', '\t', '\n', '\r'];

/// Whether a program for sheets might take the text for a formula.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA) || text.starts_with(['\t', '\r', '\n'])
}

/// Text that no program for sheets takes for a formula, nor any part of it, wherever the program splits. A plain number
/// stays one, below zero too.
pub fn defused(text: &str) -> Cow<'_, str> {
    let first = is_formula(text) && !is_number(text);
    if !first && !text.contains(ENDS) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 2);
    if first {
        safe.push('\'');
    }
    let (mut rest, mut changed) = (text, first);
    while let Some(end) = rest.find(ENDS) {
        let (cell, after) = rest.split_at(end + 1);
        safe.push_str(cell);
        // A quote would be taken off, and what stands in it for the cell.
        if after.trim_start_matches(['"', ' ']).starts_with(FORMULA) {
            safe.push('\'');
            changed = true;
        }
        rest = after;
    }
    if !changed {
        return Cow::Borrowed(text);
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// `-12.340000`: digits with one point, and a minus at most before them.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    unsigned.split_once('.').map_or(digits(unsigned), |(whole, places)| digits(whole) && digits(places))
}

impl Cell<'_> {
    /// As text of a CSV cell.
    pub(crate) fn csv(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => defused(text),
            Self::Amount(amount) => exact::text(*amount).into(),
            Self::Count(count) => count.to_string().into(),
            Self::Time(at) => moment(*at).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_defused_and_a_number_stays_one() {
        for text in
            ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0", "-", "-.5", "-1.", "--1", "-1e5"]
        {
            assert_eq!(defused(text), format!("'{text}"), "{text:?}");
        }
        for text in
            ["-12.340000", "-1", "0.5", "train-1", "a=b", "", " =1", "'=1", "a; b", "a;b\r\nc", "x;'=1", ";", "a;\"b\""]
        {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn no_part_of_a_text_is_a_formula_where_a_program_splits_at_something_else() {
        for (text, safe) in [
            ("x;=cmd", "x;'=cmd"),
            ("x;\"=cmd\"", "x;'\"=cmd\""),
            ("x; =cmd", "x;' =cmd"),
            ("x\t+1", "x\t'+1"),
            ("x\n=1\r\n@SUM(A1)", "x\n'=1\r\n'@SUM(A1)"),
            ("=1;-2;=3", "'=1;'-2;'=3"),
            ("x;;=1", "x;;'=1"),
            ("x;＝1", "x;'＝1"),
        ] {
            assert_eq!(defused(text), safe, "{text:?}");
            assert_eq!(defused(safe), safe, "{text:?}: once is enough");
        }
    }

    #[test]
    fn the_sums_point_at_their_columns() {
        assert_eq!(COLUMNS[usize::from(GROUP)].head, "Group");
        assert_eq!(COLUMNS[usize::from(EFFECT)].head, "Effect on balance");
    }

    #[test]
    fn every_column_of_an_empty_line_is_made_of_what_is_known() {
        let month: crate::Month = "2026-10".parse().unwrap();
        let line = Line::new(month, month.start(), "t");
        let cells: Vec<String> = COLUMNS.iter().map(|column| (column.cell)(&line).csv().into_owned()).collect();
        let filled: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        assert_eq!(filled, ["2026-10", "t", "0.000000", "2026-10-01T00:00:00Z", "yes"]);
    }
}
