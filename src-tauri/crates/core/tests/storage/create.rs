use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};
use crate::scene::{draft, id, last_body, last_deed, other, rental, row, sent, storage};

#[test]
fn both_prices_are_said_and_the_answer_is_the_truth() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        let check = bench.call("volume_check", draft("scratch", "500")).await.unwrap();
        assert_eq!(
            (&check["ready"], &check["perHour"], &check["per30Days"]),
            (&json!(true), &json!("0.087040"), &json!("62.67"))
        );
        let differs = check["differs"].as_str().unwrap();
        assert!(differs.contains("$8.704/h") && differs.contains("$0.08704/h"), "{differs}");
        let metal = rental(&bench, "ci-metal").await;
        let mut order = draft(" scratch ", "500");
        order["rentalIds"] = json!([metal]);
        let made = bench.call("volume_create", order).await.unwrap();
        assert_eq!((&made["volume"]["perHour"], &made["notice"]), (&json!("0.087040"), &Value::Null));
        assert_eq!(made["volume"]["attached"][0]["name"], "ci-metal");
        let body = last_body(&bench, Operation::CreateVolume);
        assert_eq!(
            (&body["name"], &body["size_in_gb"], &body["order_ids"]),
            (&json!("scratch"), &json!(500), &json!([metal]))
        );
        assert_eq!(last_deed(&bench).await, "created, 500 GB, $0.08704/h");
        assert_eq!(row(&bench, "scratch").await["name"], "scratch");
    });
}

#[test]
fn a_price_unlike_what_was_expected_is_said() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        bench.tamper(|path, answer| {
            if path.ends_with("/storage/") && answer["name"] == "scratch" {
                answer["rate_hourly"] = json!("8.704000");
            }
        });
        let made = bench.call("volume_create", draft("scratch", "500")).await.unwrap();
        let notice = made["notice"].as_str().unwrap();
        assert!(notice.contains("$8.704/h, not $0.08704/h"), "{notice}");
    });
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_is_sent() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        for (order, field) in [
            (draft("a", "0"), "size"),
            (draft("a", "ten"), "size"),
            (draft(" ", "10"), "name"),
            (json!({ "id": null, "name": "a", "size": "1", "rentalIds": ["nobody"] }), "rentalIds"),
        ] {
            let error = bench.call("volume_create", order).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)));
        }
        assert_eq!(sent(&bench, Operation::CreateVolume), 0);
        // The provider's own limits.
        let error = bench.call("volume_create", draft(&"x".repeat(65), "1")).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("name")));
        let error = bench.call("volume_create", draft("big", "1000001")).await.unwrap_err();
        assert_eq!(error["field"], "size");
    });
}

#[test]
fn a_taken_name_is_warned_of_and_the_provider_decides() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        let check = bench.call("volume_check", draft("datasets", "10")).await.unwrap();
        assert_eq!(
            (&check["issues"][0]["field"], &check["issues"][0]["severity"]),
            (&json!("name"), &json!("warning"))
        );
        let error = bench.call("volume_create", draft("datasets", "10")).await.unwrap_err();
        assert_eq!(error["code"], "invalid");
        assert!(error["message"].as_str().unwrap().contains("exists already"), "{error}");
        assert_eq!(storage(&bench).await["unsettled"], json!([]), "a refusal leaves nothing open");
    });
}

#[test]
fn a_volume_grows_and_is_renamed_and_never_shrinks() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let check = json!({ "id": volume, "name": "datasets", "size": "400", "rentalIds": [] });
        let check = bench.call("volume_check", check).await.unwrap();
        assert_eq!(check["change"], json!({ "before": "0.017408", "after": "0.069632" }));
        let grow = json!({ "id": volume, "name": null, "size": "400" });
        let done = bench.call("volume_change", grow.clone()).await.unwrap();
        assert_eq!(
            (&done["volume"]["sizeGb"], &done["volume"]["perHour"], &done["notice"]),
            (&json!(400), &json!("0.069632"), &Value::Null)
        );
        assert_eq!(last_body(&bench, Operation::UpdateVolume), json!({ "size_in_gb": 400 }), "nothing else is sent");
        bench.call("volume_change", grow).await.unwrap();
        assert_eq!(sent(&bench, Operation::UpdateVolume), 1, "the same again sends nothing");
        let done = bench.call("volume_change", json!({ "id": volume, "name": " sets ", "size": null })).await.unwrap();
        assert_eq!(done["volume"]["name"], "sets");
        assert_eq!(last_deed(&bench).await, "renamed to sets");
        for (name, size, field) in
            [(json!(null), json!("399"), "size"), (json!(null), json!("0"), "size"), (json!(" "), json!(null), "name")]
        {
            let args = json!({ "id": volume, "name": name, "size": size });
            let error = bench.call("volume_change", args).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)));
        }
        assert_eq!(sent(&bench, Operation::UpdateVolume), 2);
    });
}

#[test]
fn the_provider_s_own_word_on_shrinking_stands_at_the_size() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        // Somebody else grew it meanwhile.
        other(&bench, "PATCH", &format!("/storage/{volume}"), json!({ "size_in_gb": 900 })).await;
        let error =
            bench.call("volume_change", json!({ "id": volume, "name": null, "size": "500" })).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("size")));
        assert!(error["message"].as_str().unwrap().contains("cannot shrink"), "{error}");
        let error = bench
            .call("volume_change", json!({ "id": volume, "name": "checkpoints", "size": null }))
            .await
            .unwrap_err();
        assert_eq!(error["field"], "name");
    });
}

#[test]
fn a_change_whose_answer_was_lost_is_settled_by_reading() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        bench.sandbox.add_fault(Fault::once(Operation::UpdateVolume, FaultKind::LostAnswer));
        let done = bench.call("volume_change", json!({ "id": volume, "name": null, "size": "200" })).await.unwrap();
        assert_eq!(done["volume"]["sizeGb"], 200);
        assert_eq!(last_deed(&bench).await, "grown to 200 GB");
        let fault = FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::UpdateVolume, fault));
        let error =
            bench.call("volume_change", json!({ "id": volume, "name": null, "size": "300" })).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        assert!(last_deed(&bench).await.ends_with("outcome unknown"));
        other(&bench, "PATCH", &format!("/storage/{volume}"), json!({ "size_in_gb": 300 })).await;
        bench.pass(45).await;
        assert_eq!(last_deed(&bench).await, "grown to 300 GB, as the list shows");
    });
}

#[test]
fn a_404_on_a_write_says_that_it_may_still_cost() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let fault = FaultKind::Status { status: 404, detail: Some("Storage volume not found".into()) };
        bench.sandbox.add_fault(Fault::once(Operation::UpdateVolume, fault));
        let error = bench.call("volume_change", json!({ "id": volume, "name": "x", "size": null })).await.unwrap_err();
        assert_eq!(error["code"], "gone");
        assert!(error["message"].as_str().unwrap().contains("may still cost"), "{error}");
        assert_eq!(row(&bench, "datasets").await["name"], "datasets");
    });
}
