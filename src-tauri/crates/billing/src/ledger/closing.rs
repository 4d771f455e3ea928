//! What a reviewer says of a month: the invoice that was compared, and that it is closed.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use rust_decimal::Decimal;

use super::load::KeptMonth;
use voltdeck_contract::{Answer, ClosingView, CommandError, ErrorCode, Money};

/// The longest note.
const LONGEST: usize = 2_000;

#[derive(Debug, Default)]
struct Closing {
    invoice: Option<Decimal>,
    note: String,
    closed_at: Option<DateTime<Utc>>,
    digest: Option<String>,
}

fn read(connection: &Connection, profile: &str, month: &str) -> rusqlite::Result<Closing> {
    let sql = "SELECT invoice, note, closed_at, digest FROM bill_closing WHERE profile_id = ?1 AND month = ?2";
    let found = connection
        .prepare_cached(sql)?
        .query_row([profile, month], |row| {
            let (invoice, closed_at): (Option<String>, Option<String>) = (row.get(0)?, row.get(2)?);
            Ok(Closing {
                invoice: invoice.and_then(|text| text.parse().ok()),
                note: row.get(1)?,
                closed_at: closed_at.and_then(|text| text.parse().ok()),
                digest: row.get(3)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// For the statement.
pub(super) fn view(
    connection: &Connection,
    profile: &str,
    of: &KeptMonth,
    spent: Option<Money>,
) -> rusqlite::Result<ClosingView> {
    let closing = read(connection, profile, &of.month.name())?;
    Ok(ClosingView {
        difference: closing.invoice.zip(spent).map(|(invoice, spent)| Money(invoice - spent.0)),
        invoice: closing.invoice.map(Money),
        note: closing.note,
        changed: closing.closed_at.is_some() && closing.digest.as_deref() != Some(of.digest.as_str()),
        closed_at: closing.closed_at,
    })
}

/// Keeps an invoice's total as it was typed, or takes it away.
pub(super) fn set_invoice(
    connection: &Connection,
    profile: &str,
    month: &str,
    total: Option<Decimal>,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO bill_closing (profile_id, month, invoice) VALUES (?1, ?2, ?3)
         ON CONFLICT (profile_id, month) DO UPDATE SET invoice = excluded.invoice",
        params![profile, month, total.map(|total| total.to_string())],
    )?;
    Ok(())
}

/// Closes a month as it is now, or opens it again. The note stays.
pub(super) fn close(
    connection: &Connection,
    profile: &str,
    of: &KeptMonth,
    closed_at: Option<DateTime<Utc>>,
    note: &str,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO bill_closing (profile_id, month, note, closed_at, digest) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (profile_id, month) DO UPDATE SET
           note = excluded.note, closed_at = excluded.closed_at, digest = excluded.digest",
        params![
            profile,
            of.month.name(),
            note,
            closed_at.map(|at| at.to_rfc3339()),
            closed_at.map(|_| of.digest.as_str())
        ],
    )?;
    Ok(())
}

/// Months that are closed.
pub(super) fn closed(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    connection
        .prepare_cached("SELECT month, digest FROM bill_closing WHERE profile_id = ?1 AND closed_at IS NOT NULL")?
        .query_map([profile], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// An invoice's total as people write it: `$1,234.50`, `1234.5`.
pub(super) fn total(text: &str) -> Answer<Option<Decimal>> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '$' && *c != ',').collect();
    if bare.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        CommandError::new(ErrorCode::Invalid, "Write the total as a number with a point, such as 1234.50.").at("total")
    };
    let total = Decimal::from_str_exact(&bare).map_err(|_| wrong())?;
    if total.normalize().scale() > 6 || total.abs() >= Decimal::from(1_000_000_000_000_u64) {
        return Err(wrong());
    }
    Ok(Some(total))
}

/// Refuses a note that is far too long.
pub(super) fn check_note(note: &str) -> Answer<()> {
    if note.chars().count() > LONGEST {
        return Err(CommandError::new(ErrorCode::Invalid, "A note has 2,000 characters at most.").at("note"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_read_as_people_write_it() {
        assert_eq!(total("  "), Ok(None));
        for (text, value) in [("$1,234.50", "1234.50"), ("1234.5", "1234.5"), ("-3", "-3"), ("0", "0")] {
            assert_eq!(total(text).unwrap(), Some(value.parse().unwrap()), "{text}");
        }
        for bad in ["12.34.5", "abc", "1e3", "0.0000001", "1000000000000"] {
            assert_eq!(total(bad).unwrap_err().field.as_deref(), Some("total"), "{bad}");
        }
    }
}
