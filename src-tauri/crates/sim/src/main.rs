//! `voltdeck-sim --runs N --seed S`: plays so many schedules from a seed on, each in a process of its own, so that one that
//! fails is the same whenever it is played again.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![allow(clippy::unwrap_used, reason = "it is a test, and what it does not expect ends it")]

mod report;
mod shorten;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::time::Instant;

use clap::Parser;
use serde_json::{Value, json};
use voltdeck_sim::plan::Plan;
use voltdeck_sim::{entropy, run};

use crate::report::Report;

/// Plays schedules of the simulator.
#[derive(Debug, Clone, Parser)]
#[allow(clippy::struct_excessive_bools, reason = "they are switches of a command line")]
struct Arguments {
    /// How many schedules.
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// The seed of the first; each further one has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many are played at the same time; as many as there are processors where none is said.
    #[arg(long)]
    jobs: Option<usize>,
    /// Leave these features out of every schedule.
    #[arg(long, value_delimiter = ',')]
    without: Vec<String>,
    /// End at the first that fails.
    #[arg(long)]
    first: bool,
    /// Fail unless an invariant of this name is broken by one of them.
    #[arg(long)]
    must_break: Option<String>,
    /// Print what happened in each.
    #[arg(long)]
    trace: bool,
    /// Do not make those that fail shorter.
    #[arg(long)]
    whole: bool,
    /// Play the one of the seed here, and print it as JSON.
    #[arg(long, hide = true)]
    one: bool,
    /// Of its steps these alone.
    #[arg(long, value_delimiter = ',', hide = true)]
    steps: Option<Vec<usize>>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.one {
        println!("{}", one(&arguments));
        return ExitCode::SUCCESS;
    }
    let report = all(&arguments);
    report.print(arguments.trace);
    if !arguments.whole {
        report.shorten(&|seed, steps| played(&arguments, seed, Some(steps)));
    }
    match &arguments.must_break {
        None if report.is_well() => ExitCode::SUCCESS,
        Some(name) if report.has_broken(name) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Plays one here.
fn one(arguments: &Arguments) -> Value {
    entropy::seed(arguments.seed);
    let mut plan = Plan::new(arguments.seed, &arguments.without);
    let number = plan.steps.len();
    if let Some(kept) = &arguments.steps {
        let mut at = 0;
        plan.steps.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
    }
    let shm = PathBuf::from("/dev/shm");
    let folder = if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap();
    let outcome = run::play(&plan, folder.path());
    let broken = outcome.broken.as_ref().map(|broken| json!({ "invariant": broken.invariant, "what": broken.what }));
    json!({
        "seed": arguments.seed, "planned": number, "steps": outcome.steps, "counts": outcome.counts,
        "checks": outcome.checks, "settled": outcome.settled, "minutes": outcome.minutes, "broken": broken,
        "digest": format!("{:016x}", outcome.digest),
        "trace": if arguments.trace || outcome.broken.is_some() { json!(outcome.trace) } else { json!([]) },
    })
}

/// Plays one in a process of its own.
fn played(arguments: &Arguments, seed: u64, steps: Option<&[usize]>) -> Value {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--one", "--seed", &seed.to_string()]);
    if !arguments.without.is_empty() {
        command.args(["--without", &arguments.without.join(",")]);
    }
    if arguments.trace {
        command.arg("--trace");
    }
    if let Some(steps) = steps {
        let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
        command.args(["--steps", &steps.join(",")]);
    }
    // The product says in its log what it meets; here that is what was asked for.
    let output = command.stdin(Stdio::null()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        json!({
            "seed": seed, "broken": { "invariant": "nothing panics", "what": said },
            "trace": [], "counts": {}, "steps": 0, "planned": 0, "checks": 0, "settled": 0, "minutes": 0,
        })
    })
}

/// Plays all of them, some at a time.
fn all(arguments: &Arguments) -> Report {
    let began = Instant::now();
    let jobs = arguments.jobs.or_else(|| std::thread::available_parallelism().ok().map(Into::into)).unwrap_or(1);
    let next = AtomicU64::new(0);
    let mut report = Report::default();
    let (done, each) = channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (done, next) = (done.clone(), &next);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= arguments.runs || done.send(played(arguments, arguments.seed + number, None)).is_err()
                    {
                        return;
                    }
                }
            });
        }
        drop(done);
        for outcome in &each {
            report.add(&outcome);
            if arguments.first && !report.is_well()
                || arguments.must_break.as_ref().is_some_and(|name| report.has_broken(name))
            {
                next.store(u64::MAX / 2, Ordering::Relaxed);
            }
        }
    });
    report.took = began.elapsed();
    report
}
