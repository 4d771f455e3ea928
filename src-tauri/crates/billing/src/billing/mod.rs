//! Billing: the reader of monthly reports and its rule of sign, and the log of transactions.

pub mod forecast;
mod lines;
pub mod micros;
pub mod month;
pub(crate) mod report;
pub(crate) mod reports;
pub(crate) mod signs;
pub mod words;

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use voltagepark::types::TransactionFilter;
use voltagepark::{Client, Page};

use voltdeck_base::account::Account;
use voltdeck_base::{App, failure};
use voltdeck_contract::{Answer, BillingMonths, CommandError, ErrorCode, LinesArgs, LinesView, NoArgs, UnreadableLine};

pub use month::MonthSoFar;

/// Months that are offered where the oldest transaction cannot be told.
const MONTHS: usize = 24;
/// No account is older than this many months.
const MOST_MONTHS: usize = 240;

/// The months back to the oldest transaction.
pub async fn months(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<BillingMonths> {
    let today = app.host.now().date_naive();
    let oldest = match oldest(&account.client()).await {
        Ok(oldest) => oldest,
        Err(failed) => {
            // The picker is an aid: the report says what fails.
            tracing::debug!(code = ?failure::reading(&failed).code, "the oldest transaction could not be read");
            None
        }
    };
    let mut months: Vec<String> = Vec::new();
    let mut first = today.with_day(1);
    while let Some(month) = first.filter(|_| months.len() < MOST_MONTHS) {
        let reached = oldest.map_or(months.len() >= MONTHS, |oldest| month < oldest.with_day(1).unwrap_or(oldest));
        if reached && !months.is_empty() {
            break;
        }
        months.push(month.format("%Y-%m").to_string());
        first = month.checked_sub_months(chrono::Months::new(1));
    }
    Ok(BillingMonths { months, whole: oldest.is_some() })
}

/// One page of transactions.
pub async fn lines(app: Arc<App>, account: Arc<Account>, args: LinesArgs) -> Answer<LinesView> {
    lines::read(&app, &account, &args).await
}

/// Day of the oldest transaction: the first or the last of the log, whose order nobody promises.
pub async fn oldest(client: &Client) -> Result<Option<NaiveDate>, voltagepark::Error> {
    let filter = TransactionFilter::default();
    let one = |offset| Page { limit: Some(1), offset: Some(offset) };
    let first = client.list_transactions(&filter, one(0)).await?;
    let total = first.total_result_count.and_then(|total| u32::try_from(total).ok()).unwrap_or(0);
    let last = match total.checked_sub(1) {
        Some(offset) if offset > 0 => client.list_transactions(&filter, one(offset)).await?.items,
        _ => Vec::new(),
    };
    let days = first.items.iter().chain(&last).filter_map(|line| line.timestamp_creation);
    Ok(days.min().map(|at| at.date_naive()))
}

/// First day of a month that has begun.
pub fn first_day(month: &str, now: DateTime<Utc>) -> Answer<NaiveDate> {
    let wrong = |said: String| CommandError::new(ErrorCode::Invalid, said).at("month");
    let day = (month.len() == 7).then(|| NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok()).flatten();
    let day = day.ok_or_else(|| wrong("A month is a year and a month, such as 2026-09.".into()))?;
    if day > now.date_naive() {
        return Err(wrong(format!("{} has not begun yet (in UTC), so it has no report.", day.format("%B %Y"))));
    }
    Ok(day)
}

/// A line that could not be read. Positions begin at 1.
pub fn unreadable(line: &voltagepark::Unreadable) -> UnreadableLine {
    let place = if line.path.is_empty() || line.path == "." { String::new() } else { format!("{}: ", line.path) };
    UnreadableLine {
        label: format!("Line {}", line.index + 1),
        reason: format!("{place}{}", line.reason),
        counted: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_one_that_has_begun() {
        let now = "2026-10-01T00:00:00Z".parse().unwrap();
        assert_eq!(first_day("2026-10", now).unwrap().to_string(), "2026-10-01");
        assert_eq!(first_day("2025-12", now).unwrap().to_string(), "2025-12-01");
        for bad in ["2026-11", "2027-01", "2026-13", "2026-1", "2026-10-01", "", "okt"] {
            let error = first_day(bad, now).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some("month")), "{bad}");
        }
    }
}
