//! Accounts that cannot be opened at a start: tried again, told once, and watched as soon as it can be.

use chrono::TimeDelta;
use serde_json::{Value, json};
use voltdeck_core::tray::{TrayEntry, TrayIcon};
use voltdeck_sandbox::Operation;

use crate::bench::{BASE, Bench, KeychainState, TOKEN, World, start_in};

async fn sign_in(bench: &Bench, name: &str) -> String {
    let args = json!({ "profileId": null, "name": name, "baseUrl": BASE, "token": TOKEN, "readOnly": false });
    bench.call("sign_in", args).await.unwrap()["active"].as_str().unwrap().to_owned()
}

/// An account whose token is kept, with a machine and a lease of an hour that terminates it.
fn leased() -> (World, String) {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    let id = start_in(&world, async |bench: &Bench| {
        let id = sign_in(bench, "Work").await;
        bench.tell_no_changes().await;
        let vm = bench.sandbox.add_vm("box", 1);
        bench.pass(20).await;
        let args = json!({ "id": vm, "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", args).await.unwrap();
        id
    });
    (world, id)
}

fn titles(bench: &Bench) -> Vec<String> {
    bench.notices().into_iter().map(|(title, _)| title).filter(|title| title.contains("watch")).collect()
}

fn lists(bench: &Bench) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::ListVms)).count()
}

const NOT_KEPT: &str = "Voltdeck cannot watch Work: 1 lease is not being kept";

#[test]
fn a_keychain_that_is_unlocked_a_minute_after_login_is_found_and_the_lease_is_carried_out() {
    for (late, within) in [(KeychainState::Locked, 10), (KeychainState::Absent, 120)] {
        let (world, id) = leased();
        world.keychain.set_state(late);
        start_in(&world, async |bench: &Bench| {
            bench.computer.change(|computer| computer.notices.clear());
            bench.begin().await;
            // Notices of ten seconds come together.
            bench.pass(12).await;
            assert_eq!(titles(bench), [NOT_KEPT], "at once");
            let tray = bench.tray().await;
            assert_eq!(tray.icon, TrayIcon::Attention);
            let said =
                |entry: &TrayEntry| matches!(entry, TrayEntry::Item(item) if item.text == format!("▲ {NOT_KEPT}"));
            assert!(tray.menu.iter().any(said), "{:#?}", tray.menu);
            bench.pass(48).await;
            world.keychain.set_state(KeychainState::Open);
            bench.sandbox.clear_log();
            bench.pass(within).await;
            assert!(lists(bench) > 0, "it is watched");
            bench.pass(12).await;
            assert_eq!(titles(bench), [NOT_KEPT, "Voltdeck watches Work again"]);
            let state = bench.call("app_state", json!({})).await.unwrap();
            assert_eq!((&state["active"], &state["notices"]), (&json!(id), &json!([])), "it is in front as it was");
            bench.pass(3_600).await;
            assert_eq!(bench.machine("box").asked.last().unwrap().act, "terminate");
            assert_eq!(titles(bench).len(), 2);
        });
    }
}

#[test]
fn a_locked_keychain_asks_the_person_once_and_then_at_a_click_alone() {
    let (world, id) = leased();
    world.keychain.set_state(KeychainState::Locked);
    start_in(&world, async |bench: &Bench| {
        bench.computer.change(|computer| computer.notices.clear());
        bench.begin().await;
        for _ in 0..30 {
            bench.pass(60).await;
            bench.attend(false);
            bench.attend(true);
        }
        assert_eq!((world.keychain.asked(), titles(bench).len()), (1, 1), "told once, asked once");
        bench.call("switch_profile", json!({ "id": id })).await.unwrap_err();
        assert_eq!(world.keychain.asked(), 2);
    });
}

#[test]
fn who_comes_to_look_and_a_computer_that_wakes_have_it_tried_at_once() {
    for wakes in [true, false] {
        let (world, id) = leased();
        world.keychain.set_state(KeychainState::Absent);
        start_in(&world, async |bench: &Bench| {
            bench.begin().await;
            bench.attend(false);
            // The pauses have grown long by now.
            bench.pass(1_000).await;
            bench.pass(35).await;
            world.keychain.set_state(KeychainState::Open);
            if wakes {
                bench.sandbox.advance(std::time::Duration::from_secs(600));
                bench.pass(12).await;
            } else {
                bench.attend(true);
                bench.pass(3).await;
            }
            assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], json!(id), "{wakes}");
        });
    }
}

#[test]
fn an_account_behind_counts_as_the_one_in_front_does() {
    let (world, _) = leased();
    start_in(&world, async |bench: &Bench| drop(bench.call("open_sandbox", json!({})).await.unwrap()));
    world.keychain.set_state(KeychainState::Absent);
    start_in(&world, async |bench: &Bench| {
        bench.computer.change(|computer| computer.notices.clear());
        bench.begin().await;
        bench.pass(12).await;
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], "sandbox");
        assert_eq!(titles(bench), [NOT_KEPT]);
        let overview = bench.call("overview", json!({})).await.unwrap();
        let first = &overview["attention"][0];
        assert_eq!((&first["title"], &first["act"]), (&json!(NOT_KEPT), &json!("showSettings")), "{overview}");
        assert_eq!(bench.tray().await.icon, TrayIcon::Attention);
        world.keychain.set_state(KeychainState::Open);
        bench.pass(120).await;
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(!overview["attention"].to_string().contains("cannot watch"), "{overview}");
        assert_eq!(
            bench.call("app_state", json!({})).await.unwrap()["active"],
            "sandbox",
            "nobody asked for it in front"
        );
    });
}

#[test]
fn an_account_without_duties_is_said_in_the_window_alone() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| drop(sign_in(bench, "Work").await));
    world.keychain.set_state(KeychainState::Absent);
    start_in(&world, async |bench: &Bench| {
        bench.begin().await;
        bench.pass(60).await;
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(state["notices"][0].as_str().unwrap().starts_with("Work is not watched. "), "{state}");
        assert_eq!((titles(bench), bench.tray().await.icon), (Vec::new(), TrayIcon::Idle));
    });
}

#[test]
fn a_token_that_lasted_for_the_session_is_missed_where_leases_wait_for_it() {
    let world = World::new();
    start_in(&world, async |bench: &Bench| {
        let work = sign_in(bench, "Work").await;
        let vm = bench.sandbox.add_vm("box", 1);
        bench.pass(20).await;
        let args = json!({ "id": vm, "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", args).await.unwrap();
        bench.call("open_sandbox", json!({})).await.unwrap();
        work
    });
    start_in(&world, async |bench: &Bench| {
        bench.computer.change(|computer| computer.notices.clear());
        bench.begin().await;
        bench.pass(12).await;
        assert_eq!(titles(bench), [NOT_KEPT]);
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(state["notices"].to_string().contains("It is signed out. Give its token to go on."), "{state}");
    });
}

#[test]
fn what_else_keeps_an_account_from_being_opened_is_tried_again_too() {
    let (world, id) = leased();
    // A file of the network settings that is not there yet, as on a drive that is mounted late.
    let root = world.home().join("root.pem");
    let set = |value: &str| {
        let sql = "INSERT INTO setting (key, value) VALUES ('settings', '{}') ON CONFLICT (key) DO NOTHING;";
        world.store(&format!(
            "{sql} UPDATE setting SET value = json_set(value, '$.extraRoot', '{value}') WHERE key = 'settings'"
        ));
    };
    set(&root.display().to_string());
    start_in(&world, async |bench: &Bench| {
        bench.computer.change(|computer| computer.notices.clear());
        bench.begin().await;
        bench.pass(60).await;
        assert_eq!(titles(bench), [NOT_KEPT]);
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], Value::Null);
        set("");
        bench.pass(120).await;
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], json!(id));
        assert_eq!(titles(bench).len(), 2);
    });
}

#[test]
fn a_clock_that_is_put_back_does_not_hold_the_next_try_back() {
    let (world, id) = leased();
    world.keychain.set_state(KeychainState::Absent);
    start_in(&world, async |bench: &Bench| {
        bench.begin().await;
        bench.pass(20).await;
        bench.computer.change(|computer| computer.clock = TimeDelta::hours(-6));
        world.keychain.set_state(KeychainState::Open);
        bench.pass(120).await;
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], json!(id));
    });
}
