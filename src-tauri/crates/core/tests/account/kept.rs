//! What is kept on this computer: a store that is damaged, and the password of a proxy.

use std::io::{Seek, SeekFrom, Write};

use serde_json::{Value, json};

use crate::bench::{Bench, KeychainState, World, run_in, start_in};

const CANARY: &str = "canary-8c1d";

/// That a text stands in no file of the data folder.
fn is_nowhere(world: &World, text: &str) {
    world.each_file(|path, bytes| {
        assert!(!bytes.windows(text.len()).any(|part| part == text.as_bytes()), "it is in {}", path.display());
    });
}

/// Settings as an earlier version kept them, with a password in the proxy's address.
fn as_of_before(world: &World, password: &str) {
    let settings = json!({ "proxy": format!("http://ana:{password}@proxy.example:3128"), "theme": "dark" });
    world.store(&format!("INSERT OR REPLACE INTO setting VALUES ('settings', '{settings}')"));
}

async fn with_proxy(bench: &Bench, proxy: &str) -> Result<Value, Value> {
    let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
    settings["proxy"] = json!(proxy);
    bench.call("settings_set", settings).await
}

#[test]
fn the_password_of_a_proxy_lies_in_the_keychain_alone_and_crosses_to_no_window() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    // A store, and a backup of it, in which it stands.
    run_in(&world, async |bench| bench.pass(1).await);
    as_of_before(&world, CANARY);
    run_in(&world, async |bench| {
        bench.pass(70).await;
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!(state["settings"]["proxy"], "http://ana@proxy.example:3128");
        assert_eq!((&state["settings"]["theme"], &state["proxyPassword"]), (&json!("dark"), &json!("keychain")));
        assert_eq!(world.keychain.entries().get("proxy").map(String::as_str), Some(CANARY));
        is_nowhere(&world, CANARY);
        let other = format!("http://ana:{CANARY}-2@proxy.example:3128");
        let state = with_proxy(bench, &other).await.unwrap();
        assert_eq!(state["settings"]["proxy"], "http://ana@proxy.example:3128");
        assert_eq!(world.keychain.entries().get("proxy").unwrap(), &format!("{CANARY}-2"));
        // What is wrong with an address is said without its password.
        let refused = with_proxy(bench, &format!("http://ana:{CANARY}@:3128")).await.unwrap_err();
        assert_eq!(refused["field"], "proxy");
        assert!(!bench.answers().iter().any(|answer| answer.contains(CANARY)), "no answer has it");
    });
    // It is there after a start, and goes with the address.
    run_in(&world, async |bench| {
        is_nowhere(&world, CANARY);
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["proxyPassword"], "keychain");
        let state = with_proxy(bench, "http://other.example:3128").await.unwrap();
        assert_eq!((&state["proxyPassword"], world.keychain.entries().len()), (&json!("none"), 0));
        bench.pass(70).await;
    });
    is_nowhere(&world, CANARY);
}

#[test]
fn where_no_keychain_is_the_password_of_a_proxy_is_kept_until_the_end_and_in_no_file() {
    let world = World::new();
    run_in(&world, async |bench| bench.pass(70).await);
    as_of_before(&world, CANARY);
    run_in(&world, async |bench| {
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["proxyPassword"], "session");
        is_nowhere(&world, CANARY);
    });
    start_in(&world, async |bench: &Bench| {
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["proxyPassword"], "none");
    });
}

/// Overwrites the page where a table begins.
fn damage(world: &World, table: &str) {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: u32 = world.read().query_row(sql, [table], |row| row.get(0)).unwrap();
    let mut file = std::fs::OpenOptions::new().write(true).open(world.data().join("voltdeck.sqlite3")).unwrap();
    file.seek(SeekFrom::Start(u64::from(page - 1) * 4096)).unwrap();
    file.write_all(&[0xa7; 4096]).unwrap();
}

#[test]
fn a_lease_and_a_deploy_on_a_damaged_page_come_from_the_backup_and_are_named_and_the_system_is_told() {
    let world = World::new();
    let mut machine = String::new();
    run_in(&world, async |bench| {
        let job = bench.deploy("train-01").await;
        bench.pass(45).await;
        machine = bench.job(job["id"].as_str().unwrap()).await["instanceId"].as_str().unwrap().to_owned();
        let lease = json!({ "id": machine, "hours": 24, "endsAt": null, "action": "terminate", "extend": false });
        bench.call("lease_set", lease).await.unwrap();
        // The copy of the day has both.
        bench.pass(60).await;
    });
    damage(&world, "lease");
    damage(&world, "jobs");
    run_in(&world, async |bench| {
        let state = bench.call("app_state", json!({})).await.unwrap();
        let said = state["notices"][0].as_str().unwrap().to_owned();
        assert!(said.contains("1 lease (train-01)") && said.contains("1 deploy (train-01)"), "{said}");
        assert!(said.contains("Nothing was lost.") && said.contains("only remind"), "{said}");
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == machine.as_str()).unwrap();
        assert_eq!(row["lease"]["action"], "remind", "{row}");
        assert_eq!(bench.call("deploy_jobs", json!({})).await.unwrap().as_array().unwrap().len(), 1);
        bench.pass(15).await;
        let told = bench.notices();
        assert!(told.iter().any(|(title, _)| title.contains("The store was damaged and mended")), "{told:?}");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

#[test]
fn accounts_whose_page_is_damaged_come_back_with_their_tokens() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let sign_in = json!({ "profileId": null, "name": "Work", "baseUrl": crate::bench::BASE,
                              "token": crate::bench::TOKEN, "readOnly": true });
        bench.call("sign_in", sign_in).await.unwrap();
    });
    damage(&world, "profile");
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(state["notices"][0].as_str().unwrap().contains("came back with their tokens: Work."), "{state}");
        let work = state["profiles"].as_array().unwrap().iter().find(|one| one["name"] == "Work").unwrap();
        assert_eq!((&state["active"], &work["readOnly"]), (&work["id"], &json!(true)), "it is signed in as it was");
        bench.call("fleet", json!({})).await.unwrap();
    });
}
