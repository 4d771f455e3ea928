//! Presets and the public price list, which need no token.

use std::sync::Arc;

use rust_decimal::Decimal;
use voltagepark::types::{BareMetalLocation, InstantDeployPreset, Location};

use voltdeck_base::{App, clients, failure, hardware, network};
use voltdeck_contract::{Answer, BareMetalPrice, Money, NoArgs, PresetView, PriceList};

/// Reads the public price list at the base URL that sign-in offers.
pub async fn price_list(app: Arc<App>, _args: NoArgs) -> Answer<PriceList> {
    network::begin(&app).await;
    let client = clients::anonymous(&app)?;
    let (presets, locations) =
        futures::try_join!(client.list_instant_deploy_presets(None), client.list_bare_metal_locations())
            .map_err(|failed| failure::reading(&failed))?;
    let mut virtual_machines: Vec<PresetView> =
        presets.items.iter().map(|preset| preset_view(preset, str::to_owned)).collect();
    sort(&mut virtual_machines);
    let bare_metal = locations.items.iter().flat_map(networks).collect();
    Ok(PriceList { read_at: app.host.now(), virtual_machines, bare_metal })
}

/// One preset; `place` names a location.
pub fn preset_view(preset: &InstantDeployPreset, place: impl Fn(&str) -> String) -> PresetView {
    let resources = preset.resources.as_ref();
    let model = resources.and_then(|resources| resources.gpus.keys().next()).map_or("", String::as_str);
    let compute = preset.compute_rate_hourly.decimal();
    let storage = preset.storage_rate_hourly.decimal();
    PresetView {
        id: preset.id.to_string(),
        gpus: hardware::gpus(resources),
        gpu_model: hardware::gpu_model(model),
        gpu_short: hardware::gpu_short(model),
        vcpu: resources.and_then(|resources| resources.vcpu_count),
        ram_gb: resources.and_then(|resources| resources.ram_gb),
        storage_gb: resources.and_then(|resources| resources.storage_gb),
        operating_system: preset.operating_system.clone().unwrap_or_default(),
        compute_per_hour: compute.map(Money),
        storage_per_hour: storage.map(Money),
        per_hour: compute.zip(storage).map(|(compute, storage)| Money(compute + storage)),
        in_stock: !preset.location_ids_with_availability.is_empty(),
        places: preset.location_ids_with_availability.iter().map(|id| place(id.as_str())).collect(),
    }
}

/// Where a location is, e.g. `Allen, Texas, USA`.
pub fn place_name(location: &Location) -> Option<String> {
    let parts: Vec<&str> = [&location.city, &location.region, &location.country]
        .into_iter()
        .filter_map(|part| part.as_deref().filter(|part| !part.is_empty()))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Smallest first.
pub fn sort(presets: &mut [PresetView]) {
    presets.sort_by(|a, b| (&a.gpu_model, a.gpus, a.per_hour).cmp(&(&b.gpu_model, b.gpus, b.per_hour)));
}

/// A line for each network of a place. The public list does not say where it is.
pub fn networks(location: &BareMetalLocation) -> Vec<BareMetalPrice> {
    let node = location.specs_per_node.as_ref();
    let line = |network: &str, per_gpu: Option<Decimal>, free: Option<u32>| BareMetalPrice {
        location_id: location.id.to_string(),
        place: None,
        network: network.into(),
        gpu_model: node.and_then(|node| node.gpu_model.as_deref()).map(hardware::gpu_model),
        cpu_model: node.and_then(|node| node.cpu_model.clone()),
        gpus_per_node: node.and_then(|node| node.gpu_count),
        vcpu: node.and_then(|node| node.cpu_count),
        ram_gb: node.and_then(|node| node.ram_gb),
        storage_gb: node.and_then(|node| node.storage_gb),
        per_gpu_hour: per_gpu.map(Money),
        per_node_hour: per_gpu
            .zip(node.and_then(|node| node.gpu_count))
            .map(|(per_gpu, gpus)| Money(per_gpu * Decimal::from(gpus))),
        free_gpus: free,
    };
    vec![
        line("infiniband", location.gpu_price_infiniband.decimal(), location.gpu_count_infiniband),
        line("ethernet", location.gpu_price_ethernet.decimal(), location.gpu_count_ethernet),
    ]
}
