//! Who is let in, and when a machine answers at all.

use std::collections::HashSet;
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::tempdir;
use voltdeck_sandbox::Config;

use super::{Box, Program, config, finish};

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

pub async fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_the_deploy_are_taken_and_no_others() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    for user in ["user", "ubuntu", "root"] {
        let said = finish(it.ssh_as("mine", user, port, &["whoami"])).await;
        assert_eq!((said.code, said.out.trim()), (Some(0), user), "{said:?}");
    }
    for (key, user) in [("stranger", "user"), ("mine", "admin"), ("nothing", "user")] {
        let said = finish(it.ssh_as(key, user, port, &["whoami"])).await;
        assert_eq!((said.code, said.out.as_str()), (Some(255), ""));
        assert!(said.err.contains("Permission denied (publickey)."), "{said:?}");
    }
    let bare = it.deploy(1, json!({"password": "never easier"})).await;
    it.sandbox.advance(Duration::from_secs(60));
    let said = it.run(it.port(bare).await, "whoami").await;
    assert!(said.err.contains("Permission denied (publickey)."), "no key was chosen: {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organizations_keys_go_where_they_were_chosen() {
    let it = Box::new().await;
    let added =
        it.ask("POST", "/organization/ssh-keys", Some(json!({"name": "mine", "content": it.public_key()}))).await;
    let id = added.1["id"].as_str().unwrap_or_else(|| panic!("{added:?}")).to_owned();
    let all = it.deploy(1, json!({"organization_ssh_keys": {"mode": "all"}})).await;
    let some = it.deploy(1, json!({"organization_ssh_keys": {"mode": "selective", "ssh_key_ids": [id]}})).await;
    let none = it.deploy(1, json!({"organization_ssh_keys": {"mode": "none"}})).await;
    it.sandbox.advance(Duration::from_secs(60));
    for (machine, code) in [(all, 0), (some, 0), (none, 255)] {
        assert_eq!(it.run(it.port(machine).await, "true").await.code, Some(code));
    }
    let seeded = it.sandbox.records().resources.iter().find(|one| one.name == "train-llama-8b").unwrap().id;
    assert_eq!(it.run(it.port(seeded).await, "hostname").await.out, "train-llama-8b\n");
    // What is on a machine stays there, as with the real thing; a seeded one follows the organization.
    assert_eq!(it.ask("DELETE", &format!("/organization/ssh-keys/{id}"), None).await.0, 204);
    assert_eq!(it.run(it.port(all).await, "true").await.code, Some(0));
    assert_eq!(it.run(it.port(seeded).await, "true").await.code, Some(255));
}

#[tokio::test(flavor = "multi_thread")]
async fn six_wrong_keys_are_too_many() {
    let it = Box::new().await;
    let (_, port) = it.machine(1).await;
    let mut ssh = Command::new("ssh");
    for number in 0..6 {
        let path = it.path(&format!("wrong{number}"));
        let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&path).status();
        assert!(made.unwrap().success());
        ssh.arg("-i").arg(path);
    }
    ssh.args(it.options("mine")).args(["-p", &port.to_string(), "user@127.0.0.1", "true"]);
    let said = finish(ssh).await;
    assert_eq!(said.code, Some(255));
    assert!(said.err.contains("Too many authentication failures"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_answers_once_it_runs_and_not_when_it_is_stopped() {
    let it = Box::new().await;
    let id = it.deploy(1, json!({"ssh_keys": [it.public_key()]})).await;
    let held = it.sandbox.records();
    assert_eq!(held.resources.iter().find(|one| one.id == id).unwrap().status, "NotListed");
    it.sandbox.advance(Duration::from_secs(60));
    let port = it.port(id).await;
    assert!(listens(port));
    let power = |status: &str| json!({"status": status});
    let path = format!("/virtual-machines/{id}/power-status");
    assert_eq!(it.ask("PUT", &path, Some(power("stopped"))).await.0, 200);
    until("a stopped machine does not listen", || !listens(port)).await;
    assert_eq!(it.ask("PUT", &path, Some(power("started"))).await.0, 200);
    assert_eq!(it.run(it.port(id).await, "cat README.txt").await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn time_alone_lets_a_machine_answer() {
    let it = Box::with(Config { speed: 60, ..config() }, tempdir().unwrap()).await;
    let id = it.deploy(1, json!({"ssh_keys": [it.public_key()]})).await;
    let begun = Instant::now();
    while it.vm(id).await["status"].as_str().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let port = it.port(id).await;
    until("nobody changed anything since the deploy", || listens(port)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_key_is_one_machines_and_stays_over_restarts() {
    let folder = tempdir().unwrap();
    let state = folder.path().join("state.json");
    let kept = || Config { state_file: Some(state.clone()), ..config() };
    let it = Box::with(kept(), folder).await;
    let (first, second) = (it.machine(1).await, it.machine(1).await);
    assert_eq!(it.run(first.1, "true").await.code, Some(0));
    assert_eq!(it.run(second.1, "true").await.code, Some(0));
    let known = std::fs::read_to_string(it.path("known_hosts")).unwrap();
    let keys: HashSet<&str> = known.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!(keys.len(), 2, "{known}");
    let Box { sandbox, running, folder } = it;
    drop(running);
    // The old sandbox writes its state once more when the last of its tasks is gone.
    std::fs::remove_file(&state).unwrap();
    drop(sandbox);
    until("the state was kept", || state.exists()).await;
    let it = Box::with(kept(), folder).await;
    let mut scan = Command::new("ssh-keyscan");
    scan.args(["-p", &it.port(first.0).await.to_string(), "127.0.0.1"]);
    let scanned = finish(scan).await.out;
    let key = scanned.split_whitespace().last().unwrap_or_default();
    let of_first = known.lines().find(|line| line.contains(&format!(":{} ", first.1))).unwrap();
    assert!(of_first.ends_with(key) && !key.is_empty(), "{scanned} / {known}");
    // The ports that machines get are the system's to give; the name under which a key is known is not.
    let at_its_place =
        async |port| finish(it.ssh_as("mine", "user", port, &["-oHostKeyAlias=its-place", "true"])).await;
    assert_eq!(at_its_place(it.port(first.0).await).await.code, Some(0));
    let (first_port, id) = (it.port(first.0).await, first.0);
    assert_eq!(it.ask("DELETE", &format!("/virtual-machines/{id}"), None).await.0, 202);
    until("the port is free", || !listens(first_port)).await;
    let (_, port) = it.machine(1).await;
    let said = at_its_place(port).await;
    assert_eq!(said.code, Some(255));
    assert!(said.err.contains("REMOTE HOST IDENTIFICATION HAS CHANGED"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminated_machine_drops_its_sessions() {
    let it = Box::new().await;
    let (id, port) = it.machine(1).await;
    let session = Program::start(it.ssh_as("mine", "user", port, &["echo here; sleep 600"]));
    until("the session began", || session.out.text() == "here\n").await;
    assert_eq!(it.ask("DELETE", &format!("/virtual-machines/{id}"), None).await.0, 202);
    let said = session.ended().await;
    assert_eq!((said.code, said.out.as_str()), (Some(255), "here\n"), "{said:?}");
    assert!(!listens(port));
}
