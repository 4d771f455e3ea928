use serde_json::{Value, json};
use voltdeck_contract::Event;
use voltdeck_sandbox::{AuthSeen, Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, KeychainState, TOKEN, World, run, start_in};

fn sign_in(token: &str, base_url: &str) -> Value {
    json!({ "profileId": null, "name": "Work", "baseUrl": base_url, "token": token, "readOnly": false })
}

fn profile<'a>(state: &'a Value, name: &str) -> Option<&'a Value> {
    state["profiles"].as_array().unwrap().iter().find(|profile| profile["name"] == name)
}

#[test]
fn a_token_is_checked_kept_and_used_at_the_next_start() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    let id = start_in(&world, async |bench: &Bench| {
        let first = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!(first["active"], Value::Null);
        let state = bench.call("sign_in", sign_in(&format!("  Bearer {TOKEN}\n"), BASE)).await.unwrap();
        let profile = profile(&state, "Work").unwrap();
        assert_eq!((&profile["id"], &profile["token"]), (&state["active"], &json!("keychain")));
        assert_eq!(state["keychainNotice"], Value::Null);
        let id = profile["id"].as_str().unwrap().to_owned();
        assert_eq!(
            world.keychain.entries().into_iter().collect::<Vec<_>>(),
            [(format!("token:{id}"), TOKEN.to_owned())]
        );
        id
    });
    start_in(&world, async |bench: &Bench| {
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], json!(id));
        bench.call("refresh", json!({})).await.unwrap();
        let state = bench.call("sign_out", json!({ "id": id })).await.unwrap();
        assert_eq!((&state["active"], &profile(&state, "Work").unwrap()["token"]), (&Value::Null, &json!("none")));
        assert_eq!(world.keychain.entries().len(), 0);
    });
    world.each_file(|path, bytes| {
        let found = bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes());
        assert!(!found, "the token is in {}", path.display());
    });
}

#[test]
fn a_refused_token_keeps_nothing() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let error = bench.call("sign_in", sign_in("canary-wrong-token", BASE)).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("tokenRefused"), &json!("token")));
        assert!(!error.to_string().contains("canary-wrong"));
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(state["active"].is_null() && profile(&state, "Work").is_none());
        assert_eq!(world.keychain.entries().len(), 0);
    });
}

#[test]
fn what_cannot_be_right_is_said_at_its_field_and_not_sent() {
    let world = World::new();
    start_in(&world, async |bench: &Bench| {
        for (token, base, field) in [
            ("", BASE, "token"),
            ("two words", BASE, "token"),
            ("two\nlines", BASE, "token"),
            (TOKEN, "http://example.com/api/v1", "baseUrl"),
            (TOKEN, "example", "baseUrl"),
            (TOKEN, "", "baseUrl"),
        ] {
            let error = bench.call("sign_in", sign_in(token, base)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)), "{token:?} {base:?}");
        }
        for (base, issues) in [("http://example.com", 1), ("nonsense", 1), (BASE, 0), ("https://example.com/api/v1", 0)]
        {
            let found = bench.call("check_base_url", json!({ "baseUrl": base })).await.unwrap();
            assert_eq!(found.as_array().unwrap().len(), issues, "{base}");
        }
        assert_eq!(bench.sandbox.log().len(), 0);
    });
}

#[test]
fn a_wrong_address_is_told_from_a_wrong_token() {
    let world = World::new();
    start_in(&world, async |bench: &Bench| {
        for (fault, code, field) in [
            (FaultKind::Status { status: 404, detail: None }, "invalid", json!("baseUrl")),
            (FaultKind::Status { status: 403, detail: None }, "tokenRefused", json!("token")),
            (FaultKind::Html { status: 200 }, "provider", Value::Null),
            (FaultKind::Status { status: 500, detail: None }, "provider", Value::Null),
        ] {
            bench.sandbox.add_fault(Fault::once(Operation::HourlyRate, fault));
            let error = bench.call("sign_in", sign_in(TOKEN, BASE)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!(code), &field), "{error}");
        }
    });
}

#[test]
fn with_no_keychain_the_token_lasts_until_the_end_and_that_is_said() {
    for state in [KeychainState::Absent, KeychainState::Locked] {
        let world = World::new();
        world.keychain.set_state(state);
        start_in(&world, async |bench: &Bench| {
            let state = bench.call("sign_in", sign_in(TOKEN, BASE)).await.unwrap();
            assert_eq!(profile(&state, "Work").unwrap()["token"], "session");
            assert!(state["keychainNotice"].as_str().unwrap().contains("until you quit"));
            bench.call("open_sandbox", json!({})).await.unwrap();
            let back = bench.call("switch_profile", json!({ "id": state["active"] })).await.unwrap();
            assert_eq!(back["active"], state["active"], "it outlives a look at the sandbox");
        });
        start_in(&world, async |bench: &Bench| {
            let state = bench.call("app_state", json!({})).await.unwrap();
            assert_eq!(state["active"], Value::Null);
            assert_eq!(profile(&state, "Work").unwrap()["token"], "none");
            assert_eq!(state["notices"].as_array().unwrap().len(), 1, "{state}");
        });
        world.each_file(|path, bytes| {
            let found = bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes());
            assert!(!found, "the token is in {}", path.display());
        });
    }
}

#[test]
fn a_token_that_stays_in_a_locked_keychain_at_sign_out_is_said() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in(TOKEN, BASE)).await.unwrap();
        world.keychain.set_state(KeychainState::Locked);
        let error = bench.call("sign_out", json!({ "id": state["active"] })).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("still in the keychain"));
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], Value::Null);
        // Nobody signs it in again but the person, with a token.
        world.keychain.set_state(KeychainState::Open);
        bench.sandbox.clear_log();
        bench.pass(700).await;
        assert_eq!(bench.sandbox.log().len(), 0);
        let refused = bench.call("switch_profile", json!({ "id": state["active"] })).await.unwrap_err();
        assert_eq!(refused["code"], "tokenRefused");
    });
}

#[test]
fn a_token_that_is_refused_later_keeps_the_screen_and_a_new_one_goes_on() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in(TOKEN, BASE)).await.unwrap();
        bench.pass(2).await;
        let machines = bench.call("fleet", json!({})).await.unwrap()["instances"].as_array().unwrap().len();
        bench.sandbox.add_fault(Fault::once(Operation::ListVms, FaultKind::Status { status: 401, detail: None }));
        let fleet = bench.call("refresh", json!({})).await.unwrap();
        assert_eq!(fleet["fault"]["code"], "tokenRefused");
        assert_eq!(fleet["instances"].as_array().unwrap().len(), machines, "old rows stay");
        let refused = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!((&refused["tokenRefused"], &refused["active"]), (&json!(true), &state["active"]));
        let again =
            json!({ "profileId": state["active"], "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        let state = bench.call("sign_in", again).await.unwrap();
        assert_eq!(state["tokenRefused"], false);
        assert_eq!(state["profiles"].as_array().unwrap().len(), 2, "the same profile, and the sandbox");
    });
}

#[test]
fn settings_of_the_network_are_tried_before_they_are_kept() {
    let world = World::new();
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("open_sandbox", json!({})).await.unwrap();
        let set = |field: &str, value: &str| {
            let mut settings = state["settings"].clone();
            settings[field] = json!(value);
            settings
        };
        for (field, value) in
            [("proxy", "::"), ("extraRoot", "/no/such/file.pem"), ("sshUser", "a b"), ("sshUser", "-oProxy")]
        {
            let error = bench.call("settings_set", set(field, value)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)), "{value}");
        }
        let state = bench.call("settings_set", set("sshUser", " ubuntu ")).await.unwrap();
        assert_eq!(state["settings"]["sshUser"], "ubuntu");
    });
    start_in(&world, async |bench: &Bench| {
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["settings"]["sshUser"], "ubuntu");
    });
}

#[test]
fn the_price_list_needs_no_account() {
    let world = World::new();
    start_in(&world, async |bench: &Bench| {
        let list = bench.call("price_list", json!({})).await.unwrap();
        let machines = list["virtualMachines"].as_array().unwrap();
        assert_eq!(machines.iter().map(|one| one["gpus"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 4, 8]);
        assert_eq!(machines[3]["inStock"], false, "one is sold out by default");
        let eight = "15.920000".parse::<rust_decimal::Decimal>().unwrap();
        assert_eq!(machines[3]["perHour"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap(), eight);
        assert!(!list["bareMetal"].as_array().unwrap().is_empty());
        let log = bench.sandbox.log();
        assert!(!log.is_empty() && log.iter().all(|line| line.auth == AuthSeen::None), "no token was sent: {log:?}");
    });
}

#[test]
fn every_command_but_the_first_ones_says_that_nobody_is_signed_in() {
    let world = World::new();
    start_in(&world, async |bench: &Bench| {
        let id = json!({ "id": "a" });
        for (name, args) in [
            ("overview", json!({})),
            ("fleet", json!({})),
            ("refresh", json!({})),
            ("instance", id.clone()),
            ("instance_power", json!({ "id": "a", "target": "stop" })),
            ("instance_terminate", json!({ "id": "a", "typedName": "a" })),
            ("deploy_options", json!({})),
            ("deploy_jobs", json!({})),
            ("deploy_job", id),
        ] {
            assert_eq!(bench.call(name, args).await.unwrap_err()["code"], "signedOut", "{name}");
        }
        assert_eq!(bench.call("no_such_command", json!({})).await.unwrap_err()["code"], "local");
    });
}

#[test]
fn a_sign_out_that_leaves_the_token_behind_is_said_and_it_is_not_used_again() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let id = bench.call("sign_in", sign_in(TOKEN, BASE)).await.unwrap()["active"].clone();
        world.keychain.set_state(KeychainState::Absent);
        let error = bench.call("sign_out", json!({ "id": id })).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("still in the keychain"), "{error}");
        // One that no keychain took is forgotten with the session, and there is nothing to warn of.
        let other = bench.call("sign_in", sign_in(TOKEN, BASE)).await.unwrap()["active"].clone();
        bench.call("sign_out", json!({ "id": other })).await.unwrap();
        world.keychain.set_state(KeychainState::Open);
        assert_eq!(bench.call("switch_profile", json!({ "id": other })).await.unwrap_err()["code"], "tokenRefused");
    });
}

#[test]
fn a_refused_token_is_noted_whoever_asked_and_taken_back_by_what_is_read_anyway() {
    run(async {
        let bench = Bench::open().await;
        let refused = async || bench.call("app_state", json!({})).await.unwrap()["tokenRefused"].clone();
        let told = bench.told(&Event::Session);
        for _ in 0..2 {
            let fault = Fault::once(Operation::ListSshKeys, FaultKind::Status { status: 401, detail: None });
            bench.sandbox.add_fault(fault);
            let options = bench.call("deploy_options", json!({})).await.unwrap();
            assert_eq!(options["keysFault"]["code"], "tokenRefused");
            assert_eq!((refused().await, bench.told(&Event::Session)), (json!(true), told + 1), "it is told once");
        }
        // What anybody may read says nothing of a token, nor does one list while the other is refused.
        bench.sandbox.add_fault(Fault::once(Operation::ListVms, FaultKind::Status { status: 401, detail: None }));
        bench.call("refresh", json!({})).await.unwrap();
        bench.call("availability", json!({ "inStockOnly": false })).await.unwrap();
        assert_eq!(refused().await, json!(true));
        bench.pass(20).await;
        assert_eq!((refused().await, bench.told(&Event::Session)), (json!(false), told + 2));
    });
}
