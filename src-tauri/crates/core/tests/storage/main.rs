//! Volumes over the commands, against the sandbox.
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;

mod attach;
mod create;
mod creation_lost;
mod delete;
mod read;
mod scene;
