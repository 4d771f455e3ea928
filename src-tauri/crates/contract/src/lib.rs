//! What crosses to a window: views, arguments, events, and the one error. These types alone derive `specta::Type`; the
//! client's own never leave Rust.
//!
//! It may use nothing of ours, and it decides nothing: a type that is kept on disk is another one. Begin with [`Event`] and
//! the file of the area that you look for.
//!
//! Amounts are decimal strings ([`Money`]), moments RFC 3339 in UTC, durations whole seconds.

mod activity;
mod availability;
mod billing;
mod budget;
mod bulk;
mod cloud_init;
mod connect;
mod deploy;
mod error;
mod export;
mod fleet;
mod job;
mod lease;
mod ledger;
mod overview;
mod record;
mod session;
mod ssh_keys;
mod stock;
mod storage;

pub use activity::*;
pub use availability::*;
pub use billing::*;
pub use budget::*;
pub use bulk::*;
pub use cloud_init::*;
pub use connect::*;
pub use deploy::*;
pub use error::*;
pub use export::*;
pub use fleet::*;
pub use job::*;
pub use lease::*;
pub use ledger::*;
pub use overview::*;
pub use record::*;
pub use session::*;
pub use ssh_keys::*;
pub use stock::*;
pub use storage::*;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;

/// An amount in US dollars, exact; a decimal string over IPC. What it is per is said by the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Money(#[specta(type = String)] pub Decimal);

/// An amount as it is and as it would be after the act that is being considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MoneyChange {
    /// As it is.
    pub before: Money,
    /// As it would be.
    pub after: Money,
}

/// How long the balance lasts, as it is and as it would be; `None` where it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RunwayChange {
    /// Seconds at the present burn rate.
    pub before_seconds: Option<u32>,
    /// Seconds at the burn rate after the act.
    pub after_seconds: Option<u32>,
}

/// Whether an issue stops the form or is only said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// It cannot be sent like this.
    Error,
    /// It can be sent; the person should know.
    Warning,
}

/// Something to say at one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldIssue {
    /// Path of the field as the form names it, e.g. `name`, `extraKeys.0`, `cloudInit.writeFiles.1.path`.
    pub field: String,
    /// Whether it stops the form.
    pub severity: Severity,
    /// What is wrong and what to do, one sentence or two.
    pub message: String,
}

/// No arguments.
#[derive(Debug, Clone, Default, Deserialize, Type)]
pub struct NoArgs {}

/// No answer beyond "done".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct Done {}

/// One id.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IdArgs {
    /// The id of the thing that is meant.
    pub id: String,
}

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
    /// A bulk act moved on.
    Bulk,
    /// The ledger moved on: a month was read, or a run ended.
    Ledger,
    /// An export moved on or ended.
    Exports,
    /// What is waited for, or a standing order, changed.
    Stock,
    /// Somebody wants to be somewhere in the window, from the tray or a notice.
    Go {
        /// Where.
        place: Place,
    },
}
