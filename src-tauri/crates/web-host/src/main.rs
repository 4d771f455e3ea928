//! The web host as a program.

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use voltdeck_web_host::{Config, serve};

/// Voltdeck in a browser, on a loopback port, for development and tests.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The folder of the built UI.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Where the store is kept between starts; a folder that ends with the program where it is left out.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many sandbox seconds pass in a real one.
    #[arg(long, default_value_t = 1)]
    sandbox_speed: u32,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "voltdeck-web-host: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error + Send + Sync>> {
    // Before the runtime, so that it goes when nothing is left that could write to it.
    let passing = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let data = arguments.data.unwrap_or_else(|| passing.path().to_owned());
    let Arguments { ui, port, sandbox_speed, .. } = arguments;
    runtime.block_on(until_asked_to_end(Config { ui, port, data, sandbox_speed }))
}

async fn until_asked_to_end(config: Config) -> Result<(), Box<dyn Error + Send + Sync>> {
    let running = serve(config).await?;
    {
        let mut out = std::io::stdout().lock();
        writeln!(out, "open {}", running.url())?;
        // Whoever waits for this line waits on a pipe, which is not flushed by its newline.
        out.flush()?;
    }
    asked_to_end().await?;
    Ok(())
}

/// Ends as asked, so that the passing folder goes too.
async fn asked_to_end() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = term.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
