//! What Voltdeck knows: everything that decides, with no window, no clock and no network of its own.

mod app;
#[cfg(test)]
mod bindings;
mod command_list;
mod dispatch;
mod error;
pub mod host;
pub mod views;

pub mod deploy;
pub mod desk;
pub mod fleet;
pub mod lease;
pub mod overview;
pub mod prices;
pub mod session;
pub mod vm;

pub use app::App;
pub use dispatch::{COMMANDS, dispatch};
pub use error::{Answer, CommandError, ErrorCode};
