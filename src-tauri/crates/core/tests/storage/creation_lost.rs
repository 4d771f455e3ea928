use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{draft, last_deed, other, row, sent, storage};

fn unknown() -> FaultKind {
    FaultKind::Status { status: 500, detail: None }
}

#[test]
fn a_lost_answer_is_found_in_the_list_and_never_sent_again() {
    for fault in [FaultKind::LostAnswer, FaultKind::CutJson, FaultKind::Reset { after_bytes: 3 }, FaultKind::WrongJson]
    {
        run(async {
            let bench = Bench::open().await;
            bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, fault.clone()));
            let made = bench.call("volume_create", draft("scratch", "500")).await.unwrap();
            assert_eq!(made["volume"]["perHour"], "0.087040");
            assert!(made["notice"].as_str().unwrap().contains("answer was lost"), "{made}");
            assert_eq!(sent(&bench, Operation::CreateVolume), 1);
            assert_eq!(storage(&bench).await["unsettled"], json!([]));
            assert_eq!(last_deed(&bench).await, "created, 500 GB, $0.08704/h, as the list shows");
        });
    }
}

#[test]
fn an_unknown_creation_is_shown_blocks_its_name_and_is_found_later() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        let error = bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        let open = storage(&bench).await["unsettled"][0].clone();
        assert_eq!((&open["name"], &open["sizeGb"], &open["settled"]), (&json!("scratch"), &json!(500), &json!(false)));
        let again = bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        assert_eq!((&again["code"], &again["field"]), (&json!("unsettled"), &json!("name")));
        let early = bench.call("volume_unsettled_dismiss", json!({ "name": "scratch" })).await.unwrap_err();
        assert_eq!(early["code"], "notAllowed");
        // A volume of another size is not it.
        other(&bench, "POST", "/storage/", json!({ "name": "other", "size_in_gb": 500 })).await;
        bench.pass(45).await;
        assert_eq!(storage(&bench).await["unsettled"].as_array().unwrap().len(), 1);
        // The provider was only slow.
        other(&bench, "POST", "/storage/", json!({ "name": "scratch", "size_in_gb": 500 })).await;
        bench.pass(45).await;
        assert_eq!(storage(&bench).await["unsettled"], json!([]));
        assert_eq!(last_deed(&bench).await, "created, 500 GB, $0.08704/h, as the list shows");
        assert_eq!(sent(&bench, Operation::CreateVolume), 3, "two of them somebody else's");
    });
}

#[test]
fn one_that_never_shows_is_absent_after_a_quarter_of_an_hour() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        bench.pass(14 * 60).await;
        assert_eq!(storage(&bench).await["unsettled"][0]["settled"], false);
        bench.pass(2 * 60).await;
        let absent = storage(&bench).await["unsettled"][0].clone();
        assert_eq!(absent["settled"], true);
        assert!(absent["said"].as_str().unwrap().contains("most likely not created"), "{absent}");
        bench.call("volume_unsettled_dismiss", json!({ "name": "scratch" })).await.unwrap();
        assert_eq!(storage(&bench).await["unsettled"], json!([]));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap();
    });
}

#[test]
fn lists_that_fail_do_not_make_it_absent() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        bench.sandbox.add_fault(Fault::always(Operation::ListVolumes, FaultKind::Status { status: 503, detail: None }));
        bench.pass(20 * 60).await;
        assert_eq!(storage(&bench).await["unsettled"][0]["settled"], false);
    });
}

#[test]
fn without_a_whole_list_nothing_is_sent() {
    run(async {
        let bench = Bench::open().await;
        storage(&bench).await;
        bench.sandbox.add_fault(Fault::always(Operation::ListVolumes, FaultKind::Status { status: 503, detail: None }));
        let error = bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("Nothing was sent"), "{error}");
        assert_eq!(sent(&bench, Operation::CreateVolume), 0);
        bench.sandbox.clear_faults();
        bench.tamper(|path, answer| {
            if path.ends_with("/storage/") && answer["total_result_count"].is_u64() {
                answer["total_result_count"] = json!(9);
            }
        });
        bench.pass(10).await;
        let error = bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        assert_eq!(error["code"], "provider", "{error}");
        assert_eq!(sent(&bench, Operation::CreateVolume), 0);
    });
}

#[test]
fn two_that_may_be_it_are_left_to_the_person() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        bench.tamper(|path, answer| {
            if path.ends_with("/storage/") && answer["results"].is_array() {
                let one =
                    |id: &str| json!({ "id": id, "name": "scratch", "size_in_gb": 500, "rate_hourly": "0.08704" });
                let list = answer["results"].as_array_mut().unwrap();
                list.extend([one("v-1"), one("v-2")]);
                answer["total_result_count"] = json!(4);
            }
        });
        bench.pass(25).await;
        let open = storage(&bench).await["unsettled"][0].clone();
        assert_eq!(open["settled"], true);
        assert!(open["said"].as_str().unwrap().contains("v-1, v-2"), "{open}");
    });
}

#[test]
fn one_that_was_there_before_is_not_taken_for_it() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, answer| {
            if path.ends_with("/storage/") && answer["results"].is_array() {
                let twin = json!({ "id": "v-old", "name": "scratch", "size_in_gb": 500, "rate_hourly": "0.08704" });
                answer["results"].as_array_mut().unwrap().push(twin);
                answer["total_result_count"] = json!(3);
            }
        });
        bench.call("storage_refresh", json!({})).await.unwrap();
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        let error = bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        bench.pass(60).await;
        assert_eq!(storage(&bench).await["unsettled"][0]["settled"], false);
    });
}

#[test]
fn a_crash_forgets_no_creation() {
    let world = World::new();
    run_in(&world, async |bench| {
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
    });
    run_in(&world, async |bench| {
        let open = storage(bench).await["unsettled"][0].clone();
        assert_eq!((&open["name"], &open["settled"]), (&json!("scratch"), &json!(false)));
        other(bench, "POST", "/storage/", json!({ "name": "scratch", "size_in_gb": 500 })).await;
        bench.pass(45).await;
        assert_eq!(storage(bench).await["unsettled"], json!([]));
        assert_ne!(row(bench, "scratch").await, Value::Null);
    });
}

#[test]
fn a_creation_that_could_not_be_written_down_is_not_looked_for_and_blocks_no_name() {
    let world = World::new();
    run_in(&world, async |bench| {
        storage(bench).await;
        for event in ["INSERT", "UPDATE"] {
            world.store(&format!(
                "CREATE TRIGGER full_{event} BEFORE {event} ON setting WHEN NEW.key LIKE 'storage_unsettled%'
                 BEGIN SELECT RAISE(FAIL, 'the disk is full'); END"
            ));
        }
        assert_eq!(bench.call("volume_create", draft("scratch", "500")).await.unwrap_err()["code"], "local");
        assert_eq!((storage(bench).await["unsettled"].clone(), sent(bench, Operation::CreateVolume)), (json!([]), 0));
        world.store("DROP TRIGGER full_INSERT; DROP TRIGGER full_UPDATE");
        bench.call("volume_create", draft("scratch", "500")).await.unwrap();
        assert_eq!(sent(bench, Operation::CreateVolume), 1);
    });
}

#[test]
fn a_creation_is_not_given_up_because_the_clock_was_set() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, unknown()));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        bench.pass(61).await;
        bench.computer.change(|computer| computer.clock = chrono::TimeDelta::hours(1));
        bench.pass(5 * 60).await;
        assert_eq!(storage(&bench).await["unsettled"][0]["settled"], false);
        bench.computer.change(|computer| computer.clock = -chrono::TimeDelta::hours(6));
        bench.pass(11 * 60).await;
        assert_eq!(storage(&bench).await["unsettled"][0]["settled"], true);
    });
}

#[test]
fn one_that_the_list_shows_after_it_was_given_up_was_created() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, answer| {
            if path.ends_with("/storage/") && answer["results"].is_array() {
                let list = answer["results"].as_array_mut().unwrap();
                list.retain(|volume| volume["name"] != "scratch");
                answer["total_result_count"] = json!(list.len());
            }
        });
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, FaultKind::LostAnswer));
        bench.call("volume_create", draft("scratch", "500")).await.unwrap_err();
        bench.pass(17 * 60).await;
        assert_eq!(storage(&bench).await["unsettled"][0]["settled"], true);
        bench.tamper(|_, _| ());
        bench.pass(90).await;
        assert_eq!(storage(&bench).await["unsettled"], json!([]));
        assert_eq!(last_deed(&bench).await, "created, 500 GB, $0.08704/h, as the list shows");
        assert_eq!(sent(&bench, Operation::CreateVolume), 1);
    });
}
