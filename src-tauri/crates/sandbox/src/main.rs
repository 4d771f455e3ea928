//! The sandbox as a program.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Parser;
use voltdeck_sandbox::{Config, Sandbox};

/// A stand-in of the Voltage Park On Demand API on a loopback port.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The token that requests must carry.
    #[arg(long, default_value = "sandbox")]
    token: String,
    /// Decides ids, history, delays and stock.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many sandbox seconds pass in a real one; 0 stands still.
    #[arg(long, default_value_t = 1)]
    speed: u32,
    /// Where the clock starts, RFC 3339; now where it is left out.
    #[arg(long)]
    now: Option<DateTime<Utc>>,
    /// How many virtual machines are listed at the start.
    #[arg(long, default_value_t = 6)]
    instances: usize,
    /// How many transactions the log holds at the start.
    #[arg(long, default_value_t = 180)]
    transactions: usize,
    /// How many requests a minute are answered before 429; 0 for no limit.
    #[arg(long, default_value_t = 90)]
    rate_limit: u32,
    /// Keeps the world in this file between starts.
    #[arg(long)]
    state: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "voltdeck-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::new(Config {
        token: arguments.token,
        seed: arguments.seed,
        organization: 0,
        now: arguments.now.unwrap_or_else(Utc::now),
        speed: arguments.speed,
        instances: arguments.instances,
        transactions: arguments.transactions,
        rate_limit: Some(arguments.rate_limit).filter(|limit| *limit > 0),
        state_file: arguments.state,
        ssh: true,
        ..Config::default()
    })?;
    let running = sandbox.serve(arguments.port).await?;
    {
        let mut out = std::io::stdout().lock();
        writeln!(out, "listening on {}", running.base_url())?;
        // Whoever waits for this line waits on a pipe, which is not flushed by its newline.
        out.flush()?;
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}
