//! What is told to every window without being asked.

use serde::Serialize;
use specta::Type;

use crate::Place;

/// What changed, told to every window. It carries no data: the window asks again for what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Event {
    /// Profiles, sign-in, settings or the keychain.
    Session,
    /// The fleet was read again, or reading it failed.
    Fleet,
    /// The burn rate or the month was read again.
    Money,
    /// A deploy job moved.
    Job {
        /// The job's id.
        id: String,
    },
    /// A line was added to the activity list, or completed.
    Activity,
    /// Volumes were read or changed.
    Storage,
    /// Keys of the organization were read or changed.
    Keys,
    /// The way into a machine changed: whether SSH answers, a tunnel, the SSH config.
    Connect,
    /// What the GPUs of a machine do was read while somebody looks.
    Usage,
    /// A bulk act moved on.
    Bulk,
    /// The ledger moved on: a month was read, or a run ended.
    Ledger,
    /// An export moved on or ended.
    Exports,
    /// A transfer of files moved on or ended.
    Transfers,
    /// What is waited for, or a standing order, changed.
    Stock,
    /// Somebody wants to be somewhere in the window, from the tray or a notice.
    Go {
        /// Where.
        place: Place,
    },
}
