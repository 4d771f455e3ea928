//! A workbook: the statement with sums that are formulas, and the lines they sum.

mod lines;
mod number;
mod room;
mod sheet;
mod statement;

use std::borrow::Borrow;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use self::lines::Lines;
use self::room::Room;
use self::sheet::Looks;
use crate::totals::{Checksum, Tally};
use crate::{Error, Line, Run, Statement, Totals};

/// The sheet of the statement is first.
const STATEMENT: usize = 0;

/// Writes a workbook with a sheet for the statement and one or more for its lines, which come by id.
///
/// Rows of lines go through a hidden file in `scratch`, which should be the folder that the workbook is written to: it
/// takes several times the workbook's size for as long as it is written.
pub fn xlsx<L: Borrow<Line>>(
    out: impl Write + Send,
    scratch: &Path,
    statement: &Statement,
    lines: impl IntoIterator<Item = Result<L, String>>,
    run: &mut Run<'_>,
) -> Result<Totals, Error> {
    let mut room = Room::at(scratch)?;
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    workbook.set_tempdir(scratch)?;
    workbook.set_properties(&properties(statement));
    workbook.add_worksheet().set_name("Statement")?;
    let mut written = Lines::begin(&mut workbook, &looks)?;
    let (mut tally, mut checksum) = (Tally::default(), Checksum::default());
    run.each(lines, |line| {
        written.add(&mut workbook, line, &looks, &mut room)?;
        tally.add(line)?;
        checksum.add(line)
    })?;
    let ranges = written.end(&mut workbook)?;
    let totals = tally.totals(checksum.hex())?;
    statement::write(workbook.worksheet_from_index(STATEMENT)?, statement, &totals, &ranges, &looks)?;
    match workbook.save_to_writer(Stoppable { out, cancelled: run.flag() }) {
        Ok(()) => Ok(totals),
        Err(error) => run.goes_on().and(Err(error.into())),
    }
}

/// The time of reading stands for the time of writing: the same lines make the same file.
fn properties(statement: &Statement) -> DocProperties {
    let properties = DocProperties::new().set_title(format!("{}, {}", statement.account, statement.month.words()));
    match ExcelDateTime::from_timestamp(statement.read_at.timestamp()) {
        Ok(at) => properties.set_creation_datetime(&at),
        Err(_) => properties,
    }
}

/// Packing takes as long as the rows did, and is stopped as they are.
struct Stoppable<'a, W> {
    out: W,
    cancelled: &'a AtomicBool,
}

impl<W: Write> Write for Stoppable<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(io::Error::other("stopped"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
