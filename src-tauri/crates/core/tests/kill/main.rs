//! The app as a process of its own, on real files and a real port, killed with SIGKILL at random moments while it deploys,
//! reads the ledger and exports. After each: the store is whole, no order went twice, no half file has its name. In the end:
//! every machine that the provider has of ours is known, with its lease. `cargo xtask kill` does it more often.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::used_underscore_binding,
    reason = "a failure here fails the test"
)]

mod app;
#[path = "../bench/mod.rs"]
mod bench;
mod dice;
mod left;
mod life;

use std::time::{Duration, Instant};

use chrono::Utc;
use voltdeck_sandbox::{Config, Operation, Sandbox};

use dice::Dice;
use left::Left;
use life::{Life, Moment};

/// How many times in every run of the tests.
const TIMES: u32 = 50;
/// How long all that was left may take to settle.
const SETTLES: Duration = Duration::from_secs(120);

/// The process that is killed: this very test, started by the other one, and nothing without it.
#[test]
fn the_app_that_is_killed() {
    if let Some(told) = app::Told::from_environment() {
        app::run(&told);
    }
}

#[test]
fn whatever_moment_it_is_killed_at_nothing_is_bought_twice_and_nothing_is_lost() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let times = number("VOLTDECK_KILLS").unwrap_or(u64::from(TIMES));
    let seed = number("VOLTDECK_KILL_SEED").unwrap_or(1);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let config = Config {
        token: app::TOKEN.into(),
        now: Utc::now(),
        rate_limit: None,
        ssh: false,
        transactions: 8_000,
        ..Config::default()
    };
    let sandbox = Sandbox::new(config).unwrap();
    assert!(sandbox.restock(1, 100_000));
    let running = runtime.block_on(sandbox.serve(0)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let left = Left::new(folder.path(), &sandbox);
    let (mut dice, mut caught) = (Dice(seed), Caught::default());

    for number in 0..times {
        let moment = Moment::drawn(&mut dice);
        let mut life = Life::begin(folder.path(), &running.base_url(), left.ahead(), Some(moment.first(number)));
        moment.wait_in(&mut life, &sandbox, &left, &mut dice);
        life.kill();
        caught.count(&left);
        left.is_whole(&format!("kill {number} of seed {seed}, {moment:?}"));
        // What was ordered is listed when it starts again.
        left.advance(Duration::from_secs(45));
    }

    let life = Life::begin(folder.path(), &running.base_url(), left.ahead(), None);
    let begun = Instant::now();
    while let Err(open) = left.is_settled() {
        assert!(begun.elapsed() < SETTLES, "not settled after {times} kills of seed {seed}: {open}");
        left.advance(Duration::from_secs(5));
        std::thread::sleep(Duration::from_millis(250));
    }
    life.kill();
    left.is_whole("the end");
    let orders = sandbox.log().iter().filter(|line| line.operation == Some(Operation::DeployVm)).count();
    let (files, months) = (left.files().len(), left.months());
    println!(
        "{times} kills, seed {seed}: {orders} orders and {} machines, {months} months, {files} files; killed with an \
         order out {} times, with a file half written {}, with a month half read {}",
        left.machines().len(),
        caught.orders,
        caught.files,
        caught.months
    );
    // A moment that no kill ever hit would be none.
    assert!(orders > 5 && files > 0 && months > 0, "it did too little to be killed at");
    assert!(caught.orders > 0 && caught.files > 0 && caught.months > 0, "no kill came in the middle of something");
}

/// How many kills came in the middle of something.
#[derive(Default)]
struct Caught {
    orders: usize,
    files: usize,
    months: usize,
    parts: usize,
    half_read: u32,
}

impl Caught {
    fn count(&mut self, left: &Left) {
        self.orders += usize::from(left.order_is_out());
        // What was half written stays behind under a hidden name.
        let parts = left.parts();
        self.files += usize::from(parts > self.parts);
        self.parts = parts;
        let half_read = left.half_read();
        self.months += usize::from(half_read > self.half_read);
        self.half_read = self.half_read.max(half_read);
    }
}
