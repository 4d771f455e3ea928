//! Deploying.
//!
//! It owns both wizards' rules and the job that orders once and is settled by looking ([`deploy`]), standing orders
//! ([`standing_orders`]), and the poller that reads the stock while anybody waits for it ([`stock`]).
//!
//! It may use every area below it: machines, catalog, access, volumes and billing. Begin with [`deploy::start`] and follow
//! `deploy/send.rs`, `deploy/settle.rs`, `deploy/follow.rs`.
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod deploy;
pub mod standing_orders;
pub mod stock;
