//! An amount laid out over the days that it is for.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use voltagepark::types::Transaction;

use crate::money;

const DAY: TimeDelta = TimeDelta::days(1);
/// Places of a micro-dollar.
const PLACES: u32 = 6;

/// The days of a month of which a part has come, and the moment to which the amounts of open lines go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Month {
    pub first: NaiveDate,
    pub next: NaiveDate,
    pub now: DateTime<Utc>,
}

impl Month {
    pub(super) fn start(&self) -> DateTime<Utc> {
        midnight(self.first)
    }

    pub(super) fn end(&self) -> DateTime<Utc> {
        midnight(self.next)
    }

    /// Number of its days.
    pub(super) fn days(&self) -> usize {
        usize::try_from((self.next - self.first).num_days()).unwrap_or(0)
    }

    /// What of an amount falls on which day, by position.
    pub(super) fn split(&self, kind: &str, line: &Transaction, amount: Decimal) -> Vec<(usize, Decimal)> {
        let span = if money::is_deposit(kind) { None } else { span(line) };
        let begin = span.map(|(from, _)| from.max(self.start()));
        let end = span.map(|(_, until)| until.unwrap_or(self.now).min(self.end()).min(self.now));
        match begin.zip(end) {
            Some((begin, end)) if begin < end => self.by_time(begin, end, amount),
            _ => vec![(self.position(line.timestamp_creation), amount)],
        }
    }

    /// By time, the largest remainder first, so that the days sum to the amount exactly.
    fn by_time(&self, begin: DateTime<Utc>, end: DateTime<Utc>, amount: Decimal) -> Vec<(usize, Decimal)> {
        let (first, last) = (self.position(Some(begin)), self.position(Some(end - TimeDelta::nanoseconds(1))));
        let times: Vec<i128> = (first..=last)
            .map(|day| {
                let midnight = self.start() + DAY * i32::try_from(day).unwrap_or(0);
                let time = end.min(midnight + DAY) - begin.max(midnight);
                i128::from(time.num_microseconds().unwrap_or(0).max(0))
            })
            .collect();
        let all: i128 = times.iter().sum();
        if all == 0 {
            return vec![(first, amount)];
        }
        let micros = micros(amount);
        let mut parts: Vec<i128> = times.iter().map(|time| micros * time / all).collect();
        let mut by_remainder: Vec<usize> = (0..times.len()).collect();
        by_remainder.sort_by_key(|&day| std::cmp::Reverse((micros * times[day] % all).abs()));
        let left = micros - parts.iter().sum::<i128>();
        for &day in by_remainder.iter().take(usize::try_from(left.abs()).unwrap_or(0)) {
            parts[day] += left.signum();
        }
        let mut split: Vec<(usize, Decimal)> = parts
            .into_iter()
            .zip(first..)
            .map(|(part, day)| (day, Decimal::from_i128_with_scale(part, PLACES)))
            .collect();
        // What is finer than a micro-dollar is nobody's share by time.
        let finer = amount - Decimal::from_i128_with_scale(micros, PLACES);
        if let Some((_, last)) = split.last_mut() {
            *last += finer;
        }
        split
    }

    /// The position of a moment's day; what lies outside falls on the day next to it.
    fn position(&self, at: Option<DateTime<Utc>>) -> usize {
        let days = at.map_or(0, |at| (at.date_naive() - self.first).num_days().max(0));
        usize::try_from(days).unwrap_or(0).min(self.days().saturating_sub(1))
    }
}

/// What the line is for: its segment's times, else its own. No end: it runs.
pub(super) fn span(line: &Transaction) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let linked = line.details.as_ref().and_then(|details| details.linked_instance.as_ref());
    let segment = linked.and_then(|segment| Some((segment.timestamp_creation?, segment.timestamp_deletion)));
    segment.or_else(|| Some((line.timestamp_creation?, line.timestamp_completion)))
}

/// Whole micro-dollars, towards nothing. An amount is below a million million, so it fits many times.
fn micros(amount: Decimal) -> i128 {
    let mut cut = amount.trunc_with_scale(PLACES);
    cut.rescale(PLACES);
    cut.mantissa()
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use voltagepark::types::{LinkedInstance, TransactionDetails};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn october(now: &str) -> Month {
        Month { first: "2026-10-01".parse().unwrap(), next: "2026-11-01".parse().unwrap(), now: at(now) }
    }

    fn line(created: &str, segment: Option<(&str, Option<&str>)>) -> Transaction {
        let linked_instance = segment.map(|(from, until)| LinkedInstance {
            timestamp_creation: Some(at(from)),
            timestamp_deletion: until.map(at),
            ..LinkedInstance::default()
        });
        Transaction {
            id: "t".into(),
            total_amount: voltagepark::Amount::default(),
            timestamp_creation: Some(at(created)),
            timestamp_completion: Some(at(created)),
            details: Some(TransactionDetails { linked_instance, ..TransactionDetails::default() }),
            period_amount: voltagepark::Amount::default(),
        }
    }

    #[test]
    fn a_segment_is_split_by_time_over_the_days_of_this_month_alone() {
        let month = october("2026-10-15T12:00:00Z");
        let from = "2026-09-20T00:00:00Z";
        let split = month.split("charge", &line(from, Some((from, Some("2026-10-02T12:00:00Z")))), d("-36"));
        assert_eq!(split, [(0, d("-24")), (1, d("-12"))]);
        // One that runs goes to the time of reading.
        let split = month.split("charge", &line(from, Some(("2026-10-15T06:00:00Z", None))), d("6.000001"));
        assert_eq!(split, [(14, d("6.000001"))]);
    }

    #[test]
    fn the_largest_remainder_gets_what_is_left() {
        let month = october("2026-10-31T00:00:00Z");
        let thirds = line("2026-10-01T00:00:00Z", Some(("2026-10-01T12:00:00Z", Some("2026-10-04T00:00:00Z"))));
        assert_eq!(
            month.split("charge", &thirds, d("0.000002")),
            [(0, d("0")), (1, d("0.000001")), (2, d("0.000001"))]
        );
        assert_eq!(month.split("charge", &thirds, d("-0.000001")), [(0, d("0")), (1, d("-0.000001")), (2, d("0"))]);
    }

    #[test]
    fn what_has_no_length_falls_on_its_creation_day() {
        let month = october("2026-10-31T00:00:00Z");
        assert_eq!(month.split("stripe_deposit", &line("2026-10-08T09:00:00Z", None), d("500")), [(7, d("500"))]);
        // Money back for last month is booked in this one.
        let old = line("2026-10-03T00:00:00Z", Some(("2026-08-01T00:00:00Z", Some("2026-08-02T00:00:00Z"))));
        assert_eq!(month.split("payout", &old, d("45.36")), [(2, d("45.36"))]);
        let late = line("2026-11-03T00:00:00Z", None);
        assert_eq!(month.split("other", &late, d("1")), [(30, d("1"))]);
    }

    proptest! {
        #[test]
        fn the_days_sum_to_the_amount_exactly(
            mantissa in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000,
            scale in 0_u32..12,
            from in -4_000_000_i64..3_000_000,
            length in 0_i64..6_000_000,
            open in any::<bool>(),
        ) {
            let amount = Decimal::new(mantissa, scale);
            prop_assume!(amount.abs() < d("1000000000000"));
            let month = october("2026-10-20T07:13:59.123456Z");
            let begin = month.start() + TimeDelta::seconds(from);
            let end = begin + TimeDelta::milliseconds(length * 997);
            let segment = LinkedInstance {
                timestamp_creation: Some(begin),
                timestamp_deletion: (!open).then_some(end),
                ..LinkedInstance::default()
            };
            let details = TransactionDetails { linked_instance: Some(segment), ..TransactionDetails::default() };
            let line = Transaction { details: Some(details), ..line("2026-10-07T00:00:00Z", None) };
            let split = month.split("charge", &line, amount);
            prop_assert_eq!(split.iter().map(|(_, part)| *part).sum::<Decimal>(), amount);
            prop_assert!(split.iter().all(|(day, _)| *day < month.days()));
            prop_assert!(split.iter().all(|(_, part)| part.is_zero() || part.is_sign_negative() == amount.is_sign_negative()));
        }
    }
}
