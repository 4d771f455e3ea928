//! FOCUS as CSV.

use std::borrow::Cow;
use std::io::Write;

use chrono::{DateTime, Datelike, Timelike, Utc};

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
        Value::Time(at) => moment(*at).into(),
        Value::Integer(number) => number.to_string().into(),
    }
}

/// `2026-10-01T00:00:00Z`, a good deal faster than any format could.
fn moment(at: DateTime<Utc>) -> String {
    let (date, time) = (at.date_naive(), at.time());
    let year = u32::try_from(date.year()).unwrap_or(0);
    let mut text = String::with_capacity(20);
    let parts = [
        (year / 100, None),
        (year % 100, Some('-')),
        (date.month(), Some('-')),
        (date.day(), Some('T')),
        (time.hour(), Some(':')),
        (time.minute(), Some(':')),
        (time.second(), Some('Z')),
    ];
    for (number, after) in parts {
        text.extend([number / 10, number % 10].map(|digit| char::from(b'0' + u8::try_from(digit).unwrap_or(0))));
        text.extend(after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_chrono_would() {
        for text in ["2026-10-01T00:00:00Z", "1999-12-31T23:59:59Z", "0001-01-09T08:07:06Z", "9998-11-30T10:20:30Z"] {
            assert_eq!(moment(text.parse().unwrap()), text);
        }
    }
}
