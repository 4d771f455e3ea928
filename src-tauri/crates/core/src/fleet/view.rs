//! Machines as a window shows them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use voltagepark::types::VirtualMachine;
use voltdeck_rules::{Act, Verdict, VmState};

use super::state::{State, Underway};
use crate::account::Account;
use crate::views::{
    ActView, ActsView, FieldLine, FleetView, InstanceView, LeaseView, MachineKind, Mark, Money, PortView, PricePart,
    SshView, StateView,
};
use crate::{Answer, App, hardware, lease, settings};

/// Tags that begin like this are ours: a deploy is found again by them.
pub(crate) const JOB_TAG: &str = "vd-job-";
const SECONDS_PER_HOUR: i64 = 3600;

/// What a machine costs per hour.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct VmPrice {
    /// In the state that it is in.
    pub now: Option<Decimal>,
    /// With its GPUs, running or stopped.
    pub associated: Option<Decimal>,
    /// Released.
    pub released: Option<Decimal>,
}

/// The price of a machine. A released one falls to its disassociated price; an outbid one holds no GPUs either.
pub(crate) fn price(vm: &VirtualMachine) -> VmPrice {
    let associated = vm.pricing.as_ref().and_then(|pricing| pricing.total_associated_per_hr.decimal());
    let released = vm.pricing.as_ref().and_then(|pricing| pricing.total_disassociated_per_hr.decimal());
    let now = match VmState::parse(vm.status.as_str()) {
        VmState::StoppedDisassociated | VmState::Outbid => released,
        VmState::Terminated => Some(Decimal::ZERO),
        // An unknown state is taken at its full price: too much said is found out, too little is paid.
        VmState::Running | VmState::Stopped | VmState::Relocating | VmState::Unknown => associated,
    };
    VmPrice { now, associated, released }
}

/// The name of a machine; one without a name goes by its id.
pub(crate) fn name(vm: &VirtualMachine) -> &str {
    vm.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(vm.id.as_str())
}

/// GPUs of a machine.
pub(crate) fn gpus(vm: &VirtualMachine) -> u32 {
    vm.resources.as_ref().map_or(0, |resources| resources.gpus.values().filter_map(|gpu| gpu.count).sum())
}

/// A state as a word and a mark.
pub(crate) fn state_view(raw: &str) -> StateView {
    let (word, mark) = match VmState::parse(raw) {
        VmState::Running => ("Running", Mark::Running),
        VmState::Stopped => ("Stopped", Mark::Stopped),
        VmState::StoppedDisassociated => ("Released", Mark::Released),
        VmState::Relocating => ("Relocating", Mark::Pending),
        VmState::Terminated => ("Terminated", Mark::Terminated),
        VmState::Outbid => ("Outbid", Mark::Outbid),
        VmState::Unknown => (if raw.is_empty() { "Unknown" } else { raw }, Mark::Unknown),
    };
    StateView { word: word.into(), mark, raw: raw.into() }
}

/// All machines of an account, dearest first.
pub(crate) fn fleet(app: &App, account: &Account) -> Answer<FleetView> {
    let instances = rows(app, account)?;
    let state = account.fleet.state();
    let up = |view: &&InstanceView| view.state.mark == Mark::Running;
    let count = |views: usize| u32::try_from(views).unwrap_or(u32::MAX);
    Ok(FleetView {
        read_at: state.sweep.as_ref().map(|sweep| sweep.ended),
        fault: state.fault.clone(),
        next_try_at: state.next_try_at,
        reading: state.reading,
        expected: None,
        running: count(instances.iter().filter(up).count()),
        pending: count(instances.iter().filter(|view| view.state.mark == Mark::Pending).count()),
        gpus_running: instances.iter().filter(up).map(|view| view.gpus).sum(),
        price_sum: instances.iter().map(|view| view.price_now.map(|price| price.0)).sum::<Option<Decimal>>().map(Money),
        gpus: instances.iter().map(|view| view.gpus).sum(),
        instances,
    })
}

/// The rows of all machines, dearest first, then by name.
pub(crate) fn rows(app: &App, account: &Account) -> Answer<Vec<InstanceView>> {
    let leases = lease::all(&app.store, &account.profile.id)?;
    let user = settings::current(app)?.ssh_user;
    let now = app.host.now();
    let state = account.fleet.state();
    let mut views: Vec<InstanceView> =
        state.vms.values().map(|known| build(&known.vm, &state, &leases, &user, now)).collect();
    drop(state);
    views.sort_by(|a, b| b.price_now.cmp(&a.price_now).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id)));
    Ok(views)
}

/// The row of one machine.
pub(crate) fn row(app: &App, account: &Account, vm: &VirtualMachine) -> InstanceView {
    let leases = lease::all(&app.store, &account.profile.id).unwrap_or_default();
    let user = settings::current(app).unwrap_or_default().ssh_user;
    build(vm, &account.fleet.state(), &leases, &user, app.host.now())
}

/// The row of a machine that the provider lists no more since then: nothing of it runs, costs or can be reached.
pub(crate) fn gone(row: InstanceView, vm: &VirtualMachine, since: DateTime<Utc>) -> InstanceView {
    let none = Some(Money(Decimal::ZERO));
    let off = |act: ActView| ActView {
        allowed: false,
        reason: Some("This machine is no longer in the provider's list.".into()),
        price_after: act.price_after,
        note: act.note,
    };
    let acts = row.acts;
    InstanceView {
        state: StateView { word: "Gone".into(), mark: Mark::Terminated, raw: row.state.raw },
        underway: None,
        price_now: none,
        stopped_but_billed: false,
        ssh: None,
        cost_estimate: cost_estimate(price(vm), VmState::parse(vm.status.as_str()), vm.timestamp_creation, since),
        acts: ActsView {
            start: off(acts.start),
            stop: off(acts.stop),
            release: off(acts.release),
            modify: off(acts.modify),
            reboot: acts.reboot.map(off),
            terminate: off(acts.terminate),
        },
        ..row
    }
}

fn build(
    vm: &VirtualMachine,
    state: &State,
    leases: &BTreeMap<String, LeaseView>,
    user: &str,
    now: DateTime<Utc>,
) -> InstanceView {
    let price = price(vm);
    let resources = vm.resources.as_ref();
    let rule_state = VmState::parse(vm.status.as_str());
    let address = vm.public_ip.clone().filter(|address| !address.is_empty());
    InstanceView {
        id: vm.id.to_string(),
        kind: MachineKind::Vm,
        name: name(vm).to_owned(),
        state: state_view(vm.status.as_str()),
        underway: state.underway.get(vm.id.as_str()).map(|act: &Underway| act.word.to_owned()),
        gpus: gpus(vm),
        gpu_model: resources.and_then(|resources| resources.gpus.keys().next()).map(|raw| hardware::gpu_model(raw)),
        vcpu: resources.and_then(|resources| resources.vcpu_count),
        ram_gb: resources.and_then(|resources| resources.ram_gb),
        storage_gb: resources.and_then(|resources| resources.storage_gb),
        operating_system: vm.operating_system.clone(),
        billing_type: vm.kind.as_ref().map(|kind| kind.as_str().to_owned()),
        price_now: price.now.map(Money),
        price_associated: price.associated.map(Money),
        price_released: price.released.map(Money),
        stopped_but_billed: rule_state == VmState::Stopped,
        price_parts: price_parts(vm),
        ssh: address.as_deref().map(|address| ssh(vm, address, user)),
        address,
        internal_address: vm.internal_ip.clone(),
        ports: vm.port_forwards.iter().filter_map(port).collect(),
        created_at: vm.timestamp_creation,
        cost_estimate: cost_estimate(price, rule_state, vm.timestamp_creation, now),
        tags: vm.tags.iter().filter(|tag| !tag.starts_with(JOB_TAG)).cloned().collect(),
        hostnode_id: vm.hostnode_id.as_ref().map(ToString::to_string),
        rental: None,
        lease: leases.get(vm.id.as_str()).cloned(),
        acts: acts(rule_state, price),
    }
}

/// What may be done, with the price after it.
fn acts(state: VmState, price: VmPrice) -> ActsView {
    let act = |act: Act, after: Option<Decimal>| {
        let verdict: Verdict = voltdeck_rules::vm(act, state);
        ActView {
            allowed: verdict.is_allowed(),
            reason: verdict.reason().map(str::to_owned),
            price_after: after.map(Money),
            note: None,
        }
    };
    ActsView {
        start: act(Act::Start, price.associated),
        stop: act(Act::Stop, price.associated),
        release: act(Act::Release, price.released),
        modify: act(Act::Modify, price.now),
        reboot: None,
        terminate: act(Act::Terminate, Some(Decimal::ZERO)),
    }
}

/// The port by which SSH is reached: the forward of 22, else 22.
pub(crate) fn ssh_port(vm: &VirtualMachine) -> u16 {
    let forwarded = vm.port_forwards.iter().find(|forward| forward.internal_port == Some(22));
    forwarded.and_then(|forward| forward.external_port).unwrap_or(22)
}

/// The way in. The API does not tell the user, so it is a setting.
fn ssh(vm: &VirtualMachine, address: &str, user: &str) -> SshView {
    let port = ssh_port(vm);
    let option = if port == 22 { String::new() } else { format!("-p {port} ") };
    SshView { command: format!("ssh {option}{user}@{address}"), user: user.into(), host: address.into(), port }
}

fn port(forward: &voltagepark::types::PortForward) -> Option<PortView> {
    let internal = forward.internal_port?;
    let label = match internal {
        22 => Some("SSH"),
        80 => Some("HTTP"),
        443 => Some("HTTPS"),
        3389 => Some("RDP"),
        8888 => Some("Jupyter"),
        _ => None,
    };
    Some(PortView { internal, external: forward.external_port?, label: label.map(str::to_owned) })
}

fn price_parts(vm: &VirtualMachine) -> Vec<PricePart> {
    let Some(pricing) = &vm.pricing else { return Vec::new() };
    [
        ("GPUs", &pricing.gpus_per_hr),
        ("vCPUs", pricing.vcpus()),
        ("RAM", &pricing.ram_per_hr),
        ("Storage", &pricing.storage_per_hr),
    ]
    .into_iter()
    .filter_map(|(label, amount)| Some(PricePart { label: label.into(), per_hour: Money(amount.decimal()?) }))
    .collect()
}

/// What it cost since it was made, had it always had its present price. Only told while it has its GPUs: a released
/// machine had another price before.
fn cost_estimate(price: VmPrice, state: VmState, created: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Money> {
    if !matches!(state, VmState::Running | VmState::Stopped) {
        return None;
    }
    let seconds = (now - created?).num_seconds().max(0);
    let cost = price.now? * Decimal::from(seconds) / Decimal::from(SECONDS_PER_HOUR);
    Some(Money(cost.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)))
}

/// Every other field as text, for "All fields".
pub(crate) fn fields(vm: &VirtualMachine) -> Vec<FieldLine> {
    let mut lines = vec![("Id", Some(vm.id.to_string()))];
    lines.push(("State, as the provider says", Some(vm.status.as_str().to_owned())));
    lines.push(("Billing type", vm.kind.as_ref().map(|kind| kind.as_str().to_owned())));
    lines.push(("Operating system", vm.operating_system.clone()));
    lines.push(("Host node", vm.hostnode_id.as_ref().map(ToString::to_string)));
    lines.push(("Public address", vm.public_ip.clone()));
    lines.push(("Internal address", vm.internal_ip.clone()));
    lines.push(("Made", vm.timestamp_creation.map(|at| at.to_rfc3339())));
    lines.push(("Tags, all", (!vm.tags.is_empty()).then(|| vm.tags.join(", "))));
    lines
        .into_iter()
        .filter_map(|(label, text)| {
            Some(FieldLine { label: label.into(), text: text.filter(|text| !text.is_empty())? })
        })
        .collect()
}
