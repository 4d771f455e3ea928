//! Virtual machines.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::catalog::{Prices, resources};
use super::{Common, World};
use crate::billing::{Of, print};
use crate::records::Access;
use crate::reply::{Problem, instant};

/// The first of the ports that lead to machines.
pub const FIRST_PORT: u16 = 20_022;

/// A virtual machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Vm {
    pub common: Common,
    pub hostnode_id: Uuid,
    /// `ondem`, `spot`, `subscription`.
    pub kind: String,
    /// The provider's word.
    pub status: String,
    pub gpus: u32,
    pub operating_system: String,
    pub prices: Prices,
    /// When the list shows it.
    pub listed: DateTime<Utc>,
    /// Port that leads to its port 22.
    pub ssh_port: u16,
    /// Where that port is, if not on 127.0.0.1: somebody else's listener is behind the machine.
    #[serde(default)]
    pub ssh_elsewhere: Option<Ipv4Addr>,
}

/// What a deploy asks for.
#[derive(Debug, Clone)]
pub struct VmOrder {
    pub preset: Uuid,
    pub name: String,
    pub tags: Vec<String>,
    pub access: Access,
    pub keys: Vec<String>,
}

impl Vm {
    pub fn is_listed(&self, now: DateTime<Utc>) -> bool {
        self.common.is_live() && self.listed <= now
    }

    /// Whether it holds its GPUs, and is billed for them.
    pub fn holds_gpus(&self) -> bool {
        !matches!(self.status.as_str(), "StoppedDisassociated" | "Outbid" | "Terminated")
    }

    pub fn to_json(&self) -> Value {
        // Parts of the compute price, such that they add up to it to the last digit.
        let compute = self.prices.compute;
        let (vcpus, ram) = (compute * 7 / 100, compute * 6 / 100);
        json!({
            "id": self.common.id,
            "hostnode_id": self.hostnode_id,
            "type": self.kind,
            "status": self.status,
            "name": self.common.name,
            "resources": resources(self.gpus),
            "operating_system": self.operating_system,
            "pricing": {
                "gpus_per_hr": print(compute - vcpus - ram),
                "vcpus_per_hr": print(vcpus),
                "ram_per_hr": print(ram),
                "storage_per_hr": print(self.prices.storage),
                "total_associated_per_hr": print(compute + self.prices.storage),
                "total_disassociated_per_hr": print(self.prices.storage),
            },
            "public_ip": self.ssh_elsewhere.unwrap_or(Ipv4Addr::LOCALHOST),
            "port_forwards": self.port_forwards(),
            "timestamp_creation": instant(self.common.created),
            "tags": self.common.tags,
        })
    }

    /// SSH, and Jupyter where there is room above it.
    fn port_forwards(&self) -> Value {
        let ssh = json!({"internal_port": 22, "external_port": self.ssh_port});
        match self.ssh_port.checked_add(10_000) {
            Some(port) => json!([ssh, {"internal_port": 8888, "external_port": port}]),
            None => json!([ssh]),
        }
    }
}

impl World {
    /// Listed virtual machines, newest first.
    pub fn listed_vms(&self, now: DateTime<Utc>) -> Vec<&Vm> {
        let mut listed: Vec<&Vm> = self.vms.iter().filter(|vm| vm.is_listed(now)).collect();
        listed.sort_by_key(|vm| (std::cmp::Reverse(vm.common.created), vm.common.id));
        listed
    }

    /// Deploys a virtual machine, which the list shows some 20 to 40 seconds later.
    pub fn deploy_vm(&mut self, order: VmOrder, now: DateTime<Utc>) -> Result<Uuid, Problem> {
        let preset = self.catalog.presets.iter_mut().find(|preset| preset.id == order.preset);
        let Some(preset) = preset else {
            return Err(Problem::bad_request("Instant deploy preset not found"));
        };
        if !preset.shelf.take(1, now) {
            return Err(Problem::bad_request("No availability for the requested instant deploy preset"));
        }
        let (gpus, prices, operating_system) = (preset.gpus, preset.prices, preset.operating_system.clone());
        let wait = self.chance.seconds(20, 40);
        let common = Common::new(self.chance.uuid(), &order.name, &order.tags, now, order.access);
        let vm = Vm {
            common: common.with_keys(order.keys),
            hostnode_id: self.place_vm(),
            kind: "ondem".to_owned(),
            status: "Running".to_owned(),
            gpus,
            operating_system,
            prices,
            listed: now + wait,
            ssh_port: self.free_port(),
            ssh_elsewhere: None,
        };
        Ok(self.start_vm_bills(vm, now))
    }

    /// Adds a machine with its bills; for deploys, the seed, and machines added behind a client's back.
    pub fn start_vm_bills(&mut self, vm: Vm, now: DateTime<Utc>) -> Uuid {
        let (id, prices) = (vm.common.id, vm.prices);
        if vm.holds_gpus() {
            self.bill(Of::Vm, id, prices.compute, now);
        }
        self.bill(Of::BlockStorage, id, prices.storage, now);
        self.vms.push(vm);
        id
    }

    pub fn terminate_vm(&mut self, id: Uuid, now: DateTime<Utc>) -> bool {
        let Some(vm) = self.vm_mut(id) else {
            return false;
        };
        let (held, gpus) = (vm.holds_gpus(), vm.gpus);
        vm.common.asked("terminate", now);
        vm.common.terminated = Some(now);
        "Terminated".clone_into(&mut vm.status);
        self.ledger.close(id, None, now);
        if held {
            self.give_back_gpus(gpus, now);
        }
        true
    }

    pub fn give_back_gpus(&mut self, gpus: u32, now: DateTime<Utc>) {
        if let Some(preset) = self.catalog.preset_of(gpus) {
            preset.shelf.give_back(1, now);
        }
    }

    pub fn place_vm(&mut self) -> Uuid {
        let nodes: Vec<Uuid> = self.catalog.places.iter().flat_map(|place| place.hostnodes.clone()).collect();
        self.chance.pick(&nodes).copied().unwrap_or_default()
    }

    /// A port that no live machine names. A sandbox that listens replaces it by one that the system had free.
    pub fn free_port(&self) -> u16 {
        let taken = self.taken_ports();
        (FIRST_PORT..u16::MAX).find(|port| !taken.contains(port)).unwrap_or(FIRST_PORT)
    }

    pub fn taken_ports(&self) -> HashSet<u16> {
        self.vms.iter().filter(|vm| vm.common.is_live()).map(|vm| vm.ssh_port).collect()
    }
}
