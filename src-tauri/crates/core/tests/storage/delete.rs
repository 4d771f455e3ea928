use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};
use crate::scene::{id, last_deed, other, row, sent, storage};

#[test]
fn deleting_says_what_is_lost_needs_the_name_and_is_asked_for_once() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let preview = bench.call("volume_delete_preview", json!({ "id": volume })).await.unwrap();
        assert!(preview["lost"][0]["title"].as_str().unwrap().contains("100 GB: "), "{preview}");
        assert_eq!((&preview["saves"], &preview["warning"]), (&json!("0.017408"), &Value::Null));
        assert!(preview["burn"]["before"].is_string());
        let error = bench.call("volume_delete", json!({ "id": volume, "typedName": "data" })).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("typedName")));
        assert_eq!(sent(&bench, Operation::TerminateVolume), 0);
        bench.call("volume_delete", json!({ "id": volume, "typedName": " datasets " })).await.unwrap();
        assert_eq!((sent(&bench, Operation::TerminateVolume), row(&bench, "datasets").await), (1, Value::Null));
        assert_eq!(last_deed(&bench).await, "deleted");
        let detail = bench.call("volume", json!({ "id": volume })).await.unwrap();
        assert!(detail["goneSince"].is_string());
    });
}

#[test]
fn what_is_attached_is_named_and_the_provider_may_refuse() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "checkpoints").await;
        let preview = bench.call("volume_delete_preview", json!({ "id": volume })).await.unwrap();
        assert!(preview["warning"].as_str().unwrap().contains("attached to pretrain-rack"), "{preview}");
        let error = bench.call("volume_delete", json!({ "id": volume, "typedName": "checkpoints" })).await.unwrap_err();
        assert_eq!(error["code"], "invalid");
        assert_eq!(last_deed(&bench).await, "deletion asked for, refused");
        assert_eq!(row(&bench, "checkpoints").await["underway"], Value::Null);
    });
}

#[test]
fn a_list_that_lags_shows_that_it_was_asked_for() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let kept = volume.clone();
        bench.tamper(move |path, answer| {
            if path.ends_with("/storage/") && answer["results"].as_array().is_some_and(|all| all.len() == 1) {
                answer["results"].as_array_mut().unwrap().push(json!({ "id": kept, "name": "datasets" }));
                answer["total_result_count"] = json!(2);
            }
        });
        bench.call("volume_delete", json!({ "id": volume, "typedName": "datasets" })).await.unwrap();
        assert_eq!(row(&bench, "datasets").await["underway"], "Deleting");
    });
}

#[test]
fn a_lost_answer_is_settled_and_an_unknown_one_watched() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let fault = FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVolume, fault));
        let delete = json!({ "id": volume, "typedName": "datasets" });
        let error = bench.call("volume_delete", delete.clone()).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        other(&bench, "DELETE", &format!("/storage/{volume}"), Value::Null).await;
        bench.pass(45).await;
        assert_eq!(last_deed(&bench).await, "deleted, as the list shows");
        assert!(storage(&bench).await["volumes"].as_array().unwrap().iter().all(|row| row["name"] != "datasets"));
    });
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVolume, FaultKind::LostAnswer));
        bench.call("volume_delete", json!({ "id": volume, "typedName": "datasets" })).await.unwrap();
        assert_eq!((sent(&bench, Operation::TerminateVolume), last_deed(&bench).await), (1, "deleted".to_owned()));
    });
}
