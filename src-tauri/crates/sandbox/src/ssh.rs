//! Loopback ports that answer with an SSH banner, so that "can it be reached" has a true answer.

use std::collections::HashMap;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::Mutex;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::sandbox::lock;
use crate::world::World;

const BANNER: &[u8] = b"SSH-2.0-OpenSSH_9.6 voltdeck-sandbox\r\n";
/// More machines than this share the fate of having no listener: a process has a limit of open files.
const MOST: usize = 200;
const PATIENCE: Duration = Duration::from_secs(10);

/// The listeners, one for each running machine while the sandbox listens.
#[derive(Debug, Default)]
pub struct Farm {
    listeners: Mutex<Option<HashMap<Uuid, Listener>>>,
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

    /// Opens and closes ports such that each running machine has one, and nothing else does.
    pub fn follow(&self, world: &mut World) {
        let mut listeners = lock(&self.listeners);
        let Some(listeners) = listeners.as_mut() else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let mut running = HashMap::new();
        for vm in world
            .vms
            .iter_mut()
            .filter(|vm| vm.common.is_live() && vm.status == "Running")
        {
            if running.len() == MOST {
                break;
            }
            running.insert(vm.common.id, &mut vm.ssh_port);
        }
        listeners.retain(|id, _| running.contains_key(id));
        for (id, port) in running {
            if let Some(listener) = listeners.get(&id) {
                *port = listener.port;
            } else if let Some(listener) = listen(*port, &runtime) {
                *port = listener.port;
                listeners.insert(id, listener);
            }
        }
    }
}

/// Takes the machine's port, or, where another program has it, any free one.
fn listen(wanted: u16, runtime: &Handle) -> Option<Listener> {
    let bind = |port| StdListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = bind(wanted).or_else(|_| bind(0)).ok()?;
    listener.set_nonblocking(true).ok()?;
    let port = listener.local_addr().ok()?.port();
    let _inside = runtime.enter();
    let listener = TcpListener::from_std(listener).ok()?;
    Some(Listener {
        port,
        task: runtime.spawn(greet(listener)),
    })
}

async fn greet(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            if stream.write_all(BANNER).await.is_ok() {
                // Whoever reads the banner says something or leaves; nothing more is answered.
                let mut said = [0; 256];
                let _ = tokio::time::timeout(PATIENCE, stream.read(&mut said)).await;
            }
        });
    }
}
