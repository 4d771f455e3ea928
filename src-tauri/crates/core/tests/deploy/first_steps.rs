//! First steps: what is sent is the person's own cloud-init with the pieces in it, and exactly what was reviewed.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run, run_in};
use crate::metal;

fn steps(change: &Value) -> Value {
    let mut steps = json!({ "mount": false, "exportPath": "", "docker": false, "run": false, "script": "" });
    for (field, value) in change.as_object().unwrap() {
        steps[field] = value.clone();
    }
    steps
}

async fn issues(bench: &Bench, draft: &Value) -> Vec<(String, String)> {
    let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
    let text = |issue: &Value, field: &str| issue[field].as_str().unwrap().to_owned();
    check["issues"].as_array().unwrap().iter().map(|issue| (text(issue, "field"), text(issue, "message"))).collect()
}

#[test]
fn a_vm_is_sent_its_steps_around_what_was_typed() {
    run(async {
        let bench = Bench::open().await;
        let mut draft = bench.draft("train-01").await;
        draft["cloudInit"] = json!({ "packages": ["htop"], "writeFiles": [], "runcmd": ["echo theirs"] });
        draft["firstSteps"] = steps(&json!({ "docker": true, "run": true, "script": "echo 'it''s \"up\"' $HOME" }));
        let view = bench.call("first_steps", json!({ "draft": draft })).await.unwrap();
        let names: Vec<&Value> = view["steps"].as_array().unwrap().iter().map(|step| &step["step"]).collect();
        assert_eq!(names, [&json!("docker"), &json!("run")]);
        let parsed = bench.call("cloud_init_parse", json!({ "text": view["text"] })).await.unwrap();
        let job = bench.start_draft(draft).await;
        assert_eq!(job["phase"], "accepted");
        let sent = bench.sent_body("/virtual-machines/instant")["cloud_init"].clone();
        assert_eq!(sent["packages"], json!(["htop"]));
        let commands: Vec<&str> = sent["runcmd"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert!(commands[0].contains("docker.sh") && commands[1] == "echo theirs" && commands[2].contains("run.sh"));
        let script = sent["write_files"].as_array().unwrap().iter().find(|file| file["permissions"] == "0700").unwrap();
        assert_eq!(script["content"], "#!/bin/bash\necho 'it''s \"up\"' $HOME\n");
        // What was shown is what the provider was asked about and what it was sent.
        assert_eq!(parsed["form"]["runcmd"], sent["runcmd"]);
        let checked = bench.sent_body("/validate/cloudinit");
        assert_eq!(checked["content"]["runcmd"], sent["runcmd"], "{checked}");
        assert!(bench.machine("train-01").access.cloud_init);
    });
}

#[test]
fn a_rental_mounts_the_volume_that_it_is_ordered_with() {
    run(async {
        let bench = Bench::open().await;
        let options = bench.call("metal_options", json!({})).await.unwrap();
        let volume = options["volumes"][0]["id"].clone();
        let existing = json!({ "storageMode": "existing", "storageId": volume });
        let mut draft = metal::draft(&options, "rack-01", &existing);
        draft["firstSteps"] = steps(&json!({ "mount": true }));
        let found = issues(&bench, &draft).await;
        assert!(found.iter().any(|(field, _)| field == "firstSteps.exportPath"), "{found:?}");
        draft["firstSteps"]["exportPath"] = json!("/pool/data");
        assert!(issues(&bench, &draft).await.iter().all(|(field, _)| !field.starts_with("firstSteps")));
        bench.start_draft(draft.clone()).await;
        let sent = bench.sent_body("/bare-metal/")["cloudinit_script"].clone();
        let file = |end: &str| {
            let files = sent["write_files"].as_array().unwrap();
            let found = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(end)).unwrap();
            found["content"].as_str().unwrap().to_owned()
        };
        let book = bench.other("GET", &format!("/storage/{}", volume.as_str().unwrap()), json!(null)).await;
        let vip = book["vip"].as_str().unwrap();
        assert!(file("mount.sh").contains(&format!("{vip}:/pool/data")), "{}", file("mount.sh"));
        assert!(file(".service").contains("WantedBy=multi-user.target"), "it is there after a reboot");
        assert_eq!(sent["packages"], json!(["nfs-common"]));
        for (change, at) in [
            (json!({ "storageMode": "none", "storageId": null }), "firstSteps.mount"),
            (json!({ "storageMode": "new", "volumeName": "v", "volumeGb": "10" }), "firstSteps.mount"),
        ] {
            let mut other = metal::draft(&options, "rack-02", &change);
            other["firstSteps"] = draft["firstSteps"].clone();
            let found = issues(&bench, &other).await;
            assert!(found.iter().any(|(field, _)| field == at), "{change}: {found:?}");
        }
    });
}

#[test]
fn what_does_not_go_together_stops_the_order() {
    run(async {
        let bench = Bench::open().await;
        let mut draft = bench.draft("train-01").await;
        draft["cloudInit"]["packages"] = json!(["docker.io"]);
        draft["firstSteps"] = steps(&json!({ "docker": true }));
        let refused = bench.start(draft.clone(), json!(null)).await.unwrap_err();
        assert_eq!((&refused["code"], &refused["field"]), (&json!("invalid"), &json!("firstSteps.docker")));
        draft["cloudInit"]["packages"] = json!([]);
        draft["standing"] = json!({ "limit": "5", "days": "1", "tries": "1" });
        assert!(issues(&bench, &draft).await.iter().any(|(field, _)| field == "firstSteps"));
        assert_eq!(bench.bought("train-01"), 0);
    });
}

#[test]
fn a_script_is_as_secret_as_cloud_init() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let mut draft = bench.draft("train-01").await;
        draft["firstSteps"] = steps(&json!({ "run": true, "script": "export TOKEN=canary-script" }));
        bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        bench.start_draft(draft).await;
        bench.pass(60).await;
        bench.call("deploy_jobs", json!({})).await.unwrap();
        bench.call("activity", json!({ "filter": {} })).await.ok();
        assert!(
            bench.sent_body("/virtual-machines/instant").to_string().contains("canary-script"),
            "it did reach the provider"
        );
        for answer in bench.answers() {
            assert!(!answer.contains("canary-script"), "{answer}");
        }
    });
    world.each_file(|path, bytes| {
        let found = bytes.windows(13).any(|window| window == b"canary-script");
        assert!(!found, "the script is in {}", path.display());
    });
}
