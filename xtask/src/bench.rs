//! The benches, and a table of their figures beside the limits they are held to.
//!
//! What decides is what holds on any computer: ratios of one run, and counts. A time alone fails only where asked.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use clap::ValueEnum;

use crate::Outcome;
use crate::packages::{self, Purpose};
use crate::process::{built, cargo, command, root, run};
use crate::{setup, tools, ui};

const PAGES_BENCH: &str = "pages_bench";
const FLEET_BENCH: &str = "fleet_bench";
const RECORD_BENCH: &str = "record_bench";
const WATCH_BENCH: &str = "watch_bench";
const BOOKS_BENCH: &str = "books_bench";
const LEDGER_BENCH: &str = "ledger_bench";
const USAGE_BENCH: &str = "usage_bench";
const SEARCH_BENCH: &str = "bench/instances-search.mjs";
const TRAY_BENCH: &str = "tray_bench";
const CLICK_BENCH: &str = "click_to_prompt";
const NO_LIMIT: Limit = Limit::None;

/// One part of `cargo xtask bench`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// The client, listing 10,000 VMs in 100 pages.
    Pages,
    /// The same fleet through core.
    Fleet,
    /// A record of 100,000 lines.
    Record,
    /// A month in the tray.
    Watch,
    /// The search of Instances, in a browser.
    Search,
    /// The app in the tray with fifty machines, for half an hour: only where it is named.
    Tray,
    /// The exports of a million lines.
    Books,
    /// A month of a million lines in the ledger, and forecasts.
    Ledger,
    /// From a click to a shell's prompt, beside the same `ssh` alone.
    Click,
    /// The GPU use of fifty machines, read in the background.
    Usage,
}

/// How far a figure may go.
#[derive(Clone, Copy)]
enum Limit {
    None,
    /// On any computer.
    Always(u64),
    /// On a computer with nothing else to do: asked for by `--strict`.
    Strict(u64),
}

/// A line of the table.
struct Figure {
    what: &'static str,
    is: Amount,
    limit: Limit,
}

/// A number with its unit, in tenths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Amount {
    tenths: u64,
    unit: String,
}

/// A figure to look for: its name in the table, what the bench prints before it, and its limit.
type Wanted = (&'static str, &'static str, Limit);

const PAGES: &[Wanted] = &[
    ("client, 10,000 VMs in 100 pages", "median: client", NO_LIMIT),
    ("plain parallel loop, the same", ", plain loop", NO_LIMIT),
    ("client to plain loop", "client takes", Limit::Always(150)),
];
const PAGES_LONG: &[Wanted] = &[
    ("client with the budget, first page", "Background: first page", NO_LIMIT),
    ("client with the budget, last page", ", last page", NO_LIMIT),
];
const FLEET: &[Wanted] = &[
    ("sign-in to 100 rows, over HTTP", "over HTTP, first rows after", NO_LIMIT),
    ("sign-in to all rows, paused time", "paused time, all rows after", NO_LIMIT),
    ("requests in a minute, paused time", "paused time, most requests in a minute:", Limit::Always(80)),
    ("refused with 429, paused time", "paused time, requests refused with 429:", Limit::Always(0)),
    ("answer with 10,000 rows, size", "the answer has", NO_LIMIT),
    ("answer with 10,000 rows, by name", "the answer by name takes", NO_LIMIT),
    ("answer with 10,000 rows, rows alone", "the answer without JSON takes", NO_LIMIT),
    ("answer with 10,000 rows, JSON alone", "its JSON as the desktop writes it takes", NO_LIMIT),
    ("one answer of 10,000 to ten of 1,000", "one answer of 10,000 rows takes", Limit::Always(150)),
];
const FLEET_LONG: &[Wanted] = &[
    ("sign-in to all rows, over HTTP", "over HTTP, all rows after", NO_LIMIT),
    ("requests in a minute, over HTTP", "over HTTP, most requests in a minute:", Limit::Always(80)),
    ("refused with 429, over HTTP", "over HTTP, requests refused with 429:", Limit::Always(0)),
];
const RECORD: &[Wanted] = &[
    ("100,000 lines, first page", "first page with counts and days:", Limit::Strict(250)),
    ("100,000 lines, last page", "last page:", NO_LIMIT),
    ("100,000 lines, one kind", "first page of one kind:", NO_LIMIT),
    ("100,000 lines, by two words", "first page by two words:", Limit::Strict(500)),
    ("100,000 lines, one machine's", "one machine's lines:", NO_LIMIT),
    ("one machine of a thousand to all", "one machine of a thousand takes", Limit::Always(25)),
    ("100,000 lines as CSV", "export as csv, 100000 lines:", NO_LIMIT),
    ("100,000 lines as JSON Lines", "lines:", NO_LIMIT),
];
const WATCH: &[Wanted] = &[
    ("43,200 polls, changes told", "polls,", NO_LIMIT),
    ("43,200 polls, memory growth", "memory grew by", Limit::Always(5)),
    ("one poll of 50 machines", "the provider's part included:", NO_LIMIT),
    ("1,000 changes at once, notices", "at once, notices of the system:", Limit::Always(1)),
    ("1,000 changes at once, updates", "at once, updates of tray and window:", Limit::Always(1)),
];
const SEARCH: &[Wanted] = &[
    ("key to paint, 50th percentile (ms)", "\"p50_ms\":", NO_LIMIT),
    ("key to paint, 95th percentile (ms)", "\"p95_ms\":", Limit::Strict(50)),
    ("key, work of the page alone (ms)", "\"main_thread_ms_per_key\":", Limit::Strict(50)),
    ("key to paint, the fleet read anew (ms)", "\"told_p95_ms\":", NO_LIMIT),
    ("rows in the DOM", "\"rows_in_dom\":", Limit::Always(60)),
];
/// 0.3 % of one core are 180 ms a minute.
const TRAY: &[Wanted] = &[
    ("CPU a minute in the tray, app", "CPU a minute, app:", Limit::Always(180)),
    ("CPU a minute, app and its web view", "CPU a minute, app and its web view:", NO_LIMIT),
];

const BOOKS: &[Wanted] = &[
    ("FOCUS Parquet of 1,000,000 lines", "FOCUS Parquet of 1000000 lines takes", Limit::Strict(3_000)),
    ("its size", "FOCUS Parquet, size of the file", NO_LIMIT),
    ("its memory", "FOCUS Parquet, memory at its peak", NO_LIMIT),
    ("its memory to that of 100,000 lines", "FOCUS Parquet, memory to a tenth", Limit::Always(150)),
    ("FOCUS CSV of 1,000,000 lines", "FOCUS CSV of 1000000 lines takes", NO_LIMIT),
    ("CSV of 1,000,000 lines", "CSV of lines of 1000000 lines takes", NO_LIMIT),
    ("XLSX of 1,000,000 lines", "XLSX of 1000000 lines takes", NO_LIMIT),
    ("its size", "XLSX, size of the file", NO_LIMIT),
    ("its memory", "XLSX, memory at its peak", NO_LIMIT),
    ("its memory to that of 100,000 lines", "XLSX, memory to a tenth", Limit::Always(150)),
    ("sums and checksum of 1,000,000 lines", "sums and checksum of 1000000 lines takes", NO_LIMIT),
    ("making the lines, which is in all of these", "nothing of 1000000 lines takes", NO_LIMIT),
];

const LEDGER: &[Wanted] = &[
    ("1,000,000 lines, decoded and summed", "decoded and summed in", NO_LIMIT),
    ("by the parser alone", "by the parser alone in", NO_LIMIT),
    ("decoding and summing to the parser", "decoding and summing takes", Limit::Always(130)),
    ("1,000,000 lines into the ledger", "lines brought into the ledger in", Limit::Strict(3_000)),
    ("a small write meanwhile, the longest", "the longest that a small write waited meanwhile:", Limit::Strict(250)),
    ("its memory", "memory for that at its peak", Limit::Always(200)),
    ("statement of that month", "the statement of that month from rollups in", Limit::Strict(20)),
    ("chart of that month by kind", "its chart by kind from rollups in", Limit::Strict(20)),
    ("chart of that month by machine", "its chart by machine from rollups in", Limit::Strict(20)),
    ("twelve months", "twelve months from rollups in", NO_LIMIT),
    ("a page of 100 of its lines, the first", "first page of all lines in", Limit::Strict(20)),
    ("the same after 900,000", "page of all lines after nine tenths of them in", Limit::Strict(20)),
    ("the first of one machine's", "first page of one machine's in", NO_LIMIT),
    ("error of the forecast", "error of the forecast", NO_LIMIT),
    ("error of the naive forecast", "error of the naive forecast", NO_LIMIT),
    ("error to that of the naive forecast", "forecast to naive", NO_LIMIT),
    ("sums that lay in the band of 80 %", "sums that lay in the band", NO_LIMIT),
];

const CLICK: &[Wanted] = &[
    ("click to prompt, median", "click to prompt, median:", NO_LIMIT),
    ("click to prompt, 95th percentile", "click to prompt, 95th percentile:", Limit::Strict(1_000)),
    ("plain ssh to prompt, median", "plain ssh to prompt, median:", NO_LIMIT),
    ("plain ssh to prompt, 95th percentile", "plain ssh to prompt, 95th percentile:", NO_LIMIT),
];

const USAGE: &[Wanted] = &[
    ("GPU use of 50 machines, share of one core", "share of one core, Voltdeck itself:", Limit::Always(1)),
    ("the same with its ssh", "share of one core, with its ssh:", NO_LIMIT),
    ("memory for that at its peak", "at their peak, Voltdeck itself:", Limit::Always(40)),
    ("memory of its ssh at their peak", "at their peak, the ssh that it starts:", NO_LIMIT),
    ("a round of 50 machines", "a round of 50 machines takes", NO_LIMIT),
];

impl Bench {
    /// The package and the name of a bench in Rust.
    fn example(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Pages => Some(("voltagepark", PAGES_BENCH)),
            Self::Fleet => Some(("voltdeck-core", FLEET_BENCH)),
            Self::Record => Some(("voltdeck-core", RECORD_BENCH)),
            Self::Watch => Some(("voltdeck-core", WATCH_BENCH)),
            Self::Books => Some(("voltdeck-books", BOOKS_BENCH)),
            Self::Ledger => Some(("voltdeck-core", LEDGER_BENCH)),
            Self::Search | Self::Tray | Self::Click => None,
            Self::Usage => Some(("voltdeck-core", USAGE_BENCH)),
        }
    }

    fn wanted(self, long: bool) -> Vec<Wanted> {
        let (always, more): (&[Wanted], &[Wanted]) = match self {
            Self::Pages => (PAGES, PAGES_LONG),
            Self::Fleet => (FLEET, FLEET_LONG),
            Self::Record => (RECORD, &[]),
            Self::Watch => (WATCH, &[]),
            Self::Search => (SEARCH, &[]),
            Self::Tray => (TRAY, &[]),
            Self::Books => (BOOKS, &[]),
            Self::Ledger => (LEDGER, &[]),
            Self::Click => (CLICK, &[]),
            Self::Usage => (USAGE, &[]),
        };
        always.iter().chain(more.iter().filter(|_| long)).copied().collect()
    }

    fn run(self, long: bool, minutes: u32) -> Outcome<Vec<Figure>> {
        let printed = match self {
            Self::Pages => heard(PAGES_BENCH, example(PAGES_BENCH)?.args(long.then_some("--with-budget")))?,
            Self::Fleet => heard(FLEET_BENCH, example(FLEET_BENCH)?.args(long.then_some("--long")))?,
            Self::Record => heard(RECORD_BENCH, &mut example(RECORD_BENCH)?)?,
            Self::Watch => heard(WATCH_BENCH, &mut example(WATCH_BENCH)?)?,
            Self::Books => heard(BOOKS_BENCH, &mut example(BOOKS_BENCH)?)?,
            Self::Ledger => heard(LEDGER_BENCH, &mut example(LEDGER_BENCH)?)?,
            Self::Usage => heard(USAGE_BENCH, &mut example(USAGE_BENCH)?)?,
            Self::Search => heard(SEARCH_BENCH, command("node").arg(SEARCH_BENCH).current_dir(root().join("ui")))?,
            Self::Click => heard(CLICK_BENCH, &mut click())?,
            Self::Tray => heard(TRAY_BENCH, tray().env("VOLTDECK_BENCH_MINUTES", minutes.to_string()))?,
        };
        self.wanted(long)
            .into_iter()
            .map(|(what, before, limit)| {
                let is =
                    Amount::after(&printed, before).ok_or_else(|| format!("A bench came to no figure: {what}."))?;
                Ok(Figure { what, is, limit })
            })
            .collect()
    }
}

/// Runs the chosen benches; none chosen means all but the one that takes half an hour.
pub fn bench(only: &[Bench], long: bool, strict: bool, minutes: u32) -> Outcome {
    let by_itself = |one: &Bench| only.is_empty() && *one != Bench::Tray;
    let chosen: Vec<Bench> =
        Bench::value_variants().iter().copied().filter(|one| by_itself(one) || only.contains(one)).collect();
    let examples: Vec<_> = chosen.iter().filter_map(|one| one.example()).collect();
    let with_ssh = [Bench::Click, Bench::Usage];
    if with_ssh.iter().any(|one| chosen.contains(one)) {
        packages::ensure(&[Purpose::Test])?;
    }
    if chosen.contains(&Bench::Click) || !examples.is_empty() {
        tools::rust(false)?;
    }
    if !examples.is_empty() {
        build(&examples)?;
    }
    if chosen.contains(&Bench::Tray) {
        setup::app(Purpose::Window)?;
    }
    if chosen.contains(&Bench::Search) {
        tools::node()?;
        packages::ensure(&[Purpose::Browser])?;
        ui::install()?;
    }
    let (mut figures, mut faults) = (Vec::new(), Vec::new());
    for one in chosen {
        match one.run(long, minutes) {
            Ok(measured) => figures.extend(measured),
            Err(why) => faults.push(why),
        }
    }
    println!("\n{:<40}{:>12}{:>12}", "figure", "this run", "limit");
    for figure in &figures {
        println!("{}", row(figure, strict));
    }
    faults.extend(
        figures
            .iter()
            .filter(|figure| figure.is_over(strict))
            .map(|figure| format!("Over the limit: {}.", figure.what)),
    );
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Builds the examples, optimized; linking all of each as one, as a release does, would take minutes. One build for
/// all: cargo unites the features of what is selected, so several would compile most dependencies more than once.
fn build(examples: &[(&str, &str)]) -> Outcome {
    let mut cargo = cargo(&["build", "--release"]);
    for (package, example) in examples {
        cargo.args(["--package", package, "--example", example]);
    }
    run(cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))
}

/// The app on a desktop of its own, built optimized like the examples. All of the workspace is selected, for the features
/// that the other tests have.
fn tray() -> Command {
    let mut cargo =
        cargo(&["test", "--workspace", "--release", "--test", TRAY_BENCH, "--", "--ignored", "--nocapture"]);
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    cargo
}

/// The app's core with a real SSH server, as the tests have them: what takes time is `ssh`, which is no part of the build.
fn click() -> Command {
    let mut cargo = cargo(&["test", "--package", "voltdeck-core", "--test", "connect", "--"]);
    cargo.args(["--ignored", "--nocapture", CLICK_BENCH]);
    cargo
}

/// An example that was built.
fn example(name: &str) -> Outcome<Command> {
    let beside = built(name)?;
    let target = beside.ancestors().nth(2).ok_or("The folder of cargo's builds is unknown.")?;
    Ok(command(target.join("release/examples").join(beside.file_name().unwrap_or_default())))
}

/// Runs a command on this terminal and keeps what it prints. Its exit code is left alone: one that printed all its
/// figures failed by a limit of its own, and one that did not is found out by what is missing.
fn heard(name: &str, command: &mut Command) -> Outcome<String> {
    println!("$ {name}");
    let failed = |error: std::io::Error| format!("{name} could not be run: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let mut printed = String::new();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
        let line = line.map_err(failed)?;
        println!("{line}");
        printed.push_str(&line);
        printed.push('\n');
    }
    child.wait().map_err(failed)?;
    Ok(printed)
}

impl Amount {
    /// The number after a text, with the unit behind it; where the text stands twice, after the last.
    fn after(printed: &str, before: &str) -> Option<Self> {
        let (_, rest) = printed.rsplit_once(before)?;
        let line = rest.lines().next()?.trim_start();
        let end = line.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(line.len());
        let (whole, part) = line[..end].split_once('.').unwrap_or((&line[..end], "0"));
        let tenths = whole.parse::<u64>().ok()? * 10 + u64::from(part.chars().next()?.to_digit(10)?);
        let unit = line[end..].trim_start().split(|c: char| c != '%' && !c.is_alphabetic()).next()?;
        Some(Self { tenths, unit: unit.to_owned() })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tenths, unit) = match self.unit.as_str() {
            "ms" if self.tenths >= 100_000 => (self.tenths / 1000, "s"),
            unit => (self.tenths, unit),
        };
        let part = if tenths % 10 == 0 { String::new() } else { format!(".{}", tenths % 10) };
        let space = if unit.is_empty() { "" } else { " " };
        write!(f, "{}{part}{space}{unit}", tenths / 10)
    }
}

impl Figure {
    fn is_over(&self, strict: bool) -> bool {
        match self.limit {
            Limit::Always(limit) => self.is.tenths > limit * 10,
            Limit::Strict(limit) => strict && self.is.tenths > limit * 10,
            Limit::None => false,
        }
    }
}

fn row(figure: &Figure, strict: bool) -> String {
    let limit = match figure.limit {
        Limit::None => String::new(),
        Limit::Always(limit) | Limit::Strict(limit) => {
            Amount { tenths: limit * 10, unit: figure.is.unit.clone() }.to_string()
        }
    };
    let verdict = if figure.is_over(strict) {
        "OVER"
    } else if figure.is_over(true) {
        "over, fails with --strict"
    } else {
        ""
    };
    format!("{:<40}{:>12}{limit:>12}  {verdict}", figure.what, figure.is.to_string()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(tenths: u64, unit: &str) -> Amount {
        Amount { tenths, unit: unit.into() }
    }

    #[test]
    fn a_number_is_found_after_its_text_with_its_unit() {
        let printed = "run 1: client 9.0 ms\nmedian: client 120.4 ms, client takes 113 % of the loop\n";
        assert_eq!(Amount::after(printed, "median: client"), Some(amount(1_204, "ms")));
        assert_eq!(Amount::after(printed, "client takes"), Some(amount(1_130, "%")));
        assert_eq!(Amount::after("{\"p95_ms\":33.2,\"rows_in_dom\":40}", "\"p95_ms\":"), Some(amount(332, "")));
        assert_eq!(Amount::after("{\"p95_ms\":33.2,\"rows_in_dom\":40}", "\"rows_in_dom\":"), Some(amount(400, "")));
        assert_eq!(Amount::after(printed, "plain loop"), None);
        assert_eq!(Amount::after("client takes long", "client takes"), None);
    }

    #[test]
    fn an_amount_is_short() {
        assert_eq!(amount(1_204, "ms").to_string(), "120.4 ms");
        assert_eq!(amount(860_120, "ms").to_string(), "86 s");
        assert_eq!(amount(800, "").to_string(), "80");
    }

    #[test]
    fn a_time_is_over_only_where_asked() {
        let figure = |tenths, limit| Figure { what: "it", is: amount(tenths, "ms"), limit };
        assert!(figure(501, Limit::Always(50)).is_over(false));
        assert!(!figure(500, Limit::Always(50)).is_over(true));
        assert!(!figure(501, Limit::Strict(50)).is_over(false));
        assert!(figure(501, Limit::Strict(50)).is_over(true));
        assert!(row(&figure(501, Limit::Strict(50)), false).ends_with("50 ms  over, fails with --strict"));
    }
}
