//! Tunnels through the real OpenSSH, in the configs that people have.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use voltdeck_access::connect::own_config::OwnConfig;
use voltdeck_access::connect::ssh::Ssh;
use voltdeck_base::computer::output;

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::Sshd;
use crate::bench::{Bench, World, run_for_real};
use crate::pages::{asked, serve};

/// A port of loopback where nothing listens now.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

const PAGE: &str = "hello from behind";

fn local(tunnel: &Value) -> u16 {
    u16::try_from(tunnel["localPort"].as_u64().unwrap()).unwrap()
}

/// Waits until the one tunnel is at a stage.
async fn until(bench: &Bench, stage: &str) -> Value {
    let begun = Instant::now();
    loop {
        let tunnel = bench.call("tunnels", json!({})).await.unwrap()[0].clone();
        if tunnel["stage"] == stage {
            return tunnel;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "not {stage}: {tunnel}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn a_tunnel_is_open_only_while_its_far_end_answers() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    // Who says nothing at all must not hide what SSH says of the far end.
    client.config("Host *\n  LogLevel QUIET\n");
    let far = free_port();
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        // The machine is this computer, so the near end must not be where the far end is.
        let args = json!({ "id": id, "remotePort": far, "localPort": free_port() });
        let first = bench.call("tunnel_open", args).await.unwrap();
        // Where the processor is busy the machine may say so late.
        let waits = until(bench, "waiting").await;
        assert_eq!(waits["state"]["word"], format!("Waiting for port {far}"));
        let said = waits["said"].as_str().unwrap();
        assert!(said.contains("connect failed: Connection refused"), "{said}");
        let opened = bench.computer.0.lock().unwrap().opened.len();
        assert_eq!(opened, usize::from(first["stage"] == "open"), "no browser for what does not answer");

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, far)).unwrap();
        serve(listener, PAGE);
        let open = until(bench, "open").await;
        assert_eq!((&open["id"], &open["said"]), (&waits["id"], &Value::Null));
        assert!(asked(local(&open)).await.ends_with(PAGE));
    });
}

/// Waits until nothing listens at a port any more.
async fn until_free(port: u16) {
    let begun = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(60), "port {port} is still held");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Opens a tunnel in a config, which must carry and leave nothing behind.
async fn carries_and_ends(bench: &Bench, client: &SshClient, id: &str, far: u16, config: &str) {
    client.config(config);
    let tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": far })).await.unwrap();
    assert_eq!(tunnel["stage"], "open", "{config}: {tunnel}");
    assert!(asked(local(&tunnel)).await.ends_with(PAGE), "{config}");
    bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
    until_free(local(&tunnel)).await;
}

#[test]
fn a_tunnel_carries_and_ends_in_the_configs_that_people_have() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    let far = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = far.local_addr().unwrap().port();
    serve(far, PAGE);
    let marker = client.home().join("ran");
    let local_command = format!("PermitLocalCommand yes\n  LocalCommand touch {}", marker.display());
    let configs = [
        "ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ControlPersist 10m",
        "ForkAfterAuthentication yes",
        "RemoteCommand tmux new -A -s main\n  RequestTTY force",
        "SessionType none",
        "Tunnel yes",
        "GatewayPorts yes",
        "StrictHostKeyChecking yes",
        "CheckHostIP yes\n  UserKnownHostsFile /dev/null",
        &local_command,
    ];
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        for config in configs {
            carries_and_ends(bench, &client, &id, port, &format!("Host *\n  {config}\n")).await;
        }
        assert!(!marker.exists(), "what nobody sits at runs nothing of the person's");
        let left = std::fs::read_dir(client.home().join(".ssh")).unwrap();
        let left: Vec<String> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(!left.iter().any(|name| name.starts_with("cm-")), "no connection is shared: {left:?}");
    });
}

#[test]
fn a_command_runs_in_the_configs_that_people_have() {
    let (client, server) = (SshClient::new(), Sshd::start());
    let key = client.dot_ssh("id_ed25519");
    SshClient::key(&key);
    server.let_in(&key);
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let forward = format!("LocalForward 127.0.0.1:{} localhost:80", taken.local_addr().unwrap().port());
    let configs = [
        "ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ControlPersist 10m",
        "ForkAfterAuthentication yes",
        "RemoteCommand tmux new -A -s main",
        "RequestTTY force",
        "SessionType none",
        "StdinNull yes",
        "Tunnel yes",
        "LogLevel QUIET",
        "PermitLocalCommand yes\n  LocalCommand echo local",
        &format!("ExitOnForwardFailure yes\n  {forward}"),
    ];
    let computer = voltdeck_computer::LocalComputer::with(client.home(), client.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for config in configs {
            client.config(&format!("Host *\n  {config}\n"));
            let ssh = Ssh::new("m1", None, Vec::new(), &server.user, "127.0.0.1", server.port).unwrap();
            let own = OwnConfig::of(&computer, &ssh).await.unwrap();
            let argv = ssh.mended(&own.mended).run("echo ran");
            let output = output(&computer, &argv, Duration::from_secs(60)).await;
            let output = output.unwrap_or_else(|said| panic!("{config}: {said}"));
            assert_eq!((output.text.as_str(), output.end.code), ("ran\n", Some(0)), "{config}: {}", output.end.said);
        }
    });
}

#[test]
fn a_forward_of_the_persons_own_is_named_with_its_port() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        for (word, place) in [("LocalForward", "this computer"), ("RemoteForward", "the instance")] {
            client.config(&format!("Host *\n  {word} 127.0.0.1:{port} localhost:80\n"));
            let ended = bench.call("tunnel_open", json!({ "id": id, "localPort": free_port() })).await.unwrap();
            assert_eq!(ended["stage"], "ended");
            let said = ended["said"].as_str().unwrap();
            assert!(said.starts_with(&format!("Port {port} of {place}")), "{said}");
            assert!(said.contains(&format!("({word} ")) && said.contains("your own SSH config"), "{said}");
        }
        // One that is free is the person's own business.
        drop(taken);
        let far = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let remote = far.local_addr().unwrap().port();
        serve(far, PAGE);
        carries_and_ends(bench, &client, &id, remote, &format!("Host *\n  LocalForward {port} localhost:80\n")).await;
    });
}
