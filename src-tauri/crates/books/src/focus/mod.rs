//! FOCUS 1.2, the open specification of cost and usage: one row for each month and transaction.
//!
//! `BilledCost` is what the transaction cost in that month: charges are positive, credits negative. Money paid in is no
//! cost and is left out; [`Summary`] says how much it was, so that the rows can be held against the statement. What is
//! not known is null: no price is made up.

mod account;
pub mod check;
mod columns;
mod currencies;
mod facts;
mod months;
mod parquet;
mod period;
mod price;
mod read;
mod summary;
mod text;
mod words;

pub use account::Account;
pub use check::{Expected, Fault, check};
pub use months::{Exported, Format, months};
pub use read::{ColumnType, Head, Source, Table, read_csv, read_parquet};
pub use summary::{Difference, Summary};

use std::borrow::Borrow;
use std::io::Write;

use crate::{Error, Line, Run};

/// Writes lines as one CSV file, those of many months too.
pub fn csv<L: Borrow<Line>>(
    out: impl Write,
    account: &Account,
    lines: impl IntoIterator<Item = Result<L, String>>,
    run: &mut Run<'_>,
) -> Result<Summary, Error> {
    let mut sink = text::Sink::begin(out)?;
    let mut summary = Summary::default();
    run.each(lines, |line| summary.take(line, |cost| sink.add(account, line, cost)))?;
    sink.end()?.flush()?;
    Ok(summary)
}

/// Writes lines as one Parquet file, those of many months too.
pub fn parquet<L: Borrow<Line>>(
    out: impl Write + Send,
    account: &Account,
    lines: impl IntoIterator<Item = Result<L, String>>,
    run: &mut Run<'_>,
) -> Result<Summary, Error> {
    let mut sink = parquet::Sink::begin(out)?;
    let mut summary = Summary::default();
    run.each(lines, |line| summary.take(line, |cost| sink.add(account, line, cost)))?;
    sink.end()?.flush()?;
    Ok(summary)
}
