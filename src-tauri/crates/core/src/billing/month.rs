//! The report of a month: balances, sums by kind, days.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Datelike;
use rust_decimal::Decimal;
use voltagepark::types::{MonthBalances, Transaction};

use super::days::Month;
use super::{first_day, next_month, told, words};
use crate::account::Account;
use crate::money::{self, Reading, Sums};
use crate::views::{BillingDay, BillingGroup, BillingMonthView, BillingPart, Money, UnreadableLine, Unreconciled};
use crate::{Answer, App};

/// Reads a month's report, line by line as it comes.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>, month: &str) -> Answer<BillingMonthView> {
    let now = app.host.now();
    let first = first_day(month, now)?;
    let month = Month { first, next: next_month(first), now };
    let mut report = Report::new(month);
    let read = account.client.stream_monthly_report(first.year(), first.month(), |line| report.add(&line)).await;
    let balances = read.map_err(|failed| told(app, account, &failed))?;
    let burn = account.money().burn;
    Ok(BillingMonthView {
        read_at: app.host.now(),
        over: month.end() <= now,
        burn_per_hour: burn.map(|(rate, _)| Money(rate)),
        burn_read_at: burn.map(|(_, at)| at),
        ..report.view(&balances)
    })
}

/// What is summed while the lines come by: as printed, and signed by kind.
struct Report {
    month: Month,
    sums: Sums,
    groups: BTreeMap<BillingGroup, Group>,
    lines: u32,
    unreadable: Vec<UnreadableLine>,
}

struct Group {
    lines: u32,
    days: Vec<(Decimal, Decimal)>,
}

impl Report {
    fn new(month: Month) -> Self {
        Self { month, sums: Sums::default(), groups: BTreeMap::new(), lines: 0, unreadable: Vec::new() }
    }

    fn add(&mut self, line: &Transaction) {
        let kind = words::kind(line);
        let amount = line.period_amount.decimal();
        self.sums.add(kind, amount);
        let Some(amount) = amount else {
            self.unreadable.push(UnreadableLine {
                label: format!("{} {}", words::label(line), line.id),
                reason: "Its amount is no number that can be read.".into(),
            });
            return;
        };
        self.lines = self.lines.saturating_add(1);
        let days = self.month.days();
        let group = self
            .groups
            .entry(words::group(line))
            .or_insert_with(|| Group { lines: 0, days: vec![(Decimal::ZERO, Decimal::ZERO); days] });
        group.lines = group.lines.saturating_add(1);
        for (day, part) in self.month.split(kind, line, amount) {
            if let Some((printed, by_kind)) = group.days.get_mut(day) {
                *printed += part;
                *by_kind += money::signed_by_kind(kind, part);
            }
        }
    }

    fn view(mut self, balances: &MonthBalances) -> BillingMonthView {
        self.sums.unreadable |= !balances.unreadable.is_empty();
        self.unreadable.extend(balances.unreadable.iter().map(unreadable));
        let start = balances.balance_at_period_start.decimal();
        let delta = balances.balance_delta_in_period.decimal();
        let end = balances.balance_at_period_end.decimal();
        let fits = self.sums.reading(start, delta, end);
        let reading = fits.map_or(Reading::Printed, |(reading, _)| reading);
        // Where the signs are known, charges are shown as what they cost.
        let cost = |amount: Decimal| if fits.is_some() { Decimal::ZERO - amount } else { amount };
        let on = |day: usize, groups: &[BillingGroup]| -> Decimal {
            let groups = groups.iter().filter_map(|group| self.groups.get(group));
            groups.map(|group| group.days.get(day).map_or(Decimal::ZERO, |(p, k)| reading.of(*p, *k))).sum()
        };
        let days = self.month.first.iter_days().take(self.month.days()).enumerate().map(|(at, day)| BillingDay {
            day,
            charges: Money(cost(on(at, &CHARGES))),
            refunds: Money(on(at, &[BillingGroup::Refunds])),
            deposits: Money(on(at, &[BillingGroup::Deposits])),
            other: Money(on(at, &[BillingGroup::Other])),
        });
        let parts = self.groups.iter().map(|(group, sum)| BillingPart {
            group: *group,
            label: words::group_label(*group).into(),
            amount: Money(sum.days.iter().map(|(printed, by_kind)| reading.of(*printed, *by_kind)).sum()),
            lines: sum.lines,
        });
        BillingMonthView {
            month: self.month.first.format("%Y-%m").to_string(),
            first_day: self.month.first,
            last_day: self.month.next.pred_opt().unwrap_or(self.month.next),
            read_at: self.month.now,
            over: false,
            balance_start: start.map(Money),
            balance_delta: delta.map(Money),
            balance_end: end.map(Money),
            unreconciled: fits.is_none().then(|| unreconciled(&self.sums, start, delta, end)),
            spent: fits.map(|(_, spent)| Money(spent)),
            parts: parts.collect(),
            days: days.collect(),
            lines: self.lines,
            unreadable: self.unreadable.clone(),
            burn_per_hour: None,
            burn_read_at: None,
        }
    }
}

const CHARGES: [BillingGroup; 4] =
    [BillingGroup::VirtualMachines, BillingGroup::Disks, BillingGroup::BareMetal, BillingGroup::Storage];

/// Why no reading of the signs adds up.
fn unreconciled(sums: &Sums, start: Option<Decimal>, delta: Option<Decimal>, end: Option<Decimal>) -> Unreconciled {
    let (Some(start), Some(delta), Some(end)) = (start, delta, end) else {
        return Unreconciled { reason: "A balance of this month cannot be read.".into(), difference: None };
    };
    let (reason, difference) = if start + delta != end {
        (
            "The three balances do not agree with each other: start and change together are not the end.",
            end - start - delta,
        )
    } else if sums.unreadable {
        ("Some lines cannot be read, so the others do not sum to the change of the balance.", delta - sums.all)
    } else if sums.all == delta {
        (
            "The lines sum to the change of the balance in more than one way, so their signs are not known.",
            Decimal::ZERO,
        )
    } else {
        ("The lines do not sum to the change of the balance, whichever way their signs are read.", delta - sums.all)
    };
    Unreconciled { reason: reason.into(), difference: Some(Money(difference)) }
}

/// A line that could not be read. Positions begin at 1.
pub(super) fn unreadable(line: &voltagepark::Unreadable) -> UnreadableLine {
    let place = if line.path.is_empty() || line.path == "." { String::new() } else { format!("{}: ", line.path) };
    UnreadableLine { label: format!("Line {}", line.index + 1), reason: format!("{place}{}", line.reason) }
}
