//! Whether the watcher can sit in the tray for a month: 43,200 polls of 50 machines back to back through core, on paused
//! time, with what happens to them told as in life; how much memory they cost, and how much of a processor. And how often
//! anybody is told when 1,000 machines change at once. The provider is the sandbox, in this process.
//!
//! `cargo run --release -p voltdeck-core --example watch_bench`.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod bench_host;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bench_host::{BenchHost, TOKEN};
use serde_json::json;
use uuid::Uuid;
use voltdeck_contract::Event;
use voltdeck_core::{App, dispatch};
use voltdeck_sandbox::{Config, Operation, Sandbox};

type Outcome<T> = Result<T, Box<dyn Error>>;

const MACHINES: usize = 50;
/// A month of one poll a minute.
const POLLS: usize = 43_200;
/// Polls until buffers and caches have their size.
const WARM: usize = 4_320;
/// After so many polls a machine is stopped, or started again: 1,440 changes in the month.
const CALM: usize = 30;
const POLL: Duration = Duration::from_secs(60);
const MANY: usize = 1_000;

fn main() -> Outcome<()> {
    for part in [Part::Month, Part::AtOnce] {
        let paused = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
        paused.block_on(async {
            match part {
                Part::Month => a_month().await,
                Part::AtOnce => all_at_once().await,
            }
        })?;
    }
    Ok(())
}

enum Part {
    Month,
    AtOnce,
}

async fn a_month() -> Outcome<()> {
    let bench = Bench::new(MACHINES).await?;
    let mut polls = 0;
    let mut changes = 0;
    let (mut warm, mut shown) = (None, 0);
    let start = (Instant::now(), processor()?);
    while polls < POLLS {
        tokio::time::sleep(POLL).await;
        // The provider's own log is no part of what is measured.
        polls += bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::ListVms)).count();
        bench.sandbox.clear_log();
        if polls / CALM > changes {
            changes += 1;
            let status = if changes % 2 == 1 { "Stopped" } else { "Running" };
            bench.sandbox.set_vm_status(bench.machines[(changes - 1) / 2 % MACHINES], status);
        }
        if warm.is_none() && polls >= WARM {
            warm = Some(memory()?);
        }
        if polls / WARM > shown {
            shown = polls / WARM;
            println!("memory after {polls} polls: {} KB", memory()?);
        }
    }
    let (warm, end) = (warm.ok_or("it was never warm")?, memory()?);
    let told = bench.told(&["appeared", "→"])?;
    if told + 1 < changes {
        return Err(format!("of {changes} changes only {told} were told").into());
    }
    let growth = end.saturating_sub(warm) * 1_000 / warm;
    let busy = processor()?.saturating_sub(start.1);
    println!("a month of polls: {polls} polls, {told} changes told, in {:.0} s", start.0.elapsed().as_secs_f64());
    println!("memory grew by {}.{} %", growth / 10, growth % 10);
    let per_poll = busy.as_micros() / u128::try_from(polls)?;
    println!("processor for each poll, the provider's part included: {}.{:03} ms", per_poll / 1_000, per_poll % 1_000);
    let share = per_poll * 1_000 / POLL.as_millis();
    println!("that is {}.{:04} % of one core", share / 10_000, share % 10_000);
    bench.app.shut_down();
    Ok(())
}

async fn all_at_once() -> Outcome<()> {
    let bench = Bench::new(MANY).await?;
    tokio::time::sleep(3 * POLL).await;
    let before = (bench.fleet.load(Ordering::Relaxed), bench.notices.load(Ordering::Relaxed));
    for machine in &bench.machines {
        bench.sandbox.set_vm_status(*machine, "Stopped");
    }
    tokio::time::sleep(3 * POLL).await;
    let told = bench.told(&["Running → Stopped"])?;
    if told != MANY {
        return Err(format!("of {MANY} changes {told} were told").into());
    }
    println!("at once, changes told: {told}");
    println!("at once, notices of the system: {}", bench.notices.load(Ordering::Relaxed) - before.1);
    println!("at once, updates of tray and window: {}", bench.fleet.load(Ordering::Relaxed) - before.0);
    bench.app.shut_down();
    Ok(())
}

/// Voltdeck in the tray, on a sandbox whose machines all run.
struct Bench {
    sandbox: Sandbox,
    machines: Vec<Uuid>,
    app: Arc<App>,
    fleet: Arc<AtomicUsize>,
    notices: Arc<AtomicUsize>,
    folder: tempfile::TempDir,
}

impl Bench {
    async fn new(machines: usize) -> Outcome<Self> {
        let config = Config { token: TOKEN.into(), ssh: false, instances: 0, ..Config::default() };
        let sandbox = Sandbox::new(config)?;
        let machines = (0..machines).map(|number| sandbox.add_vm(&format!("train-{number:04}"), 1)).collect();
        let folder = tempfile::tempdir()?;
        let (fleet, notices) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (heard, shown) = (Arc::clone(&fleet), Arc::clone(&notices));
        let host = BenchHost {
            computer: Box::new(voltdeck_base::computer::NoComputer),
            sandbox: sandbox.clone(),
            base_url: None,
            report: None,
            folder: folder.path().to_owned(),
            hear: Box::new(move |event| {
                heard.fetch_add(usize::from(event == Event::Fleet), Ordering::Relaxed);
            }),
            notify: Box::new(move |_| {
                shown.fetch_add(1, Ordering::Relaxed);
            }),
        };
        let app = voltdeck_core::open(Arc::new(host)).map_err(|error| error.message)?;
        app.set_attended(false);
        dispatch(&app, "open_sandbox", None, json!({})).await.map_err(|error| error.message)?;
        Ok(Self { sandbox, machines, app, fleet, notices, folder })
    }

    /// How many lines of the activity list tell of such a change.
    fn told(&self, words: &[&str]) -> Outcome<usize> {
        let store = rusqlite::Connection::open(self.folder.path().join("voltdeck.sqlite3"))?;
        let mut deeds = store.prepare("SELECT deed FROM activity WHERE kind = 'change'")?;
        let deeds = deeds.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(deeds.iter().filter(|deed| words.iter().any(|words| deed.contains(words))).count())
    }
}

/// Memory that this process has in use, in KB.
fn memory() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the system does not tell")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Time for which this process kept processors busy.
fn processor() -> Outcome<Duration> {
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, which may hold anything, ends with the last bracket.
    let (_, fields) = stat.rsplit_once(')').ok_or("the system does not tell")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u32>().ok()).sum::<u32>();
    Ok(TICK * ticks)
}
