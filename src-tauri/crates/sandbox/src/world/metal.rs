//! Bare-metal rentals.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::catalog::{GPUS_PER_NODE, MetalPlace, node_specs};
use super::{Common, World};
use crate::billing::{Micros, Of, print};
use crate::records::Access;
use crate::reply::{Problem, instant};

/// A machine's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    Infiniband,
    Ethernet,
}

/// A bare-metal rental.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rental {
    pub common: Common,
    pub location: Uuid,
    pub nodes: u32,
    pub network: Network,
    pub rate: Micros,
    pub sub_order: String,
    pub storage_id: Option<Uuid>,
    pub cluster_id: Uuid,
    /// Third byte of its addresses.
    pub subnet: u8,
    pub power_on: bool,
    /// Addresses of nodes, counted from 1, behind which somebody else listens.
    #[serde(default)]
    pub elsewhere: BTreeMap<u32, Ipv4Addr>,
    /// Nodes whose port the sandbox holds, so that nobody else answers there.
    #[serde(skip)]
    pub held: BTreeSet<u32>,
    /// Pending until then.
    pub ready: DateTime<Utc>,
}

/// The networks of the documents (RFC 5737): they are nobody's, and nobody answers there.
const NOBODYS: [[u8; 3]; 3] = [[203, 0, 113], [198, 51, 100], [192, 0, 2]];

/// What a deploy asks for.
#[derive(Debug, Clone)]
pub struct RentalOrder {
    pub location: Uuid,
    pub gpus: u32,
    pub name: String,
    pub network: Network,
    pub sub_order: Option<i64>,
    pub storage_id: Option<Uuid>,
    pub tags: Vec<String>,
    pub access: Access,
    pub keys: Vec<String>,
}

impl Rental {
    pub fn status(&self, now: DateTime<Utc>) -> &'static str {
        if !self.common.is_live() {
            "Terminated"
        } else if now < self.ready {
            "Pending"
        } else {
            "Running"
        }
    }

    /// Where a node is: on loopback where the sandbox has the port. Elsewhere another program may have it, say the SSH
    /// server of the person's own computer, which must not be taken for the node: it is told at an address of nobody, and
    /// from the fourth node on at none.
    fn public_ip(&self, node: u32) -> Option<Ipv4Addr> {
        if let Some(address) = self.elsewhere.get(&node) {
            return Some(*address);
        }
        if self.held.contains(&node) {
            return Some(self.own_address(node));
        }
        let [first, second, third] = NOBODYS.get(usize::try_from(node.checked_sub(1)?).ok()?)?;
        Some(Ipv4Addr::new(*first, *second, *third, self.subnet))
    }

    /// The addresses of its nodes, by which they are told apart.
    pub fn public_ips(&self) -> Vec<String> {
        (1..=self.nodes).filter_map(|node| self.public_ip(node)).map(|address| address.to_string()).collect()
    }

    /// The nodes, with their addresses, at which nobody but the sandbox listens.
    pub fn own_addresses(&self) -> impl Iterator<Item = (u32, Ipv4Addr)> {
        let nodes = (1..=self.nodes).filter(|node| !self.elsewhere.contains_key(node));
        nodes.map(|node| (node, self.own_address(node)))
    }

    fn own_address(&self, node: u32) -> Ipv4Addr {
        // A rental has 250 nodes at most.
        Ipv4Addr::new(127, 77, self.subnet, u8::try_from(node).unwrap_or(u8::MAX))
    }

    pub fn to_json(&self, now: DateTime<Utc>) -> Value {
        if self.status(now) == "Pending" {
            return json!({
                "id": self.common.id,
                "name": self.common.name,
                "creation_timestamp": instant(self.common.created),
                "rate_hourly": print(self.rate),
                "suborder": self.sub_order,
            });
        }
        let networking: Vec<Value> = (1..=self.nodes)
            .map(|node| {
                json!({"public_ip": self.public_ip(node), "private_ip": format!("10.15.{}.{node}", self.subnet)})
            })
            .collect();
        let volume = self.storage_id.map(|id| id.simple().to_string()[..8].to_owned());
        json!({
            "id": self.common.id,
            "name": self.common.name,
            "creation_timestamp": instant(self.common.created),
            "status": self.status(now),
            "power_status": if self.power_on { "Running" } else { "Stopped" },
            "node_count": self.nodes,
            "specs_per_node": node_specs(),
            "rate_hourly": print(self.rate),
            "network_type": self.network,
            "username": "ubuntu",
            "node_networking": networking,
            "sub_order": self.sub_order,
            "storage_id": self.storage_id,
            "storage_pv": volume.as_ref().map(|volume| format!("pv-{volume}")),
            "storage_pvc": volume.as_ref().map(|volume| format!("pvc-{volume}")),
            "k8s_cluster_id": self.cluster_id,
            "kubeconfig": self.kubeconfig(),
            "tags": self.common.tags,
        })
    }

    fn kubeconfig(&self) -> String {
        let cluster = self.cluster_id;
        let address = self.public_ips().into_iter().next().unwrap_or_default();
        format!(
            "apiVersion: v1\nkind: Config\nclusters:\n- name: {cluster}\n  cluster:\n    server: \
             https://{address}:6443\ncontexts:\n- name: default\n  context:\n    cluster: {cluster}\n    user: \
             admin\ncurrent-context: default\nusers:\n- name: admin\n  user:\n    token: sandbox-{}\n",
            cluster.simple()
        )
    }
}

impl World {
    /// Live rentals, newest first.
    pub fn listed_rentals(&self) -> Vec<&Rental> {
        let mut listed: Vec<&Rental> = self.rentals.iter().filter(|rental| rental.common.is_live()).collect();
        listed.sort_by_key(|rental| (std::cmp::Reverse(rental.common.created), rental.common.id));
        listed
    }

    /// Deploys a rental, Pending for some minutes. GPUs are rented by whole nodes, with a warning where that is more
    /// than was asked for.
    pub fn deploy_rental(&mut self, order: RentalOrder, now: DateTime<Utc>) -> Result<(Uuid, Option<String>), Problem> {
        let nodes = order.gpus.div_ceil(GPUS_PER_NODE);
        let gpus = nodes.saturating_mul(GPUS_PER_NODE);
        if nodes > 250 {
            return Err(Problem::bad_request("Not enough GPUs are available at this location"));
        }
        if let Some(id) = order.storage_id
            && self.volume(id).is_none()
        {
            return Err(Problem::bad_request("Storage volume not found"));
        }
        let place = self.catalog.metal.iter_mut().find(|place| place.id == order.location);
        let place = place.ok_or_else(|| Problem::bad_request("Location not found"))?;
        let (free, price) = shelf_of(place, order.network);
        if !free.take(gpus, now) {
            return Err(Problem::bad_request("Not enough GPUs are available at this location"));
        }
        let warning = (gpus != order.gpus)
            .then(|| format!("gpu_count {} was rounded up to {gpus}, which is {nodes} whole nodes", order.gpus));
        let own = match order.network {
            Network::Infiniband => 10_001,
            Network::Ethernet => 10_002,
        };
        let common = Common::new(self.chance.uuid(), &order.name, &order.tags, now, order.access);
        let rental = Rental {
            common: common.with_keys(order.keys),
            location: order.location,
            nodes,
            network: order.network,
            rate: price * Micros::from(gpus),
            sub_order: order.sub_order.unwrap_or(own).to_string(),
            storage_id: order.storage_id,
            cluster_id: self.chance.uuid(),
            subnet: self.free_subnet(),
            power_on: true,
            elsewhere: BTreeMap::new(),
            held: BTreeSet::new(),
            ready: now + self.chance.seconds(90, 180),
        };
        Ok((self.start_rental_bills(rental, now), warning))
    }

    /// Adds a rental with its bill and its place on the volume's list.
    pub fn start_rental_bills(&mut self, rental: Rental, now: DateTime<Utc>) -> Uuid {
        let (id, rate, storage) = (rental.common.id, rental.rate, rental.storage_id);
        self.bill(Of::BareMetal, id, rate, now);
        self.rentals.push(rental);
        if let Some(volume) = storage.and_then(|storage| self.volume_mut(storage)) {
            volume.order_ids.push(id);
        }
        id
    }

    pub fn terminate_rental(&mut self, id: Uuid, now: DateTime<Utc>) -> bool {
        let Some(rental) = self.rental_mut(id) else {
            return false;
        };
        rental.common.asked("terminate", now);
        rental.common.terminated = Some(now);
        let (location, network, gpus) = (rental.location, rental.network, rental.nodes * GPUS_PER_NODE);
        self.ledger.close(id, None, now);
        if let Some(place) = self.catalog.metal.iter_mut().find(|place| place.id == location) {
            shelf_of(place, network).0.give_back(gpus, now);
        }
        for volume in &mut self.volumes {
            volume.order_ids.retain(|order| *order != id);
        }
        true
    }

    pub fn free_subnet(&self) -> u8 {
        let taken: Vec<u8> =
            self.rentals.iter().filter(|rental| rental.common.is_live()).map(|rental| rental.subnet).collect();
        (1..u8::MAX).find(|subnet| !taken.contains(subnet)).unwrap_or(u8::MAX)
    }
}

fn shelf_of(place: &mut MetalPlace, network: Network) -> (&mut super::stock::Shelf, Micros) {
    match network {
        Network::Infiniband => (&mut place.infiniband, place.infiniband_price),
        Network::Ethernet => (&mut place.ethernet, place.ethernet_price),
    }
}
