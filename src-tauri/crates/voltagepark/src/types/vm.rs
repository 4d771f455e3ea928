use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::Resources;
use crate::amount::Amount;
use crate::id::Id;
use crate::lenient;
use crate::open_enum::open_enum;

open_enum! {
    /// The state of a VM; values seen. No pending state is known: a new VM may simply not be listed yet.
    VmStatus {
        /// Running.
        Running = "Running",
        /// Stopped; billed as when running.
        Stopped = "Stopped",
        /// Stopped and released; only storage is billed.
        StoppedDisassociated = "StoppedDisassociated",
        /// Being moved to another host node.
        Relocating = "Relocating",
        /// Gone for good.
        Terminated = "Terminated",
        /// A spot VM that lost its place.
        Outbid = "Outbid",
    }
}

impl Default for VmStatus {
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

open_enum! {
    /// How a VM is billed; values seen.
    VmType {
        /// On demand.
        OnDemand = "ondem",
        /// Spot.
        Spot = "spot",
        /// Subscription.
        Subscription = "subscription",
    }
}

/// The price of a VM, US dollars per hour for the whole machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct VmPricing {
    /// GPUs.
    #[serde(default)]
    pub gpus_per_hr: Amount,
    /// Virtual CPUs, as the page spells it; see [`VmPricing::vcpus`].
    #[serde(default)]
    pub vcpus_per_hr: Amount,
    /// The other spelling that is seen. Both may come.
    #[serde(default)]
    pub vcpu_per_hr: Amount,
    /// RAM.
    #[serde(default)]
    pub ram_per_hr: Amount,
    /// Storage.
    #[serde(default)]
    pub storage_per_hr: Amount,
    /// While it has its GPUs, running or stopped.
    #[serde(default)]
    pub total_associated_per_hr: Amount,
    /// Once released.
    #[serde(default)]
    pub total_disassociated_per_hr: Amount,
}

impl VmPricing {
    /// Virtual CPUs, in whichever spelling they came.
    pub fn vcpus(&self) -> &Amount {
        if self.vcpus_per_hr.text().is_some() { &self.vcpus_per_hr } else { &self.vcpu_per_hr }
    }
}

/// One forwarded port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct PortForward {
    /// Port inside the VM.
    #[serde(default, deserialize_with = "lenient::field")]
    pub internal_port: Option<u16>,
    /// Port on the public address.
    #[serde(default, deserialize_with = "lenient::field")]
    pub external_port: Option<u16>,
}

/// A VM that is not terminated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VirtualMachine {
    /// Id.
    pub id: Id,
    /// Host node it is on.
    #[serde(default, deserialize_with = "lenient::field")]
    pub hostnode_id: Option<Id>,
    /// `type`: how it is billed.
    #[serde(default, rename = "type", deserialize_with = "lenient::field")]
    pub kind: Option<VmType>,
    /// State.
    #[serde(default, deserialize_with = "lenient::field")]
    pub status: VmStatus,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What it has.
    #[serde(default, deserialize_with = "lenient::field")]
    pub resources: Option<Resources>,
    /// Operating system, e.g. `Ubuntu 22.04 LTS`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub operating_system: Option<String>,
    /// Price.
    #[serde(default, deserialize_with = "lenient::field")]
    pub pricing: Option<VmPricing>,
    /// Public address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub public_ip: Option<String>,
    /// Address inside the provider's network; seen, not on the page.
    #[serde(default, deserialize_with = "lenient::text")]
    pub internal_ip: Option<String>,
    /// Forwarded ports.
    #[serde(default, deserialize_with = "lenient::list")]
    pub port_forwards: Vec<PortForward>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::field")]
    pub timestamp_creation: Option<DateTime<Utc>>,
    /// Tags.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub tags: Vec<String>,
}
