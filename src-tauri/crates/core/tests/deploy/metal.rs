//! Bare metal: the same job as for a VM, its volume before it, its warning after.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation, ResourceKind};

use crate::bench::{Bench, World, run, run_in};

pub fn draft(options: &Value, name: &str, change: &Value) -> Value {
    let free = |line: &&Value| line["freeGpus"].as_u64().unwrap_or(0) >= 16;
    let line = options["hardware"].as_array().unwrap().iter().find(free).unwrap();
    let mut metal = json!({
        "locationId": line["locationId"], "network": line["network"], "gpuCount": 8, "subOrder": "",
        "storageMode": "none", "storageId": null, "volumeName": "", "volumeGb": "",
    });
    for (field, value) in change.as_object().unwrap() {
        metal[field] = value.clone();
    }
    json!({
        "presetId": null, "metal": metal, "name": name, "password": "", "keyMode": "all", "keyIds": [], "extraKeys": [],
        "cloudInit": { "packages": [], "writeFiles": [], "runcmd": [] }, "tags": ["team"], "lease": null,
    })
}

async fn options(bench: &Bench) -> Value {
    bench.call("metal_options", json!({})).await.unwrap()
}

async fn issues(bench: &Bench, draft: &Value) -> Vec<(String, String)> {
    let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
    let text = |issue: &Value, field: &str| issue[field].as_str().unwrap().to_owned();
    check["issues"].as_array().unwrap().iter().map(|issue| (text(issue, "field"), text(issue, "severity"))).collect()
}

async fn order(bench: &Bench, draft: &Value) -> Value {
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    bench.start(draft.clone(), review["quote"].clone()).await.unwrap()
}

fn books(bench: &Bench, kind: ResourceKind, name: &str) -> usize {
    bench.sandbox.records().resources.iter().filter(|one| one.kind == kind && one.name == name).count()
}

fn body(bench: &Bench, operation: Operation) -> Value {
    let log = bench.sandbox.log();
    log.iter().rfind(|line| line.operation == Some(operation)).and_then(|line| line.body.clone()).unwrap_or_default()
}

fn sent(bench: &Bench, operation: Operation) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(operation)).count()
}

/// A reviewed draft with a new volume.
async fn with_volume(bench: &Bench) -> (Value, Value) {
    let options = options(bench).await;
    let new = json!({ "storageMode": "new", "volumeName": "pool-a", "volumeGb": "500" });
    let draft = draft(&options, "rack-01", &new);
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    (draft, review["quote"].clone())
}

#[test]
fn a_rental_is_ordered_once_and_followed_until_it_runs() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let draft = draft(&options, "rack-01", &json!({ "subOrder": "4711" }));
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        assert_eq!(review["preset"], Value::Null);
        assert_eq!((&review["metal"]["nodes"], &review["metal"]["subOrder"]), (&json!(1), &json!("4711")));
        assert!(review["curl"].as_str().unwrap().contains("/bare-metal/"));
        let job = bench.start(draft, review["quote"].clone()).await.unwrap();
        assert_eq!((&job["kind"], &job["phase"]), (&json!("bareMetal"), &json!("accepted")));
        assert_eq!(job["perHour"], review["cost"]["perHour"]);
        bench.pass(240).await;
        let job = bench.job(job["id"].as_str().unwrap()).await;
        assert_eq!((&job["phase"], &job["said"]), (&json!("up"), &Value::Null));
        assert_eq!(books(&bench, ResourceKind::BareMetal, "rack-01"), 1);
        let sent = body(&bench, Operation::DeployBareMetal);
        assert_eq!((&sent["sub_order"], &sent["gpu_count"]), (&json!(4711), &json!(8)));
        assert_eq!(sent["tags"], json!(["team", job["tag"]]));
        assert_eq!(self::sent(&bench, Operation::GetVm), 0, "a rental is not looked for among the VMs");
    });
}

#[test]
fn a_young_rental_shows_what_was_ordered() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let job = order(&bench, &draft(&options, "rack-01", &json!({ "gpuCount": 16 }))).await;
        bench.pass(20).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == job["instanceId"]).unwrap();
        assert_eq!((&row["state"]["word"], &row["gpus"]), (&json!("Pending"), &json!(16)));
        assert_eq!(row["tags"], json!(["team"]), "without the tag of the job");
        assert!(row["rental"]["network"].is_string(), "{row}");
        let all: u64 = rows.iter().map(|row| row["gpus"].as_u64().unwrap()).sum();
        assert_eq!(fleet["gpus"], all);
        let detail = bench.call("instance", json!({ "id": row["id"] })).await.unwrap();
        assert_eq!(detail["instance"]["gpus"], 16);
        // Somebody else's tells nothing, and nothing is made up.
        bench.tamper(|path, answer| {
            let Some(list) = answer["results"].as_array_mut().filter(|_| path.ends_with("/bare-metal/")) else {
                return;
            };
            list.push(
                json!({ "id": "9d3c0f0a-0000-4000-8000-000000000001", "name": "theirs", "rate_hourly": "19.92" }),
            );
        });
        let fleet = bench.call("refresh", json!({})).await.unwrap();
        let theirs = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "theirs").unwrap();
        assert_eq!((&theirs["gpus"], &theirs["gpuModel"], &theirs["tags"]), (&json!(0), &Value::Null, &json!([])));
    });
}

#[test]
fn what_is_wrong_stands_at_its_field() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        for (change, expected) in [
            (json!({ "locationId": null }), ("metal.locationId", "error")),
            (json!({ "gpuCount": 0 }), ("metal.gpuCount", "error")),
            (json!({ "gpuCount": 4_000 }), ("metal.gpuCount", "error")),
            (json!({ "gpuCount": 12 }), ("metal.gpuCount", "warning")),
            (json!({ "subOrder": "north" }), ("metal.subOrder", "error")),
            (json!({ "storageMode": "existing" }), ("metal.storageId", "error")),
            (json!({ "storageMode": "existing", "storageId": "nobody" }), ("metal.storageId", "error")),
            (json!({ "storageMode": "new", "volumeGb": "10" }), ("metal.volumeName", "error")),
            (json!({ "storageMode": "new", "volumeName": "v", "volumeGb": "0" }), ("metal.volumeGb", "error")),
            (json!({ "storageMode": "new", "volumeName": "v", "volumeGb": "1.5" }), ("metal.volumeGb", "error")),
            // The printed rate and what the volumes that exist are billed are a factor of 100 apart.
            (json!({ "storageMode": "new", "volumeName": "v", "volumeGb": "10" }), ("metal.volumeGb", "warning")),
        ] {
            let found = issues(&bench, &draft(&options, "rack-01", &change)).await;
            assert!(found.contains(&(expected.0.into(), expected.1.into())), "{change}: {found:?}");
        }
        let mut with_password = draft(&options, "rack-01", &json!({}));
        with_password["password"] = json!("long enough");
        with_password["lease"] = json!({ "hours": 5, "action": "release" });
        let found = issues(&bench, &with_password).await;
        assert!(found.contains(&("password".into(), "error".into())), "{found:?}");
        assert!(found.contains(&("lease.action".into(), "error".into())), "{found:?}");
        assert_eq!(issues(&bench, &draft(&options, "rack-01", &json!({}))).await, []);
    });
}

#[test]
fn the_provider_is_asked_about_the_cloud_init_of_bare_metal_as_that() {
    run(async {
        let bench = Bench::open().await;
        let form = json!({ "packages": ["htop"], "writeFiles": [], "runcmd": [] });
        for (kind, word) in [("bareMetal", "baremetal"), ("vm", "instant-vm")] {
            let check = bench.call("cloud_init_check", json!({ "cloudInit": form, "kind": kind })).await.unwrap();
            assert_eq!(check["accepted"], true);
            assert_eq!(body(&bench, Operation::ValidateCloudInit)["type"], word);
        }
        // The last look asks of its own accord.
        let mut draft = draft(&options(&bench).await, "rack-01", &json!({}));
        draft["cloudInit"] = form;
        bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        assert_eq!(body(&bench, Operation::ValidateCloudInit)["type"], "baremetal");
    });
}

#[test]
fn a_new_volume_is_created_first_and_attached() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let new = json!({ "storageMode": "new", "volumeName": "pool-a", "volumeGb": "500" });
        let draft = draft(&options, "rack-01", &new);
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        let job = bench.start(draft, review["quote"].clone()).await.unwrap();
        assert_eq!(job["phase"], "accepted");
        assert!(job["volumeNote"].as_str().unwrap().contains("pool-a was created"), "{}", job["volumeNote"]);
        let volume = bench.sandbox.records().resources.into_iter().find(|one| one.name == "pool-a").unwrap();
        assert_eq!(review["quote"]["storagePerHour"], volume.rate_hourly.to_string(), "as it is billed");
        assert_eq!(body(&bench, Operation::DeployBareMetal)["storage_id"], volume.id.to_string());
    });
}

#[test]
fn a_size_is_read_as_in_storage() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let new = json!({ "storageMode": "new", "volumeName": "pool-a", "volumeGb": "5,000" });
        let draft = draft(&options, "rack-01", &new);
        let found = issues(&bench, &draft).await;
        assert!(found.iter().all(|(_, severity)| severity == "warning"), "{found:?}");
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        assert_eq!(review["metal"]["storage"], "pool-a, 5,000 GB, new");
        bench.start(draft, review["quote"].clone()).await.unwrap();
        assert_eq!(body(&bench, Operation::CreateVolume)["size_in_gb"], 5_000);
    });
}

#[test]
fn a_volume_that_is_refused_or_not_found_again_orders_no_rental() {
    let refused = FaultKind::Status { status: 400, detail: Some("no room".into()) };
    for (fault, volumes, words) in
        [(refused, 0, "no room"), (FaultKind::LostAnswer, 1, "Nobody knows whether the volume")]
    {
        run(async move {
            let bench = Bench::open().await;
            let (draft, quote) = with_volume(&bench).await;
            bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, fault));
            if volumes == 1 {
                // The list that would tell lags behind.
                bench.tamper(|path, answer| {
                    let Some(list) = answer["results"].as_array_mut().filter(|_| path.contains("/storage")) else {
                        return;
                    };
                    list.retain(|volume| volume["name"] != "pool-a");
                });
            }
            let error = bench.start(draft, quote).await.unwrap_err();
            assert!(error["message"].as_str().unwrap().contains(words), "{error}");
            assert_eq!(books(&bench, ResourceKind::BareMetal, "rack-01"), 0);
            assert_eq!(books(&bench, ResourceKind::Volume, "pool-a"), volumes);
            bench.pass(60).await;
            assert_eq!(sent(&bench, Operation::CreateVolume), 1, "never sent again");
            let jobs = bench.call("deploy_jobs", json!({})).await.unwrap();
            assert_eq!(jobs[0]["phase"], "refused");
            assert_eq!(jobs[0]["volumeNote"].is_string(), volumes == 1, "{}", jobs[0]["volumeNote"]);
        });
    }
}

#[test]
fn a_volume_whose_answer_was_lost_is_found_in_the_list_and_used() {
    run(async {
        let bench = Bench::open().await;
        let (draft, quote) = with_volume(&bench).await;
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, FaultKind::LostAnswer));
        let job = bench.start(draft, quote).await.unwrap();
        assert_eq!(job["phase"], "accepted");
        assert_eq!((sent(&bench, Operation::CreateVolume), books(&bench, ResourceKind::Volume, "pool-a")), (1, 1));
        assert!(body(&bench, Operation::DeployBareMetal)["storage_id"].is_string());
    });
}

#[test]
fn a_volume_that_stays_after_a_refused_rental_is_told() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let new = json!({ "storageMode": "new", "volumeName": "pool-a", "volumeGb": "500" });
        let draft = draft(&options, "rack-01", &new);
        let fault = FaultKind::Status { status: 400, detail: Some("sold out".into()) };
        bench.sandbox.add_fault(Fault::once(Operation::DeployBareMetal, fault));
        let job = order(&bench, &draft).await;
        assert_eq!(job["phase"], "refused");
        let note = job["volumeNote"].as_str().unwrap();
        assert!(note.contains("was created and stays") && note.contains("/h"), "{note}");
        let said = job["said"]["message"].as_str().unwrap();
        assert!(said.contains("the volume pool-a was") && !said.contains("Nothing was bought"), "{said}");
        let metal = &job["again"]["metal"];
        let volume = bench.sandbox.records().resources.into_iter().find(|one| one.name == "pool-a").unwrap();
        assert_eq!(metal["storageMode"], "existing");
        assert_eq!(metal["storageId"], volume.id.to_string());
        let again = issues(&bench, &draft).await;
        assert!(again.contains(&("metal.volumeName".into(), "warning".into())), "{again:?}");
    });
}

#[test]
fn a_lost_answer_is_found_once_the_rental_shows_its_tag() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let draft = draft(&options, "rack-01", &json!({}));
        bench.sandbox.add_fault(Fault::once(Operation::DeployBareMetal, FaultKind::LostAnswer));
        let job = order(&bench, &draft).await;
        assert_eq!(job["phase"], "unknown");
        bench.pass(60).await;
        // Pending, it shows no tag: it may be the one, and nobody is sure yet.
        let id = job["id"].as_str().unwrap();
        let pending = bench.job(id).await;
        assert_eq!((&pending["phase"], pending["candidates"].as_array().unwrap().len()), (&json!("unknown"), 1));
        bench.pass(300).await;
        let found = bench.job(id).await;
        assert!(["found", "up"].contains(&found["phase"].as_str().unwrap()), "{found}");
        assert_eq!(books(&bench, ResourceKind::BareMetal, "rack-01"), 1);
        let sent = bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::DeployBareMetal)).count();
        assert_eq!(sent, 1);
    });
}

#[test]
fn a_count_between_nodes_is_warned_of_before_and_after() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let job = order(&bench, &draft(&options, "rack-01", &json!({ "gpuCount": 12 }))).await;
        assert_eq!(job["phase"], "accepted", "{job}");
        assert!(job["warning"].as_str().is_some_and(|words| !words.is_empty()), "{}", job["warning"]);
    });
}

#[test]
fn a_volume_that_was_made_is_used_though_the_activity_list_takes_no_line() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let (draft, quote) = with_volume(bench).await;
        world.store("CREATE TRIGGER full BEFORE UPDATE ON activity BEGIN SELECT RAISE(FAIL, 'the disk is full'); END");
        let job = bench.start(draft, quote).await.unwrap();
        world.store("DROP TRIGGER full");
        assert_eq!((books(bench, ResourceKind::Volume, "pool-a"), sent(bench, Operation::DeployBareMetal)), (1, 1));
        assert!(job["volumeNote"].as_str().unwrap().contains("pool-a was created"), "{job}");
        assert!(body(bench, Operation::DeployBareMetal)["storage_id"].is_string());
    });
}

#[test]
fn a_location_that_is_offered_no_more_is_said_to_be() {
    run(async {
        let bench = Bench::open().await;
        let draft = draft(&options(&bench).await, "rack-01", &json!({}));
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        bench.tamper(|path, answer| {
            if path.ends_with("/bare-metal/locations") {
                answer["results"] = json!([]);
            }
        });
        let error = bench.start(draft, review["quote"].clone()).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("soldOut"), &json!("metal.locationId")));
    });
}

#[test]
fn several_rentals_are_followed_by_one_list() {
    run(async {
        let bench = Bench::open().await;
        let options = options(&bench).await;
        let mut jobs = Vec::new();
        for number in 0..3 {
            let name = format!("rack-{number}");
            let small = draft(&options, &name, &json!({ "gpuCount": 1 }));
            jobs.push(order(&bench, &small).await["id"].as_str().unwrap().to_owned());
        }
        bench.pass(1).await;
        bench.sandbox.clear_log();
        bench.pass(60).await;
        let lists = sent(&bench, Operation::ListBareMetal);
        // One every five seconds, and the sweeps.
        assert!(lists <= 18, "{lists}");
        bench.pass(240).await;
        for job in jobs {
            assert_eq!(bench.job(&job).await["phase"], "up");
        }
    });
}
