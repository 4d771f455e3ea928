//! Development tasks, as `cargo xtask COMMAND`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod bench;
mod bundle;
mod dev;
mod files;
mod focus;
mod fuzz;
mod icons;
mod kill;
mod operations;
mod packages;
mod process;
mod python;
mod run;
mod setup;
mod sim;
mod suite;
mod supply;
mod targets;
mod third_party;
mod tools;
mod ui;
mod versions;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Why a task could not be done, in words for the person at the terminal.
type Outcome<T = ()> = Result<T, String>;

/// Development tasks of Voltdeck.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing (system packages, npm packages) and build the UI.
    Setup,
    /// Build the app and open its window; without a display, take the tour instead.
    Run {
        /// Drive the window through its screens on a virtual display and take pictures, display or not.
        #[arg(long)]
        tour: bool,
        /// Passed on to the app, after `--`.
        #[arg(last = true)]
        app: Vec<String>,
    },
    /// Run every check and test.
    Test {
        /// Run only these steps.
        #[arg(long, num_args = 1.., value_name = "STEP", value_enum)]
        only: Vec<suite::Step>,
        /// Leave out the tests that open the real window.
        #[arg(long)]
        no_window: bool,
    },
    /// Check format, types and lints, without running a test.
    Check,
    /// Take over the table of operations that the last run of the tests wrote: docs/operations.md.
    Operations,
    /// Hold what comes from others to its licenses, sources and checksums, and to the list that About shows.
    Supply {
        /// Look for known weaknesses, too: their list is fetched.
        #[arg(long)]
        advisories: bool,
        /// Take the list of weaknesses that was fetched before.
        #[arg(long, requires = "advisories")]
        offline: bool,
    },
    /// Write what is in an installer as CycloneDX, into target/sbom.
    Sbom,
    /// Write the list of what others wrote and the app ships, with the terms: for the page About.
    ThirdParty,
    /// Write the TypeScript bindings of core's commands, and what they answer on the sandbox for the tests of screens.
    Bindings,
    /// Run the app on Vite's server, where a saved file of the UI shows at once.
    Dev,
    /// Serve the app to a browser on this computer, on a core with the sandbox.
    Web {
        /// The port; 0 takes a free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Take a picture of every screen of the tour, into target/tour.
    Shots,
    /// Make installers with the Tauri CLI.
    Bundle {
        /// Passed on to `cargo tauri build`, after `--`.
        #[arg(last = true)]
        cli: Vec<String>,
    },
    /// Measure lists of 10,000 machines and the app in the tray, and print the figures beside their limits.
    Bench {
        /// Run only these benches.
        #[arg(long, num_args = 1.., value_name = "BENCH", value_enum)]
        only: Vec<bench::Bench>,
        /// Wait for whole lists over HTTP within the budget of requests, too: five minutes.
        #[arg(long)]
        long: bool,
        /// Fail by the limit on a time, too: for a computer with nothing else to do.
        #[arg(long)]
        strict: bool,
        /// How long the app is watched in the tray.
        #[arg(long, default_value_t = 30)]
        minutes: u32,
    },
    /// Play schedules of the simulator: the whole core with all that can go wrong (docs/simulation.md).
    Sim {
        /// Play them on the last commit with this patch of the simulator's `mutants`, or with each of `all`: it must be found.
        #[arg(long)]
        mutant: Option<String>,
        /// Passed on to the simulator: `--runs N --seed S --jobs J`, and what its `--help` says.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        simulator: Vec<String>,
    },
    /// Give every decoder of bytes from outside so many inputs, or the one that is named. It needs nightly and cargo-fuzz.
    Fuzz {
        /// How many inputs each is given.
        #[arg(long, default_value_t = 100_000)]
        runs: u64,
        /// Only this one.
        decoder: Option<String>,
    },
    /// Kill the app at random moments while it deploys, reads the ledger and exports, and look at what is left.
    Kill {
        /// How many times.
        #[arg(long, default_value_t = 500)]
        times: u32,
        /// What the moments are drawn from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Start, stop, sleep and kill the app at random while it has tunnels and commands over SSH, and look for an ssh that is left.
    SshLeft {
        /// How many times.
        #[arg(long, default_value_t = 200)]
        rounds: u32,
        /// What it does is drawn from this.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Render every icon from icons/voltdeck.svg, and those of the tray.
    Icons,
    /// Have the official FOCUS validator judge a year of the sandbox's exports. It installs 640 MB of Python packages.
    Focus,
    /// Make the Python that tests read exports with, for a test that is run alone.
    Python,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Setup => setup::everything(),
        Task::Run { tour, app } => run::run(tour, &app),
        Task::Test { only, no_window } => suite::test(&only, no_window),
        Task::Check => suite::check(),
        Task::Operations => operations::take_over(),
        Task::Supply { advisories, offline } => {
            supply::check().and_then(|()| if advisories { supply::advisories(offline) } else { Ok(()) })
        }
        Task::Sbom => supply::sbom(),
        Task::ThirdParty => third_party::write(),
        Task::Bindings => suite::bindings(),
        Task::Dev => dev::dev(),
        Task::Web { port } => web::web(port),
        Task::Shots => run::tour(),
        Task::Bundle { cli } => bundle::bundle(&cli),
        Task::Bench { only, long, strict, minutes } => bench::bench(&only, long, strict, minutes),
        Task::Sim { mutant: Some(name), .. } => sim::mutants(&name),
        Task::Sim { mutant: None, simulator } => sim::sim(&simulator),
        Task::Fuzz { runs, decoder } => fuzz::fuzz(runs, decoder.as_deref()),
        Task::Kill { times, seed } => kill::kill(times, seed),
        Task::SshLeft { rounds, seed } => kill::ssh_left(rounds, seed),
        Task::Icons => icons::render(),
        Task::Focus => focus::focus(),
        Task::Python => python::readers(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why}");
            ExitCode::FAILURE
        }
    }
}
