//! A rental as it is chosen: what it is, what it costs, and whether it can be had.

use rust_decimal::Decimal;

use super::metal_offer::MetalOffer;
use voltdeck_base::hardware;
use voltdeck_contract::{BareMetalPrice, MetalDraft, MetalReview, Money, Quote, StorageMode};
use voltdeck_volumes::storage;

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
