//! Deploys through the commands that a window calls, against the sandbox in the same process, on time that is turned by
//! hand. What was bought is read from the sandbox's own books, never from what Voltdeck says.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod answers;
#[path = "../bench/mod.rs"]
mod bench;
mod crashes;
mod first_steps;
mod forgotten;
mod guards;
mod later;
mod like;
mod metal;
mod read_only;
mod resumed;
mod secrets;
mod settling;
mod store;
mod templates;
mod two_runs;
mod windows;
