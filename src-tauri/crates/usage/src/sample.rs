//! One look at the GPUs of a machine. What was not told is `None`, and never nought.

use chrono::{DateTime, Utc};
use voltdeck_machines::idle::Look;

/// Memory of a GPU beyond this is held by somebody: the driver alone takes less.
const HELD: u64 = 2048;

/// What a machine told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its GPUs.
    pub gpus: Gpus,
    /// The processes on them.
    pub processes: Option<Vec<Process>>,
    /// Sessions of people but ours.
    pub sessions: Option<u32>,
}

/// What a machine told of its GPUs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gpus {
    /// They are these, and what the driver said beside them where it ended with a fault.
    Known(Vec<Gpu>, Option<String>),
    /// There is no driver, or it does not work; in its words.
    NoDriver(String),
    /// The driver does not answer.
    Hangs,
    /// It said something else.
    Unreadable(String),
}

/// One GPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gpu {
    /// Its number.
    pub index: Option<u32>,
    /// Its id.
    pub uuid: String,
    /// Its model.
    pub model: String,
    /// Its use in percent.
    pub used: Option<u8>,
    /// Memory that is used, in MiB.
    pub memory_used: Option<u64>,
    /// Memory that it has, in MiB.
    pub memory_total: Option<u64>,
    /// Power in watts.
    pub watts: Option<u32>,
    /// Temperature in degrees Celsius.
    pub celsius: Option<i32>,
}

/// One process on one or more GPUs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Whose it is.
    pub user: Option<String>,
    /// Name of its program.
    pub program: Option<String>,
    /// Memory of the GPUs that it holds, in MiB.
    pub memory: Option<u64>,
}

impl Sample {
    /// The use of its GPUs on average in percent, where all are known.
    pub fn average(&self) -> Option<u8> {
        let Gpus::Known(gpus, None) = &self.gpus else { return None };
        let sum = gpus.iter().map(|gpu| gpu.used.map(u64::from)).sum::<Option<u64>>()?;
        let count = u64::try_from(gpus.len()).ok().filter(|count| *count > 0)?;
        u8::try_from((sum + count / 2) / count).ok()
    }

    /// As it counts for whether the machine is idle, of which it is known how many GPUs it has.
    pub fn look(&self, at: DateTime<Utc>, has: Option<u32>) -> Look {
        // One that the driver does not list may be busy: it fell off the bus, or another holds it.
        let all = |listed: usize| listed > 0 && has.is_some_and(|has| u32::try_from(listed).is_ok_and(|it| it >= has));
        let known = match &self.gpus {
            Gpus::Known(gpus, None) if all(gpus.len()) => gpus.as_slice(),
            _ => return Look { sessions: self.sessions, ..Look::unknown(at) },
        };
        let used: Option<Vec<u8>> = known.iter().map(|gpu| gpu.used).collect();
        // Inside a container the driver lists no process of the others, and their memory is held all the same.
        let held = known.iter().any(|gpu| gpu.memory_used.is_none_or(|used| used > HELD));
        let listed = self.processes.as_ref().filter(|listed| !listed.is_empty() || !held);
        Look {
            at,
            gpu: used.and_then(|used| used.into_iter().max()),
            processes: listed.map(|listed| u32::try_from(listed.len()).unwrap_or(u32::MAX)),
            sessions: self.sessions,
        }
    }
}

/// Looks into all ends of a machine as one: the busiest, and unknown where one of them is.
pub(crate) fn together(looks: &[Look], at: DateTime<Utc>) -> Look {
    let most = |a: Option<u32>, b: Option<u32>| Some(a?.max(b?));
    let all = looks.iter().copied().reduce(|a, b| Look {
        at,
        gpu: a.gpu.zip(b.gpu).map(|(a, b)| a.max(b)),
        processes: most(a.processes, b.processes),
        sessions: most(a.sessions, b.sessions),
    });
    all.map_or(Look::unknown(at), |look| Look { at, ..look })
}
