//! Ports of a machine through the real OpenSSH: found by what the machine prints, opened, broken and opened again.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::Sshd;
use crate::bench::{Bench, World, run_for_real};
use crate::pages::{asked, serve};

const TOKEN: &str = "fcf97807e12f06c337c078c300e16440";

/// Answers at a port of a host, where it can be had. Says at which.
fn answers(host: IpAddr, port: u16, answer: &'static str) -> Option<u16> {
    let listener = TcpListener::bind((host, port)).ok()?;
    let port = listener.local_addr().unwrap().port();
    serve(listener, answer);
    Some(port)
}

/// Waits until all tunnels are at a stage.
async fn until(bench: &Bench, stage: &str) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let all = bench.call("tunnels", json!({})).await.unwrap();
        let all = all.as_array().unwrap().clone();
        if all.iter().all(|one| one["stage"] == stage) {
            return all;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "not {stage}: {all:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn what_listens_is_found_opened_and_opened_again_when_ssh_breaks() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    let four = answers(Ipv4Addr::LOCALHOST.into(), 0, "by the older family").unwrap();
    // A container may have no IPv6.
    let six = answers(Ipv6Addr::LOCALHOST.into(), 0, "by the newer family");
    let mut listing = format!("LISTEN 0 128 127.0.0.1:{four} 0.0.0.0:*\nLISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n");
    if let Some(six) = six {
        writeln!(listing, "LISTEN 0 128 [::1]:{six} [::]:*").unwrap();
    }
    let script = format!("#!/bin/sh\n[ \"$*\" = -ltnH ] || exit 1\ncat <<'END'\n{listing}END\n");
    server.program("ss", &script);
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let found = bench.call("ports_found", json!({ "id": id })).await.unwrap();
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), 1 + usize::from(six.is_some()), "{found:?}");
        for one in found {
            // The machine is this computer, so the near end is another port than the far one.
            let args = json!({ "id": id, "remotePort": one["port"], "remoteHost": one["host"] });
            let tunnel = bench.call("tunnel_open", args).await.unwrap();
            assert_eq!(tunnel["stage"], "open", "{tunnel}");
        }
        let before = until(bench, "open").await;
        server.hang_up();
        until(bench, "reconnecting").await;
        let after = until(bench, "open").await;
        for (one, same) in before.iter().zip(&after) {
            assert_eq!((&one["id"], &one["localPort"]), (&same["id"], &same["localPort"]));
            let expected = if same["remotePort"] == four { "older" } else { "newer" };
            let answer = asked(u16::try_from(same["localPort"].as_u64().unwrap()).unwrap()).await;
            assert!(answer.ends_with(&format!("by the {expected} family")), "{answer}");
        }
        bench.computer.change(|computer| assert_eq!(computer.opened.len(), before.len(), "no browser by itself"));
    });
}

#[test]
fn jupyter_opens_signed_in_by_what_the_machine_tells() {
    // Jupyter is known by its ports, so it gets an address of this test's own, where nothing else has them.
    let [.., high, low] = std::process::id().to_be_bytes();
    let host = Ipv4Addr::new(127, 88, high, low);
    let port = (8888..=8899).find_map(|port| answers(host.into(), port, "jupyter")).unwrap();
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    let script = format!(
        "#!/bin/sh\n[ \"$*\" = 'server list' ] || exit 1\necho 'Currently running servers:'\n\
         echo 'http://{host}:{port}/?token={TOKEN} :: /home/user'\n"
    );
    server.program("jupyter", &script);
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let args = json!({ "id": id, "remotePort": port, "remoteHost": host });
        let tunnel = bench.call("tunnel_open", args).await.unwrap();
        assert_eq!((&tunnel["stage"], &tunnel["name"]), (&json!("open"), &json!("Jupyter")), "{tunnel}");
        let local = u16::try_from(tunnel["localPort"].as_u64().unwrap()).unwrap();
        bench.computer.change(|computer| {
            assert_eq!(computer.pages, [(local, format!("/?token={TOKEN}"))]);
            assert!(computer.opened.is_empty());
        });
        assert!(!format!("{:?} {}", bench.answers(), bench.heard()).contains(TOKEN));
    });
}
