use serde_json::{Value, json};

use crate::bench::{Bench, World, run, run_in};

async fn leased(bench: &Bench, name: &str, action: &str) -> String {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.pass(60).await;
    let args = json!({ "id": id, "hours": 1, "action": action, "extend": false });
    bench.call("lease_set", args).await.unwrap();
    id
}

fn last_act(bench: &Bench, name: &str) -> String {
    bench.machine(name).asked.last().unwrap().act.clone()
}

#[test]
fn a_lease_ends_its_machine_in_time_and_not_before() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "end", "terminate").await;
        leased(&bench, "free", "release").await;
        leased(&bench, "say", "remind").await;
        bench.pass(3_400).await;
        for name in ["end", "free", "say"] {
            assert_eq!(last_act(&bench, name), "deploy", "{name}");
        }
        bench.pass(260).await;
        assert_eq!(last_act(&bench, "end"), "terminate");
        assert_eq!(last_act(&bench, "free"), "stopped_disassociated");
        assert_eq!(last_act(&bench, "say"), "deploy");
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(overview["attention"].to_string().contains("The lease of say is over"), "{}", overview["attention"]);
    });
}

#[test]
fn a_lease_that_was_missed_asks() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| leased(bench, "box", "terminate").await);
    world.sandbox.advance(std::time::Duration::from_secs(2 * 3600));
    run_in(&world, async |bench: &Bench| {
        bench.pass(120).await;
        assert_eq!(last_act(bench, "box"), "deploy", "nothing is ended on start-up");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["lease"]["asks"], true);
        let extend = json!({ "id": id, "hours": 2, "action": null, "extend": true });
        bench.call("lease_set", extend).await.unwrap();
        bench.pass(2 * 3600 - 30).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        bench.pass(60).await;
        assert_eq!(last_act(bench, "box"), "terminate", "the action was kept");
    });
}

#[test]
fn a_lease_can_be_ended_and_has_sensible_hours() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        let end = json!({ "id": id, "hours": null, "action": null, "extend": false });
        bench.call("lease_set", end).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["lease"], Value::Null);
        for hours in [0, 9_000] {
            let args = json!({ "id": id, "hours": hours, "action": "remind", "extend": false });
            assert_eq!(bench.call("lease_set", args).await.unwrap_err()["field"], "hours");
        }
    });
}
