//! The numbers. They follow from the machine, the GPU and the sandbox's clock alone, so that two who look at the same
//! moment see the same; power follows from use, and heat from power.

use uuid::Uuid;

use crate::chance::Chance;
use crate::ssh::look::{Look, USERS};
use crate::world::inside::GpuUse;

/// MiB of an H100 with 80 GB, as its driver tells it.
pub const MEMORY: u32 = 81_559;
/// What the driver keeps for itself.
pub const RESERVED: u32 = 551;
/// In hundredths of a watt.
pub const POWER_LIMIT: u32 = 70_000;
/// A load changes this often, in seconds.
const STEP: i64 = 5;

/// One GPU at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gpu {
    pub index: u32,
    pub uuid: String,
    pub serial: String,
    pub bus: String,
    pub use_percent: u32,
    pub memory_percent: u32,
    /// MiB.
    pub memory_used: u32,
    /// Hundredths of a watt.
    pub power: u32,
    /// Degrees Celsius.
    pub temperature: u32,
    /// MHz.
    pub clock: u32,
}

/// A process on a GPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub gpu: u32,
    pub gpu_uuid: String,
    pub pid: u32,
    pub user: String,
    pub command: &'static str,
    /// MiB.
    pub memory: u32,
}

impl Gpu {
    pub fn memory_free(&self) -> u32 {
        MEMORY - RESERVED - self.memory_used.min(MEMORY - RESERVED)
    }
}

impl Process {
    /// The program's file, as `nvidia-smi` tells it.
    pub fn path(&self) -> &'static str {
        if self.command == "python3" { "/usr/bin/python3" } else { self.command }
    }
}

/// What one GPU has to do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Load {
    None,
    Some,
    Full,
}

fn load(gpu_use: GpuUse, index: u32, count: u32) -> Load {
    match gpu_use {
        GpuUse::Busy => Load::Full,
        GpuUse::Partly if count == 1 => Load::Some,
        GpuUse::Partly if index < count.div_ceil(2) => Load::Full,
        GpuUse::Partly | GpuUse::Idle | GpuUse::NoDriver | GpuUse::Hangs => Load::None,
    }
}

/// Chance that is the machine's, or one of its GPUs'.
fn chance(look: &Look, more: &[u64]) -> Chance {
    let (high, low) = look.spot.id.as_u64_pair();
    let mut parts = vec![high, low, look.spot.node.into()];
    parts.extend(more);
    Chance::of(&parts)
}

pub fn gpus(look: &Look) -> Vec<Gpu> {
    (0..look.gpus).map(|index| gpu(look, index)).collect()
}

fn gpu(look: &Look, index: u32) -> Gpu {
    let mut own = chance(look, &[1, index.into()]);
    let uuid: Uuid = own.uuid();
    let serial = format!("16{:011}", own.next() % 100_000_000_000);
    let warmer = own.between(0, 3);
    let step = look.now.timestamp().div_euclid(STEP).cast_unsigned();
    let mut now = chance(look, &[2, index.into(), step]);
    let load = load(look.gpu_use, index, look.gpus);
    let (use_percent, memory_percent, idle_power) = match load {
        Load::Full => (now.between(94, 100), now.between(48, 71), 0),
        Load::Some => (now.between(12, 38), now.between(5, 14), 0),
        Load::None => (0, 0, now.between(0, 250)),
    };
    // 70 W at rest; a full load comes near the limit of 700 W, and moves a little.
    let power = 6_900 + idle_power + use_percent * 595 + if use_percent > 0 { now.between(0, 2_400) } else { 0 };
    let memory_used = processes_of(look, index).iter().map(|process| process.memory).sum::<u32>() + 4;
    Gpu {
        index,
        uuid: format!("GPU-{uuid}"),
        serial,
        bus: format!("00000000:{:02X}:00.0", 0x18 + index * 0x11),
        use_percent,
        memory_percent,
        memory_used,
        power,
        temperature: 27 + warmer + (power - 6_900) / 1_700,
        clock: if use_percent > 0 { 1980 - 15 * now.between(0, 6) } else { 345 },
    }
}

/// All processes of a machine that are on a GPU.
pub fn processes(look: &Look) -> Vec<Process> {
    let uuids = |index| chance(look, &[1, u64::from(index)]).uuid();
    let mut found: Vec<Process> = (0..look.gpus).flat_map(|index| processes_of(look, index)).collect();
    for process in &mut found {
        process.gpu_uuid = format!("GPU-{}", uuids(process.gpu));
    }
    found
}

fn processes_of(look: &Look, index: u32) -> Vec<Process> {
    let mut own = chance(look, &[3, index.into()]);
    let (pid, full, some) = (4_100 + index * 37 + own.between(0, 30), own.between(68_000, 77_500), 18_730);
    let memory = match load(look.gpu_use, index, look.gpus) {
        Load::Full => full,
        Load::Some => some,
        Load::None => return Vec::new(),
    };
    let user = USERS[0].to_owned();
    vec![Process { gpu: index, gpu_uuid: String::new(), pid, user, command: "python3", memory }]
}
