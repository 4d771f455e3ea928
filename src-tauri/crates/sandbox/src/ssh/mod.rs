//! The machines' SSH: each machine that runs is a server on loopback, with a host key of its own.
//!
//! A virtual machine gets a port of 127.0.0.1, its own where that is free. A bare-metal node is reached at port 22 of
//! an address of its own, which needs a system where all of 127/8 is loopback, the right to low ports, and that nobody
//! else has the port. Where the sandbox cannot have it, the node is told at an address that is nobody's: whoever listens
//! at its own would be taken for the node.

mod disk;
mod door;
mod forward;
pub mod keys;
mod look;
mod machine;
mod processes;
mod server;
mod sftp;
mod shell;
mod smi;

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::Config;
use crate::lock::lock;
use crate::sandbox::Inner;
use crate::world::World;
use disk::Storage;
use door::Door;
use machine::{Computer, Host, Look, Machine, Spot, look};

/// More machines than this have no listener: a process has a limit of open files.
const MOST: usize = 200;

/// Where a computer listens, and from when on.
struct Wanted {
    spot: Spot,
    address: Ipv4Addr,
    port: u16,
    /// `None` while it is off.
    from: Option<DateTime<Utc>>,
}

/// The servers, one for each running machine while the sandbox listens.
#[derive(Debug)]
pub struct Farm {
    /// Whose machines they are.
    inner: Weak<Inner>,
    /// The port of nodes.
    node_port: u16,
    /// What the disks of all computers share.
    storage: Storage,
    open: Mutex<Option<Open>>,
    /// What is inside the computers: it stays while they are off, and goes with them.
    computers: Mutex<HashMap<Spot, Arc<Computer>>>,
    /// Nodes whose port another program had.
    lost: Mutex<HashSet<Spot>>,
    /// When the next machine is ready to listen.
    due: Mutex<Option<DateTime<Utc>>>,
    changed: Notify,
}

#[derive(Debug)]
struct Open {
    runtime: Handle,
    doors: HashMap<Spot, Door>,
}

impl Host for Inner {
    fn look(&self, spot: Spot) -> Option<Look> {
        let mut stage = lock(&self.stage);
        let now = stage.clock.now();
        look(&mut stage.world, spot, now)
    }

    fn power_off(&self, spot: Spot) {
        self.change(|stage, _| stage.world.power_off_inside(spot.id));
    }
}

impl Farm {
    pub fn new(inner: Weak<Inner>, config: &Config) -> Self {
        Self {
            inner,
            node_port: config.node_port,
            storage: Storage::new(config.disk_bytes),
            open: Mutex::default(),
            computers: Mutex::default(),
            lost: Mutex::default(),
            due: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// From here on machines listen, on this runtime.
    pub fn open(&self, runtime: Handle) {
        *lock(&self.open) = Some(Open { runtime, doors: HashMap::new() });
    }

    pub fn close(&self) {
        *lock(&self.open) = None;
    }

    /// Opens and closes ports such that each running machine listens, but those behind which somebody else does, and
    /// nothing else. A port is held from the deploy on, a node's while it is off too, and answers once the machine runs.
    pub fn follow(&self, world: &mut World, now: DateTime<Utc>) {
        lock(&self.computers).retain(|spot, _| world.inside_mut(spot.id).is_some());
        let mut open = lock(&self.open);
        let Some(Open { runtime, doors }) = open.as_mut() else {
            world.rentals.iter_mut().for_each(|rental| rental.held.clear());
            return;
        };
        let nodes = nodes(world, self.node_port).take(MOST);
        let wanted: Vec<Wanted> = virtual_machines(world).take(MOST).chain(nodes).collect();
        let is_wanted =
            |spot: &Spot, door: &Door| wanted.iter().any(|one| one.spot == *spot && door.fits(one.from, now));
        doors.retain(|spot, door| is_wanted(spot, door));
        for one in &wanted {
            let is_node = one.address != Ipv4Addr::LOCALHOST;
            let door = match doors.remove(&one.spot) {
                Some(door) => Some(door),
                // An address that was told once stays: one that comes and goes with another program would be news.
                None if is_node && lock(&self.lost).contains(&one.spot) => None,
                // Where another program has the machine's port, any free one; a node's is always the same.
                None => Door::hold(one.address, one.port).or_else(|| Door::hold(one.address, 0).filter(|_| !is_node)),
            };
            let Some(mut door) = door else {
                lock(&self.lost).insert(one.spot);
                continue;
            };
            if let Some(vm) = world.vm_mut(one.spot.id) {
                vm.ssh_port = door.port;
            }
            if one.from.is_some_and(|from| from <= now) && !door.is_open() {
                let key = world.inside_mut(one.spot.id).map(|inside| inside.secrets(one.spot.node).host_key.clone());
                let key = key.and_then(|text| keys::read_host_key(&text));
                if let Some(key) = key {
                    let Some(open) = door.unlock(key, self.machine(one.spot), runtime) else { continue };
                    door = open;
                }
            }
            doors.insert(one.spot, door);
        }
        for rental in &mut world.rentals {
            let id = rental.common.id;
            rental.held = (1..=rental.nodes).filter(|&node| doors.contains_key(&Spot { id, node })).collect();
        }
        *lock(&self.due) = wanted.iter().filter_map(|one| one.from).filter(|from| *from > now).min();
        self.changed.notify_one();
    }

    fn machine(&self, spot: Spot) -> Machine {
        let computer =
            lock(&self.computers).entry(spot).or_insert_with(|| Arc::new(Computer::new(&self.storage))).clone();
        Machine::new(self.inner.clone(), spot, computer)
    }

    /// Lets machines listen when their time has come, for as long as it is polled.
    pub async fn keep_time(&self, inner: &Inner) {
        loop {
            let due = *lock(&self.due);
            let wait = due.and_then(|due| inner.real_time_until(due));
            let changed = self.changed.notified();
            let Some(wait) = wait else {
                changed.await;
                continue;
            };
            let ended = tokio::time::timeout(wait + Duration::from_millis(1), changed).await;
            if ended.is_err() {
                inner.change(|_, _| ());
            }
        }
    }
}

fn virtual_machines(world: &World) -> impl Iterator<Item = Wanted> {
    let running =
        |vm: &&crate::world::vms::Vm| vm.common.is_live() && vm.status == "Running" && vm.ssh_elsewhere.is_none();
    world.vms.iter().filter(running).map(|vm| Wanted {
        spot: Spot { id: vm.common.id, node: 1 },
        address: Ipv4Addr::LOCALHOST,
        port: vm.ssh_port,
        from: Some(vm.listed),
    })
}

fn nodes(world: &World, port: u16) -> impl Iterator<Item = Wanted> {
    let live = world.rentals.iter().filter(|rental| rental.common.is_live());
    live.flat_map(move |rental| {
        rental.own_addresses().map(move |(node, address)| Wanted {
            spot: Spot { id: rental.common.id, node },
            address,
            port,
            from: rental.power_on.then_some(rental.ready),
        })
    })
}
