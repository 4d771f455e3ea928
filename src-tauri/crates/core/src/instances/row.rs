//! One machine as a row, and as the head of its panel.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use voltagepark::types::{BareMetalRental, VirtualMachine};
use voltdeck_rules::Act;

use voltdeck_access::connect::target::{Node, SSH, Target};
use voltdeck_access::connect::{self, Login};
use voltdeck_base::hardware;
use voltdeck_contract::{
    ActView, ActsView, InstanceView, LeaseView, Mark, Money, NodeView, PortView, PricePart, RentalView, Way,
};
use voltdeck_machines::fleet::{FleetState, JOB_TAG, MAY_STILL_COST, Machine, Underway};
use voltdeck_machines::lease;

const SECONDS_PER_HOUR: i64 = 3600;

/// The row of a machine; `login` tells who logs in, since the API does not for VMs, and with which keys.
pub(super) fn build(
    machine: &Machine,
    state: &FleetState,
    leases: &BTreeMap<String, LeaseView>,
    login: &Login,
    now: DateTime<Utc>,
) -> InstanceView {
    let price = machine.price();
    let target = Target::of(machine);
    let user = login.users.name(machine.id(), target.user_hint.as_deref());
    let specs = Specs::of(machine);
    let (vm, rental) = match machine {
        Machine::Vm(vm) => (Some(vm.as_ref()), None),
        Machine::Rental(rental) => (None, Some(rental_view(rental, &user, login))),
    };
    let first = rental.as_ref().and_then(|rental| rental.nodes.first().cloned());
    let first_node = target.nodes.first().filter(|_| connect::way(&target) == Way::Ssh);
    let to = |node: &Node| login.to(machine.id(), node.of_rental, &user, &node.host, node.port);
    let ssh = first_node.and_then(to).map(|ssh| login.view(ssh));
    let no_ssh = ssh.is_none().then(|| connect::no_ssh(&target).to_owned());
    let vm_address = vm.and_then(|vm| vm.public_ip.clone()).filter(|address| !address.is_empty());
    InstanceView {
        id: machine.id().to_owned(),
        kind: machine.kind(),
        name: machine.name().to_owned(),
        state: machine.state(),
        underway: state.underway.get(machine.id()).map(|act: &Underway| act.word.to_owned()),
        gpus: machine.gpus(),
        gpu_model: specs.gpu_model,
        vcpu: specs.vcpu,
        ram_gb: specs.ram_gb,
        storage_gb: specs.storage_gb,
        operating_system: vm.and_then(|vm| vm.operating_system.clone()),
        billing_type: vm.and_then(|vm| vm.kind.as_ref()).map(|kind| kind.as_str().to_owned()),
        price_now: price.now.map(Money),
        price_associated: price.associated.map(Money),
        price_released: price.released.map(Money),
        stopped_but_billed: machine.is_stopped_but_billed(),
        price_parts: vm.map(price_parts).unwrap_or_default(),
        ssh,
        no_ssh,
        address: vm_address.or_else(|| first.as_ref()?.public_ip.clone()),
        internal_address: vm.and_then(|vm| vm.internal_ip.clone()).or_else(|| first?.private_ip),
        ports: vm.map(|vm| vm.port_forwards.iter().filter_map(port).collect()).unwrap_or_default(),
        created_at: machine.created_at(),
        cost_estimate: cost_estimate(machine, now),
        tags: machine.tags().iter().filter(|tag| !tag.starts_with(JOB_TAG)).cloned().collect(),
        hostnode_id: vm.and_then(|vm| vm.hostnode_id.as_ref()).map(ToString::to_string),
        rental,
        lease: leases.get(machine.id()).cloned(),
        gpu_use: None,
        // Filled from what was seen of its use.
        auto_stops: Vec::new(),
        auto_stop_offers: lease::auto::offers(machine.kind()),
        idle: None,
        acts: acts(machine),
    }
}

/// Hardware of the whole machine.
struct Specs {
    gpu_model: Option<String>,
    vcpu: Option<u32>,
    ram_gb: Option<u32>,
    storage_gb: Option<u32>,
}

impl Specs {
    fn of(machine: &Machine) -> Self {
        match machine {
            Machine::Vm(vm) => {
                let all = vm.resources.as_ref();
                Self {
                    gpu_model: all.and_then(|all| all.gpus.keys().next()).map(|raw| hardware::gpu_model(raw)),
                    vcpu: all.and_then(|all| all.vcpu_count),
                    ram_gb: all.and_then(|all| all.ram_gb),
                    storage_gb: all.and_then(|all| all.storage_gb),
                }
            }
            Machine::Rental(rental) => {
                let node = rental.specs_per_node.as_ref();
                let nodes = rental.node_count;
                let in_all =
                    |per_node: Option<u32>| per_node.zip(nodes).and_then(|(size, nodes)| size.checked_mul(nodes));
                Self {
                    gpu_model: node.and_then(|node| node.gpu_model.as_deref()).map(hardware::gpu_model),
                    vcpu: in_all(node.and_then(|node| node.cpu_count)),
                    ram_gb: in_all(node.and_then(|node| node.ram_gb)),
                    storage_gb: in_all(node.and_then(|node| node.storage_gb)),
                }
            }
        }
    }
}

/// What may be done, with the price after it.
fn acts(machine: &Machine) -> ActsView {
    let price = machine.price();
    let rental = matches!(machine, Machine::Rental(_));
    let act = |act: Act, after: Option<Decimal>, note: Option<&str>| {
        let verdict = machine.verdict(act);
        ActView {
            allowed: verdict.is_allowed(),
            reason: verdict.reason().map(str::to_owned),
            price_after: after.map(Money),
            note: note.map(str::to_owned),
        }
    };
    ActsView {
        start: act(Act::Start, price.associated, None),
        stop: act(Act::Stop, price.associated, rental.then_some(MAY_STILL_COST)),
        release: act(Act::Release, price.released, None),
        modify: act(Act::Modify, price.now, None),
        reboot: rental.then(|| act(Act::Reboot, price.now, Some("The rental is Pending until its nodes are back."))),
        terminate: act(Act::Terminate, Some(Decimal::ZERO), None),
    }
}

fn rental_view(rental: &BareMetalRental, user: &str, login: &Login) -> RentalView {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    RentalView {
        node_count: rental.node_count,
        nodes: rental
            .node_networking
            .iter()
            .zip(1..)
            .map(|(node, number)| NodeView {
                ssh: filled(&node.public_ip)
                    .and_then(|address| login.to(rental.id.as_str(), Some(number), user, &address, SSH))
                    .map(|ssh| login.view(ssh)),
                public_ip: filled(&node.public_ip),
                private_ip: filled(&node.private_ip),
            })
            .collect(),
        network: rental.network_type.as_ref().map(|network| hardware::network(network.as_str())),
        sub_order: rental.any_sub_order().map(str::to_owned),
        cpu_model: rental.specs_per_node.as_ref().and_then(|node| node.cpu_model.clone()),
        storage_id: rental.storage_id.as_ref().map(ToString::to_string),
        storage_pv: filled(&rental.storage_pv),
        storage_pvc: filled(&rental.storage_pvc),
        cluster_id: rental.k8s_cluster_id.as_ref().map(ToString::to_string),
        has_kubeconfig: rental.kubeconfig.as_ref().is_some_and(|text| !text.expose().trim().is_empty()),
    }
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
/// machine had another price before, and what a stopped rental costs is not known.
pub(super) fn cost_estimate(machine: &Machine, now: DateTime<Utc>) -> Option<Money> {
    let counts = match machine {
        Machine::Vm(_) => matches!(machine.state().mark, Mark::Running | Mark::Stopped),
        Machine::Rental(_) => machine.runs(),
    };
    if !counts {
        return None;
    }
    let seconds = (now - machine.created_at()?).num_seconds().max(0);
    let cost = machine.price().now? * Decimal::from(seconds) / Decimal::from(SECONDS_PER_HOUR);
    Some(Money(cost.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)))
}
