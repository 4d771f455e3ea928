//! Tunnels through the real OpenSSH, in the configs that people have.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::Sshd;
use crate::bench::{Bench, World, run_for_real};

/// A port of loopback where nothing listens now.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Answers each request with a line, for as long as the test lives.
fn serve(listener: TcpListener) {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut asked = [0; 64];
                if stream.read(&mut asked).is_ok_and(|read| asked[..read].starts_with(b"GET / ")) {
                    let _ = stream.write_all(b"HTTP/1.0 200 OK\r\n\r\nhello from behind");
                }
            });
        }
    });
}

/// What is answered at the near end of a tunnel.
async fn asked(tunnel: &Value) -> String {
    let port = local(tunnel);
    let answer = tokio::task::spawn_blocking(move || {
        let mut near = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        near.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        near.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        let _ = near.read_to_string(&mut answer);
        answer
    });
    answer.await.unwrap()
}

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
        assert!(begun.elapsed() < Duration::from_secs(30), "not {stage}: {tunnel}");
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
        let waits = bench.call("tunnel_open", args).await.unwrap();
        assert_eq!(waits["stage"], "waiting", "{waits}");
        assert_eq!(waits["state"]["word"], format!("Waiting for port {far}"));
        let said = waits["said"].as_str().unwrap();
        assert!(said.contains("connect failed: Connection refused"), "{said}");
        bench.computer.change(|computer| assert!(computer.opened.is_empty(), "no browser for what does not answer"));

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, far)).unwrap();
        serve(listener);
        let open = until(bench, "open").await;
        assert_eq!((&open["id"], &open["said"]), (&waits["id"], &Value::Null));
        assert!(asked(&open).await.ends_with("hello from behind"));
    });
}
