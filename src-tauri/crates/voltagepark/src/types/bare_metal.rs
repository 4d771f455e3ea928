use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::NodeSpecs;
use crate::amount::Amount;
use crate::id::Id;
use crate::lenient;
use crate::open_enum::open_enum;
use crate::secret::Secret;
use crate::text::short;

open_enum! {
    /// The state of a bare-metal rental; values seen.
    BareMetalStatus {
        /// Being made, or rebooting. Most fields are absent meanwhile.
        Pending = "Pending",
        /// Running.
        Running = "Running",
        /// It could not be made.
        Failed = "Failed",
        /// Gone for good.
        Terminated = "Terminated",
    }
}

open_enum! {
    /// Whether the nodes have power; values seen.
    BareMetalPower {
        /// They have.
        Running = "Running",
        /// They have not.
        Stopped = "Stopped",
    }
}

open_enum! {
    /// Network between nodes; both on the page.
    NetworkType {
        /// 3.2 Tbps InfiniBand.
        Infiniband = "infiniband",
        /// 100 Gbps Ethernet.
        Ethernet = "ethernet",
    }
}

/// Addresses of one node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct NodeNetworking {
    /// Public address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub public_ip: Option<String>,
    /// Private address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub private_ip: Option<String>,
}

/// A bare-metal rental that is not terminated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BareMetalRental {
    /// Id.
    pub id: Id,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::field")]
    pub creation_timestamp: Option<DateTime<Utc>>,
    /// State.
    #[serde(default, deserialize_with = "lenient::field")]
    pub status: Option<BareMetalStatus>,
    /// Power.
    #[serde(default, deserialize_with = "lenient::field")]
    pub power_status: Option<BareMetalPower>,
    /// Number of nodes.
    #[serde(default, deserialize_with = "lenient::field")]
    pub node_count: Option<u32>,
    /// What a node has.
    #[serde(default, deserialize_with = "lenient::field")]
    pub specs_per_node: Option<NodeSpecs>,
    /// US dollars per hour for all nodes.
    #[serde(default)]
    pub rate_hourly: Amount,
    /// Network between nodes.
    #[serde(default, deserialize_with = "lenient::field")]
    pub network_type: Option<NetworkType>,
    /// User name for SSH.
    #[serde(default, deserialize_with = "lenient::text")]
    pub username: Option<String>,
    /// Addresses, one a node.
    #[serde(default, deserialize_with = "lenient::list")]
    pub node_networking: Vec<NodeNetworking>,
    /// Sub-order as text, since it comes as text or number; see [`BareMetalRental::any_sub_order`].
    #[serde(default, deserialize_with = "text_or_number")]
    pub sub_order: Option<String>,
    /// The other spelling that is seen. Both may come.
    #[serde(default, deserialize_with = "text_or_number")]
    pub suborder: Option<String>,
    /// Attached storage volume.
    #[serde(default, deserialize_with = "lenient::field")]
    pub storage_id: Option<Id>,
    /// Kubernetes persistent volume.
    #[serde(default, deserialize_with = "lenient::text")]
    pub storage_pv: Option<String>,
    /// Kubernetes persistent volume claim.
    #[serde(default, deserialize_with = "lenient::text")]
    pub storage_pvc: Option<String>,
    /// Kubernetes cluster.
    #[serde(default, deserialize_with = "lenient::field")]
    pub k8s_cluster_id: Option<Id>,
    /// Access to the cluster: a secret.
    #[serde(default, deserialize_with = "lenient::field")]
    pub kubeconfig: Option<Secret>,
    /// Tags.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub tags: Vec<String>,
}

impl BareMetalRental {
    /// Sub-order, in whichever spelling it came.
    pub fn any_sub_order(&self) -> Option<&str> {
        self.sub_order.as_deref().or(self.suborder.as_deref())
    }
}

/// A place where bare metal can be had.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BareMetalLocation {
    /// Id.
    pub id: Id,
    /// Free GPUs with Ethernet.
    #[serde(default, deserialize_with = "lenient::field")]
    pub gpu_count_ethernet: Option<u32>,
    /// US dollars per GPU and hour with Ethernet.
    #[serde(default)]
    pub gpu_price_ethernet: Amount,
    /// Free GPUs with InfiniBand.
    #[serde(default, deserialize_with = "lenient::field")]
    pub gpu_count_infiniband: Option<u32>,
    /// US dollars per GPU and hour with InfiniBand.
    #[serde(default)]
    pub gpu_price_infiniband: Amount,
    /// GPUs that are set aside in the first InfiniBand cluster; seen, not on the page.
    #[serde(default, deserialize_with = "lenient::field")]
    pub reserved_gpu_count_infiniband_cluster_one: Option<u32>,
    /// The same in the second.
    #[serde(default, deserialize_with = "lenient::field")]
    pub reserved_gpu_count_infiniband_cluster_two: Option<u32>,
    /// What a node has.
    #[serde(default, deserialize_with = "lenient::field")]
    pub specs_per_node: Option<NodeSpecs>,
}

fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Some(short(text)),
        serde_json::Value::Number(number) => Some(short(number.to_string())),
        _ => None,
    })
}
