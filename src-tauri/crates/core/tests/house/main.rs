//! The walls of the house: arrows between crates point only as they are drawn, and inside a crate files import each other in
//! no large circle; and its map, from a screen to what stands behind it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure here fails the test")]

mod arrows;
mod circles;
mod map;
mod modules;

use std::path::{Path, PathBuf};

/// The folder of the whole repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}
