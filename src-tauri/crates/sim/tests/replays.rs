//! A seed plays the same in each process, in all that it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "it is a test")]

use std::process::Command;

use serde_json::Value;

fn played(seed: u64) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voltdeck-sim"));
    let output = command.args(["--one", "--trace", "--seed", &seed.to_string()]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_seed_plays_the_same_in_each_process() {
    for seed in 1..=12 {
        let (first, second) = (played(seed), played(seed));
        assert_eq!(first["trace"], second["trace"], "seed {seed}");
        assert!(first["trace"].as_array().is_some_and(|lines| lines.len() > 3), "seed {seed}: {first}");
    }
    assert_ne!(played(1)["digest"], played(2)["digest"]);
}
