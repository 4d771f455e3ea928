//! The end of a token as a person noted it.

use serde_json::{Value, json};

use crate::bench::{BASE, Bench, TOKEN, World, run_in};
use crate::{lines, overview};

fn update(id: &Value, ends_on: &str) -> Value {
    json!({
        "id": id, "name": "Work", "organizationId": "", "currency": "USD", "colour": "grey", "sshUser": "",
        "tokenEndsOn": ends_on,
    })
}

#[test]
fn a_token_near_its_noted_end_is_told_of_twice_and_stands_under_attention() {
    let world = World::new();
    world.keychain.set_state(crate::bench::KeychainState::Open);
    let said = || lines(&world, "The token of Work");
    let id = run_in(&world, async |bench: &Bench| {
        let args = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        let id = bench.call("sign_in", args).await.unwrap()["active"].clone();
        bench.pass(70).await;
        assert_eq!(said(), Vec::<String>::new(), "nothing is asserted of a token");
        assert_eq!(bench.call("profile_update", update(&id, "soon")).await.unwrap_err()["field"], "tokenEndsOn");
        let state = bench.call("profile_update", update(&id, "2026-10-30")).await.unwrap();
        let profile = state["profiles"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        assert_eq!(profile["tokenEndsOn"], "2026-10-30");
        bench.pass(70).await;
        assert_eq!(said(), Vec::<String>::new(), "it is 15 days");
        bench.call("profile_update", update(&id, "2026-10-29")).await.unwrap();
        bench.pass(150).await;
        assert_eq!(said(), ["The token of Work ends in 14 days"]);
        let attention = overview(bench).await["attention"].clone();
        let item = attention.as_array().unwrap().iter().find(|item| item["key"] == "token").unwrap().clone();
        assert_eq!(
            (&item["title"], &item["act"]),
            (&json!("The token of Work ends in 14 days"), &json!("showSettings"))
        );
        id
    });
    world.sandbox.advance(std::time::Duration::from_secs(11 * 86_400));
    run_in(&world, async |bench: &Bench| {
        bench.call("switch_profile", json!({ "id": id })).await.unwrap();
        bench.pass(150).await;
        assert_eq!(said()[1..], ["The token of Work ends in 3 days"], "and the two weeks not again");
        // It was made anew, and the day moved.
        bench.call("profile_update", update(&id, "2027-10-26")).await.unwrap();
        bench.pass(70).await;
        let attention = overview(bench).await["attention"].clone();
        assert!(attention.as_array().unwrap().iter().all(|item| item["key"] != "token"));
        let state = bench.call("profile_update", update(&id, "")).await.unwrap();
        assert!(state["profiles"].as_array().unwrap().iter().all(|one| one["tokenEndsOn"] == Value::Null));
    });
}
