//! How soon core shows a fleet of 10,000 VMs, what its `fleet` answer costs, and whether reading it keeps to the
//! budget of requests. The provider is the sandbox.
//!
//! `cargo run --release -p voltdeck-core --example fleet_bench [-- --long]`. The first rows are timed over HTTP on
//! loopback; the rest of the list takes more than a minute of budget, so without `--long` it comes in on paused time,
//! by a router in this process: what is said in minutes there is what the clock would have shown.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod bench_host;

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bench_host::{BenchHost, TOKEN};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use voltdeck_contract::{Event, FleetView, NoArgs};
use voltdeck_core::{App, commands, dispatch};
use voltdeck_sandbox::{Config, Running, Sandbox};

type Outcome<T> = Result<T, Box<dyn Error>>;

const MACHINES: usize = 10_000;
/// What the big answer is compared with: ten answers of a tenth of the rows should take as long.
const FEW: usize = 1_000;
/// The provider's longest page.
const PAGE: usize = 100;
const RUNS: usize = 9;
/// Long enough for the first reading, the pause after it and the second.
const WATCHED: Duration = Duration::from_secs(600);

#[derive(Parser)]
struct Args {
    /// Waits for the whole list over HTTP, too: a minute and a half.
    #[arg(long)]
    long: bool,
}

fn main() -> Outcome<()> {
    let args = Args::parse();
    let real = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    real.block_on(over_http(args.long))?;
    drop(real);
    let paused = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    paused.block_on(on_paused_time())
}

/// The times that a person waits.
async fn over_http(long: bool) -> Outcome<()> {
    let mut bench = Bench::new(MACHINES, true).await?;
    let start = Instant::now();
    bench.call("open_sandbox").await?;
    let rows = bench.until(|view| view.instances.len() >= PAGE).await?;
    println!("over HTTP, first rows after {} ({rows})", shown(start.elapsed()));
    if long {
        let rows = bench.until(|view| view.instances.len() >= MACHINES && !view.reading).await?;
        println!("over HTTP, all rows after {} ({rows})", shown(start.elapsed()));
        bench.print_pace("over HTTP")?;
    }
    bench.app.shut_down();
    Ok(())
}

/// Lets whole lists come in, as fast as this computer can, then times the answers.
async fn on_paused_time() -> Outcome<()> {
    let mut few = Bench::new(FEW, false).await?;
    few.call("open_sandbox").await?;
    few.until(|view| view.instances.len() >= FEW && !view.reading).await?;
    let mut many = Bench::new(MACHINES, false).await?;
    let start = tokio::time::Instant::now();
    many.call("open_sandbox").await?;
    let rows = many.until(|view| view.instances.len() >= MACHINES && !view.reading).await?;
    println!("paused time, all rows after {} ({rows})", shown(start.elapsed()));
    tokio::time::sleep_until(start + WATCHED).await;
    many.print_pace("paused time")?;
    many.print_answer().await?;
    // As many rows on both sides and by turns: what else this computer does then slows both alike.
    let (mut one_big, mut many_small) = (vec![], vec![]);
    for _ in 0..RUNS {
        let start = Instant::now();
        for _ in 0..MACHINES / FEW {
            serde_json::to_vec(&few.call("fleet").await?)?;
        }
        many_small.push(start.elapsed());
        let start = Instant::now();
        serde_json::to_vec(&many.call("fleet").await?)?;
        one_big.push(start.elapsed());
    }
    let percent = median(one_big).as_micros() * 100 / median(many_small).as_micros().max(1);
    println!("one answer of 10,000 rows takes {percent} % of ten answers of 1,000");
    few.app.shut_down();
    many.app.shut_down();
    Ok(())
}

/// Voltdeck on a sandbox with many machines.
struct Bench {
    sandbox: Sandbox,
    app: Arc<App>,
    events: UnboundedReceiver<Event>,
    _listening: Option<Running>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new(machines: usize, listens: bool) -> Outcome<Self> {
        let config = Config { token: TOKEN.into(), ssh: false, instances: 0, ..Config::default() };
        let sandbox = Sandbox::new(config)?;
        sandbox.add_vms(machines);
        let folder = tempfile::tempdir()?;
        let listening = if listens { Some(sandbox.serve(0).await?) } else { None };
        let (sender, events) = unbounded_channel();
        let host = BenchHost {
            computer: Box::new(voltdeck_base::computer::NoComputer),
            sandbox: sandbox.clone(),
            base_url: listening.as_ref().map(Running::base_url),
            report: None,
            folder: folder.path().to_owned(),
            // Who measured enough listens no more.
            hear: Box::new(move |event| drop(sender.send(event))),
            notify: Box::new(|_| {}),
        };
        let app = voltdeck_core::open(Arc::new(host)).map_err(|error| error.message)?;
        Ok(Self { sandbox, app, events, _listening: listening, _folder: folder })
    }

    async fn call(&self, name: &str) -> Outcome<Value> {
        Ok(dispatch(&self.app, name, None, json!({})).await.map_err(|error| error.message)?)
    }

    /// Asks for the fleet whenever the app says that it changed, as a window does; says how many rows it has then.
    async fn until(&mut self, is_there: impl Fn(&FleetView) -> bool) -> Outcome<usize> {
        while let Some(event) = self.events.recv().await {
            if !matches!(event, Event::Fleet) {
                continue;
            }
            let view = commands::fleet(Arc::clone(&self.app), None, NoArgs {}).await.map_err(|error| error.message)?;
            if is_there(&view) {
                return Ok(view.instances.len());
            }
        }
        Err("the app tells of nothing any more".into())
    }

    /// Size and time of the answer, by the name of the command and as the desktop writes it.
    async fn print_answer(&self) -> Outcome<()> {
        let (mut by_name, mut views, mut writing, mut size) = (vec![], vec![], vec![], 0);
        for _ in 0..RUNS {
            let start = Instant::now();
            size = serde_json::to_vec(&self.call("fleet").await?)?.len();
            by_name.push(start.elapsed());
            let start = Instant::now();
            let view = commands::fleet(Arc::clone(&self.app), None, NoArgs {}).await.map_err(|error| error.message)?;
            views.push(start.elapsed());
            let start = Instant::now();
            serde_json::to_vec(&view)?;
            writing.push(start.elapsed());
        }
        println!("the answer has {} KB", size / 1000);
        println!("the answer by name takes {}", shown(median(by_name)));
        println!("the answer without JSON takes {}", shown(median(views)));
        println!("its JSON as the desktop writes it takes {}", shown(median(writing)));
        Ok(())
    }

    /// The most requests that the sandbox saw in any minute.
    fn print_pace(&self, how: &str) -> Outcome<()> {
        let log = self.sandbox.log();
        let times: Vec<DateTime<Utc>> = log.iter().map(|line| line.at).collect();
        let minute = TimeDelta::minutes(1);
        let within =
            |(first, at): (usize, &DateTime<Utc>)| times[first..].partition_point(|later| *later - *at < minute);
        let most = times.iter().enumerate().map(within).max().ok_or("no request came")?;
        let refused = log.iter().filter(|line| line.status == Some(429)).count();
        println!("{how}, {} requests came", times.len());
        println!("{how}, most requests in a minute: {most}");
        println!("{how}, requests refused with 429: {refused}");
        Ok(())
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn shown(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}
