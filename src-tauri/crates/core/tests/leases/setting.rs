//! How a lease is set: after hours or at a moment, and what is said of one as it is typed.

use serde_json::{Value, json};

use crate::bench::{Bench, run};
use crate::scene::{last_act, leased, rental};

#[test]
fn a_lease_can_be_ended_and_has_sensible_hours() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        let end = json!({ "id": id, "hours": null, "action": null, "extend": false });
        bench.call("lease_set", end).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["lease"], Value::Null);
        for hours in [0, 9_000] {
            let args = json!({ "id": id, "hours": hours, "action": "remind", "extend": false });
            assert_eq!(bench.call("lease_set", args).await.unwrap_err()["field"], "hours");
        }
    });
}

#[test]
fn a_lease_can_end_at_a_moment_and_is_said_as_it_is_typed() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("box", 1).to_string();
        bench.pass(60).await;
        let at = |ends_at: &str, action: &str| json!({ "id": id, "hours": null, "endsAt": ends_at, "action": action, "extend": false });
        let over = bench.call("lease_check", at("2026-10-15T11:00:00Z", "remind")).await.unwrap();
        assert_eq!(over["issues"][0]["field"], "endsAt", "{over}");
        assert_eq!(bench.call("lease_set", at("2026-10-15T11:00:00Z", "remind")).await.unwrap_err()["field"], "endsAt");
        let stop = bench.call("lease_check", at("2026-10-15T14:01:02Z", "stop")).await.unwrap();
        assert_eq!(
            (&stop["issues"], &stop["costs"], &stop["priceAfter"]),
            (&json!([]), &json!("3.98"), &json!("1.990000"))
        );
        assert!(stop["note"].as_str().unwrap().starts_with("Stopping saves nothing"), "{stop}");
        let end = bench.call("lease_check", at("2026-10-15T14:01:02Z", "terminate")).await.unwrap();
        assert_eq!((&end["priceAfter"], &end["note"]), (&json!("0"), &Value::Null));
        // To the second, and in UTC whatever it was written in.
        bench.call("lease_set", at("2026-10-15T14:20:00+02:00", "terminate")).await.unwrap();
        bench.pass(18 * 60).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        bench.pass(65).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn a_deploy_can_carry_a_lease_that_ends_at_a_moment() {
    run(async {
        let bench = Bench::open().await;
        let mut draft = bench.draft("train-01").await;
        draft["lease"] = json!({ "hours": 0, "endsAt": "2026-10-15T11:00:00Z", "action": "terminate" });
        let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!((&check["ready"], &check["firstOpenStep"]), (&json!(false), &json!("guardrails")), "{check}");
        draft["lease"]["endsAt"] = json!("2026-10-15T14:00:00Z");
        bench.start_draft(draft).await;
        bench.pass(7_100).await;
        assert_eq!(last_act(&bench, "train-01"), "deploy");
        bench.pass(120).await;
        assert_eq!(last_act(&bench, "train-01"), "terminate");
    });
}

#[test]
fn a_lease_of_a_machine_that_nobody_knows_is_refused() {
    run(async {
        let bench = Bench::open().await;
        let args = json!({ "id": "no-such", "hours": 1, "action": "remind", "extend": false });
        assert_eq!(bench.call("lease_set", args.clone()).await.unwrap_err()["code"], "gone");
        assert_eq!(bench.call("lease_check", args).await.unwrap_err()["code"], "gone");
    });
}

#[test]
fn a_rental_takes_no_lease_that_would_release_it() {
    run(async {
        let bench = Bench::open().await;
        let rental = rental(&bench).await;
        let args = json!({ "id": rental["id"], "hours": 1, "action": "release", "extend": false });
        assert_eq!(bench.call("lease_set", args).await.unwrap_err()["field"], "action");
        let args = json!({ "id": rental["id"], "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", args).await.unwrap();
    });
}
