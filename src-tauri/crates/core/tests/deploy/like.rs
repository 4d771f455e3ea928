//! A new machine like one that there is or was: what is filled in, and what is said of the rest. Nothing is ordered by it.

use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{Bench, World, run, run_in};
use crate::metal;

async fn like(bench: &Bench, id: &Value) -> Value {
    bench.call("deploy_draft_like", json!({ "id": id })).await.unwrap()
}

fn says(start: &Value, part: &str) -> bool {
    start["remarks"].as_array().unwrap().iter().any(|remark| remark.as_str().unwrap().contains(part))
}

async fn end(bench: &Bench, id: &Value, name: &str) {
    bench.call("refresh", json!({})).await.unwrap();
    bench.call("instance_terminate", json!({ "id": id, "typedName": name })).await.unwrap();
    bench.pass(120).await;
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    assert!(fleet["instances"].as_array().unwrap().iter().all(|row| row["id"] != *id), "it is gone");
}

#[test]
fn a_vm_is_filled_in_again_and_what_is_not_kept_is_said() {
    run(async {
        let bench = Bench::open().await;
        let options = bench.call("deploy_options", json!({})).await.unwrap();
        let keys: Vec<Value> = options["keys"].as_array().unwrap().iter().map(|key| key["id"].clone()).collect();
        let mut draft = bench.draft("train-1").await;
        draft["password"] = json!("canary-password");
        draft["keyMode"] = json!("selective");
        draft["keyIds"] = json!([keys[0], keys[1]]);
        draft["tags"] = json!(["team"]);
        draft["lease"] = json!({ "hours": 12, "endsAt": null, "action": "terminate" });
        draft["cloudInit"]["runcmd"] = json!(["echo canary"]);
        draft["firstSteps"] =
            json!({ "mount": false, "exportPath": "", "docker": true, "run": true, "script": "echo canary-script" });
        let job = bench.start_draft(draft.clone()).await;
        let id = &job["instanceId"];
        bench.pass(60).await;
        bench.call("ssh_key_remove", json!({ "id": keys[1] })).await.unwrap();
        let orders = bench.sent_orders();
        assert!(!says(&like(&bench, id).await, "auto-stop is not taken over"));
        let idle = json!({ "id": id, "when": "idle", "minutes": 60, "percent": 5, "action": "terminate" });
        bench.call("auto_stop_set", idle).await.unwrap();
        let start = like(&bench, id).await;
        assert!(says(&start, "auto-stop is not taken over"), "{}", start["remarks"]);
        let steps = json!({ "mount": false, "exportPath": "", "docker": true, "hadScript": true });
        let jobs = bench.call("deploy_job", json!({ "id": job["id"] })).await.unwrap();
        assert_eq!(jobs["again"]["firstSteps"], steps, "deployed again it is no bare machine");
        let again = &start["again"];
        assert_eq!((&start["kind"], &start["title"]), (&json!("vm"), &json!("Like train-1.")));
        assert_eq!((&again["name"], &again["presetId"]), (&json!("train-2"), &draft["presetId"]));
        assert_eq!((&again["tags"], &again["keyIds"]), (&json!(["team"]), &json!([keys[0]])));
        assert_eq!((&again["lease"]["hours"], &again["lease"]["action"]), (&json!(12), &json!("terminate")));
        assert_eq!((&start["firstSteps"]["docker"], &start["firstSteps"]["run"]), (&json!(true), &json!(false)));
        assert_eq!(start["cloudInit"], Value::Null);
        for part in [
            "password is not kept",
            "cloud-init is not kept",
            "script that it ran",
            "One of its SSH keys",
            "auto-terminate after 12 h",
        ] {
            assert!(says(&start, part), "{part}: {}", start["remarks"]);
        }
        // The same of the machine when it is gone.
        end(&bench, id, "train-1").await;
        let gone = like(&bench, id).await;
        assert_eq!(gone["again"], start["again"], "its name is not used twice");
        assert_eq!(bench.sent_orders(), orders, "nothing is ordered");
        for answer in bench.answers() {
            assert!(!answer.contains("canary"), "{answer}");
        }
    });
}

#[test]
fn cloud_init_that_was_saved_as_a_template_is_taken_over() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let form = json!({ "packages": ["htop"], "writeFiles": [], "runcmd": ["echo saved"] });
        let save = json!({ "name": "Mine", "cloudInit": form });
        bench.call("cloud_init_template_save", save).await.unwrap();
        let mut draft = bench.draft("train").await;
        draft["cloudInit"] = form.clone();
        let job = bench.start_draft(draft).await;
        let start = like(bench, &job["instanceId"]).await;
        assert_eq!((&start["cloudInit"], &start["again"]["name"]), (&form, &json!("train-2")));
        assert!(says(&start, "template \"Mine\""), "{}", start["remarks"]);
        let templates = bench.call("cloud_init_templates", json!({})).await.unwrap();
        let own = templates.as_array().unwrap().iter().find(|template| template["name"] == "Mine").unwrap();
        bench.call("cloud_init_template_delete", json!({ "id": own["id"] })).await.unwrap();
        let start = like(bench, &job["instanceId"]).await;
        assert_eq!(start["cloudInit"], Value::Null);
        assert!(says(&start, "cloud-init is not kept"));
    });
    assert!(!world.read_text("jobs").contains("echo saved"));
}

#[test]
fn hardware_that_is_not_to_be_had_is_never_replaced_in_silence() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-1").await;
        let (id, preset) = (job["instanceId"].clone(), job["again"]["presetId"].clone());
        bench.sandbox.sell_out(1);
        bench.pass(60).await;
        let start = like(&bench, &id).await;
        assert_eq!(start["again"]["presetId"], preset);
        let options = bench.call("deploy_options", json!({})).await.unwrap();
        let now = options["presets"].as_array().unwrap().iter().find(|one| one["id"] == preset).unwrap();
        assert_eq!(now["inStock"], false, "the stock was taken away");
        assert!(says(&start, "sold out now"), "{}", start["remarks"]);
        let gone = preset.clone();
        bench.tamper(move |path, answer| {
            if path.contains("presets")
                && let Some(list) = list(answer)
            {
                list.retain(|one| one["id"] != gone && one["operating_system"] != "Ubuntu 22.04 LTS");
            }
        });
        bench.pass(60).await;
        let start = like(&bench, &id).await;
        assert_eq!(start["again"]["presetId"], Value::Null, "{}", start["remarks"]);
        assert!(says(&start, "no longer sold"), "{}", start["remarks"]);
    });
}

fn list(answer: &mut Value) -> Option<&mut Vec<Value>> {
    if answer.is_array() { answer.as_array_mut() } else { answer["results"].as_array_mut() }
}

#[test]
fn of_a_machine_that_was_made_elsewhere_only_what_is_seen_is_taken() {
    run(async {
        let bench = Bench::open().await;
        bench.call("refresh", json!({})).await.unwrap();
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        for kind in ["vm", "bareMetal"] {
            let row = rows.iter().find(|row| row["kind"] == kind && row["gpus"].as_u64() > Some(0)).unwrap();
            let start = like(&bench, &row["id"]).await;
            assert_eq!(start["kind"], kind);
            assert!(says(&start, "was not deployed from here"), "{}", start["remarks"]);
            assert_ne!(start["again"]["name"], row["name"]);
            if kind == "bareMetal" {
                assert_eq!(start["again"]["metal"]["gpuCount"], row["gpus"]);
            } else if !start["again"]["presetId"].is_null() {
                let options = bench.call("deploy_options", json!({})).await.unwrap();
                let chosen = options["presets"].as_array().unwrap();
                let chosen = chosen.iter().find(|one| one["id"] == start["again"]["presetId"]).unwrap();
                assert_eq!((&chosen["gpus"], &chosen["gpuModel"]), (&row["gpus"], &row["gpuModel"]));
            } else {
                assert!(says(&start, "Choose"), "{}", start["remarks"]);
            }
        }
        let fault = bench.call("deploy_draft_like", json!({ "id": "nobody" })).await.unwrap_err();
        assert_eq!(fault["code"], "gone");
    });
}

#[test]
fn a_rental_takes_its_place_and_its_volume_and_says_when_they_are_gone() {
    run(async {
        let bench = Bench::open().await;
        let options = bench.call("metal_options", json!({})).await.unwrap();
        let change = json!({ "storageMode": "new", "volumeName": "pool-a", "volumeGb": "500" });
        let mut draft = metal::draft(&options, "rack-01", &change);
        draft["firstSteps"] = json!({ "mount": false, "exportPath": "", "docker": true, "run": false, "script": "" });
        let job = bench.start_draft(draft.clone()).await;
        bench.pass(240).await;
        let start = like(&bench, &job["instanceId"]).await;
        let (metal, was) = (&start["again"]["metal"], &draft["metal"]);
        assert_eq!((&metal["locationId"], &metal["network"]), (&was["locationId"], &was["network"]));
        assert_eq!((&metal["gpuCount"], &start["again"]["name"]), (&json!(8), &json!("rack-02")));
        assert_eq!(metal["storageMode"], "existing", "it is not bought twice: {metal}");
        assert!(says(&start, "\"pool-a\" is attached to"), "{}", start["remarks"]);
        end(&bench, &job["instanceId"], "rack-01").await;
        let volume = metal["storageId"].as_str().unwrap().to_owned();
        bench.other("DELETE", &format!("/storage/{volume}"), Value::Null).await;
        bench.pass(60).await;
        let start = like(&bench, &job["instanceId"]).await;
        assert_eq!(start["again"]["metal"]["storageMode"], "none");
        assert!(says(&start, "\"pool-a\" is no longer there"), "{}", start["remarks"]);
        let location = was["locationId"].clone();
        bench.tamper(move |path, answer| {
            if path.contains("bare-metal/locations")
                && let Some(list) = list(answer)
            {
                list.retain(|one| one["id"] != location);
            }
        });
        bench.pass(60).await;
        let start = like(&bench, &job["instanceId"]).await;
        assert_eq!(start["again"]["metal"]["locationId"], Value::Null, "{}", start["again"]["metal"]);
        assert!(says(&start, "no longer offered"), "{}", start["remarks"]);
        let books = bench.sandbox.records().resources.into_iter();
        assert_eq!(books.filter(|one| one.kind == ResourceKind::BareMetal && one.name.starts_with("rack")).count(), 1);
        let log = bench.sandbox.log();
        assert_eq!(log.iter().filter(|line| line.operation == Some(Operation::CreateVolume)).count(), 1);
    });
}
