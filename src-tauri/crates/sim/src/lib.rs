//! The simulator: the whole core on simulated time, with all that can go wrong around it, held against what was ordered.
//!
//! It owns the world of a schedule ([`world`], [`net`], [`host`]), processes that end anywhere ([`process`]), what is done
//! and goes wrong ([`plan`], [`person`]), and what must hold ([`book`], [`checks`]). It may use core and what is below it, and
//! the sandbox; no product uses it. Begin with [`run::play`]; docs/simulation.md says how it is used.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "it is a test: what it does not expect ends it, with the schedule at hand"
)]

mod acts;
pub mod auto_stop;
pub mod book;
pub mod checks;
pub mod crash;
pub mod dice;
pub mod entropy;
pub mod host;
mod inside;
mod make;
pub mod net;
pub mod person;
pub mod plan;
pub mod process;
pub mod run;
pub mod trace;
mod trouble;
pub mod world;
