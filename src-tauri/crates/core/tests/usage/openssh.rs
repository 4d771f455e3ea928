//! What a real `sshd` and the tools of a real system say, with a stand-in for `nvidia-smi` alone.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::Sshd;
use crate::bench::{Bench, World, run_for_real};
use crate::scene::{let_look, panel, row};

/// Processes of this server alone: other tests have servers on the same computer.
const PS: &str = r#"#!/bin/sh
case "$*" in
-e*) /bin/ps "$@" | awk -v me=$$ '{ p[$1] = $2; c[$1] = $3; l[$1] = $0 } END {
  for (i = me; i in p && i > 1; i = p[i]) if (c[i] ~ /^sshd/) top = i;
  print l[1];
  for (i in p) { for (j = i; j in p && j > 1 && j != top; j = p[j]); if (j == top) print l[i] } }' ;;
*) exec /bin/ps "$@" ;;
esac
"#;

/// A process of this user, for as long as it is held.
struct Sleeps(Child);

impl Sleeps {
    fn start() -> Self {
        Self(Command::new("sleep").arg("600").stdin(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Sleeps {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn smi(server: &Sshd, gpus: &str, apps: &str) {
    let script = format!(
        "#!/bin/sh\nprintf x >> {}\ncase \"$1\" in\n--query-gpu=index,uuid,name,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu) \
         {gpus};;\n--query-compute-apps=gpu_uuid,pid,used_memory) {apps};;\n*) exit 2;;\nesac\n",
        server.calls().display(),
    );
    server.program("nvidia-smi", &script);
}

/// Asks as an open panel does, until what it is told is so.
async fn until(bench: &Bench, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let seen = panel(bench, id).await;
        if is(&seen) {
            return seen;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {seen}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// How often the machine's GPUs were asked for.
fn calls(server: &Sshd) -> usize {
    std::fs::read(server.calls()).unwrap_or_default().len()
}

#[test]
fn a_panel_reads_a_machine_and_an_editor_without_a_terminal_is_a_session() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    let sleeps = Sleeps::start();
    server.program("ps", PS);
    // Who is logged in on this computer is no matter of the test.
    server.program("who", "#!/bin/sh\n");
    let apps = format!("echo 'GPU-a, {}, 70890'", sleeps.0.id());
    smi(&server, "echo '0, GPU-a, NVIDIA H100 80GB HBM3, 87, 71234, 81559, 612.34, 64'", &apps);
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let live = |seen: &Value| seen["ends"][0]["stage"] == "live";
        let seen = until(bench, &id, "it is live", live).await;
        let end = &seen["ends"][0];
        assert_eq!((&end["gpus"][0]["used"], &end["gpus"][0]["watts"]), (&json!(87), &json!(612)));
        assert_eq!(
            end["users"],
            json!([{ "user": server.user, "processes": 1, "programs": ["sleep"], "memory": "69.2 GiB" }])
        );
        assert_eq!(end["sessions"], 0, "our own is none: {seen}");
        // As an editor does it: a program, and no terminal.
        let command = bench.call("connect", json!({ "id": id })).await.unwrap()["ends"][0]["command"].clone();
        let ssh = command.as_str().unwrap().replacen("ssh", "exec ssh -T -o BatchMode=yes", 1);
        let editor =
            Command::new("sh").args(["-c", &format!("{ssh} 'sleep 60; true'")]).env("PATH", client.path()).spawn();
        let mut editor = editor.unwrap();
        until(bench, &id, "the editor counts", |seen| seen["ends"][0]["sessions"] == 1).await;
        editor.kill().unwrap();
        editor.wait().unwrap();
        until(bench, &id, "the editor is gone", |seen| seen["ends"][0]["sessions"] == 0).await;
        server.program("who", "#!/bin/sh\necho 'maria    pts/0        2026-03-02 09:41 (203.0.113.9)'\n");
        until(bench, &id, "a terminal counts", |seen| seen["ends"][0]["sessions"] == 1).await;
        // Its program ends with it.
        smi(&server, "echo '0, GPU-a, NVIDIA H100 80GB HBM3, 3, 4, 81559, 71.5, 31'", "echo -n");
        until(bench, &id, "it goes on", |seen| seen["ends"][0]["gpus"][0]["used"] == 3).await;
    });
    // The core is gone, and its ssh with it; on the machine the loop ends with its next word.
    let begun = Instant::now();
    let mut before = calls(&server);
    loop {
        std::thread::sleep(Duration::from_secs(7));
        let now = calls(&server);
        if now == before {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the loop goes on: {}", server.log());
        before = now;
    }
}

#[test]
fn what_a_real_machine_lacks_is_said() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let is = |stage: &'static str| move |seen: &Value| seen["ends"][0]["stage"] == stage;
        let seen = until(bench, &id, "no driver", is("noDriver")).await;
        assert!(seen["ends"][0]["said"].as_str().unwrap().contains("not installed"), "{seen}");
        server.program("nvidia-smi", "#!/bin/sh\necho 'NVIDIA-SMI has failed because it couldn'\"'\"'t communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.'\nexit 9\n");
        let failed = |seen: &Value| seen["ends"][0]["said"].as_str().is_some_and(|said| said.contains("communicate"));
        until(bench, &id, "the driver's words", failed).await;
        server.program("nvidia-smi", "#!/bin/sh\nexec sleep 600\n");
        let seen = until(bench, &id, "it hangs", is("hangs")).await;
        assert!(seen["ends"][0]["said"].as_str().unwrap().contains("nvidia-smi doesn't answer"), "{seen}");
    });
}

#[test]
fn a_refused_login_is_said_and_a_background_look_reads_once() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    smi(&server, "echo '0, GPU-a, NVIDIA H100 80GB HBM3, 12, 4, 81559, 71.5, 31'", "echo -n");
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let_look(bench, true).await;
        let begun = Instant::now();
        while row(bench, &id).await["gpuUse"]["percent"] != 12 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{}", row(bench, &id).await);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        server.let_nobody_in();
        let refused = |seen: &Value| seen["ends"][0]["stage"] == "noLogin";
        let seen = until(bench, &id, "it is refused", refused).await;
        assert!(seen["ends"][0]["said"].as_str().unwrap().contains("refuses the login"), "{seen}");
        assert_eq!(seen["ends"][0]["gpus"][0]["used"], 12, "what was read stays, with its time");
    });
}
