//! What a month comes to: if nothing changes, and a band from how the days came out so far.
//!
//! The band is a bootstrap. A day is told from the mean of the week before it; what it came out apart from that is its
//! residual. The days that are left are drawn one after the other, each from the week before it, drawn days among them,
//! and a residual of the past: so that a level which moved before may move again. The band holds the middle four fifths
//! of many such sums. Whole micro-dollars throughout.

use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use voltdeck_base::rates;

/// What a month comes to if nothing changes: what was spent until a moment, and the rate from then until it is over.
pub fn if_unchanged(spent: Decimal, until: DateTime<Utc>, first: NaiveDate, per_hour: Decimal) -> Option<Decimal> {
    spent.checked_add(rates::over(per_hour, left(first, until)?))
}

/// What is left of a month from a moment on.
pub fn left(first: NaiveDate, from: DateTime<Utc>) -> Option<TimeDelta> {
    let next = first.checked_add_months(Months::new(1))?.and_time(NaiveTime::MIN).and_utc();
    Some((next - from).max(TimeDelta::zero()))
}

/// Days that a day's level is the mean of.
const WEEK: usize = 7;
/// Days of history below which nothing is said.
pub const LEAST: usize = 14;
/// Days of history that count: what was long ago says little.
const MOST: usize = 60;
/// Residuals that are drawn together, since days that follow each other are alike.
const RUN: usize = 3;
/// Months that are drawn.
const DRAWS: usize = 2_000;
/// The band leaves out so many of a hundred on either side.
const TAIL: usize = 10;

/// The band of a sum, micro-dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// A tenth of the sums is lower.
    pub low: i64,
    /// A tenth of the sums is higher.
    pub high: i64,
}

/// The band of the sum of the next days, from whole days of the past, the oldest first. `None` where there are too few.
pub fn band(history: &[i64], days: usize) -> Option<Band> {
    let history = &history[history.len().saturating_sub(MOST)..];
    if history.len() < LEAST {
        return None;
    }
    let week: &[i64; WEEK] = history[history.len() - WEEK..].try_into().ok()?;
    let residuals: Vec<i64> = (WEEK..history.len()).map(|day| history[day] - mean(&history[day - WEEK..day])).collect();
    let mut chance = Chance::of(history, days);
    let mut sums: Vec<i64> = (0..DRAWS).map(|_| draw(*week, &residuals, days, &mut chance)).collect();
    sums.sort_unstable();
    Some(Band { low: sums[DRAWS * TAIL / 100], high: sums[DRAWS - 1 - DRAWS * TAIL / 100] })
}

fn draw(mut week: [i64; WEEK], residuals: &[i64], days: usize, chance: &mut Chance) -> i64 {
    let (mut sum, mut drawn) = (0_i64, 0);
    while drawn < days {
        let at = chance.below(residuals.len());
        for step in 0..RUN.min(days - drawn) {
            // No day costs less than nothing.
            let day = mean(&week).saturating_add(residuals[(at + step) % residuals.len()]).max(0);
            sum = sum.saturating_add(day);
            week[drawn % WEEK] = day;
            drawn += 1;
        }
    }
    sum
}

fn mean(days: &[i64]) -> i64 {
    let sum: i128 = days.iter().map(|day| i128::from(*day)).sum();
    i64::try_from(sum / i128::try_from(days.len().max(1)).unwrap_or(1)).unwrap_or(i64::MAX)
}

/// Draws that are the same for the same history, so that a screen does not flicker.
struct Chance(u64);

impl Chance {
    fn of(history: &[i64], days: usize) -> Self {
        let mix = |seed: u64, value: i64| (seed ^ value.unsigned_abs()).wrapping_mul(0x0000_0100_0000_01b3);
        let seed = history.iter().fold(0xcbf2_9ce4_8422_2325, |seed, day| mix(seed, *day));
        Self(seed ^ u64::try_from(days).unwrap_or(0))
    }

    /// The next number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from((mixed ^ (mixed >> 31)) % limit).unwrap_or(0)
    }
}

/// How forecasts would have come out, one from each day that has enough before it and enough after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backtest {
    /// Forecasts.
    pub forecasts: usize,
    /// Sums that lay in the band.
    pub covered: usize,
    /// Error of the middle of the band against what came, in hundredths of a per cent of all that came.
    pub error: i64,
    /// The same of the naive forecast: every day like the last one.
    pub naive: i64,
}

/// Tries the band on a history of days, the oldest first.
#[must_use]
pub fn backtest(history: &[i64], days: usize) -> Backtest {
    let mut result = Backtest::default();
    let (mut came_in_all, mut error, mut naive) = (0_i128, 0_i128, 0_i128);
    for now in LEAST..history.len().saturating_sub(days) {
        let Some(Band { low, high }) = band(&history[..now], days) else { continue };
        let came: i64 = history[now..now + days].iter().sum();
        let middle = i128::midpoint(low.into(), high.into());
        let same = i128::from(history[now - 1]) * i128::try_from(days).unwrap_or(0);
        result.forecasts += 1;
        result.covered += usize::from((low..=high).contains(&came));
        came_in_all += i128::from(came);
        error += (middle - i128::from(came)).abs();
        naive += (same - i128::from(came)).abs();
    }
    let of_all = |sum: i128| i64::try_from(sum * 10_000 / came_in_all.max(1)).unwrap_or(i64::MAX);
    result.error = of_all(error);
    result.naive = of_all(naive);
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn if_nothing_changes_the_rate_runs_on_until_the_month_is_over() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        let comes_to = |until: &str, rate: &str| {
            if_unchanged(d("100.5"), until.parse().unwrap(), "2026-10-01".parse().unwrap(), d(rate))
        };
        assert_eq!(comes_to("2026-10-30T12:00:00Z", "2"), Some(d("172.5")));
        assert_eq!(comes_to("2026-11-01T00:00:05Z", "2"), Some(d("100.5")), "it was asked for in time and came after");
        let absurd =
            if_unchanged(Decimal::MAX, "2026-10-30T12:00:00Z".parse().unwrap(), "2026-10-01".parse().unwrap(), d("2"));
        assert_eq!(absurd, None);
    }

    #[test]
    fn days_that_are_all_alike_leave_no_doubt_and_too_few_say_nothing() {
        assert_eq!(band(&[5_000_000; 20], 10), Some(Band { low: 50_000_000, high: 50_000_000 }));
        assert_eq!(band(&[5_000_000; LEAST - 1], 10), None);
        assert_eq!(band(&[5_000_000; 20], 0), Some(Band { low: 0, high: 0 }));
    }

    #[test]
    fn days_that_differ_widen_the_band_around_their_level() {
        let noisy: Vec<i64> = (0..40).map(|day| 10_000_000 + [0, 4, -3, 2, -4, 1][day % 6] * 1_000_000).collect();
        let Band { low, high } = band(&noisy, 10).unwrap();
        assert!(low < 100_000_000 && high > 95_000_000 && low < high, "{low} {high}");
        assert_eq!(band(&noisy, 10), band(&noisy, 10), "the same history is forecast the same");
    }

    #[test]
    fn the_band_holds_about_four_fifths_of_what_comes() {
        let mut chance = Chance(7);
        let days: Vec<i64> = (0..400).map(|_| 20_000_000 + i64::try_from(chance.below(8_000_000)).unwrap()).collect();
        let tried = backtest(&days, 10);
        let covered = tried.covered * 100 / tried.forecasts;
        assert!((65..=95).contains(&covered), "{covered} % of {tried:?}");
        assert!(tried.error < tried.naive, "better than taking the last day for all: {tried:?}");
    }

    proptest! {
        #[test]
        fn no_history_makes_a_band_that_is_upside_down_or_below_nothing(
            history in proptest::collection::vec(-1_000_000_i64..1_000_000_000_000, 0..90),
            days in 0_usize..31,
        ) {
            if let Some(Band { low, high }) = band(&history, days) {
                prop_assert!(0 <= low && low <= high);
            }
        }
    }
}
