//! A token of another organization in an account that exists: nothing is settled or ended until the person says whose it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, KeychainState, TOKEN, World, start_in};

/// What the lists of the provider show.
const OURS: u8 = 0;
const OTHERS: u8 = 1;
const NOTHING: u8 = 2;
/// Other machines, and the volumes of ours.
const OTHER_MACHINES: u8 = 3;

fn show(world: &World) -> Arc<AtomicU8> {
    let shown = Arc::new(AtomicU8::new(OURS));
    let seen = Arc::clone(&shown);
    world.tamper(move |path, answer| {
        let shown = seen.load(Ordering::SeqCst);
        let volumes = path.contains("/storage");
        if shown == OURS || (shown == OTHER_MACHINES && volumes) {
            return;
        }
        if !["/virtual-machines", "/bare-metal", "/storage"]
            .iter()
            .any(|list| path.ends_with(list) || path.ends_with(&format!("{list}/")))
        {
            return;
        }
        let total = answer.get("total_result_count").cloned();
        let Some(results) = answer["results"].as_array_mut() else { return };
        if shown == NOTHING {
            results.clear();
            if total.is_some() {
                answer["total_result_count"] = json!(0);
            }
            return;
        }
        for one in results {
            if let Some(id) = one["id"].as_str().map(str::to_owned) {
                one["id"] = json!(format!("ffffffff{}", &id[8..]));
            }
        }
    });
    shown
}

async fn give_token(bench: &Bench, profile: Value) -> String {
    let args = json!({ "profileId": profile, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
    bench.call("sign_in", args).await.unwrap()["active"].as_str().unwrap().to_owned()
}

/// An account with a machine whose lease of an hour terminates it, and a deploy whose answer was lost and that never comes.
async fn account(bench: &Bench) -> String {
    let id = give_token(bench, Value::Null).await;
    let vm = bench.sandbox.add_vm("box", 1);
    bench.pass(70).await;
    let args = json!({ "id": vm, "hours": 1, "action": "terminate", "extend": false });
    bench.call("lease_set", args).await.unwrap();
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Status { status: 503, detail: None }));
    bench.deploy("train-01").await;
    id
}

/// What must not change while nobody said whose token it is.
fn kept(world: &World, profile: &str) -> (String, String, u32, u32) {
    let one = |sql: &str| world.read().query_row(sql, [profile], |row| row.get::<_, String>(0)).unwrap();
    let count = |sql: &str| world.read().query_row(sql, [profile], |row| row.get::<_, u32>(0)).unwrap();
    (
        one("SELECT instance_id || state || ends_at FROM lease WHERE profile_id = ?1"),
        one("SELECT phase FROM jobs WHERE profile_id = ?1"),
        count("SELECT count(*) FROM machine WHERE profile_id = ?1"),
        count("SELECT count(*) FROM machine WHERE profile_id = ?1 AND gone_at IS NOT NULL"),
    )
}

async fn is_asked(bench: &Bench) -> bool {
    let state = bench.call("app_state", json!({})).await.unwrap();
    let asked = state["notices"].to_string().contains("The token of Work sees other machines than before");
    assert_eq!(state["askedIdentity"].is_string(), asked && !state["active"].is_null(), "{state}");
    asked
}

fn world() -> (World, Arc<AtomicU8>) {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    let shown = show(&world);
    (world, shown)
}

#[test]
fn another_organizations_token_freezes_the_account_until_the_person_decides_also_over_a_restart() {
    for others in [OTHERS, NOTHING] {
        let (world, shown) = world();
        let (id, before) = start_in(&world, async |bench: &Bench| {
            let id = account(bench).await;
            let before = kept(&world, &id);
            assert_eq!(before.1, "unknown");
            shown.store(others, Ordering::SeqCst);
            give_token(bench, json!(id)).await;
            bench.pass(1_500).await;
            assert!(is_asked(bench).await, "{others}");
            assert_eq!(kept(&world, &id), before, "{others}");
            let overview = bench.call("overview", json!({})).await.unwrap();
            assert!(overview["attention"].to_string().contains("sees other machines"), "{overview}");
            (id, before)
        });
        start_in(&world, async |bench: &Bench| {
            bench.begin().await;
            bench.pass(2_700).await;
            assert!(is_asked(bench).await, "{others}");
            assert_eq!(kept(&world, &id), before, "its lease is over, and nothing was done: {others}");
            assert_eq!(bench.machine("box").asked.len(), 1);
            // It was the same after all: what came due asks.
            shown.store(OURS, Ordering::SeqCst);
            bench.call("profile_is_same", json!({ "id": id })).await.unwrap();
            bench.pass(70).await;
            assert!(!is_asked(bench).await);
            let overview = bench.call("overview", json!({})).await.unwrap();
            assert!(overview["attention"].to_string().contains("The lease of box is over"), "{overview}");
        });
    }
}

#[test]
fn the_token_is_kept_as_a_new_account_and_the_old_one_stays_as_it_was() {
    let (world, shown) = world();
    start_in(&world, async |bench: &Bench| {
        let id = account(bench).await;
        let before = kept(&world, &id);
        shown.store(OTHERS, Ordering::SeqCst);
        give_token(bench, json!(id)).await;
        bench.pass(30).await;
        let state = bench.call("profile_as_new", json!({ "id": id })).await.unwrap();
        let new = state["active"].as_str().unwrap().to_owned();
        assert_ne!(new, id);
        let of = |wanted: &str| {
            let all = state["profiles"].as_array().unwrap();
            all.iter().find(|profile| profile["id"] == wanted).cloned().unwrap()
        };
        assert_eq!((&of(&new)["name"], &of(&new)["token"]), (&json!("Work 2"), &json!("keychain")));
        assert_eq!(of(&id)["token"], json!("none"));
        let entries: Vec<String> = world.keychain.entries().into_keys().collect();
        assert_eq!(entries, [format!("token:{new}")]);
        bench.pass(4_000).await;
        assert_eq!(kept(&world, &id), before);
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(
            state["notices"].to_string().contains("Voltdeck cannot watch Work: 1 lease is not being kept"),
            "{state}"
        );
        assert_eq!(bench.call("profile_as_new", json!({ "id": new })).await.unwrap_err()["code"], "notAllowed");
    });
}

#[test]
fn another_token_of_the_same_organization_goes_on_without_a_word() {
    for shows in [OURS, OTHER_MACHINES] {
        let (world, shown) = world();
        start_in(&world, async |bench: &Bench| {
            let id = account(bench).await;
            // Volumes are read once a minute.
            bench.pass(70).await;
            shown.store(shows, Ordering::SeqCst);
            give_token(bench, json!(id)).await;
            bench.pass(3_700).await;
            assert!(!is_asked(bench).await, "{shows}");
            if shows == OURS {
                assert_eq!(bench.machine("box").asked.last().unwrap().act, "terminate");
            }
        });
    }
}

#[test]
fn a_list_that_fails_decides_nothing() {
    let (world, shown) = world();
    start_in(&world, async |bench: &Bench| {
        let id = account(bench).await;
        let before = kept(&world, &id);
        shown.store(OTHERS, Ordering::SeqCst);
        bench
            .sandbox
            .add_fault(Fault::always(Operation::ListBareMetal, FaultKind::Status { status: 500, detail: None }));
        give_token(bench, json!(id)).await;
        bench.pass(1_200).await;
        assert!(!is_asked(bench).await);
        assert_eq!(kept(&world, &id), before);
    });
}
