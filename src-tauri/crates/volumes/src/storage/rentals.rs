//! Bare-metal rentals as far as storage needs them: their names, and what their clusters call a volume. They are the
//! fleet's; nothing is read for them here.

use std::sync::MutexGuard;

use voltagepark::types::{BareMetalPower, BareMetalRental, BareMetalStatus};
use voltdeck_rules::BareMetalState;

use super::memory::StorageState;
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_contract::{RentalChoice, StateView};
use voltdeck_machines::fleet::{Fleet, Machine};

/// A rental.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rental {
    pub id: String,
    pub name: String,
    pub pvc: Option<String>,
    pub pv: Option<String>,
    state: StateView,
    hardware: String,
    off: Option<&'static str>,
}

/// The volumes with the rentals that the fleet knows now.
pub(super) fn named(account: &Account) -> MutexGuard<'_, StorageState> {
    let rentals = {
        let fleet = account.part::<Fleet>().state();
        fleet.machines.values().filter_map(|known| rental(&known.machine)).collect()
    };
    let mut state = account.part::<StorageMemory>().state();
    state.rentals = rentals;
    state
}

/// What a rental was called that is in the list no more.
pub(super) fn name_once(account: &Account, id: &str) -> Option<String> {
    let fleet = account.part::<Fleet>().state();
    let gone = fleet.gone.iter().rev().map(|(machine, _)| machine).find(|machine| machine.id() == id)?;
    Some(gone.name().to_owned())
}

fn rental(machine: &Machine) -> Option<Rental> {
    let Machine::Rental(rental) = machine else { return None };
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Some(Rental {
        id: rental.id.to_string(),
        name: machine.name().to_owned(),
        pvc: filled(&rental.storage_pvc),
        pv: filled(&rental.storage_pv),
        state: machine.state(),
        hardware: hardware(rental),
        off: off(rental),
    })
}

fn hardware(rental: &BareMetalRental) -> String {
    let nodes = rental.node_count.map(|nodes| format!("{nodes} node{}", if nodes == 1 { "" } else { "s" }));
    let network = rental.network_type.as_ref().map(|network| match network.as_str() {
        "infiniband" => "InfiniBand".to_owned(),
        "ethernet" => "Ethernet".to_owned(),
        other => other.to_owned(),
    });
    nodes.into_iter().chain(network).collect::<Vec<_>>().join(", ")
}

/// Why nothing can be attached to it now.
fn off(rental: &BareMetalRental) -> Option<&'static str> {
    let power = rental.power_status.as_ref().map(BareMetalPower::as_str);
    match BareMetalState::parse(rental.status.as_ref().map(BareMetalStatus::as_str), power) {
        BareMetalState::Pending => Some("Not up yet."),
        BareMetalState::Failed => Some("It failed."),
        BareMetalState::Terminated => Some("It is terminated."),
        BareMetalState::Running | BareMetalState::Stopped | BareMetalState::Unknown => None,
    }
}

/// A rental to choose.
pub(super) fn choice(rental: &Rental) -> RentalChoice {
    RentalChoice {
        id: rental.id.clone(),
        name: rental.name.clone(),
        state: rental.state.clone(),
        hardware: rental.hardware.clone(),
        off: rental.off.map(str::to_owned),
    }
}
