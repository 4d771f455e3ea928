//! What changes behind a client's back: machines that nobody asked for, and where they are reached.

use std::net::{Ipv4Addr, SocketAddrV4};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::catalog::Prices;
use super::inside::Inside;
use super::vms::{FIRST_PORT, Vm};
use super::{Common, World};
use crate::billing::{Micros, Of};
use crate::records::Access;

/// What a machine has where nothing else is said.
pub const DEFAULT_SYSTEM: &str = "Ubuntu 22.04 LTS";

impl World {
    /// Adds a listed machine that no client asked for.
    pub fn add_vm(&mut self, name: &str, gpus: u32, operating_system: &str, now: DateTime<Utc>) -> Uuid {
        let port = self.free_port();
        let vm = self.unasked_vm(name, gpus, operating_system, port, now);
        self.start_vm_bills(vm, now)
    }

    fn unasked_vm(&mut self, name: &str, gpus: u32, operating_system: &str, ssh_port: u16, now: DateTime<Utc>) -> Vm {
        Vm {
            common: Common::new(self.chance.uuid(), name, &[], now, Access::default()),
            hostnode_id: self.place_vm(),
            kind: "ondem".to_owned(),
            status: "Running".to_owned(),
            gpus,
            operating_system: operating_system.to_owned(),
            prices: Prices { compute: 1_890_000 * Micros::from(gpus), storage: 100_000 * Micros::from(gpus) },
            listed: now,
            ssh_port,
            ssh_elsewhere: None,
        }
    }

    /// Adds many listed machines of every kind.
    pub fn add_vms(&mut self, count: usize, now: DateTime<Utc>) -> Vec<Uuid> {
        const USES: [&str; 6] = ["train", "serve", "notebook", "sweep", "eval", "render"];
        const TAGS: [&[&str]; 5] =
            [&[], &["team:research"], &["team:product", "prod"], &["owner:ana", "project:llama"], &["team:infra"]];
        const SYSTEMS: [&str; 4] =
            ["Ubuntu 22.04 LTS", "Ubuntu 24.04 LTS", "TensorML 24 Everything", "TensorML 24 PyTorch"];
        let taken = self.taken_ports();
        let mut ports = (FIRST_PORT..u16::MAX).filter(|port| !taken.contains(port));
        let mut made = Vec::with_capacity(count);
        for number in 0..count {
            let use_ = self.chance.pick(&USES).copied().unwrap_or_default();
            let gpus = self.chance.pick(&[1, 1, 2, 4, 8]).copied().unwrap_or(1);
            let system = self.chance.pick(&SYSTEMS).copied().unwrap_or_default();
            let (kind, status) = match self.chance.between(0, 19) {
                0..=2 => ("ondem", "Stopped"),
                3 => ("ondem", "StoppedDisassociated"),
                4 => ("ondem", "Relocating"),
                5 => ("spot", "Outbid"),
                6 | 7 => ("spot", "Running"),
                8 => ("subscription", "Running"),
                _ => ("ondem", "Running"),
            };
            let tags = self.chance.pick(&TAGS).copied().unwrap_or_default();
            let name = format!("{use_}-{number:05}");
            let mut vm = self.unasked_vm(&name, gpus, system, ports.next().unwrap_or(FIRST_PORT), now);
            vm.common.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            vm.common.inside = Inside::of(vm.common.id);
            kind.clone_into(&mut vm.kind);
            status.clone_into(&mut vm.status);
            made.push(self.start_vm_bills(vm, now));
        }
        made
    }

    pub fn set_operating_system(&mut self, gpus: u32, system: &str) -> bool {
        let preset = self.catalog.preset_of(gpus);
        preset.map(|preset| system.clone_into(&mut preset.operating_system)).is_some()
    }

    /// Moves the prices of a machine, and its bills with them.
    pub fn force_vm_price(&mut self, id: Uuid, compute: Micros, storage: Micros, now: DateTime<Utc>) -> bool {
        let Some(vm) = self.vm_mut(id) else {
            return false;
        };
        vm.prices = Prices { compute, storage };
        let holds = vm.holds_gpus();
        self.ledger.close(id, None, now);
        if holds {
            self.bill(Of::Vm, id, compute, now);
        }
        self.bill(Of::BlockStorage, id, storage, now);
        true
    }

    /// Moves the price of a rental, and its bill with it.
    pub fn force_rental_price(&mut self, id: Uuid, rate: Micros, now: DateTime<Utc>) -> bool {
        let Some(rental) = self.rental_mut(id) else {
            return false;
        };
        rental.rate = rate;
        self.ledger.close(id, None, now);
        self.bill(Of::BareMetal, id, rate, now);
        true
    }

    pub fn point_vm(&mut self, id: Uuid, ssh: SocketAddrV4) -> bool {
        let vm = self.vm_mut(id);
        vm.map(|vm| (vm.ssh_elsewhere, vm.ssh_port) = (Some(*ssh.ip()), ssh.port())).is_some()
    }

    pub fn point_node(&mut self, id: Uuid, node: u32, address: Ipv4Addr) -> bool {
        let rental = self.rental_mut(id).filter(|rental| (1..=rental.nodes).contains(&node));
        rental.map(|rental| rental.elsewhere.insert(node, address)).is_some()
    }
}
