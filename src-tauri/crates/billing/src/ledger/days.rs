//! An amount laid out over the days that it is for.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::billing::report::Span;

const DAY: TimeDelta = TimeDelta::days(1);
/// No month is longer.
const LONGEST: usize = 31;

/// The days of a month, and the moment to which the amounts of open lines go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Month {
    pub(super) first: NaiveDate,
    pub(super) next: NaiveDate,
    pub(super) now: DateTime<Utc>,
}

impl Month {
    /// The month of this first day.
    pub(super) fn of(first: NaiveDate, now: DateTime<Utc>) -> Self {
        let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(NaiveDate::MAX);
        Self { first, next, now }
    }

    /// `2026-10`.
    pub(super) fn name(&self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    pub(super) fn start(&self) -> DateTime<Utc> {
        midnight(self.first)
    }

    pub(super) fn end(&self) -> DateTime<Utc> {
        midnight(self.next)
    }

    /// Number of its days.
    pub(super) fn days(&self) -> usize {
        usize::try_from((self.next - self.first).num_days()).unwrap_or(0).min(LONGEST)
    }

    /// The part of a span that lies in this month and has come.
    pub(super) fn overlap(&self, span: Span) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let begin = span.0.max(self.start());
        let end = span.1.unwrap_or(self.now).min(self.end()).min(self.now);
        (begin < end).then_some((begin, end))
    }

    /// What of an amount falls on which day, by position: by time, the largest remainder first, so that the days sum to
    /// the amount exactly. What has no length in this month falls on the day of `created`.
    pub(super) fn split(
        &self,
        span: Option<Span>,
        created: Option<DateTime<Utc>>,
        amount: i64,
        mut put: impl FnMut(usize, i64),
    ) {
        let Some((begin, end)) = span.and_then(|span| self.overlap(span)) else {
            return put(self.position(created), amount);
        };
        let (first, last) = (self.position(Some(begin)), self.position(Some(end - TimeDelta::nanoseconds(1))));
        if first == last {
            return put(first, amount);
        }
        let count = last - first + 1;
        let mut times = [0_i128; LONGEST];
        for (at, time) in times.iter_mut().enumerate().take(count) {
            let midnight = self.start() + DAY * i32::try_from(first + at).unwrap_or(0);
            let of_day = end.min(midnight + DAY) - begin.max(midnight);
            *time = i128::from(of_day.num_microseconds().unwrap_or(0).max(0));
        }
        let times = &times[..count];
        let all: i128 = times.iter().sum();
        if all == 0 {
            return put(first, amount);
        }
        let whole = i128::from(amount);
        let mut parts = [0_i128; LONGEST];
        let mut order = [0_usize; LONGEST];
        for (at, time) in times.iter().enumerate() {
            parts[at] = whole * time / all;
            order[at] = at;
        }
        let left = whole - parts[..count].iter().sum::<i128>();
        order[..count].sort_by_key(|&at| std::cmp::Reverse((whole * times[at] % all).abs()));
        for &at in order[..count].iter().take(usize::try_from(left.abs()).unwrap_or(0)) {
            parts[at] += left.signum();
        }
        for (at, part) in parts[..count].iter().enumerate() {
            put(first + at, i64::try_from(*part).unwrap_or(0));
        }
    }

    /// The position of a moment's day; what lies outside falls on the day next to it.
    pub(super) fn position(&self, at: Option<DateTime<Utc>>) -> usize {
        let days = at.map_or(0, |at| (at.date_naive() - self.first).num_days().max(0));
        usize::try_from(days).unwrap_or(0).min(self.days().saturating_sub(1))
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn october(now: &str) -> Month {
        Month::of("2026-10-01".parse().unwrap(), at(now))
    }

    fn split(month: Month, span: Option<(&str, Option<&str>)>, created: &str, amount: i64) -> Vec<(usize, i64)> {
        let mut days = Vec::new();
        let span = span.map(|(from, until)| (at(from), until.map(at)));
        month.split(span, Some(at(created)), amount, |day, part| days.push((day, part)));
        days
    }

    #[test]
    fn a_segment_is_split_by_time_over_the_days_of_this_month_alone() {
        let month = october("2026-10-15T12:00:00Z");
        let from = "2026-09-20T00:00:00Z";
        let days = split(month, Some((from, Some("2026-10-02T12:00:00Z"))), from, -36_000_000);
        assert_eq!(days, [(0, -24_000_000), (1, -12_000_000)]);
        // One that runs goes to the time of reading.
        assert_eq!(split(month, Some(("2026-10-15T06:00:00Z", None)), from, 6_000_001), [(14, 6_000_001)]);
    }

    #[test]
    fn the_largest_remainder_gets_what_is_left() {
        let month = october("2026-10-31T00:00:00Z");
        let thirds = Some(("2026-10-01T12:00:00Z", Some("2026-10-04T00:00:00Z")));
        assert_eq!(split(month, thirds, "2026-10-01T00:00:00Z", 2), [(0, 0), (1, 1), (2, 1)]);
        assert_eq!(split(month, thirds, "2026-10-01T00:00:00Z", -1), [(0, 0), (1, -1), (2, 0)]);
    }

    #[test]
    fn what_has_no_length_falls_on_its_creation_day() {
        let month = october("2026-10-31T00:00:00Z");
        assert_eq!(split(month, None, "2026-10-08T09:00:00Z", 500), [(7, 500)]);
        // Money back for last month is booked in this one.
        let august = Some(("2026-08-01T00:00:00Z", Some("2026-08-02T00:00:00Z")));
        assert_eq!(split(month, august, "2026-10-03T00:00:00Z", 45), [(2, 45)]);
        assert_eq!(split(month, None, "2026-11-03T00:00:00Z", 1), [(30, 1)]);
        // It ended before it began.
        let backwards = Some(("2026-10-09T00:00:00Z", Some("2026-10-08T00:00:00Z")));
        assert_eq!(split(month, backwards, "2026-10-09T00:00:00Z", -7), [(8, -7)]);
    }

    proptest! {
        #[test]
        fn the_days_sum_to_the_amount_exactly(
            amount in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000,
            from in -4_000_000_i64..3_000_000,
            length in 0_i64..6_000_000,
            open in any::<bool>(),
        ) {
            let month = october("2026-10-20T07:13:59.123456Z");
            let begin = month.start() + TimeDelta::seconds(from);
            let end = begin + TimeDelta::milliseconds(length * 997);
            let mut days = Vec::new();
            let created = Some(at("2026-10-07T00:00:00Z"));
            month.split(Some((begin, (!open).then_some(end))), created, amount, |day, part| days.push((day, part)));
            prop_assert_eq!(days.iter().map(|(_, part)| *part).sum::<i64>(), amount);
            prop_assert!(days.iter().all(|(day, _)| *day < month.days()));
            prop_assert!(days.iter().all(|(_, part)| *part == 0 || part.signum() == amount.signum()));
        }
    }
}
