//! So many of a thing that its list has more than one page.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::catalog::{GPUS_PER_NODE, Place};
use super::keys::SshKey;
use super::metal::{Network, Rental};
use super::volumes::{Volume, active};
use super::{Common, World};
use crate::billing::Micros;
use crate::records::Access;
use crate::seed::public_key;

impl World {
    /// Adds places, each with an empty host node.
    pub fn add_places(&mut self, count: usize) {
        for number in 1..=count {
            let place = Place {
                id: self.chance.uuid(),
                city: format!("Springfield {number}"),
                region: "OR".to_owned(),
                country: "US".to_owned(),
                hostnodes: vec![self.chance.uuid()],
            };
            self.catalog.places.push(place);
        }
    }

    /// Adds rentals of one node that run; nothing is taken off the shelves for them.
    pub fn add_rentals(&mut self, count: usize, now: DateTime<Utc>) {
        let Some(place) = self.catalog.metal.first() else { return };
        let (location, price) = (place.id, place.ethernet_price);
        for number in 1..=count {
            let name = format!("rack-{number:05}");
            let rental = Rental {
                common: Common::new(self.chance.uuid(), &name, &[], now, Access::default()),
                location,
                nodes: 1,
                network: Network::Ethernet,
                rate: price * Micros::from(GPUS_PER_NODE),
                sub_order: "10002".to_owned(),
                storage_id: None,
                cluster_id: self.chance.uuid(),
                subnet: self.free_subnet(),
                power_on: true,
                elsewhere: BTreeMap::new(),
                held: BTreeSet::new(),
                ready: now,
            };
            self.start_rental_bills(rental, now);
        }
    }

    /// Adds volumes that are attached to nothing.
    pub fn add_volumes(&mut self, count: usize, now: DateTime<Utc>) {
        for number in 1..=count {
            let name = format!("volume-{number:05}");
            let common = Common::new(self.chance.uuid(), &name, &[], now, Access::default());
            let tenant_id = 1000 + self.chance.between(0, 8999);
            let volume = Volume {
                common,
                size_in_gb: 10,
                order_ids: Vec::new(),
                tenant_id,
                fills_by: 1_000_000,
                status: active(),
            };
            self.start_volume_bills(volume, now);
        }
    }

    /// Adds keys to the organization.
    pub fn add_keys(&mut self, count: usize) {
        for number in 1..=count {
            let name = format!("key-{number:05}");
            let content = public_key(&mut self.chance, &name);
            self.keys.push(SshKey { id: self.chance.uuid(), name, content });
        }
    }
}
