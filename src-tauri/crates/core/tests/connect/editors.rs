//! Editors, with stand-ins on the real computer that record what they are given.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::{Value, json};
use voltdeck_contract::Place;

use crate::bench::{Bench, World, run, run_for_real};

/// A computer of its own: a home, and programs that record their arguments.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for folder in ["bin", "home/.ssh", "home/.local/bin"] {
            std::fs::create_dir_all(desk.at(folder)).unwrap();
        }
        desk
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Puts a program there: a script for `sh`.
    fn program(&self, path: &str, script: &str) {
        std::fs::write(self.at(path), format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(self.at(path), std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Puts an editor there, which writes its arguments down, one a line.
    fn editor(&self, path: &str) {
        self.program(path, &format!("printf '%s\\n' \"$@\" > {}", self.at("given").display()));
    }

    /// What an editor was given since the last look.
    fn given(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.at("given")).unwrap();
        std::fs::remove_file(self.at("given")).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn lend(&self, bench: &Bench) {
        bench.computer.real(self.at("home"), self.at("bin").into_os_string());
    }
}

async fn machine(bench: &Bench) -> String {
    let id = bench.sandbox.add_vm("gpu", 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    id
}

async fn alias(bench: &Bench, id: &str) -> String {
    let view = bench.call("connect", json!({ "id": id })).await.unwrap();
    view["ends"][0]["alias"].as_str().unwrap().to_owned()
}

fn message(error: &Value) -> &str {
    error["message"].as_str().unwrap()
}

fn names(view: &Value) -> Vec<&str> {
    view["editors"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn a_machine_opens_by_its_alias_in_the_home_folder_that_it_tells() {
    let (world, desk) = (World::new(), Desk::new());
    desk.editor("bin/code");
    desk.editor("home/.local/bin/zed");
    // The machine says where its user is at home.
    desk.program("bin/ssh", "for last; do :; done; [ \"$last\" = pwd ] && printf 'Welcome!\\n/srv/people/user\\n'");
    run_for_real(&world, async |bench| {
        desk.lend(bench);
        let id = machine(bench).await;
        let view = bench.call("editors", json!({ "id": id })).await.unwrap();
        assert_eq!((names(&view), &view["needsConfig"]), (vec!["code", "zed"], &json!(true)));

        // Nothing is written to the person's config unasked.
        let error = bench.call("editor_open", json!({ "id": id })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
        assert!(message(&error).starts_with("VS Code connects by a name in your SSH config"), "{error}");
        assert!(!desk.at("home/.ssh/config").exists() && !desk.at("given").exists());

        bench.call("editor_open", json!({ "id": id, "keepConfig": true })).await.unwrap();
        let alias = alias(bench, &id).await;
        let config = std::fs::read_to_string(desk.at("home/.ssh/voltdeck/config")).unwrap();
        assert!(config.contains(&format!("Host {alias}\n")), "{config}");
        assert_eq!(desk.given(), ["--remote", &format!("ssh-remote+{alias}"), "/srv/people/user"]);

        bench.call("editor_open", json!({ "id": id, "editor": "zed" })).await.unwrap();
        assert_eq!(desk.given(), [format!("ssh://{alias}/srv/people/user")]);
        let view = bench.call("editors", json!({ "id": id })).await.unwrap();
        assert_eq!((names(&view), &view["needsConfig"]), (vec!["zed", "code"], &json!(false)), "the last one is first");
        bench.call("editor_open", json!({ "id": id })).await.unwrap();
        assert_eq!(desk.given(), [format!("ssh://{alias}/srv/people/user")]);
    });
}

#[test]
fn the_folder_is_remembered_for_each_machine_and_is_never_an_option() {
    let (world, desk) = (World::new(), Desk::new());
    desk.editor("bin/cursor");
    desk.program("bin/ssh", "exit 255");
    let id = run_for_real(&world, async |bench| {
        desk.lend(bench);
        let id = machine(bench).await;
        for folder in ["-x", "--install-extension=evil", "~/x", "x", "/a\nb", "/a\u{0}"] {
            let args = json!({ "id": id, "folder": folder });
            let error = bench.call("editor_folder_set", args).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("folder")), "{folder:?}");
        }
        // A machine that does not say where its user is at home has it where Linux has it.
        bench.call("editor_open", json!({ "id": id, "keepConfig": true })).await.unwrap();
        assert_eq!(desk.given()[2], "/home/user");
        let folder = "/data/it's; rm -rf $HOME && x";
        bench.call("editor_folder_set", json!({ "id": id, "folder": format!(" {folder} ") })).await.unwrap();
        bench.call("editor_open", json!({ "id": id })).await.unwrap();
        assert_eq!(desk.given()[2..], [folder], "one word, whatever is in it");
        id
    });
    run_for_real(&world, async |bench| {
        let view = bench.call("editors", json!({ "id": id })).await.unwrap();
        assert_eq!(view["folder"], "/data/it's; rm -rf $HOME && x", "also after a start");
        bench.call("editor_folder_set", json!({ "id": id, "folder": "" })).await.unwrap();
        let other = machine(bench).await;
        for id in [&id, &other] {
            assert_eq!(bench.call("editors", json!({ "id": id })).await.unwrap()["folder"], Value::Null);
        }
    });
}

#[test]
fn what_fails_is_said_in_words() {
    let (world, desk) = (World::new(), Desk::new());
    desk.program("bin/ssh", "exit 255");
    desk.program("bin/code", "echo 'Unable to start: no display' >&2; exit 1");
    run_for_real(&world, async |bench| {
        desk.lend(bench);
        let id = machine(bench).await;
        let error = bench.call("editor_open", json!({ "id": id, "keepConfig": true })).await.unwrap_err();
        assert!(message(&error).starts_with("VS Code could not be opened (Unable to start: no display)"), "{error}");
        let error = bench.call("editor_open", json!({ "id": id, "editor": "windsurf" })).await.unwrap_err();
        assert!(message(&error).starts_with("Windsurf was not found"), "{error}");
        let error = bench.call("editor_open", json!({ "id": id, "editor": "/bin/sh" })).await.unwrap_err();
        assert!(message(&error).starts_with("No editor"), "{error}");
        std::fs::remove_file(desk.at("bin/code")).unwrap();
        let view = bench.call("editors", json!({ "id": id })).await.unwrap();
        assert!(view["problem"].as_str().unwrap().starts_with("No editor that Voltdeck knows"), "{view}");
    });
}

#[test]
fn a_machine_that_no_whole_reading_has_told_of_has_no_name_yet() {
    run(async {
        let bench = Bench::open().await;
        bench.computer.change(|computer| computer.programs = vec!["ssh".into(), "code".into()]);
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        // A machine that is read by its id alone.
        let id = bench.sandbox.add_vm("young", 1).to_string();
        let error = bench.call("editor_open", json!({ "id": id })).await.unwrap_err();
        assert!(message(&error).contains("has no name in the SSH config yet"), "{error}");
        bench.computer.change(|computer| assert!(computer.started.is_empty()));
    });
}

#[test]
fn the_tray_opens_a_running_machine_in_the_editor_that_was_last() {
    let (world, desk) = (World::new(), Desk::new());
    desk.editor("bin/code");
    desk.editor("bin/cursor");
    desk.program("bin/ssh", "echo /home/user");
    run_for_real(&world, async |bench| {
        desk.lend(bench);
        let id = machine(bench).await;
        // Where something is to be allowed first, the window shows the machine.
        assert!(bench.press(Some("gpu"), "Open in VS Code").await.is_err());
        assert_eq!(bench.went(), Some(Place::Instance { id: id.clone(), ask: None }));
        let args = json!({ "id": id, "editor": "cursor", "keepConfig": true });
        bench.call("editor_open", args).await.unwrap();
        desk.given();
        bench.press(Some("gpu"), "Open in Cursor").await.unwrap();
        assert_eq!(desk.given(), ["--remote", &format!("ssh-remote+{}", alias(bench, &id).await), "/home/user"]);
    });
}
