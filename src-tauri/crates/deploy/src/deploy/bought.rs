//! What a draft buys, at the prices and the stock of now.

use std::sync::Arc;

use super::goods::Goods;
use super::metal_offer::MetalOffer;
use super::rental::Rental;
use super::{cost, metal, provider, words};
use crate::deploy::DeployMemory;
use voltdeck_access::connect::target;
use voltdeck_base::account::Account;
use voltdeck_base::{App, hardware};
use voltdeck_catalog::offers;
use voltdeck_contract::{Answer, CommandError, DeployDraft, PresetView, Quote};

/// The hardware of an order.
#[derive(Debug, Clone)]
pub(super) enum Bought {
    /// A VM of a preset.
    Preset(Box<PresetView>),
    /// A bare-metal rental.
    Rental(Box<Rental>),
}

impl Bought {
    /// Reads it again, so that price and stock are those of now.
    pub(super) async fn now(app: &Arc<App>, account: &Arc<Account>, draft: &DeployDraft) -> Answer<Self> {
        let Some(chosen) = &draft.metal else {
            let Some(id) = draft.preset_id.as_deref().filter(|id| !id.is_empty()) else {
                return Err(words::no_hardware());
            };
            let places = offers::places(account, &account.client()).await;
            let preset = provider::preset(account, id).await?.map(|preset| offers::view(&preset, &places));
            account.part::<DeployMemory>().keep_preset(id, preset.clone());
            return preset.map(|preset| Self::Preset(Box::new(preset))).ok_or_else(words::no_such_preset);
        };
        let offer = match account.part::<DeployMemory>().metal() {
            // Keys and volumes are as they were read; price and stock are read again.
            Some(offer) => {
                let hardware =
                    offers::metal(&account.client(), offers::places(account, &account.client())).await?.items;
                account.part::<DeployMemory>().keep_metal(MetalOffer {
                    hardware,
                    read_at: app.host.now(),
                    ..MetalOffer::clone(&offer)
                })
            }
            None => metal::offer(app, account).await?,
        };
        if offer.find(chosen).is_none() {
            return Err(words::no_such_preset().at("metal.locationId"));
        }
        Rental::of(chosen, &offer)
            .map(|rental| Self::Rental(Box::new(rental)))
            .ok_or_else(|| words::other_hardware().at("metal.locationId"))
    }

    /// The same from what was read last, with no request; `None` while something is missing.
    pub(super) fn known(account: &Account, draft: &DeployDraft) -> Option<Self> {
        if let Some(chosen) = &draft.metal {
            let rental = Rental::of(chosen, account.part::<DeployMemory>().metal()?.as_ref())?;
            return Some(Self::Rental(Box::new(rental)));
        }
        let (offer, id) = (account.part::<DeployMemory>().offer()?, draft.preset_id.as_deref()?);
        let preset = offer.presets.iter().find(|preset| preset.id == id)?;
        Some(Self::Preset(Box::new(preset.clone())))
    }

    /// What it costs; `None` without a readable price.
    pub(super) fn quote(&self) -> Option<Quote> {
        match self {
            Self::Preset(preset) => cost::quote(preset),
            Self::Rental(rental) => rental.quote(),
        }
    }

    /// Nothing is sold out of it, and its price is the one agreed to.
    pub(super) fn holds(&self, agreed: &Quote) -> Answer<()> {
        let now = self.quote().ok_or_else(|| self.here(words::no_price()))?;
        if now.hardware_id != agreed.hardware_id {
            return Err(self.here(words::other_hardware()));
        }
        if !self.in_stock() {
            return Err(self.here(words::sold_out(&self.line())));
        }
        if (now.compute_per_hour, now.storage_per_hour) != (agreed.compute_per_hour, agreed.storage_per_hour) {
            return Err(self.here(words::price_moved(cost::per_hour(agreed), cost::per_hour(&now))));
        }
        Ok(())
    }

    pub(super) fn in_stock(&self) -> bool {
        match self {
            Self::Preset(preset) => preset.in_stock,
            Self::Rental(rental) => rental.in_stock(),
        }
    }

    /// What a standing order is for; `None` without a readable price.
    pub(super) fn goods(&self) -> Option<Goods> {
        Some(Goods { hardware_id: self.quote()?.hardware_id, what: self.what(), line: self.line() })
    }

    /// What it is, without where it is: of that only its name may come to be known.
    pub(super) fn what(&self) -> String {
        match self {
            Self::Preset(_) => self.line(),
            Self::Rental(rental) => rental.what(),
        }
    }

    /// The same error at the field of the form where hardware is chosen.
    pub(super) fn here(&self, said: CommandError) -> CommandError {
        said.at(match self {
            Self::Preset(_) => "presetId",
            Self::Rental(_) => "metal.locationId",
        })
    }

    /// Whether one gets in by Remote Desktop.
    pub(super) fn is_windows(&self) -> bool {
        match self {
            Self::Preset(preset) => target::is_windows(&preset.operating_system),
            Self::Rental(_) => false,
        }
    }

    /// In one line: `1 × H100 SXM5 80 GB · 26 vCPU · 116 GB RAM · 2400 GB disk · Ubuntu 22.04 LTS`.
    pub(super) fn line(&self) -> String {
        let preset = match self {
            Self::Preset(preset) => preset,
            Self::Rental(rental) => return rental.line(),
        };
        let mut parts = vec![format!("{} × {}", preset.gpus, preset.gpu_model)];
        parts.extend(preset.vcpu.map(|count| format!("{count} vCPU")));
        parts.extend(preset.ram_gb.map(|size| format!("{} RAM", hardware::gb(size))));
        parts.extend(preset.storage_gb.map(|size| format!("{} disk", hardware::gb(size))));
        parts.extend(Some(preset.operating_system.clone()).filter(|name| !name.is_empty()));
        parts.join(" · ")
    }
}
