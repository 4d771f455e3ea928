//! Stock that is watched, and standing orders.

use serde_json::{Value, json};

use crate::bench::{Bench, KEY, World, run_in};
use crate::catalog::presets;
use crate::kept::Area;

async fn draft(bench: &Bench, name: &str, limit: &str) -> Value {
    let mut draft = bench.draft(name).await;
    draft["keyMode"] = json!("none");
    draft["extraKeys"] = json!([{ "text": KEY, "saveAs": null }]);
    draft["tags"] = json!(["team-b"]);
    draft["standing"] = json!({ "limit": limit, "days": "7", "tries": "3" });
    draft
}

async fn give(bench: &Bench, name: &str, limit: &str) {
    let draft = draft(bench, name, limit).await;
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    let order = json!({ "reviewId": review["id"] });
    bench.call("standing_order_create", order).await.unwrap();
}

/// The poller's pace has chance in it: what it read and said counts as of the moment of asking.
fn settle(answer: &mut Value, now: &Value) {
    match answer {
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, now)),
        Value::Object(fields) => {
            for (name, field) in fields {
                if ["readAt", "seenAt", "saidAt", "endedAt"].contains(&name.as_str()) && field.is_string() {
                    *field = now.clone();
                } else {
                    settle(field, now);
                }
            }
        }
        _ => {}
    }
}

async fn ask(bench: &Bench, area: &mut Area, scene: &str, command: &str) {
    let mut answer = bench.call(command, json!({})).await.unwrap();
    settle(&mut answer, &json!(bench.sandbox.now()));
    area.keep(bench, scene, answer);
}

pub fn scenes(world: &World, area: &mut Area) {
    run_in(world, async |bench: &Bench| {
        presets(bench, area);
        bench.sandbox.sell_out(1);
        let preset = bench.draft("any").await["presetId"].clone();
        let thing = json!({ "kind": "preset", "id": preset });
        let watch = json!({ "thing": thing, "least": null, "keeps": false });
        bench.call("stock_watch_set", watch).await.unwrap();
        give(bench, "train-08", "1.50").await;
        bench.pass(300).await;
        ask(bench, area, "stock", "stock_watch_list").await;
        area.ask(bench, "check", "standing_order_check", json!({ "draft": draft(bench, "train-09", "2").await })).await;
        ask(bench, area, "waiting", "standing_orders").await;
        give(bench, "train-02", "2").await;
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        ask(bench, area, "bought", "standing_orders").await;
    });
}
