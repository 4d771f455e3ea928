//! What a computer is like at one moment.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::world::inside::GpuUse;

/// One computer: a virtual machine, or a node of a rental, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot {
    pub id: Uuid,
    pub node: u32,
}

/// Where Jupyter listens on a machine.
pub const JUPYTER: u16 = 8888;

/// The names under which a key is taken.
pub const USERS: [&str; 3] = ["user", "ubuntu", "root"];

/// Somebody at a terminal.
#[derive(Debug, Clone)]
pub struct Terminal {
    pub number: u32,
    pub user: String,
    pub since: DateTime<Utc>,
    pub from: String,
}

/// What a computer is like at one moment.
#[derive(Debug, Clone)]
pub struct Look {
    pub spot: Spot,
    pub now: DateTime<Utc>,
    pub name: String,
    pub system: String,
    pub gpus: u32,
    pub cpus: u32,
    pub ram_gb: u32,
    pub gpu_use: GpuUse,
    /// Jupyter's token, where Jupyter runs.
    pub jupyter: Option<String>,
    /// Since when it runs.
    pub booted: DateTime<Utc>,
    /// The keys that it takes.
    pub keys: Vec<String>,
}

impl Look {
    /// The TCP ports at which it listens, with the address.
    pub fn listeners(&self) -> Vec<(&'static str, u16)> {
        let mut found = vec![("0.0.0.0", 22), ("[::]", 22)];
        if self.jupyter.is_some() {
            found.push(("127.0.0.1", JUPYTER));
        }
        if matches!(self.gpu_use, GpuUse::Busy | GpuUse::Partly) {
            found.push(("127.0.0.1", 6006));
        }
        found
    }
}
