//! The demo inside its machines: the sandbox's own SSH servers, the real OpenSSH, and the ways of the app.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;
mod idle;
mod scene;
mod ways;
