//! What the GPUs of machines do, through the commands that a window calls. `openssh.rs` reads it with the real `ssh` and
//! `sshd`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod background;
#[path = "../bench/mod.rs"]
mod bench;
mod looks;
#[cfg(target_os = "linux")]
mod openssh;
mod panel;
mod scene;
