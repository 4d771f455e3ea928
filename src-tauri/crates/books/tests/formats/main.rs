//! The exports, from lines to bytes and back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests"
)]

mod book;
mod folder;
mod formulas;
mod full;
mod mutations;
mod python;
mod rows;
mod scene;
mod statement;
mod sums;
#[path = "../../examples/year/mod.rs"]
mod year;
