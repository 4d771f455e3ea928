use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::id::Id;
use crate::lenient;
use crate::open_enum::open_enum;

open_enum! {
    /// The state of a storage volume; values seen.
    StorageStatus {
        /// It can be mounted.
        Active = "active",
        /// It cannot.
        Inactive = "inactive",
    }
}

/// A shared storage volume.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StorageVolume {
    /// Id.
    pub id: Id,
    /// Size in GB.
    #[serde(default, deserialize_with = "lenient::field")]
    pub size_in_gb: Option<u64>,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// State.
    #[serde(default, deserialize_with = "lenient::field")]
    pub status: Option<StorageStatus>,
    /// US dollars per hour for the whole volume.
    #[serde(default)]
    pub rate_hourly: Amount,
    /// What it is attached to.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub order_ids: Vec<Id>,
    /// Tenant.
    #[serde(default, deserialize_with = "lenient::field")]
    pub tenant_id: Option<i64>,
    /// Address from which it is mounted.
    #[serde(default, deserialize_with = "lenient::text")]
    pub vip: Option<String>,
    /// Bytes in use; only where one volume is read by its id.
    #[serde(default, deserialize_with = "lenient::field")]
    pub used_capacity_bytes: Option<u64>,
}

/// The price of storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct StorageRate {
    /// US dollars per hour and GB, by its name; see `rate_hourly` of a volume for what is charged.
    #[serde(default)]
    pub hourly_rate_per_gb: Amount,
}

/// A volume to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewStorage {
    /// Size in GB, 1 or more.
    pub size_in_gb: u64,
    /// Name.
    pub name: String,
    /// What it is attached to at once.
    pub order_ids: Vec<Id>,
}

/// A change of a volume; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UpdateStorage {
    /// New size in GB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_in_gb: Option<u64>,
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Everything it is attached to: the list replaces the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_ids: Option<Vec<Id>>,
}
