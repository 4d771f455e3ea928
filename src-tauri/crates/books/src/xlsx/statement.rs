//! The sheet of the statement.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Formula, Worksheet};

use super::lines::Range;
use super::sheet::{self, Looks};
use crate::cells::Cell;
use crate::{Error, Statement, Totals, Verdict, exact};

const NAME: u16 = 0;
const COUNT: u16 = 1;
const AMOUNT: u16 = 2;
const EXACT: u16 = 3;

/// The sheet while rows are added.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    looks: &'a Looks,
    row: u32,
}

pub(super) fn write(
    sheet: &mut Worksheet,
    statement: &Statement,
    totals: &Totals,
    ranges: &[Range],
    looks: &Looks,
) -> Result<(), Error> {
    for (column, width) in [(NAME, 34_u16), (COUNT, 10), (AMOUNT, 22), (EXACT, 26)] {
        sheet.set_column_width(column, width)?;
    }
    let mut page = Page { sheet, looks, row: 0 };
    page.title(&format!("Statement of {}", statement.month.words()))?;
    page.said("Account", &Cell::Text(statement.account.as_str().into()))?;
    page.said("Organization ID", &Cell::Text(statement.organization.as_deref().unwrap_or_default().into()))?;
    page.said("Currency", &Cell::Text(statement.currency.as_str().into()))?;
    page.said("Read at (UTC)", &Cell::Time(statement.read_at))?;
    match &statement.verdict {
        Verdict::Reconciled { reading } => page.said("Reconciled", &Cell::Text(reading.as_str().into()))?,
        Verdict::Off { reason, .. } => page.said("Not reconciled", &Cell::Text(reason.as_str().into()))?,
    }
    page.row += 1;
    page.sum(statement, totals, ranges)?;
    page.after(statement, totals)
}

impl Page<'_> {
    fn title(&mut self, title: &str) -> Result<(), Error> {
        sheet::styled(self.sheet, (self.row, NAME), title, &self.looks.title)?;
        self.row += 2;
        Ok(())
    }

    fn said(&mut self, name: &str, cell: &Cell<'_>) -> Result<(), Error> {
        sheet::text(self.sheet, (self.row, NAME), name, self.looks)?;
        sheet::cell(self.sheet, (self.row, AMOUNT), cell, self.looks)?;
        self.row += 1;
        Ok(())
    }

    /// Start and groups are the end: the groups are formulas over the lines, the rest over the groups.
    fn sum(&mut self, statement: &Statement, totals: &Totals, ranges: &[Range]) -> Result<(), Error> {
        for (column, head) in [(NAME, "Balance"), (COUNT, "Lines"), (AMOUNT, "Amount"), (EXACT, "Exact")] {
            sheet::styled(self.sheet, (self.row, column), head, &self.looks.head)?;
        }
        self.row += 1;
        let balances = statement.balances;
        let start = self.row;
        self.printed("Start of the month, as printed", balances.start)?;
        let first = self.row;
        for group in &totals.groups {
            sheet::text(self.sheet, (self.row, NAME), &group.name, self.looks)?;
            let count = summed(ranges, |range| format!("COUNTIF({},{})", range.groups(), criterion(&group.name)));
            self.formula(COUNT, &count, &group.lines.to_string(), false)?;
            let sum = summed(ranges, |range| {
                format!("SUMIF({},{},{})", range.groups(), criterion(&group.name), range.effects())
            });
            self.result(&rounded(&sum), group.amount, false)?;
        }
        let change = self.row;
        sheet::styled(self.sheet, (self.row, NAME), "Change, by the lines", &self.looks.total_text)?;
        let (from, to) = (first + 1, self.row.max(first + 1));
        self.formula(COUNT, &format!("SUM(B{from}:B{to})"), &counted(totals).to_string(), true)?;
        let sum = if totals.groups.is_empty() { "0".to_owned() } else { format!("SUM(C{from}:C{to})") };
        self.result(&rounded(&sum), totals.sum, true)?;
        self.printed("Change, as printed", balances.change)?;
        self.difference(
            "Difference of the two",
            balances.change,
            totals.sum,
            &format!("C{}-C{}", self.row, change + 1),
        )?;
        self.printed("End of the month, as printed", balances.end)?;
        let reckoned = balances.start.and_then(|start| start.checked_add(totals.sum));
        if let Some(reckoned) = reckoned {
            let formula = format!("C{}-C{}-C{}", self.row, start + 1, change + 1);
            self.difference("Difference to start and change", balances.end, reckoned, &formula)?;
        }
        self.row += 1;
        Ok(())
    }

    /// What could not be read or counted, that the month was closed, and the checksum.
    fn after(&mut self, statement: &Statement, totals: &Totals) -> Result<(), Error> {
        if let Some(closed) = &statement.closed {
            self.said("Closed at (UTC)", &Cell::Time(closed.at))?;
            self.said("Note", &Cell::Text(closed.note.as_str().into()))?;
            if let Some(invoice) = closed.invoice {
                self.said("Invoice total", &Cell::Amount(invoice))?;
            }
        }
        self.said("Checksum of the lines (SHA-256)", &Cell::Text(totals.checksum.as_str().into()))?;
        let uncounted = &totals.uncounted;
        if statement.unreadable.is_empty() && uncounted.count == 0 {
            return Ok(());
        }
        self.row += 1;
        sheet::styled(self.sheet, (self.row, NAME), "In no sum", &self.looks.head)?;
        sheet::styled(self.sheet, (self.row, AMOUNT), "Why", &self.looks.head)?;
        self.row += 1;
        for one in statement.unreadable.iter().chain(&uncounted.named) {
            self.said(&one.id, &Cell::Text(one.reason.as_str().into()))?;
        }
        let named = u64::try_from(uncounted.named.len()).unwrap_or(u64::MAX);
        if let Some(more) = uncounted.count.checked_sub(named).filter(|more| *more > 0) {
            self.said(&format!("and {more} more"), &Cell::Empty)?;
        }
        Ok(())
    }

    /// An amount of the provider's.
    fn printed(&mut self, name: &str, amount: Option<Decimal>) -> Result<(), Error> {
        sheet::text(self.sheet, (self.row, NAME), name, self.looks)?;
        match amount {
            Some(amount) => sheet::amount(self.sheet, (self.row, AMOUNT), amount, &self.looks.amount, self.looks)?,
            None => sheet::text(self.sheet, (self.row, AMOUNT), "could not be read", self.looks)?,
        }
        self.row += 1;
        Ok(())
    }

    fn difference(
        &mut self,
        name: &str,
        printed: Option<Decimal>,
        reckoned: Decimal,
        formula: &str,
    ) -> Result<(), Error> {
        sheet::text(self.sheet, (self.row, NAME), name, self.looks)?;
        if let Some(difference) = printed.and_then(|printed| printed.checked_sub(reckoned)) {
            return self.result(&rounded(formula), difference, false);
        }
        sheet::text(self.sheet, (self.row, AMOUNT), "not known", self.looks)?;
        self.row += 1;
        Ok(())
    }

    /// A formula with its result, and beside it the result's digits from exact sums: a program that reckons the formula
    /// anew does so in doubles. Ends the row.
    fn result(&mut self, formula: &str, result: Decimal, total: bool) -> Result<(), Error> {
        let digits = exact::text(result);
        self.formula(AMOUNT, formula, &digits, total)?;
        let look = if total { &self.looks.total_text } else { &self.looks.digits };
        sheet::styled(self.sheet, (self.row, EXACT), &digits, look)?;
        self.row += 1;
        Ok(())
    }

    fn formula(&mut self, column: u16, formula: &str, result: &str, total: bool) -> Result<(), Error> {
        let look = match (column, total) {
            (COUNT, false) => &self.looks.count,
            (_, false) => &self.looks.amount,
            (COUNT, true) => &self.looks.total_text,
            (_, true) => &self.looks.total,
        };
        let formula = Formula::new(format!("={formula}")).set_result(result);
        self.sheet.write_formula_with_format(self.row, column, formula, look)?;
        Ok(())
    }
}

/// Lines that are in the sums.
fn counted(totals: &Totals) -> u64 {
    totals.lines - totals.uncounted.count
}

fn summed(ranges: &[Range], part: impl Fn(&Range) -> String) -> String {
    ranges.iter().map(part).collect::<Vec<_>>().join("+")
}

/// Doubles are summed with errors far below the least unit, which this takes off.
fn rounded(formula: &str) -> String {
    format!("ROUND({formula},6)")
}

/// What a cell is equal to, as `COUNTIF` wants it: a text in quotes with no wildcard in it.
fn criterion(name: &str) -> String {
    let mut escaped = String::from("\"=");
    for character in name.chars() {
        match character {
            '"' => escaped.push_str("\"\""),
            '*' | '?' | '~' => escaped.extend(['~', character]),
            other => escaped.push(other),
        }
    }
    escaped.push('"');
    escaped
}
