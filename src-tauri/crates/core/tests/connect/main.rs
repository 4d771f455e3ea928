//! The way into machines, and templates of cloud-init, through the commands that a window calls. `openssh.rs` does it
//! with the real `ssh` and `sshd`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[cfg(target_os = "linux")]
mod aliases;
#[path = "../bench/mod.rs"]
mod bench;
mod config;
#[cfg(unix)]
mod editors;
#[cfg(target_os = "linux")]
mod include;
#[cfg(target_os = "linux")]
mod openssh;
#[cfg(target_os = "linux")]
mod openssh_click;
#[cfg(target_os = "linux")]
mod openssh_keys;
#[cfg(target_os = "linux")]
mod openssh_left;
#[cfg(target_os = "linux")]
mod openssh_ports;
#[cfg(target_os = "linux")]
mod openssh_probe;
#[cfg(target_os = "linux")]
mod openssh_tunnels;
#[cfg(target_os = "linux")]
mod pages;
mod ports;
mod readiness;
mod templates;
mod terminals;
mod tunnels;
mod users;
