//! The first screen and the status bar.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::account::Account;
use crate::deploy::dollars;
use crate::views::{
    AttentionAct, AttentionItem, InstanceView, JobPhase, JobView, LeaseAction, MachineKind, Mark, Money, NoArgs,
    OverviewView, StandingOrderView, StandingState,
};
use crate::{Answer, App, activity, deploy, fleet, money, standing, stock};

/// Lines of activity on the first screen.
const ACTIVITY: u32 = 8;
/// A lease stands under attention when it ends within this.
const LEASE_SOON: TimeDelta = TimeDelta::hours(1);

/// What the first screen shows, from what was read last.
pub async fn overview(app: Arc<App>, _args: NoArgs) -> Answer<OverviewView> {
    let account = app.account()?;
    let now = app.host.now();
    let known = account.money();
    let rows = fleet::rows(&app, &account)?;
    let burn = known.burn.map(|(rate, _)| rate);
    // A sum that leaves one out would be a wrong sum, and so would one over a list that was never read.
    let sum_of = |kind: MachineKind| -> Option<Decimal> {
        let prices = rows.iter().filter(|row| row.kind == kind).map(|row| row.price_now.map(|price| price.0));
        prices.sum::<Option<Decimal>>().filter(|_| account.fleet.listed_at(kind).is_some())
    };
    let (vms, bare_metal) = (sum_of(MachineKind::Vm), sum_of(MachineKind::BareMetal));
    let machines = vms.zip(bare_metal).map(|(vms, bare_metal)| vms + bare_metal);
    // A report of last month says nothing of this one.
    let month = known.month.filter(|month| month.start == money::month_start(now));
    let balance = month.as_ref().and_then(|month| month.balance);
    let runway_seconds = balance.zip(burn).and_then(|(balance, burn)| money::runway(balance, burn));
    let (start, end) = (money::month_start(now), money::month_end(now));
    Ok(OverviewView {
        burn_per_hour: burn.map(Money),
        burn_per_day: burn.map(|rate| Money(rate * Decimal::from(24))),
        burn_read_at: known.burn.map(|(_, at)| at),
        burn_vms: vms.map(Money),
        burn_bare_metal: bare_metal.map(Money),
        // The two are read at different moments, as while machines end: what would be below nothing is not known.
        burn_other: burn
            .zip(machines)
            .map(|(rate, machines)| rate - machines)
            .filter(|rest| *rest >= Decimal::ZERO)
            .map(Money),
        balance: balance.map(Money),
        balance_read_at: month.as_ref().map(|month| month.read_at),
        runway_seconds,
        empty_at: runway_seconds.map(|seconds| now + TimeDelta::seconds(i64::from(seconds))),
        month_to_date: month.as_ref().and_then(|month| month.spent).map(Money),
        month_if_unchanged: month
            .as_ref()
            .and_then(|month| Some((month.spent?, month.read_at)))
            .zip(burn)
            .map(|((spent, read_at), rate)| Money(spent + money::over(rate, end - read_at))),
        month_start: start,
        month_end: end,
        money_fault: known.month_fault.or(known.rate_fault),
        attention: attention(&app, &account, &rows, now)?,
        activity: activity::newest(&app.store, &account.profile.id, ACTIVITY)?,
    })
}

fn attention(app: &App, account: &Account, rows: &[InstanceView], now: DateTime<Utc>) -> Answer<Vec<AttentionItem>> {
    let orders = standing::views(app, account.profile_id())?;
    let by_order: HashSet<&str> = orders.iter().filter_map(|order| order.job_id.as_deref()).collect();
    let jobs = deploy::views(app, account)?;
    let mut items: Vec<AttentionItem> =
        jobs.iter().filter(|job| !by_order.contains(job.id.as_str())).filter_map(job).collect();
    items.extend(orders.iter().filter_map(|order| standing_order(order, now)));
    items.extend(rows.iter().filter_map(|row| lease(row, now)));
    items.extend(rows.iter().filter_map(stopped));
    items.extend(rows.iter().filter(|row| row.state.mark == Mark::Failed).map(failed));
    Ok(items)
}

fn job(job: &JobView) -> Option<AttentionItem> {
    let (mark, title, meaning) = match job.phase {
        JobPhase::Unknown => (
            Mark::Unknown,
            format!("Deploy of {}: outcome unknown", job.name),
            format!("It is looked for and not sent again. If it exists, it costs ${}/h.", job.per_hour.0.round_dp(2)),
        ),
        JobPhase::Absent => (
            Mark::Unknown,
            format!("Deploy of {}: not found", job.name),
            "Three readings over 15 minutes did not show it. Look in the console, then decide.".into(),
        ),
        _ => return None,
    };
    Some(AttentionItem {
        key: format!("job:{}", job.id),
        mark,
        title,
        meaning,
        act: AttentionAct::ShowJob,
        target: job.id.clone(),
    })
}

fn standing_order(order: &StandingOrderView, now: DateTime<Utc>) -> Option<AttentionItem> {
    let limit = dollars(order.limit_per_hour);
    let (mark, title, meaning, act) = if order.state == StandingState::Unknown {
        let meaning = format!("It is over and nothing is sent again. If the machine exists, it costs up to {limit}/h.");
        let act = if order.job_id.is_some() { AttentionAct::ShowJob } else { AttentionAct::ShowOrders };
        (Mark::Unknown, format!("Standing order for {} ended: outcome unknown", order.name), meaning, act)
    } else if order.ends_soon {
        let left = stock::lasted(order.ends_at - now);
        let meaning = format!(
            "Not bought yet: {} for up to {limit}/h, try {} of {}.",
            order.hardware, order.tries, order.max_tries
        );
        (Mark::Pending, format!("Standing order for {} ends in {left}", order.name), meaning, AttentionAct::ShowOrders)
    } else {
        return None;
    };
    let target = order.job_id.clone().filter(|_| act == AttentionAct::ShowJob).unwrap_or_else(|| order.id.clone());
    Some(AttentionItem { key: format!("order:{}", order.id), mark, title, meaning, act, target })
}

fn lease(row: &InstanceView, now: DateTime<Utc>) -> Option<AttentionItem> {
    let lease = row.lease.as_ref()?;
    let then = match lease.action {
        LeaseAction::Remind => "This is a reminder; nothing happens by itself.",
        LeaseAction::Release => "Then it is stopped and released.",
        LeaseAction::Terminate => "Then it is terminated.",
    };
    let (title, meaning) = if lease.asks {
        let meaning = match lease.action {
            LeaseAction::Remind => "It goes on and is billed.",
            _ => "It was not ended in time, so Voltdeck asks first. It goes on and is billed.",
        };
        (format!("The lease of {} is over", row.name), meaning.to_owned())
    } else if lease.ends_at - now <= LEASE_SOON {
        let minutes = (lease.ends_at - now).num_minutes().max(0);
        (format!("{} ends in {minutes} min", row.name), then.to_owned())
    } else {
        return None;
    };
    let key = format!("lease:{}", row.id);
    Some(AttentionItem { key, mark: Mark::Pending, title, meaning, act: AttentionAct::Extend, target: row.id.clone() })
}

fn price(money: Option<Money>) -> String {
    money.map_or("an unknown price".into(), |money| format!("${}/h", money.0.round_dp(2)))
}

fn failed(row: &InstanceView) -> AttentionItem {
    AttentionItem {
        key: format!("failed:{}", row.id),
        mark: Mark::Failed,
        title: format!("{} failed to set up, may still cost {}", row.name, price(row.price_now)),
        meaning: "Whether a rental that failed is billed is not published. Terminate it, then deploy another.".into(),
        act: AttentionAct::ShowInstance,
        target: row.id.clone(),
    }
}

fn stopped_rental(row: &InstanceView) -> AttentionItem {
    let price = price(row.price_now);
    AttentionItem {
        key: format!("stopped:{}", row.id),
        mark: Mark::Stopped,
        title: format!("{} is stopped, may still cost {price}", row.name),
        meaning: "What stopping does to the price of a rental is not published. Terminate it if it is not needed."
            .into(),
        act: AttentionAct::ShowInstance,
        target: row.id.clone(),
    }
}

fn stopped(row: &InstanceView) -> Option<AttentionItem> {
    // What is on its way out of that state wants no decision.
    if !row.stopped_but_billed || row.underway.is_some() {
        return None;
    }
    if row.kind == MachineKind::BareMetal {
        return Some(stopped_rental(row));
    }
    Some(AttentionItem {
        key: format!("stopped:{}", row.id),
        mark: Mark::Stopped,
        title: format!("{} is stopped, still {}", row.name, price(row.price_now)),
        meaning: format!("Released it costs {}; the GPUs may be gone at the next start.", price(row.price_released)),
        act: AttentionAct::Release,
        target: row.id.clone(),
    })
}
