//! No `ssh` of Voltdeck outlives it: the app as a process of its own, which starts and ends tunnels and commands at random,
//! signs out, sleeps, quits, or is killed. `cargo xtask ssh-left` does it more often.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use voltdeck_access::connect::ssh::Ssh;
use voltdeck_base::computer::Computer;

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::{Sshd, lend};
use crate::bench::{Bench, World};

/// How many times in every run of the tests.
const ROUNDS: u64 = 6;
/// How many there are at most, where the processor is so busy that nothing was open before it ended.
const MOST: u64 = 100;
/// What the app is told.
const TOLD: &str = "VOLTDECK_LEFT";
/// How long an `ssh` may take to end after Voltdeck has: by the figure of the long run, and where other tests have the
/// processor too.
const ENDS: Duration = Duration::from_secs(2);
const ENDS_BUSY: Duration = Duration::from_secs(60);

/// Numbers that are the same for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// The app that is left alone or killed: this very program, started by the test below, and nothing without it.
#[test]
fn the_app_that_is_left() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(live(&told));
}

/// Starts and ends what it starts, until it quits.
async fn live(told: &Value) {
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    let port = u16::try_from(told["port"].as_u64().unwrap()).unwrap();
    let mut dice = Dice(told["seed"].as_u64().unwrap());
    let world = World::new();
    let bench = Bench::closed(&world);
    bench.computer.real(PathBuf::from(text("home")), text("path").into());
    bench.call("open_sandbox", json!({})).await.unwrap();
    lend(&bench, &[("real one", port)]);
    let id = bench.sandbox.add_vm("real one", 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    bench.call("connect_user_set", json!({ "id": id, "user": text("user") })).await.unwrap();
    let ssh = Ssh::new(&id, None, Vec::new(), &text("user"), "127.0.0.1", port).unwrap();
    let mut programs = Vec::new();
    for _ in 0..=dice.below(6) {
        match dice.below(6) {
            // Not waited for: it may be killed while it opens.
            0 | 1 => {
                let far = if dice.below(2) == 0 { port } else { 9 };
                let open = bench.call("tunnel_open", json!({ "id": id, "remotePort": far }));
                let _ = tokio::time::timeout(Duration::from_millis(dice.below(1_500)), open).await;
            }
            2 => {
                let all = bench.call("tunnels", json!({})).await.unwrap();
                if let Some(one) = all.as_array().unwrap().first() {
                    bench.call("tunnel_close", json!({ "id": one["id"] })).await.unwrap();
                }
            }
            3 => programs.push(bench.computer.read(&ssh.run("sleep 60")).unwrap()),
            4 => {
                programs.pop();
            }
            _ => {
                bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
                bench.call("open_sandbox", json!({})).await.unwrap();
            }
        }
        tokio::time::sleep(Duration::from_millis(dice.below(300))).await;
    }
    if dice.below(2) == 0 {
        // As the app quits: the process ends with what it holds.
        bench.shut_down();
        std::process::exit(0);
    }
    // As one that crashes.
    std::process::abort();
}

fn signal(name: &str, ids: &[u32]) {
    let ids = ids.iter().map(u32::to_string);
    // One that has ended meanwhile takes none.
    let _ = Command::new("kill").arg(name).args(ids).stderr(Stdio::null()).status();
}

/// Lets it live, sleep and end.
fn round(app: &mut Child, client: &SshClient, dice: &mut Dice) -> &'static str {
    let (begun, kills) = (Instant::now(), dice.below(3) > 0);
    let (kill_at, sleep_at) = (Duration::from_millis(dice.below(3_500)), Duration::from_millis(dice.below(2_000)));
    let mut sleeps = dice.below(3) == 0;
    loop {
        if app.try_wait().unwrap().is_some() {
            return "ended by itself";
        }
        if sleeps && begun.elapsed() >= sleep_at {
            sleeps = false;
            let all: Vec<u32> = client.running().into_iter().map(|(id, _)| id).chain([app.id()]).collect();
            signal("-STOP", &all);
            std::thread::sleep(Duration::from_millis(dice.below(500)));
            signal("-CONT", &all);
        }
        if kills && begun.elapsed() >= kill_at {
            app.kill().unwrap();
            app.wait().unwrap();
            return "killed";
        }
        assert!(begun.elapsed() < Duration::from_secs(180), "the app hangs");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
#[allow(clippy::print_stdout, reason = "the figure of the long run")]
fn no_ssh_is_left_whenever_voltdeck_ends() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (asked, seed) = (number("VOLTDECK_LEFT_ROUNDS"), number("VOLTDECK_LEFT_SEED").unwrap_or(1));
    let (rounds, ends) = (asked.unwrap_or(ROUNDS), if asked.is_some() { ENDS } else { ENDS_BUSY });
    let (client, server) = (SshClient::new(), Sshd::with("MaxStartups 500"));
    let key = client.dot_ssh("id_ed25519");
    SshClient::key(&key);
    server.let_in(&key);
    client.config("Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ControlPersist 10m\n");
    let (mut dice, mut killed) = (Dice(seed), 0_u64);
    let logins = || server.log().matches("Accepted publickey").count();
    let mut number = 0;
    while number < rounds || (logins() == 0 && number < MOST) {
        let told = json!({
            "home": client.home(), "path": client.path().to_str(), "port": server.port, "user": server.user,
            "seed": dice.below(u64::from(u32::MAX)),
        });
        let mut app = Command::new(std::env::current_exe().unwrap())
            .args(["the_app_that_is_left", "--nocapture"])
            .env(TOLD, told.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let how = round(&mut app, &client, &mut dice);
        killed += u64::from(how == "killed");
        let ended = Instant::now();
        loop {
            let left = client.running();
            if left.is_empty() {
                break;
            }
            assert!(ended.elapsed() < ends, "round {number} of seed {seed}, {how}: {left:#?} is left");
            std::thread::sleep(Duration::from_millis(20));
        }
        number += 1;
    }
    let logins = logins();
    assert!(logins > 0, "nothing was ever open, so nothing was tried");
    println!("{number} rounds of seed {seed}, {killed} of them killed, {logins} logins: no ssh was left");
}
