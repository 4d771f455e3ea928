//! The app killed at random moments, by the test that does it a few times in every run.

use crate::Outcome;
use crate::packages::{self, Purpose};
use crate::process::{cargo, run};

/// Kills it so many times.
pub fn kill(times: u32, seed: u64) -> Outcome {
    let mut test = cargo(&["test", "--package", "voltdeck-core", "--test", "kill", "--", "--nocapture"]);
    run(test.env("VOLTDECK_KILLS", times.to_string()).env("VOLTDECK_KILL_SEED", seed.to_string()))
}

/// Looks so many times whether an `ssh` outlives the app.
pub fn ssh_left(rounds: u32, seed: u64) -> Outcome {
    packages::ensure(&[Purpose::Test])?;
    let test = ["test", "--package", "voltdeck-core", "--test", "connect", "--", "--nocapture", "no_ssh_is_left"];
    let mut test = cargo(&test);
    run(test.env("VOLTDECK_LEFT_ROUNDS", rounds.to_string()).env("VOLTDECK_LEFT_SEED", seed.to_string()))
}
