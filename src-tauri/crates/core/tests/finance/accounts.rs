use serde_json::{Value, json};

use crate::bench::{BASE, Bench, KeychainState, TOKEN, World, run_in, start_in};

fn sign_in(name: &str) -> Value {
    json!({ "profileId": null, "name": name, "baseUrl": BASE, "token": TOKEN, "readOnly": false })
}

fn profile<'a>(state: &'a Value, id: &Value) -> Option<&'a Value> {
    state["profiles"].as_array().unwrap().iter().find(|profile| &profile["id"] == id)
}

fn update(id: &Value, over: &Value) -> Value {
    let mut args = json!({
        "id": id, "name": "Lab", "organizationId": "", "currency": "USD", "colour": "grey", "sshUser": "",
    });
    args.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    args
}

#[test]
fn labels_are_kept_over_a_start_and_the_user_stands_in_the_rows() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    let id = start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in("Work")).await.unwrap();
        let id = state["active"].clone();
        let organization = "0B7B3F0C-6f0e-4f34-9c64-6f2c8a1f0d11";
        let wanted = json!({
            "name": " Halden ", "organizationId": organization, "currency": "EUR", "colour": "teal", "sshUser": "root",
        });
        let state = bench.call("profile_update", update(&id, &wanted)).await.unwrap();
        let profile = profile(&state, &id).unwrap();
        assert_eq!(profile["name"], "Halden");
        assert_eq!(profile["organizationId"], organization.to_lowercase());
        assert_eq!((&profile["currency"], &profile["colour"]), (&json!("EUR"), &json!("teal")));
        let fleet = bench.call("refresh", json!({})).await.unwrap();
        let mut users = fleet["instances"].as_array().unwrap().iter().filter(|row| row["kind"] == "vm");
        assert!(users.any(|row| row["ssh"]["user"] == "root"));
        id
    });
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("app_state", json!({})).await.unwrap();
        let profile = profile(&state, &id).unwrap();
        assert_eq!((&profile["name"], &profile["sshUser"]), (&json!("Halden"), &json!("root")));
    });
}

#[test]
fn what_is_wrong_with_a_label_is_said_at_its_field_and_nothing_is_kept() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in("Work")).await.unwrap();
        let id = state["active"].clone();
        for (over, field) in [
            (json!({ "name": "  " }), "name"),
            (json!({ "name": "sandbox" }), "name"),
            (json!({ "name": "x".repeat(61) }), "name"),
            (json!({ "organizationId": "halden" }), "organizationId"),
            (json!({ "organizationId": "0b7b3f0c6f0e4f349c646f2c8a1f0d11" }), "organizationId"),
            (json!({ "currency": "usd" }), "currency"),
            (json!({ "currency": "" }), "currency"),
            (json!({ "sshUser": "-oProxyCommand=x" }), "sshUser"),
            (json!({ "sshUser": "root;id" }), "sshUser"),
        ] {
            let error = bench.call("profile_update", update(&id, &over)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)), "{over}");
        }
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!(profile(&state, &id).unwrap()["name"], "Work");
        let own_name = bench.call("profile_update", update(&id, &json!({ "name": "Work" }))).await;
        assert!(own_name.is_ok(), "its own name is not taken");
    });
}

#[test]
fn a_removed_account_leaves_neither_token_nor_trace() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in("Work")).await.unwrap();
        let id = state["active"].clone();
        bench.call("refresh", json!({})).await.unwrap();
        let machine = bench.call("fleet", json!({})).await.unwrap()["instances"][0]["id"].clone();
        let lease = json!({ "id": machine, "hours": 2, "action": "remind", "extend": false });
        bench.call("lease_set", lease).await.unwrap();
        let state = bench.call("profile_remove", json!({ "id": id })).await.unwrap();
        assert_eq!((&state["active"], profile(&state, &id)), (&Value::Null, None));
        assert_eq!(world.keychain.entries().len(), 0);
        let store = world.read();
        for table in ["machine", "activity", "lease"] {
            let sql = format!("SELECT count(*) FROM {table} WHERE profile_id = ?1");
            let left: u32 = store.query_row(&sql, [id.as_str()], |row| row.get(0)).unwrap();
            assert_eq!(left, 0, "{table}");
        }
        // No lease goes without a line: it stands in the record of who is left.
        let told = "SELECT concat_ws(' ', profile_id, count(*)) FROM activity GROUP BY profile_id";
        assert_eq!(store.query_row(told, [], |row| row.get::<_, String>(0)).unwrap(), "sandbox 1");
        assert_eq!(bench.sandbox.log().iter().filter(|line| line.method != "GET").count(), 0, "its machines run on");
        let error = bench.call("profile_remove", json!({ "id": "sandbox" })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
    });
}

#[test]
fn an_account_stays_where_its_token_cannot_be_removed() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in("Work")).await.unwrap();
        let id = state["active"].clone();
        world.keychain.set_state(KeychainState::Locked);
        let error = bench.call("profile_remove", json!({ "id": id })).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("still in the keychain"), "{error}");
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(profile(&state, &id).is_some());
        world.keychain.set_state(KeychainState::Open);
        bench.call("profile_remove", json!({ "id": id })).await.unwrap();
        assert_eq!(world.keychain.entries().len(), 0);
    });
}

#[test]
fn an_account_may_only_look_at_once_also_where_the_keychain_is_locked() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", sign_in("Work")).await.unwrap();
        let id = state["active"].clone();
        bench.pass(5).await;
        world.keychain.set_state(KeychainState::Locked);
        let state = bench.call("profile_set_read_only", json!({ "id": id, "readOnly": true })).await.unwrap();
        assert_eq!(profile(&state, &id).unwrap()["readOnly"], true);
        let machine = bench.call("fleet", json!({})).await.unwrap()["instances"][0].clone();
        let rename = json!({ "id": machine["id"], "name": "other" });
        let error = bench.call("instance_rename", rename).await.unwrap_err();
        assert_eq!(error["code"], "readOnly", "{error}");
        // To change again it needs its token: without it nothing is changed, in the store no more than here.
        let again = json!({ "id": id, "readOnly": false });
        bench.call("profile_set_read_only", again.clone()).await.unwrap_err();
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!(profile(&state, &id).unwrap()["readOnly"], true);
        world.keychain.set_state(KeychainState::Open);
        bench.call("profile_set_read_only", again).await.unwrap();
        bench.call("instance_rename", json!({ "id": machine["id"], "name": "other" })).await.unwrap();
    });
}
