//! The sheets of lines: row after row, none of them kept in memory.

use rust_xlsxwriter::{Workbook, Worksheet};

use super::room::Room;
use super::sheet::{self, Looks};
use crate::cells::{COLUMNS, Cell, EFFECT, GROUP};
use crate::{Error, Line};

/// Rows of a sheet, its head among them.
const ROWS: u32 = 1_048_576;
/// Behind the amount stands the column with its digits, where a double cannot hold them.
const EXACT: &str = "Effect, exact";
/// What a cell takes in the file beside its text, and what a character takes at most when it is escaped.
const CELL: usize = 64;
const ESCAPED: usize = 6;

/// The sheets so far.
pub(super) struct Lines {
    /// Rows that a sheet may have.
    most: u32,
    /// Rows of the last sheet.
    rows: u32,
    sheets: Vec<Range>,
}

/// A sheet and its last row, counted from 1.
pub(super) struct Range {
    name: String,
    last: u32,
}

impl Range {
    /// The cells of a column under its head, as a formula names them.
    fn cells(&self, column: char) -> String {
        format!("'{}'!${column}$2:${column}${}", self.name, self.last.max(2))
    }

    pub(super) fn groups(&self) -> String {
        self.cells(letter(GROUP))
    }

    pub(super) fn effects(&self) -> String {
        self.cells(letter(EFFECT))
    }
}

impl Lines {
    pub(super) fn begin(workbook: &mut Workbook, looks: &Looks) -> Result<Self, Error> {
        Self::with(ROWS, workbook, looks)
    }

    fn with(most: u32, workbook: &mut Workbook, looks: &Looks) -> Result<Self, Error> {
        let mut lines = Self { most, rows: 0, sheets: Vec::new() };
        lines.next_sheet(workbook, looks)?;
        Ok(lines)
    }

    /// Adds a row, on a new sheet where the last is full.
    pub(super) fn add(
        &mut self,
        workbook: &mut Workbook,
        line: &Line,
        looks: &Looks,
        room: &mut Room,
    ) -> Result<(), Error> {
        if self.rows == self.most {
            self.next_sheet(workbook, looks)?;
        }
        let row = self.rows;
        let sheet = self.last_sheet(workbook)?;
        let mut size = 0;
        for (index, column) in (0_u16..).zip(&COLUMNS) {
            let cell = (column.cell)(line);
            size += CELL + if let Cell::Text(text) = &cell { text.len() * ESCAPED } else { CELL };
            match &cell {
                Cell::Amount(amount) if index == EFFECT => {
                    sheet::amount(sheet, (row, index), *amount, &looks.amount, looks)?;
                }
                cell => sheet::cell(sheet, (row, place(index)), cell, looks)?,
            }
        }
        // The row before this one is what goes to the disk now.
        room.take(size)?;
        self.rows += 1;
        Ok(())
    }

    /// Ends the sheets and tells where the lines are.
    pub(super) fn end(mut self, workbook: &mut Workbook) -> Result<Vec<Range>, Error> {
        self.close(workbook)?;
        Ok(self.sheets)
    }

    fn next_sheet(&mut self, workbook: &mut Workbook, looks: &Looks) -> Result<(), Error> {
        if self.rows > 0 {
            self.close(workbook)?;
        }
        let name = match self.sheets.len() {
            0 => "Lines".to_owned(),
            before => format!("Lines {}", before + 1),
        };
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?.set_freeze_panes(1, 0)?;
        for (index, column) in (0_u16..).zip(&COLUMNS) {
            sheet.set_column_width(place(index), column.width)?;
            sheet::styled(sheet, (0, place(index)), column.head, &looks.head)?;
            if index == EFFECT {
                sheet.set_column_width(index + 1, 22)?;
                sheet::styled(sheet, (0, index + 1), EXACT, &looks.head)?;
            }
        }
        self.sheets.push(Range { name, last: 1 });
        self.rows = 1;
        Ok(())
    }

    fn close(&mut self, workbook: &mut Workbook) -> Result<(), Error> {
        let (rows, columns) = (self.rows, u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX));
        self.last_sheet(workbook)?.autofilter(0, 0, rows.max(2) - 1, columns)?;
        if let Some(range) = self.sheets.last_mut() {
            range.last = rows;
        }
        Ok(())
    }

    fn last_sheet<'w>(&self, workbook: &'w mut Workbook) -> Result<&'w mut Worksheet, Error> {
        // The statement is before them.
        Ok(workbook.worksheet_from_index(self.sheets.len())?)
    }
}

/// Where a column of the table stands on the sheet.
fn place(index: u16) -> u16 {
    if index > EFFECT { index + 1 } else { index }
}

/// The name of one of the first columns.
fn letter(index: u16) -> char {
    char::from(b'A' + u8::try_from(index).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Month;

    #[test]
    fn what_a_sheet_cannot_hold_goes_on_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let (mut workbook, looks) = (Workbook::new(), Looks::new());
        workbook.add_worksheet();
        let mut room = Room::at(folder.path()).unwrap();
        let mut lines = Lines::with(4, &mut workbook, &looks).unwrap();
        let month: Month = "2026-10".parse().unwrap();
        for number in 0..7 {
            lines.add(&mut workbook, &Line::new(month, month.end(), &number.to_string()), &looks, &mut room).unwrap();
        }
        let ranges: Vec<String> = lines.end(&mut workbook).unwrap().iter().map(Range::effects).collect();
        assert_eq!(ranges, ["'Lines'!$E$2:$E$4", "'Lines 2'!$E$2:$E$4", "'Lines 3'!$E$2:$E$2"]);
        assert!(workbook.save_to_buffer().is_ok());
    }
}
