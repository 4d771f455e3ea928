//! How the band of the forecast would have come out on days that the sandbox charged: 14 months of many sandboxes.

use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use voltdeck_billing::billing::forecast::{Backtest, backtest};
use voltdeck_sandbox::{Config, Sandbox};

const SANDBOXES: u64 = 12;
const DAYS: i32 = 400;
/// As far as a forecast looks in the middle of a month.
const AHEAD: usize = 15;

/// Tries the forecast and prints what came of it.
pub fn tried() -> Result<(), Box<dyn Error>> {
    let mut all = Backtest::default();
    let (mut error, mut naive) = (0, 0);
    for seed in 1..=SANDBOXES {
        let one = backtest(&days(seed)?, AHEAD);
        all.forecasts += one.forecasts;
        all.covered += one.covered;
        (error, naive) = (error + one.error, naive + one.naive);
    }
    let sandboxes = i64::try_from(SANDBOXES)?;
    let percent = |sum: i64| format!("{}.{} %", sum / sandboxes / 100, sum / sandboxes / 10 % 10);
    println!("forecasts of {AHEAD} days tried: {}", all.forecasts);
    println!("error of the forecast {}", percent(error));
    println!("error of the naive forecast {}", percent(naive));
    println!("forecast to naive {} %", error * 100 / naive.max(1));
    println!("sums that lay in the band {} %", all.covered * 100 / all.forecasts.max(1));
    Ok(())
}

/// What was charged on each day, micro-dollars.
fn days(seed: u64) -> Result<Vec<i64>, Box<dyn Error>> {
    let now: DateTime<Utc> = "2026-10-15T00:00:00Z".parse()?;
    let config = Config { seed, now, speed: 0, ssh: false, transactions: 2_000, ..Config::default() };
    let sandbox = Sandbox::new(config)?;
    let micros = |back: i32| {
        let from = now - TimeDelta::days(back.into());
        let charged = sandbox.charged(from, from + TimeDelta::days(1)) * Decimal::from(1_000_000);
        charged.to_i64().ok_or_else(|| "a day that cannot be counted".into())
    };
    (1..=DAYS).rev().map(micros).collect()
}
