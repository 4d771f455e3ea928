//! What the tests of volumes share.

use serde_json::{Value, json};
use voltdeck_sandbox::Operation;

use crate::bench::Bench;

pub async fn storage(bench: &Bench) -> Value {
    bench.call("storage", json!({})).await.unwrap()
}

/// The row of a name.
pub async fn row(bench: &Bench, name: &str) -> Value {
    let view = bench.call("storage_refresh", json!({})).await.unwrap();
    let rows = view["volumes"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).cloned().unwrap_or_default()
}

pub async fn id(bench: &Bench, name: &str) -> String {
    row(bench, name).await["id"].as_str().unwrap().to_owned()
}

pub async fn rental(bench: &Bench, name: &str) -> String {
    let rentals = storage(bench).await["rentals"].clone();
    let found = rentals.as_array().unwrap().iter().find(|rental| rental["name"] == name).cloned();
    found.unwrap_or_else(|| panic!("no rental {name} in {rentals}"))["id"].as_str().unwrap().to_owned()
}

pub fn draft(name: &str, size: &str) -> Value {
    json!({ "id": null, "name": name, "size": size, "rentalIds": [] })
}

/// Ids that a volume is attached to, as a window shows them.
pub fn ids(row: &Value) -> Vec<String> {
    let all = row["attached"].as_array().unwrap();
    all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// How many requests of an operation were sent.
pub fn sent(bench: &Bench, operation: Operation) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(operation)).count()
}

/// The body of the last request of an operation.
pub fn last_body(bench: &Bench, operation: Operation) -> Value {
    let log = bench.sandbox.log();
    log.iter().rev().find(|line| line.operation == Some(operation)).and_then(|line| line.body.clone()).unwrap()
}

/// A request by somebody else.
pub async fn other(bench: &Bench, method: &str, path: &str, body: Value) -> Value {
    bench.other(method, path, body).await
}

/// What became of the newest act; what is seen to change stands above it.
pub async fn last_deed(bench: &Bench) -> String {
    let overview = bench.call("overview", json!({})).await.unwrap();
    let act = overview["activity"].as_array().unwrap().iter().find(|line| line["kind"] == "act").unwrap();
    act["deed"].as_str().unwrap().to_owned()
}
