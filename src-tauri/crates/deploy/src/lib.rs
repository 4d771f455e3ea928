//! Deploying.
//!
//! It owns both wizards' rules and the job that orders once and is settled by looking ([`deploy`]), standing orders
//! ([`standing_orders`]), what somebody waits for ([`stock`]), and the poller that reads the stock while anybody does
//! ([`stock_poller`]).
//!
//! Inside it the arrows point one way: the poller uses standing orders, and these use the wizard and its job. The one thing
//! that the wizard's rules ask of standing orders is which names they hold, and they ask their store.
//!
//! It may use every area below it: machines, catalog, access, volumes and billing. Begin with [`deploy::start`] and follow
//! `deploy/send.rs`, `deploy/settle.rs`, `deploy/follow.rs`.
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod deploy;
pub mod standing_orders;
pub mod stock;
pub mod stock_poller;
