//! What the end of a machine means, before it is asked for.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::instances;
use voltdeck_base::account::Account;
use voltdeck_base::{App, hardware, rates, typed};
use voltdeck_contract::{Answer, IdArgs, InstanceView, LossLine, MachineKind, Money, MoneyChange, TerminatePreview};
use voltdeck_machines::machine::known;
use voltdeck_volumes::storage::StorageMemory;

/// What is lost and what stays when a machine is terminated.
pub async fn preview(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<TerminatePreview> {
    let machine = known(&account, &args.id)?;
    let instance = instances::row(&app, &account, &machine);
    let saves = machine.price().now;
    let burn = rates::burn(&account)
        .zip(saves)
        .map(|((burn, _), saves)| MoneyChange { before: Money(burn), after: Money((burn - saves).max(Decimal::ZERO)) });
    let (lost, stays) = match instance.kind {
        MachineKind::Vm => (vm_losses(&instance), vec![bill()]),
        MachineKind::BareMetal => (rental_losses(&instance), rental_stays(&account, &instance)),
    };
    Ok(TerminatePreview {
        short_id: typed::short_id(machine.id()),
        instance,
        lost,
        stays,
        burn,
        saves: saves.map(Money),
    })
}

fn line(kind: &str, title: impl Into<String>, meaning: &str) -> LossLine {
    LossLine { kind: kind.into(), title: title.into(), meaning: meaning.into() }
}

fn bill() -> LossLine {
    line("price", "What it has cost so far", "Stays on the bill of this month.")
}

fn vm_losses(vm: &InstanceView) -> Vec<LossLine> {
    let disk = vm.storage_gb.map_or("Its local disk".into(), |size| format!("Local disk, {}", hardware::gb(size)));
    let mut lost = vec![line("disk", disk, "Erased. It cannot be brought back.")];
    if let Some(address) = &vm.address {
        let meaning = "Given up, with its forwarded ports. The next machine gets others.";
        lost.push(line("address", address, meaning));
    }
    lost
}

fn rental_losses(view: &InstanceView) -> Vec<LossLine> {
    let rental = view.rental.as_ref();
    let nodes = rental.and_then(|rental| rental.node_count).unwrap_or(0);
    let disks = match (nodes, view.storage_gb) {
        (0 | 1, None) => "The local disks of its nodes".to_owned(),
        (0 | 1, Some(size)) => format!("Local disk, {}", hardware::gb(size)),
        (nodes, None) => format!("The local disks of {nodes} nodes"),
        (nodes, Some(size)) => format!("The local disks of {nodes} nodes, {} in all", hardware::gb(size)),
    };
    let mut lost = vec![line("disk", disks, "Erased. They cannot be brought back.")];
    let addresses: Vec<&str> =
        rental.iter().flat_map(|rental| &rental.nodes).filter_map(|node| node.public_ip.as_deref()).collect();
    if !addresses.is_empty() {
        lost.push(line("address", addresses.join(", "), "Given up. The next rental gets others."));
    }
    if let Some(cluster) = rental.and_then(|rental| rental.cluster_id.as_deref()) {
        let title = format!("Kubernetes cluster {cluster}");
        lost.push(line("cluster", title, "Ends with the rental. A saved kubeconfig leads nowhere then."));
    }
    lost
}

fn rental_stays(account: &Account, view: &InstanceView) -> Vec<LossLine> {
    let named = view.rental.as_ref().and_then(|rental| rental.storage_id.as_deref());
    let known = account.part::<StorageMemory>().of_rental(&view.id, named);
    // The list of volumes may not be read, or lag behind.
    let unread = named.filter(|id| !known.contains_key(*id)).map(|_| "The attached volume".to_owned());
    let titles = known.into_values().map(|name| format!("The volume {name}")).chain(unread);
    let meaning = "Stays with all that is on it, and is billed on until it is deleted in Storage.";
    titles.map(|title| line("disk", title, meaning)).chain([bill()]).collect()
}
