//! What is for sale and where: presets, places with their host nodes, bare-metal locations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};
use uuid::{Uuid, uuid};

use super::stock::{Shelf, Supply};
use crate::billing::{Micros, print};
use crate::chance::Chance;

/// The GPU that everything has.
pub const GPU_MODEL: &str = "h100-sxm5-80gb";
/// The id that the page's examples use; what a body of theirs names exists under it.
pub const EXAMPLE_ID: Uuid = uuid!("123e4567-e89b-12d3-a456-426614174000");
const EXAMPLE_LOCATION: Uuid = uuid!("a3111bd4-550a-47d0-838a-0a52bff2ae3f");
/// GPUs in a bare-metal node.
pub const GPUS_PER_NODE: u32 = 8;

/// Prices per hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    pub compute: Micros,
    pub storage: Micros,
}

/// An instant-deploy preset. Its rates are per instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Preset {
    pub id: Uuid,
    pub gpus: u32,
    pub operating_system: String,
    pub prices: Prices,
    pub shelf: Shelf,
}

/// A place with host nodes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    pub id: Uuid,
    pub city: String,
    pub region: String,
    pub country: String,
    pub hostnodes: Vec<Uuid>,
}

/// A bare-metal location. Its prices are per GPU.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MetalPlace {
    pub id: Uuid,
    pub ethernet: Shelf,
    pub infiniband: Shelf,
    pub ethernet_price: Micros,
    pub infiniband_price: Micros,
}

/// Everything for sale.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Catalog {
    pub presets: Vec<Preset>,
    pub places: Vec<Place>,
    pub metal: Vec<MetalPlace>,
}

/// What a virtual machine of so many GPUs has.
pub fn resources(gpus: u32) -> Value {
    json!({
        "gpus": {GPU_MODEL: {"count": gpus}},
        "vcpu_count": 26 * gpus,
        "ram_gb": 116 * gpus,
        "storage_gb": 2400 * gpus,
    })
}

/// What a bare-metal node has.
pub fn node_specs() -> Value {
    json!({
        "gpu_model": GPU_MODEL,
        "gpu_count": GPUS_PER_NODE,
        "cpu_model": "Intel Xeon Platinum 8470",
        "cpu_count": 104,
        "ram_gb": 1024,
        "storage_gb": 18000,
    })
}

fn metal(seed: u64, now: DateTime<Utc>) -> Vec<MetalPlace> {
    let shelf = |supply, salt: u64| Shelf::new(supply, now, seed ^ salt);
    let metal_place = |id, ethernet, infiniband, salt| MetalPlace {
        id,
        ethernet: shelf(ethernet, salt),
        infiniband: shelf(infiniband, salt + 1),
        ethernet_price: 1_990_000,
        infiniband_price: 2_490_000,
    };
    vec![
        metal_place(EXAMPLE_LOCATION, Supply::Steady(32), Supply::Steady(64), 101),
        metal_place(
            Chance::of(&[4]).uuid(),
            Supply::Steady(8),
            Supply::Changing { first: 0, slots: 6, low: -8, high: 16 },
            103,
        ),
    ]
}

impl Catalog {
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let supply = [
            (1, Supply::Changing { first: 8, slots: 4, low: 6, high: 12 }),
            (2, Supply::Changing { first: 4, slots: 4, low: 3, high: 6 }),
            (4, Supply::Changing { first: 2, slots: 4, low: -1, high: 2 }),
            (8, Supply::Changing { first: 0, slots: 4, low: -2, high: 1 }),
        ];
        let presets = supply.map(|(gpus, supply)| Preset {
            id: if gpus == 1 { EXAMPLE_ID } else { Chance::of(&[1, gpus.into()]).uuid() },
            gpus,
            operating_system: "TensorML 24 Everything".to_owned(),
            prices: Prices { compute: 1_890_000 * Micros::from(gpus), storage: 100_000 * Micros::from(gpus) },
            shelf: Shelf::new(supply, now, seed ^ u64::from(gpus)),
        });
        let cities = [("Dallas", "TX", 3), ("Salt Lake City", "UT", 2), ("Tacoma", "WA", 1)];
        let places = cities.iter().zip(1..).map(|(&(city, region, nodes), number)| Place {
            id: Chance::of(&[2, number]).uuid(),
            city: city.to_owned(),
            region: region.to_owned(),
            country: "US".to_owned(),
            hostnodes: (0..nodes).map(|node| Chance::of(&[3, number, node]).uuid()).collect(),
        });
        Self { presets: presets.into(), places: places.collect(), metal: metal(seed, now) }
    }

    pub fn preset(&self, id: Uuid) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.id == id)
    }

    pub fn preset_of(&mut self, gpus: u32) -> Option<&mut Preset> {
        self.presets.iter_mut().find(|preset| preset.gpus == gpus)
    }

    pub fn metal_shelf(&mut self, location: Uuid, network: &str) -> Option<&mut Shelf> {
        let place = self.metal.iter_mut().find(|place| place.id == location)?;
        match network {
            "ethernet" => Some(&mut place.ethernet),
            "infiniband" => Some(&mut place.infiniband),
            _ => None,
        }
    }

    pub fn preset_json(&self, preset: &Preset, now: DateTime<Utc>) -> Value {
        // The more there is, the more places have it.
        let places = usize::try_from(preset.shelf.available(now)).unwrap_or(usize::MAX).min(self.places.len());
        let ids: Vec<Uuid> = self.places.iter().take(places).map(|place| place.id).collect();
        json!({
            "id": preset.id,
            "resources": resources(preset.gpus),
            "operating_system": preset.operating_system,
            "compute_rate_hourly": print(preset.prices.compute),
            "storage_rate_hourly": print(preset.prices.storage),
            "location_ids_with_availability": ids,
        })
    }

    pub fn place_json(&self, place: &Place, now: DateTime<Utc>) -> Value {
        let nodes: Vec<Value> = place.hostnodes.iter().map(|&id| self.hostnode_json(id, place, now)).collect();
        json!({
            "id": place.id,
            "city": place.city,
            "region": place.region,
            "country": place.country,
            "hostnodes": nodes,
        })
    }

    pub fn hostnode(&self, id: Uuid) -> Option<&Place> {
        self.places.iter().find(|place| place.hostnodes.contains(&id))
    }

    pub fn hostnode_json(&self, id: Uuid, place: &Place, now: DateTime<Utc>) -> Value {
        let free = self.free_gpus(id, now);
        json!({
            "id": id,
            "location_id": place.id,
            "available_resources": {
                "gpus": {GPU_MODEL: {"count": free}},
                "ram_gb": 116 * free,
                "storage_gb": 2400 * free,
                "vcpu_count": 26 * free,
            },
            "pricing": {
                "per_gpu_hr": {GPU_MODEL: "1.644300"},
                "per_vcpu_hr": "0.005088",
                "per_gb_ram_hr": "0.000978",
                "per_gb_storage_hr": "0.000042",
            },
            "available_ports": (20_000..20_000 + 4 * free).collect::<Vec<u32>>(),
        })
    }

    /// The free GPUs of the presets, laid out over the nodes in their order.
    fn free_gpus(&self, id: Uuid, now: DateTime<Utc>) -> u32 {
        let presets = self.presets.iter();
        let mut left = presets.map(|preset| preset.shelf.available(now) * preset.gpus).max().unwrap_or(0);
        for &node in self.places.iter().flat_map(|place| &place.hostnodes) {
            let here = left.min(GPUS_PER_NODE);
            if node == id {
                return here;
            }
            left -= here;
        }
        0
    }
}

impl MetalPlace {
    pub fn to_json(&self, now: DateTime<Utc>) -> Value {
        json!({
            "id": self.id,
            "gpu_count_ethernet": self.ethernet.available(now),
            "gpu_price_ethernet": as_number(self.ethernet_price),
            "gpu_count_infiniband": self.infiniband.available(now),
            "gpu_price_infiniband": as_number(self.infiniband_price),
            "specs_per_node": node_specs(),
        })
    }
}

/// A price as the page's JSON number, digit by digit: it never was a float.
fn as_number(price: Micros) -> Value {
    let printed = print(price);
    let digits = printed.trim_end_matches('0').trim_end_matches('.');
    digits.parse::<Number>().map_or(Value::Null, Value::Number)
}
