//! SSH keys over the commands, against the sandbox and a home folder of its own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;

mod local;
mod lost;
mod organization;
mod pair;
#[cfg(target_os = "linux")]
mod samples;
