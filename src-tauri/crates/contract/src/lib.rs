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
mod common;
mod connect;
mod deploy;
mod deploy_start;
mod editors;
mod error;
mod event;
mod export;
mod first_steps;
mod fleet;
mod job;
mod lease;
mod ledger;
mod overview;
mod ports;
mod record;
mod session;
mod ssh_keys;
mod stock;
mod storage;
mod transfer;
mod usage;

pub use activity::*;
pub use availability::*;
pub use billing::*;
pub use budget::*;
pub use bulk::*;
pub use cloud_init::*;
pub use common::*;
pub use connect::*;
pub use deploy::*;
pub use deploy_start::*;
pub use editors::*;
pub use error::*;
pub use event::*;
pub use export::*;
pub use first_steps::*;
pub use fleet::*;
pub use job::*;
pub use lease::*;
pub use ledger::*;
pub use overview::*;
pub use ports::*;
pub use record::*;
pub use session::*;
pub use ssh_keys::*;
pub use stock::*;
pub use storage::*;
pub use transfer::*;
pub use usage::*;
