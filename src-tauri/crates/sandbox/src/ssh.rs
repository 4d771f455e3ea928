//! Loopback ports that answer with an SSH banner, so that "can it be reached" has a true answer.
//!
//! A virtual machine gets a port of 127.0.0.1, its own where that is free. A bare-metal node is reached at port 22 of
//! an address of its own, which needs a system where all of 127/8 is loopback and the right to low ports: where one is
//! missing, the node does not answer.

use std::collections::{HashMap, HashSet};
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::Mutex;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

use crate::sandbox::lock;
use crate::world::World;

const BANNER: &[u8] = b"SSH-2.0-OpenSSH_9.6 voltdeck-sandbox\r\n";
/// More machines than this have no listener: a process has a limit of open files.
const MOST: usize = 200;
const PATIENCE: Duration = Duration::from_secs(10);

/// The listeners, one for each running machine while the sandbox listens.
#[derive(Debug, Default)]
pub struct Farm {
    listeners: Mutex<Option<HashMap<(Uuid, Ipv4Addr), Listener>>>,
}

#[derive(Debug)]
struct Listener {
    port: u16,
    task: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Farm {
    /// From here on machines get listeners.
    pub fn open(&self) {
        *lock(&self.listeners) = Some(HashMap::new());
    }

    pub fn close(&self) {
        *lock(&self.listeners) = None;
    }

    /// Opens and closes ports such that each running machine has one, but those behind which somebody else listens,
    /// and nothing else does.
    pub fn follow(&self, world: &mut World) {
        let mut listeners = lock(&self.listeners);
        let Some(listeners) = listeners.as_mut() else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let nodes: Vec<(Uuid, Ipv4Addr)> = nodes(world).take(MOST).collect();
        let mut wanted: HashSet<(Uuid, Ipv4Addr)> = nodes.iter().copied().collect();
        let running = world
            .vms
            .iter_mut()
            .filter(|vm| vm.common.is_live() && vm.status == "Running" && vm.ssh_elsewhere.is_none());
        for vm in running.take(MOST) {
            let key = (vm.common.id, Ipv4Addr::LOCALHOST);
            wanted.insert(key);
            if !listeners.contains_key(&key) {
                // Where another program has the machine's port, any free one.
                let opened = listen(key.1, vm.ssh_port, &runtime).or_else(|| listen(key.1, 0, &runtime));
                listeners.extend(opened.map(|listener| (key, listener)));
            }
            vm.ssh_port = listeners.get(&key).map_or(vm.ssh_port, |listener| listener.port);
        }
        for key in nodes {
            if !listeners.contains_key(&key) {
                listeners.extend(listen(key.1, 22, &runtime).map(|listener| (key, listener)));
            }
        }
        listeners.retain(|key, _| wanted.contains(key));
    }
}

fn nodes(world: &World) -> impl Iterator<Item = (Uuid, Ipv4Addr)> {
    world
        .rentals
        .iter()
        .filter(|rental| rental.common.is_live() && rental.power_on)
        .flat_map(|rental| rental.own_addresses().map(|address| (rental.common.id, address)))
}

fn listen(address: Ipv4Addr, port: u16, runtime: &Handle) -> Option<Listener> {
    let listener = StdListener::bind((address, port)).ok()?;
    listener.set_nonblocking(true).ok()?;
    let port = listener.local_addr().ok()?.port();
    let _inside = runtime.enter();
    let listener = TcpListener::from_std(listener).ok()?;
    Some(Listener { port, task: runtime.spawn(greet(listener)) })
}

async fn greet(listener: TcpListener) {
    // Owned here, so that they end with the listener.
    let mut guests = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        guests.spawn(async move {
            if stream.write_all(BANNER).await.is_ok() {
                // Whoever reads the banner says something or leaves; nothing more is answered.
                let mut said = [0; 256];
                let _ = tokio::time::timeout(PATIENCE, stream.read(&mut said)).await;
            }
        });
        while guests.try_join_next().is_some() {}
    }
}
