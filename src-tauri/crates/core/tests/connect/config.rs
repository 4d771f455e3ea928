use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn of(world: &World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        world.computer.change(|computer| computer.home = Some(folder.path().to_owned()));
        Self { folder }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join(".ssh/config")
    }

    fn machines(&self) -> PathBuf {
        self.folder.path().join(".ssh/voltdeck/config")
    }
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

async fn set(bench: &Bench, on: bool) -> Result<Value, Value> {
    bench.call("ssh_config_set", json!({ "on": on })).await
}

#[test]
fn it_is_kept_in_step_with_the_fleet_and_taken_out_again() {
    let world = World::new();
    let home = Home::of(&world);
    std::fs::create_dir(home.folder.path().join(".ssh")).unwrap();
    std::fs::write(home.config(), "Host nas\r\n  User me").unwrap();
    run_in(&world, async |bench| {
        let before = bench.call("ssh_config", json!({})).await.unwrap();
        assert_eq!((&before["on"], &before["writtenAt"]), (&json!(false), &Value::Null));
        let view = set(bench, true).await.unwrap();
        assert!(view["hosts"].as_array().unwrap().len() > 1);
        assert!(text(&home.config()).contains("Include voltdeck/config\r\n"));
        assert!(text(&home.config()).ends_with("Host nas\r\n  User me"));

        let id = bench.sandbox.add_vm("new one", 1).to_string();
        bench.pass(20).await;
        assert!(text(&home.machines()).contains("Host vp-new-one\n  HostName 127."), "{}", text(&home.machines()));
        let connect = bench.call("connect", json!({ "id": id })).await.unwrap();
        assert_eq!(connect["ends"][0]["alias"], "vp-new-one");
        bench.call("connect_user_set", json!({ "id": id, "user": "maria" })).await.unwrap();
        assert!(text(&home.machines()).contains("User maria"));

        // What is the same is not written again.
        let written = bench.call("ssh_config", json!({})).await.unwrap()["writtenAt"].clone();
        let stamp = std::fs::metadata(home.machines()).unwrap().modified().unwrap();
        bench.pass(60).await;
        assert_eq!(bench.call("ssh_config", json!({})).await.unwrap()["writtenAt"], written);
        assert_eq!(std::fs::metadata(home.machines()).unwrap().modified().unwrap(), stamp);

        set(bench, false).await.unwrap();
        assert_eq!(text(&home.config()), "Host nas\r\n  User me");
        assert!(!home.machines().exists() && !home.machines().parent().unwrap().exists());
        bench.pass(20).await;
        assert!(!home.machines().exists());
    });
}

#[test]
fn an_alias_stands_at_the_node_that_it_leads_to() {
    let world = World::new();
    let _home = Home::of(&world);
    run_in(&world, async |bench| {
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        let rental = rows.iter().find(|row| row["name"] == "pretrain-rack").unwrap()["id"].clone();
        bench.tamper(|path, answer| {
            let Some(list) = answer["results"].as_array_mut().filter(|_| path.ends_with("/bare-metal/")) else {
                return;
            };
            for rental in list.iter_mut().filter(|rental| rental["name"] == "pretrain-rack") {
                let node = |address: &str| json!({ "public_ip": address });
                // The first has no address yet, the second one that no command could use.
                rental["node_networking"] =
                    json!([node(""), node("rack two"), node("203.0.113.3"), node("203.0.113.4")]);
            }
        });
        bench.call("refresh", json!({})).await.unwrap();
        set(bench, true).await.unwrap();
        let view = bench.call("connect", json!({ "id": rental })).await.unwrap();
        let ends: Vec<_> = view["ends"].as_array().unwrap().iter().map(|end| (&end["label"], &end["alias"])).collect();
        assert_eq!(
            ends,
            [
                (&json!("Node 2"), &Value::Null),
                (&json!("Node 3"), &json!("vp-pretrain-rack-3")),
                (&json!("Node 4"), &json!("vp-pretrain-rack-4")),
            ]
        );
    });
}

#[test]
fn a_failed_or_partial_reading_blanks_nothing() {
    let world = World::new();
    let home = Home::of(&world);
    let before = run_in(&world, async |bench| {
        set(bench, true).await.unwrap();
        let before = text(&home.machines());
        assert!(before.contains("Host "));
        bench.sandbox.add_fault(Fault::always(Operation::ListVms, FaultKind::Status { status: 503, detail: None }));
        bench.pass(40).await;
        assert_eq!(text(&home.machines()), before);
        bench.sandbox.clear_faults();
        // The count says that there is more than came: the reading is not whole.
        bench.tamper(|path, answer| {
            if path.ends_with("/virtual-machines/") || path.ends_with("/virtual-machines") {
                answer["results"] = json!([]);
            }
        });
        bench.pass(120).await;
        assert_eq!(text(&home.machines()), before);
        before
    });
    // Neither does a start, before anything was read.
    world.sandbox.add_fault(Fault::always(Operation::ListVms, FaultKind::Status { status: 503, detail: None }));
    run_in(&world, async |bench| {
        bench.pass(30).await;
        assert_eq!(text(&home.machines()), before);
        // An account that is signed out has no machines here.
        bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
        assert!(!text(&home.machines()).contains("Host "));
    });
}

#[test]
fn what_cannot_be_written_is_said_and_mended_by_itself() {
    let world = World::new();
    let home = Home::of(&world);
    run_in(&world, async |bench| {
        std::fs::create_dir_all(home.config()).unwrap();
        let error = set(bench, true).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("local"), &json!("sshConfig")));
        assert_eq!(bench.call("ssh_config", json!({})).await.unwrap()["on"], false);
        std::fs::remove_dir(home.config()).unwrap();
        set(bench, true).await.unwrap();

        std::fs::remove_file(home.machines()).unwrap();
        std::fs::create_dir(home.machines()).unwrap();
        bench.pass(20).await;
        let view = bench.call("ssh_config", json!({})).await.unwrap();
        assert!(
            view["problem"].as_str().unwrap().contains("could not be written")
                || view["problem"].as_str().unwrap().contains("is a folder"),
            "{view}"
        );
        std::fs::remove_dir(home.machines()).unwrap();
        bench.pass(20).await;
        let view = bench.call("ssh_config", json!({})).await.unwrap();
        assert_eq!(view["problem"], Value::Null);
        assert!(text(&home.machines()).contains("Host "));
    });
}
