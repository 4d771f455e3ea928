//! The record: that everything which is sent and done stands in it, also after a crash, and how it is narrowed and handed
//! out. Through the commands that a window calls, against the sandbox in the same process.
#![allow(clippy::unwrap_used, clippy::panic, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;
mod crashes;
mod deeds;
mod exports;
mod here;
mod narrowed;
mod writes;
