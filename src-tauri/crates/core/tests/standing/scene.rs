//! An order for the smallest preset, which is sold out.

use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{Bench, KEY};

/// A draft for a standing order of up to `limit` per hour.
pub async fn draft(bench: &Bench, name: &str, limit: &str) -> Value {
    let mut draft = bench.draft(name).await;
    draft["keyMode"] = json!("none");
    draft["extraKeys"] = json!([{ "text": KEY, "saveAs": null }]);
    draft["tags"] = json!(["team-a"]);
    draft["standing"] = json!({ "limit": limit, "days": "7", "tries": "3" });
    draft
}

/// Reviews a draft and gives the order.
pub async fn give(bench: &Bench, draft: &Value) -> Result<Value, Value> {
    let review = bench.call("deploy_review", json!({ "draft": draft })).await?;
    bench.call("standing_order_create", json!({ "reviewId": review["id"] })).await
}

/// Gives an order for the smallest preset, which is sold out now. Answers its id.
pub async fn ordered(bench: &Bench, name: &str, limit: &str) -> String {
    bench.sandbox.sell_out(1);
    let draft = draft(bench, name, limit).await;
    give(bench, &draft).await.unwrap()["id"].as_str().unwrap().to_owned()
}

/// The order as it is listed now.
pub async fn order(bench: &Bench, id: &str) -> Value {
    let view = bench.call("standing_orders", json!({})).await.unwrap();
    view["orders"].as_array().unwrap().iter().find(|order| order["id"] == id).unwrap().clone()
}

/// State, tries, and what was said last.
pub async fn state(bench: &Bench, id: &str) -> (String, u64, String) {
    let order = order(bench, id).await;
    let text = |field: &str| order[field].as_str().unwrap_or_default().to_owned();
    (text("state"), order["tries"].as_u64().unwrap(), text("said"))
}

/// How many orders of machines were sent, of either kind.
pub fn sent(bench: &Bench) -> usize {
    let log = bench.sandbox.log();
    let deploys = [Some(Operation::DeployVm), Some(Operation::DeployBareMetal)];
    log.iter().filter(|line| deploys.contains(&line.operation)).count()
}

/// How many requests of an operation arrived.
pub fn asked(bench: &Bench, operation: Operation) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(operation)).count()
}

/// Machines of a name in the provider's books.
pub fn books(bench: &Bench, name: &str) -> usize {
    let all = bench.sandbox.records().resources;
    all.iter().filter(|one| one.kind != ResourceKind::Volume && one.name == name).count()
}

/// Titles and bodies of the notices that the system was handed.
pub fn notices(bench: &Bench) -> Vec<(String, String)> {
    let computer = bench.computer.0.lock().unwrap();
    computer.notices.iter().map(|notice| (notice.title.clone(), notice.body.clone())).collect()
}

/// The lines of the activity list, newest first: by whom, subject, deed.
pub async fn lines(bench: &Bench) -> Vec<(String, String, String)> {
    let overview = bench.call("overview", json!({})).await.unwrap();
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    let lines = overview["activity"].as_array().unwrap();
    lines.iter().map(|line| (text(line, "actor"), text(line, "subject"), text(line, "deed"))).collect()
}
