use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation, ResourceKind, ResourceRecord};

use crate::bench::{Bench, World, run, run_in};

async fn rental(bench: &Bench, name: &str) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name && row["kind"] == "bareMetal").cloned().unwrap_or_default()
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

fn sent(bench: &Bench, operation: Operation) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(operation)).count()
}

#[test]
fn a_rental_stands_in_the_fleet_with_its_nodes_and_what_it_costs() {
    run(async {
        let bench = Bench::open().await;
        let row = rental(&bench, "pretrain-rack").await;
        let book = bench.sandbox.records().resources.into_iter().find(|one| one.name == "pretrain-rack").unwrap();
        assert_eq!(row["priceNow"], book.rate_hourly.to_string());
        assert_eq!((row["gpus"].as_u64(), row["rental"]["nodeCount"].as_u64()), (Some(8), Some(1)));
        assert_eq!(row["rental"]["network"], "InfiniBand");
        assert_eq!(row["rental"]["hasKubeconfig"], true);
        let node = &row["rental"]["nodes"][0];
        let command = node["ssh"]["command"].as_str().unwrap();
        assert!(command.ends_with(&format!("@{}", node["publicIp"].as_str().unwrap())), "{command}");
        assert_eq!(row["ssh"], node["ssh"]);
        assert_eq!(row["acts"]["release"]["allowed"], false);
        assert!(row["acts"]["stop"]["note"].as_str().unwrap().contains("may still cost"));
        let text = row.to_string();
        assert!(!text.contains("apiVersion") && !text.contains("client-key"), "a kubeconfig does not cross");
    });
}

#[test]
fn stop_start_rename_and_tags_reach_the_rental() {
    run(async {
        let bench = Bench::open().await;
        let row = rental(&bench, "ci-metal").await;
        let price = row["priceNow"].clone();
        bench.call("instance_power", json!({ "id": id(&row), "target": "stop" })).await.unwrap();
        assert_eq!(rental(&bench, "ci-metal").await["underway"], "Stopping");
        bench.pass(90).await;
        let stopped = rental(&bench, "ci-metal").await;
        assert_eq!((&stopped["state"]["word"], &stopped["underway"]), (&json!("Stopped"), &Value::Null));
        assert_eq!((&stopped["priceNow"], &stopped["stoppedButBilled"]), (&price, &json!(true)));
        let error = bench.call("instance_power", json!({ "id": id(&row), "target": "release" })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
        bench.call("instance_power", json!({ "id": id(&row), "target": "start" })).await.unwrap();
        bench.pass(200).await;
        assert_eq!(rental(&bench, "ci-metal").await["state"]["word"], "Running");
        bench.call("instance_rename", json!({ "id": id(&row), "name": "ci-two" })).await.unwrap();
        bench.call("instance_set_tags", json!({ "id": id(&row), "tags": ["a", "b"] })).await.unwrap();
        let renamed = rental(&bench, "ci-two").await;
        assert_eq!(renamed["tags"], json!(["a", "b"]));
    });
}

#[test]
fn chosen_nodes_restart_and_a_pending_rental_keeps_what_was_known() {
    run(async {
        let bench = Bench::open().await;
        let row = rental(&bench, "pretrain-rack").await;
        let address = row["rental"]["nodes"][0]["publicIp"].clone();
        for wrong in [json!([]), json!(["203.0.113.99"])] {
            let args = json!({ "id": id(&row), "publicIps": wrong });
            let error = bench.call("rental_reboot", args).await.unwrap_err();
            assert_eq!(error["field"], "publicIps");
        }
        assert_eq!(sent(&bench, Operation::RebootBareMetal), 0);
        let args = json!({ "id": id(&row), "publicIps": [address] });
        bench.call("rental_reboot", args.clone()).await.unwrap();
        assert_eq!(bench.call("rental_reboot", args).await.unwrap_err()["code"], "notAllowed");
        assert_eq!(sent(&bench, Operation::RebootBareMetal), 1, "a second click restarts nothing twice");
        bench.pass(15).await;
        let pending = rental(&bench, "pretrain-rack").await;
        assert_eq!(pending["state"]["word"], "Pending");
        for field in ["gpus", "gpuModel", "tags", "rental"] {
            assert_eq!(pending[field], row[field], "{field}");
        }
        let error = bench.call("rental_reboot", json!({ "id": id(&row), "publicIps": [address] })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
        bench.pass(240).await;
        assert_eq!(rental(&bench, "pretrain-rack").await["state"]["word"], "Running");
    });
}

#[test]
fn termination_says_what_is_lost_and_the_volume_stays() {
    run(async {
        let bench = Bench::open().await;
        let row = rental(&bench, "pretrain-rack").await;
        let preview = bench.call("instance_terminate_preview", json!({ "id": id(&row) })).await.unwrap();
        let kinds = |lines: &Value| -> Vec<String> {
            lines.as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(kinds(&preview["lost"]), ["disk", "address", "cluster"]);
        assert_eq!(kinds(&preview["stays"]), ["disk", "price"]);
        let volumes = bench.sandbox.records().resources.into_iter().filter(|one| one.kind == ResourceKind::Volume);
        let volumes: Vec<_> = volumes.filter(|one| one.terminated.is_none()).collect();
        let title = preview["stays"][0]["title"].as_str().unwrap();
        assert!(volumes.iter().any(|volume| title == format!("The volume {}", volume.name)), "{title}");
        assert_eq!(preview["saves"], row["priceNow"]);
        let wrong = json!({ "id": id(&row), "typedName": "pretrain" });
        assert_eq!(bench.call("instance_terminate", wrong).await.unwrap_err()["field"], "typedName");
        bench.call("instance_terminate", json!({ "id": id(&row), "typedName": "pretrain-rack" })).await.unwrap();
        bench.pass(30).await;
        assert_eq!(rental(&bench, "pretrain-rack").await, Value::Null);
        let detail = bench.call("instance", json!({ "id": id(&row) })).await.unwrap();
        assert_eq!(detail["instance"]["state"]["word"], "Gone");
    });
}

#[test]
fn a_list_that_fails_hides_neither_kind() {
    run(async {
        let bench = Bench::open().await;
        let before = bench.call("fleet", json!({})).await.unwrap();
        for (operation, kind) in [(Operation::ListBareMetal, "vm"), (Operation::ListVms, "bareMetal")] {
            let fault = FaultKind::Status { status: 403, detail: Some("no right to this list".into()) };
            bench.sandbox.add_fault(Fault { times: Some(8), ..Fault::once(operation, fault) });
            let fleet = bench.call("refresh", json!({})).await.unwrap();
            assert_eq!(fleet["fault"]["code"], "forbidden", "{operation:?}");
            let count = |fleet: &Value, kind: &str| {
                fleet["instances"].as_array().unwrap().iter().filter(|row| row["kind"] == kind).count()
            };
            assert_eq!(count(&fleet, kind), count(&before, kind));
            assert_eq!(fleet["instances"].as_array().unwrap().len(), before["instances"].as_array().unwrap().len());
            bench.sandbox.clear_faults();
        }
        assert_eq!(bench.call("refresh", json!({})).await.unwrap()["fault"], Value::Null);
    });
}

#[test]
fn a_kubeconfig_is_saved_for_the_person_alone_and_never_over_what_exists() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let row = rental(bench, "pretrain-rack").await;
        let save = async |path: &str| bench.call("kubeconfig_save", json!({ "id": id(&row), "path": path })).await;
        let saved = save("").await.unwrap();
        let path = std::path::PathBuf::from(saved["path"].as_str().unwrap());
        assert_eq!(path, world.home().join(".kube/pretrain-rack.yaml"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("apiVersion"), "{text}");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let error = save(path.to_str().unwrap()).await.unwrap_err();
        assert_eq!((&error["field"], &error["code"]), (&json!("path"), &json!("invalid")));
        assert!(save("").await.unwrap()["path"].as_str().unwrap().ends_with("pretrain-rack-2.yaml"));
        for wrong in ["relative.yaml", "/tmp/", "~/a\nb"] {
            assert_eq!(save(wrong).await.unwrap_err()["field"], "path", "{wrong:?}");
        }
        assert!(!bench.answers().join("").contains("client-key-data"), "it crosses to no window");
        let vm = bench.sandbox.add_vm("box", 1).to_string();
        bench.pass(60).await;
        let error = bench.call("kubeconfig_save", json!({ "id": vm, "path": "" })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
    });
}

#[test]
fn tags_that_a_pending_rental_does_not_show_are_not_replaced() {
    let world = World::new();
    let before = run_in(&world, async |bench: &Bench| {
        let row = rental(bench, "pretrain-rack").await;
        let address = row["rental"]["nodes"][0]["publicIp"].clone();
        bench.call("rental_reboot", json!({ "id": id(&row), "publicIps": [address] })).await.unwrap();
        row
    });
    run_in(&world, async |bench: &Bench| {
        let row = rental(bench, "pretrain-rack").await;
        // They are recalled from the last reading before the restart, and so is the number of GPUs.
        assert_eq!((&row["state"]["word"], &row["tags"]), (&json!("Pending"), &before["tags"]));
        assert_eq!((&row["gpus"], &row["gpuModel"]), (&before["gpus"], &Value::Null));
        let args = json!({ "id": id(&row), "tags": ["new"] });
        let error = bench.call("instance_set_tags", args).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("notAllowed"), &json!("tags")));
        let act = json!({ "kind": "addTags", "tags": ["new"] });
        let preview = bench.call("bulk_preview", json!({ "ids": [id(&row)], "act": act })).await.unwrap();
        assert!(preview["cannot"][0]["reason"].as_str().unwrap().contains("Wait until it runs"), "{preview}");
        bench.pass(240).await;
        bench.call("bulk_start", json!({ "ids": [id(&row)], "act": act, "typed": "" })).await.unwrap();
        bench.pass(10).await;
        let mut tags = before["tags"].as_array().unwrap().clone();
        tags.push(json!("new"));
        assert_eq!(rental(bench, "pretrain-rack").await["tags"], json!(tags));
    });
}

#[test]
fn what_a_list_that_was_never_read_costs_is_not_called_nothing() {
    let world = World::new();
    let forbidden = FaultKind::Status { status: 403, detail: None };
    world.sandbox.add_fault(Fault { times: None, ..Fault::once(Operation::ListBareMetal, forbidden) });
    run_in(&world, async |bench: &Bench| {
        bench.pass(40).await;
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(overview["burnVms"].is_string() && overview["burnPerHour"].is_string(), "{overview}");
        assert_eq!((&overview["burnBareMetal"], &overview["burnOther"]), (&Value::Null, &Value::Null));
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        assert!(fleet["fault"]["message"].as_str().unwrap().contains("list of bare metal"), "{}", fleet["fault"]);
        bench.sandbox.clear_faults();
        bench.call("refresh", json!({})).await.unwrap();
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(overview["burnBareMetal"].is_string() && overview["burnOther"].is_string());
    });
}

#[test]
fn a_volume_that_was_attached_later_stays_too() {
    run(async {
        let bench = Bench::open().await;
        let row = rental(&bench, "ci-metal").await;
        let preview = async || bench.call("instance_terminate_preview", json!({ "id": id(&row) })).await.unwrap();
        assert_eq!(preview().await["stays"].as_array().unwrap().len(), 1);
        let lives = |one: &&ResourceRecord| one.kind == ResourceKind::Volume && one.terminated.is_none();
        let books = bench.sandbox.records().resources;
        let volume = books.iter().rfind(lives).unwrap();
        assert!(bench.sandbox.set_volume_orders(volume.id, vec![id(&row).parse().unwrap()]));
        bench.pass(70).await;
        assert_eq!(preview().await["stays"][0]["title"], format!("The volume {}", volume.name));
    });
}

#[test]
fn a_rental_that_failed_to_set_up_stands_under_attention() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, answer| {
            let Some(list) = answer["results"].as_array_mut().filter(|_| path.ends_with("/bare-metal/")) else {
                return;
            };
            for rental in list.iter_mut().filter(|rental| rental["name"] == "ci-metal") {
                rental["status"] = json!("Failed");
            }
        });
        bench.call("refresh", json!({})).await.unwrap();
        let overview = bench.call("overview", json!({})).await.unwrap();
        let all = overview["attention"].as_array().unwrap().iter();
        let titles: Vec<&str> = all.filter_map(|item| item["title"].as_str()).collect();
        assert!(
            titles.iter().any(|title| title.starts_with("ci-metal failed to set up, may still cost $")),
            "{titles:?}"
        );
    });
}
