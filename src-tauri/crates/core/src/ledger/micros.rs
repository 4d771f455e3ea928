//! Amounts as whole micro-dollars, which is how the provider prints them: exact, small and quick to sum.

use rust_decimal::Decimal;
use voltagepark::Amount;

use crate::views::Money;

/// Places of a micro-dollar.
const PLACES: u32 = 6;

/// The amount, where it is exact in micro-dollars.
pub(super) fn exact(amount: &Amount) -> Option<i64> {
    let decimal = amount.decimal()?.normalize();
    if decimal.scale() > PLACES {
        return None;
    }
    let mut decimal = decimal;
    decimal.rescale(PLACES);
    i64::try_from(decimal.mantissa()).ok()
}

/// Why an amount is no line of the ledger.
pub(super) fn problem(amount: &Amount) -> &'static str {
    match (amount.text(), amount.decimal()) {
        (None, _) => "It has no amount.",
        (Some(_), None) => "Its amount is no number that can be read.",
        (Some(_), Some(_)) => "Its amount is finer than a micro-dollar.",
    }
}

/// As a decimal.
pub(super) fn decimal(micros: i64) -> Decimal {
    Decimal::new(micros, PLACES)
}

/// For a window.
pub(super) fn money(micros: i64) -> Money {
    Money(decimal(micros))
}

/// The text that the provider prints for it.
pub(super) fn text(micros: i64) -> String {
    decimal(micros).to_string()
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
        assert_eq!(exact(&Amount::default()), None);
        assert!(problem(&Amount::new("0.0000001")).contains("finer"));
        assert_eq!((text(-1), text(1_890_000)), ("-0.000001".into(), "1.890000".into()));
    }
}
