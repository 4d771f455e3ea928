//! What is stopped and still billed, and what releasing it saves.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::bench::{Bench, run};
use crate::{amount, overview};

#[test]
fn releasing_each_and_all_saves_what_the_provider_then_no_longer_bills() {
    run(async {
        let bench = Bench::open().await;
        let stopped = overview(&bench).await["stopped"].clone();
        assert_eq!(stopped["machines"].as_array().unwrap().len(), 1, "{stopped}");
        let id = bench.sandbox.add_vm("eval-c", 2).to_string();
        bench.pass(20).await;
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        let rental = {
            let fleet = bench.call("fleet", json!({})).await.unwrap();
            let rows = fleet["instances"].as_array().unwrap().clone();
            rows.into_iter().find(|row| row["kind"] == "bareMetal" && row["acts"]["stop"]["allowed"] == true).unwrap()
        };
        bench.call("instance_power", json!({ "id": rental["id"], "target": "stop" })).await.unwrap();
        bench.pass(60).await;
        let stopped = overview(&bench).await["stopped"].clone();
        let machines = stopped["machines"].as_array().unwrap().clone();
        assert_eq!(machines.len(), 3, "{stopped}");
        let metal = machines.iter().find(|machine| machine["kind"] == "bareMetal").unwrap();
        assert_eq!((&metal["saves"], metal["off"].is_string()), (&Value::Null, true), "it cannot be released");
        let saves: Vec<Decimal> =
            machines.iter().filter(|one| one["kind"] == "vm").map(|one| amount(&one["saves"])).collect();
        assert_eq!(amount(&stopped["saves"]), saves.iter().sum::<Decimal>());
        assert_eq!(amount(&stopped["savesPerDay"]), amount(&stopped["saves"]) * Decimal::from(24));
        let before = bench.sandbox.records().rate_hourly;
        for machine in machines.iter().filter(|one| one["kind"] == "vm") {
            let args = json!({ "id": machine["id"], "target": "release" });
            bench.call("instance_power", args).await.unwrap();
        }
        let after = bench.sandbox.records().rate_hourly;
        assert_eq!(before - after, amount(&stopped["saves"]), "to the micro-dollar");
        bench.pass(60).await;
        let left = overview(&bench).await["stopped"].clone();
        assert_eq!((left["machines"].as_array().unwrap().len(), &left["saves"]), (1, &Value::Null));
    });
}
