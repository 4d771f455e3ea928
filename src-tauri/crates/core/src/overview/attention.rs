//! What wants a decision, each with its one act.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::token;
use voltdeck_base::account::Account;
use voltdeck_base::{App, format, settings};
use voltdeck_contract::{
    Answer, AttentionAct, AttentionItem, AutoStopView, AutoStopWhen, ForgottenOrder, InstanceView, JobPhase, JobView,
    LeaseAction, MachineKind, Mark, Money, StandingOrderView, StandingState,
};
use voltdeck_deploy::deploy::{self, dollars};
use voltdeck_deploy::standing_orders;
use voltdeck_machines::lease;

/// A lease stands under attention when it ends within this.
const LEASE_SOON: TimeDelta = TimeDelta::hours(1);

/// Everything, the gravest first.
pub(super) fn items(
    app: &App,
    account: &Account,
    rows: &[InstanceView],
    now: DateTime<Utc>,
) -> Answer<Vec<AttentionItem>> {
    let orders = standing_orders::views(app, account.profile_id())?;
    let by_order: HashSet<&str> = orders.iter().filter_map(|order| order.job_id.as_deref()).collect();
    let jobs = deploy::views(app, account)?;
    let mut items = troubles(app);
    items.extend(no_leases(app, account, rows));
    // A standing order speaks for its job, unless nobody follows that.
    let speaks = |job: &&JobView| !by_order.contains(job.id.as_str()) || deploy::is_stranded(app, &job.id, job.phase);
    items.extend(jobs.iter().filter(speaks).filter_map(|one| job(app, one)));
    items.extend(deploy::forgotten_views(app)?.iter().map(forgotten));
    items.extend(orders.iter().filter_map(|order| standing_order(order, now)));
    items.extend(rows.iter().filter_map(|row| lease(row, now)));
    items.extend(rows.iter().flat_map(|row| row.auto_stops.iter().filter_map(|stop| auto_stop(app, row, stop))));
    let idle_after = TimeDelta::minutes(settings::current(app)?.idle_minutes.into());
    items.extend(rows.iter().filter_map(|row| idle(row, now, idle_after)));
    items.extend(lease::unlisted(app, account)?.into_iter().map(unlisted));
    items.extend(rows.iter().filter_map(stopped));
    items.extend(rows.iter().filter(|row| row.state.mark == Mark::Failed).map(failed));
    items.extend(token::attention(app, account)?);
    Ok(items)
}

/// What is amiss with Voltdeck itself, and with accounts that are not watched, whichever is in front.
fn troubles(app: &App) -> Vec<AttentionItem> {
    let grave = app.troubles().into_iter().filter(|(_, trouble)| trouble.grave);
    grave
        .map(|(about, trouble)| AttentionItem {
            key: about,
            mark: Mark::Failed,
            title: trouble.title,
            meaning: trouble.meaning,
            act: AttentionAct::ShowSettings,
            target: String::new(),
        })
        .collect()
}

/// Leases cannot be carried out.
fn no_leases(app: &App, account: &Account, rows: &[InstanceView]) -> Option<AttentionItem> {
    let fault = app.part::<lease::LeaseMemory>().fault(account.profile_id())?;
    let leased = rows.iter().filter(|row| row.lease.is_some() || !row.auto_stops.is_empty()).count();
    Some(AttentionItem {
        key: "leases".into(),
        mark: Mark::Failed,
        title: "Leases are not carried out".into(),
        meaning: format!("{} Nothing is ended until then; {leased} with a lease are billed.", fault.message),
        act: AttentionAct::ShowLeases,
        target: String::new(),
    })
}

/// An order of an account that is no longer there.
fn forgotten(order: &ForgottenOrder) -> AttentionItem {
    AttentionItem {
        key: format!("forgotten:{}", order.id),
        mark: Mark::Unknown,
        title: format!("Order of {} in the removed account {}: outcome unknown", order.name, order.account),
        meaning: order.said.clone(),
        act: AttentionAct::ShowSettings,
        target: String::new(),
    }
}

fn job(app: &App, job: &JobView) -> Option<AttentionItem> {
    let (mark, title, meaning) = match job.phase {
        phase if deploy::is_stranded(app, &job.id, phase) => (
            Mark::Unknown,
            format!("Deploy of {}: outcome unknown", job.name),
            format!(
                "It was out when Voltdeck ended, and the store does not take what became of it. It is not sent again. If the \
                 machine exists, it costs ${}/h.",
                job.per_hour.0.round_dp(2)
            ),
        ),
        JobPhase::Unknown => (
            Mark::Unknown,
            format!("Deploy of {}: outcome unknown", job.name),
            format!("It is looked for and not sent again. If it exists, it costs ${}/h.", job.per_hour.0.round_dp(2)),
        ),
        JobPhase::Absent => (
            Mark::Unknown,
            format!("Deploy of {}: not found", job.name),
            format!(
                "Three readings over 15 minutes did not show it. Should it turn up, it costs ${}/h and Voltdeck says so. Look \
                 in the console, then decide.",
                job.per_hour.0.round_dp(2)
            ),
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
        let left = format::lasted(order.ends_at - now);
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
    // What is out wants no decision.
    let lease = row.lease.as_ref().filter(|lease| lease.out.is_none())?;
    let then = match lease.action {
        LeaseAction::Remind => "This is a reminder; nothing happens by itself.",
        LeaseAction::Stop => "Then it is stopped, which saves nothing.",
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

/// An auto-stop that counts down, or asks.
fn auto_stop(app: &App, row: &InstanceView, stop: &AutoStopView) -> Option<AttentionItem> {
    if !stop.urgent {
        return None;
    }
    let then = if stop.action == LeaseAction::Terminate { "terminated" } else { "stopped and released" };
    let title = match (stop.acts_at, stop.when) {
        (None, _) => format!("{}: auto-stop needs your decision", row.name),
        (Some(at), when) => {
            let at = app.host.local(at).format("%H:%M");
            match when {
                AutoStopWhen::Idle => format!("{} will be {then} at {at} because it is idle", row.name),
                AutoStopWhen::PoweredOff => format!("{} powered off and will be {then} at {at}", row.name),
            }
        }
    };
    let which = match stop.when {
        AutoStopWhen::Idle => "idle",
        AutoStopWhen::PoweredOff => "off",
    };
    Some(AttentionItem {
        key: format!("autoStop:{}:{which}", row.id),
        mark: Mark::Pending,
        title,
        meaning: stop.said.clone(),
        act: AttentionAct::PutOff,
        target: row.id.clone(),
    })
}

/// A machine that nobody uses for as long as the person wants to be told of.
fn idle(row: &InstanceView, now: DateTime<Utc>, after: TimeDelta) -> Option<AttentionItem> {
    let idle = row.idle.as_ref().filter(|idle| now - idle.since >= after)?;
    // What is about to end wants no second word.
    if row.auto_stops.iter().any(|stop| stop.acts_at.is_some()) {
        return None;
    }
    let lasted = format::lasting(now - idle.since);
    let title = match idle.costs {
        Some(costs) => format!("{} is idle for {lasted}, {} so far", row.name, format::dollars(costs.0)),
        None => format!("{} is idle for {lasted}", row.name),
    };
    let price = match row.price_now {
        Some(price) => format!("At its current rate, {}. ", format::per_hour(Some(price.0))),
        None => String::new(),
    };
    Some(AttentionItem {
        key: format!("idle:{}", row.id),
        mark: Mark::Running,
        title,
        meaning: format!("{price}Release or terminate it if nobody needs it, or set an auto-stop."),
        act: AttentionAct::ShowInstance,
        target: row.id.clone(),
    })
}

/// A lease that is over, of a machine that its list lacks: no row shows it.
fn unlisted(lease: lease::Unlisted) -> AttentionItem {
    let meaning = match lease.action {
        LeaseAction::Remind => "It is looked for. If it runs, it is billed.",
        _ => "Nothing was ended, and it is looked for. If it runs, it is billed: look in the provider's console.",
    };
    AttentionItem {
        key: format!("lease:{}", lease.id),
        mark: Mark::Unknown,
        title: format!("The lease of {0} is over, and {0} is not listed", lease.name),
        meaning: meaning.into(),
        act: AttentionAct::Extend,
        target: lease.id,
    }
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
