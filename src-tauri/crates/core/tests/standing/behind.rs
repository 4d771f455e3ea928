//! An account behind another: it waits and buys all the same.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, TOKEN, World, run_in};
use crate::scene::{books, draft, give, notices, ordered, sent, state};

async fn another_in_front(bench: &Bench) {
    let args = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
    assert_ne!(bench.call("sign_in", args).await.unwrap()["active"], "sandbox");
}

#[test]
fn an_order_of_an_account_behind_buys_and_its_lease_is_set_there() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.sandbox.sell_out(1);
        let mut draft = draft(bench, "train-01", "1.99").await;
        draft["lease"] = json!({ "hours": 1, "action": "terminate" });
        let id = give(bench, &draft).await.unwrap()["id"].as_str().unwrap().to_owned();
        another_in_front(bench).await;
        bench.sandbox.restock(1, 5);
        bench.pass(140).await;
        assert_eq!((sent(bench), books(bench, "train-01")), (1, 1));
        let lease: i64 = world.read().query_row("SELECT count(*) FROM lease", [], |row| row.get(0)).unwrap();
        assert_eq!(lease, 1, "nobody is in front of it");
        bench.pass(3_700).await;
        assert!(bench.machine("train-01").terminated.is_some(), "by its lease");
        bench.call("switch_profile", json!({ "id": "sandbox" })).await.unwrap();
        assert_eq!(state(bench, &id).await.0, "bought");
        assert_eq!((sent(bench), books(bench, "train-01")), (1, 1));
        assert_eq!(notices(bench)[0].0, "SANDBOX: train-01 was bought by its standing order");
    });
}

#[test]
fn accounts_that_change_places_while_it_is_bought_buy_once() {
    for operation in [Operation::ListSshKeys, Operation::GetPreset, Operation::ListVms, Operation::DeployVm] {
        let world = World::new();
        run_in(&world, async |bench: &Bench| {
            let id = ordered(bench, "train-01", "1.99").await;
            bench.sandbox.add_fault(Fault::always(operation, FaultKind::Delay { ms: 3_000 }));
            bench.sandbox.restock(1, 5);
            another_in_front(bench).await;
            for round in 0..60 {
                bench.pass(7).await;
                let next = if round % 2 == 0 { "sandbox" } else { "" };
                if next.is_empty() {
                    let profiles = bench.call("app_state", json!({})).await.unwrap()["profiles"].clone();
                    let work =
                        profiles.as_array().unwrap().iter().find(|one| one["name"] == "Work").unwrap()["id"].clone();
                    bench.call("switch_profile", json!({ "id": work })).await.unwrap();
                } else {
                    bench.call("switch_profile", json!({ "id": next })).await.unwrap();
                }
            }
            bench.call("switch_profile", json!({ "id": "sandbox" })).await.unwrap();
            bench.sandbox.clear_faults();
            bench.pass(300).await;
            let (now, tries, said) = state(bench, &id).await;
            assert_eq!(
                (now.as_str(), sent(bench), books(bench, "train-01")),
                ("bought", 1, 1),
                "{operation:?} {tries} {said}"
            );
        });
    }
}

#[test]
fn what_an_account_behind_waits_for_is_told_with_its_name() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.sandbox.sell_out(2);
        let options = bench.call("deploy_options", json!({})).await.unwrap();
        let two = options["presets"].as_array().unwrap().iter().find(|preset| preset["gpus"] == 2).unwrap().clone();
        let args = json!({ "thing": { "kind": "preset", "id": two["id"] }, "least": null, "keeps": false });
        bench.call("stock_watch_set", args).await.unwrap();
        another_in_front(bench).await;
        bench.pass(70).await;
        bench.sandbox.restock(2, 1);
        bench.pass(100).await;
        let told = notices(bench);
        assert_eq!(told.len(), 1);
        assert!(told[0].0.starts_with("SANDBOX: 2 × H100 is in stock"), "{told:?}");
    });
}
