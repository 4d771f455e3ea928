//! What the app costs while nobody looks: in the tray, hidden, with fifty machines. `cargo xtask bench --only tray` runs it.
#![cfg(target_os = "linux")]

mod support;

use std::process::Stdio;
use std::time::{Duration, Instant};

use support::{Kept, Keychain, Provider, ProviderSetup, Session, Tray, Window, children_of};
use voltdeck_sandbox::Operation;

const PROGRAM: &str = env!("CARGO_BIN_EXE_voltdeck");
const MACHINES: usize = 50;
/// The start is no part of it.
const SETTLES: Duration = Duration::from_secs(60);
/// How long the kernel's unit of a process' time is.
const TICK_MS: u64 = 10;

/// What processes used so far, in milliseconds of a core.
fn used(processes: &[u32]) -> u64 {
    let ticks = |id: &u32| -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // Behind the name, which may hold anything: the 12th and 13th are the time in and for the process.
        let rest = stat.rsplit(')').next().unwrap_or_default();
        rest.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
    };
    processes.iter().map(ticks).sum::<u64>() * TICK_MS
}

/// A process with all that it started.
fn tree(root: u32) -> Vec<u32> {
    let mut all = vec![root];
    let mut next = 0;
    while let Some(id) = all.get(next) {
        all.extend(children_of(*id));
        next += 1;
    }
    all
}

#[tokio::test]
#[ignore = "takes half an hour; cargo xtask bench --only tray runs it"]
#[allow(clippy::print_stdout, reason = "its figures are read from there")]
async fn in_the_tray() {
    let minutes: u64 = std::env::var("VOLTDECK_BENCH_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let provider = Provider::start(ProviderSetup { instances: MACHINES, ..ProviderSetup::default() }).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    session.start_tray();
    let window = Window::open(session).await;
    let tray = Tray::of(window.session()).await;
    window.sign_in().await;
    let session = window.leave_session(&tray).await;
    drop(tray);

    // No driver has a hand on it from here on.
    let mut command = session.command(PROGRAM);
    let app = Kept::start("voltdeck", command.arg("--hidden").stdout(Stdio::null()).stderr(Stdio::null()));
    let tray = Tray::of(&session).await;
    tray.until_line(SETTLES, "the machines", |line| line.text.ends_with(" running")).await;
    tokio::time::sleep(SETTLES).await;
    let (all, asked, began) = (tree(app.id()), provider.log().len(), Instant::now());
    let (alone_before, tree_before) = (used(&[app.id()]), used(&all));
    tokio::time::sleep(Duration::from_secs(minutes * 60)).await;
    let (alone, with_tree) = (used(&[app.id()]) - alone_before, used(&all) - tree_before);
    let seconds = began.elapsed().as_secs().max(1);
    let a_minute = |ms: u64| {
        let tenths = ms * 600 / seconds;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("in the tray with {MACHINES} machines for {seconds} s, load at the end {load}");
    println!(
        "requests: {} of which lists of machines: {}",
        provider.log().len() - asked,
        provider.count(Operation::ListVms)
    );
    println!("CPU a minute, app: {} ms", a_minute(alone));
    println!("CPU a minute, app and its web view: {} ms", a_minute(with_tree));
    drop(app);
}
