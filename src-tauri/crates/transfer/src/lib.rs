//! Files between this computer and a machine, over SFTP through the person's own `ssh`.
//!
//! It owns what was chosen here to be sent, what is in a folder of a machine, and the transfers of an account with their
//! progress, stop and resume ([`files`]).
//!
//! It may use `voltdeck-access` and `voltdeck-machines`. Begin with `files/run.rs`.
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod files;
