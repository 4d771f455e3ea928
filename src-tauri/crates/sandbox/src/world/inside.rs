//! What is inside a machine: what its GPUs do, who may log in, and the secrets that it made when it first started.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chance::Chance;
use crate::ssh::keys::host_key;

/// What the GPUs of a machine do, as `nvidia-smi` tells it on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GpuUse {
    /// All work hard, with a process on each.
    Busy,
    /// None works, and nothing runs on them.
    #[default]
    Idle,
    /// Some work and some do not; where there is one alone, it works a little.
    Partly,
    /// The driver does not answer: `nvidia-smi` says so and fails.
    NoDriver,
    /// `nvidia-smi` never ends.
    Hangs,
}

/// What is inside a machine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Inside {
    /// The keys that its deploy put there. `None` where no deploy did: then the organization's are taken.
    pub keys: Option<Vec<String>>,
    /// What its GPUs do.
    pub gpu_use: GpuUse,
    /// Whether Jupyter runs; where nobody said, the images that bring it do.
    pub jupyter: Option<bool>,
    /// The secrets of each node that ever ran, from 1.
    pub secrets: BTreeMap<u32, Secrets>,
}

/// What a machine makes for itself when it first starts.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Its SSH host key, in OpenSSH's form.
    pub host_key: String,
    /// The token of its Jupyter.
    pub jupyter: String,
}

// By hand: it is printed nowhere.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    // Not of the world's chance: a key that follows from the seed would be everybody's.
    fn new() -> Self {
        let word = || Uuid::new_v4().simple().to_string();
        Self { host_key: host_key(), jupyter: format!("{}{}", word(), &word()[..16]) }
    }
}

impl Inside {
    /// Of a machine that was there before anybody looked: what it does follows from its id.
    pub fn of(id: Uuid) -> Self {
        let (high, low) = id.as_u64_pair();
        let gpu_use = match Chance::of(&[high, low]).between(0, 9) {
            0..=4 => GpuUse::Busy,
            5 | 6 => GpuUse::Partly,
            _ => GpuUse::Idle,
        };
        Self { gpu_use, ..Self::default() }
    }

    /// The secrets of a node, made when they are first asked for.
    pub fn secrets(&mut self, node: u32) -> &Secrets {
        self.secrets.entry(node).or_insert_with(Secrets::new)
    }
}
