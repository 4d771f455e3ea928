//! How long a list of 10,000 VMs in 100 pages takes: through the client, and by a plain loop of parallel requests that
//! reads the bytes and no more. The provider is the sandbox, in this process on a loopback port.
//!
//! `cargo run --release -p voltagepark --example pages_bench [-- --with-budget]`; with the budget on, a list of this
//! length takes more than a minute.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::time::{Duration, Instant};

use clap::Parser;
use futures::{StreamExt, TryStreamExt};
use voltagepark::{BaseUrl, Client, ClientBuilder, Priority};
use voltdeck_sandbox::{Config, Sandbox};

const MACHINES: usize = 10_000;
const PAGE: u32 = 100;
const RUNS: usize = 5;
/// Requests that the plain loop has on their way at once.
const IN_PARALLEL: usize = 8;
const TOKEN: &str = "sandbox";

#[derive(Parser)]
struct Args {
    /// Measures the list with the budget of 60 requests a minute, too.
    #[arg(long)]
    with_budget: bool,
}

/// The first page, and all.
type Times = (Duration, Duration);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let config = Config { token: TOKEN.into(), instances: MACHINES, rate_limit: None, ssh: false, ..Config::default() };
    let sandbox = Sandbox::new(config)?;
    let running = sandbox.serve(0).await?;
    let base = BaseUrl::parse(&running.base_url())?;
    let client = ClientBuilder::new(base.clone()).token(TOKEN).without_budget().build()?;
    let plain = reqwest::Client::builder().no_proxy().build()?;
    // What is only paid once, such as connections, is in neither.
    through_client(&client).await?;
    by_hand(&plain, &running.base_url()).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 1..=RUNS {
        let (first, last) = through_client(&client).await?;
        let plain = by_hand(&plain, &running.base_url()).await?;
        println!("run {run}: client {} (first page {}), plain loop {}", shown(last), shown(first), shown(plain));
        ours.push(last);
        theirs.push(plain);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let percent = ours.as_micros() * 100 / theirs.as_micros().max(1);
    println!("median: client {}, plain loop {}, client takes {percent} % of the loop", shown(ours), shown(theirs));
    if args.with_budget {
        for priority in [Priority::Person, Priority::Background] {
            let client = ClientBuilder::new(base.clone()).token(TOKEN).build()?.with_priority(priority);
            let (first, last) = through_client(&client).await?;
            println!("with the budget, {priority:?}: first page {}, last page {}", shown(first), shown(last));
        }
    }
    Ok(())
}

async fn through_client(client: &Client) -> Result<Times, Box<dyn Error>> {
    let (start, mut first) = (Instant::now(), None);
    let list = client.list_virtual_machines_all_with(PAGE, |_, _| {
        first.get_or_insert_with(|| start.elapsed());
    });
    let list = list.await?;
    let whole = start.elapsed();
    if list.items.len() != MACHINES || !list.complete {
        return Err(format!("{} machines came", list.items.len()).into());
    }
    Ok((first.unwrap_or(whole), whole))
}

async fn by_hand(client: &reqwest::Client, base: &str) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let limit = PAGE as usize;
    let pages: Vec<usize> = futures::stream::iter((0..MACHINES).step_by(limit))
        .map(|offset| async move {
            let url = format!("{base}/virtual-machines/?limit={limit}&offset={offset}");
            let answer = client.get(url).bearer_auth(TOKEN).send().await?.error_for_status()?;
            answer.bytes().await.map(|bytes| bytes.len())
        })
        .buffered(IN_PARALLEL)
        .try_collect()
        .await?;
    let took = start.elapsed();
    if pages.len() == MACHINES / limit { Ok(took) } else { Err("a page is missing".into()) }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn shown(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}
