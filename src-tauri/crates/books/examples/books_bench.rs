//! What the exports of a million lines take: time, memory, and the size of the file.
//!
//! `cargo run --release -p voltdeck-books --example books_bench [-- LINES]`. Memory is the peak that the system counts
//! for a process in which one export runs, less what it held before; only Linux tells it.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use voltdeck_books::focus::{self, Account};
use voltdeck_books::{
    Balances, Line, Month, Place, Resource, ResourceKind, Role, Run, Statement, Totals, Verdict, lines_csv, xlsx,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const LINES: u64 = 1_000_000;
/// How many fewer lines the memory is compared with.
const FEWER: u64 = 10;
const EXPORTS: [&str; 6] = ["nothing", "FOCUS Parquet", "FOCUS CSV", "CSV of lines", "XLSX", "sums and checksum"];

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().collect();
    if let [_, one, what, count] = args.as_slice()
        && one == "one"
    {
        return in_this_process(what, count.parse()?);
    }
    let count = args.get(1).map_or(Ok(LINES), |count| count.parse())?;
    EXPORTS.iter().try_for_each(|what| measure(what, count))
}

/// Few lines first, then all: memory that grows with the lines shows as a ratio.
fn measure(what: &str, count: u64) -> Outcome<()> {
    let few = in_a_process_of_its_own(what, count / FEWER)?;
    let all = in_a_process_of_its_own(what, count)?;
    println!("{what} of {count} lines takes {}.{} ms", all.micros / 1000, all.micros / 100 % 10);
    println!("{what}, size of the file {} MB", megabytes(all.size));
    println!("{what}, memory at its peak {} MB", megabytes(all.peak));
    if let Some(percent) = (all.peak * 100).checked_div(few.peak) {
        println!("{what}, memory to a tenth {percent} %");
    }
    Ok(())
}

/// What one export took.
struct Taken {
    micros: u64,
    size: u64,
    peak: u64,
}

/// In another process, since one keeps what it was given once.
fn in_a_process_of_its_own(what: &str, count: u64) -> Outcome<Taken> {
    let ended = Command::new(std::env::current_exe()?).args(["one", what, &count.to_string()]).output()?;
    let said = String::from_utf8(ended.stdout)?;
    let figures: Vec<u64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    match figures.as_slice() {
        [micros, size, peak] => Ok(Taken { micros: *micros, size: *size, peak: *peak }),
        _ => Err(format!("{what} came to nothing: {}", String::from_utf8_lossy(&ended.stderr)).into()),
    }
}

fn in_this_process(what: &str, count: u64) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("export");
    let before = status("VmRSS:");
    let begun = Instant::now();
    export(what, count, folder.path(), BufWriter::new(File::create(&path)?))?;
    let micros = begun.elapsed().as_micros();
    let peak = before.zip(status("VmHWM:")).map_or(0, |(before, peak)| peak.saturating_sub(before));
    println!("{micros} {} {peak}", fs::metadata(&path)?.len());
    Ok(())
}

fn export(what: &str, count: u64, folder: &Path, out: BufWriter<File>) -> Outcome<()> {
    let account = Account::new(Some("org-bench"), "Bench", "USD")?;
    let month: Month = "2026-10".parse()?;
    let never = AtomicBool::new(false);
    let (mut told, given) = (|_| {}, lines(month, count).map(Ok::<Line, String>));
    let run = &mut Run::new(&mut told, &never);
    match what {
        "FOCUS Parquet" => drop(focus::parquet(out, &account, given, run)?),
        "FOCUS CSV" => drop(focus::csv(out, &account, given, run)?),
        "CSV of lines" => drop(lines_csv(out, given, run)?),
        "XLSX" => drop(xlsx(out, folder, &statement(month), given, run)?),
        "sums and checksum" => drop(Totals::of(given, run)?),
        // What the lines themselves take, which is in all the others.
        _ => drop(given.filter_map(Result::ok).map(|line| line.id.len()).sum::<usize>()),
    }
    Ok(())
}

/// A figure of this process, in bytes.
fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

/// As a month of an organization with some hundred machines at a time.
fn lines(month: Month, count: u64) -> impl Iterator<Item = Line> {
    let names: Vec<String> = (0..400).map(|number| format!("train-llama-{number:03}")).collect();
    (0..count).map(move |number| line(month, number, &names[usize::try_from(number % 400).unwrap_or(0)]))
}

fn line(month: Month, number: u64, name: &str) -> Line {
    // Ids look like the provider's and ascend.
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let id = format!(
        "{number:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        mixed >> 48,
        mixed & 0xFFF,
        (mixed >> 12) & 0xFFF,
        mixed >> 16
    );
    let gpus = 1_u32 << (number % 4);
    let price = Decimal::new(1_890_000 * i64::from(gpus), 6);
    let seconds = i64::try_from(600 + mixed % 80_000).unwrap_or(600);
    let from: DateTime<Utc> = month.start() + TimeDelta::seconds(i64::try_from(mixed % 2_500_000).unwrap_or(0));
    let until = (from + TimeDelta::seconds(seconds)).min(month.end());
    let cost = (price * Decimal::from((until - from).num_seconds()) / Decimal::from(3_600)).trunc_with_scale(6);
    let is_disk = number % 2 == 1;
    Line {
        kind: "charge".into(),
        role: Role::Charge,
        group: if is_disk { "Disks of VMs" } else { "Virtual machines" }.into(),
        effect: -cost,
        printed: format!("-{cost}"),
        total: format!("-{cost}"),
        created: Some(from),
        completed: Some(until),
        from: Some(from),
        until: Some(until),
        resource: Some(Resource {
            id: format!("{:08x}-0000-4000-8000-{:012x}", number / 16, number / 16),
            name: Some(name.into()),
            kind: if is_disk { ResourceKind::VmDisk } else { ResourceKind::Vm },
        }),
        tags: vec!["team:research".into(), "vd-job-abcdefgh".into(), format!("run:{}", number % 300)],
        cost_centre: Some(["Research", "Products", "Operations"][usize::try_from(number % 3).unwrap_or(0)].into()),
        gpu_model: Some("h100-sxm5-80gb".into()),
        gpu_count: Some(gpus),
        price_per_hour: Some(price),
        terms: Some("ondem".into()),
        place: Some(Place { id: "loc-1".into(), name: Some("Dallas".into()) }),
        ..Line::new(month, month.end(), &id)
    }
}

fn statement(month: Month) -> Statement {
    Statement {
        account: "Bench".into(),
        organization: Some("org-bench".into()),
        currency: "USD".into(),
        month,
        read_at: month.end(),
        balances: Balances::default(),
        groups: Vec::new(),
        verdict: Verdict::Off { difference: None, reason: "A bench has no balances.".into() },
        unreadable: Vec::new(),
        closed: None,
    }
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}
