//! What can be had and where: presets, bare metal, places with their host nodes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use voltagepark::types::{HostNode, Location};

use crate::offers::{self, Offers, Reading};
use crate::prices;
use voltdeck_base::account::Account;
use voltdeck_base::{App, failure, hardware};
use voltdeck_contract::{
    Answer, AvailabilityArgs, AvailabilityView, BareMetalPrice, CommandError, ErrorCode, HostNodeDetail, HostNodeGpus,
    HostNodeView, IdArgs, LocationDetail, LocationView, Money, PresetDetail, PresetView,
};

/// Locations of one page, which is the most that the provider gives.
const PAGE: u32 = 15;

/// Reads the three lists side by side. Each fails by itself.
pub async fn availability(app: Arc<App>, account: Arc<Account>, args: AvailabilityArgs) -> Answer<AvailabilityView> {
    let client = &account.client();
    let (presets, metal, locations) = futures::join!(
        client.list_instant_deploy_presets(args.in_stock_only.then_some(true)),
        client.list_bare_metal_locations(),
        client.list_locations_all(PAGE)
    );
    let read_at = app.host.now();

    let (locations, locations_fault) = match locations {
        Ok(whole) => {
            let fault = (!whole.complete).then(|| partial("places", whole.unreadable.len()));
            (whole.items, fault)
        }
        Err(failed) => (Vec::new(), Some(failure::reading(&failed))),
    };
    let places: HashMap<&str, String> =
        locations.iter().filter_map(|place| Some((place.id.as_str(), prices::place_name(place)?))).collect();
    let place = |id: &str| places.get(id).cloned();

    let (presets, presets_fault) = match presets {
        Ok(list) => {
            let mut views: Vec<PresetView> = list
                .items
                .iter()
                .map(|preset| prices::preset_view(preset, |id| place(id).unwrap_or_else(|| id.to_owned())))
                .collect();
            prices::sort(&mut views);
            (views, missing("presets", list.unreadable.len()))
        }
        Err(failed) => (Vec::new(), Some(failure::reading(&failed))),
    };
    let (bare_metal, bare_metal_fault) = match metal {
        Ok(list) => {
            let lines = list.items.iter().flat_map(prices::networks);
            let lines = lines.map(|line| BareMetalPrice { place: place(&line.location_id), ..line }).collect();
            (lines, missing("places with bare metal", list.unreadable.len()))
        }
        Err(failed) => (Vec::new(), Some(failure::reading(&failed))),
    };
    // Of what is missing nothing is concluded here.
    let reading = Reading {
        presets: Some(Offers { items: presets.clone(), whole: false }),
        metal: Some(Offers { items: bare_metal.clone(), whole: false }),
        fault: None,
    };
    offers::note(&app, &account, &reading);
    Ok(AvailabilityView {
        read_at,
        presets,
        presets_fault,
        bare_metal,
        bare_metal_fault,
        locations: locations.iter().map(location_view).collect(),
        locations_fault,
    })
}

/// One preset, read now.
pub async fn preset(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<PresetDetail> {
    let id = args.id.as_str().into();
    let client = account.client();
    let (preset, locations) = futures::join!(client.get_instant_deploy_preset(&id), client.list_locations_all(PAGE));
    let preset = preset.map_err(|failed| failure::reading(&failed))?;
    // The names of places are an aid.
    let locations = locations.map(|whole| whole.items).unwrap_or_default();
    let name = |id: &str| {
        let place = locations.iter().find(|place| place.id.as_str() == id);
        place.and_then(prices::place_name).unwrap_or_else(|| id.to_owned())
    };
    Ok(PresetDetail { read_at: app.host.now(), preset: prices::preset_view(&preset, name) })
}

/// One location with its host nodes, read now.
pub async fn location(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<LocationDetail> {
    let location = account.client().get_location(&args.id.as_str().into()).await;
    let location = location.map_err(|failed| failure::reading(&failed))?;
    Ok(LocationDetail { read_at: app.host.now(), location: location_view(&location) })
}

/// One host node, read now.
pub async fn hostnode(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<HostNodeDetail> {
    let node = account.client().get_hostnode(&args.id.as_str().into()).await;
    let node = node.map_err(|failed| failure::reading(&failed))?;
    Ok(HostNodeDetail { read_at: app.host.now(), node: node_view(&node) })
}

fn location_view(location: &Location) -> LocationView {
    let mut nodes: Vec<HostNodeView> = location.hostnodes.iter().map(node_view).collect();
    nodes.sort_by(|a, b| b.free_gpus.cmp(&a.free_gpus).then_with(|| a.id.cmp(&b.id)));
    LocationView {
        id: location.id.to_string(),
        place: prices::place_name(location).unwrap_or_else(|| location.id.to_string()),
        free_gpus: nodes.iter().fold(0, |sum, node| sum.saturating_add(node.free_gpus)),
        nodes,
    }
}

fn node_view(node: &HostNode) -> HostNodeView {
    let free = node.available_resources.as_ref();
    let pricing = node.pricing.as_ref();
    let counts = free.map(|free| &free.gpus);
    let rates = pricing.map(|pricing| &pricing.per_gpu_hr);
    let models: BTreeSet<&String> = counts
        .into_iter()
        .flat_map(|gpus| gpus.keys())
        .chain(rates.into_iter().flat_map(|rates| rates.keys()))
        .collect();
    let gpus: Vec<HostNodeGpus> = models
        .into_iter()
        .map(|model| HostNodeGpus {
            model: hardware::gpu_model(model),
            free: counts.and_then(|gpus| gpus.get(model)).and_then(|gpus| gpus.count),
            per_hour: rates.and_then(|rates| rates.get(model)).and_then(voltagepark::Amount::decimal).map(Money),
        })
        .collect();
    let rate = |amount: fn(&voltagepark::types::HostNodePricing) -> &voltagepark::Amount| {
        pricing.and_then(|pricing| amount(pricing).decimal()).map(Money)
    };
    HostNodeView {
        id: node.id.to_string(),
        location_id: node.location_id.as_ref().map(ToString::to_string),
        free_gpus: gpus.iter().filter_map(|gpus| gpus.free).fold(0, u32::saturating_add),
        gpus,
        vcpu: free.and_then(|free| free.vcpu_count),
        ram_gb: free.and_then(|free| free.ram_gb),
        storage_gb: free.and_then(|free| free.storage_gb),
        ports: node.available_ports.clone(),
        per_vcpu_hour: rate(|pricing| &pricing.per_vcpu_hr),
        per_gb_ram_hour: rate(|pricing| &pricing.per_gb_ram_hr),
        per_gb_storage_hour: rate(|pricing| &pricing.per_gb_storage_hr),
    }
}

/// Said where some of a list could not be read.
fn missing(what: &str, unreadable: usize) -> Option<CommandError> {
    (unreadable > 0).then(|| partial(what, unreadable))
}

fn partial(what: &str, unreadable: usize) -> CommandError {
    let which = match unreadable {
        0 => format!("The list of {what} changed while it was read, so some may be missing."),
        1 => format!("One of the {what} cannot be read and is not shown."),
        more => format!("{more} of the {what} cannot be read and are not shown."),
    };
    CommandError { retryable: true, ..CommandError::new(ErrorCode::Provider, which) }
}
