//! The machines as a window shows them.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use std::collections::BTreeMap;

use super::recalled;
use super::row::{build, cost_estimate};
use voltdeck_access::connect::Login;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, AutoStopView, FleetView, InstanceView, MachineKind, Mark, Money, StateView};
use voltdeck_machines::fleet::{Fleet, Machine};
use voltdeck_machines::lease;

/// All machines of an account, dearest first.
pub fn fleet(app: &App, account: &Account) -> Answer<FleetView> {
    let instances = rows(app, account)?;
    let state = account.part::<Fleet>().state();
    let up = |view: &&InstanceView| view.state.mark == Mark::Running;
    let gpus = |sum: u32, view: &InstanceView| sum.saturating_add(view.gpus);
    let count = |views: usize| u32::try_from(views).unwrap_or(u32::MAX);
    Ok(FleetView {
        read_at: state.sweep.as_ref().map(|sweep| sweep.ended),
        fault: [MachineKind::Vm, MachineKind::BareMetal].iter().find_map(|kind| state.faults.get(kind)).cloned(),
        next_try_at: state.next_try_at,
        reading: state.reading,
        expected: state.expected,
        running: count(instances.iter().filter(up).count()),
        pending: count(instances.iter().filter(|view| view.state.mark == Mark::Pending).count()),
        gpus_running: instances.iter().filter(up).fold(0, gpus),
        price_sum: instances.iter().map(|view| view.price_now.map(|price| price.0)).sum::<Option<Decimal>>().map(Money),
        gpus: instances.iter().fold(0, gpus),
        instances,
    })
}

/// The rows of all machines, dearest first, then by name.
pub fn rows(app: &App, account: &Account) -> Answer<Vec<InstanceView>> {
    let leases = lease::views(&app.store, &account.profile.id)?;
    let stops = lease::auto::views(app, account)?;
    let login = Login::of(app, account)?;
    let now = app.host.now();
    let state = account.part::<Fleet>().state();
    let mut views: Vec<InstanceView> = state
        .machines
        .values()
        .map(|known| (&known.machine, build(&known.machine, &state, &leases, &login, now)))
        .map(|(machine, row)| allowed(account, with_use(app, account, &stops, machine, row)))
        .collect();
    drop(state);
    views = views.into_iter().map(|row| recalled::filled(app, account, row)).collect();
    views.sort_by(|a, b| b.price_now.cmp(&a.price_now).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id)));
    Ok(views)
}

/// The row of one machine.
pub fn row(app: &App, account: &Account, machine: &Machine) -> InstanceView {
    let leases = lease::views(&app.store, &account.profile.id).unwrap_or_default();
    let login = Login::of(app, account).unwrap_or_default();
    let stops = lease::auto::views(app, account).unwrap_or_default();
    let row = build(machine, &account.part::<Fleet>().state(), &leases, &login, app.host.now());
    let row = with_use(app, account, &stops, machine, row);
    recalled::filled(app, account, allowed(account, row))
}

/// A row with what ends it by itself, what its GPUs do while it runs, and whether anybody uses it.
fn with_use(
    app: &App,
    account: &Account,
    stops: &BTreeMap<String, Vec<AutoStopView>>,
    machine: &Machine,
    row: InstanceView,
) -> InstanceView {
    let auto_stops = stops.get(machine.id()).cloned().unwrap_or_default();
    let gpu_use = voltdeck_usage::known(app, account, machine.id()).filter(|_| machine.runs());
    InstanceView { auto_stops, gpu_use, idle: lease::auto::idle(app, account, machine), ..row }
}

/// A row as the account may act on it: not at all where it may only look.
fn allowed(account: &Account, row: InstanceView) -> InstanceView {
    match account.read_only_reason() {
        Some(reason) => InstanceView { acts: row.acts.off(reason), ..row },
        None => row,
    }
}

/// The row of a machine that the provider lists no more since then: nothing of it runs, costs or can be reached.
pub fn gone(row: InstanceView, machine: &Machine, since: DateTime<Utc>) -> InstanceView {
    let none = Some(Money(Decimal::ZERO));
    let reason = "This machine is no longer in the provider's list.";
    InstanceView {
        state: StateView { word: "Gone".into(), mark: Mark::Terminated, raw: row.state.raw },
        underway: None,
        price_now: none,
        stopped_but_billed: false,
        auto_stops: Vec::new(),
        auto_stop_offers: Vec::new(),
        idle: None,
        ssh: None,
        gpu_use: None,
        no_ssh: Some(reason.into()),
        cost_estimate: cost_estimate(machine, since),
        acts: row.acts.off(reason),
        ..row
    }
}
