//! Files to a machine and from it, through the public commands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../bench/mod.rs"]
mod bench;
mod existing;
mod names;
mod resume;
mod scene;
mod strange;
