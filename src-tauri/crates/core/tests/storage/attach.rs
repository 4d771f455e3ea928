use std::time::Duration;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};
use crate::scene::{id, ids, last_body, last_deed, other, rental, row, sent};

const STRANGER: &str = "e724424f-a73c-499e-b307-0a63d9b71b5b";

fn args(id: &str, attach: &[&str], detach: &[&str], seen: &[String]) -> Value {
    json!({ "id": id, "attach": attach, "detach": detach, "seen": seen })
}

#[test]
fn the_whole_list_is_sent_and_unknown_ids_are_shown_and_kept() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let metal = rental(&bench, "ci-metal").await;
        assert!(bench.sandbox.set_volume_orders(volume.parse().unwrap(), vec![STRANGER.parse().unwrap()]));
        let shown = row(&bench, "datasets").await;
        assert_eq!(shown["attached"], json!([{ "id": STRANGER, "name": null }]));
        let done = bench.call("volume_attach", args(&volume, &[&metal], &[], &ids(&shown))).await.unwrap();
        assert_eq!(done["notice"], Value::Null, "{done}");
        assert_eq!(last_body(&bench, Operation::UpdateVolume), json!({ "order_ids": [STRANGER, metal] }));
        assert_eq!(ids(&done["volume"]), [STRANGER, &metal]);
        assert_eq!(last_deed(&bench).await, "attached to ci-metal");
        let off = bench.call("volume_attach", args(&volume, &[], &[&metal], &ids(&done["volume"]))).await.unwrap();
        assert_eq!(ids(&off["volume"]), [STRANGER]);
        assert_eq!(last_deed(&bench).await, "detached from ci-metal");
    });
}

#[test]
fn a_rental_that_ended_is_given_no_volume_and_unknown_ids_of_the_list_stay() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let metal = rental(&bench, "ci-metal").await;
        bench.sandbox.set_volume_orders(volume.parse().unwrap(), vec![STRANGER.parse().unwrap()]);
        let seen = ids(&row(&bench, "datasets").await);
        other(&bench, "DELETE", &format!("/bare-metal/{metal}"), Value::Null).await;
        bench.pass(60).await;
        for (attach, named) in [(metal.as_str(), "ci-metal"), ("5c9d0d7e-1f0a-4f6e-9b1b-8a52b1f0a911", "5c9d0d7e")] {
            let error = bench.call("volume_attach", args(&volume, &[attach], &[], &seen)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("gone"), &json!("rentalIds")));
            assert!(error["message"].as_str().unwrap().starts_with(named), "{error}");
        }
        assert_eq!(sent(&bench, Operation::UpdateVolume), 0);
        let done = bench.call("volume_attach", args(&volume, &[STRANGER], &[], &seen)).await.unwrap();
        assert!(done["notice"].as_str().unwrap().contains("so already"), "what stands there may be anybody's: {done}");
        let off = bench.call("volume_attach", args(&volume, &[], &[STRANGER], &seen)).await.unwrap();
        assert_eq!(ids(&off["volume"]), Vec::<String>::new());
    });
}

#[test]
fn what_somebody_else_did_meanwhile_is_kept_and_told() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let metal = rental(&bench, "ci-metal").await;
        let seen = ids(&row(&bench, "datasets").await);
        bench.sandbox.set_volume_orders(volume.parse().unwrap(), vec![STRANGER.parse().unwrap()]);
        let done = bench.call("volume_attach", args(&volume, &[&metal], &[], &seen)).await.unwrap();
        let notice = done["notice"].as_str().unwrap();
        assert!(notice.contains("Someone else changed") && notice.contains(STRANGER), "{notice}");
        assert_eq!(ids(&done["volume"]), [STRANGER, &metal], "theirs is not undone");
    });
}

#[test]
fn what_is_so_already_sends_nothing() {
    run(async {
        let bench = Bench::open().await;
        let shown = row(&bench, "checkpoints").await;
        let (volume, seen) = (shown["id"].as_str().unwrap(), ids(&shown));
        let done = bench.call("volume_attach", args(volume, &[&seen[0]], &[], &seen)).await.unwrap();
        assert!(done["notice"].as_str().unwrap().contains("so already"));
        assert_eq!(sent(&bench, Operation::UpdateVolume), 0);
        let error = bench.call("volume_attach", args(volume, &["a"], &["a"], &seen)).await.unwrap_err();
        assert_eq!(error["field"], "rentalIds");
    });
}

#[test]
fn an_answer_that_does_not_show_it_is_told() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let metal = rental(&bench, "ci-metal").await;
        let path = format!("/storage/{volume}");
        bench.tamper(move |asked, answer| {
            if asked.ends_with(&path) {
                answer["order_ids"] = json!([]);
            }
        });
        let done = bench.call("volume_attach", args(&volume, &[&metal], &[], &[])).await.unwrap();
        assert!(done["notice"].as_str().unwrap().contains("does not show it yet: it has nothing"), "{done}");
    });
}

#[test]
fn a_refusal_stands_at_the_rentals() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        // The sandbox lets a rental have one volume.
        let taken = rental(&bench, "pretrain-rack").await;
        let error = bench.call("volume_attach", args(&volume, &[&taken], &[], &[])).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("rentalIds")));
        assert!(error["message"].as_str().unwrap().contains("another storage volume"), "{error}");
    });
}

#[test]
fn a_failed_reading_before_it_sends_nothing() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        bench.sandbox.add_fault(Fault::always(Operation::GetVolume, FaultKind::Status { status: 503, detail: None }));
        let error = bench.call("volume_attach", args(&volume, &["a"], &[], &[])).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("Nothing was changed"), "{error}");
        assert_eq!(sent(&bench, Operation::UpdateVolume), 0);
    });
}

#[test]
fn a_lost_answer_is_settled_by_reading_the_list() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let metal = rental(&bench, "ci-metal").await;
        bench.sandbox.add_fault(Fault::once(Operation::UpdateVolume, FaultKind::LostAnswer));
        let done = bench.call("volume_attach", args(&volume, &[&metal], &[], &[])).await.unwrap();
        assert_eq!(ids(&done["volume"]), [metal.as_str()]);
        let fault = FaultKind::Status { status: 502, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::UpdateVolume, fault));
        let seen = ids(&done["volume"]);
        let error = bench.call("volume_attach", args(&volume, &[], &[&metal], &seen)).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        assert!(last_deed(&bench).await.ends_with("outcome unknown"));
        other(&bench, "PATCH", &format!("/storage/{volume}"), json!({ "order_ids": [] })).await;
        bench.pass(45).await;
        assert_eq!(last_deed(&bench).await, "detached from ci-metal, as the list shows");
    });
}

#[test]
fn a_lost_answer_does_not_undo_what_a_colleague_attached_after_it() {
    run(async {
        let bench = Bench::open().await;
        let volume = id(&bench, "datasets").await;
        let metal = rental(&bench, "ci-metal").await;
        // No byte of the answer comes, so that a client which sends again would do so now.
        bench.tamper(|_, _| ());
        bench.sandbox.add_fault(Fault::once(Operation::UpdateVolume, FaultKind::LostAnswer));
        let colleague = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let both = vec![metal.parse().unwrap(), STRANGER.parse().unwrap()];
            assert!(bench.sandbox.set_volume_orders(volume.parse().unwrap(), both));
        };
        let ours = bench.call("volume_attach", args(&volume, &[&metal], &[], &[]));
        let (done, ()) = tokio::join!(ours, colleague);
        assert_eq!(sent(&bench, Operation::UpdateVolume), 1, "a list that replaces is sent once");
        assert_eq!(ids(&row(&bench, "datasets").await), [&metal, STRANGER], "theirs stays attached");
        assert_eq!(ids(&done.unwrap()["volume"])[0], metal, "and ours is read to be done");
        assert_eq!(last_deed(&bench).await, "attached to ci-metal");
    });
}
