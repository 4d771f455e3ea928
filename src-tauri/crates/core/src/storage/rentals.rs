//! Bare-metal rentals as far as storage needs them: their names, and what their clusters call a volume.

use std::sync::Arc;

use voltagepark::Client;
use voltagepark::types::BareMetalRental;
use voltdeck_rules::BareMetalState;

use crate::account::Account;
use crate::views::{Mark, RentalChoice, StateView};
use crate::{App, ErrorCode, error, session};

/// Rentals per page: the most that the page allows.
const PAGE: u32 = 100;

/// A rental.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rental {
    pub id: String,
    pub name: String,
    pub status: Option<String>,
    pub power: Option<String>,
    pub nodes: Option<u32>,
    pub network: Option<String>,
    pub pvc: Option<String>,
    pub pv: Option<String>,
}

/// Reads the rentals. A failure leaves the names that are known.
pub(super) async fn read(app: &App, account: &Arc<Account>, client: &Client) {
    let read = client.list_bare_metal_all(PAGE).await;
    let mut state = account.storage.state();
    state.rentals_tried_at = Some(app.host.now());
    match read {
        Ok(list) => {
            state.rentals = list.items.iter().map(rental).collect();
            state.rentals_fault = None;
        }
        Err(failed) => {
            let said = error::reading(&failed);
            let refused = said.code == ErrorCode::TokenRefused;
            state.rentals_fault = Some(said);
            drop(state);
            if refused {
                session::note_token(app, account, true);
            }
        }
    }
}

fn rental(rental: &BareMetalRental) -> Rental {
    let id = rental.id.to_string();
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Rental {
        name: filled(&rental.name).unwrap_or_else(|| id.clone()),
        id,
        status: rental.status.as_ref().map(|status| status.as_str().to_owned()),
        power: rental.power_status.as_ref().map(|power| power.as_str().to_owned()),
        nodes: rental.node_count,
        network: rental.network_type.as_ref().map(|network| network.as_str().to_owned()),
        pvc: filled(&rental.storage_pvc),
        pv: filled(&rental.storage_pv),
    }
}

/// A rental to choose.
pub(super) fn choice(rental: &Rental) -> RentalChoice {
    let raw = rental.status.clone().unwrap_or_default();
    let (word, mark, off) = match BareMetalState::parse(rental.status.as_deref(), rental.power.as_deref()) {
        BareMetalState::Pending => ("Pending", Mark::Pending, Some("Not up yet.")),
        BareMetalState::Running => ("Running", Mark::Running, None),
        BareMetalState::Stopped => ("Stopped", Mark::Stopped, None),
        BareMetalState::Failed => ("Failed", Mark::Failed, Some("It failed.")),
        BareMetalState::Terminated => ("Terminated", Mark::Terminated, Some("It is terminated.")),
        BareMetalState::Unknown => (raw.as_str(), Mark::Unknown, None),
    };
    let nodes = rental.nodes.map(|nodes| format!("{nodes} node{}", if nodes == 1 { "" } else { "s" }));
    let network = rental.network.as_deref().map(|network| match network {
        "infiniband" => "InfiniBand".to_owned(),
        "ethernet" => "Ethernet".to_owned(),
        other => other.to_owned(),
    });
    RentalChoice {
        id: rental.id.clone(),
        name: rental.name.clone(),
        state: StateView { word: word.into(), mark, raw: raw.clone() },
        hardware: nodes.into_iter().chain(network).collect::<Vec<_>>().join(", "),
        off: off.map(str::to_owned),
    }
}
