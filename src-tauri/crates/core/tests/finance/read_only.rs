use serde_json::{Value, json};
use voltdeck_core::{COMMANDS, Kind};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{BASE, Bench, TOKEN, World, run, run_in, start_in};

/// Requests that could have changed anything. The check of a cloud-init is none.
fn writes(bench: &Bench) -> Vec<String> {
    let log = bench.sandbox.log();
    log.iter()
        .filter(|line| line.method != "GET" && line.operation != Some(Operation::ValidateCloudInit))
        .map(|line| format!("{} {}", line.method, line.path))
        .collect()
}

async fn only_look(bench: &Bench, read_only: bool) -> Value {
    let args = json!({ "id": "sandbox", "readOnly": read_only });
    bench.call("profile_set_read_only", args).await.unwrap()
}

/// One set of arguments that every command can take something from.
async fn arguments(bench: &Bench) -> Value {
    let (draft, _) = bench.reviewed("looker-1").await;
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    let running = fleet["instances"].as_array().unwrap().iter().find(|row| row["acts"]["stop"]["allowed"] == true);
    let machine = running.unwrap();
    let mut args = json!({
        "id": machine["id"], "ids": [machine["id"]], "name": "renamed", "typedName": machine["name"], "tags": ["new"],
        "target": "stop", "publicIps": ["203.0.113.1"], "user": "", "node": 0, "on": false, "remotePort": 8888, "localPort": null, "act": { "kind": "stop", "tags": [] }, "typed": "",
        "hours": 2, "action": "terminate", "extend": false, "instanceId": machine["id"],
        "draft": draft, "reviewId": "none", "cloudInit": draft["cloudInit"], "kind": "vm",
    });
    let others = [
        json!({ "baseUrl": BASE, "token": TOKEN, "profileId": null, "readOnly": true }),
        json!({ "organizationId": "", "currency": "USD", "colour": "grey", "sshUser": "", "message": "x" }),
        json!({ "inStockOnly": false, "month": "2026-10", "types": [], "earliest": "", "latest": "", "offset": 0 }),
        json!({ "size": "100", "rentalIds": [], "attach": [], "detach": [], "seen": [], "template": "" }),
        json!({ "text": crate::bench::KEY, "link": "console", "path": "", "saveAs": null, "comment": "" }),
        json!({ "passphrase": "", "passphraseAgain": "", "format": "csv", "limit": 10 }),
        json!({ "filter": {
            "text": "", "kind": null, "actor": null, "from": null, "to": null, "instanceId": null, "allAccounts": false,
        } }),
        json!({ "tag": null, "amount": "100", "prefix": "vp-", "base64": "", "withCloudInit": false, "replace": false }),
        json!({ "when": "idle", "minutes": 60, "percent": 5, "direction": "pull", "remote": ["x"], "existing": "refuse" }),
        json!({ "thing": { "kind": "preset", "id": draft["presetId"] }, "least": null, "keeps": false }),
        json!({ "by": "kind", "day": null, "key": null, "part": null, "rules": [], "resource": "r", "closed": false, "total": "", "note": "" }),
    ];
    for other in others {
        args.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    }
    args
}

/// What these mean by `kind` and `id` is not what all others do.
fn asked(name: &str, args: &Value) -> Value {
    match name {
        "export_start" => {
            json!({ "kind": "linesCsv", "first": "2026-10", "last": "2026-10", "folder": "", "replace": false })
        }
        "editor_folder_set" => json!({ "id": args["id"], "folder": "" }),
        "files_choose" => json!({ "folder": false }),
        "chart_save" => json!({ "name": "chart", "kind": "svg", "data": "<svg></svg>" }),
        "export_open" => json!({ "id": 1, "file": 0, "folder": false }),
        "files_check" | "transfer_start" => {
            let mut args = args.clone();
            // A digest, where a volume's `seen` is a list of ids.
            args["seen"] = json!(null);
            args
        }
        _ => args.clone(),
    }
}

/// They end the account that is looked with, or open another: they are tried by themselves.
const OF_THE_SESSION: [&str; 7] = [
    "settings_set",
    "sign_in",
    "sign_out",
    "open_sandbox",
    "switch_profile",
    "profile_set_read_only",
    "profile_remove",
];

#[test]
fn nothing_that_a_window_can_ask_for_writes_where_an_account_may_only_look() {
    run(async {
        let bench = Bench::open().await;
        let args = arguments(&bench).await;
        only_look(&bench, true).await;
        bench.pass(2).await;
        bench.sandbox.clear_log();
        let mut refused = Vec::new();
        let names = || COMMANDS.iter().map(|command| command.name);
        for name in names().filter(|name| !OF_THE_SESSION.contains(name)) {
            if let Err(error) = bench.call(name, asked(name, &args)).await {
                let said = error["message"].as_str().unwrap_or_default().to_owned();
                assert!(!said.contains("disagree about a message"), "{name} needs arguments in this test");
                if error["code"] == "readOnly" {
                    refused.push(name);
                }
            }
        }
        bench.pass(30).await;
        assert_eq!(writes(&bench), [""; 0]);
        let changes = COMMANDS.iter().filter(|command| command.kind == Kind::Changes).map(|command| command.name);
        // A lease that only reminds changes nothing; this one would end a machine.
        for name in changes.chain(["lease_set"]) {
            assert!(refused.contains(&name), "{name} must say that the account is read-only");
        }
    });
}

#[test]
fn nothing_that_a_window_asks_of_one_account_is_done_in_another_that_came_to_the_front() {
    run(async {
        let bench = Bench::open().await;
        let args = arguments(&bench).await;
        let work = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        bench.call("sign_in", work).await.unwrap();
        bench.pass(2).await;
        bench.sandbox.clear_log();
        let on_account = COMMANDS.iter().filter(|command| command.names_account()).map(|command| command.name);
        let mut seen = 0;
        for name in on_account {
            let error = bench.call_for(Some("sandbox"), name, asked(name, &args)).await.unwrap_err();
            let said = error["message"].as_str().unwrap_or_default();
            assert!(said.contains("Work is the active account now. Nothing was sent or changed."), "{name}: {said}");
            let error = bench.call_for(None, name, asked(name, &args)).await.unwrap_err();
            assert!(error["message"].as_str().unwrap().contains("did not say for which account"), "{name}: {error}");
            seen += 1;
        }
        assert!(seen > 40, "{seen}");
        bench.pass(30).await;
        assert_eq!(writes(&bench), [""; 0]);
    });
}

#[test]
fn every_act_is_off_with_the_reason_and_on_again() {
    run(async {
        let bench = Bench::open().await;
        let acts = async || {
            let fleet = bench.call("refresh", json!({})).await.unwrap();
            let rows = fleet["instances"].as_array().unwrap().clone();
            let each = rows.iter().flat_map(|row| row["acts"].as_object().unwrap().values().cloned());
            each.filter(Value::is_object).collect::<Vec<Value>>()
        };
        assert!(acts().await.iter().any(|act| act["allowed"] == true));
        let state = only_look(&bench, true).await;
        assert_eq!(state["profiles"][0]["readOnly"], true);
        let off = acts().await;
        assert!(!off.is_empty());
        for act in off {
            let (allowed, reason) = (&act["allowed"], &act["reason"]);
            assert_eq!((allowed, reason), (&json!(false), &json!("This account is read-only.")));
        }
        let state = only_look(&bench, false).await;
        assert_eq!(state["profiles"][0]["readOnly"], false);
        let rows = bench.call("refresh", json!({})).await.unwrap();
        let row = rows["instances"].as_array().unwrap().iter().find(|row| row["acts"]["modify"]["allowed"] == true);
        let args = json!({ "id": row.unwrap()["id"], "name": "renamed" });
        bench.call("instance_rename", args).await.unwrap();
        assert_eq!(writes(&bench).len(), 1);
    });
}

#[test]
fn a_lease_asks_where_the_account_may_only_look_in_front_and_behind() {
    for behind in [false, true] {
        let world = World::new();
        run_in(&world, async |bench: &Bench| {
            let rows = bench.call("refresh", json!({})).await.unwrap();
            let rows = rows["instances"].as_array().unwrap();
            let ends = |row: &&Value| row["kind"] == "vm" && row["acts"]["terminate"]["allowed"] == true;
            let vm = rows.iter().find(ends).unwrap();
            let lease = json!({ "id": vm["id"], "hours": 1, "action": "terminate", "extend": false });
            bench.call("lease_set", lease).await.unwrap();
            if behind {
                let work =
                    json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
                bench.call("sign_in", work).await.unwrap();
            }
            only_look(bench, true).await;
            bench.pass(3_700).await;
            assert_eq!(writes(bench), [""; 0]);
            if behind {
                bench.call("open_sandbox", json!({})).await.unwrap();
            }
            bench.call("refresh", json!({})).await.unwrap();
            let row = bench.call("instance", json!({ "id": vm["id"] })).await.unwrap();
            assert_eq!(row["instance"]["lease"]["asks"], true);
            let left = bench.sandbox.records().resources;
            assert!(
                left.iter()
                    .any(|one| one.kind == ResourceKind::Vm && json!(one.id) == vm["id"] && one.terminated.is_none())
            );
        });
    }
}

#[test]
fn an_account_can_be_connected_to_look_only_and_stays_so() {
    let world = World::new();
    world.keychain.set_state(crate::bench::KeychainState::Open);
    let args = json!({ "profileId": null, "name": "Books", "baseUrl": BASE, "token": TOKEN, "readOnly": true });
    start_in(&world, async |bench: &Bench| {
        let state = bench.call("sign_in", args).await.unwrap();
        assert_eq!(state["profiles"][1]["readOnly"], true);
        let again =
            json!({ "profileId": state["active"], "name": "", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        let state = bench.call("sign_in", again).await.unwrap();
        assert_eq!(state["profiles"][1]["readOnly"], true, "a new token gives no new rights");
    });
    start_in(&world, async |bench: &Bench| {
        bench.call("app_state", json!({})).await.unwrap();
        let rows = bench.call("refresh", json!({})).await.unwrap();
        let args = json!({ "id": rows["instances"][0]["id"], "name": "renamed" });
        let error = bench.call("instance_rename", args).await.unwrap_err();
        assert_eq!(error["code"], "readOnly");
        assert_eq!(writes(bench), [""; 0]);
    });
}
