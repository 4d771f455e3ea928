//! Transfers that stop in the middle and go on from what is there.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::{Sshd, lend};
use crate::bench::{Bench, World, run_for_real};
use crate::line::Line;
use crate::scene::{bytes, choose, done, names, over, shown, start, until, with_machine};

/// Many times what is on its way at once, and what a slow line lets pass.
const SIZE: usize = 64 << 20;

/// The one part of a folder.
fn part(folder: &Path) -> PathBuf {
    let names = names(folder);
    let parts: Vec<&String> = names.iter().filter(|name| name.ends_with(".voltdeck-part")).collect();
    assert_eq!(parts.len(), 1, "{names:?}");
    assert!(parts[0].starts_with(".model.bin."), "{parts:?}");
    folder.join(parts[0])
}

/// Waits until a transfer is in its middle, where a slow line keeps it.
async fn midway(bench: &Bench, id: &str) {
    let view = until(bench, id, |view| view["percent"].as_u64().unwrap() >= 10).await;
    assert!(view["percent"].as_u64().unwrap() < 100, "{view:#}");
}

/// Stops a transfer in the middle.
async fn stop_midway(bench: &Bench, id: &str) {
    midway(bench, id).await;
    bench.call("transfer_stop", json!({ "id": id })).await.unwrap();
    let view = over(bench, id).await;
    assert_eq!((&view["stage"], &view["canResume"]), (&json!("stopped"), &json!(true)), "{view:#}");
    assert!(view["percent"].as_u64().unwrap() < 100, "{view:#}");
}

/// Marks the beginning of a part. What is sent again would be without the mark.
fn mark(part: &Path) {
    fs::OpenOptions::new().write(true).open(part).unwrap().write_all_at(b"mark", 0).unwrap();
}

async fn resume(bench: &Bench, id: &str) {
    bench.call("transfer_resume", json!({ "id": id })).await.unwrap();
    let view = over(bench, id).await;
    assert_eq!(view["stage"], "done", "{view:#}");
}

#[test]
fn a_push_goes_on_from_what_is_there() {
    with_machine(async |bench, scene, id| {
        let mut content = bytes(SIZE);
        fs::write(scene.here("model.bin"), &content).unwrap();
        let args = scene.push(bench, id, &[scene.here("model.bin")], "refuse").await;
        scene.line.slow(true);
        let transfer = start(bench, args).await;
        stop_midway(bench, &transfer).await;
        scene.line.slow(false);
        assert!(!scene.there("model.bin").exists(), "it has its name only when it is whole");
        mark(&part(scene.there.path()));
        resume(bench, &transfer).await;
        content[..4].copy_from_slice(b"mark");
        assert!(fs::read(scene.there("model.bin")).unwrap() == content);
        assert_eq!(names(scene.there.path()), ["model.bin"]);
    });
}

#[test]
fn a_pull_goes_on_from_what_is_there() {
    with_machine(async |bench, scene, id| {
        let mut content = bytes(SIZE);
        fs::write(scene.there("model.bin"), &content).unwrap();
        let args = scene.pull(bench, id, &["model.bin"], "refuse").await;
        scene.line.slow(true);
        let transfer = start(bench, args).await;
        stop_midway(bench, &transfer).await;
        scene.line.slow(false);
        assert!(!scene.here("model.bin").exists(), "it has its name only when it is whole");
        mark(&part(scene.here.path()));
        resume(bench, &transfer).await;
        content[..4].copy_from_slice(b"mark");
        assert!(fs::read(scene.here("model.bin")).unwrap() == content);
        assert_eq!(names(scene.here.path()), ["model.bin"]);
    });
}

#[test]
fn a_file_that_changed_meanwhile_is_begun_anew() {
    with_machine(async |bench, scene, id| {
        fs::write(scene.here("model.bin"), bytes(SIZE)).unwrap();
        let args = scene.push(bench, id, &[scene.here("model.bin")], "refuse").await;
        scene.line.slow(true);
        let transfer = start(bench, args).await;
        stop_midway(bench, &transfer).await;
        scene.line.slow(false);
        mark(&part(scene.there.path()));
        // Of the same size, a while later.
        let content: Vec<u8> = bytes(SIZE).into_iter().rev().collect();
        fs::write(scene.here("model.bin"), &content).unwrap();
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(10);
        fs::File::options().write(true).open(scene.here("model.bin")).unwrap().set_modified(later).unwrap();
        resume(bench, &transfer).await;
        assert!(fs::read(scene.there("model.bin")).unwrap() == content);
        assert_eq!(names(scene.there.path()), ["model.bin"], "nothing is left of what it was");
    });
}

#[test]
fn another_run_finds_the_part_too() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    let (line, here, there) = (Line::to(server.port), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut content = bytes(SIZE);
    fs::write(there.path().join("model.bin"), &content).unwrap();
    let order = async |bench: &Bench, id: &str| {
        let held = choose(bench, &[here.path().to_owned()]).await;
        json!({ "id": id, "direction": "pull", "held": held, "remote": [there.path().join("model.bin")], "existing": "refuse" })
    };
    let id = run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        lend(bench, &[("real one", line.port)]);
        bench.call("refresh", json!({})).await.unwrap();
        line.slow(true);
        let transfer = start(bench, order(bench, &id).await).await;
        midway(bench, &transfer).await;
        // Everything is dropped where it stands.
        id
    });
    mark(&part(here.path()));
    run_for_real(&world, async |bench| {
        server.lend(bench, "real one");
        bench.call("refresh", json!({})).await.unwrap();
        done(bench, order(bench, &id).await).await;
    });
    content[..4].copy_from_slice(b"mark");
    assert!(fs::read(here.path().join("model.bin")).unwrap() == content);
}

#[test]
fn a_connection_that_is_cut_stops_it_and_it_goes_on_later() {
    with_machine(async |bench, scene, id| {
        for direction in ["push", "pull"] {
            let (from, to) =
                if direction == "push" { (&scene.here, &scene.there) } else { (&scene.there, &scene.here) };
            let content = bytes(SIZE);
            fs::write(from.path().join("model.bin"), &content).unwrap();
            let args = match direction {
                "push" => scene.push(bench, id, &[scene.here("model.bin")], "replace").await,
                _ => scene.pull(bench, id, &["model.bin"], "replace").await,
            };
            let args = shown(bench, args).await;
            scene.line.slow(true);
            let transfer = start(bench, args).await;
            midway(bench, &transfer).await;
            scene.server.hang_up();
            let view = over(bench, &transfer).await;
            assert_eq!((&view["stage"], &view["canResume"]), (&json!("stopped"), &json!(true)), "{view:#}");
            let said = view["said"].as_str().unwrap();
            assert!(said.starts_with("The connection was lost") && said.contains("Resume"), "{said}");
            scene.line.slow(false);
            resume(bench, &transfer).await;
            assert!(fs::read(to.path().join("model.bin")).unwrap() == content, "{direction}");
        }
    });
}

#[test]
fn a_login_that_is_refused_says_so_and_nothing_is_begun() {
    with_machine(async |bench, scene, id| {
        fs::write(scene.here("a"), "a").unwrap();
        let args = scene.push(bench, id, &[scene.here("a")], "refuse").await;
        scene.server.let_nobody_in();
        let refused = bench.call("files_check", args.clone()).await.unwrap_err();
        assert!(refused["message"].as_str().unwrap().contains("refuses the login"), "{refused}");
        let view = over(bench, &start(bench, args).await).await;
        assert!(view["said"].as_str().unwrap().contains("refuses the login"), "{view:#}");
        assert_eq!((&view["stage"], &view["percent"]), (&json!("stopped"), &json!(0)));
    });
}

#[test]
fn two_run_at_once_and_the_third_waits() {
    with_machine(async |bench, scene, id| {
        fs::write(scene.here("model.bin"), bytes(SIZE)).unwrap();
        scene.line.slow(true);
        let mut ids = Vec::new();
        for folder in ["a", "b", "c"] {
            let mut args = scene.push(bench, id, &[scene.here("model.bin")], "refuse").await;
            args["remote"] = json!([scene.there(folder)]);
            ids.push(start(bench, args).await);
        }
        let stage = async |at: usize| crate::scene::view(bench, &ids[at]).await["stage"].clone();
        assert_eq!(stage(2).await, "waiting");
        stop_midway(bench, &ids[0]).await;
        assert_ne!(stage(2).await, "waiting");
        scene.line.slow(false);
        for id in &ids[1..] {
            assert_eq!(over(bench, id).await["stage"], "done");
        }
        // One that waits is stopped and goes on as any other.
        bench.call("transfer_resume", json!({ "id": ids[0] })).await.unwrap();
        assert_eq!(over(bench, &ids[0]).await["stage"], "done");
    });
}
