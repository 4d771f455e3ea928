use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, KEY, TOKEN, run};
use crate::scene::{draft, id, other, rental, row, sent, storage};

#[test]
fn volumes_are_listed_with_price_use_and_the_names_of_rentals() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        bench.pass(2).await;
        let view = storage(&bench).await;
        let rows = view["volumes"].as_array().unwrap();
        let names: Vec<&str> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["checkpoints", "datasets"], "dearest first");
        assert_eq!(
            (&rows[0]["perHour"], &rows[0]["per30Days"], &rows[0]["sizeGb"]),
            (&json!("0.348160"), &json!("250.68"), &json!(2_000))
        );
        assert_eq!(rows[0]["attached"][0]["name"], "pretrain-rack");
        assert_eq!((&rows[0]["state"]["word"], &rows[0]["state"]["mark"]), (&json!("Active"), &json!("running")));
        assert!(rows[0]["used"]["percent"].is_u64(), "read by id once the list is shown: {}", rows[0]["used"]);
        assert_eq!((&view["sizeSumGb"], &view["priceSum"]), (&json!(2_100), &json!("0.365568")));
        assert_eq!((&view["paidPerGb"], &view["printedPerGb"]), (&json!("0.00017408"), &json!("0.017408")));
        assert_eq!(view["fault"], Value::Null);
    });
}

#[test]
fn an_open_room_stays_within_the_budget() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        bench.pass(2).await;
        bench.sandbox.clear_log();
        // A window asks again with each event.
        for _ in 0..120 {
            storage(&bench).await;
            bench.pass(1).await;
        }
        let reads = (sent(&bench, Operation::ListVolumes), sent(&bench, Operation::GetVolume));
        assert!((1..=3).contains(&reads.0), "{reads:?}");
        assert!((2..=6).contains(&reads.1), "{reads:?}");
        assert!(sent(&bench, Operation::StorageHourlyRate) <= 1);
    });
}

#[test]
fn what_is_used_is_not_read_while_nobody_looks() {
    run(async {
        let bench = Bench::open().await;
        bench.pass(300).await;
        assert_eq!(sent(&bench, Operation::GetVolume), 0);
        assert!(sent(&bench, Operation::ListVolumes) >= 4, "the watcher reads on");
    });
}

#[test]
fn a_failed_reading_keeps_the_rows_and_says_why() {
    run(async {
        let bench = Bench::open().await;
        let before = storage(&bench).await["volumes"].as_array().unwrap().len();
        for (kind, code) in [
            (FaultKind::Status { status: 503, detail: None }, "provider"),
            (FaultKind::Status { status: 403, detail: None }, "forbidden"),
            (FaultKind::CutJson, "provider"),
            (FaultKind::Reset { after_bytes: 0 }, "offline"),
        ] {
            bench.sandbox.add_fault(Fault::always(Operation::ListVolumes, kind));
            let view = bench.call("storage_refresh", json!({})).await.unwrap();
            assert_eq!(view["fault"]["code"], code);
            assert_eq!(view["volumes"].as_array().unwrap().len(), before);
            bench.sandbox.clear_faults();
        }
        assert_eq!(bench.call("storage_refresh", json!({})).await.unwrap()["fault"], Value::Null);
    });
}

#[test]
fn a_panel_shows_everything_and_how_to_mount() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "checkpoints").await;
        let detail = bench.call("volume", json!({ "id": volume })).await.unwrap();
        assert!(detail["volume"]["used"]["text"].is_string());
        let vip = detail["volume"]["vip"].as_str().unwrap();
        let text = detail["mount"]["text"].as_str().unwrap();
        assert!(text.contains(&format!("vers=3,nconnect=16 \\\n  {vip}:/export/path /mnt/checkpoints")), "{text}");
        assert_eq!(detail["claims"][0]["rental"], "pretrain-rack");
        let labels = detail["fields"].to_string();
        for label in ["Tenant", "Address (vip)", "Used, in bytes", "order_ids", "as it came"] {
            assert!(labels.contains(label), "{label}: {labels}");
        }
        let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["mountTemplate"] = json!("mount {vip}:/vol/{name}");
        bench.call("settings_set", settings).await.unwrap();
        let own = bench.call("volume", json!({ "id": volume })).await.unwrap()["mount"].clone();
        assert_eq!((&own["text"], &own["builtIn"]), (&json!(format!("mount {vip}:/vol/checkpoints")), &json!(false)));
        let preview = bench.call("mount_preview", json!({ "id": volume, "template": "" })).await.unwrap();
        assert_eq!(preview["builtIn"], true);
    });
}

#[test]
fn a_volume_that_goes_while_its_panel_is_open_says_so() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        bench.call("volume", json!({ "id": volume })).await.unwrap();
        other(&bench, "DELETE", &format!("/storage/{volume}"), Value::Null).await;
        bench.pass(70).await;
        let detail = bench.call("volume", json!({ "id": volume })).await.unwrap();
        assert!(detail["goneSince"].is_string());
        assert_eq!(detail["volume"]["state"]["word"], "Gone");
        for (command, args) in [
            ("volume_change", json!({ "id": volume, "name": "x", "size": null })),
            ("volume_attach", json!({ "id": volume, "attach": ["a"], "detach": [], "seen": [] })),
            ("volume_delete", json!({ "id": volume, "typedName": "datasets" })),
        ] {
            assert_eq!(bench.call(command, args).await.unwrap_err()["code"], "gone", "{command}");
        }
        let never = bench.call("volume", json!({ "id": "11111111-1111-4111-8111-111111111111" })).await.unwrap_err();
        assert_eq!(never["code"], "gone");
    });
}

#[test]
fn one_404_by_its_id_takes_no_volume_away() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        bench.sandbox.add_fault(Fault::once(Operation::GetVolume, FaultKind::Status { status: 404, detail: None }));
        let detail = bench.call("volume", json!({ "id": volume })).await.unwrap();
        assert_eq!((&detail["goneSince"], &detail["volume"]["name"]), (&Value::Null, &json!("datasets")));
    });
}

#[test]
fn odd_answers_are_shown_as_they_came() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, answer| {
            if !path.ends_with("/storage/") {
                return;
            }
            for volume in answer["results"].as_array_mut().into_iter().flatten() {
                if volume["name"] == "datasets" {
                    *volume = json!({ "id": volume["id"], "status": "migrating", "rate_hourly": "n/a" });
                }
            }
        });
        let view = bench.call("storage_refresh", json!({})).await.unwrap();
        let odd = view["volumes"].as_array().unwrap().iter().find(|row| row["state"]["raw"] == "migrating").unwrap();
        assert_eq!((&odd["name"], &odd["perHour"], &odd["sizeGb"]), (&odd["id"], &Value::Null, &Value::Null));
        assert_eq!((&view["priceSum"], &view["sizeSumGb"]), (&Value::Null, &Value::Null), "no sum leaves one out");
    });
}

#[test]
fn rentals_that_are_not_up_cannot_be_chosen() {
    run(async {
        let bench = Bench::open().await;
        let ready = rental(&bench, "ci-metal").await;
        bench.tamper(move |path, answer| {
            if path.ends_with("/bare-metal/") {
                for rental in answer["results"].as_array_mut().into_iter().flatten() {
                    if rental["id"] == ready.as_str() {
                        rental["status"] = json!("Failed");
                    }
                }
            }
        });
        bench.call("refresh", json!({})).await.unwrap();
        let rentals = storage(&bench).await["rentals"].clone();
        let failed = rentals.as_array().unwrap().iter().find(|rental| rental["name"] == "ci-metal").unwrap();
        assert_eq!((&failed["off"], &failed["state"]["word"]), (&json!("It failed."), &json!("Failed")));
        assert!(row(&bench, "checkpoints").await["attached"][0]["name"].is_string());
    });
}

#[test]
fn an_account_that_may_only_look_changes_nothing_and_says_so_beforehand() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let sign_in = json!({ "profileId": null, "name": "looks", "baseUrl": BASE, "token": TOKEN, "readOnly": true });
        bench.call("sign_in", sign_in).await.unwrap();
        bench.pass(2).await;
        let view = storage(&bench).await;
        assert!(view["off"].is_string() && view["volumes"].as_array().unwrap().len() == 2, "{view}");
        assert!(bench.call("ssh_keys", json!({})).await.unwrap()["off"].is_string());
        bench.sandbox.clear_log();
        for (command, args) in [
            ("volume_create", draft("a", "1")),
            ("volume_change", json!({ "id": volume, "name": "x", "size": null })),
            ("volume_attach", json!({ "id": volume, "attach": ["a"], "detach": [], "seen": [] })),
            ("volume_delete", json!({ "id": volume, "typedName": "datasets" })),
            ("ssh_key_add", json!({ "name": "key", "text": KEY })),
            ("ssh_key_remove", json!({ "id": "k" })),
        ] {
            assert_eq!(bench.call(command, args).await.unwrap_err()["code"], "readOnly", "{command}");
        }
        assert_eq!(bench.sandbox.log(), []);
    });
}
