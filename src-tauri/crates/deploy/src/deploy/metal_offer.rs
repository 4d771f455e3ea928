//! What the bare-metal wizard was offered: hardware, keys, volumes, and what storage costs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use voltagepark::types::StorageVolume;

use voltdeck_contract::{BareMetalPrice, CommandError, MetalDraft, Money, OrganizationKey, VolumeChoice};
use voltdeck_volumes::storage::price::{self, Paid};

/// What was offered last.
#[derive(Debug, Clone)]
pub(super) struct MetalOffer {
    pub(super) read_at: DateTime<Utc>,
    pub(super) hardware: Vec<BareMetalPrice>,
    pub(super) keys: Option<Vec<OrganizationKey>>,
    pub(super) keys_fault: Option<CommandError>,
    pub(super) volumes: Option<Vec<VolumeChoice>>,
    pub(super) volumes_fault: Option<CommandError>,
    /// The same volumes as the provider tells them, by id: their addresses are needed to mount them.
    pub(super) listed: BTreeMap<String, StorageVolume>,
    /// What an existing volume is billed.
    pub(super) paid: Option<Paid>,
    /// Per GB and hour, as the provider prints it.
    pub(super) printed_rate: Option<Decimal>,
}

impl MetalOffer {
    /// The line of a location and network.
    pub(super) fn find(&self, draft: &MetalDraft) -> Option<&BareMetalPrice> {
        let (location, network) = (draft.location_id.as_deref()?, draft.network.as_deref()?);
        self.hardware.iter().find(|line| line.location_id == location && line.network == network)
    }

    /// What a new volume costs per hour: as an existing one is billed, else as the rate is printed.
    pub(super) fn volume_price(&self, size_gb: u32) -> Option<Decimal> {
        let billed = self.paid.as_ref().and_then(|paid| paid.scaled(size_gb));
        billed.or_else(|| price::by_rate(self.printed_rate?, size_gb))
    }
}

/// A volume as it is offered.
pub(super) fn choice(volume: &StorageVolume) -> VolumeChoice {
    VolumeChoice {
        id: volume.id.to_string(),
        name: volume.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| volume.id.to_string()),
        size_gb: volume.size_in_gb.and_then(|size| u32::try_from(size).ok()),
        per_hour: volume.rate_hourly.decimal().map(Money),
        attached_to: u32::try_from(volume.order_ids.len()).unwrap_or(u32::MAX),
    }
}
