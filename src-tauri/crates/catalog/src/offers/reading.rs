//! One reading of the stock, from the lists that somebody waits on.

use std::collections::HashSet;

use super::words;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, BareMetalPrice, CommandError, MachineKind, PresetView, StockThing};

/// A list, and whether what it lacks is not offered.
#[derive(Debug, Clone)]
pub struct Offers<T> {
    pub items: Vec<T>,
    pub whole: bool,
}

/// The lists as they were read; `None` where one was not asked for, or could not be read.
#[derive(Debug, Clone)]
pub struct Reading {
    pub presets: Option<Offers<PresetView>>,
    pub metal: Option<Offers<BareMetalPrice>>,
    /// Why one could not be read.
    pub fault: Option<CommandError>,
}

/// What a reading says of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    /// A preset.
    Preset(&'a PresetView),
    /// A network of a location.
    Metal(&'a BareMetalPrice),
    /// A whole list lacks it.
    Gone,
    /// Nothing.
    Unsaid,
}

impl Reading {
    /// Reads the lists of these kinds, one request each. Each fails by itself.
    pub async fn now(account: &Account, kinds: &HashSet<MachineKind>) -> Self {
        let presets = async {
            if kinds.contains(&MachineKind::Vm) { Some(super::presets_on_offer(account).await) } else { None }
        };
        let metal = async {
            if kinds.contains(&MachineKind::BareMetal) { Some(super::metal_on_offer(account).await) } else { None }
        };
        let (presets, metal) = futures::join!(presets, metal);
        let (presets, no_presets) = split(presets);
        let (metal, no_metal) = split(metal);
        Self { presets, metal, fault: no_presets.or(no_metal) }
    }

    /// Everything that is on offer.
    pub(super) fn offers(&self) -> impl Iterator<Item = (StockThing, Offer)> + '_ {
        let presets = self.presets.iter().flat_map(|list| &list.items).map(|preset| {
            let thing = StockThing::Preset { id: preset.id.clone() };
            (thing, Offer { name: words::preset(preset), in_stock: Some(preset.in_stock), gpus_per_node: None })
        });
        let metal = self.metal.iter().flat_map(|list| &list.items).map(|line| {
            let thing = StockThing::Metal { location_id: line.location_id.clone(), network: line.network.clone() };
            let in_stock = line.free_gpus.map(|free| free > 0);
            (thing, Offer { name: words::metal(line), in_stock, gpus_per_node: line.gpus_per_node })
        });
        presets.chain(metal)
    }

    /// What it says of a thing.
    pub fn find(&self, thing: &StockThing) -> Found<'_> {
        match thing {
            StockThing::Preset { id } => {
                let Some(list) = &self.presets else { return Found::Unsaid };
                let found = list.items.iter().find(|preset| &preset.id == id).map(Found::Preset);
                found.unwrap_or(if list.whole { Found::Gone } else { Found::Unsaid })
            }
            StockThing::Metal { location_id, network } => {
                let Some(list) = &self.metal else { return Found::Unsaid };
                let is_it = |line: &&BareMetalPrice| &line.location_id == location_id && &line.network == network;
                let found = list.items.iter().find(is_it).map(Found::Metal);
                found.unwrap_or(if list.whole { Found::Gone } else { Found::Unsaid })
            }
        }
    }
}

/// Something on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) in_stock: Option<bool>,
    pub(super) gpus_per_node: Option<u32>,
}

fn split<T>(read: Option<Answer<T>>) -> (Option<T>, Option<CommandError>) {
    match read {
        Some(Ok(list)) => (Some(list), None),
        Some(Err(fault)) => (None, Some(fault)),
        None => (None, None),
    }
}

impl Found<'_> {
    /// Whether there is enough of it; `None` where nobody knows.
    pub fn has(&self, least: u32) -> Option<bool> {
        match self {
            Self::Preset(preset) => Some(preset.in_stock),
            Self::Metal(line) => line.free_gpus.map(|free| free >= least.max(1)),
            Self::Gone | Self::Unsaid => None,
        }
    }
}

/// The kind of machine that a thing is.
pub fn machine_kind(thing: &StockThing) -> MachineKind {
    match thing {
        StockThing::Preset { .. } => MachineKind::Vm,
        StockThing::Metal { .. } => MachineKind::BareMetal,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn preset(id: &str, in_stock: bool) -> PresetView {
        PresetView {
            id: id.into(),
            gpus: 2,
            gpu_model: "H100 SXM5 80 GB".into(),
            gpu_short: "H100".into(),
            vcpu: None,
            ram_gb: None,
            storage_gb: None,
            operating_system: String::new(),
            compute_per_hour: None,
            storage_per_hour: None,
            per_hour: None,
            in_stock,
            places: Vec::new(),
        }
    }

    pub fn metal(free: Option<u32>) -> BareMetalPrice {
        BareMetalPrice {
            location_id: "l".into(),
            place: None,
            network: "infiniband".into(),
            gpu_model: Some("H100 SXM5 80 GB".into()),
            cpu_model: None,
            gpus_per_node: Some(8),
            vcpu: None,
            ram_gb: None,
            storage_gb: None,
            per_gpu_hour: None,
            per_node_hour: None,
            free_gpus: free,
        }
    }

    pub fn reading(presets: Option<(Vec<PresetView>, bool)>, metal: Option<(Vec<BareMetalPrice>, bool)>) -> Reading {
        Reading {
            presets: presets.map(|(items, whole)| Offers { items, whole }),
            metal: metal.map(|(items, whole)| Offers { items, whole }),
            fault: None,
        }
    }

    #[test]
    fn only_a_whole_list_says_that_something_is_gone() {
        let two = StockThing::Preset { id: "two".into() };
        let of = |presets| reading(presets, None).find(&two).clone() == Found::Gone;
        assert!(of(Some((vec![preset("one", true)], true))));
        assert!(!of(Some((vec![preset("one", true)], false))));
        assert!(!of(Some((vec![preset("two", false)], true))));
        assert!(!of(None));
        let metal = StockThing::Metal { location_id: "l".into(), network: "ethernet".into() };
        assert_eq!(reading(None, Some((vec![self::metal(None)], true))).find(&metal), Found::Gone);
    }

    #[test]
    fn there_is_enough_where_that_many_are_free_and_nobody_knows_where_the_provider_is_silent() {
        let thing = StockThing::Metal { location_id: "l".into(), network: "infiniband".into() };
        let has = |free, least| reading(None, Some((vec![metal(free)], true))).find(&thing).has(least);
        assert_eq!([has(Some(8), 8), has(Some(8), 16), has(Some(0), 0)], [Some(true), Some(false), Some(false)]);
        assert_eq!(has(None, 8), None);
    }
}
