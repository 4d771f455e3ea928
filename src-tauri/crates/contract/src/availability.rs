use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{BareMetalPrice, Money, PresetView};
use crate::CommandError;

/// What of the stock is wanted.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityArgs {
    /// Asks the provider for the presets that can be had now, and for no others.
    pub in_stock_only: bool,
}

/// What can be had, and where. Its parts are read side by side and fail one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityView {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// VM presets, smallest first.
    pub presets: Vec<PresetView>,
    /// Why they could not be read, or not all of them.
    pub presets_fault: Option<CommandError>,
    /// Bare metal, one line for each network of each location.
    pub bare_metal: Vec<BareMetalPrice>,
    /// Why it could not be read, or not all of it.
    pub bare_metal_fault: Option<CommandError>,
    /// Places with their host nodes.
    pub locations: Vec<LocationView>,
    /// Why they could not be read, or not all of them.
    pub locations_fault: Option<CommandError>,
}

/// A place and its host nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocationView {
    /// The provider's id.
    pub id: String,
    /// Where it is, e.g. `Allen, Texas, USA`; its id where the provider does not say.
    pub place: String,
    /// Free GPUs of all its host nodes.
    pub free_gpus: u32,
    /// Its host nodes, most free GPUs first.
    pub nodes: Vec<HostNodeView>,
}

/// A machine that VMs run on. It cannot be chosen: the provider chooses the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HostNodeView {
    /// The provider's id.
    pub id: String,
    /// Its location.
    pub location_id: Option<String>,
    /// Free GPUs of all models.
    pub free_gpus: u32,
    /// Free GPUs and their price, by model.
    pub gpus: Vec<HostNodeGpus>,
    /// Free virtual CPUs.
    pub vcpu: Option<u32>,
    /// Free RAM in GB.
    pub ram_gb: Option<u32>,
    /// Free disk in GB.
    pub storage_gb: Option<u32>,
    /// Ports that can be forwarded.
    pub ports: Vec<u16>,
    /// Price per virtual CPU and hour.
    pub per_vcpu_hour: Option<Money>,
    /// Price per GB of RAM and hour.
    pub per_gb_ram_hour: Option<Money>,
    /// Price per GB of disk and hour.
    pub per_gb_storage_hour: Option<Money>,
}

/// GPUs of one model on a host node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HostNodeGpus {
    /// Model, readable.
    pub model: String,
    /// How many are free; `None` where only the price is told.
    pub free: Option<u32>,
    /// Price per GPU and hour.
    pub per_hour: Option<Money>,
}

/// A preset, read by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PresetDetail {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// The preset.
    pub preset: PresetView,
}

/// A location, read by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocationDetail {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// The location.
    pub location: LocationView,
}

/// A host node, read by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HostNodeDetail {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// The host node.
    pub node: HostNodeView,
}
