//! What is found on a machine.

use std::time::{Duration, Instant};

use serde_json::json;
use voltdeck_sandbox::GpuUse;

use super::door::until;
use super::{Box, Program, Said, finish};

const GPUS: &str = "nvidia-smi --query-gpu=index,uuid,name,utilization.gpu,memory.used,memory.total,power.draw,\
                    temperature.gpu --format=csv,noheader,nounits";
const APPS: &str = "nvidia-smi --query-compute-apps=gpu_uuid,pid,used_memory --format=csv,noheader,nounits";

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(", ").map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nvidia_smi_tells_what_the_gpus_do() {
    let it = Box::new().await;
    let (id, port) = it.machine(4).await;
    let look = async || {
        let (gpus, apps) = (it.run(port, GPUS).await, it.run(port, APPS).await);
        assert_eq!((gpus.code, apps.code), (Some(0), Some(0)));
        (rows(&gpus.out), rows(&apps.out))
    };
    let used = |gpus: &[Vec<String>]| -> Vec<u32> { gpus.iter().map(|gpu| gpu[3].parse().unwrap()).collect() };
    let (gpus, apps) = look().await;
    assert_eq!((gpus.len(), used(&gpus), apps.len()), (4, vec![0; 4], 0), "a new machine is idle");
    assert!(gpus.iter().all(|gpu| gpu[2] == "NVIDIA H100 80GB HBM3" && gpu[5] == "81559" && gpu.len() == 8));
    let patched = it.ask("PATCH", &format!("/_sandbox/vms/{id}"), Some(json!({"gpu_use": "busy"}))).await;
    assert_eq!(patched.0, 204);
    let (gpus, apps) = look().await;
    assert!(used(&gpus).iter().all(|percent| *percent >= 90), "{gpus:?}");
    for (gpu, app) in gpus.iter().zip(&apps) {
        assert_eq!(gpu[1], app[0]);
        let (used, own): (u32, u32) = (gpu[4].parse().unwrap(), app[2].parse().unwrap());
        assert!(used >= own && used < 81_559);
        let (watts, degrees): (u32, u32) =
            (gpu[6].split('.').next().unwrap().parse().unwrap(), gpu[7].parse().unwrap());
        assert!((550..=700).contains(&watts) && (55..=75).contains(&degrees), "{gpu:?}");
    }
    let pids: Vec<&str> = apps.iter().map(|app| app[1].as_str()).collect();
    let owners = it.run(port, &format!("ps -o user= -o comm= -p {}", pids.join(","))).await.out;
    assert_eq!(owners, "user     python3\n".repeat(4));
    let same = it.run(port, GPUS).await.out;
    assert_eq!(rows(&same), gpus, "the clock stands still");
    it.sandbox.advance(Duration::from_secs(30));
    assert_ne!(rows(&it.run(port, GPUS).await.out), gpus);
    it.sandbox.set_gpu_use(id, GpuUse::Partly);
    let (gpus, apps) = look().await;
    let working = used(&gpus).iter().filter(|percent| **percent > 0).count();
    assert_eq!((working, apps.len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn nvidia_smi_fails_and_hangs_as_the_real_one() {
    let it = Box::new().await;
    let (id, port) = it.machine(1).await;
    it.sandbox.set_gpu_use(id, GpuUse::NoDriver);
    let said = it.run(port, "nvidia-smi").await;
    assert_eq!(said.code, Some(9));
    assert!(said.out.starts_with("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."));
    it.sandbox.set_gpu_use(id, GpuUse::Hangs);
    let hangs = tokio::time::timeout(Duration::from_secs(2), it.run(port, "nvidia-smi")).await;
    assert!(hangs.is_err(), "{hangs:?}");
    assert_eq!(it.run(port, "timeout 0.2 nvidia-smi; echo $?").await.out, "124\n");
    it.sandbox.set_gpu_use(id, GpuUse::Idle);
    let said = it.run(port, "nvidia-smi --query-gpu=index,power.draw --format=csv; nvidia-smi -L; nvidia-smi").await;
    assert!(said.out.starts_with("index, power.draw [W]\n0, "), "{said:?}");
    assert!(said.out.contains("\nGPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-"));
    assert!(said.out.contains("No running processes found"));
    assert_eq!(it.run(port, "nvidia-smi --query-gpu=wrong --format=csv").await.code, Some(2));
}

/// The command lines that Voltdeck sends are scripts of a POSIX shell.
#[tokio::test(flavor = "multi_thread")]
async fn the_shell_knows_what_scripts_are_made_of() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    let lines = [
        ("false || echo or; true && echo and; ! false && echo not", "or\nand\nnot\n", 0),
        ("nope 2>/dev/null; echo $?", "127\n", 0),
        ("nope 2>&1 | grep -c 'not found'", "1\n", 0),
        ("for i in a b; do echo \"$i $i\"; done | tail -n 1", "b b\n", 0),
        ("if [ -f README.txt ]; then echo yes; else echo no; fi", "yes\n", 0),
        ("say() { echo \"#$1 $*\" || exit; }; say a 'b c'", "#a a b c\n", 0),
        ("all() { for one in \"$@\"; do echo \"$one\"; done; }; all 'a b' c", "a b\nc\n", 0),
        ("x=$(echo '1, 22, 3' | cut -s -d, -f2 | tr -d ' '); echo \"${x} ${none:-other}\"", "22 other\n", 0),
        ("printf '1\\n2\\nx\\n' | grep -x '[0-9][0-9]*' | paste -s -d, -", "1,2\n", 0),
        ("exec sh -c 'cd /tmp; echo one > f; echo two >> f; cat f; exit 5'", "one\ntwo\n", 5),
        ("(cd /; pwd); pwd", "/\n/home/user\n", 0),
        ("false; code=$?; if [ $code -lt 124 ]; then echo $code; fi", "1\n", 0),
        ("echo a; # what stands here is not read", "a\n", 0),
    ];
    for (line, out, code) in lines {
        let said = it.run(port, line).await;
        assert_eq!((said.out.as_str(), said.code), (out, Some(code)), "{line}: {said:?}");
    }
    for wrong in ["sleep 1 &", "case x in esac", "echo $((1+1))", "echo 'open", "done", "if true"] {
        let said = it.run(port, wrong).await;
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{wrong}: {said:?}");
        assert!(said.err.starts_with("bash: line 1: "), "{said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_streams_until_its_reader_is_gone() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    // A terminal's line in `who` is there for as long as what runs at it.
    let program =
        Program::start(it.ssh_as("mine", "user", port, &["-tt", "while :; do nvidia-smi -L; sleep 0.1; done"]));
    until("three rounds", || program.out.text().matches("GPU 0").count() >= 3).await;
    assert_ne!(it.run(port, "who").await.out, "");
    drop(program);
    let begun = Instant::now();
    while !it.run(port, "who").await.out.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the loop goes on and nobody reads it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_says_what_it_is_and_is_told_by_who() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    assert_eq!(it.run(port, "who").await.out, "");
    let mut ssh = it.ssh_as("mine", "user", port, &[]);
    ssh.arg("-tt");
    let mut program = Program::start(ssh);
    program.type_in("sleep 600\r");
    let begun = Instant::now();
    while !it.run(port, "who").await.out.contains("user     pts/1") {
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
    until("the line was taken", || program.out.text().contains("sleep 600\r\n")).await;
    program.type_in("\x03");
    until("it was interrupted", || program.out.text().contains("^C\r\n")).await;
    program.type_in("echo $?\r");
    until("the next line was run", || program.out.text().contains("130\r\n")).await;
    program.type_in("exit 3\r");
    let ended = program.ended().await;
    let out = &ended.out;
    assert!(out.starts_with("This is a stand-in of Voltdeck's sandbox"), "{out}");
    assert!(out.contains("user@a-box:~$ "), "{out}");
    assert_eq!(ended.code, Some(3), "{out}");
    assert_eq!(it.run(port, "who").await.out, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forward_reaches_what_listens_and_nothing_else() {
    let it = Box::new().await;
    let (id, port) = it.machine(1).await;
    it.sandbox.set_jupyter(id, true);
    assert!(it.run(port, "ss -ltnH").await.out.contains("127.0.0.1:8888"));
    let listed = it.run(port, "jupyter server list").await.out;
    let token = listed.split("token=").nth(1).unwrap().split(' ').next().unwrap();
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (page, nothing) = (free(), free());
    let mut ssh = it.ssh_as("mine", "user", port, &[]);
    ssh.args(["-N", "-L", &format!("{page}:127.0.0.1:8888"), "-L", &format!("{nothing}:localhost:9")]);
    let program = Program::start(ssh);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: String| {
        let begun = Instant::now();
        loop {
            match client.get(format!("http://127.0.0.1:{page}{path}")).send().await {
                Ok(answer) => return (answer.status().as_u16(), answer.text().await.unwrap()),
                Err(error) => assert!(begun.elapsed() < Duration::from_secs(20), "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let (status, text) = get(format!("/?token={token}")).await;
    assert_eq!(status, 200);
    assert!(text.contains("This is a stand-in of Voltdeck's sandbox"));
    assert_eq!(get("/?token=wrong".to_owned()).await.0, 403);
    assert_eq!(get("/".to_owned()).await.0, 403);
    assert!(client.get(format!("http://127.0.0.1:{nothing}/")).send().await.is_err());
    it.sandbox.set_jupyter(id, false);
    assert_eq!(it.run(port, "jupyter server list").await.code, Some(127));
    it.sandbox.remove_vm(id);
    let Said { code, err, .. } = program.ended().await;
    assert_ne!(code, Some(0));
    assert!(err.contains("open failed: connect failed: Connection refused"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_powers_itself_off_is_stopped_and_billed_on() {
    let it = Box::new().await;
    let (id, port) = it.machine(1).await;
    let record = || it.sandbox.records().resources.into_iter().find(|one| one.id == id).unwrap();
    let before = record();
    assert!(before.rate_hourly.is_sign_positive() && !before.rate_hourly.is_zero());
    let refused = it.run(port, "poweroff").await;
    assert!(refused.err.contains("Interactive authentication required"), "{refused:?}");
    assert_eq!(it.vm(id).await["status"], "Running");
    let said = it.run(port, "sudo shutdown -h now").await;
    assert_eq!(said.code, Some(255), "the connection goes with the machine: {said:?}");
    assert_eq!(it.vm(id).await["status"], "Stopped");
    it.sandbox.advance(Duration::from_secs(3600));
    let after = record();
    assert_eq!(after.rate_hourly, before.rate_hourly);
    assert_eq!(after.charged - before.charged, before.rate_hourly);
    assert_eq!(after.asked, before.asked, "nobody asked the provider for it");
    assert!(finish(it.ssh_as("mine", "user", port, &["true"])).await.err.contains("Connection refused"));
}
