//! An order that waits, buys, is refused, or is lost.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};
use crate::scene::{asked, books, draft, give, lines, notices, order, ordered, sent, state};

fn refused() -> FaultKind {
    FaultKind::Status { status: 400, detail: Some("no capacity left".into()) }
}

#[test]
fn it_buys_exactly_what_was_ordered_once_when_it_comes_in() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        bench.sandbox.sell_out(1);
        let mut draft = draft(&bench, "train-01", "1.99").await;
        draft["lease"] = json!({ "hours": 5, "action": "terminate" });
        let given = give(&bench, &draft).await.unwrap();
        assert_eq!((&given["state"], &given["limitPerHour"]), (&json!("waiting"), &json!("1.99")));
        let id = given["id"].as_str().unwrap();
        bench.pass(300).await;
        assert_eq!((state(&bench, id).await.0.as_str(), sent(&bench)), ("waiting", 0));
        bench.sandbox.restock(1, 5);
        bench.pass(70).await;
        assert_eq!((sent(&bench), books(&bench, "train-01")), (1, 1));
        let machine = bench.machine("train-01");
        let bought = order(&bench, id).await;
        assert_eq!((&bought["state"], &bought["tries"]), (&json!("bought"), &json!(1)));
        assert_eq!((&bought["instanceId"], &bought["boughtPerHour"]), (&json!(machine.id), &json!("1.990000")));
        // The very same way as every other deploy: tag, keys and lease of the order, nothing else.
        let job = bench.job(bought["jobId"].as_str().unwrap()).await;
        assert_eq!(machine.tags, ["team-a", job["tag"].as_str().unwrap()]);
        assert_eq!((machine.access.ssh_keys, machine.access.password, machine.access.cloud_init), (1, false, false));
        let sent_body = bench.sandbox.log().into_iter().find(|line| line.operation == Some(Operation::DeployVm));
        assert_eq!(sent_body.unwrap().body.unwrap()["config_id"], draft["presetId"]);
        // For days nothing more is bought, however much there is.
        bench.pass(2 * 3600).await;
        assert_eq!((sent(&bench), books(&bench, "train-01")), (1, 1));
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "train-01").unwrap().clone();
        assert_eq!(row["lease"]["action"], "terminate");
        let told = notices(&bench);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].0, "SANDBOX: train-01 was bought by its standing order");
        assert!(told[0].1.starts_with("1 × H100 SXM5 80 GB"), "{told:?}");
        let acts = lines(&bench).await;
        assert!(acts.contains(&("order".into(), "train-01".into(), "deploy accepted".into())), "{acts:?}");
    });
}

#[test]
fn it_asks_for_one_list_a_minute_and_only_while_something_stands() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.clear_log();
        bench.pass(600).await;
        assert_eq!(asked(&bench, Operation::ListPresets), 0, "nobody waits");
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.pass(5).await;
        bench.sandbox.clear_log();
        bench.pass(600).await;
        let (presets, metal) =
            (asked(&bench, Operation::ListPresets), asked(&bench, Operation::ListBareMetalLocations));
        assert!((9..=10).contains(&presets) && metal == 0, "{presets} {metal}");
        for other in [Operation::ListSshKeys, Operation::ListLocations, Operation::GetPreset] {
            assert_eq!(asked(&bench, other), 0, "{other:?}");
        }
        bench.call("standing_order_end", json!({ "id": id })).await.unwrap();
        bench.sandbox.clear_log();
        bench.pass(600).await;
        assert_eq!(asked(&bench, Operation::ListPresets), 0);
    });
}

#[test]
fn it_is_tried_again_after_each_definite_refusal_until_it_buys() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.add_fault(Fault { operation: Some(Operation::DeployVm), times: Some(2), kind: refused() });
        bench.sandbox.restock(1, 5);
        bench.pass(50).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 1, 1));
        assert!(said.contains("no capacity left") && said.contains("Nothing was bought. The order stands"), "{said}");
        bench.pass(150).await;
        assert_eq!(state(&bench, &id).await.0, "bought");
        assert_eq!((sent(&bench), books(&bench, "train-01")), (3, 1));
        let titles: Vec<String> = notices(&bench).into_iter().map(|(title, _)| title).collect();
        assert_eq!(
            titles,
            [
                "SANDBOX: train-01 was refused (try 1 of 3)",
                "SANDBOX: train-01 was refused (try 2 of 3)",
                "SANDBOX: train-01 was bought by its standing order"
            ]
        );
    });
}

#[test]
fn it_ends_when_its_tries_are_used_up() {
    for status in [400, 401, 403, 404, 422, 429] {
        run(async move {
            let bench = Bench::open().await;
            let id = ordered(&bench, "train-01", "1.99").await;
            let kind = FaultKind::Status { status, detail: None };
            bench.sandbox.add_fault(Fault::always(Operation::DeployVm, kind));
            bench.sandbox.restock(1, 5);
            bench.pass(600).await;
            let (now, tries, said) = state(&bench, &id).await;
            assert_eq!((now.as_str(), tries, sent(&bench)), ("ended", 3, 3), "{status}");
            assert!(said.contains("Its tries are used up."), "{said}");
            bench.sandbox.clear_faults();
            bench.pass(600).await;
            assert_eq!((sent(&bench), books(&bench, "train-01")), (3, 0), "{status}");
        });
    }
}

#[test]
fn an_unknown_outcome_ends_it_and_nothing_is_sent_again() {
    let status = |status| FaultKind::Status { status, detail: None };
    for (kind, acted) in [
        (FaultKind::LostAnswer, true),
        (FaultKind::CutJson, true),
        (FaultKind::WrongJson, true),
        (status(500), false),
        (status(503), false),
        (FaultKind::Html { status: 502 }, false),
    ] {
        run(async move {
            let bench = Bench::open().await;
            let id = ordered(&bench, "train-01", "1.99").await;
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind.clone()));
            bench.sandbox.restock(1, 5);
            while sent(&bench) == 0 {
                bench.pass(1).await;
            }
            bench.pass(2).await;
            let (now, tries, said) = state(&bench, &id).await;
            assert_eq!((now.as_str(), tries), ("unknown", 1), "{kind:?}");
            assert!(said.contains("nothing is sent again"), "{said}");
            let overview = bench.call("overview", json!({})).await.unwrap();
            let attention = overview["attention"].as_array().unwrap();
            let about: Vec<_> = attention.iter().filter(|item| item.to_string().contains("train-01")).collect();
            assert_eq!(about.len(), 1, "said once: {about:?}");
            assert!(about[0]["title"].as_str().unwrap().contains("Standing order for train-01"), "{about:?}");
            bench.pass(3_600).await;
            assert_eq!((sent(&bench), books(&bench, "train-01")), (1, usize::from(acted)), "{kind:?}");
            // The job settles it as always: found in the list it was bought after all.
            let expected = if acted { "bought" } else { "unknown" };
            assert_eq!(state(&bench, &id).await.0, expected, "{kind:?}");
        });
    }
}

#[test]
fn a_price_above_the_limit_is_not_bought_and_told_once_for_each_price() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        let price = |compute: &str| bench.sandbox.set_price(1, compute.parse().unwrap(), "0.100000".parse().unwrap());
        price("1.900000");
        bench.sandbox.restock(1, 5);
        bench.pass(600).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0));
        assert_eq!(said, "It costs $2.00/h now, above the limit of $1.99/h. Nothing was sent or bought.");
        assert_eq!(notices(&bench).len(), 1);
        assert_eq!(notices(&bench)[0].0, "SANDBOX: train-01 is in stock, above the limit of its standing order");
        price("1.890001");
        bench.pass(130).await;
        price("1.900000");
        bench.pass(130).await;
        assert_eq!(notices(&bench).len(), 2, "a price that was told before is not told again");
        assert_eq!(sent(&bench), 0);
        price("1.890000");
        bench.pass(70).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), books(&bench, "train-01")), ("bought", 1));
    });
}

#[test]
fn the_price_is_read_again_between_the_list_and_the_order() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        // The list shows the old price; read by its id the preset costs more.
        bench.tamper(|path, json| {
            if path.contains("/instant-deploy-presets/") && json.get("id").is_some() {
                json["compute_rate_hourly"] = json!("1.900000");
            }
        });
        bench.sandbox.restock(1, 5);
        bench.pass(200).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0), "{said}");
        assert!(said.contains("$2.00/h now, above the limit"), "{said}");
        assert!(asked(&bench, Operation::GetPreset) > 0);
    });
}

#[test]
fn what_sells_out_between_the_list_and_the_order_costs_no_try() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.add_fault(Fault::always(Operation::ListSshKeys, FaultKind::Delay { ms: 5_000 }));
        bench.sandbox.restock(1, 5);
        // It sells out while the keys are read, after the list that showed it in stock.
        let before = asked(&bench, Operation::ListSshKeys);
        for _ in 0..80 {
            bench.pass(1).await;
            if asked(&bench, Operation::ListSshKeys) > before {
                bench.sandbox.sell_out(1);
            }
        }
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0));
        assert!(said.contains("sold out a moment ago"), "{said}");
        assert_eq!(notices(&bench), []);
    });
}

#[test]
fn orders_are_carried_out_one_after_the_other_and_the_last_one_left_goes_to_the_oldest() {
    run(async {
        let bench = Bench::open().await;
        let first = ordered(&bench, "train-01", "1.99").await;
        bench.pass(1).await;
        let second = ordered(&bench, "train-02", "5").await;
        bench.sandbox.restock(1, 1);
        bench.pass(140).await;
        assert_eq!(
            (state(&bench, &first).await.0.as_str(), state(&bench, &second).await.0.as_str()),
            ("bought", "waiting")
        );
        assert_eq!((books(&bench, "train-01"), books(&bench, "train-02"), sent(&bench)), (1, 0, 1));
        bench.sandbox.restock(1, 1);
        bench.pass(70).await;
        assert_eq!((books(&bench, "train-01"), books(&bench, "train-02"), sent(&bench)), (1, 1, 2));
    });
}

#[test]
fn hardware_that_is_no_longer_the_same_is_not_bought() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        assert!(bench.sandbox.set_operating_system(1, "Windows 10"));
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0));
        assert!(said.contains("Windows 10") && said.contains("in place of"), "{said}");
        assert_eq!(notices(&bench).len(), 1, "told once");
    });
}

#[test]
fn a_machine_of_its_name_keeps_it_from_buying_another() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.add_vm("train-01", 1);
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0));
        assert!(said.contains("A machine of this name exists, and a standing order buys none beside it."), "{said}");
        assert_eq!(notices(&bench).len(), 1, "told once");
    });
}

#[test]
fn it_buys_nothing_while_the_keys_or_the_machines_cannot_be_read() {
    for operation in [Operation::ListSshKeys, Operation::ListVms] {
        run(async move {
            let bench = Bench::open().await;
            bench.tell_no_changes().await;
            bench.sandbox.sell_out(1);
            let mut draft = draft(&bench, "train-01", "1.99").await;
            draft["keyMode"] = json!("all");
            let id = give(&bench, &draft).await.unwrap()["id"].as_str().unwrap().to_owned();
            let kind = FaultKind::Status { status: 500, detail: None };
            bench.sandbox.add_fault(Fault::always(operation, kind));
            bench.sandbox.restock(1, 5);
            bench.pass(400).await;
            let (now, tries, said) = state(&bench, &id).await;
            assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0), "{operation:?}");
            assert!(said.contains("500"), "{said}");
            assert_eq!(notices(&bench), [], "it goes by");
            bench.sandbox.clear_faults();
            bench.pass(130).await;
            assert_eq!(
                (state(&bench, &id).await.0.as_str(), books(&bench, "train-01")),
                ("bought", 1),
                "{operation:?}"
            );
        });
    }
}

#[test]
fn a_failed_reading_of_the_stock_buys_nothing_ends_nothing_and_is_shown() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.restock(1, 5);
        bench.sandbox.add_fault(Fault::always(Operation::ListPresets, FaultKind::CutJson));
        bench.pass(1_200).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), sent(&bench)), ("waiting", 0));
        let view = bench.call("standing_orders", json!({})).await.unwrap();
        assert_eq!(view["fault"]["code"], "provider");
        let asked = asked(&bench, Operation::ListPresets);
        assert!(asked < 10, "it backs off: {asked}");
        bench.sandbox.clear_faults();
        bench.pass(400).await;
        assert_eq!(state(&bench, &id).await.0, "bought");
    });
}

#[test]
fn an_order_that_is_ended_while_a_try_is_out_has_no_other() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Delay { ms: 20_000 }));
        bench.sandbox.add_fault(Fault::always(Operation::DeployVm, refused()));
        bench.sandbox.restock(1, 5);
        while sent(&bench) == 0 {
            bench.pass(1).await;
        }
        let view = bench.call("standing_order_end", json!({ "id": id })).await.unwrap();
        assert_eq!((&view["orders"][0]["state"], &view["orders"][0]["ending"]), (&json!("trying"), &json!(true)));
        bench.pass(300).await;
        // The delayed one was done: it could not be called back.
        assert_eq!((state(&bench, &id).await.0.as_str(), sent(&bench), books(&bench, "train-01")), ("bought", 1, 1));
        let again = ordered(&bench, "train-02", "1.99").await;
        bench.sandbox.clear_faults();
        bench.sandbox.clear_log();
        let slow_refusal = FaultKind::Status { status: 400, detail: None };
        bench.sandbox.add_fault(Fault::always(Operation::DeployVm, slow_refusal));
        bench.sandbox.restock(1, 5);
        bench.pass(30).await;
        assert_eq!(sent(&bench), 1);
        bench.call("standing_order_end", json!({ "id": again })).await.unwrap();
        bench.pass(300).await;
        assert_eq!((state(&bench, &again).await.0.as_str(), sent(&bench)), ("ended", 1));
        let error = bench.call("standing_order_end", json!({ "id": again })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
    });
}

/// A list that never has a machine of this name.
fn hide(bench: &Bench, name: &'static str) {
    bench.tamper(move |_, answer| {
        let Some(listed) = answer.get_mut("results").and_then(serde_json::Value::as_array_mut) else { return };
        let before = listed.len();
        listed.retain(|machine| machine["name"] != name);
        let hidden = before - listed.len();
        if let Some(total) = answer["total_result_count"].as_u64() {
            answer["total_result_count"] = json!(total - hidden as u64);
        }
    });
}

#[test]
fn a_machine_that_is_found_after_its_job_was_absent_counts_as_bought() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        hide(&bench, "train-01");
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
        bench.sandbox.restock(1, 5);
        bench.pass(20 * 60).await;
        let (now, _, said) = state(&bench, &id).await;
        assert_eq!(now, "unknown");
        assert!(!said.contains("costs nothing"), "{said}");
        let jobs = bench.call("deploy_jobs", json!({})).await.unwrap();
        assert_eq!(jobs[0]["phase"], "absent");
        bench.tamper(|_, _| ());
        bench.pass(150).await;
        let order = order(&bench, &id).await;
        assert_eq!(order["state"], "bought", "{order}");
        assert!(order["instanceId"].is_string());
        assert_eq!((sent(&bench), books(&bench, "train-01")), (1, 1));
    });
}
