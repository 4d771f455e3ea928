//! What the tests of leases have in common.

use serde_json::{Value, json};

use crate::bench::Bench;

/// A machine with a lease of an hour.
pub async fn leased(bench: &Bench, name: &str, action: &str) -> String {
    bench.tell_no_changes().await;
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.pass(60).await;
    let args = json!({ "id": id, "hours": 1, "action": action, "extend": false });
    bench.call("lease_set", args).await.unwrap();
    id
}

/// What was asked of a machine last, by the provider's books.
pub fn last_act(bench: &Bench, name: &str) -> String {
    bench.machine(name).asked.last().unwrap().act.clone()
}

/// The lease of a machine as its row shows it.
pub async fn lease_of(bench: &Bench, id: &str) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id).cloned();
    row.map_or(Value::Null, |row| row["lease"].clone())
}

/// The first rental.
pub async fn rental(bench: &Bench) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    fleet["instances"].as_array().unwrap().iter().find(|row| row["kind"] == "bareMetal").cloned().unwrap()
}

/// Notices of the system whose title names this machine.
pub fn told_of(bench: &Bench, name: &str) -> Vec<(String, String)> {
    bench.notices().into_iter().filter(|(title, _)| title.contains(name)).collect()
}

/// Lines of the record about this machine: what became of it, and by whom.
pub async fn lines_of(bench: &Bench, name: &str) -> Vec<(String, String)> {
    let overview = bench.call("overview", json!({})).await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let lines = overview["activity"].as_array().unwrap().iter().filter(|line| line["subject"] == name);
    lines.map(|line| (text(&line["deed"]), text(&line["actor"]))).collect()
}

/// The titles under "Needs attention".
pub async fn attention(bench: &Bench) -> Vec<String> {
    let overview = bench.call("overview", json!({})).await.unwrap();
    overview["attention"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// Those of them that are of leases.
pub async fn attention_of_leases(bench: &Bench) -> Vec<String> {
    attention(bench).await.into_iter().filter(|title| title.contains("lease") || title.contains(" ends in ")).collect()
}
