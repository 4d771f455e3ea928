//! What Voltdeck decides, put together: everything that a host needs, with no window, no clock and no network of its own.
//!
//! It owns who is signed in ([`session`], [`accounts`]), the one watcher (`watch`) and what is told of changes (`changes`),
//! what is made of several areas ([`overview`], [`instances`], [`termination`], [`bulk`], [`tray`]), the record as it is read
//! ([`record`]), and the list of commands with its dispatch.
//!
//! It may use every crate of ours but the sandbox and the hosts. Begin with [`open`] and [`dispatch`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

#[cfg(test)]
mod bindings;
mod changes;
mod command_list;
mod dispatch;
mod launch;
mod token;
mod upkeep;
mod watch;

pub mod accounts;
pub mod bulk;
pub mod charts;
pub mod instances;
pub mod overview;
pub mod power;
pub mod preferences;
pub mod record;
pub mod session;
pub mod system;
pub mod termination;
pub mod tray;

// Where the list of commands finds the use cases of the other crates.
use voltdeck_access::{connect, editors, ports, ssh_keys};
use voltdeck_base::notices;
use voltdeck_billing::{billing, budget, ledger};
use voltdeck_catalog::{availability, prices};
use voltdeck_deploy::{deploy, standing_orders, stock};
use voltdeck_machines::lease::auto as auto_stop;
use voltdeck_machines::{kubeconfig, lease, machine};
use voltdeck_transfer::files;
use voltdeck_usage as usage;
use voltdeck_volumes::storage;

pub use dispatch::{COMMANDS, Command, Kind, Scope, commands, dispatch};
pub use launch::{go, open, put_off, start};
pub use voltdeck_base::App;
pub use voltdeck_contract::{Answer, CommandError, ErrorCode};
