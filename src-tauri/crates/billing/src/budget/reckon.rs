//! What was spent of each budget, and what the month comes to.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::standing::Standing;
use super::store::{self, Budget};
use crate::billing::{MonthSoFar, forecast};
use crate::money;
use voltdeck_base::account::Account;
use voltdeck_base::{App, rates};
use voltdeck_contract::{Answer, BudgetView, BudgetsView, CommandError, MachineKind, Money};
use voltdeck_machines::fleet::Fleet;

/// What of this month's spending is whose.
pub(super) struct Reckoning {
    month: Option<MonthSoFar>,
    now: DateTime<Utc>,
    fault: Option<CommandError>,
    /// Burn rate of all.
    burn: Option<Decimal>,
    by_tag: HashMap<String, Decimal>,
    unallocated: (Decimal, u32),
    /// Prices of the machines with a tag now; `None` where the price of one of them, or the list, is not known.
    rates: HashMap<String, (Option<Decimal>, u32)>,
    listed: bool,
}

impl Reckoning {
    /// From what was read last. Tags are looked up only where a budget asks for them.
    pub(super) fn of(app: &App, account: &Account, budgets: &[Budget]) -> Answer<Self> {
        let (month, fault) = MonthSoFar::of(app, account)?;
        let tags: HashSet<&str> = budgets.iter().filter_map(|budget| budget.tag.as_deref()).collect();
        let mut reckoning = Self {
            fault,
            burn: rates::burn(account).map(|(rate, _)| rate),
            listed: [MachineKind::Vm, MachineKind::BareMetal]
                .into_iter()
                .all(|kind| account.part::<Fleet>().listed_at(kind).is_some()),
            by_tag: HashMap::new(),
            unallocated: (Decimal::ZERO, 0),
            rates: HashMap::new(),
            month: None,
            now: app.host.now(),
        };
        if let Some(month) = month.as_ref().filter(|_| !tags.is_empty()) {
            reckoning.allot(app, account, month, &tags)?;
        }
        reckoning.month = month;
        reckoning.rate(account, &tags);
        Ok(reckoning)
    }

    /// Each machine's part goes to all of its tags; what is of a machine that nobody here ever saw goes to none.
    fn allot(&mut self, app: &App, account: &Account, month: &MonthSoFar, tags: &HashSet<&str>) -> Answer<()> {
        let machines: HashMap<String, Vec<String>> =
            store::machines(&app.store, account.profile_id())?.into_iter().collect();
        for (id, cost) in month.machines().into_iter().flatten() {
            let Some(of_machine) = machines.get(id) else {
                self.unallocated.0 += cost;
                self.unallocated.1 = self.unallocated.1.saturating_add(1);
                continue;
            };
            let of_machine: HashSet<&str> = of_machine.iter().map(String::as_str).collect();
            for tag in of_machine.intersection(tags) {
                *self.by_tag.entry((*tag).to_owned()).or_default() += cost;
            }
        }
        Ok(())
    }

    fn rate(&mut self, account: &Account, tags: &HashSet<&str>) {
        let state = account.part::<Fleet>().state();
        for known in state.machines.values() {
            let of_machine: HashSet<&str> = known.machine.tags().iter().map(String::as_str).collect();
            for tag in of_machine.intersection(tags) {
                let (rate, count) = self.rates.entry((*tag).to_owned()).or_insert((Some(Decimal::ZERO), 0));
                *rate = rate.zip(known.machine.price().now).and_then(|(sum, price)| sum.checked_add(price));
                *count = count.saturating_add(1);
            }
        }
    }

    /// Where a budget stands.
    pub(super) fn standing(&self, budget: &Budget) -> Standing {
        let month = self.month.as_ref();
        let spent = match &budget.tag {
            None => month.and_then(MonthSoFar::spent),
            Some(tag) => month.and_then(MonthSoFar::spent).map(|_| self.by_tag.get(tag).copied().unwrap_or_default()),
        };
        let (rate, _) = self.per_hour(budget);
        let forecast = spent.zip(rate).zip(month).and_then(|((spent, rate), month)| {
            forecast::if_unchanged(spent, month.sums.read_at, month.sums.first, rate)
        });
        Standing { amount: budget.amount, spent, forecast }
    }

    /// What is counted costs per hour now, and how many machines carry the tag.
    pub(super) fn per_hour(&self, budget: &Budget) -> (Option<Decimal>, u32) {
        match &budget.tag {
            None => (self.burn, 0),
            Some(tag) => match self.rates.get(tag) {
                Some((rate, count)) => (rate.filter(|_| self.listed), *count),
                None => (self.listed.then_some(Decimal::ZERO), 0),
            },
        }
    }

    /// A budget as a window shows it.
    pub(super) fn view(&self, budget: &Budget) -> BudgetView {
        let (standing, (per_hour, machines)) = (self.standing(budget), self.per_hour(budget));
        BudgetView {
            id: budget.id.clone(),
            tag: budget.tag.clone(),
            amount: Money(budget.amount),
            spent: standing.spent.map(Money),
            percent: standing.percent(),
            left: standing.spent.map(|spent| Money(budget.amount - spent)),
            forecast: standing.forecast.map(Money),
            over_by: standing.over_by().map(Money),
            over_percent: standing.over_percent(),
            per_hour: per_hour.map(Money),
            machines,
        }
    }

    /// All of them.
    pub(super) fn views(&self, budgets: &[Budget]) -> BudgetsView {
        let elsewhere = self.month.as_ref().and_then(MonthSoFar::elsewhere);
        let untaggable = elsewhere.filter(|_| budgets.iter().any(|budget| budget.tag.is_some()));
        BudgetsView {
            budgets: budgets.iter().map(|budget| self.view(budget)).collect(),
            month_start: money::month_start(self.now),
            read_at: self.month.as_ref().map(|month| month.sums.read_at),
            fault: self.fault.clone(),
            unallocated: untaggable.map(|_| Money(self.unallocated.0)),
            unallocated_machines: self.unallocated.1,
            untaggable: untaggable.map(Money),
        }
    }
}
