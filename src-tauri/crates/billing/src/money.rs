//! Burn rate, balance and the month so far, as the provider tells them.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use voltagepark::types::TransactionKind;

use crate::shares::{Gathering, Shares};
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, failure, rates};
use voltdeck_contract::{CommandError, ErrorCode};
use voltdeck_machines::fleet::Fleet;

/// One month's report, as far as the first screen needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// First moment of the month that it is of.
    pub start: DateTime<Utc>,
    /// `balance_at_period_end`: the balance now.
    pub balance: Option<Decimal>,
    /// What was spent, as a positive amount; `None` where the report does not add up under any reading of its signs.
    pub spent: Option<Decimal>,
    /// The part of each machine in it, where it adds up.
    pub shares: Option<Arc<Shares>>,
    /// Money was paid in.
    pub deposit: bool,
}

/// What is known of the money, and since when.
#[derive(Debug, Clone, Default)]
pub struct Money {
    /// This month, from its report.
    pub month: Option<Month>,
    /// Why the newest reading of the rate failed.
    pub rate_fault: Option<CommandError>,
    /// Why the newest reading of the month failed, or cannot be summed.
    pub month_fault: Option<CommandError>,
    /// The reading after which months before it were looked through for a deposit.
    pub looked_back: Option<DateTime<Utc>>,
}

/// What is known of the money of an account.
#[derive(Debug, Default)]
pub struct MoneyMemory(Mutex<Money>);

impl Part for MoneyMemory {}

/// What is known of the money of an account.
pub fn known(account: &Account) -> Money {
    account.part::<MoneyMemory>().0.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Changes what is known of the money of an account.
pub fn set(account: &Account, change: impl FnOnce(&mut Money)) {
    change(&mut account.part::<MoneyMemory>().0.lock().unwrap_or_else(PoisonError::into_inner));
}

/// What the signs of a report mean. The provider does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As printed: what comes in is positive.
    Printed,
    /// The other way round.
    Negated,
    /// Unsigned: the kind of a line says it.
    ByKind,
}

impl Reading {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Printed, Self::Negated, Self::ByKind];

    /// The word in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Negated => "negated",
            Self::ByKind => "byKind",
        }
    }

    /// Effect on the balance, from the amount as printed and the same signed by its kind.
    pub fn of(self, printed: Decimal, by_kind: Decimal) -> Decimal {
        match self {
            Self::Printed => printed,
            // A negated nothing would be printed as -0.
            Self::Negated => Decimal::ZERO - printed,
            Self::ByKind => by_kind,
        }
    }
}

/// An amount as its kind says: deposits and payouts come in, all else goes out.
pub fn signed_by_kind(kind: &str, amount: Decimal) -> Decimal {
    if is_deposit(kind) || is_payout(kind) { amount.abs() } else { Decimal::ZERO - amount.abs() }
}

/// Money paid in.
pub fn is_deposit(kind: &str) -> bool {
    kind.ends_with("deposit")
}

/// Money back.
pub fn is_payout(kind: &str) -> bool {
    kind.ends_with("payout")
}

/// Sums of a report, taken while it streams by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Sum of all amounts.
    pub all: Decimal,
    /// Sum of all but deposits.
    spend: Decimal,
    /// Sum of all with charges taken as negative, deposits and payouts as positive.
    by_kind: Decimal,
    /// The same without deposits.
    spend_by_kind: Decimal,
    /// An amount could not be read.
    pub unreadable: bool,
}

impl Sums {
    /// Takes a line: its kind, and its amount as printed.
    pub fn add(&mut self, kind: &str, amount: Option<Decimal>) {
        let Some(amount) = amount else {
            self.unreadable = true;
            return;
        };
        let signed = signed_by_kind(kind, amount);
        self.all += amount;
        self.by_kind += signed;
        if !is_deposit(kind) {
            self.spend += amount;
            self.spend_by_kind += signed;
        }
    }

    /// The readings of the signs under which it adds up.
    pub fn fits(&self, start: Option<Decimal>, delta: Option<Decimal>, end: Option<Decimal>) -> Vec<Reading> {
        match (start, delta, end) {
            (Some(start), Some(delta), Some(end)) if !self.unreadable && start + delta == end => {
                Reading::ALL.into_iter().filter(|reading| reading.of(self.all, self.by_kind) == delta).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The only reading of the signs that adds up, and what was spent under it.
    pub fn reading(
        &self,
        start: Option<Decimal>,
        delta: Option<Decimal>,
        end: Option<Decimal>,
    ) -> Option<(Reading, Decimal)> {
        let fits = self.fits(start, delta, end);
        let mut fitting = fits.into_iter().map(|reading| (reading, -reading.of(self.spend, self.spend_by_kind)));
        let (reading, spent) = fitting.next()?;
        // Two readings that fit and disagree say nothing.
        fitting.all(|(_, other)| other == spent).then_some((reading, spent))
    }
}

/// Reads the burn rate. A failure keeps the old one, with its age. Says whether it is not as it was.
pub async fn read_rate(app: &Arc<App>, account: &Arc<Account>) -> bool {
    let read = match account.background().get_hourly_rate().await {
        Ok(rate) => rate.rate_hourly.decimal().ok_or_else(no_rate),
        Err(failed) => Err(failure::reading(&failed)),
    };
    if read.is_ok() {
        account.part::<Fleet>().reached();
    }
    let of = || (rates::burn(account).map(|(rate, _)| rate), known(account).rate_fault.map(|fault| fault.code));
    let before = of();
    match read {
        Ok(rate) => {
            rates::set_burn(account, rate, app.host.now());
            set(account, |money| money.rate_fault = None);
        }
        Err(said) => set(account, |money| money.rate_fault = Some(said)),
    }
    of() != before
}

/// Reads this month's report (UTC). Says whether it could be read.
pub async fn read_month(app: &Arc<App>, account: &Arc<Account>) -> bool {
    let now = app.host.now();
    let (mut sums, mut gathering) = (Sums::default(), Gathering::default());
    let client = account.background();
    let report = client.stream_monthly_report(now.year(), now.month(), |line| {
        let kind = line.details.as_ref().and_then(|details| details.kind.as_ref());
        sums.add(kind.map_or("", TransactionKind::as_str), line.period_amount.decimal());
        gathering.add(&line);
    });
    let balances = match report.await {
        Ok(balances) => balances,
        Err(failed) => {
            let said = failure::reading(&failed);
            set(account, |money| money.month_fault = Some(said));
            return false;
        }
    };
    sums.unreadable |= !balances.unreadable.is_empty();
    let (start, delta, end) = (
        balances.balance_at_period_start.decimal(),
        balances.balance_delta_in_period.decimal(),
        balances.balance_at_period_end.decimal(),
    );
    let reading = sums.reading(start, delta, end);
    let deposit = gathering.deposit;
    let month = Month {
        read_at: app.host.now(),
        start: month_start(now),
        balance: end,
        spent: reading.map(|(_, spent)| spent),
        shares: reading.map(|(reading, _)| Arc::new(gathering.settle(reading))),
        deposit,
    };
    set(account, |money| {
        money.month_fault = reading.is_none().then(not_reconciled);
        money.month = Some(month);
    });
    true
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

fn not_reconciled() -> CommandError {
    CommandError::new(
        ErrorCode::Provider,
        "This month's report does not add up under any reading of its signs, so no sum is shown. The console has the provider's own figure.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    impl Sums {
        fn spent(&self, start: Option<Decimal>, delta: Option<Decimal>, end: Option<Decimal>) -> Option<Decimal> {
            self.reading(start, delta, end).map(|(_, spent)| spent)
        }
    }

    fn sums(lines: &[(&str, &str)]) -> Sums {
        let mut sums = Sums::default();
        for (kind, amount) in lines {
            sums.add(kind, amount.parse().ok());
        }
        sums
    }

    #[test]
    fn the_sign_is_the_one_that_adds_up() {
        let printed = sums(&[("stripe_deposit", "100"), ("charge", "-30.5"), ("payout", "2")]);
        assert_eq!(printed.spent(Some(d("10")), Some(d("71.5")), Some(d("81.5"))), Some(d("28.5")));
        let negated = sums(&[("stripe_deposit", "-100"), ("charge", "30.5"), ("payout", "-2")]);
        assert_eq!(negated.spent(Some(d("10")), Some(d("71.5")), Some(d("81.5"))), Some(d("28.5")));
        let unsigned = sums(&[("stripe_deposit", "100"), ("baremetal_charge", "30.5"), ("payout", "2")]);
        assert_eq!(unsigned.spent(Some(d("10")), Some(d("71.5")), Some(d("81.5"))), Some(d("28.5")));
    }

    #[test]
    fn what_does_not_add_up_is_not_shown() {
        let lines = sums(&[("charge", "-30.5")]);
        assert_eq!(lines.spent(Some(d("10")), Some(d("-30.500001")), Some(d("-20.500001"))), None);
        assert_eq!(lines.spent(Some(d("10")), Some(d("-30.5")), Some(d("0"))), None);
        assert_eq!(lines.spent(Some(d("10")), None, Some(d("-20.5"))), None);
        // Under negated signs, and under those of the kinds, these sum to nothing, and mean different things.
        let two_ways = sums(&[("stripe_deposit", "100"), ("charge", "-100")]);
        assert_eq!(two_ways.spent(Some(d("10")), Some(d("0")), Some(d("10"))), None);
        let broken = sums(&[("charge", "-30.5"), ("charge", "text")]);
        assert_eq!(broken.spent(Some(d("10")), Some(d("-30.5")), Some(d("-20.5"))), None);
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
