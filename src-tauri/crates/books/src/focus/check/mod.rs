//! A check of FOCUS files that is stricter than the official validator: that one takes any word where a list of words is
//! allowed, dates without a `Z`, and says nothing of sums.

mod across;
mod forms;
mod rows;

use rust_decimal::Decimal;

use self::rows::Row;
use super::columns::COLUMNS;
use super::read::{Source, Table};
use crate::exact;

/// How many faults are told one by one.
const TOLD: usize = 1_000;

/// What a file should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Its rows.
    pub rows: u64,
    /// What `BilledCost` sums to.
    pub billed: Decimal,
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which rule.
    pub rule: &'static str,
    /// Which row, from 1; none for what is about the whole file.
    pub row: Option<usize>,
    /// What is wrong.
    pub said: String,
}

/// What is found.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, rule: &'static str, row: Option<usize>, said: String) {
        if self.0.len() < TOLD {
            self.0.push(Fault { rule, row, said });
        }
    }
}

/// Checks a file: its columns and their types, every value, what values of a row mean to each other, and its sums.
/// Nothing found means that it is right.
pub fn check(table: &Table, expected: &Expected) -> Vec<Fault> {
    let mut faults = Faults::default();
    heads(table, &mut faults);
    // Without the right columns the rest would tell the same over and over.
    if !faults.0.is_empty() {
        return faults.0;
    }
    let mut across = across::Across::default();
    for (number, cells) in (1..).zip(&table.rows) {
        if cells.len() != COLUMNS.len() {
            faults.add("width", Some(number), format!("The row has {} cells.", cells.len()));
            continue;
        }
        let row = Row::new(number, cells);
        values(table.source, &row, &mut faults);
        row.check(&mut faults);
        across.add(&row, &mut faults);
    }
    across.end(expected, &mut faults);
    faults.0
}

fn heads(table: &Table, faults: &mut Faults) {
    let there: Vec<&str> = table.columns.iter().map(|head| head.name.as_str()).collect();
    let wanted: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    if there != wanted {
        let missing = wanted.iter().filter(|name| !there.contains(name));
        let others = there.iter().filter(|name| !wanted.contains(name));
        let (missing, others): (Vec<&&str>, Vec<&&str>) = (missing.collect(), others.collect());
        faults.add("columns", None, format!("Missing: {missing:?}. Not known: {others:?}. Or the order is another."));
        return;
    }
    if table.source == Source::Csv {
        return;
    }
    for (head, column) in table.columns.iter().zip(&COLUMNS) {
        if head.kind != Some(column.kind) {
            faults.add("type", None, format!("{} is {:?} and not {:?}.", head.name, head.kind, column.kind));
        }
        if head.nullable != column.nullable {
            faults.add(
                "type",
                None,
                format!("{}: nulls are {}allowed.", head.name, if head.nullable { "" } else { "not " }),
            );
        }
    }
}

/// What a person or the provider may call anything, be it "none".
const NAMES: &[&str] = &[
    "BillingAccountName",
    "ChargeDescription",
    "RegionName",
    "ResourceName",
    "x_CostCentre",
    "x_GpuModel",
    "x_TransactionKind",
];

/// Each value by itself.
fn values(source: Source, row: &Row<'_>, faults: &mut Faults) {
    for (cell, column) in row.cells.iter().zip(&COLUMNS) {
        let mut fault = |rule, said: &str| faults.add(rule, Some(row.number), format!("{}: {said}", column.name));
        match cell.as_deref() {
            None if column.nullable => {}
            None => fault("null", "it must have a value"),
            Some(text) => {
                if let Some(said) = forms::wrong(column.kind, text) {
                    fault("form", said);
                }
                if forms::is_placeholder(text) && !NAMES.contains(&column.name) {
                    fault("null", "what is not there is null");
                }
                if source == Source::Csv && crate::cells::defused(text) != text {
                    fault("formula", "a program for sheets would take it for a formula");
                }
            }
        }
    }
}

/// A decimal's text in trillionths.
fn units(text: &str) -> Option<i128> {
    forms::is_decimal(text).then(|| text.parse().ok().and_then(exact::units)).flatten()
}
