//! What a month of a million transactions takes: to be decoded and summed, held against a bare pass of the parser over the
//! same bytes; to be brought into the ledger, and how long others wait for that; and to be shown from there. And how
//! forecasts would have come out.
//!
//! `cargo run --release -p voltdeck-core --example ledger_bench [-- LINES]`. Memory is the peak that the system counts,
//! less what the process held before; only Linux tells it.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod bench_host;
mod ledger;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bench_host::{BenchHost, TOKEN, answering};
use bytes::Bytes;
use serde_json::{Value, json};
use voltagepark::{BaseUrl, ClientBuilder};
use voltdeck_core::{App, dispatch};
use voltdeck_sandbox::{Config, Sandbox};

type Outcome<T> = Result<T, Box<dyn Error>>;

const LINES: u32 = 1_000_000;
const RUNS: usize = 5;
const VIEWS: usize = 21;
/// The month that is read; it is over.
const MONTH: (i32, u32, &str) = (2026, 9, "2026-09");

fn main() -> Outcome<()> {
    let lines = std::env::args().nth(1).map_or(Ok(LINES), |lines| lines.parse())?;
    let report = ledger::report::made(lines);
    println!("a report of {lines} lines has {} MB", report.len() / 1_000_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(into_the_ledger(&report, lines))?;
    runtime.block_on(decoded(&report, lines))?;
    ledger::forecasts::tried()
}

/// The client and the sums of the ledger against the parser alone, by turns.
async fn decoded(report: &Bytes, lines: u32) -> Outcome<()> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        if ledger::bare::pass(report)? != lines {
            return Err("the bare pass lost lines".into());
        }
        bare.push(begun.elapsed());
        let client = ClientBuilder::new(BaseUrl::parse("http://127.0.0.1:9/api/v1")?)
            .token(TOKEN)
            .without_budget()
            .transport(answering(report.clone()))
            .build()?;
        let begun = Instant::now();
        let summed = voltdeck_billing::ledger::summed(&client, MONTH.0, MONTH.1).await?;
        ours.push(begun.elapsed());
        if summed != usize::try_from(lines)? {
            return Err("the ledger lost lines".into());
        }
    }
    let (ours, bare) = (median(ours), median(bare));
    println!("decoded and summed in {}, by the parser alone in {}", shown(ours), shown(bare));
    println!("decoding and summing takes {} % of the bare pass", ours.as_micros() * 100 / bare.as_micros().max(1));
    Ok(())
}

/// Through the command of a window, into the store and out of it.
async fn into_the_ledger(report: &Bytes, lines: u32) -> Outcome<()> {
    let now = "2026-10-15T12:00:00Z".parse()?;
    let config = Config { token: TOKEN.into(), now, speed: 0, rate_limit: None, ssh: false, ..Config::default() };
    let folder = tempfile::tempdir()?;
    let host = BenchHost {
        computer: Box::new(voltdeck_base::computer::NoComputer),
        sandbox: Sandbox::new(config)?,
        base_url: None,
        report: Some(report.clone()),
        folder: folder.path().to_owned(),
        hear: Box::new(|_| {}),
        notify: Box::new(|_| {}),
    };
    let app = voltdeck_core::open(Arc::new(host)).map_err(|error| error.message)?;
    call(&app, "open_sandbox", json!({})).await?;
    let before = status("VmRSS:");
    let (small, over) = (Arc::clone(&app), Arc::new(AtomicBool::new(false)));
    let small = std::thread::spawn({
        let over = Arc::clone(&over);
        move || small_writes(&small, &over).map_err(|error| error.to_string())
    });
    let begun = Instant::now();
    let view = call(&app, "billing_month", json!({ "month": MONTH.2 })).await?;
    let took = begun.elapsed();
    over.store(true, Ordering::Relaxed);
    let waited = small.join().map_err(|_| "the small writes came to no end")??;
    if view["lines"] != lines || !view["unreconciled"].is_null() {
        return Err(format!("the month is not what was made: {} lines, {}", view["lines"], view["unreconciled"]).into());
    }
    println!("{lines} lines brought into the ledger in {}", shown(took));
    println!("the longest that a small write waited meanwhile: {}", shown(waited));
    if let Some((before, peak)) = before.zip(status("VmHWM:")) {
        println!("memory for that at its peak {} MB", peak.saturating_sub(before) / 1_000);
    }
    for (what, name, args) in [
        ("the statement of that month", "billing_month", json!({ "month": MONTH.2 })),
        ("its chart by kind", "billing_chart", json!({ "month": MONTH.2, "by": "kind" })),
        ("its chart by machine", "billing_chart", json!({ "month": MONTH.2, "by": "machine" })),
        ("twelve months", "billing_year", json!({ "month": MONTH.2 })),
    ] {
        let mut times = Vec::new();
        for _ in 0..VIEWS {
            let begun = Instant::now();
            call(&app, name, args.clone()).await?;
            times.push(begun.elapsed());
        }
        println!("{what} from rollups in {}", shown(median(times)));
    }
    let page = |offset: u32, key: Option<&str>| json!({ "month": MONTH.2, "day": null, "by": "machine", "key": key, "part": null, "text": "", "offset": offset });
    for (what, args) in [
        ("first page of all lines", page(0, None)),
        ("page of all lines after nine tenths of them", page(lines / 10 * 9, None)),
        ("first page of one machine's", page(0, Some("00000001-0000-4000-8000-000000000000"))),
    ] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let begun = Instant::now();
            let view = call(&app, "ledger_lines", args.clone()).await?;
            times.push(begun.elapsed());
            if view["lines"].as_array().is_none_or(|lines| lines.len() != 100) {
                return Err(format!("no {what}: {view}").into());
            }
        }
        println!("{what} in {}", shown(median(times)));
    }
    app.shut_down();
    Ok(())
}

/// Writes something small over and over, as windows do, and says how long the slowest took.
fn small_writes(app: &Arc<App>, over: &AtomicBool) -> Outcome<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut longest = Duration::ZERO;
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        runtime.block_on(call(app, "billed_name_set", json!({ "resource": "bench", "name": "bench" })))?;
        longest = longest.max(begun.elapsed());
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(longest)
}

/// The account in front, for which everything here is done.
fn front(app: &App) -> Option<String> {
    app.try_account().map(|account| account.profile_id().to_owned())
}

async fn call(app: &Arc<App>, name: &str, args: Value) -> Outcome<Value> {
    Ok(dispatch(app, name, front(app).as_deref(), args).await.map_err(|error| error.message)?)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn shown(time: Duration) -> String {
    format!("{}.{} ms", time.as_millis(), time.as_micros() / 100 % 10)
}

/// A figure of this process in KB, where the system tells it.
fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
