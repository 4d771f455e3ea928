//! Auto-stops and idleness as windows show them.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::words::{self, Seen};
use super::{follow, idle as told};
use crate::fleet::{Fleet, Machine};
use crate::idle::{GAP, IdleMemory};
use crate::lease::store::{self, Lease, State};
use crate::lease::when::{PERCENT, When};
use crate::out;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, AutoStopView, IdleView, Money};

/// Less than this is no idleness to speak of.
const SPOKEN_OF: TimeDelta = TimeDelta::minutes(10);

/// The auto-stops that stand, by machine.
pub fn views(app: &App, account: &Account) -> Answer<BTreeMap<String, Vec<AutoStopView>>> {
    let profile = account.profile_id();
    let mut found: BTreeMap<String, Vec<AutoStopView>> = BTreeMap::new();
    for (id, lease) in store::all(&app.store, profile)? {
        let Some(when) = lease.when.auto().filter(|_| lease.state != State::Gone) else { continue };
        let out = app.store.read(|connection| out::of(connection, profile, &id))?.map(|deed| out::already(&deed));
        let (minutes, percent, _) = lease.when.fields();
        let view = AutoStopView {
            when,
            minutes,
            percent: percent.map(u32::from),
            action: lease.action,
            acts_at: (lease.state == State::Set).then_some(lease.ends_at),
            asks: lease.asks() && out.is_none(),
            urgent: out.is_none() && (lease.asks() || lease.state == State::Set),
            out,
            said: said(app, account, &id, &lease),
        };
        found.entry(id).or_default().push(view);
    }
    Ok(found)
}

fn said(app: &App, account: &Account, id: &str, lease: &Lease) -> String {
    let now = app.host.now();
    let runs = account.part::<Fleet>().known(id).is_some_and(|known| known.machine.runs());
    words::stands(lease, seen(app, account, id, lease), runs, now)
}

fn seen(app: &App, account: &Account, id: &str, lease: &Lease) -> Seen {
    let When::Idle { percent, .. } = lease.when else { return Seen::NotLooked };
    let newest = account.part::<IdleMemory>().newest(id);
    let near = newest.filter(|look| app.host.now() - look.at <= GAP);
    match (near, follow::idle_since(app, account, id, lease, percent)) {
        (None, _) => Seen::NotLooked,
        (_, Some(since)) => Seen::Idle(since),
        (Some(look), None) if look.is_known() => Seen::Used,
        (Some(_), None) => Seen::NotKnown,
    }
}

/// Since when nobody uses a machine, where that is worth a word, and what that costs at its current rate.
pub fn idle(app: &App, account: &Account, machine: &Machine) -> Option<IdleView> {
    let since = told::since(app, account, machine, PERCENT)?;
    let idle = app.host.now() - since;
    let costs = words::costs(machine.price().now, idle).map(Money);
    (idle >= SPOKEN_OF).then_some(IdleView { since, costs })
}
