//! Files to a machine and from it, through the public commands.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;
mod existing;
mod left;
mod line;
mod names;
mod resume;
mod scene;
mod strange;
