//! Amounts in a format whose numbers are doubles.
//!
//! A cell holds an amount as its decimal digits, and a program reads them into a double. Up to fifteen digits come out
//! of a double as they went in: nine hundred million dollars, to the micro-dollar. What is longer stands beside the
//! number as text, exactly.

use rust_decimal::Decimal;

/// Digits that any double gives back.
const DIGITS: i128 = 1_000_000_000_000_000;

/// The number that a cell is given: the nearest there is. Only the format's own writer takes it, which prints the
/// shortest digits that mean it: up to fifteen they are the amount's own.
pub(crate) fn nearest(amount: Decimal) -> Option<f64> {
    amount.normalize().to_string().parse().ok()
}

/// Whether a double gives back every digit.
pub(crate) fn is_exact(amount: Decimal) -> bool {
    amount.normalize().mantissa().abs() < DIGITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fifteen_digits_are_exact_and_sixteen_are_not() {
        for (amount, exact) in [
            ("999999999.999999", true),
            ("-999999999.999999", true),
            ("1000000000.000001", false),
            ("1000000000.000000", true),
            ("0.000001", true),
            ("123456789012345678", false),
        ] {
            assert_eq!(is_exact(amount.parse().unwrap()), exact, "{amount}");
        }
    }

    proptest! {
        #[test]
        fn what_counts_as_exact_is_printed_with_its_own_digits(
            mantissa in -999_999_999_999_999_i64..=999_999_999_999_999,
            scale in 0_u32..=12,
        ) {
            let amount = Decimal::new(mantissa, scale);
            prop_assert!(is_exact(amount));
            // Display of a double is the shortest text that reads as the same double: what the file gets.
            let printed: Decimal = nearest(amount).unwrap().to_string().parse().unwrap();
            prop_assert_eq!(printed, amount);
        }
    }
}
