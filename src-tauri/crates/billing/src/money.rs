//! The burn rate, as the provider tells it, and how long a balance lasts at it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, failure, rates};
use voltdeck_contract::{CommandError, ErrorCode};
use voltdeck_machines::fleet::Fleet;

/// Why the newest reading of the rate failed.
#[derive(Debug, Default)]
struct RateFault(Mutex<Option<CommandError>>);

impl Part for RateFault {}

/// Why the newest reading of the burn rate failed.
pub fn rate_fault(account: &Account) -> Option<CommandError> {
    account.part::<RateFault>().0.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Reads the burn rate. A failure keeps the old one, with its age. Says whether it is not as it was.
pub async fn read_rate(app: &Arc<App>, account: &Arc<Account>) -> bool {
    // What is bought while it is out is not in it.
    let asked = app.host.now();
    let read = match account.background().get_hourly_rate().await {
        Ok(rate) => rate.rate_hourly.decimal().ok_or_else(no_rate),
        Err(failed) => Err(failure::reading(&failed)),
    };
    if read.is_ok() {
        account.part::<Fleet>().reached();
    }
    let of = || (rates::burn(account).map(|(rate, _)| rate), rate_fault(account).map(|fault| fault.code));
    let before = of();
    let fault = read.map(|rate| rates::set_burn(account, rate, asked)).err();
    *account.part::<RateFault>().0.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    of() != before
}

/// First moment of a month in UTC.
pub fn month_start(at: DateTime<Utc>) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(at.year(), at.month(), 1)
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .map_or(at, |start| start.and_utc())
}

/// First moment of the next month in UTC.
pub fn month_end(at: DateTime<Utc>) -> DateTime<Utc> {
    month_start(at).checked_add_months(Months::new(1)).unwrap_or(at)
}

/// How many seconds a balance lasts at a rate per hour; `None` where it lasts for ever or is used up.
pub fn runway(balance: Decimal, per_hour: Decimal) -> Option<u32> {
    if balance <= Decimal::ZERO || per_hour <= Decimal::ZERO {
        return None;
    }
    let seconds = balance.checked_mul(Decimal::from(3600))?.checked_div(per_hour)?;
    seconds.floor().to_u32()
}

fn no_rate() -> CommandError {
    CommandError::new(ErrorCode::Provider, "The provider's burn rate cannot be read. The one shown is older.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn runway_needs_a_balance_and_a_rate() {
        assert_eq!(runway(d("18"), d("2")), Some(32_400));
        assert_eq!(runway(d("-1"), d("2")), None);
        assert_eq!(runway(d("18"), d("0")), None);
        assert_eq!(runway(d("79228162514264337593543950335"), d("0.000001")), None);
    }

    #[test]
    fn months_are_utc() {
        let at: DateTime<Utc> = "2026-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(month_start(at).to_rfc3339(), "2026-12-01T00:00:00+00:00");
        assert_eq!(month_end(at).to_rfc3339(), "2027-01-01T00:00:00+00:00");
    }
}
