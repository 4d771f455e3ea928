//! What came of all schedules.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::shorten;

/// What came of all schedules.
#[derive(Debug, Default)]
pub struct Report {
    schedules: u64,
    steps: u64,
    minutes: u64,
    checks: u64,
    settled: u64,
    counts: BTreeMap<String, u64>,
    /// Those in which an invariant was broken, by its name.
    broken: BTreeMap<String, Vec<Value>>,
    traces: Vec<Value>,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// Adds one.
    pub fn add(&mut self, outcome: &Value) {
        let number = |field: &str| outcome[field].as_u64().unwrap_or_default();
        self.schedules += 1;
        self.steps += number("steps");
        self.minutes += number("minutes");
        self.checks += number("checks");
        self.settled += number("settled");
        for (what, count) in outcome["counts"].as_object().into_iter().flatten() {
            *self.counts.entry(what.clone()).or_default() += count.as_u64().unwrap_or_default();
        }
        if let Some(name) = outcome["broken"]["invariant"].as_str() {
            let seed = outcome["seed"].as_u64().unwrap_or_default();
            eprintln!("seed {seed}: {name}: {}", outcome["broken"]["what"].as_str().unwrap_or_default());
            self.broken.entry(name.to_owned()).or_default().push(outcome.clone());
        } else if outcome["trace"].as_array().is_some_and(|lines| !lines.is_empty()) {
            self.traces.push(outcome.clone());
        }
    }

    /// No invariant was broken.
    pub fn is_well(&self) -> bool {
        self.broken.is_empty()
    }

    /// An invariant of this name was broken.
    pub fn has_broken(&self, name: &str) -> bool {
        self.broken.contains_key(name)
    }

    /// Prints the figures.
    pub fn print(&self, trace: bool) {
        for outcome in self.traces.iter().filter(|_| trace) {
            println!("seed {} (digest {}):", outcome["seed"], outcome["digest"].as_str().unwrap_or_default());
            lines(outcome);
        }
        println!(
            "{} schedules in {} s: {} steps in {} simulated hours; {} invariants looked at, {} unknown deploys settled",
            self.schedules,
            self.took.as_secs(),
            self.steps,
            self.minutes / 60,
            self.checks,
            self.settled
        );
        for (what, count) in &self.counts {
            println!("{count:>10}  {what}");
        }
        for (name, outcomes) in &self.broken {
            let seeds: Vec<String> = outcomes.iter().map(|one| one["seed"].to_string()).collect();
            println!("BROKEN in {}: {name}: seeds {}", outcomes.len(), seeds.join(" "));
        }
    }

    /// Prints the first that broke each invariant, made as short as it still breaks it.
    pub fn shorten(&self, play: &dyn Fn(u64, &[usize]) -> Value) {
        for (name, outcomes) in &self.broken {
            let Some(first) = outcomes.iter().min_by_key(|one| one["trace"].as_array().map_or(usize::MAX, Vec::len))
            else {
                continue;
            };
            let short = shorten::shorten(first, name, play);
            println!(
                "\n{name}: seed {}, of {} steps {} are enough",
                first["seed"], first["planned"], short["planned_of"]
            );
            println!("  {}", short["broken"]["what"].as_str().unwrap_or_default());
            lines(&short);
        }
    }
}

fn lines(outcome: &Value) {
    for line in outcome["trace"].as_array().into_iter().flatten() {
        println!("  {}", line.as_str().unwrap_or_default());
    }
}
