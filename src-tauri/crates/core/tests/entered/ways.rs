//! All that goes to a machine, once each, on one of the sandbox's.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use voltdeck_sandbox::GpuUse;

use crate::bench::ssh_client::SshClient;
use crate::bench::{Bench, World, run_for_real};
use crate::scene::{add_key, end, listen};

/// A terminal as far as it goes here: it runs its command on a terminal device, and keeps what is shown.
const TERMINAL: &str = r#"#!/usr/bin/env python3
import os, pty, sys
with open("NOTE", "ab", 0) as note:
    def shown(fd):
        data = os.read(fd, 4096)
        note.write(data)
        return data
    pty.spawn(sys.argv[2:], shown, lambda fd: __import__("time").sleep(60) or b"")
"#;

/// Asks until what is told is so.
async fn until(what: &str, ask: impl AsyncFn() -> Value, is: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let told = ask().await;
        if is(&told) {
            return told;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {told:#}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What is answered at a port of this computer.
async fn page(port: &Value, path: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let port = u16::try_from(port.as_u64().unwrap()).unwrap();
    let mut near = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    near.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = near.read_to_string(&mut answer).await;
    answer
}

async fn tunnel(bench: &Bench, id: &str, port: u16) -> Value {
    bench.call("tunnel_open", json!({ "id": id, "remotePort": port })).await.unwrap()
}

async fn hold(bench: &Bench, path: &std::path::Path) -> String {
    bench.computer.change(|computer| computer.chosen = vec![path.to_owned()]);
    bench.call("files_choose", json!({ "folder": false })).await.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn transfer(bench: &Bench, id: &str) -> Value {
    let all = bench.call("transfers", json!({})).await.unwrap();
    all.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
}

/// Begins a transfer, stops it on its way, and lets it go on to its end.
async fn in_two_parts(bench: &Bench, args: Value) {
    let all = bench.call("transfer_start", args).await.unwrap();
    let id = all[0]["id"].as_str().unwrap().to_owned();
    let ask = async || transfer(bench, &id).await;
    until("it is on its way", &ask, |view| view["percent"].as_u64().unwrap() >= 10).await;
    bench.call("transfer_stop", json!({ "id": id })).await.unwrap();
    let view = until("it stops", &ask, |view| view["canStop"] == false).await;
    assert_eq!((&view["stage"], &view["canResume"]), (&json!("stopped"), &json!(true)), "{view:#}");
    bench.call("transfer_resume", json!({ "id": id })).await.unwrap();
    let view = until("it ends", &ask, |view| view["canStop"] == false).await;
    assert_eq!(view["stage"], "done", "{view:#}");
}

#[test]
fn a_machine_of_the_demo_is_looked_into_tunnelled_to_and_sent_files() {
    let (world, client) = (World::new(), SshClient::new());
    let here = tempfile::tempdir().unwrap();
    run_for_real(&world, async |bench| {
        let _running = listen(bench, &client).await;
        add_key(bench).await;
        let machine = bench.sandbox.add_vm("box", 2);
        bench.sandbox.set_gpu_use(machine, GpuUse::Busy);
        bench.sandbox.set_jupyter(machine, true);
        let id = machine.to_string();
        bench.call("refresh", json!({})).await.unwrap();

        let seen = until("its GPUs are read", async || end(bench, &id).await, |end| end["stage"] == "live").await;
        assert_eq!(seen["gpus"].as_array().unwrap().len(), 2, "{seen:#}");
        assert!(seen["gpus"][0]["used"].as_u64().unwrap() > 80, "{seen:#}");
        assert_eq!((&seen["users"][0]["programs"], &seen["sessions"]), (&json!(["python3"]), &json!(1)), "{seen:#}");

        let found = bench.call("ports_found", json!({ "id": id })).await.unwrap();
        let found: Vec<(u64, &str)> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["port"].as_u64().unwrap(), one["name"].as_str().unwrap_or_default()))
            .collect();
        assert!(found.contains(&(8888, "Jupyter")) && found.iter().any(|(port, _)| *port == 6006), "{found:?}");
        assert!(!found.iter().any(|(port, _)| *port == 22), "{found:?}");
        let opened = tunnel(bench, &id, 8888).await;
        assert_eq!((&opened["stage"], &opened["name"]), (&json!("open"), &json!("Jupyter")), "{opened}");
        let (near, signed_in) = bench.computer.0.lock().unwrap().pages.pop().unwrap();
        assert_eq!(json!(near), opened["localPort"]);
        for (path, status) in [("/", " 403 "), (&signed_in, " 200 ")] {
            let answer = page(&opened["localPort"], path).await;
            assert!(answer.lines().next().is_some_and(|line| line.contains(status)), "{answer}");
        }
        let waits = tunnel(bench, &id, 7860).await;
        assert_eq!(waits["stage"], "waiting", "nothing listens there: {waits}");

        let folder = bench.call("files_folder", json!({ "id": id, "path": "" })).await.unwrap();
        let names: Vec<&str> =
            folder["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["README.txt", "train.py"], "{folder:#}");
        let content: Vec<u8> = (0..24_u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        std::fs::write(here.path().join("model.bin"), &content).unwrap();
        let order = |direction: &str, held: String, remote: &str| json!({ "id": id, "direction": direction, "held": held, "remote": [remote], "existing": "refuse" });
        let home = folder["path"].as_str().unwrap();
        let held = hold(bench, &here.path().join("model.bin")).await;
        in_two_parts(bench, order("push", held, home)).await;
        std::fs::remove_file(here.path().join("model.bin")).unwrap();
        let held = hold(bench, here.path()).await;
        in_two_parts(bench, order("pull", held, &format!("{home}/model.bin"))).await;
        assert!(std::fs::read(here.path().join("model.bin")).unwrap() == content);
    });
}

#[test]
fn a_person_gets_into_a_machine_of_the_seed_once_their_key_is_with_the_organization() {
    let (world, client) = (World::new(), SshClient::new());
    let note = client.home().join("said");
    client.program("x-terminal-emulator", &TERMINAL.replace("NOTE", note.to_str().unwrap()));
    run_for_real(&world, async |bench| {
        let _running = listen(bench, &client).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let seeded = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "train-llama-8b").unwrap();
        let id = seeded["id"].as_str().unwrap().to_owned();
        let refused = |end: &Value| end["stage"] == "noLogin";
        let seen = until("it is refused", async || end(bench, &id).await, refused).await;
        let said = seen["said"].as_str().unwrap();
        assert!(said.contains("Keys"), "it says where to add a key: {said}");
        add_key(bench).await;
        bench.call("terminal_open", json!({ "id": id })).await.unwrap();
        let shown = async || json!(std::fs::read_to_string(&note).unwrap_or_default());
        until("a prompt", shown, |shown| shown.as_str().unwrap().contains("@train-llama-8b:~$ ")).await;
    });
}
