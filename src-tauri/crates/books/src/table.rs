//! Lines and statements as CSV.

use std::borrow::Borrow;
use std::io::Write;

use rust_decimal::Decimal;

use crate::cells::{self, COLUMNS, Cell};
use crate::{Error, Line, Run, Statement, Verdict};

/// Writes lines as CSV: a head, then one row a line. Says how many.
///
/// Amounts are plain decimals. Any other cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an
/// apostrophe before it.
pub fn lines_csv<L: Borrow<Line>>(
    out: impl Write,
    lines: impl IntoIterator<Item = Result<L, String>>,
    run: &mut Run<'_>,
) -> Result<u64, Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS.iter().map(|column| column.head))?;
    let mut count = 0;
    run.each(lines, |line| {
        for column in &COLUMNS {
            csv.write_field((column.cell)(line).csv().as_bytes())?;
        }
        csv.write_record(None::<&[u8]>)?;
        count += 1;
        Ok(())
    })?;
    csv.flush()?;
    Ok(count)
}

/// Writes a statement as CSV: part, name, lines, amount, text.
pub fn statement_csv(out: impl Write, statement: &Statement) -> Result<(), Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["Part", "Name", "Lines", "Amount", "Text"])?;
    for row in rows(statement) {
        let cells = [
            Cell::Text(row.part.into()),
            Cell::Text(row.name.into()),
            row.lines.map_or(Cell::Empty, Cell::Count),
            row.amount.map_or(Cell::Empty, Cell::Amount),
            row.text.map_or(Cell::Empty, |text| Cell::Text(text.into())),
        ];
        csv.write_record(cells.iter().map(|cell| cell.csv().into_owned()))?;
    }
    csv.flush()?;
    Ok(())
}

/// A row of a statement.
pub(crate) struct Row<'a> {
    pub part: &'static str,
    pub name: &'a str,
    pub lines: Option<u64>,
    pub amount: Option<Decimal>,
    pub text: Option<String>,
}

/// The parts of a statement, in order.
pub(crate) fn rows(statement: &Statement) -> Vec<Row<'_>> {
    let said = |part, name, text: String| Row { part, name, lines: None, amount: None, text: Some(text) };
    let paid = |part, name, amount: Option<Decimal>| {
        let text = amount.is_none().then(|| "could not be read".to_owned());
        Row { part, name, lines: None, amount, text }
    };
    let mut rows = vec![
        said("Account", "Name", statement.account.clone()),
        said("Account", "Organization ID", statement.organization.clone().unwrap_or_default()),
        said("Account", "Currency", statement.currency.clone()),
        said("Month", "Month (UTC)", statement.month.to_string()),
        said("Month", "Read at", cells::moment(statement.read_at)),
        paid("Balance", "Start", statement.balances.start),
    ];
    rows.extend(statement.groups.iter().map(|group| Row {
        part: "Group",
        name: &group.name,
        lines: Some(group.lines),
        amount: Some(group.amount),
        text: None,
    }));
    rows.push(paid("Balance", "Change", statement.balances.change));
    rows.push(paid("Balance", "End", statement.balances.end));
    match &statement.verdict {
        Verdict::Reconciled { reading } => rows.push(said("Check", "Reconciled", reading.clone())),
        Verdict::Off { difference, reason } => {
            rows.push(Row { text: Some(reason.clone()), ..paid("Check", "Not reconciled: difference", *difference) });
        }
    }
    rows.extend(statement.unreadable.iter().map(|one| said("Unreadable", &one.id, one.reason.clone())));
    if let Some(closed) = &statement.closed {
        rows.push(said("Closed", "At", cells::moment(closed.at)));
        rows.push(said("Closed", "Note", closed.note.clone()));
        if closed.invoice.is_some() {
            rows.push(paid("Closed", "Invoice total", closed.invoice));
        }
    }
    rows
}
