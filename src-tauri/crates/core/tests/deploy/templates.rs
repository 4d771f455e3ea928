//! Deploy templates: saved, begun with, written to a file and opened by somebody else.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run, run_in};
use crate::metal;

fn says(start: &Value, part: &str) -> bool {
    start["remarks"].as_array().unwrap().iter().any(|remark| remark.as_str().unwrap().contains(part))
}

async fn save(bench: &Bench, name: &str, draft: &Value, with: bool) -> Result<Value, Value> {
    let args = json!({ "name": name, "draft": draft, "withCloudInit": with, "replace": false });
    bench.call("deploy_template_save", args).await
}

async fn export(bench: &Bench, id: &Value, with: bool) -> String {
    let exported = bench.call("deploy_template_export", json!({ "id": id, "withCloudInit": with })).await.unwrap();
    let path = exported["path"].as_str().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::read_to_string(path).unwrap()
}

async fn full(bench: &Bench) -> Value {
    let options = bench.call("deploy_options", json!({})).await.unwrap();
    let mut draft = bench.draft("train-1").await;
    draft["password"] = json!("canary-password");
    draft["keyMode"] = json!("selective");
    draft["keyIds"] = json!([options["keys"][0]["id"], options["keys"][1]["id"]]);
    draft["tags"] = json!(["team"]);
    draft["lease"] = json!({ "hours": 12, "endsAt": null, "action": "release" });
    draft["cloudInit"]["runcmd"] = json!(["echo contents"]);
    draft["firstSteps"] =
        json!({ "mount": false, "exportPath": "", "docker": true, "run": true, "script": "echo script" });
    draft
}

#[test]
fn a_template_is_the_draft_without_its_secrets() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let draft = full(bench).await;
        let all = save(bench, "Training", &draft, false).await.unwrap();
        assert_eq!((all.as_array().unwrap().len(), &all[0]["hasCloudInit"]), (1, &json!(false)));
        let start = bench.call("deploy_template_start", json!({ "id": all[0]["id"] })).await.unwrap();
        let again = &start["again"];
        assert_eq!((&start["kind"], &again["presetId"]), (&json!("vm"), &draft["presetId"]));
        assert_eq!((&again["name"], &again["tags"]), (&json!("train-1"), &json!(["team"])));
        assert_eq!((&again["keyIds"], &again["lease"]["hours"]), (&draft["keyIds"], &json!(12)));
        assert_eq!((&start["firstSteps"]["docker"], &start["firstSteps"]["run"]), (&json!(true), &json!(false)));
        assert_eq!(start["cloudInit"], Value::Null);
        assert!(says(&start, "auto-stop with release after 12 h"));
        let file = export(bench, &all[0]["id"], true).await;
        assert!(!file.contains("echo") && !file.contains("canary") && !file.contains("price"), "{file}");
        let taken = save(bench, "training", &draft, false).await.unwrap_err();
        assert_eq!((&taken["code"], &taken["field"]), (&json!("exists"), &json!("name")));
        // A name that is taken is counted up.
        bench.deploy("train-1").await;
        let start = bench.call("deploy_template_start", json!({ "id": all[0]["id"] })).await.unwrap();
        assert_eq!(start["again"]["name"], "train-2");
    });
    world.each_file(|path, bytes| {
        for secret in ["canary-password", "echo contents", "echo script"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    });
}

#[test]
fn cloud_init_is_in_it_only_where_that_was_said_and_a_secret_never() {
    run(async {
        let bench = Bench::open().await;
        let mut draft = full(&bench).await;
        let all = save(&bench, "With", &draft, true).await.unwrap();
        assert_eq!(all[0]["hasCloudInit"], true);
        let start = bench.call("deploy_template_start", json!({ "id": all[0]["id"] })).await.unwrap();
        assert_eq!(start["cloudInit"]["runcmd"], json!(["echo contents"]));
        assert_eq!(
            (&start["firstSteps"]["run"], &start["firstSteps"]["script"]),
            (&json!(true), &json!("echo script"))
        );
        assert!(!export(&bench, &all[0]["id"], false).await.contains("echo"));
        assert!(export(&bench, &all[0]["id"], true).await.contains("echo contents"));
        // A lease until a moment is kept as long as it would last from now.
        let fleet = bench.call("refresh", json!({})).await.unwrap();
        let now: chrono::DateTime<chrono::Utc> = fleet["readAt"].as_str().unwrap().parse().unwrap();
        let until = now + chrono::TimeDelta::minutes(330);
        draft["lease"] = json!({ "hours": 0, "endsAt": until.to_rfc3339(), "action": "release" });
        let all = save(&bench, "Until", &draft, false).await.unwrap();
        let until = all.as_array().unwrap().iter().find(|one| one["name"] == "Until").unwrap();
        let start = bench.call("deploy_template_start", json!({ "id": until["id"] })).await.unwrap();
        assert_eq!(start["again"]["lease"]["hours"], 6, "{start}");
        draft["firstSteps"]["script"] = json!("export HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz");
        let refused = save(&bench, "Secret", &draft, true).await.unwrap_err();
        assert!(refused["message"].as_str().unwrap().contains("Nothing was saved"), "{refused}");
        assert!(!refused.to_string().contains("hf_abc"));
        draft["presetId"] = Value::Null;
        assert_eq!(save(&bench, "None", &draft, false).await.unwrap_err()["code"], "invalid");
    });
}

#[test]
fn the_hardware_that_a_file_says_counts_and_not_its_id() {
    run(async {
        let bench = Bench::open().await;
        let all = save(&bench, "One", &full(&bench).await, false).await.unwrap();
        let mut file: Value = serde_json::from_str(&export(&bench, &all[0]["id"], false).await).unwrap();
        let options = bench.call("deploy_options", json!({})).await.unwrap();
        let mine = file.to_string();
        let presets = options["presets"].as_array().unwrap();
        let big = presets.iter().max_by_key(|preset| preset["gpus"].as_u64()).unwrap();
        let small = presets.iter().find(|preset| mine.contains(preset["id"].as_str().unwrap())).unwrap();
        assert_ne!(big["gpus"], small["gpus"]);
        let text =
            mine.replace(small["id"].as_str().unwrap(), big["id"].as_str().unwrap()).replace("\"One\"", "\"Two\"");
        file = bench
            .call("deploy_template_import", json!({ "text": text, "replace": false, "withCloudInit": false }))
            .await
            .unwrap();
        let two = file.as_array().unwrap().iter().find(|one| one["name"] == "Two").unwrap();
        let start = bench.call("deploy_template_start", json!({ "id": two["id"] })).await.unwrap();
        assert_ne!(start["again"]["presetId"], big["id"], "the dear one is never chosen for it");
        assert!(says(&start, "which is not the same"), "{}", start["remarks"]);
    });
}

#[test]
fn a_colleague_opens_the_file_and_is_told_what_is_not_here() {
    let (mine, theirs) = (World::new(), World::seeded(99));
    let (vm, rack) = run_in(&mine, async |bench: &Bench| {
        let all = save(bench, "VM", &full(bench).await, true).await.unwrap();
        let options = bench.call("metal_options", json!({})).await.unwrap();
        let existing = json!({ "storageMode": "existing", "storageId": options["volumes"][0]["id"] });
        let draft = metal::draft(&options, "rack-01", &existing);
        let both = save(bench, "Rack", &draft, false).await.unwrap();
        let rack = both.as_array().unwrap().iter().find(|one| one["name"] == "Rack").unwrap();
        (export(bench, &all[0]["id"], true).await, export(bench, &rack["id"], false).await)
    });
    run_in(&theirs, async |bench: &Bench| {
        let keys = bench.call("ssh_keys", json!({})).await.unwrap();
        for key in keys["keys"].as_array().unwrap() {
            bench.call("ssh_key_remove", json!({ "id": key["id"] })).await.unwrap();
        }
        let read = bench.call("deploy_template_read", json!({ "text": vm })).await.unwrap();
        assert_eq!(
            (&read["name"], &read["hasCloudInit"], &read["exists"]),
            (&json!("VM"), &json!(true), &json!(false))
        );
        assert!(!read.to_string().contains("echo"), "{read}");
        let import = |text: &str, replace: bool, with: bool| {
            let args = json!({ "text": text, "replace": replace, "withCloudInit": with });
            bench.call("deploy_template_import", args)
        };
        let all = import(&vm, false, false).await.unwrap();
        assert_eq!(all[0]["hasCloudInit"], false, "it runs as root, so it is taken only where that was said");
        let start = bench.call("deploy_template_start", json!({ "id": all[0]["id"] })).await.unwrap();
        assert_eq!(start["again"]["keyIds"], json!([]));
        assert!(says(&start, "The organization has no SSH key"), "{}", start["remarks"]);
        let all = import(&vm, false, true).await.unwrap();
        let names: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, [&json!("VM"), &json!("VM 2")], "both are kept");
        let all = import(&vm, true, true).await.unwrap();
        assert_eq!((all.as_array().unwrap().len(), &all[0]["hasCloudInit"]), (2, &json!(true)));
        let renamed = rack.replace("\"volume\": {\n    \"name\": \"", "\"volume\": {\n    \"name\": \"not-");
        assert_ne!(renamed, rack);
        let all = import(&renamed, false, false).await.unwrap();
        let rack = all.as_array().unwrap().iter().find(|one| one["kind"] == "bareMetal").unwrap();
        let start = bench.call("deploy_template_start", json!({ "id": rack["id"] })).await.unwrap();
        assert_eq!(start["again"]["metal"]["storageMode"], "none");
        assert!(says(&start, "is no longer there"), "{}", start["remarks"]);
        for (text, part) in [("{}", "no deploy template"), ("", "damaged"), ("{\"format\":", "damaged")] {
            let refused = import(text, false, false).await.unwrap_err();
            assert!(refused["message"].as_str().unwrap().contains(part), "{refused}");
        }
        let left = bench.call("deploy_template_delete", json!({ "id": rack["id"] })).await.unwrap();
        assert_eq!(left.as_array().unwrap().len(), 2);
    });
}

/// Somebody else's key may have the same name.
#[test]
fn a_key_is_told_by_what_it_is_and_not_by_its_name() {
    run(async {
        let bench = Bench::open().await;
        let draft = full(&bench).await;
        let all = save(&bench, "VM", &draft, false).await.unwrap();
        let file = export(&bench, &all[0]["id"], false).await;
        let fingerprint =
            |file: &str| -> Value { serde_json::from_str::<Value>(file).unwrap()["keys"]["chosen"].clone() };
        let first = fingerprint(&file)[0]["fingerprint"].as_str().unwrap().to_owned();
        let other =
            file.replace(&first, "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").replace("\"VM\"", "\"Other\"");
        let args = json!({ "text": other, "replace": false, "withCloudInit": false });
        let all = bench.call("deploy_template_import", args).await.unwrap();
        let start = bench.call("deploy_template_start", json!({ "id": all[0]["id"] })).await.unwrap();
        assert_eq!(start["again"]["keyIds"], json!([draft["keyIds"][1]]));
        assert!(says(&start, "is another key than the one that is meant"), "{}", start["remarks"]);
    });
}
