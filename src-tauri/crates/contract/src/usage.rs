//! What the GPUs of machines do.

use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;

use super::StateView;

/// What the GPUs of a machine do, read by logging in. Asking keeps it being read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GpuUseView {
    /// The machine.
    pub id: String,
    /// Its ends: one for a VM, one a node for a rental; none until it has an address.
    pub ends: Vec<GpuUseEnd>,
    /// Why there is nothing to read, and what to do; the ends are empty then.
    pub problem: Option<String>,
    /// The use of its GPUs in the last hour, in percent, a place for each minute and the newest last; `None` where nobody
    /// looked or it was not told.
    pub hour: Vec<Option<u8>>,
    /// The last hour in words, for who does not see it; `None` where nobody looked.
    pub hour_says: Option<String>,
    /// Nodes beyond those that are read while a panel is open.
    pub nodes_left_out: u32,
}

/// How reading the use of a machine's GPUs goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GpuUseStage {
    /// Nothing was told yet, or nothing since it is read again.
    Connecting,
    /// It is read.
    Live,
    /// One cannot log in.
    NoLogin,
    /// The machine has no NVIDIA driver, or one that does not work.
    NoDriver,
    /// One logs in, and then it does not answer.
    Hangs,
    /// It answers in a way that cannot be read.
    Unreadable,
}

/// The GPUs behind one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GpuUseEnd {
    /// Which node of a rental; `None` for a VM.
    pub label: Option<String>,
    /// How it goes.
    pub stage: GpuUseStage,
    /// The same as a word and a mark.
    pub state: StateView,
    /// What is in the way, and what to do.
    pub said: Option<String>,
    /// When what stands here was read.
    pub read_at: Option<DateTime<Utc>>,
    /// Its GPUs, in the order of the driver.
    pub gpus: Vec<GpuView>,
    /// Processes on its GPUs by user, the most memory first; `None` where they could not be told.
    pub users: Option<Vec<GpuUserView>>,
    /// Sessions of people on it; `None` where they could not be told.
    pub sessions: Option<u32>,
}

/// One GPU. What the driver does not tell is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GpuView {
    /// Its id, as the driver tells it: the same as long as the GPU is.
    pub uuid: String,
    /// Its number, as the driver counts.
    pub index: Option<u32>,
    /// Its model.
    pub model: String,
    /// Its use in percent.
    pub used: Option<u8>,
    /// Its memory as it is shown, such as `69.6 of 79.6 GiB`.
    pub memory: Option<String>,
    /// The part of its memory that is used, in percent.
    pub memory_percent: Option<u8>,
    /// Power in whole watts.
    pub watts: Option<u32>,
    /// Temperature in degrees Celsius.
    pub celsius: Option<i32>,
}

/// What one user runs on the GPUs of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GpuUserView {
    /// Its name; `None` where the machine does not tell whose processes they are.
    pub user: Option<String>,
    /// How many processes.
    pub processes: u32,
    /// Names of its programs, each once.
    pub programs: Vec<String>,
    /// Memory of the GPUs that they hold, as it is shown; `None` where it is not told of each.
    pub memory: Option<String>,
}

/// What is known of the use of a machine's GPUs, for a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GpuUseKnown {
    /// The use of its GPUs on average in percent, as it was last read; `None` where not all of it was told at one moment.
    pub percent: Option<u8>,
    /// When that was.
    pub read_at: Option<DateTime<Utc>>,
    /// It was read so long ago that it says little of now.
    pub stale: bool,
    /// What was in the way the last time, in a word or two.
    pub problem: Option<String>,
    /// The same in a sentence that says what to do.
    pub problem_says: Option<String>,
}
