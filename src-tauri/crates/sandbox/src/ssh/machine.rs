//! A computer as those who are logged in see it.

use std::sync::{Arc, Mutex, MutexGuard, Weak};

use chrono::{DateTime, Utc};

use super::disk::{Disk, Storage};
pub use super::look::{JUPYTER, Look, Spot, Terminal, USERS};
use super::processes::{self, Logins, Process, Running};
use crate::lock::lock;
use crate::world::catalog::GPUS_PER_NODE;
use crate::world::inside::{GpuUse, Inside};
use crate::world::{Common, World};

/// The sandbox, as its machines see it.
pub trait Host: Send + Sync {
    /// What a computer is like now; `None` where it is gone.
    fn look(&self, spot: Spot) -> Option<Look>;
    /// Powers it off from inside: nobody asked the provider for it, and the provider bills on.
    fn power_off(&self, spot: Spot);
}

/// What a computer holds while the sandbox runs.
#[derive(Debug)]
pub struct Computer {
    disk: Mutex<Disk>,
    terminals: Mutex<Vec<Terminal>>,
    logins: Arc<Logins>,
}

impl Computer {
    pub fn new(storage: &Storage) -> Self {
        Self { disk: Mutex::new(Disk::new(storage)), terminals: Mutex::default(), logins: Arc::default() }
    }
}

/// A place at a terminal; leaving it takes it off the list.
#[derive(Debug)]
pub struct Seat {
    computer: Arc<Computer>,
    pub number: u32,
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.computer.terminals).retain(|terminal| terminal.number != self.number);
    }
}

/// A computer, by way of the sandbox that it is in.
#[derive(Debug, Clone)]
pub struct Machine {
    host: Weak<dyn Host>,
    spot: Spot,
    computer: Arc<Computer>,
}

impl Machine {
    pub fn new(host: Weak<dyn Host>, spot: Spot, computer: Arc<Computer>) -> Self {
        Self { host, spot, computer }
    }

    /// What it is like now; `None` where it is gone.
    pub fn look(&self) -> Option<Look> {
        self.host.upgrade()?.look(self.spot)
    }

    /// Its disk, locked.
    pub fn disk(&self) -> MutexGuard<'_, Disk> {
        let mut disk = lock(&self.computer.disk);
        if let Some(look) = self.look() {
            disk.wake(&look);
        }
        disk
    }

    /// Powers it off from inside.
    pub fn power_off(&self) {
        if let Some(host) = self.host.upgrade() {
            host.power_off(self.spot);
        }
    }

    /// Those at a terminal, the sandbox's own people first.
    pub fn terminals(&self, look: &Look) -> Vec<Terminal> {
        let colleague = (look.gpu_use == GpuUse::Busy).then(|| Terminal {
            number: 0,
            user: USERS[0].to_owned(),
            since: look.booted + chrono::TimeDelta::minutes(7),
            from: "198.51.100.24".to_owned(),
        });
        colleague.into_iter().chain(lock(&self.computer.terminals).iter().cloned()).collect()
    }

    /// Notes a connection that was let in.
    pub fn connection(&self, user: &str) -> Running {
        self.computer.logins.connection(user)
    }

    /// Notes a program that begins on a connection.
    pub fn begin(&self, connection: u32, user: &str, command: &str) -> Running {
        self.computer.logins.on(connection, user, command)
    }

    /// All that runs on it.
    pub fn processes(&self, look: &Look) -> Vec<Process> {
        processes::all(look, &self.terminals(look), &self.computer.logins)
    }

    /// Sits somebody down at a terminal.
    pub fn sit(&self, user: &str) -> Option<Seat> {
        let since = self.look()?.now;
        let mut terminals = lock(&self.computer.terminals);
        // 0 is the colleague's.
        let number = (1..=u32::MAX).find(|number| !terminals.iter().any(|terminal| terminal.number == *number))?;
        terminals.push(Terminal { number, user: user.to_owned(), since, from: "127.0.0.1".to_owned() });
        Some(Seat { computer: self.computer.clone(), number })
    }
}

/// What a computer is like.
pub fn look(world: &mut World, spot: Spot, now: DateTime<Utc>) -> Option<Look> {
    let of = |common: &Common, inside: Inside, keys: Vec<String>, system: &str, gpus: u32| Look {
        spot,
        now,
        name: host_name(&common.name),
        system: system.to_owned(),
        gpus,
        cpus: 26 * gpus,
        ram_gb: 116 * gpus,
        gpu_use: inside.gpu_use,
        jupyter: inside
            .jupyter
            .unwrap_or(system.starts_with("TensorML"))
            .then(|| inside.secrets.get(&spot.node).map(|secrets| secrets.jupyter.clone()))
            .flatten(),
        booted: common.created,
        keys,
    };
    world.inside_mut(spot.id)?.secrets(spot.node);
    let keys = |inside: &Inside| world.keys_of(inside).into_iter().map(str::to_owned).collect();
    if let Some(vm) = world.vms.iter().find(|vm| vm.common.id == spot.id && vm.common.is_live()) {
        let inside = vm.common.inside.clone();
        return Some(of(&vm.common, inside, keys(&vm.common.inside), &vm.operating_system, vm.gpus));
    }
    let rental = world.rentals.iter().find(|rental| rental.common.id == spot.id && rental.common.is_live())?;
    let inside = rental.common.inside.clone();
    Some(of(&rental.common, inside, keys(&rental.common.inside), "Ubuntu 22.04 LTS", GPUS_PER_NODE))
}

/// The name of a machine as a host's: what no host name may hold becomes a minus.
fn host_name(name: &str) -> String {
    let name: String = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let name = name.trim_matches('-').to_lowercase();
    if name.is_empty() { "machine".to_owned() } else { name }
}
