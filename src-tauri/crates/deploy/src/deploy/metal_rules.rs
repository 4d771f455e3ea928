//! What can be said of the parts of a draft that only bare metal has.

use super::issues::Issues;
use super::metal_offer::MetalOffer;
use voltdeck_contract::{BareMetalPrice, MetalDraft, StorageMode};
use voltdeck_volumes::storage::{self, price};

/// Looks at hardware, sub-order and storage. What is ordered for when it is in stock may be sold out now.
pub(super) fn check(issues: &mut Issues, draft: &MetalDraft, offer: Option<&MetalOffer>, standing: bool) {
    let Some(offer) = offer else {
        return issues.error("metal.locationId", "The prices were not read yet, so nothing can be deployed.");
    };
    hardware(issues, draft, offer, standing);
    let sub_order = draft.sub_order.trim();
    if !sub_order.is_empty() && sub_order.parse::<i64>().is_err() {
        issues.error(
            "metal.subOrder",
            "A sub-order is a whole number, for example 12345. Leave it empty for the default.",
        );
    }
    match draft.storage_mode {
        StorageMode::None => {}
        StorageMode::Existing => existing(issues, draft, offer),
        StorageMode::New => new_volume(issues, draft, offer),
    }
}

fn hardware(issues: &mut Issues, draft: &MetalDraft, offer: &MetalOffer, standing: bool) {
    if draft.location_id.as_deref().is_none_or(str::is_empty) || draft.network.as_deref().is_none_or(str::is_empty) {
        return issues.error("metal.locationId", "Choose a location and a network.");
    }
    let Some(line) = offer.find(draft) else {
        return issues.error("metal.locationId", "This location is no longer offered. Choose another.");
    };
    if line.per_gpu_hour.is_none() {
        return issues.error(
            "metal.locationId",
            "The provider sent no readable price for this network, so it cannot be chosen.",
        );
    }
    gpus(issues, draft.gpu_count, line, standing);
}

fn gpus(issues: &mut Issues, wanted: Option<u32>, line: &BareMetalPrice, standing: bool) {
    let at = "metal.gpuCount";
    let Some(wanted) = wanted.filter(|&wanted| wanted > 0) else {
        return issues.error(at, "Say how many GPUs you want.");
    };
    match line.free_gpus {
        Some(free) if standing && free >= wanted => {
            issues.warn(at, "So many GPUs are free now: the order would rent them within a minute.");
        }
        _ if standing => {}
        None => issues.error(at, "The provider does not say how many GPUs are free here. Choose another place."),
        Some(0) => issues.error(at, "No GPUs are free here on this network. Choose another place or network."),
        Some(free) if wanted > free => issues.error(at, format!("Only {free} GPUs are free here. Take fewer.")),
        Some(_) => {}
    }
    if let Some(per_node) = line.gpus_per_node.filter(|&per_node| per_node > 0 && !wanted.is_multiple_of(per_node)) {
        let message = format!(
            "A node has {per_node} GPUs, and {wanted} is no multiple of that. The provider may refuse it, or rent and bill whole nodes."
        );
        if standing {
            issues.error(at, format!("{message} A standing order takes whole nodes."));
        } else {
            issues.warn(at, message);
        }
    }
}

fn existing(issues: &mut Issues, draft: &MetalDraft, offer: &MetalOffer) {
    let at = "metal.storageId";
    let Some(id) = draft.storage_id.as_deref().filter(|id| !id.is_empty()) else {
        return issues.error(at, "Choose a volume, or choose \"None\".");
    };
    if let Some(volumes) = &offer.volumes
        && volumes.iter().all(|volume| volume.id != id)
    {
        issues.error(at, "This volume is no longer there. Choose another.");
    }
}

fn new_volume(issues: &mut Issues, draft: &MetalDraft, offer: &MetalOffer) {
    let name = draft.volume_name.trim();
    if name.is_empty() {
        issues.error("metal.volumeName", "Give the volume a name.");
    } else if offer.volumes.iter().flatten().any(|volume| volume.name == name) {
        issues.warn("metal.volumeName", "A volume of this name exists. They would be hard to tell apart.");
    }
    let at = "metal.volumeGb";
    if let Err(problem) = storage::parse_size(&draft.volume_gb) {
        return issues.error(at, problem);
    }
    if offer.paid.is_none() && offer.printed_rate.is_none() {
        return issues.error(at, "The price of storage could not be read, so no volume can be created now.");
    }
    if let (Some(paid), Some(printed)) = (&offer.paid, offer.printed_rate)
        && paid.differs_from(printed)
    {
        let billed = paid.per_gb().map(price::said).unwrap_or_default();
        let message = format!(
            "The provider prints {} per GB and hour, and bills {billed} for {}. The price here is the billed one.",
            price::said(printed),
            paid.name
        );
        issues.warn(at, message);
    }
}
