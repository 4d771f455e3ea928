//! "Tell me": once each time it comes in.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{asked, notices};

async fn watch(bench: &Bench, gpus: u32, keeps: bool) -> Value {
    let options = bench.call("deploy_options", json!({})).await.unwrap();
    let preset = options["presets"].as_array().unwrap().iter().find(|preset| preset["gpus"] == gpus).unwrap().clone();
    let args = json!({ "thing": { "kind": "preset", "id": preset["id"] }, "least": null, "keeps": keeps });
    bench.call("stock_watch_set", args).await.unwrap()
}

fn titles(bench: &Bench) -> Vec<String> {
    notices(bench).into_iter().map(|(title, _)| title).collect()
}

#[test]
fn it_is_told_once_each_time_it_comes_in_with_where_and_after_how_long() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(2);
        watch(&bench, 2, true).await;
        bench.pass(47 * 60).await;
        assert_eq!(titles(&bench), [""; 0]);
        bench.sandbox.restock(2, 1);
        bench.pass(70).await;
        bench.pass(600).await;
        let told = notices(&bench);
        assert_eq!(told.len(), 1, "{told:?}");
        let (title, body) = &told[0];
        assert!(title.starts_with("SANDBOX: 2 × H100 is in stock in Dallas"), "{title}");
        assert!(body.starts_with("It costs $3.98/h."), "{body}");
        // Once more only after it was seen sold out.
        bench.sandbox.sell_out(2);
        bench.pass(25 * 60).await;
        bench.sandbox.restock(2, 3);
        bench.pass(200).await;
        let told = titles(&bench);
        assert_eq!(told.len(), 2, "{told:?}");
        let after = told[1].split_once("is in stock in Dallas and 2 other places after ").unwrap().1;
        assert!(["24 min", "25 min"].contains(&after), "{told:?}");
        let view = bench.call("stock_watch_list", json!({})).await.unwrap();
        assert_eq!((view["watches"].as_array().unwrap().len(), &view["watches"][0]["inStock"]), (1, &json!(true)));
    });
}

#[test]
fn a_watch_for_once_ends_when_it_was_told_and_with_it_the_asking() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(2);
        watch(&bench, 2, false).await;
        bench.pass(100).await;
        bench.sandbox.restock(2, 1);
        bench.pass(100).await;
        bench.sandbox.sell_out(2);
        bench.pass(100).await;
        bench.sandbox.restock(2, 1);
        bench.sandbox.clear_log();
        bench.pass(300).await;
        assert_eq!(titles(&bench).len(), 1);
        assert_eq!(asked(&bench, Operation::ListPresets), 0);
        let view = bench.call("stock_watch_list", json!({})).await.unwrap();
        assert_eq!(view["watches"], json!([]));
    });
}

#[test]
fn it_is_told_once_over_restarts_and_while_the_app_was_closed_no_time_is_claimed() {
    let world = World::new();
    world.sandbox.sell_out(2);
    run_in(&world, async |bench| {
        watch(bench, 2, true).await;
        bench.pass(120).await;
    });
    world.sandbox.advance(std::time::Duration::from_secs(3_600));
    world.sandbox.restock(2, 1);
    for _ in 0..3 {
        run_in(&world, async |bench| bench.pass(100).await);
    }
    let computer = world.computer.0.lock().unwrap();
    let told: Vec<&str> = computer.notices.iter().map(|notice| notice.title.as_str()).collect();
    assert_eq!(told, ["SANDBOX: 2 × H100 is in stock in Dallas"]);
}

#[test]
fn a_failed_reading_is_not_taken_for_sold_out() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(2);
        watch(&bench, 2, true).await;
        bench.pass(70).await;
        bench.sandbox.restock(2, 1);
        bench.pass(70).await;
        for kind in
            [FaultKind::CutJson, FaultKind::Html { status: 200 }, FaultKind::Status { status: 503, detail: None }]
        {
            bench.sandbox.add_fault(Fault::always(Operation::ListPresets, kind));
            bench.pass(400).await;
            bench.sandbox.clear_faults();
            bench.pass(400).await;
        }
        assert_eq!(titles(&bench).len(), 1);
    });
}

#[test]
fn what_is_no_longer_offered_is_told_and_not_waited_for_any_more() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(2);
        watch(&bench, 2, true).await;
        bench.pass(70).await;
        // A single list that lacks it says nothing yet, nor does one that is not whole.
        let lacks = |whole: bool| {
            move |path: &str, json: &mut Value| {
                if path.ends_with("/instant-deploy-presets/") {
                    let list = json.as_array_mut().unwrap();
                    let of_two = |preset: &Value| preset["resources"]["gpus"]["h100-sxm5-80gb"]["count"] == 2;
                    if whole {
                        list.retain(|preset| !of_two(preset));
                    } else {
                        list.iter_mut().filter(|preset| of_two(preset)).for_each(|preset| *preset = json!("?"));
                    }
                }
            }
        };
        bench.tamper(lacks(false));
        bench.pass(600).await;
        assert_eq!(titles(&bench), [""; 0]);
        bench.tamper(lacks(true));
        bench.pass(260).await;
        assert_eq!(titles(&bench), ["SANDBOX: 2 × H100 is no longer offered"]);
        bench.sandbox.clear_log();
        bench.pass(300).await;
        assert_eq!(asked(&bench, Operation::ListPresets), 0);
        let view = bench.call("stock_watch_list", json!({})).await.unwrap();
        assert_eq!(view["watches"], json!([]));
    });
}

#[test]
fn bare_metal_is_waited_for_by_network_and_number_of_gpus() {
    run(async {
        let bench = Bench::open().await;
        let view = bench.call("availability", json!({ "inStockOnly": false })).await.unwrap();
        let line = view["bareMetal"].as_array().unwrap().iter().find(|line| line["network"] == "infiniband").unwrap();
        let location = line["locationId"].as_str().unwrap().parse().unwrap();
        assert!(bench.sandbox.restock_metal(location, "infiniband", 8));
        let thing = json!({ "kind": "metal", "locationId": line["locationId"], "network": "infiniband" });
        let args = json!({ "thing": thing, "least": 16, "keeps": true });
        let set = bench.call("stock_watch_set", args).await.unwrap();
        assert_eq!(set["watches"][0]["least"], 16);
        bench.pass(130).await;
        assert_eq!(titles(&bench), [""; 0], "eight are too few");
        bench.sandbox.restock_metal(location, "infiniband", 24);
        bench.pass(70).await;
        bench.sandbox.restock_metal(location, "infiniband", 8);
        bench.pass(120).await;
        bench.sandbox.restock_metal(location, "infiniband", 16);
        bench.pass(70).await;
        bench.pass(30).await;
        let told = notices(&bench);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].0.starts_with("SANDBOX: 16 × H100 on InfiniBand"), "{told:?}");
        assert!(told[0].1.starts_with("24 GPUs are free. A GPU costs $2.49/h."), "{told:?}");
        assert_eq!(asked(&bench, Operation::ListPresets), 1, "the list of VMs is not asked for");
        for least in [0, 100_001] {
            let args = json!({ "thing": thing, "least": least, "keeps": true });
            assert_eq!(bench.call("stock_watch_set", args).await.unwrap_err()["field"], "least");
        }
    });
}

#[test]
fn since_when_it_is_sold_out_is_told_where_it_was_seen() {
    run(async {
        let bench = Bench::open().await;
        watch(&bench, 1, true).await;
        bench.pass(70).await;
        bench.sandbox.sell_out(1);
        bench.pass(70).await;
        let view = bench.call("stock_watch_list", json!({})).await.unwrap();
        let offers = view["offers"].as_array().unwrap();
        let one = offers.iter().find(|one| one["thing"] == view["watches"][0]["thing"]).unwrap();
        assert_eq!(
            (&one["name"], &one["inStock"], &one["sinceExact"]),
            (&json!("1 × H100"), &json!(false), &json!(true))
        );
        assert_eq!(one["since"], view["watches"][0]["outSince"]);
    });
}

#[test]
fn a_watch_is_set_once_for_a_thing_and_taken_off_again() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(2);
        watch(&bench, 2, true).await;
        let view = watch(&bench, 2, false).await;
        let watches = view["watches"].as_array().unwrap();
        assert_eq!((watches.len(), &watches[0]["keeps"]), (1, &json!(false)));
        let view = bench.call("stock_watch_remove", json!({ "id": watches[0]["id"] })).await.unwrap();
        assert_eq!(view["watches"], json!([]));
        let args = json!({ "thing": { "kind": "preset", "id": "nobody" }, "least": null, "keeps": true });
        assert_eq!(bench.call("stock_watch_set", args).await.unwrap_err()["code"], "gone");
    });
}
