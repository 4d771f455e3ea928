//! How what is offered is called.

use voltdeck_base::hardware;
use voltdeck_contract::{BareMetalPrice, PresetView};

/// `2 × H100`.
pub(super) fn preset(preset: &PresetView) -> String {
    format!("{} × {}", preset.gpus, preset.gpu_short)
}

/// `H100 on InfiniBand, Allen, Texas, USA`.
pub(super) fn metal(line: &BareMetalPrice) -> String {
    let model = line.gpu_model.as_deref().unwrap_or("GPU");
    let short = model.split(' ').next().unwrap_or(model);
    let place = line.place.as_ref().unwrap_or(&line.location_id);
    format!("{short} on {}, {place}", hardware::network(&line.network))
}
