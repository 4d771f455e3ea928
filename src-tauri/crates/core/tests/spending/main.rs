//! Budgets, the runway and the end of a token: what stands on the screen and what is told, against the sandbox's own books.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

#[path = "../bench/mod.rs"]
mod bench;
mod budgets;
mod limit;
mod planned;
mod runway;
mod stopped;
mod tags;
mod tokens;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use bench::Bench;

/// The month's report is read this often, in seconds, and a little more.
const REPORT: u32 = 620;

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap_or_default().parse().unwrap()
}

/// Sets a budget, and what all of them are then.
async fn set(bench: &Bench, id: Option<&str>, tag: Option<&str>, amount: Decimal) -> Value {
    let draft = json!({ "id": id, "tag": tag, "amount": amount.round_dp(2).to_string() });
    bench.call("budget_set", draft).await.unwrap()
}

async fn overview(bench: &Bench) -> Value {
    bench.call("overview", json!({})).await.unwrap()
}

/// Notices of the system with this in the title.
fn told(bench: &Bench, text: &str) -> Vec<(String, String)> {
    bench.notices().into_iter().filter(|(title, _)| title.contains(text)).collect()
}

/// Everything that was ever told of a subject that begins like this, oldest first, be it within a notice of several.
fn lines(world: &bench::World, subject: &str) -> Vec<String> {
    let store = world.read();
    let sql = "SELECT subject || ' ' || deed FROM activity WHERE subject LIKE ?1 || '%' ORDER BY rowid";
    let mut lines = store.prepare(sql).unwrap();
    lines.query_map([subject], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}
