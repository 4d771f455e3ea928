//! What stops an order before it is sent.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

#[test]
fn a_preset_that_sold_out_after_the_review_is_not_ordered() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = bench.reviewed("train-01").await;
        bench.sandbox.sell_out(1);
        let error = bench.start(draft, quote).await.unwrap_err();
        assert_eq!(error["code"], "soldOut");
        assert_eq!(error["field"], "presetId");
        assert!(error["message"].as_str().unwrap().contains("Nothing was sent or bought."));
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (0, 0));
        assert_eq!(bench.call("deploy_jobs", json!({})).await.unwrap(), json!([]));
    });
}

#[test]
fn a_price_that_moved_after_the_review_is_not_ordered() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = bench.reviewed("train-01").await;
        bench.sandbox.set_price(1, "1.990000".parse().unwrap(), "0.100000".parse().unwrap());
        let error = bench.start(draft.clone(), quote).await.unwrap_err();
        assert_eq!(error["code"], "priceMoved");
        let said = error["message"].as_str().unwrap();
        assert!(said.contains("from $1.99/h to $2.09/h"), "{said}");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (0, 0));
        // Reviewed again, it is ordered at the new price.
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        let job = bench.start(draft, review["quote"].clone()).await.unwrap();
        assert_eq!((job["phase"].as_str(), job["perHour"].as_str()), (Some("accepted"), Some("2.090000")));
    });
}

#[test]
fn the_same_sum_in_other_parts_is_another_price() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = bench.reviewed("train-01").await;
        bench.sandbox.set_price(1, "1.790000".parse().unwrap(), "0.200000".parse().unwrap());
        assert_eq!(bench.start(draft, quote).await.unwrap_err()["code"], "priceMoved");
        assert_eq!(bench.sent_orders(), 0);
    });
}

#[test]
fn a_double_click_buys_once() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = bench.reviewed("train-01").await;
        let (one, two) =
            futures::join!(bench.start(draft.clone(), quote.clone()), bench.start(draft.clone(), quote.clone()));
        let (good, bad): (Vec<_>, Vec<_>) = [one, two].into_iter().partition(Result::is_ok);
        assert_eq!((good.len(), bad.len()), (1, 1));
        assert_eq!(bad[0].as_ref().unwrap_err()["code"], "unsettled");
        assert_eq!(bench.start(draft, quote).await.unwrap_err()["code"], "unsettled");
        bench.pass(60).await;
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

#[test]
fn an_unsettled_deploy_holds_its_name_and_no_other() {
    run(async {
        let bench = Bench::open().await;
        let kind = FaultKind::Status { status: 503, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
        let lost = bench.deploy("train-01").await;
        let (draft, quote) = bench.reviewed_unchecked("train-01").await;
        assert_eq!(bench.start(draft.clone(), quote).await.unwrap_err()["code"], "unsettled");
        let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!(check["issues"][0]["field"], "name");
        assert_eq!(bench.deploy("train-02").await["phase"], "accepted");
        let dismissed = bench.call("deploy_job_dismiss", json!({ "id": lost["id"] })).await;
        assert_eq!(dismissed.unwrap_err()["code"], "notAllowed");
    });
}

#[test]
fn a_draft_with_an_error_is_not_ordered_and_the_error_stands_at_its_field() {
    run(async {
        let bench = Bench::open().await;
        for (field, value, at) in [
            ("password", json!("1234567"), "password"),
            ("name", json!("  "), "name"),
            ("extraKeys", json!([{ "text": "-----BEGIN OPENSSH PRIVATE KEY-----\nx", "saveAs": null }]), "extraKeys.0"),
            ("keyMode", json!("selective"), "keyIds"),
            ("lease", json!({ "hours": 0, "action": "terminate" }), "lease.hours"),
            ("tags", json!(["vd-job-mine"]), "tags.0"),
        ] {
            let (mut draft, quote) = bench.reviewed("train-01").await;
            draft[field] = value;
            let error = bench.start(draft, quote).await.unwrap_err();
            assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("invalid"), Some(at)));
        }
        assert_eq!(bench.sent_orders(), 0);
    });
}

#[test]
fn a_check_asks_nobody() {
    run(async {
        let bench = Bench::open().await;
        let draft = bench.draft("train-01").await;
        let before = bench.sandbox.log().len();
        let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!(check["ready"], true);
        assert_eq!(check["cost"]["perHour"], "1.990000");
        assert_eq!(bench.sandbox.log().len(), before);
    });
}

#[test]
fn a_key_that_cannot_be_saved_is_noted_and_the_machine_is_bought_with_it() {
    for (status, note) in [
        (400, "\"my laptop\" was not saved to"),
        // The answer of a gateway does not tell.
        (500, "\"my laptop\" may or may not have been saved to"),
    ] {
        run(async move {
            let bench = Bench::open().await;
            let kind = FaultKind::Status { status, detail: Some("no keys today".into()) };
            bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, kind));
            let (mut draft, quote) = bench.reviewed("train-01").await;
            draft["keyMode"] = json!("none");
            draft["extraKeys"] = json!([{ "text": crate::bench::KEY, "saveAs": "my laptop" }]);
            let job = bench.start(draft, quote).await.unwrap();
            assert_eq!(job["phase"], "accepted");
            assert!(job["keyNotes"][0].as_str().unwrap().starts_with(note), "{job}");
            assert_eq!(bench.machine("train-01").access.ssh_keys, 1);
        });
    }
}

#[test]
fn a_lease_is_set_once_the_machine_is_known() {
    run(async {
        let bench = Bench::open().await;
        let (mut draft, quote) = bench.reviewed("train-01").await;
        draft["lease"] = json!({ "hours": 5, "action": "terminate" });
        bench.start(draft, quote).await.unwrap();
        bench.pass(60).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let machine = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "train-01").unwrap();
        assert_eq!(machine["lease"]["action"], "terminate");
    });
}
