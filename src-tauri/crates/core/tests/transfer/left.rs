//! No `ssh` of a transfer outlives a Voltdeck that is killed.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::{Sshd, lend};
use crate::bench::{Bench, World, run_for_real};
use crate::line::Line;
use crate::scene::{bytes, choose, start, until};

/// What the app is told.
const TOLD: &str = "VOLTDECK_KILLED";
/// How long an `ssh` may take to end after Voltdeck has.
const ENDS: Duration = Duration::from_secs(2);

/// The app that is killed: this very program, started by the test below, and nothing without it.
#[test]
fn the_app_that_is_killed() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    run_for_real(&World::new(), async |bench: &Bench| {
        bench.computer.real(PathBuf::from(text("home")), text("path").into());
        lend(bench, &[("real one", u16::try_from(told["port"].as_u64().unwrap()).unwrap())]);
        let id = bench.sandbox.add_vm("real one", 1).to_string();
        bench.call("refresh", json!({})).await.unwrap();
        bench.call("connect_user_set", json!({ "id": id, "user": text("user") })).await.unwrap();
        let held = choose(bench, &[PathBuf::from(text("held"))]).await;
        let mut args = told["args"].clone();
        (args["id"], args["held"]) = (json!(id), json!(held));
        let transfer = start(bench, args).await;
        until(bench, &transfer, |view| view["percent"].as_u64().unwrap() >= 10).await;
        std::fs::write(text("midway"), "").unwrap();
        std::future::pending::<()>().await;
    });
}

#[test]
fn no_ssh_of_a_transfer_is_left_when_voltdeck_is_killed() {
    let (client, server) = (SshClient::new(), Sshd::start());
    let key = client.dot_ssh("id_ed25519");
    SshClient::key(&key);
    server.let_in(&key);
    let line = Line::to(server.port);
    line.slow(true);
    for direction in ["push", "pull"] {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (file, midway) = (from.path().join("model.bin"), from.path().join("midway"));
        std::fs::write(&file, bytes(64 << 20)).unwrap();
        let (held, remote) = if direction == "push" { (&*file, to.path()) } else { (to.path(), &*file) };
        let told = json!({
            "home": client.home(), "path": client.path().to_str(), "port": line.port, "user": server.user,
            "held": held, "midway": midway,
            "args": { "direction": direction, "remote": [remote], "existing": "refuse" },
        });
        let mut app = Command::new(std::env::current_exe().unwrap())
            .args(["the_app_that_is_killed", "--nocapture"])
            .env(TOLD, told.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !midway.exists() {
            assert!(app.try_wait().unwrap().is_none(), "{direction}: the app ended by itself");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(!client.running().is_empty(), "{direction}: nothing runs that could be left");
        app.kill().unwrap();
        app.wait().unwrap();
        let ended = Instant::now();
        loop {
            let left = client.running();
            if left.is_empty() {
                break;
            }
            assert!(ended.elapsed() < ENDS, "{direction}: {left:#?} is left");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
