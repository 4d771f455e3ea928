//! The first screen and the status bar.

mod attention;
mod stopped;

use std::sync::Arc;

use chrono::TimeDelta;
use rust_decimal::Decimal;

use crate::instances;
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity, rates};
use voltdeck_billing::billing::MonthSoFar;
use voltdeck_billing::{budget, money};
use voltdeck_contract::{Answer, MachineKind, Money, NoArgs, OverviewView};
use voltdeck_machines::fleet::Fleet;

/// Lines of activity on the first screen.
const ACTIVITY: u32 = 8;

/// What the first screen shows, from what was read last.
pub async fn overview(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<OverviewView> {
    let now = app.host.now();
    let rows = instances::rows(&app, &account)?;
    let burn = rates::burn(&account).map(|(rate, _)| rate);
    // A sum that leaves one out would be a wrong sum, and so would one over a list that was never read.
    let sum_of = |kind: MachineKind| -> Option<Decimal> {
        let prices = rows.iter().filter(|row| row.kind == kind).map(|row| row.price_now.map(|price| price.0));
        prices.sum::<Option<Decimal>>().filter(|_| account.part::<Fleet>().listed_at(kind).is_some())
    };
    let (vms, bare_metal) = (sum_of(MachineKind::Vm), sum_of(MachineKind::BareMetal));
    let machines = vms.zip(bare_metal).map(|(vms, bare_metal)| vms + bare_metal);
    let (month, month_fault) = MonthSoFar::of(&app, &account)?;
    let balance = month.as_ref().and_then(|month| month.sums.balance);
    let runway_seconds = balance.zip(burn).and_then(|(balance, burn)| money::runway(balance, burn));
    Ok(OverviewView {
        burn_per_hour: burn.map(Money),
        burn_per_day: burn.map(|rate| Money(rate * Decimal::from(24))),
        burn_read_at: rates::burn(&account).map(|(_, at)| at),
        burn_vms: vms.map(Money),
        burn_bare_metal: bare_metal.map(Money),
        // The two are read at different moments, as while machines end: what would be below nothing is not known.
        burn_other: burn
            .zip(machines)
            .map(|(rate, machines)| rate - machines)
            .filter(|rest| *rest >= Decimal::ZERO)
            .map(Money),
        balance: balance.map(Money),
        balance_read_at: month.as_ref().map(|month| month.sums.read_at),
        runway_seconds,
        empty_at: runway_seconds.map(|seconds| now + TimeDelta::seconds(i64::from(seconds))),
        month_to_date: month.as_ref().and_then(MonthSoFar::spent).map(Money),
        month_if_unchanged: month.as_ref().and_then(|month| month.if_unchanged(burn)).map(Money),
        month_start: money::month_start(now),
        month_end: money::month_end(now),
        money_fault: month_fault.or(money::rate_fault(&account)),
        budgets: budget::views(&app, &account)?,
        stopped: stopped::view(&rows),
        attention: attention::items(&app, &account, &rows, now)?,
        activity: activity::newest(&app.store, &account.profile.id, ACTIVITY)?,
    })
}
