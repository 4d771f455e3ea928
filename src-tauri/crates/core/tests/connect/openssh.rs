//! The real OpenSSH: a server on a loopback port, and the commands and files that Voltdeck writes.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::{Sshd, pair};
use crate::bench::{Bench, World, run_for_real};

async fn command(bench: &Bench, id: &str) -> String {
    let view = bench.call("connect", json!({ "id": id })).await.unwrap();
    view["ends"][0]["command"].as_str().unwrap().to_owned()
}

/// Runs the command as it is shown, but that nobody is asked whether the host is known.
fn log_in(client: &SshClient, server: &Sshd, command: &str) {
    let asks_nothing = command.replacen("ssh", "ssh -o StrictHostKeyChecking=accept-new -o BatchMode=yes", 1);
    let output = client.shell(&format!("{asks_nothing} 'echo in as $(id -un)'"));
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert_eq!(said, format!("in as {}", server.user), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn nothing_of_the_person_who_runs_the_tests_is_at_hand() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let shown = command(bench, &id).await.replacen("ssh", "ssh -o BatchMode=yes", 1);
        let rc = server.home().join(".ssh/rc");
        std::fs::create_dir(rc.parent().unwrap()).unwrap();
        std::fs::write(&rc, "echo the rc ran\n").unwrap();
        let said = client.shell(&format!("{shown} 'echo $HOME; pwd; echo ~; echo $SHELL'"));
        let home = server.home().display().to_string();
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert_eq!(said.lines().collect::<Vec<_>>(), [home.as_str(), &home, &home, "/bin/sh"]);
    });
}

#[test]
fn the_command_and_the_alias_log_in() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let shown = command(bench, &id).await;
        let (port, user) = (server.port, &server.user);
        let options = format!("-o HostKeyAlias=voltdeck-{id} -p {port} -o StrictHostKeyChecking=accept-new");
        assert_eq!(shown, format!("ssh {options} {user}@127.0.0.1"), "no key is named");
        log_in(&client, &server, &shown);

        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        assert_eq!(view["ends"][0]["alias"], "vp-real-one");
        log_in(&client, &server, "ssh vp-real-one");
        // By the line that was put into the person's own config alone.
        let settings = client.settings("vp-real-one");
        for line in [format!("port {}", server.port), "hostname 127.0.0.1".into(), format!("user {}", server.user)] {
            assert!(settings.contains(&line), "{line} is not in:\n{settings:?}");
        }
    });
}

#[test]
fn a_key_in_another_place_is_named_and_switches_the_usual_ones_not_off() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let usual = client.home().join(".ssh/id_ed25519");
        let other = pair(bench, "~/my keys/it's a key").await;
        let shown = command(bench, &id).await;
        assert!(shown.contains("my keys"), "{shown}");
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        assert!(rows.iter().any(|row| row["ssh"]["command"] == shown), "the list has the same");
        for key in [&other, &usual] {
            server.let_in(key);
            log_in(&client, &server, &shown);
            log_in(&client, &server, "ssh vp-real-one");
            // The machine is this computer: a tunnel to a port where nothing listens could lead to itself.
            let far = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let remote = far.local_addr().unwrap().port();
            let tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": remote })).await.unwrap();
            assert_eq!(tunnel["stage"], "open", "{tunnel}");
            bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        }
        // A file that is taken away is named no longer.
        std::fs::remove_file(&other).unwrap();
        assert!(!command(bench, &id).await.contains("-i "));
    });
}

#[test]
fn a_tunnel_carries_an_answer_and_a_refused_login_says_so() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    let far = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let remote = far.local_addr().unwrap().port();
    let behind = std::thread::spawn(move || {
        // The first connections may be those that only look whether the port accepts.
        for stream in far.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 64];
            let read = stream.read(&mut asked).unwrap_or(0);
            if asked[..read].starts_with(b"GET / ") {
                stream.write_all(b"HTTP/1.0 200 OK\r\n\r\nhello from behind").unwrap();
                return;
            }
        }
    });
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": remote })).await.unwrap();
        assert_eq!(tunnel["stage"], "open", "{tunnel}");
        let local = u16::try_from(tunnel["localPort"].as_u64().unwrap()).unwrap();
        let answer = tokio::task::spawn_blocking(move || {
            let mut near = TcpStream::connect((Ipv4Addr::LOCALHOST, local)).unwrap();
            near.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            near.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
            let mut answer = String::new();
            near.read_to_string(&mut answer).unwrap();
            answer
        });
        assert!(answer.await.unwrap().ends_with("hello from behind"));
        behind.join().unwrap();
        bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        let closed = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, local)).is_ok() {
            assert!(closed.elapsed() < Duration::from_secs(60), "the tunnel still listens");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }

        server.let_nobody_in();
        let refused = bench.call("tunnel_open", json!({ "id": id, "remotePort": remote })).await.unwrap();
        assert_eq!(refused["stage"], "ended");
        assert!(refused["said"].as_str().unwrap().contains("refuses the login"), "{refused}");
    });
}
