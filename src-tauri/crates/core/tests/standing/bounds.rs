//! What a standing order does not take, and its bounds.

use serde_json::{Value, json};

use crate::bench::{Bench, KEY, TOKEN, World, run, run_in};
use crate::scene::{draft, give, ordered, sent};

async fn refused_at(bench: &Bench, draft: &Value) -> (String, String) {
    let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
    let errors: Vec<&Value> =
        check["issues"].as_array().unwrap().iter().filter(|issue| issue["severity"] == "error").collect();
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    let args = json!({ "reviewId": review["id"] });
    let error = bench.call("standing_order_create", args).await.unwrap_err();
    assert_eq!(error["code"], "invalid", "{error}");
    assert!(errors.iter().any(|issue| issue["field"] == error["field"]), "{error} {errors:?}");
    (error["field"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
}

#[test]
fn a_secret_a_side_effect_or_a_wrong_bound_is_refused_at_its_field_with_the_reason() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(1);
        let good = draft(&bench, "train-01", "1.99").await;
        let cloud_init = json!({ "packages": ["htop"], "writeFiles": [], "runcmd": [] });
        for (field, value, at, reason) in [
            ("password", json!("long enough"), "password", "keeps no passwords"),
            ("cloudInit", cloud_init, "cloudInit", "may hold secrets"),
            ("extraKeys", json!([{ "text": KEY, "saveAs": "laptop" }]), "extraKeys.0.saveAs", "in Keys"),
            ("extraKeys", json!([]), "keyMode", "nobody could log in"),
            (
                "extraKeys",
                json!([{ "text": "-----BEGIN OPENSSH PRIVATE KEY-----", "saveAs": null }]),
                "extraKeys.0",
                "private",
            ),
            ("name", json!(""), "name", "name"),
            ("presetId", json!(null), "presetId", "hardware"),
            ("lease", json!({ "hours": 0, "action": "terminate" }), "lease.hours", "1 to"),
            ("standing", json!({ "limit": "0", "days": "7", "tries": "3" }), "standing.limit", "above zero"),
            ("standing", json!({ "limit": "1,99", "days": "7", "tries": "3" }), "standing.limit", "for example"),
            ("standing", json!({ "limit": "1.99", "days": "91", "tries": "3" }), "standing.days", "1 to 90"),
            ("standing", json!({ "limit": "1.99", "days": "7", "tries": "11" }), "standing.tries", "1 to 10"),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            if at == "presetId" {
                let refused = bench.call("deploy_review", json!({ "draft": bad })).await.unwrap_err();
                assert_eq!(refused["field"], at);
                continue;
            }
            let (found, said) = refused_at(&bench, &bad).await;
            assert_eq!(found, at, "{said}");
            assert!(said.contains(reason) && said.ends_with("Nothing was ordered."), "{said}");
        }
        assert_eq!(bench.call("standing_orders", json!({})).await.unwrap()["orders"], json!([]));
        give(&bench, &good).await.unwrap();
        assert_eq!(sent(&bench), 0);
    });
}

#[test]
fn sold_out_hardware_can_be_chosen_for_it_and_for_nothing_else() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(1);
        let standing = draft(&bench, "train-01", "1.99").await;
        let check = bench.call("deploy_check", json!({ "draft": standing })).await.unwrap();
        assert_eq!((&check["ready"], &check["issues"]), (&json!(true), &json!([])));
        let mut now = standing.clone();
        now["standing"] = json!(null);
        let check = bench.call("deploy_check", json!({ "draft": now })).await.unwrap();
        assert_eq!(check["issues"][0]["field"], "presetId");
        // Neither kind goes the way of the other.
        let review = bench.call("deploy_review", json!({ "draft": standing })).await.unwrap();
        let error = bench.start(standing, review["quote"].clone()).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("for a standing order"), "{error}");
        let review = bench.call("deploy_review", json!({ "draft": now })).await.unwrap();
        let args = json!({ "reviewId": review["id"] });
        assert_eq!(bench.call("standing_order_create", args).await.unwrap_err()["field"], "standing.limit");
        assert_eq!(sent(&bench), 0);
        bench.sandbox.restock(1, 3);
        let standing = draft(&bench, "train-01", "1.99").await;
        let check = bench.call("deploy_check", json!({ "draft": standing })).await.unwrap();
        assert_eq!(check["issues"][0]["severity"], "warning", "in stock now: {check}");
    });
}

#[test]
fn what_it_comes_to_is_said_as_one_types_without_asking_anybody() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(1);
        let mut draft = draft(&bench, "train-01", " $2.50 ").await;
        let before = bench.sandbox.log().len();
        let check = bench.call("standing_order_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!(
            (&check["limitPerHour"], &check["limitPerDay"], &check["limitPer30Days"]),
            (&json!("2.5"), &json!("60.0"), &json!("1800.0"))
        );
        assert_eq!((&check["nowPerHour"], &check["inStock"]), (&json!("1.990000"), &json!(false)));
        assert_eq!((&check["tries"], &check["issues"]), (&json!(3), &json!([])));
        assert!(check["endsAt"].as_str().unwrap().starts_with("2026-10-22T12:00"), "{check}");
        draft["standing"]["limit"] = json!("1.50");
        let check = bench.call("standing_order_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!(check["issues"][0]["severity"], "warning");
        assert!(check["issues"][0]["message"].as_str().unwrap().contains("$1.99/h now"), "{check}");
        draft["standing"]["limit"] = json!("x");
        let check = bench.call("standing_order_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!((&check["issues"][0]["severity"], &check["limitPerHour"]), (&json!("error"), &Value::Null));
        assert_eq!(bench.sandbox.log().len(), before);
    });
}

#[test]
fn its_name_is_its_own_among_orders_deploys_and_machines() {
    run(async {
        let bench = Bench::open().await;
        ordered(&bench, "train-01", "1.99").await;
        let again = draft(&bench, "train-01", "1.99").await;
        assert_eq!(refused_at(&bench, &again).await.0, "name");
        bench.sandbox.add_vm("eval-a", 1);
        bench.pass(20).await;
        let taken = draft(&bench, "eval-a", "1.99").await;
        assert_eq!(refused_at(&bench, &taken).await.0, "name");
        // Deployed by hand under the same name it is warned about.
        let mut by_hand = draft(&bench, "train-01", "1.99").await;
        by_hand["standing"] = json!(null);
        let check = bench.call("deploy_check", json!({ "draft": by_hand })).await.unwrap();
        let warned = check["issues"].as_array().unwrap().iter().any(|issue| {
            issue["field"] == "name" && issue["message"].as_str().unwrap().contains("standing order has this name")
        });
        assert!(warned, "{check}");
    });
}

#[test]
fn a_price_that_moved_since_the_review_is_not_ordered() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(1);
        let draft = draft(&bench, "train-01", "5").await;
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        bench.sandbox.set_price(1, "2.000000".parse().unwrap(), "0.100000".parse().unwrap());
        let args = json!({ "reviewId": review["id"] });
        assert_eq!(bench.call("standing_order_create", args).await.unwrap_err()["code"], "priceMoved");
        give(&bench, &draft).await.unwrap();
    });
}

#[test]
fn a_read_only_account_has_none_and_one_that_becomes_so_ends_those_it_has() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        let draft = draft(&bench, "train-02", "1.99").await;
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
        assert_eq!(give(&bench, &draft).await.unwrap_err()["code"], "readOnly");
        bench.pass(5).await;
        let (state, _, said) = crate::scene::state(&bench, &id).await;
        assert_eq!(state, "ended");
        assert!(said.contains("read-only"), "{said}");
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": false })).await.unwrap();
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        assert_eq!(sent(&bench), 0);
    });
}

#[test]
fn an_account_that_is_set_to_look_only_while_its_order_buys_sends_nothing() {
    run(async {
        let bench = Bench::open().await;
        ordered(&bench, "train-01", "1.99").await;
        let slow = voltdeck_sandbox::FaultKind::Delay { ms: 4_000 };
        bench.sandbox.add_fault(voltdeck_sandbox::Fault::always(voltdeck_sandbox::Operation::GetPreset, slow));
        bench.sandbox.restock(1, 5);
        bench.sandbox.clear_log();
        while crate::scene::asked(&bench, voltdeck_sandbox::Operation::GetPreset) == 0 {
            bench.pass(1).await;
        }
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
        bench.pass(120).await;
        assert_eq!(sent(&bench), 0);
    });
}

#[test]
fn no_more_than_twenty_stand_and_what_is_over_can_be_taken_off_the_list() {
    run(async {
        let bench = Bench::open().await;
        let mut ids = Vec::new();
        for number in 0..20 {
            ids.push(ordered(&bench, &format!("train-{number}"), "1.99").await);
        }
        let one_more = draft(&bench, "train-20", "1.99").await;
        assert_eq!(give(&bench, &one_more).await.unwrap_err()["code"], "notAllowed");
        let first = json!({ "id": ids[0] });
        assert_eq!(bench.call("standing_order_dismiss", first.clone()).await.unwrap_err()["code"], "notAllowed");
        bench.call("standing_order_end", first.clone()).await.unwrap();
        give(&bench, &one_more).await.unwrap();
        let view = bench.call("standing_order_dismiss", first).await.unwrap();
        assert_eq!(view["orders"].as_array().unwrap().len(), 20);
        let gone = bench.call("standing_order_end", json!({ "id": "nobody" })).await.unwrap_err();
        assert_eq!(gone["code"], "gone");
    });
}

#[test]
fn nothing_secret_is_kept_or_told_whatever_was_typed() {
    let world = World::new();
    run_in(&world, async |bench| {
        bench.sandbox.sell_out(1);
        let mut bad = draft(bench, "train-01", "1.99").await;
        bad["password"] = json!("canary-password");
        bad["cloudInit"] = json!({ "packages": [], "writeFiles": [], "runcmd": ["echo canary-command"] });
        bad["extraKeys"] = json!([{ "text": "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary-private", "saveAs": null }]);
        give(bench, &bad).await.unwrap_err();
        let mut good = draft(bench, "train-01", "1.99").await;
        good["extraKeys"] = json!([{ "text": format!("\n {KEY} \n"), "saveAs": null }]);
        give(bench, &good).await.unwrap();
        bench.call("standing_orders", json!({})).await.unwrap();
        for answer in bench.answers() {
            assert!(!answer.contains("canary"), "{answer}");
        }
    });
    world.each_file(|path, bytes| {
        for secret in ["canary-p", "canary-command", TOKEN] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
        }
    });
}
