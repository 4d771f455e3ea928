//! What a volume costs. The provider prints a rate per GB; what existing volumes really cost may be another (the two are
//! seen to differ by a factor of 100), so one is held against the other, and the answer's `rate_hourly` is the truth.

use rust_decimal::{Decimal, RoundingStrategy};
use voltagepark::types::StorageVolume;

/// The provider prints six places.
const PLACES: u32 = 6;
/// Half of the last place, as far as rounding can carry a printed figure away.
const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, PLACES + 1);
const HOURS_OF_30_DAYS: u32 = 720;

/// What an existing volume costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// Its name.
    pub name: String,
    /// Its size in GB.
    pub size_gb: u64,
    /// What it is billed, in US dollars per hour.
    pub per_hour: Decimal,
}

impl Paid {
    /// A volume whose size and price are known.
    pub fn of(volume: &StorageVolume) -> Option<Self> {
        let size_gb = volume.size_in_gb.filter(|size| *size > 0)?;
        let per_hour = volume.rate_hourly.decimal().filter(|rate| *rate > Decimal::ZERO)?;
        Some(Self { name: super::facts::name(volume).to_owned(), size_gb, per_hour })
    }

    /// The largest of some volumes: rounding weighs the least in its price.
    pub fn largest<'a>(volumes: impl Iterator<Item = &'a StorageVolume>) -> Option<Self> {
        volumes.filter_map(Self::of).max_by_key(|paid| paid.size_gb)
    }

    /// What another size costs at the same price per GB.
    pub fn scaled(&self, size_gb: u32) -> Option<Decimal> {
        let all = self.per_hour.checked_mul(Decimal::from(size_gb))?;
        Some(rounded(all.checked_div(Decimal::from(self.size_gb))?, PLACES))
    }

    /// Price per GB and hour.
    pub fn per_gb(&self) -> Option<Decimal> {
        Some(rounded(self.per_hour.checked_div(Decimal::from(self.size_gb))?, 10).normalize())
    }

    /// Whether the printed rate comes to another price for this very volume than rounding explains.
    pub fn differs_from(&self, printed_per_gb: Decimal) -> bool {
        let size = Decimal::from(self.size_gb);
        let (Some(by_rate), Some(slack)) = (printed_per_gb.checked_mul(size), HALF.checked_mul(size)) else {
            return true;
        };
        (by_rate - self.per_hour).abs() > slack + HALF
    }
}

/// Size × rate.
pub fn by_rate(printed_per_gb: Decimal, size_gb: u32) -> Option<Decimal> {
    printed_per_gb.checked_mul(Decimal::from(size_gb)).map(|price| rounded(price, PLACES))
}

/// A price per hour for 30 days, to the cent.
pub(super) fn per_30_days(per_hour: Decimal) -> Option<Decimal> {
    per_hour.checked_mul(Decimal::from(HOURS_OF_30_DAYS)).map(|price| rounded(price, 2))
}

/// An amount in a sentence.
pub fn said(amount: Decimal) -> String {
    let amount = amount.normalize();
    if amount.scale() < 2 { format!("${amount:.2}") } else { format!("${amount}") }
}

fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn paid(size_gb: u64, per_hour: &str) -> Paid {
        Paid { name: "a".into(), size_gb, per_hour: d(per_hour) }
    }

    #[test]
    fn the_page_s_own_two_figures_differ() {
        assert!(paid(100, "0.017408").differs_from(d("0.017408")));
        assert_eq!(paid(100, "0.017408").scaled(2_000), Some(d("0.348160")));
        assert_eq!(paid(100, "0.017408").per_gb(), Some(d("0.00017408")));
    }

    #[test]
    fn rounding_is_no_difference() {
        assert!(!paid(100, "1.7408").differs_from(d("0.017408")));
        // A rate of 0.00017408 printed with six places.
        assert!(!paid(100, "0.017408").differs_from(d("0.000174")));
        assert!(!paid(2_000, "0.348160").differs_from(d("0.000174")));
        assert!(paid(2_000, "0.348160").differs_from(d("0.000175")));
        assert!(!paid(1, "0.000174").differs_from(d("0.00017408")));
    }

    #[test]
    fn amounts_too_large_are_not_reckoned() {
        assert_eq!(by_rate(Decimal::MAX, 2), None);
        assert_eq!(paid(1, &Decimal::MAX.to_string()).scaled(u32::MAX), None);
        assert_eq!(per_30_days(Decimal::MAX), None);
    }

    #[test]
    fn the_largest_volume_is_the_measure() {
        let volumes = [
            super::super::memory::tests::volume("a", "small", 10, "0.001741"),
            super::super::memory::tests::volume("b", "free", 90_000, "0"),
            super::super::memory::tests::volume("c", "large", 5_000, "0.8704"),
        ];
        assert_eq!(Paid::largest(volumes.iter()).map(|paid| paid.name), Some("large".into()));
        assert_eq!(Paid::largest(volumes[..0].iter()), None);
    }

    #[test]
    fn amounts_are_said_with_two_places_or_more() {
        assert_eq!(said(d("1.5")), "$1.50");
        assert_eq!(said(d("0.017408")), "$0.017408");
        assert_eq!(said(d("2.000000")), "$2.00");
    }
}
