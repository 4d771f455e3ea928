//! How cells look, and how they are written.

use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};

use super::number;
use crate::cells::{self, Cell};
use crate::{Error, exact};

/// Excel's own limit is 32,767.
const LONGEST: usize = 32_000;
const AMOUNT: &str = "#,##0.000000######";
const TIME: &str = "yyyy-mm-dd hh:mm:ss";

/// The formats of a workbook.
pub(super) struct Looks {
    pub title: Format,
    pub head: Format,
    pub text: Format,
    /// Text that looks like a formula: the file says that it is text, and also a saved copy keeps its apostrophe.
    pub quoted: Format,
    pub amount: Format,
    pub total: Format,
    pub total_text: Format,
    /// Digits as text, in line with the numbers beside them.
    pub digits: Format,
    pub count: Format,
    pub time: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new().set_bold().set_border_bottom(FormatBorder::Thin),
            text: Format::new(),
            quoted: Format::new().set_quote_prefix(),
            amount: Format::new().set_num_format(AMOUNT),
            total: total.clone().set_num_format(AMOUNT),
            total_text: total,
            digits: Format::new().set_align(FormatAlign::Right),
            count: Format::new().set_num_format("#,##0"),
            time: Format::new().set_num_format(TIME),
        }
    }
}

/// Writes text: whole, up to what a cell can hold.
pub(super) fn text(sheet: &mut Worksheet, at: (u32, u16), text: &str, looks: &Looks) -> Result<(), Error> {
    let format = if cells::is_formula(text) { &looks.quoted } else { &looks.text };
    styled(sheet, at, text, format)
}

/// The same in another look.
pub(super) fn styled(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Result<(), Error> {
    let cut = text.char_indices().nth(LONGEST).map(|(end, _)| format!("{}… (cut)", &text[..end]));
    sheet.write_string_with_format(at.0, at.1, cut.as_deref().unwrap_or(text), format)?;
    Ok(())
}

/// Writes an amount as a number. Where a double cannot hold it, its digits go into the cell to the right; where it
/// cannot be counted at all, they are all there is, so that no formula sums what nobody could check.
pub(super) fn amount(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    amount: Decimal,
    format: &Format,
    looks: &Looks,
) -> Result<(), Error> {
    if let Some(number) = number::nearest(amount).filter(|_| exact::units(amount).is_some()) {
        sheet.write_number_with_format(row, column, number, format)?;
        if number::is_exact(amount) {
            return Ok(());
        }
    }
    styled(sheet, (row, column + 1), &exact::text(amount), &looks.digits)
}

/// Writes a cell of a table that has no room to the right of its amounts.
pub(super) fn cell(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell<'_>, looks: &Looks) -> Result<(), Error> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(words) => text(sheet, at, words, looks),
        Cell::Count(count) => counted(sheet, at, *count, &looks.count),
        Cell::Amount(amount) => match number::nearest(*amount).filter(|_| number::is_exact(*amount)) {
            Some(number) => {
                sheet.write_number_with_format(at.0, at.1, number, &looks.amount)?;
                Ok(())
            }
            None => styled(sheet, at, &exact::text(*amount), &looks.digits),
        },
        Cell::Time(moment) => match ExcelDateTime::from_timestamp(moment.timestamp()) {
            Ok(moment) => {
                sheet.write_datetime_with_format(at.0, at.1, &moment, &looks.time)?;
                Ok(())
            }
            // No year that Excel knows.
            Err(_) => text(sheet, at, &cells::moment(*moment), looks),
        },
    }
}

/// Writes a count.
pub(super) fn counted(sheet: &mut Worksheet, at: (u32, u16), count: u64, format: &Format) -> Result<(), Error> {
    match number::nearest(count.into()) {
        Some(number) => sheet.write_number_with_format(at.0, at.1, number, format)?,
        None => sheet.write_string(at.0, at.1, count.to_string())?,
    };
    Ok(())
}
