//! Aliases beside the hosts that a person has, as the real `ssh` reads both.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::{Bench, World, run_for_real, run_in};

/// A person's `~/.ssh`, with the config as it is given, and what the config includes.
pub fn person(config: &str, included: &[(&str, &str)]) -> SshClient {
    let client = SshClient::new();
    std::fs::create_dir_all(client.dot_ssh("conf.d/nested")).unwrap();
    for (name, text) in included {
        std::fs::write(client.dot_ssh(name), text).unwrap();
    }
    client.config(config);
    client
}

/// A machine of this name that runs, whose alias is known by now; `None` where it has none.
pub async fn machine(bench: &Bench, name: &str) -> Option<String> {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    set(bench).await;
    alias(bench, &id).await
}

pub async fn set(bench: &Bench) -> Value {
    bench.call("ssh_config_set", json!({ "on": true })).await.unwrap()
}

async fn alias(bench: &Bench, id: &str) -> Option<String> {
    let view = bench.call("connect", json!({ "id": id })).await.unwrap();
    view["ends"][0]["alias"].as_str().map(str::to_owned)
}

pub fn setting(client: &SshClient, host: &str, name: &str) -> Vec<String> {
    let start = format!("{name} ");
    client.settings(host).iter().filter_map(|line| line.strip_prefix(&start).map(str::to_owned)).collect()
}

#[test]
fn a_host_in_an_included_file_keeps_its_name_and_lends_its_agent_and_key_to_no_machine() {
    let work = "Host dev\n  HostName 192.0.2.5\n  User me\n  ForwardAgent yes\n  IdentityFile ~/.ssh/production\n";
    let client = person("Include conf.d/*\n", &[("conf.d/work", work)]);
    let before = client.settings("dev");
    let world = World::new();
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        let alias = machine(bench, "dev").await.unwrap();
        assert_eq!(client.settings("dev"), before, "`ssh dev` leads where it led");
        assert_ne!(alias, "dev");
        assert!(setting(&client, &alias, "hostname")[0].starts_with("127."));
        assert_eq!(setting(&client, &alias, "forwardagent"), ["no"]);
        assert!(!setting(&client, &alias, "identityfile").contains(&"~/.ssh/production".to_owned()));
    });
}

/// What the card says, once it is as it is waited for.
pub async fn until(bench: &Bench, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let view = bench.call("ssh_config", json!({})).await.unwrap();
        if is(&view) {
            return view;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{what}: {view}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn aliases(view: &Value) -> HashMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    view["hosts"].as_array().unwrap().iter().map(|host| (text(&host["machine"]), text(&host["alias"]))).collect()
}

#[test]
fn includes_globs_patterns_matches_and_comments_count_as_openssh_reads_them() {
    let client = person(
        "Include conf.d/*.conf\nMatch originalhost x,vp-two user nobody\n  Port 1\nHost vp-three # vp-free\n  Port 1\n\
         Host vp-f?ur\n  Port 1\nHost * !vp-five\n  User me\n",
        &[("conf.d/a.conf", "Include conf.d/nested/*\n"), ("conf.d/nested/deep", "Host vp-one nas\n  Port 1\n")],
    );
    let world = World::new();
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        for name in ["one", "two", "three", "four", "five", "free"] {
            bench.sandbox.add_vm(name, 1);
        }
        bench.call("refresh", json!({})).await.unwrap();
        let aliases = aliases(&set(bench).await);
        for taken in ["one", "two", "three", "four"] {
            let alias = &aliases[taken];
            assert!(alias.starts_with("vp-") && alias.ends_with(&format!("-{taken}")), "{alias}");
            assert_eq!(setting(&client, alias, "user"), ["user"]);
            assert_ne!(setting(&client, alias, "port"), ["1"]);
        }
        assert_eq!((&*aliases["five"], &*aliases["free"]), ("vp-five", "vp-free"));
    });
}

#[test]
fn a_machine_whose_names_are_all_taken_is_left_out_until_another_prefix_is_set() {
    let client = person("Host vp-*\n  User me\n", &[]);
    let world = World::new();
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        let id = bench.sandbox.add_vm("dev", 1).to_string();
        bench.call("refresh", json!({})).await.unwrap();
        let view = set(bench).await;
        assert_eq!(view["hosts"], json!([]));
        let left = view["leftOut"].as_array().unwrap().iter().find(|left| left["machine"] == "dev").unwrap();
        let (said, config) = (left["said"].as_str().unwrap(), client.dot_ssh("config"));
        assert!(said.contains(&format!("\"Host vp-*\" in {}", config.display())), "{said}");
        assert_eq!(alias(bench, &id).await, None);
        for wrong in ["", "-x", "a b", "x*", "x.", "a\nHost", "0123456789abcdefg"] {
            let error = bench.call("ssh_prefix_set", json!({ "prefix": wrong })).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("prefix")), "{wrong:?}");
        }
        let view = bench.call("ssh_prefix_set", json!({ "prefix": "cloud_" })).await.unwrap();
        assert_eq!(
            (&view["prefix"], &view["leftOut"], &view["seen"]["works"]),
            (&json!("cloud_"), &json!([]), &json!(true))
        );
        assert_eq!(alias(bench, &id).await.unwrap(), "cloud_dev");
        assert_eq!(setting(&client, "cloud_dev", "user"), ["user"]);
        assert!(!std::fs::read_to_string(client.dot_ssh("voltdeck/config")).unwrap().contains("Host vp-"));
    });
}

#[test]
fn what_counts_for_all_hosts_changes_no_port_user_or_address_of_ours() {
    let client = person("Host *\n  HostName 192.0.2.9\n  Port 2222\n  User me\n  HostKeyAlias mine\n", &[]);
    let world = World::new();
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        let alias = machine(bench, "dev").await.unwrap();
        assert_eq!(setting(&client, &alias, "user"), ["user"]);
        assert_ne!(setting(&client, &alias, "port"), ["2222"]);
        assert!(setting(&client, &alias, "hostname")[0].starts_with("127."));
        assert!(setting(&client, &alias, "hostkeyalias")[0].starts_with("voltdeck-"));
        let view = bench.call("ssh_config", json!({})).await.unwrap();
        assert_eq!((&view["seen"]["works"], &view["byHand"]), (&json!(true), &Value::Null), "{view}");
        assert!(view["seen"]["said"].as_str().unwrap().contains("leads to user@127."), "{view}");
        // The others are the person's.
        assert_eq!(setting(&client, "other", "port"), ["2222"]);
    });
}

#[test]
fn settings_with_which_ssh_tells_nothing_without_a_command_are_no_obstacle() {
    for setting in ["ForkAfterAuthentication yes", "RemoteCommand tmux attach", "SessionType none"] {
        let client = person(&format!("Host dev vp-dev\n  Port 1\nHost *\n  {setting}\n"), &[]);
        let world = World::new();
        run_for_real(&world, async |bench| {
            bench.computer.real(client.home(), client.path());
            let alias = machine(bench, "dev").await.unwrap();
            assert_ne!(alias, "vp-dev", "{setting}");
            let view = bench.call("ssh_config", json!({})).await.unwrap();
            assert_eq!((&view["seen"]["works"], &view["byHand"]), (&json!(true), &Value::Null), "{setting}: {view}");
        });
    }
}

#[test]
fn a_host_that_the_person_adds_later_takes_its_name_back() {
    let client = person("Include conf.d/*\n", &[]);
    let world = World::new();
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        assert_eq!(machine(bench, "dev").await.unwrap(), "vp-dev");
        std::fs::write(client.dot_ssh("conf.d/later"), "Host vp-dev\n  HostName 192.0.2.5\n").unwrap();
        let view = until(bench, "the name is given back", |view| aliases(view)["dev"] != "vp-dev").await;
        assert!(view["hosts"].as_array().unwrap().len() > 1);
        assert_eq!(setting(&client, "vp-dev", "hostname"), ["192.0.2.5"]);
        std::fs::remove_file(client.dot_ssh("conf.d/later")).unwrap();
        until(bench, "the name is free again", |view| aliases(view)["dev"] == "vp-dev").await;
    });
}

#[test]
fn aliases_of_an_earlier_version_go_and_nothing_is_double() {
    let client = person("", &[]);
    let world = World::new();
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        machine(bench, "dev").await.unwrap();
    });
    // As an earlier version wrote it.
    let file = client.dot_ssh("voltdeck/config");
    std::fs::write(&file, "# Written by Voltdeck\n\nHost dev\n  HostName 127.0.0.1\n  Port 22\n  User ubuntu\n")
        .unwrap();
    run_for_real(&world, async |bench| {
        until(bench, "the file is written anew", |view| view["seen"]["works"] == true).await;
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("Host dev\n"), "{text}");
        assert_eq!(text.matches("Host vp-dev\n").count(), 1, "{text}");
        let config = std::fs::read_to_string(client.dot_ssh("config")).unwrap();
        assert_eq!(config.matches("Include").count(), 1, "{config}");
    });
}

#[test]
fn without_ssh_the_one_file_is_read_by_hand_and_that_is_said() {
    let world = World::new();
    let home = tempfile::tempdir().unwrap();
    world.computer.change(|computer| computer.home = Some(home.path().to_owned()));
    std::fs::create_dir(home.path().join(".ssh")).unwrap();
    std::fs::write(home.path().join(".ssh/config"), "Host vp-d?v # vp-free\n  User me\n").unwrap();
    run_in(&world, async |bench| {
        for name in ["dev", "free"] {
            bench.sandbox.add_vm(name, 1);
        }
        bench.call("refresh", json!({})).await.unwrap();
        let view = set(bench).await;
        assert!(view["byHand"].as_str().unwrap().contains("only the Host lines of"), "{view}");
        assert_eq!(view["seen"], Value::Null);
        let aliases = aliases(&view);
        assert_eq!(aliases["free"], "vp-free");
        assert!(aliases["dev"].starts_with("vp-") && aliases["dev"].ends_with("-dev") && aliases["dev"] != "vp-dev");
    });
}

#[test]
fn two_hundred_machines_are_asked_about_once() {
    let client = person("Host nas\n", &[]);
    let counted = client.home().join("asked");
    let world = World::new();
    run_for_real(&world, async |bench| {
        // The same program, that notes each call.
        let ssh = std::fs::read_to_string(client.home().parent().unwrap().join("bin/ssh")).unwrap();
        let noting = ssh.replace("#!/bin/sh\n", &format!("#!/bin/sh\necho \"$*\" >> {}\n", counted.display()));
        client.program("ssh", &noting);
        bench.computer.real(client.home(), client.path());
        for number in 0..200 {
            bench.sandbox.add_vm(&format!("m{number}"), 1);
        }
        bench.call("refresh", json!({})).await.unwrap();
        let begun = Instant::now();
        let view = set(bench).await;
        println!("200 aliases asked about in {:?}", begun.elapsed());
        // Who looks whether a machine answers asks for its settings as well.
        let is_ours = |line: &&str| line.contains("-vvv");
        let asked = || std::fs::read_to_string(&counted).unwrap().lines().filter(is_ours).count();
        let first = asked();
        let hosts = view["hosts"].as_array().unwrap().len();
        assert!(hosts >= 200 && first <= hosts + 8, "{first} for {hosts}");
        // What OpenSSH keeps beside the config says nothing of hosts.
        std::fs::write(client.dot_ssh("known_hosts"), "").unwrap();
        let _shared = std::os::unix::net::UnixListener::bind(client.dot_ssh("cm-1")).unwrap();
        for _ in 0..5 {
            bench.call("refresh", json!({})).await.unwrap();
        }
        assert_eq!(asked(), first, "what is known is not asked again");
        bench.sandbox.add_vm("one more", 1);
        bench.call("refresh", json!({})).await.unwrap();
        assert!(aliases(&set(bench).await).contains_key("one more"));
        assert!(asked() <= first + 8, "only the new one is asked about: {first}, {}", asked());
    });
}
