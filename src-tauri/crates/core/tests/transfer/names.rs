//! Files and folders with all names and kinds that there are.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::scene::{bytes, done, names, with_machine};

const ODD: [&str; 7] = ["-rf", " a b ", "it's \"quoted\" $HOME `id`", "two\nlines", "ü", "a\\b", "*"];

/// A folder with all of them, one that can be run, an empty one, a folder in it, and what cannot be transferred.
fn fill(folder: &Path) {
    fs::create_dir_all(folder.join("deep/er")).unwrap();
    for name in ODD {
        fs::write(folder.join(name), name).unwrap();
    }
    fs::write(folder.join("deep/er/large"), bytes(5_000_001)).unwrap();
    fs::write(folder.join("empty"), "").unwrap();
    fs::write(folder.join("run.sh"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(folder.join("run.sh"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink("/etc/passwd", folder.join("link")).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"no\xfftext")), "x").unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
}

fn same(a: &Path, b: &Path) {
    for name in ODD.iter().chain(&["deep/er/large", "empty", "run.sh"]) {
        assert!(fs::read(a.join(name)).unwrap() == fs::read(b.join(name)).unwrap(), "{name:?}");
        let changed = |folder: &Path| fs::metadata(folder.join(name)).unwrap().mtime();
        assert_eq!(changed(a), changed(b), "{name:?}");
    }
    for left_out in ["link", "pipe"] {
        assert!(fs::symlink_metadata(b.join(left_out)).is_err(), "{left_out}");
    }
    assert_eq!(names(b).len(), ODD.len() + 3, "{:?}", names(b));
    assert_eq!(names(&b.join("deep/er")), ["large"], "no part is left");
}

#[test]
fn a_folder_goes_to_the_machine_whole_and_what_cannot_is_told() {
    with_machine(async |bench, scene, id| {
        fill(&scene.here("all of it"));
        let mut args = scene.push(bench, id, &[scene.here("all of it")], "refuse").await;
        // A folder that is not there yet, with others above it.
        args["remote"] = json!([scene.there("new/er")]);
        let check = bench.call("files_check", args.clone()).await.unwrap();
        assert_eq!(check["what"], "10 files, 5.0 MB", "{check:#}");
        assert_eq!((&check["existing"], &check["problem"]), (&json!(0), &json!(null)), "{check:#}");
        assert!(!scene.there("new").exists(), "a question changes nothing");
        let view = done(bench, args).await;
        let target = scene.there("new/er/all of it");
        same(&scene.here("all of it"), &target);
        let mode = |name: &str| fs::metadata(target.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("run.sh"), mode("empty") & 0o111), (0o750, 0));
        let left: Vec<&str> = view["leftOut"].as_array().unwrap().iter().map(|words| words.as_str().unwrap()).collect();
        assert_eq!(left.len(), 3, "{left:?}");
        for (name, why) in [("link", "links are not copied"), ("pipe", "not a regular file"), ("no", "not valid UTF-8")]
        {
            assert!(left.iter().any(|words| words.contains(name) && words.contains(why)), "{left:?}");
        }
        assert_eq!((&view["percent"], &view["progress"]), (&json!(100), &json!("10 files, 5.0 MB")));
        // The record says how much, and no name.
        let record = bench
            .call("activity", json!({ "filter": { "text": "", "allAccounts": false }, "offset": 0, "limit": 20 }))
            .await
            .unwrap()
            .to_string();
        assert!(record.contains("10 files, 5.0 MB sent to it"), "{record}");
        assert!(!record.contains("run.sh") && !record.contains("all of it"), "{record}");
    });
}

#[test]
fn a_folder_comes_from_the_machine_whole_and_what_cannot_is_told() {
    with_machine(async |bench, scene, id| {
        fill(&scene.there("all of it"));
        fs::write(scene.there(" one "), "1").unwrap();
        let listed = json!({ "id": id, "path": scene.there.path() });
        let listed = bench.call("files_folder", listed).await.unwrap();
        let shown: Vec<&str> =
            listed["entries"].as_array().unwrap().iter().map(|e| e["path"].as_str().unwrap()).collect();
        assert_eq!(shown, [scene.there("all of it"), scene.there(" one ")].map(|path| path.display().to_string()));
        assert_eq!((&listed["entries"][0]["folder"], &listed["entries"][1]["size"]), (&json!(true), &json!("1 B")));
        let args = scene.pull(bench, id, &["all of it", " one "], "refuse").await;
        let check = bench.call("files_check", args.clone()).await.unwrap();
        assert_eq!((&check["what"], &check["skippedCount"]), (&json!("11 files, 5.0 MB"), &json!(3)), "{check:#}");
        let view = done(bench, args).await;
        same(&scene.there("all of it"), &scene.here("all of it"));
        assert_eq!(fs::read_to_string(scene.here(" one ")).unwrap(), "1");
        let mode = |name: &str| fs::metadata(scene.here("all of it").join(name)).unwrap().permissions().mode();
        assert!(mode("run.sh") & 0o111 != 0 && mode("empty") & 0o111 == 0);
        assert_eq!(view["leftOutCount"], 3, "{view:#}");
        bench.call("transfer_show", json!({ "id": view["id"] })).await.unwrap();
        assert_eq!(bench.computer.0.lock().unwrap().opened_paths, [scene.here.path()]);
        bench.call("transfer_clear", json!({ "id": view["id"] })).await.unwrap();
        assert_eq!(bench.call("transfers", json!({})).await.unwrap(), json!([]));
    });
}

#[test]
fn what_is_dropped_on_the_window_is_taken_once_and_a_window_names_no_path() {
    with_machine(async |bench, scene, id| {
        assert_eq!(bench.call("files_dropped", json!({})).await.unwrap(), json!(null));
        fs::write(scene.here("a.txt"), "a").unwrap();
        fs::write(scene.here("b.txt"), "b").unwrap();
        bench.computer.change(|computer| computer.dropped = vec![scene.here("a.txt"), scene.here("b.txt")]);
        let held = bench.call("files_dropped", json!({})).await.unwrap();
        assert_eq!((&held["label"], &held["names"]), (&json!("2 items"), &json!(["a.txt", "b.txt"])));
        assert_eq!(bench.call("files_dropped", json!({})).await.unwrap(), json!(null));
        let order = |held: &str| json!({ "id": id, "direction": "push", "held": held, "remote": [scene.there.path()], "existing": "refuse" });
        let made_up = bench.call("transfer_start", order(scene.here("a.txt").to_str().unwrap())).await.unwrap_err();
        assert!(made_up["message"].as_str().unwrap().contains("Choose the files again"), "{made_up}");
        done(bench, order(held["id"].as_str().unwrap())).await;
        assert_eq!(names(scene.there.path()), ["a.txt", "b.txt"]);
    });
}
