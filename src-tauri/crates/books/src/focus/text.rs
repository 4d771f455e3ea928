//! FOCUS as CSV.

use std::borrow::Cow;
use std::io::Write;

use chrono::SecondsFormat;

use super::Account;
use super::columns::{COLUMNS, Value};
use super::facts::Facts;
use crate::{Error, Line, cells, exact};

pub(super) struct Sink<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> Sink<W> {
    pub(super) fn begin(out: W) -> Result<Self, Error> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(COLUMNS.iter().map(|column| column.name))?;
        Ok(Self { csv })
    }

    pub(super) fn add(&mut self, account: &Account, line: &Line, cost: i128) -> Result<(), Error> {
        let facts = Facts::of(account, line, cost);
        for column in &COLUMNS {
            self.csv.write_field(cell(column.name, &(column.value)(&facts)).as_bytes())?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Ends the file and gives back what it was written to.
    pub(super) fn end(self) -> Result<W, Error> {
        self.csv.into_inner().map_err(|error| error.into_error().into())
    }
}

fn cell<'a>(column: &str, value: &'a Value<'_>) -> Cow<'a, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) => cells::defused(text),
        // Money with its six places, and hours with what they need.
        Value::Decimal(units) => exact::units_text(*units, if column == "PricingQuantity" { 0 } else { 6 }).into(),
        Value::Time(at) => at.to_rfc3339_opts(SecondsFormat::Secs, true).into(),
        Value::Integer(number) => number.to_string().into(),
    }
}
