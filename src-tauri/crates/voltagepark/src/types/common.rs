use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lenient;
use crate::open_enum::open_enum;

/// How many GPUs of one model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct GpuCount {
    /// Number of GPUs.
    #[serde(default, deserialize_with = "lenient::field")]
    pub count: Option<u32>,
}

/// What a machine has, or a host node has free.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Resources {
    /// GPUs by model, e.g. `h100-sxm5-80gb`.
    #[serde(default, deserialize_with = "lenient::named")]
    pub gpus: BTreeMap<String, GpuCount>,
    /// Virtual CPUs.
    #[serde(default, deserialize_with = "lenient::field")]
    pub vcpu_count: Option<u32>,
    /// RAM in GB.
    #[serde(default, deserialize_with = "lenient::field")]
    pub ram_gb: Option<u32>,
    /// Disk in GB.
    #[serde(default, deserialize_with = "lenient::field")]
    pub storage_gb: Option<u32>,
}

/// What one bare-metal node has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct NodeSpecs {
    /// GPU model, e.g. `h100-sxm5-80gb`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub gpu_model: Option<String>,
    /// GPUs of a node.
    #[serde(default, deserialize_with = "lenient::field")]
    pub gpu_count: Option<u32>,
    /// CPU model.
    #[serde(default, deserialize_with = "lenient::text")]
    pub cpu_model: Option<String>,
    /// CPUs of a node.
    #[serde(default, deserialize_with = "lenient::field")]
    pub cpu_count: Option<u32>,
    /// RAM in GB.
    #[serde(default, deserialize_with = "lenient::field")]
    pub ram_gb: Option<u32>,
    /// Disk in GB.
    #[serde(default, deserialize_with = "lenient::field")]
    pub storage_gb: Option<u32>,
}

open_enum! {
    /// The power state that is asked for; values seen. Bare metal knows only the first two.
    PowerStatus {
        /// Running.
        Started = "started",
        /// Stopped; billed as before.
        Stopped = "stopped",
        /// Stopped, GPUs given back; only storage is billed.
        StoppedDisassociated = "stopped_disassociated",
    }
}

/// New name and tags; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UpdateInstance {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

/// Name and tags after a change, as far as the provider says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct UpdatedInstance {
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Tags.
    #[serde(default, deserialize_with = "lenient::maybe_texts")]
    pub tags: Option<Vec<String>>,
}
