//! What it costs to read the GPU use of 50 machines in the background, every five minutes: Voltdeck's own time on the
//! processor, that of the `ssh` that it starts, and the memory of both together. OpenSSH is the real one, client and server;
//! `nvidia-smi` alone is a stand-in, with eight GPUs. Rounds come one after the other here, and are reckoned to five minutes
//! each. The provider is the sandbox, in this process.
//!
//! `cargo run --release -p voltdeck-core --example usage_bench`.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod bench_host;

use std::collections::HashSet;
use std::error::Error;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bench_host::{BenchHost, TOKEN};
use serde_json::json;
use uuid::Uuid;
use voltdeck_computer::LocalComputer;
use voltdeck_core::{App, dispatch};
use voltdeck_sandbox::{Config, Sandbox};

type Outcome<T> = Result<T, Box<dyn Error>>;

const MACHINES: usize = 50;
/// How often each machine is read in life.
const EVERY: Duration = Duration::from_secs(300);
/// Rounds in which time is measured, and those in which memory is: looking at it costs time.
const ROUNDS: u32 = 4;
const MEMORY_ROUNDS: u32 = 2;

const SMI: &str = r#"#!/bin/sh
case "$1" in
--query-gpu*) for gpu in 0 1 2 3 4 5 6 7; do echo "$gpu, GPU-5d1f8a0$gpu, NVIDIA H100 80GB HBM3, 87, 71234, 81559, 612.34, 64"; done ;;
--query-compute-apps*) for gpu in 0 1 2 3 4 5 6 7; do echo "GPU-5d1f8a0$gpu, 1, 70890"; done ;;
esac
"#;

fn main() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path())?;
    let bench = Bench::new(folder.path()).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = memory(std::process::id(), server.0.id())?;

    let (mut own_peak, mut ssh_peak) = (0, 0);
    for _ in 0..MEMORY_ROUNDS {
        let round = bench.round();
        tokio::pin!(round);
        loop {
            tokio::select! {
                done = &mut round => break done?,
                () = tokio::time::sleep(Duration::from_millis(20)) => {
                    let (own, ssh) = memory(std::process::id(), server.0.id())?;
                    (own_peak, ssh_peak) = (own_peak.max(own), ssh_peak.max(ssh));
                }
            }
        }
    }
    let (mut took, start) = (Duration::ZERO, processor()?);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        bench.round().await?;
        took += begun.elapsed();
    }
    let end = processor()?;
    let per_round = |part: fn(&(Duration, Duration)) -> Duration| (part(&end).saturating_sub(part(&start))) / ROUNDS;
    let (own, ssh) = (per_round(|time| time.0), per_round(|time| time.1));
    println!("a round of {MACHINES} machines takes {} ms", (took / ROUNDS).as_millis());
    println!("processor for a round, Voltdeck itself: {} ms", own.as_millis());
    println!("processor for a round, the ssh that it starts: {} ms", ssh.as_millis());
    // In hundredths of a per cent.
    let share = |time: Duration| time.as_micros() * 10_000 / EVERY.as_micros();
    for (what, share) in [("Voltdeck itself", share(own)), ("with its ssh", share(own + ssh))] {
        println!("share of one core, {what}: {}.{:02} %", share / 100, share % 100);
    }
    println!("memory before: {} MB", before.0 / 1024);
    println!(
        "memory of the looks at their peak, Voltdeck itself: {} MB",
        own_peak.saturating_sub(before.0).div_ceil(1024)
    );
    println!("memory of the looks at their peak, the ssh that it starts: {} MB", ssh_peak.div_ceil(1024));
    bench.app.shut_down();
    Ok(())
}

/// Voltdeck in the tray, on a sandbox whose machines all run.
struct Bench {
    machines: Vec<Uuid>,
    app: Arc<App>,
}

impl Bench {
    async fn new(folder: &Path) -> Outcome<Self> {
        let config = Config { token: TOKEN.into(), ssh: false, instances: 0, ..Config::default() };
        let sandbox = Sandbox::new(config)?;
        let machines = (0..MACHINES).map(|number| sandbox.add_vm(&format!("train-{number:02}"), 8)).collect();
        std::fs::create_dir(folder.join("data"))?;
        let mut path = folder.join("programs").into_os_string();
        path.push(":/usr/bin:/bin");
        let host = BenchHost {
            sandbox,
            base_url: None,
            report: None,
            folder: folder.join("data"),
            hear: Box::new(|_| {}),
            notify: Box::new(|_| {}),
            computer: Box::new(LocalComputer::with(folder.to_owned(), path)),
        };
        let app = voltdeck_core::open(Arc::new(host)).map_err(|error| error.message)?;
        app.set_attended(false);
        dispatch(&app, "open_sandbox", None, json!({})).await.map_err(|error| error.message)?;
        Ok(Self { machines, app })
    }

    /// Lets the account be looked into anew, and waits until every machine was.
    async fn round(&self) -> Outcome<()> {
        self.let_look(false).await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let account = self.app.account().map_err(|error| error.message)?;
        let read_at = |id: &Uuid| voltdeck_usage::known(&self.app, &account, &id.to_string());
        let before: Vec<_> = self.machines.iter().map(read_at).collect();
        self.let_look(true).await?;
        let begun = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let told = self.machines.iter().map(read_at).zip(&before);
            let missing = told.filter(|(now, before)| {
                now.as_ref().and_then(|now| now.read_at) <= before.as_ref().and_then(|before| before.read_at)
            });
            let missing = missing.count();
            if missing == 0 {
                return Ok(());
            }
            if begun.elapsed() > Duration::from_secs(300) {
                let said = self.machines.iter().find_map(|id| read_at(id)?.problem_says);
                return Err(format!("{missing} machines did not tell: {said:?}").into());
            }
        }
    }

    async fn let_look(&self, on: bool) -> Outcome<()> {
        let args = json!({
            "id": "sandbox", "name": "Sandbox", "organizationId": "", "currency": "USD", "colour": "grey", "sshUser": "",
            "samplesGpus": on,
        });
        dispatch(&self.app, "profile_update", None, args).await.map_err(|error| error.message)?;
        Ok(())
    }
}

/// An OpenSSH server for the user who measures, and a client that takes every machine for it.
struct Server(Child);

impl Server {
    fn start(folder: &Path) -> Outcome<Self> {
        let at = |name: &str| folder.join(name);
        for key in ["host", "key"] {
            let made =
                Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(at(key)).status()?;
            if !made.success() {
                return Err("ssh-keygen made no key".into());
            }
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        std::fs::create_dir(at("bin"))?;
        std::fs::create_dir(at("programs"))?;
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n\
             PermitUserRC no\nSetEnv PATH={}:/usr/bin:/bin HOME={}\n",
            at("host").display(),
            at("key.pub").display(),
            at("bin").display(),
            folder.display(),
        );
        std::fs::write(at("sshd_config"), config)?;
        program(&at("bin/nvidia-smi"), SMI)?;
        let user = String::from_utf8(Command::new("id").arg("-un").output()?.stdout)?;
        let client = format!(
            "#!/bin/sh\nexec /usr/bin/ssh -F none -i {} -o UserKnownHostsFile={} -o HostName=127.0.0.1 -o Port={port} -l {} \
             \"$@\"\n",
            at("key").display(),
            at("known_hosts").display(),
            user.trim(),
        );
        program(&at("programs/ssh"), &client)?;
        let _ = std::fs::create_dir_all("/run/sshd");
        let mut sshd = Command::new("/usr/sbin/sshd");
        sshd.args(["-D", "-e", "-f"]).arg(at("sshd_config")).stdin(Stdio::null()).stderr(Stdio::null());
        let server = Self(sshd.spawn()?);
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if begun.elapsed() > Duration::from_secs(10) {
                return Err("sshd does not listen".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(file: &Path, script: &str) -> Outcome<()> {
    std::fs::write(file, script)?;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Memory of a process, and of all that came from it but for the server, in KB: each shared page counts in part.
fn memory(own: u32, server: u32) -> Outcome<(u64, u64)> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|id: u32| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect();
    let mut ours = HashSet::from([own]);
    loop {
        let more: Vec<u32> = parents
            .iter()
            .filter(|(id, parent)| *id != server && ours.contains(parent) && !ours.contains(id))
            .map(|(id, _)| *id)
            .collect();
        if more.is_empty() {
            break;
        }
        ours.extend(more);
    }
    let of = |id: &u32| {
        let text = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    };
    // Between its start and its own program a child is this very program, whose memory would count twice. One that ended
    // meanwhile has none.
    let exe = |id: u32| std::fs::read_link(format!("/proc/{id}/exe")).ok();
    let (own_memory, own_exe) = (of(&own).ok_or("the system does not tell")?, exe(own));
    let others = ours.iter().filter(|id| **id != own && exe(**id) != own_exe);
    Ok((own_memory, others.filter_map(of).sum()))
}

/// Time for which this process kept processors busy, and those that it started and that have ended.
fn processor() -> Outcome<(Duration, Duration)> {
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, which may hold anything, ends with the last bracket.
    let (_, fields) = stat.rsplit_once(')').ok_or("the system does not tell")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: [usize; 2]| at.iter().filter_map(|at| fields.get(*at)?.parse::<u32>().ok()).sum::<u32>();
    Ok((TICK * ticks([11, 12]), TICK * ticks([13, 14])))
}
