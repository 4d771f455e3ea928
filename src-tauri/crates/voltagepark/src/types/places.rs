use std::collections::BTreeMap;

use serde::Deserialize;

use super::Resources;
use crate::amount::Amount;
use crate::id::Id;
use crate::lenient;

/// Prices of a host node, US dollars per hour and unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct HostNodePricing {
    /// For each GPU, by model.
    #[serde(default, deserialize_with = "lenient::named")]
    pub per_gpu_hr: BTreeMap<String, Amount>,
    /// For each virtual CPU.
    #[serde(default)]
    pub per_vcpu_hr: Amount,
    /// For each GB of RAM.
    #[serde(default)]
    pub per_gb_ram_hr: Amount,
    /// For each GB of disk.
    #[serde(default)]
    pub per_gb_storage_hr: Amount,
}

/// A machine that VMs run on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HostNode {
    /// Id.
    pub id: Id,
    /// Place where it stands.
    #[serde(default, deserialize_with = "lenient::field")]
    pub location_id: Option<Id>,
    /// What is free.
    #[serde(default, deserialize_with = "lenient::field")]
    pub available_resources: Option<Resources>,
    /// Prices.
    #[serde(default, deserialize_with = "lenient::field")]
    pub pricing: Option<HostNodePricing>,
    /// Ports that can be forwarded.
    #[serde(default, deserialize_with = "lenient::list")]
    pub available_ports: Vec<u16>,
}

/// A place and its host nodes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Location {
    /// Id.
    pub id: Id,
    /// City.
    #[serde(default, deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// Region or state.
    #[serde(default, deserialize_with = "lenient::text")]
    pub region: Option<String>,
    /// Country.
    #[serde(default, deserialize_with = "lenient::text")]
    pub country: Option<String>,
    /// Host nodes.
    #[serde(default, deserialize_with = "lenient::list")]
    pub hostnodes: Vec<HostNode>,
}
