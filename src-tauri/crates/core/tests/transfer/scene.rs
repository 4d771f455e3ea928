//! A machine that is a real OpenSSH server, and transfers with it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::{Sshd, lend};
use crate::bench::{Bench, World, run_for_real};
use crate::line::Line;

pub struct Scene {
    pub server: Sshd,
    /// What leads to it.
    pub line: Line,
    /// A folder of this computer, and one of the machine.
    pub here: tempfile::TempDir,
    pub there: tempfile::TempDir,
}

/// A machine that can be reached, and folders on both sides.
pub fn with_machine(scene: impl AsyncFnOnce(&Bench, &Scene, &str)) {
    let (world, client) = (World::new(), SshClient::new());
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Sshd::start();
    let line = Line::to(server.port);
    let stage = Scene { server, line, here, there };
    run_for_real(&world, async |bench| {
        let id = stage.server.machine(bench, &client).await;
        lend(bench, &[("real one", stage.line.port)]);
        bench.call("refresh", json!({})).await.unwrap();
        scene(bench, &stage, &id).await;
    });
}

impl Scene {
    pub fn here(&self, name: &str) -> PathBuf {
        self.here.path().join(name)
    }

    pub fn there(&self, name: &str) -> PathBuf {
        self.there.path().join(name)
    }

    /// Arguments that send what was chosen to the machine's folder.
    pub async fn push(&self, bench: &Bench, id: &str, paths: &[PathBuf], existing: &str) -> Value {
        let held = choose(bench, paths).await;
        json!({ "id": id, "direction": "push", "held": held, "remote": [self.there.path()], "existing": existing })
    }

    /// Arguments that fetch from the machine to the folder here.
    pub async fn pull(&self, bench: &Bench, id: &str, names: &[&str], existing: &str) -> Value {
        let held = choose(bench, &[self.here.path().to_owned()]).await;
        let remote: Vec<PathBuf> = names.iter().map(|name| self.there(name)).collect();
        json!({ "id": id, "direction": "pull", "held": held, "remote": remote, "existing": existing })
    }
}

/// A person chooses in a dialog.
pub async fn choose(bench: &Bench, paths: &[PathBuf]) -> String {
    bench.computer.change(|computer| computer.chosen = paths.to_vec());
    let held = bench.call("files_choose", json!({ "folder": false })).await.unwrap();
    held["id"].as_str().unwrap().to_owned()
}

/// The same as a window asks for it that was shown what is there.
pub async fn shown(bench: &Bench, mut args: Value) -> Value {
    let check = bench.call("files_check", args.clone()).await.unwrap();
    args["seen"] = check["seen"].clone();
    args
}

/// Begins a transfer and says its id.
pub async fn start(bench: &Bench, args: Value) -> String {
    let all = bench.call("transfer_start", args).await.unwrap();
    all[0]["id"].as_str().unwrap().to_owned()
}

pub async fn view(bench: &Bench, id: &str) -> Value {
    let all = bench.call("transfers", json!({})).await.unwrap();
    all.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
}

/// Waits until it is as is asked for.
pub async fn until(bench: &Bench, id: &str, is: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let view = view(bench, id).await;
        if is(&view) {
            return view;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{view:#}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until it is over.
pub async fn over(bench: &Bench, id: &str) -> Value {
    until(bench, id, |view| view["canStop"] == false).await
}

/// Begins a transfer and waits until all of it is there.
pub async fn done(bench: &Bench, args: Value) -> Value {
    let id = start(bench, shown(bench, args).await).await;
    let view = over(bench, &id).await;
    assert_eq!(view["stage"], "done", "{view:#}");
    view
}

/// Bytes that repeat nowhere near, so that a piece in a wrong place shows.
pub fn bytes(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut all = Vec::with_capacity(length + 4);
    while all.len() < length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        all.extend(state.to_le_bytes());
    }
    all.truncate(length);
    all
}

/// The names in a folder, hidden ones too.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
