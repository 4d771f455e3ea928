//! Money, in whole micro-dollars: never a float, never rounded twice.

mod ledger;
mod listing;

pub use ledger::{Entry, Ledger, Of, What};
pub use listing::{ListQuery, ResourceType};

use rust_decimal::Decimal;

/// An amount in millionths of a dollar.
pub type Micros = i64;

/// As the provider prints it: six places.
pub fn print(amount: Micros) -> String {
    let (sign, whole) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    format!("{sign}{}.{:06}", whole / 1_000_000, whole % 1_000_000)
}

/// For the records.
pub fn decimal(amount: Micros) -> Decimal {
    Decimal::new(amount, 6)
}

#[cfg(test)]
mod tests {
    #[test]
    fn amounts_have_six_places_and_their_sign() {
        assert_eq!(super::print(1_890_000), "1.890000");
        assert_eq!(super::print(-1), "-0.000001");
        assert_eq!(super::print(-12_000_003), "-12.000003");
        assert_eq!(super::print(0), "0.000000");
    }
}
