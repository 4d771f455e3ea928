//! Every other field of a machine as text, for "All fields".

use voltagepark::types::{BareMetalRental, VirtualMachine};

use voltdeck_contract::FieldLine;
use voltdeck_machines::fleet::Machine;

type FieldText = (&'static str, Option<String>);

/// The fields, without those that are empty.
pub(super) fn of(machine: &Machine) -> Vec<FieldLine> {
    let lines = match machine {
        Machine::Vm(vm) => vm_lines(vm),
        Machine::Rental(rental) => rental_lines(rental),
    };
    let tags = machine.tags();
    let both = vec![
        ("Made", machine.created_at().map(|at| at.to_rfc3339())),
        ("Tags, all", (!tags.is_empty()).then(|| tags.join(", "))),
    ];
    std::iter::once(("Id", Some(machine.id().to_owned())))
        .chain(lines)
        .chain(both)
        .filter_map(|(label, text)| {
            Some(FieldLine { label: label.into(), text: text.filter(|text| !text.is_empty())? })
        })
        .collect()
}

fn vm_lines(vm: &VirtualMachine) -> Vec<FieldText> {
    vec![
        ("State, as the provider says", Some(vm.status.as_str().to_owned())),
        ("Billing type", vm.kind.as_ref().map(|kind| kind.as_str().to_owned())),
        ("Operating system", vm.operating_system.clone()),
        ("Host node", vm.hostnode_id.as_ref().map(ToString::to_string)),
        ("Public address", vm.public_ip.clone()),
        ("Internal address", vm.internal_ip.clone()),
    ]
}

fn rental_lines(rental: &BareMetalRental) -> Vec<FieldText> {
    let node = rental.specs_per_node.as_ref();
    vec![
        ("State, as the provider says", rental.status.as_ref().map(|status| status.as_str().to_owned())),
        ("Power, as the provider says", rental.power_status.as_ref().map(|power| power.as_str().to_owned())),
        ("Username", rental.username.clone()),
        ("Nodes", rental.node_count.map(|count| count.to_string())),
        ("GPU model of a node", node.and_then(|node| node.gpu_model.clone())),
        ("GPUs of a node", node.and_then(|node| node.gpu_count).map(|count| count.to_string())),
        ("CPU of a node", node.and_then(|node| node.cpu_model.clone())),
        ("CPUs of a node", node.and_then(|node| node.cpu_count).map(|count| count.to_string())),
        ("RAM of a node, GB", node.and_then(|node| node.ram_gb).map(|size| size.to_string())),
        ("Disk of a node, GB", node.and_then(|node| node.storage_gb).map(|size| size.to_string())),
        ("Network", rental.network_type.as_ref().map(|network| network.as_str().to_owned())),
        ("Sub-order", rental.any_sub_order().map(str::to_owned)),
        ("Volume", rental.storage_id.as_ref().map(ToString::to_string)),
        ("Persistent volume (pv)", rental.storage_pv.clone()),
        ("Persistent volume claim (pvc)", rental.storage_pvc.clone()),
        ("Kubernetes cluster", rental.k8s_cluster_id.as_ref().map(ToString::to_string)),
        ("Rate per hour, as the provider says", rental.rate_hourly.decimal().map(|rate| rate.to_string())),
    ]
}
