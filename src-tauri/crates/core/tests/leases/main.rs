//! Leases from their setting to their end, against the sandbox in the same process, on time that is turned by hand. What
//! was done is read from the sandbox's own books.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod asks;
#[path = "../bench/mod.rs"]
mod bench;
mod ends;
mod faults;
mod idle;
mod kills;
mod out;
mod powered_off;
mod scene;
mod setting;
mod sleep;
mod store;
mod together;
mod unlisted;
mod warnings;
