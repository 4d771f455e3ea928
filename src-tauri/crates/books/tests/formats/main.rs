//! The exports, from lines to bytes and back.

mod book;
mod folder;
mod full;
mod mutations;
mod python;
mod rows;
mod scene;
mod statement;
mod sums;
#[path = "../../examples/year/mod.rs"]
mod year;
