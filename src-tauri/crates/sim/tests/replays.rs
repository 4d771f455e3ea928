//! A seed plays the same in each process, in all that it says. What falls on one moment may be said in another order: the
//! store answers on threads of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "it is a test")]

use std::process::Command;

use serde_json::Value;

fn played(seed: u64) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voltdeck-sim"));
    let output = command.args(["--one", "--trace", "--seed", &seed.to_string()]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// What was said, sorted within each moment.
fn said(played: &Value) -> Vec<(String, String)> {
    let lines = played["trace"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    let mut said: Vec<(String, String)> = lines
        .map(|line| {
            let (moment, rest) = line.trim_start().split_once(' ').unwrap();
            (moment.to_owned(), rest.to_owned())
        })
        .collect();
    let mut first = 0;
    while first < said.len() {
        let moment = said[first].0.clone();
        let end = said[first..].iter().position(|(at, _)| *at != moment).map_or(said.len(), |long| first + long);
        said[first..end].sort();
        first = end;
    }
    said
}

#[test]
fn a_seed_plays_the_same_in_each_process() {
    for seed in 1..=12 {
        let (first, second) = (played(seed), played(seed));
        assert_eq!(said(&first), said(&second), "seed {seed}");
        assert!(said(&first).len() > 3, "seed {seed}: {first}");
    }
    assert_ne!(played(1)["digest"], played(2)["digest"]);
}
