use serde::Deserialize;

use super::Resources;
use crate::amount::Amount;
use crate::id::Id;
use crate::lenient;

/// Hardware and operating system of a VM that can be deployed at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InstantDeployPreset {
    /// Id: the `config_id` of a deploy.
    pub id: Id,
    /// What the VM has.
    #[serde(default, deserialize_with = "lenient::field")]
    pub resources: Option<Resources>,
    /// Operating system.
    #[serde(default, deserialize_with = "lenient::text")]
    pub operating_system: Option<String>,
    /// US dollars per hour for the whole VM without its disk.
    #[serde(default)]
    pub compute_rate_hourly: Amount,
    /// US dollars per hour for its disk.
    #[serde(default)]
    pub storage_rate_hourly: Amount,
    /// Places that have it; none when it is sold out.
    #[serde(default, deserialize_with = "lenient::list")]
    pub location_ids_with_availability: Vec<Id>,
}
