//! Accounts, machines and money through the commands that a window calls, against the sandbox in the same
//! process, on time that is turned by hand. What was done is read from the sandbox's own books.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod arrivals;
#[path = "../bench/mod.rs"]
mod bench;
mod bulk;
mod front;
mod gone;
mod identity;
mod kept;
mod late;
mod machines;
mod money;
mod notices;
mod rentals;
mod said;
mod session;
mod tray;
