//! Amounts as whole micro-dollars, which is how the provider prints them: exact, small and quick to sum.

use rust_decimal::Decimal;
use voltagepark::Amount;

use voltdeck_contract::Money;

/// Places of a micro-dollar.
const PLACES: u32 = 6;

/// The amount, where it is exact in micro-dollars.
pub fn exact(amount: &Amount) -> Option<i64> {
    amount.text().and_then(plain).or_else(|| of_decimal(amount))
}

/// The amount as the provider prints it: digits, a point, and six digits at most. Nearly all are so, and a report has up to
/// a million of them.
fn plain(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = unsigned.split_once('.')?;
    // From a million million on an amount is a fault, and thirteen digits are where that begins.
    if whole.is_empty() || whole.len() > 12 || places.is_empty() || places.len() > PLACES as usize {
        return None;
    }
    let digits = |micros: i64, part: &str| {
        part.bytes()
            .try_fold(micros, |micros, byte| byte.is_ascii_digit().then(|| micros * 10 + i64::from(byte - b'0')))
    };
    let micros = digits(digits(0, whole)?, places)? * 10_i64.pow(PLACES - u32::try_from(places.len()).ok()?);
    Some(if unsigned.len() == text.len() { micros } else { -micros })
}

fn of_decimal(amount: &Amount) -> Option<i64> {
    let decimal = amount.decimal()?.normalize();
    if decimal.scale() > PLACES {
        return None;
    }
    let mut decimal = decimal;
    decimal.rescale(PLACES);
    i64::try_from(decimal.mantissa()).ok()
}

/// Why an amount is no line of the ledger.
pub fn problem(amount: &Amount) -> &'static str {
    match (amount.text(), amount.decimal()) {
        (None, _) => "It has no amount.",
        (Some(_), None) => "Its amount is no number that can be read.",
        (Some(_), Some(_)) => "Its amount is finer than a micro-dollar.",
    }
}

/// As a decimal.
pub fn decimal(micros: i64) -> Decimal {
    Decimal::new(micros, PLACES)
}

/// For a window.
pub fn money(micros: i64) -> Money {
    Money(decimal(micros))
}

/// The text that the provider prints for it.
pub fn text(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let (whole, places) = (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
    format!("{sign}{whole}.{places:06}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_places_are_exact_and_more_are_not() {
        for (text, micros) in
            [("1.890000", 1_890_000), ("-0.000001", -1), ("2", 2_000_000), ("0.1200000000", 120_000), ("-0", 0)]
        {
            assert_eq!(exact(&Amount::new(text)), Some(micros), "{text}");
        }
        for text in ["0.0000001", "text", "1000000000000"] {
            assert_eq!(exact(&Amount::new(text)), None, "{text}");
        }
        for text in [
            "0.5",
            "-0.000001",
            "999999999999.999999",
            "1.",
            ".5",
            "+1.5",
            "1.5e3",
            "--1.5",
            "1.2.3",
            "-",
            "1.0000010",
            "00.10",
            " 1.5",
            "1000000000000.0",
            "१.५",
        ] {
            let amount = Amount::new(text);
            assert_eq!(exact(&amount), of_decimal(&amount), "both ways are one: {text}");
        }
        for micros in [0, 1, -1, 999_999, -1_000_000, i64::MAX, i64::MIN] {
            assert_eq!(text(micros), decimal(micros).to_string());
        }
        assert_eq!(exact(&Amount::default()), None);
        assert!(problem(&Amount::new("0.0000001")).contains("finer"));
        assert_eq!((text(-1), text(1_890_000)), ("-0.000001".into(), "1.890000".into()));
    }
}
