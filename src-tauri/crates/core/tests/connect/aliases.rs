//! Aliases beside the hosts that a person has, as the real `ssh` reads both.

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::{Bench, World, run_for_real};

/// A person's `~/.ssh`, with the config as it is given, and what the config includes.
fn person(config: &str, included: &[(&str, &str)]) -> SshClient {
    let client = SshClient::new();
    std::fs::create_dir_all(client.dot_ssh("conf.d/nested")).unwrap();
    for (name, text) in included {
        std::fs::write(client.dot_ssh(name), text).unwrap();
    }
    client.config(config);
    client
}

/// A machine of this name that runs, whose alias is known by now; `None` where it has none.
async fn machine(bench: &Bench, name: &str) -> Option<String> {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    set(bench).await;
    alias(bench, &id).await
}

async fn set(bench: &Bench) -> Value {
    bench.call("ssh_config_set", json!({ "on": true })).await.unwrap()
}

async fn alias(bench: &Bench, id: &str) -> Option<String> {
    let view = bench.call("connect", json!({ "id": id })).await.unwrap();
    view["ends"][0]["alias"].as_str().map(str::to_owned)
}

fn setting(client: &SshClient, host: &str, name: &str) -> Vec<String> {
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
