//! A month, as the provider's reports know it: in UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

/// A month in UTC, shown as `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
    next: NaiveDate,
}

impl Month {
    /// The month of that number, 1 to 12. Years have four digits.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| (1..=9998).contains(&year))?;
        Some(Self { first, next: first.checked_add_months(Months::new(1))? })
    }

    /// The month that a moment lies in.
    pub fn of(at: DateTime<Utc>) -> Option<Self> {
        Self::new(at.year(), at.month())
    }

    /// Its first moment.
    pub fn start(self) -> DateTime<Utc> {
        self.first.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first moment after it.
    pub fn end(self) -> DateTime<Utc> {
        self.next.and_time(NaiveTime::MIN).and_utc()
    }

    /// In words, for people: `October 2026`.
    pub fn words(self) -> String {
        self.first.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

/// The text is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A month is a year and a month, such as 2026-10.")]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month) = text.split_once('-').filter(|(y, m)| digits(y, 4) && digits(m, 2)).ok_or(NoMonth)?;
        let (year, month) = (year.parse().map_err(|_| NoMonth)?, month.parse().map_err(|_| NoMonth)?);
        Self::new(year, month).ok_or(NoMonth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_as_it_is_shown_and_knows_its_ends() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!((month.to_string(), month.words()), ("2026-12".into(), "December 2026".into()));
        assert_eq!(month.start().to_rfc3339(), "2026-12-01T00:00:00+00:00");
        assert_eq!(month.end().to_rfc3339(), "2027-01-01T00:00:00+00:00");
        assert_eq!(Month::of("2026-12-31T23:59:59.999Z".parse().unwrap()), Some(month));
        assert!(month < "2027-01".parse().unwrap());
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["", "2026", "2026-13", "2026-00", "2026-1", "26-10", "+026-10", "2026-1a", "0000-01", "2026-10-01"]
        {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
