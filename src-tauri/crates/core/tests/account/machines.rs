use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

/// A machine of its own that runs; its id.
async fn running(bench: &Bench, name: &str) -> String {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.pass(60).await;
    assert_eq!(row(bench, &id).await["state"]["word"], "Running");
    id
}

async fn row(bench: &Bench, id: &str) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).cloned().unwrap_or_default()
}

fn power(id: &str, target: &str) -> Value {
    json!({ "id": id, "target": target })
}

fn acts(bench: &Bench, name: &str) -> Vec<String> {
    bench.machine(name).asked.into_iter().map(|asked| asked.act).collect()
}

#[test]
fn power_goes_through_its_three_states_with_their_prices() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        let price = |row: &Value| row["priceNow"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap();
        let full = price(&row(&bench, &id).await);
        bench.call("instance_power", power(&id, "stop")).await.unwrap();
        assert_eq!(row(&bench, &id).await["underway"], "Stopping");
        bench.pass(60).await;
        let stopped = row(&bench, &id).await;
        assert_eq!((&stopped["state"]["word"], &stopped["underway"]), (&json!("Stopped"), &Value::Null));
        assert_eq!((stopped["stoppedButBilled"].as_bool(), price(&stopped)), (Some(true), full));
        assert_eq!(bench.machine("box").rate_hourly, full, "the books agree");
        bench.call("instance_power", power(&id, "release")).await.unwrap();
        bench.pass(60).await;
        let released = row(&bench, &id).await;
        assert_eq!(released["state"]["word"], "Released");
        assert!(price(&released) < full && price(&released) == bench.machine("box").rate_hourly);
        bench.call("instance_power", power(&id, "start")).await.unwrap();
        bench.pass(60).await;
        assert_eq!(row(&bench, &id).await["state"]["word"], "Running");
        assert_eq!(acts(&bench, "box"), ["deploy", "stopped", "stopped_disassociated", "started"]);
    });
}

#[test]
fn what_the_state_forbids_is_not_sent() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        let view = row(&bench, &id).await;
        assert_eq!(view["acts"]["start"]["allowed"], false);
        assert!(!view["acts"]["start"]["reason"].as_str().unwrap().is_empty());
        let error = bench.call("instance_power", power(&id, "start")).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
        assert_eq!(acts(&bench, "box"), ["deploy"]);
    });
}

#[test]
fn a_machine_is_renamed_and_tagged_and_keeps_the_tag_of_its_job() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("before").await;
        bench.pass(60).await;
        let id = job["instanceId"].as_str().unwrap().to_owned();
        bench.call("instance_rename", json!({ "id": id, "name": " after " })).await.unwrap();
        assert_eq!(row(&bench, &id).await["name"], "after");
        bench.call("instance_set_tags", json!({ "id": id, "tags": ["b", "a", "b", " "] })).await.unwrap();
        assert_eq!(row(&bench, &id).await["tags"], json!(["b", "a"]));
        assert_eq!(
            bench.machine("after").tags,
            ["b".to_owned(), "a".to_owned(), job["tag"].as_str().unwrap().to_owned()]
        );
        for (command, args, field) in [
            ("instance_rename", json!({ "id": id, "name": " " }), "name"),
            ("instance_set_tags", json!({ "id": id, "tags": ["vd-job-x"] }), "tags"),
        ] {
            let error = bench.call(command, args).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)));
        }
        // The provider's own limit on names.
        let error = bench.call("instance_rename", json!({ "id": id, "name": "x".repeat(65) })).await.unwrap_err();
        assert_eq!(error["code"], "invalid", "{error}");
        assert_eq!(row(&bench, &id).await["name"], "after");
    });
}

#[test]
fn termination_needs_the_name_and_is_asked_for_once() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        let preview = bench.call("instance_terminate_preview", json!({ "id": id })).await.unwrap();
        assert_eq!(preview["saves"], row(&bench, &id).await["priceNow"]);
        assert!(!preview["lost"].as_array().unwrap().is_empty());
        let error = bench.call("instance_terminate", json!({ "id": id, "typedName": "bo" })).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("typedName")));
        bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap();
        bench.pass(12).await;
        assert_eq!(row(&bench, &id).await, Value::Null, "seen within two short readings");
        assert_eq!(acts(&bench, "box"), ["deploy", "terminate"]);
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert!(detail["goneSince"].is_string(), "an open panel can say so: {detail}");
        let gone = &detail["instance"];
        assert_eq!(
            (&gone["state"]["word"], &gone["priceNow"], &gone["ssh"]),
            (&json!("Gone"), &json!("0"), &Value::Null)
        );
        assert_eq!(gone["acts"]["terminate"]["allowed"], false);
        let cost = gone["costEstimate"].clone();
        bench.pass(3_600).await;
        let later = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(later["instance"]["costEstimate"], cost, "what is gone costs no more");
        assert!(cost.is_string());
        assert_eq!(bench.machine("box").rate_hourly, rust_decimal::Decimal::ZERO);
    });
}

#[test]
fn a_lost_answer_is_unknown_and_the_list_says_what_became_of_it() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Status { status: 500, detail: None }));
        let error = bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(overview["activity"][0].to_string().contains("outcome unknown"), "{}", overview["activity"][0]);
        bench.pass(60).await;
        assert_eq!(row(&bench, &id).await["state"]["word"], "Running", "it was not done, and is still shown");
    });
}

#[test]
fn an_unknown_state_is_shown_as_it_came_and_at_its_full_price() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        let full = row(&bench, &id).await["priceNow"].clone();
        assert!(bench.sandbox.set_vm_status(id.parse().unwrap(), "Hibernating"));
        bench.call("refresh", json!({})).await.unwrap();
        let view = row(&bench, &id).await;
        assert_eq!((&view["state"]["word"], &view["state"]["mark"]), (&json!("Hibernating"), &json!("unknown")));
        assert_eq!(view["priceNow"], full);
        assert_eq!(view["acts"]["terminate"]["allowed"], true, "what costs can always be ended");
    });
}

#[test]
fn a_failed_reading_keeps_the_rows_and_says_why() {
    run(async {
        let bench = Bench::open().await;
        let before = bench.call("fleet", json!({})).await.unwrap();
        for (kind, code) in [
            (FaultKind::Status { status: 503, detail: None }, "provider"),
            (FaultKind::CutJson, "provider"),
            (FaultKind::Html { status: 200 }, "provider"),
            (FaultKind::Stall { after_bytes: 0 }, "slow"),
            (FaultKind::Reset { after_bytes: 0 }, "offline"),
        ] {
            bench.sandbox.add_fault(Fault::always(Operation::ListVms, kind));
            let fleet = bench.call("refresh", json!({})).await.unwrap();
            assert_eq!(fleet["fault"]["code"], code, "{fleet}");
            assert_eq!(fleet["instances"].as_array().unwrap().len(), before["instances"].as_array().unwrap().len());
            bench.sandbox.clear_faults();
        }
        assert_eq!(bench.call("refresh", json!({})).await.unwrap()["fault"], Value::Null);
    });
}

#[test]
fn reading_an_open_panel_again_is_no_news() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        bench.pass(6).await;
        bench.call("instance", json!({ "id": id })).await.unwrap();
        let (events, requests) = (bench.events(), bench.sandbox.log().len());
        for _ in 0..20 {
            let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
            assert!(detail["location"].is_string());
        }
        assert_eq!((bench.events(), bench.sandbox.log().len()), (events, requests));
    });
}

#[test]
fn a_machine_without_a_name_breaks_nothing_and_goes_by_its_id() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        let unnamed = id.clone();
        bench.tamper(move |_, answer| {
            for machine in answer["results"].as_array_mut().into_iter().flatten() {
                if machine["id"] == unnamed.as_str() {
                    machine["name"] = Value::Null;
                }
            }
            if answer["id"] == unnamed.as_str() {
                answer["name"] = json!("  ");
            }
        });
        assert_eq!(bench.call("refresh", json!({})).await.unwrap()["fault"], Value::Null);
        assert_eq!(row(&bench, &id).await["name"], json!(id));
        let wrong = bench.call("instance_terminate", json!({ "id": id, "typedName": "" })).await.unwrap_err();
        assert_eq!(wrong["field"], "typedName");
        bench.call("instance_terminate", json!({ "id": id, "typedName": id })).await.unwrap();
        assert_eq!(acts(&bench, "box"), ["deploy", "terminate"]);
    });
}

#[test]
fn white_space_around_a_name_keeps_no_machine_alive() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box ").await;
        bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap();
        assert_eq!(acts(&bench, "box "), ["deploy", "terminate"]);
    });
}

/// What became of the newest act; what is seen to change stands above it.
async fn last_deed(bench: &Bench) -> String {
    let overview = bench.call("overview", json!({})).await.unwrap();
    let act = overview["activity"].as_array().unwrap().iter().find(|line| line["kind"] == "act").unwrap();
    act["deed"].as_str().unwrap().to_owned()
}

#[test]
fn an_act_whose_answer_was_lost_is_done_when_the_provider_shows_it() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, FaultKind::LostAnswer));
        bench.call("instance_power", power(&id, "release")).await.unwrap();
        assert_eq!(last_deed(&bench).await, "released");
        assert_eq!(acts(&bench, "box"), ["deploy", "stopped_disassociated"]);
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::LostAnswer));
        bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap();
        assert_eq!(last_deed(&bench).await, "terminated");
        assert_eq!(acts(&bench, "box").iter().filter(|act| *act == "terminate").count(), 1);
    });
}

#[test]
fn an_unknown_outcome_is_settled_by_what_is_seen_later() {
    run(async {
        let bench = Bench::open().await;
        let id = running(&bench, "box").await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Status { status: 500, detail: None }));
        bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap_err();
        bench.pass(30).await;
        assert!(last_deed(&bench).await.ends_with("outcome unknown"));
        // The provider was only slow.
        bench.sandbox.remove_vm(id.parse().unwrap());
        bench.pass(60).await;
        assert_eq!(last_deed(&bench).await, "terminated, as the list shows");
    });
}

/// Puts the greatest of its kind in the place of every count.
fn greatest(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(greatest),
        Value::Object(fields) => {
            for (name, field) in fields {
                match name.as_str() {
                    "total_result_count" => *field = json!(u64::MAX),
                    name if field.is_number() && ["count", "_gb", "_bytes"].iter().any(|end| name.ends_with(end)) => {
                        *field = json!(u32::MAX);
                    }
                    name if field.is_number() && name.contains("gpu_count") => *field = json!(u32::MAX),
                    "gpus" => *field = json!({ "h100": { "count": u32::MAX }, "a100": { "count": u32::MAX } }),
                    _ => greatest(field),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn counts_that_nobody_has_are_not_told_and_overflow_nothing() {
    run(async {
        let bench = Bench::open().await;
        running(&bench, "box").await;
        bench.tamper(|_, answer| greatest(answer));
        bench.pass(90).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        let met = ["vm", "bareMetal"].map(|kind| rows.iter().any(|row| row["kind"] == kind));
        assert!(met[0] && met[1], "{fleet}");
        for row in rows.iter().filter(|row| row["state"]["word"] != "Released") {
            assert_eq!(row["gpus"], 0, "more than anybody has is not told: {row}");
        }
        assert_eq!((&fleet["gpus"], &fleet["gpusRunning"]), (&json!(0), &json!(0)));
        for (command, args) in [
            ("overview", json!({})),
            ("price_list", json!({})),
            ("deploy_options", json!({})),
            ("metal_options", json!({})),
            ("availability", json!({ "inStockOnly": false })),
            ("storage_refresh", json!({})),
            ("instance", json!({ "id": rows[0]["id"] })),
        ] {
            bench.call(command, args).await.unwrap_or_else(|error| panic!("{command}: {error}"));
        }
    });
}

#[test]
fn a_name_that_cannot_be_typed_as_it_is_is_typed_as_it_is_shown_or_by_the_short_id() {
    run(async {
        let bench = Bench::open().await;
        let shown = bench.sandbox.add_vm("tr\u{200b}ain  llama", 1).to_string();
        let unseen = bench.sandbox.add_vm("\u{200b}\u{2060}", 1).to_string();
        bench.pass(60).await;
        let end = async |id: &str, typed: &str| {
            bench.call("instance_terminate", json!({ "id": id, "typedName": typed })).await
        };
        let preview = bench.call("instance_terminate_preview", json!({ "id": unseen })).await.unwrap();
        assert_eq!(preview["shortId"], unseen[..8]);
        for typed in ["", " ", "\u{200b}", "train", &shown[..7]] {
            let error = end(&shown, typed).await.unwrap_err();
            let said = format!("Type train llama or {} to terminate it. Nothing was ended.", &shown[..8]);
            assert_eq!((&error["field"], &error["message"]), (&json!("typedName"), &json!(said)), "{typed:?}");
        }
        end(&shown, "train llama").await.unwrap();
        end(&unseen, &unseen[..8]).await.unwrap();
    });
}
