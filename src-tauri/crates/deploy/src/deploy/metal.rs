//! What the bare-metal wizard offers, and what of it is chosen.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use voltagepark::types::StorageVolume;

use super::options;
use super::provider;
use crate::deploy::DeployMemory;
use voltdeck_base::account::Account;
use voltdeck_base::{App, failure, hardware};
use voltdeck_catalog::offers::{self, Offers, Reading};
use voltdeck_contract::{
    Answer, BareMetalPrice, CommandError, MetalDraft, MetalOptions, MetalReview, Money, OrganizationKey, Quote,
    StorageMode, VolumeChoice,
};
use voltdeck_machines::fleet::{self, Fleet, Machine};
use voltdeck_volumes::storage;
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

/// What the wizard offers, read now. Without hardware there is no wizard; without keys, volumes or places there is.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>) -> Answer<MetalOptions> {
    let offer = offer(app, account).await?;
    let taken = options::taken_names(app, account)?.into_iter().collect();
    let short = offer.hardware.iter().find_map(|line| line.gpu_model.as_deref()).unwrap_or("gpu");
    let base = format!("{}-metal", short.split(' ').next().unwrap_or(short));
    Ok(MetalOptions {
        read_at: offer.read_at,
        hardware: offer.hardware.clone(),
        keys: offer.keys.clone().unwrap_or_default(),
        keys_fault: offer.keys_fault.clone(),
        volumes: offer.volumes.clone().unwrap_or_default(),
        volumes_fault: offer.volumes_fault.clone(),
        storage_rate: offer.paid.as_ref().and_then(Paid::per_gb).or(offer.printed_rate).map(Money),
        suggested_name: options::free_name(&base, &taken),
        known_tags: fleet::tags_by_use(account),
        known_sub_orders: sub_orders(account),
    })
}

/// Reads what is offered and remembers it.
pub(super) async fn offer(app: &Arc<App>, account: &Arc<Account>) -> Answer<Arc<MetalOffer>> {
    let (hardware, keys, volumes, rate) = futures::join!(
        offers::metal(&account.client(), offers::places(account, &account.client())),
        provider::keys(account),
        account.client().list_storage_all(100),
        account.client().get_storage_rate(),
    );
    let split = |fault: CommandError| (None, Some(fault));
    let (keys, keys_fault) = keys.map_or_else(split, |keys| (Some(keys), None));
    let volumes = volumes.map_err(|failed| failure::reading(&failed));
    let paid = volumes.as_ref().ok().and_then(|list| Paid::largest(list.items.iter()));
    let (volumes, volumes_fault) = match volumes {
        Ok(list) => (Some(list.items.iter().map(choice).collect()), None),
        Err(fault) => (None, Some(fault)),
    };
    let hardware = hardware?;
    offers::note(app, account, &reading(&hardware));
    Ok(account.part::<DeployMemory>().keep_metal(MetalOffer {
        read_at: app.host.now(),
        hardware: hardware.items,
        keys,
        keys_fault,
        volumes,
        volumes_fault,
        paid,
        printed_rate: rate.ok().and_then(|rate| rate.hourly_rate_per_gb.decimal()),
    }))
}

fn reading(hardware: &Offers<BareMetalPrice>) -> Reading {
    Reading { presets: None, metal: Some(hardware.clone()), fault: None }
}

pub(super) fn choice(volume: &StorageVolume) -> VolumeChoice {
    VolumeChoice {
        id: volume.id.to_string(),
        name: volume.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| volume.id.to_string()),
        size_gb: volume.size_in_gb.and_then(|size| u32::try_from(size).ok()),
        per_hour: volume.rate_hourly.decimal().map(Money),
        attached_to: u32::try_from(volume.order_ids.len()).unwrap_or(u32::MAX),
    }
}

fn sub_orders(account: &Account) -> Vec<String> {
    let state = account.part::<Fleet>().state();
    let of = |machine: &Machine| match machine {
        Machine::Rental(rental) => rental.any_sub_order().map(str::to_owned),
        Machine::Vm(_) => None,
    };
    state.machines.values().filter_map(|known| of(&known.machine)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A rental as it is chosen, at the prices of now.
#[derive(Debug, Clone)]
pub(super) struct Rental {
    pub(super) hardware: BareMetalPrice,
    pub(super) gpus: u32,
    pub(super) sub_order: Option<i64>,
    pub(super) storage: Storage,
    /// What a new volume costs per hour.
    pub(super) storage_per_hour: Decimal,
}

/// The storage of a rental that is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Storage {
    None,
    Existing { id: String, name: String },
    New { name: String, size_gb: u32 },
}

impl Rental {
    /// The choice of a draft, or `None` where something is missing: the rules have said what.
    pub(super) fn of(draft: &MetalDraft, offer: &MetalOffer) -> Option<Self> {
        let storage = match draft.storage_mode {
            StorageMode::None => Storage::None,
            StorageMode::Existing => {
                let id = draft.storage_id.clone()?;
                let known = offer.volumes.iter().flatten().find(|volume| volume.id == id);
                Storage::Existing { name: known.map_or_else(|| id.clone(), |volume| volume.name.clone()), id }
            }
            StorageMode::New => Storage::New {
                name: draft.volume_name.trim().to_owned(),
                size_gb: storage::parse_size(&draft.volume_gb).ok()?,
            },
        };
        let storage_per_hour = match &storage {
            Storage::New { size_gb, .. } => offer.volume_price(*size_gb)?,
            Storage::None | Storage::Existing { .. } => Decimal::ZERO,
        };
        let typed = draft.sub_order.trim();
        let sub_order = if typed.is_empty() { None } else { Some(typed.parse().ok()?) };
        Some(Self {
            hardware: offer.find(draft)?.clone(),
            gpus: draft.gpu_count?,
            sub_order,
            storage,
            storage_per_hour,
        })
    }

    /// What it costs; `None` without a readable price.
    pub(super) fn quote(&self) -> Option<Quote> {
        let volume = match &self.storage {
            Storage::None => String::new(),
            Storage::Existing { id, .. } => id.clone(),
            Storage::New { size_gb, .. } => format!("new {size_gb} GB"),
        };
        Some(Quote {
            hardware_id: format!("{}/{}/{}/{volume}", self.hardware.location_id, self.hardware.network, self.gpus),
            compute_per_hour: Money(self.hardware.per_gpu_hour?.0.checked_mul(Decimal::from(self.gpus))?),
            storage_per_hour: Money(self.storage_per_hour),
        })
    }

    /// Whether so many GPUs are free, as far as the provider says.
    pub(super) fn in_stock(&self) -> bool {
        self.hardware.free_gpus.is_some_and(|free| free >= self.gpus)
    }

    fn nodes(&self) -> Option<u32> {
        let per_node = self.hardware.gpus_per_node.filter(|&gpus| gpus > 0)?;
        self.gpus.is_multiple_of(per_node).then(|| self.gpus / per_node)
    }

    /// `16 × H100 SXM5 80 GB · 2 nodes · InfiniBand · Allen, Texas, USA`.
    pub(super) fn line(&self) -> String {
        let mut line = self.what();
        if let Some(place) = &self.hardware.place {
            line.push_str(" · ");
            line.push_str(place);
        }
        line
    }

    /// The same without the place, whose name may not be known.
    pub(super) fn what(&self) -> String {
        let model = self.hardware.gpu_model.as_deref().unwrap_or("GPU");
        let mut parts = vec![format!("{} × {model}", self.gpus)];
        parts.extend(self.nodes().map(|nodes| if nodes == 1 { "1 node".into() } else { format!("{nodes} nodes") }));
        parts.push(hardware::network(&self.hardware.network));
        parts.join(" · ")
    }

    /// For the last look.
    pub(super) fn review(&self) -> MetalReview {
        MetalReview {
            hardware: self.hardware.clone(),
            gpus: self.gpus,
            nodes: self.nodes(),
            sub_order: self.sub_order.map(|number| number.to_string()),
            storage: match &self.storage {
                Storage::None => None,
                Storage::Existing { name, .. } => Some(name.clone()),
                Storage::New { name, size_gb } => Some(format!("{name}, {}, new", hardware::gb(*size_gb))),
            },
        }
    }
}
