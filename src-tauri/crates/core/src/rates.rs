//! Rates per hour, over time.

use chrono::TimeDelta;
use rust_decimal::{Decimal, RoundingStrategy};

/// A rate per hour over a time, to the cent.
pub(crate) fn over(per_hour: Decimal, time: TimeDelta) -> Decimal {
    let amount = per_hour.saturating_mul(Decimal::from(time.num_seconds())) / Decimal::from(3600);
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_over_a_time_is_an_amount_to_the_cent() {
        let rate: Decimal = "1.99".parse().unwrap();
        assert_eq!(over(rate, TimeDelta::minutes(90)), "2.99".parse().unwrap());
    }
}
