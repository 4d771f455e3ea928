//! The machines as servers, asked by the real OpenSSH.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod door;
mod files;
mod inside;
mod nodes;

use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;
use voltdeck_sandbox::{Config, Running, Sandbox};

/// A sandbox that listens, somebody's keys, and a way to ask its API.
struct Box {
    sandbox: Sandbox,
    running: Running,
    folder: tempfile::TempDir,
}

fn config() -> Config {
    let now = "2026-10-15T12:00:00Z".parse().unwrap();
    Config { token: "T0ken".to_owned(), now, rate_limit: None, speed: 0, ..Config::default() }
}

impl Box {
    async fn new() -> Self {
        Self::with(config(), tempfile::tempdir().unwrap()).await
    }

    async fn with(config: Config, folder: tempfile::TempDir) -> Self {
        for name in ["mine", "stranger"] {
            let path = folder.path().join(name);
            if !path.exists() {
                let mut keygen = Command::new("ssh-keygen");
                keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path);
                assert!(keygen.status().unwrap().success());
            }
        }
        let sandbox = Sandbox::new(config).unwrap();
        let running = sandbox.serve(0).await.unwrap();
        Self { sandbox, running, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn public_key(&self) -> String {
        std::fs::read_to_string(self.path("mine.pub")).unwrap().trim().to_owned()
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let control = format!("http://{}{path}", self.running.address());
        let url = if path.starts_with("/_sandbox") { control } else { format!("{}{path}", self.running.base_url()) };
        let request = client.request(method.parse().unwrap(), url).bearer_auth("T0ken");
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, bytes) = (response.status().as_u16(), response.bytes().await.unwrap());
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// A machine that takes my key, running.
    async fn machine(&self, gpus: u32) -> (Uuid, u16) {
        let id = self.deploy(gpus, json!({"ssh_keys": [self.public_key()]})).await;
        self.sandbox.advance(Duration::from_secs(60));
        (id, self.port(id).await)
    }

    async fn deploy(&self, gpus: u32, more: Value) -> Uuid {
        self.sandbox.restock(gpus, 5);
        let mut body = json!({"config_id": self.sandbox.preset_id(gpus), "name": "a box"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (status, answer) = self.ask("POST", "/virtual-machines/instant", Some(body)).await;
        assert_eq!(status, 201, "{answer}");
        answer["vm_id"].as_str().unwrap().parse().unwrap()
    }

    async fn vm(&self, id: Uuid) -> Value {
        self.ask("GET", &format!("/virtual-machines/{id}"), None).await.1
    }

    async fn port(&self, id: Uuid) -> u16 {
        let vm = self.vm(id).await;
        let forwards = vm["port_forwards"].as_array().unwrap_or_else(|| panic!("{vm}"));
        let ssh = forwards.iter().find(|forward| forward["internal_port"] == 22).unwrap();
        u16::try_from(ssh["external_port"].as_u64().unwrap()).unwrap()
    }

    /// OpenSSH's options for all its programs; `-P` and `-p` are the callers'.
    fn options(&self, key: &str) -> Vec<String> {
        let known = format!("UserKnownHostsFile={}", self.path("known_hosts").display());
        let key = self.path(key).display().to_string();
        let set = [&known, "IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes"];
        let mut options = vec!["-F".to_owned(), "none".to_owned(), "-i".to_owned(), key];
        options.extend(set.into_iter().chain(["StrictHostKeyChecking=accept-new"]).map(|set| format!("-o{set}")));
        options
    }

    fn ssh_as(&self, key: &str, user: &str, port: u16, arguments: &[&str]) -> Command {
        let mut ssh = Command::new("ssh");
        ssh.args(self.options(key)).args(["-p", &port.to_string(), &format!("{user}@127.0.0.1")]).args(arguments);
        ssh
    }

    /// Runs a command on a machine: how it ended, and what it said on both.
    async fn run(&self, port: u16, command: &str) -> Said {
        finish(self.ssh_as("mine", "user", port, &[command])).await
    }
}

/// How a program ended, and what it said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

async fn finish(command: Command) -> Said {
    Program::start(command).ended().await
}

/// A program that runs; it ends with this value.
struct Program {
    child: Child,
    input: Option<ChildStdin>,
    out: Heard,
    err: Heard,
}

/// What is read of one of its outputs.
struct Heard {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Heard {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let kept = bytes.clone();
        let reader = std::thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(read @ 1..) = pipe.read(&mut some) {
                kept.lock().unwrap().extend_from_slice(&some[..read]);
            }
        });
        Self { bytes, reader: Some(reader) }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }

    fn whole(&mut self) -> String {
        self.reader.take().unwrap().join().unwrap();
        self.text()
    }
}

impl Program {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, err) = (Heard::of(child.stdout.take().unwrap()), Heard::of(child.stderr.take().unwrap()));
        Self { input: child.stdin.take(), child, out, err }
    }

    fn type_in(&mut self, text: &str) {
        self.input.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    async fn ended(mut self) -> Said {
        drop(self.input.take());
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it ends in time: {}", self.err.text());
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        Said { code: status.code(), out: self.out.whole(), err: self.err.whole() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A path as an argument.
fn display(path: &Path) -> String {
    path.display().to_string()
}
