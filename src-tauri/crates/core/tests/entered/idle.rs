//! What is read on a machine of the sandbox ends it once nobody uses it, and leaves it alone while somebody does.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use voltdeck_machines::idle::IdleMemory;
use voltdeck_sandbox::GpuUse;

use crate::bench::ssh_client::SshClient;
use crate::bench::{Bench, World, run_in};
use crate::scene::{add_key, listen};

/// Lets time pass, and goes slowly while a program of the person is at work: that takes real time.
async fn pass(bench: &Bench, client: &SshClient, minutes: u32, stay: usize) {
    for _ in 0..minutes * 12 {
        bench.pass(5).await;
        let begun = Instant::now();
        while client.running().len() > stay {
            assert!(begun.elapsed() < Duration::from_secs(60), "a program does not end");
            // While something blocks, the time of the test does not go on by itself.
            tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(10))).await.unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// An editor on a machine: a program, and no terminal. It ends with whoever holds it.
struct Editor(Child);

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn editor(bench: &Bench, client: &SshClient, id: &str) -> Editor {
    let command = bench.call("connect", json!({ "id": id })).await.unwrap()["ends"][0]["command"].clone();
    let ssh = command.as_str().unwrap().replacen("ssh", "exec ssh -T -o BatchMode=yes", 1);
    let mut sh = Command::new("sh");
    sh.args(["-c", &format!("{ssh} 'echo in; sleep 86400'")]).env("PATH", client.path()).stdout(Stdio::piped());
    let mut child = sh.spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let read = tokio::task::spawn_blocking(move || std::io::Read::read(&mut out, &mut [0; 3]).unwrap());
    assert_eq!(read.await.unwrap(), 3, "the editor got in");
    Editor(child)
}

async fn end_when_idle(bench: &Bench, id: &str) {
    let args = json!({ "id": id, "when": "idle", "action": "terminate", "minutes": 10, "percent": 5 });
    bench.call("auto_stop_set", args).await.unwrap();
}

fn is_idle(bench: &Bench, id: &str) -> bool {
    bench.account().part::<IdleMemory>().since(id, 5, bench.sandbox.now()).is_some()
}

fn told_of(bench: &Bench, name: &str) -> Vec<String> {
    bench.notices().into_iter().map(|(title, _)| title).filter(|title| title.contains(name)).collect()
}

async fn row(bench: &Bench, id: &str) -> Value {
    bench.call("instance", json!({ "id": id })).await.unwrap()["instance"].clone()
}

#[test]
fn a_machine_that_nobody_uses_is_warned_of_and_ends_and_those_in_use_stay() {
    let (world, client) = (World::new(), SshClient::new());
    run_in(&world, async |bench| {
        bench.tell_no_changes().await;
        let _running = listen(bench, &client).await;
        add_key(bench).await;
        let add = |name: &str, gpu_use: GpuUse| {
            let id = bench.sandbox.add_vm(name, 1);
            assert!(bench.sandbox.set_gpu_use(id, gpu_use));
            id.to_string()
        };
        let quiet = add("quiet", GpuUse::Idle);
        let used = [add("training", GpuUse::Busy), add("edited", GpuUse::Idle), add("broken", GpuUse::NoDriver)];
        pass(bench, &client, 1, 0).await;
        let _editor = editor(bench, &client, &used[1]).await;
        let stay = client.running().len();
        for id in used.iter().chain([&quiet]) {
            end_when_idle(bench, id).await;
        }
        pass(bench, &client, 6, stay).await;
        assert_eq!(row(bench, &quiet).await["gpuUse"]["percent"], 0);
        assert!(row(bench, &used[0]).await["gpuUse"]["percent"].as_u64().unwrap() > 80);
        assert!(is_idle(bench, &quiet), "{:?}", bench.account().part::<IdleMemory>().newest(&quiet));
        assert_eq!(used.each_ref().map(|id| is_idle(bench, id)), [false; 3]);
        pass(bench, &client, 5, stay).await;
        let told = told_of(bench, "quiet");
        assert!(told.last().unwrap().contains("quiet will be terminated at "), "{told:?}");
        assert!(bench.machine("quiet").asked.iter().all(|asked| asked.act != "terminate"));
        pass(bench, &client, 16, stay).await;
        assert_eq!(bench.machine("quiet").asked.last().unwrap().act, "terminate");
        assert!(told_of(bench, "quiet").last().unwrap().contains("quiet was terminated after it was idle"));
        for (id, name) in used.iter().zip(["training", "edited", "broken"]) {
            assert!(!is_idle(bench, id), "{name}");
            assert_eq!(row(bench, id).await["autoStops"][0]["actsAt"], Value::Null, "{name}");
            assert_eq!((told_of(bench, name), bench.machine(name).asked.len()), (vec![], 1), "{name}");
        }
        // Work ends, and what was in use is idle from then on.
        bench.sandbox.set_gpu_use(used[0].parse().unwrap(), GpuUse::Idle);
        pass(bench, &client, 6, stay).await;
        assert!(is_idle(bench, &used[0]));
    });
}
