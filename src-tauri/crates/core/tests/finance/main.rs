//! Accounts, what can be had, and billing through the commands that a window calls, against the sandbox in the same
//! process.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod accounts;
mod availability;
#[path = "../bench/mod.rs"]
mod bench;
mod billing;
mod charts;
mod export_ends;
mod exports;
mod ledger;
mod read_only;
mod reports;
mod seeds;
