//! Quantity and unit price, where history knows a price that the amount agrees with.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::exact;

/// How far the paid time may be from the segment's: a provider may bill by the minute.
const CLOSED: TimeDelta = TimeDelta::minutes(1);
/// While a segment runs, its amount is of the moment at which the provider wrote the report, not of when it was read.
const RUNNING: TimeDelta = TimeDelta::minutes(10);
/// A unit in trillionths.
const ONE: i128 = 1_000_000_000_000;
/// A millionth in trillionths.
const MICRO: i128 = 1_000_000;
/// An hour of 3,600,000,000 microseconds in trillionths, by the microsecond: 10,000 / 36.
const PER_MICROSECOND: (i128, i128) = (10_000, 36);

/// Hours at a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Priced {
    /// Hours, in trillionths.
    pub hours: i128,
    /// Price of one, in trillionths.
    pub price: i128,
}

/// The hours that a cost (in trillionths) pays for at a price. `None` where that is not the time of the segment:
/// another price was paid then, for a part of it at least, and nobody knows which.
pub(super) fn hours(
    cost: i128,
    price: Decimal,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    runs: bool,
) -> Option<Priced> {
    let price = exact::units(price).filter(|price| *price > 0)?;
    let hours = cost.checked_mul(ONE)?.checked_add(price / 2)?.checked_div(price).filter(|hours| *hours >= 0)?;
    // Hours are rounded to their last place, which at any real price is far below a micro-dollar.
    if (hours.checked_mul(price)? / ONE - cost).abs() >= MICRO {
        return None;
    }
    let allowed = if runs { RUNNING } else { CLOSED };
    let fits = (hours - in_hours(end - start)?).abs() <= in_hours(allowed)?;
    fits.then_some(Priced { hours, price })
}

fn in_hours(time: TimeDelta) -> Option<i128> {
    Some(i128::from(time.num_microseconds()?) * PER_MICROSECOND.0 / PER_MICROSECOND.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn span(minutes: i64) -> (DateTime<Utc>, DateTime<Utc>) {
        let start: DateTime<Utc> = "2026-10-01T00:00:00Z".parse().unwrap();
        (start, start + TimeDelta::minutes(minutes))
    }

    fn found(cost: &str, price: &str, minutes: i64, runs: bool) -> Option<Priced> {
        hours(exact::units(d(cost)).unwrap(), d(price), span(minutes), runs)
    }

    #[test]
    fn a_cost_that_fits_price_and_time_has_hours() {
        let priced = found("3.780000", "1.890000", 120, false).unwrap();
        assert_eq!((priced.hours, priced.price), (2_000_000_000_000, 1_890_000_000_000));
        // A third of an hour's price is no finite number of hours; the product still is the cost.
        let third = found("0.630000", "1.890000", 20, false).unwrap();
        assert_eq!(third.hours, 333_333_333_333);
    }

    #[test]
    fn another_price_in_between_leaves_the_hours_unknown() {
        assert_eq!(found("3.780000", "1.890000", 240, false), None);
        assert_eq!(found("3.780000", "1.890000", 122, false), None);
        assert!(found("3.780000", "1.890000", 121, false).is_some());
        assert!(found("3.780000", "1.890000", 129, true).is_some());
        assert_eq!(found("3.780000", "1.890000", 131, true), None);
    }

    #[test]
    fn no_price_and_no_cost_below_zero_make_hours() {
        assert_eq!(found("1", "0", 60, false), None);
        assert_eq!(found("1", "-1", 60, false), None);
        assert_eq!(found("-1", "1", 60, false), None);
        assert_eq!(found("0", "1", 0, false).unwrap().hours, 0);
        assert_eq!(found("99999999999999999999999999", "0.000001", 60, false), None);
        assert_eq!(found("1", "0.0000000000001", 60, false), None);
    }
}
