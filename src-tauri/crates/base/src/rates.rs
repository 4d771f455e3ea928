//! The burn rate of an account, and rates per hour over time.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use tokio::sync::Notify;

use crate::account::Account;
use crate::parts::Part;

/// The burn rate of an account as it was read last.
#[derive(Debug, Default)]
struct RateMemory {
    burn: Mutex<Option<(Decimal, DateTime<Utc>)>>,
    wake: Notify,
}

impl Part for RateMemory {}

/// Burn rate per hour (`billing/hourly-rate`) and when it was read.
pub fn burn(account: &Account) -> Option<(Decimal, DateTime<Utc>)> {
    *account.part::<RateMemory>().burn.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the burn rate that was read at a moment.
pub fn set_burn(account: &Account, per_hour: Decimal, at: DateTime<Utc>) {
    *account.part::<RateMemory>().burn.lock().unwrap_or_else(PoisonError::into_inner) = Some((per_hour, at));
}

/// Has the money read again now: what costs money was changed.
pub fn wake(account: &Account) {
    account.part::<RateMemory>().wake.notify_one();
}

/// Waits until the money is to be read again.
pub async fn woken(account: &Account) {
    account.part::<RateMemory>().wake.notified().await;
}

/// A rate per hour over a time, to the cent.
pub fn over(per_hour: Decimal, time: TimeDelta) -> Decimal {
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
