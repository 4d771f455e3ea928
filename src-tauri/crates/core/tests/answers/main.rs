//! What core answers on the sandbox, kept in `ui/src/testing/answers` for the tests of screens: written by this test with
//! `UPDATE_BINDINGS=1`, else checked for freshness. Time is turned by hand and the sandbox has its usual seed, so that each
//! run gives the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::used_underscore_binding,
    reason = "a failure here fails the test"
)]

#[path = "../bench/mod.rs"]
mod bench;
mod catalog;
mod connect;
mod deploy;
mod finance;
mod fleet;
mod kept;
mod keys;
mod standing;
mod storage;
mod usage;

use bench::World;
use kept::{Area, File};

type Scenes = fn(&World, &mut Area);

/// The areas and the scenes of each.
const AREAS: [(&str, Scenes); 9] = [
    ("catalog", catalog::scenes),
    ("connect", connect::scenes),
    ("deploy", deploy::scenes),
    ("finance", finance::scenes),
    ("fleet", fleet::scenes),
    ("keys", keys::scenes),
    ("standing", standing::scenes),
    ("storage", storage::scenes),
    ("usage", usage::scenes),
];

#[test]
#[cfg_attr(windows, ignore = "its paths are written in another way, and the files are the same for all")]
fn answers_are_fresh() {
    let stale: Vec<&str> = AREAS
        .into_iter()
        .filter_map(|(name, scenes)| {
            let world = World::new();
            let mut area = Area::new(&world);
            scenes(&world, &mut area);
            File::of(name, area).is_stale().then_some(name)
        })
        .collect();
    assert!(stale.is_empty(), "stale in ui/src/testing/answers: {stale:?}: run `cargo xtask bindings`");
}
