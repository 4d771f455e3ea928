//! What Voltdeck knows: everything that decides, with no window, no clock and no network of its own.
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

mod account;
mod activity;
mod app;
#[cfg(test)]
mod bindings;
mod clients;
mod clock;
mod command_list;
pub mod computer;
mod dispatch;
mod error;
mod exports;
mod files;
mod hardware;
pub mod host;
mod money;
mod opening;
mod profiles;
mod runway;
mod say;
mod seen;
mod sent;
mod shares;
mod store;
mod token;
pub mod views;
mod watch;
mod writes;

pub mod accounts;
pub mod availability;
pub mod billing;
pub mod budget;
pub mod bulk;
pub mod charts;
pub mod connect;
pub mod deploy;
pub mod desk;
pub mod farewell;
pub mod fleet;
pub mod kubeconfig;
pub mod lease;
pub mod ledger;
pub mod machine;
pub mod notices;
pub mod overview;
pub mod prices;
pub mod record;
pub mod session;
pub mod settings;
pub mod ssh_keys;
pub mod standing;
pub mod stock;
pub mod storage;
pub mod tray;

pub use app::App;
pub use dispatch::{COMMANDS, dispatch, in_command};
pub use error::{Answer, CommandError, ErrorCode};
