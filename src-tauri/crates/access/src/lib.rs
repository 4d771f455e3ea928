//! The way into a machine.
//!
//! It owns user, command, whether a machine answers, terminals, tunnels and the part of the SSH config that Voltdeck keeps
//! ([`connect`]), and the keys of the organization and of this computer ([`ssh_keys`]).
//!
//! It may use `voltdeck-machines`. Begin with [`connect::target::Target`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod connect;
pub mod editors;
pub mod ports;
pub mod ssh_keys;
