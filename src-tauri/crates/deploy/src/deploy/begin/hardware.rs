//! Hardware that is asked for, found among what is sold now.

use std::sync::Arc;

use chrono::TimeDelta;

use super::remarks::Remarks;
use crate::deploy::memory::{DeployMemory, Offer};
use crate::deploy::metal_offer::MetalOffer;
use crate::deploy::{metal, options};
use voltdeck_base::account::Account;
use voltdeck_base::{App, hardware};
use voltdeck_contract::{Answer, BareMetalPrice, MachineKind, MetalDraft, OrganizationKey, PresetView};

/// How old an offer may be that is not read again: the wizard reads one of its own as it opens.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// Hardware as far as it is known.
pub(crate) enum Hardware {
    /// Of a VM.
    Vm {
        preset_id: Option<String>,
        /// 0 where nobody knows.
        gpus: u32,
        model: Option<String>,
        system: Option<String>,
        vcpu: Option<u32>,
        ram_gb: Option<u32>,
    },
    /// Of a rental.
    Rental { location_id: Option<String>, place: Option<String>, network: Option<String>, gpus: u32, sub_order: String },
}

/// What is offered now.
pub(super) enum Offered {
    Vm(Arc<Offer>),
    Rental(Arc<MetalOffer>),
}

impl Offered {
    pub(super) fn keys(&self) -> Option<&[OrganizationKey]> {
        match self {
            Self::Vm(offer) => offer.keys.as_deref(),
            Self::Rental(offer) => offer.keys.as_deref(),
        }
    }
}

/// Reads what is offered, unless that was done just now.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>, kind: MachineKind) -> Answer<Offered> {
    let is_fresh = |read_at| (TimeDelta::zero()..FRESH).contains(&(app.host.now() - read_at));
    let memory = account.part::<DeployMemory>();
    Ok(match kind {
        MachineKind::Vm => Offered::Vm(match memory.offer().filter(|offer| is_fresh(offer.read_at)) {
            Some(offer) => offer,
            None => options::offer(app, account).await?,
        }),
        MachineKind::BareMetal => Offered::Rental(match memory.metal().filter(|offer| is_fresh(offer.read_at)) {
            Some(offer) => offer,
            None => metal::offer(app, account).await?,
        }),
    })
}

impl Hardware {
    pub(crate) fn kind(&self) -> MachineKind {
        match self {
            Self::Vm { .. } => MachineKind::Vm,
            Self::Rental { .. } => MachineKind::BareMetal,
        }
    }

    /// `8 × H100 SXM5 80 GB`, as far as it is known.
    pub(crate) fn said(&self) -> String {
        match self {
            Self::Vm { gpus: 0, .. } | Self::Rental { gpus: 0, .. } => "its hardware".to_owned(),
            Self::Vm { gpus, model, .. } => format!("{gpus} × {}", model.as_deref().unwrap_or("GPU")),
            Self::Rental { gpus, .. } => format!("{gpus} GPUs"),
        }
    }

    /// The preset to choose; `None` where none is the same.
    pub(super) fn preset(&self, offered: &Offered, remarks: &mut Remarks) -> Option<String> {
        let (Self::Vm { preset_id, .. }, Offered::Vm(offer)) = (self, offered) else { return None };
        let by_id = offer.presets.iter().find(|preset| Some(&preset.id) == preset_id.as_ref());
        // An id is nothing that a person reads: what is said of the hardware counts.
        if let Some(other) = by_id.filter(|preset| !self.agrees(preset)) {
            remarks.say(format!(
                "Its preset is now {} × {} with {}, which is not the same. It isn't chosen.",
                other.gpus, other.gpu_model, other.operating_system
            ));
        }
        let preset = by_id.filter(|preset| self.agrees(preset)).or_else(|| self.alike(&offer.presets, remarks))?;
        if preset.per_hour.is_none() {
            remarks.say(format!("The provider sent no readable price for {}, so it cannot be chosen.", self.said()));
            return None;
        }
        if !preset.in_stock {
            remarks.say(format!(
                "{} {} is sold out now. Choose other hardware, or have it deployed when it is available.",
                preset.gpus, preset.gpu_model
            ));
        }
        Some(preset.id.clone())
    }

    /// Whether a preset has what is known of it.
    fn agrees(&self, preset: &PresetView) -> bool {
        let Self::Vm { gpus, model, system, vcpu, ram_gb, .. } = self else { return false };
        (*gpus == 0 || preset.gpus == *gpus)
            && model.as_ref().is_none_or(|model| preset.gpu_model == *model)
            && system.as_ref().is_none_or(|system| *system == preset.operating_system)
            && vcpu.is_none_or(|vcpu| preset.vcpu == Some(vcpu))
            && ram_gb.is_none_or(|ram| preset.ram_gb == Some(ram))
    }

    /// The one preset that has what is known of it.
    fn alike<'offer>(&self, presets: &'offer [PresetView], remarks: &mut Remarks) -> Option<&'offer PresetView> {
        let Self::Vm { preset_id, gpus, model, .. } = self else { return None };
        if *gpus == 0 || model.is_none() {
            remarks.say("Its hardware is not known. Choose it.");
            return None;
        }
        let mut found = presets.iter().filter(|preset| self.agrees(preset));
        let (first, second) = (found.next(), found.next());
        match (first, second) {
            (Some(preset), None) => {
                remarks.say(if preset_id.is_some() {
                    "Its preset is no longer sold. The one with the same hardware is chosen, and may cost something else."
                } else {
                    "Which preset it was is not told. The one with the same hardware is chosen."
                });
                Some(preset)
            }
            (None, _) => {
                remarks.say(format!("{} as it had them are no longer sold. Choose other hardware.", self.said()));
                None
            }
            (Some(_), Some(_)) => {
                remarks.say(format!(
                    "Several presets have {}, and which one it was is not known. Choose one.",
                    self.said()
                ));
                None
            }
        }
    }

    /// The rental to choose, as far as it is offered.
    pub(super) fn rental(&self, offered: &Offered, remarks: &mut Remarks) -> Option<MetalDraft> {
        let (Self::Rental { location_id, place, network, gpus, sub_order }, Offered::Rental(offer)) = (self, offered)
        else {
            return None;
        };
        let line = line(offer, location_id.as_deref(), network.as_deref());
        match line {
            None if location_id.is_none() => remarks.say("Where it was is not known. Choose a location."),
            None => {
                let place = place.as_ref().map_or_else(|| "Its location".to_owned(), Clone::clone);
                let network = network.as_deref().map(hardware::network).unwrap_or_default();
                let with = if network.is_empty() { network } else { format!(" with {network}") };
                remarks.say(format!("{place}{with} is no longer offered. Choose another location."));
            }
            Some(line) => {
                if location_id.is_none() {
                    let place = line.place.as_deref().unwrap_or("The only location that offers it");
                    remarks
                        .say(format!("Where it was is not known. {place} is chosen: check that it is the right one."));
                }
                stock(line, *gpus, remarks);
            }
        }
        if *gpus == 0 {
            remarks.say("How many GPUs it had is not known. Say how many you want.");
        }
        Some(MetalDraft {
            location_id: line.map(|line| line.location_id.clone()),
            network: line.map(|line| line.network.clone()),
            gpu_count: Some(*gpus).filter(|gpus| *gpus > 0),
            sub_order: sub_order.clone(),
            ..MetalDraft::default()
        })
    }
}

/// The line of a place and network. Where the place is not known but only one has this network, it is that one.
fn line<'offer>(
    offer: &'offer MetalOffer,
    place: Option<&str>,
    network: Option<&str>,
) -> Option<&'offer BareMetalPrice> {
    let fits = |line: &&BareMetalPrice| {
        place.is_none_or(|place| line.location_id == place) && network.is_none_or(|network| line.network == network)
    };
    let mut found = offer.hardware.iter().filter(fits);
    found.next().filter(|_| (place.is_some() && network.is_some()) || found.next().is_none())
}

fn stock(line: &BareMetalPrice, gpus: u32, remarks: &mut Remarks) {
    let place = line.place.as_deref().unwrap_or("its location");
    match line.free_gpus {
        None => remarks.say(format!("The provider does not say how many GPUs are free in {place}.")),
        Some(free) if free < gpus => remarks.say(format!(
            "Only {free} of the {gpus} GPUs are free in {place} now. Take fewer, choose another location, or have it deployed \
             when they are available."
        )),
        Some(_) => {}
    }
}
