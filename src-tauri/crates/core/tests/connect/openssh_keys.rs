//! Which key gets in, and whose host key is whose, with the real OpenSSH.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::{Sshd, lend, pair};
use crate::bench::{Bench, World, run_for_real};

/// What the command of a machine says when it is run as it is shown, with nobody there to answer.
async fn run(bench: &Bench, client: &SshClient, id: &str) -> String {
    let view = bench.call("connect", json!({ "id": id })).await.unwrap();
    let shown = view["ends"][0]["command"].as_str().unwrap().replacen("ssh", "ssh -o BatchMode=yes", 1);
    let output = client.shell(&format!("{shown} 'echo is in'"));
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Opens a tunnel to where nothing listens, which is known as soon as the machine has said so.
async fn tunnel(bench: &Bench, id: &str) -> Value {
    let mut tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": 9 })).await.unwrap();
    let begun = Instant::now();
    while tunnel["stage"] == "open" {
        assert!(begun.elapsed() < Duration::from_secs(60), "{tunnel}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        let all = bench.call("tunnels", json!({})).await.unwrap();
        tunnel = all.as_array().unwrap().iter().find(|one| one["id"] == tunnel["id"]).unwrap().clone();
    }
    bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
    tunnel
}

/// The id of a machine that was ordered, once it can be logged in to. The order may leave late, and from then on the provider
/// takes its time.
pub async fn at_hand(bench: &Bench, job: &Value) -> String {
    for _ in 0..120 {
        bench.sandbox.advance(Duration::from_secs(60));
        bench.pass(1).await;
        bench.call("refresh", json!({})).await.unwrap();
        let job = bench.job(job["id"].as_str().unwrap()).await;
        let Some(id) = job["instanceId"].as_str() else { continue };
        if bench.call("connect", json!({ "id": id })).await.is_ok_and(|view| view["ends"][0]["command"].is_string()) {
            return id.to_owned();
        }
    }
    panic!("it is not at hand: {job}");
}

#[test]
fn the_right_key_is_shown_where_the_agent_has_seven_others() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::with("MaxAuthTries 6"));
    let _agent = client.agent();
    let add = |name: &str| {
        let key = client.home().join(name);
        SshClient::key(&key);
        assert!(client.shell(&format!("ssh-add -q '{}'", key.display())).status.success());
        key
    };
    for number in 1..=7 {
        add(&format!("other-{number}"));
    }
    run_for_real(&world, async |bench| {
        // The key lies in a file: the one that Voltdeck made.
        let id = server.machine(bench, &client).await;
        assert_eq!(tunnel(bench, &id).await["stage"], "waiting");
        let said = run(bench, &client, &id).await;
        assert!(said.contains("is in"), "{said}");
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        let by_alias = client.shell(&format!("ssh -o BatchMode=yes {} 'echo is in'", view["ends"][0]["alias"]));
        assert!(String::from_utf8_lossy(&by_alias.stdout).contains("is in"), "{by_alias:?}");
    });
}

#[test]
fn a_key_that_lives_in_the_agent_alone_is_named_by_its_public_half() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::with("MaxAuthTries 6"));
    let _agent = client.agent();
    let mut public = String::new();
    for number in 1..=8 {
        let key = client.home().join(format!("key-{number}"));
        SshClient::key(&key);
        assert!(client.shell(&format!("ssh-add -q '{}'", key.display())).status.success());
        if number == 8 {
            public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
            server.let_in(&key);
        }
        std::fs::remove_file(&key).unwrap();
    }
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        lend(bench, &[("with the key", server.port)]);
        // The key that the deploy gives the machine is the one that is tried.
        let mut draft = bench.draft("with the key").await;
        draft["keyMode"] = json!("none");
        draft["extraKeys"] = json!([{ "text": public.trim(), "saveAs": null }]);
        let job = bench.start_draft(draft).await;
        let (id, user) = (at_hand(bench, &job).await, &server.user);
        bench.call("connect_user_set", json!({ "id": id, "user": user })).await.unwrap();
        let said = run(bench, &client, &id).await;
        assert!(said.contains("is in"), "{said}");
        assert_eq!(tunnel(bench, &id).await["stage"], "waiting");
        let shown = bench.call("connect", json!({ "id": id })).await.unwrap()["ends"][0]["command"].clone();
        let shown = shown.as_str().unwrap().to_owned();
        assert!(shown.contains(".pub") && shown.contains("IdentitiesOnly=yes"), "{shown}");
        let named = shown.split(' ').find(|word| Path::new(word).extension().is_some_and(|end| end == "pub")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(named).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        let by_alias = client.shell(&format!("ssh -o BatchMode=yes {} 'echo is in'", view["ends"][0]["alias"]));
        assert!(String::from_utf8_lossy(&by_alias.stdout).contains("is in"), "{by_alias:?}");
    });
}

#[test]
fn too_many_keys_are_said_with_the_way_out() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::with("MaxAuthTries 1"));
    let _agent = client.agent();
    for number in 1..=2 {
        let key = client.home().join(format!("other-{number}"));
        SshClient::key(&key);
        assert!(client.shell(&format!("ssh-add -q '{}'", key.display())).status.success());
    }
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        let refused = tunnel(bench, &id).await;
        assert_eq!(refused["stage"], "ended", "{refused}");
        let said = refused["said"].as_str().unwrap();
        assert!(said.contains("offer more keys than it hears") && said.contains("ssh-add -d"), "{said}");
    });
}

#[test]
fn a_machine_at_an_address_that_was_anothers_lets_in_and_a_changed_key_is_refused_and_explained() {
    let (world, client) = (World::new(), SshClient::new());
    run_for_real(&world, async |bench| {
        let first = Sshd::start();
        let port = first.port;
        bench.computer.real(client.home(), client.path());
        let key = pair(bench, "").await;
        lend(bench, &[("first", port), ("second", port)]);
        first.let_in(&key);
        let [one, other] = ["first", "second"].map(|name| bench.sandbox.add_vm(name, 1).to_string());
        bench.call("refresh", json!({})).await.unwrap();
        for id in [&one, &other] {
            bench.call("connect_user_set", json!({ "id": id, "user": first.user })).await.unwrap();
        }
        assert!(run(bench, &client, &one).await.contains("is in"), "the first key is taken unasked");
        drop(first);
        // The first one is gone, and the second one has its address.
        let second = Sshd::at(port, "");
        second.let_in(&key);
        let said = run(bench, &client, &other).await;
        assert!(said.contains("is in") && !said.contains("CHANGED"), "{said}");
        assert_eq!(tunnel(bench, &other).await["stage"], "waiting");
        // What answers for the first one now has another key.
        let said = run(bench, &client, &one).await;
        assert!(said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") && !said.contains("is in"), "{said}");
        let refused = tunnel(bench, &one).await;
        assert_eq!(refused["stage"], "ended");
        let said = refused["said"].as_str().unwrap().to_owned();
        assert!(said.contains("another host key than before") && said.contains("set up anew"), "{said}");
        // The way out that is told works.
        let (_, way_out) = said.split_once("with: ").unwrap();
        assert!(client.shell(way_out).status.success());
        assert!(run(bench, &client, &one).await.contains("is in"));
    });
}

#[test]
fn a_changed_key_is_noticed_by_what_nobody_sits_at_though_the_person_keeps_no_keys() {
    let (world, client) = (World::new(), SshClient::new());
    client.config("Host *\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n");
    run_for_real(&world, async |bench| {
        let first = Sshd::start();
        let port = first.port;
        bench.computer.real(client.home(), client.path());
        let key = pair(bench, "").await;
        lend(bench, &[("first", port)]);
        first.let_in(&key);
        let id = bench.sandbox.add_vm("first", 1).to_string();
        bench.call("refresh", json!({})).await.unwrap();
        bench.call("connect_user_set", json!({ "id": id, "user": first.user })).await.unwrap();
        let opened = tunnel(bench, &id).await;
        assert_eq!(opened["stage"], "waiting", "{opened}");
        bench.call("tunnel_close", json!({ "id": opened["id"] })).await.unwrap();
        drop(first);
        let second = Sshd::at(port, "");
        second.let_in(&key);
        let refused = tunnel(bench, &id).await;
        assert_eq!(refused["stage"], "ended", "{refused}");
        let said = refused["said"].as_str().unwrap().to_owned();
        assert!(said.contains("another host key than before"), "{said}");
        let (_, way_out) = said.split_once("with: ").unwrap();
        let way_out = way_out.replace('~', client.home().to_str().unwrap());
        assert!(client.shell(&way_out).status.success(), "{way_out}");
        assert_eq!(tunnel(bench, &id).await["stage"], "waiting");
    });
}
