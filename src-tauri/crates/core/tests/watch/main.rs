//! The watcher: each change at the provider is told once, whatever crashes; failures are no losses; all accounts are
//! watched, within the budget of requests.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod accounts;
#[path = "../bench/mod.rs"]
mod bench;
mod changes;
mod clock;
mod lists;
mod ours;
mod pace;
mod property;
mod ready;
mod scene;
mod storage;
mod trouble;
