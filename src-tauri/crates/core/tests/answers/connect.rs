//! The way into machines.

use std::fs;

use serde_json::json;
use voltdeck_base::computer::{Computer as _, Ended};

use crate::bench::{Bench, TestProgram, World, run_in};
use crate::fleet::{as_ubuntu, eval_a};
use crate::kept::Area;

pub fn scenes(world: &World, area: &mut Area) {
    world.computer.change(|computer| {
        computer.programs =
            ["ssh", "konsole", "xterm", "code", "cursor", "jetbrains-gateway"].map(str::to_owned).to_vec();
        computer.tunnels_carry = true;
        let listing = "LISTEN 0 128 *:22 *:*\nLISTEN 0 128 127.0.0.1:8888 *:*\nLISTEN 0 128 [::1]:6006 [::]:*\n\
                       LISTEN 0 128 *:8000 *:*\nLISTEN 0 128 *:12345 *:*\n";
        computer.answers.push(("ss -ltnH".into(), listing.into(), Ended { code: Some(0), said: String::new() }));
        computer.answers.push(("pwd".into(), "/home/ubuntu\n".into(), Ended { code: Some(0), said: String::new() }));
    });
    run_in(world, async |bench: &Bench| {
        as_ubuntu(bench).await;
        let vm = eval_a(bench).await;
        let id = vm.to_string();
        area.name(&id, "vm-1");
        bench.call("connect", json!({ "id": id })).await.unwrap();
        bench.pass(10).await;
        area.ask(bench, "ready", "connect", json!({ "id": id })).await;
        area.ask(bench, "terminals", "terminals", json!({})).await;
        area.ask(bench, "editors", "editors", json!({ "id": id })).await;
        let folder = json!({ "id": id, "folder": "project" });
        area.refused(bench, "folderRefused", "editor_folder_set", folder).await;
        openssh_tells(bench, "hostname x");
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let view = bench.call("ssh_config", json!({})).await.unwrap();
        let (host, fleet) = (&view["hosts"][0], bench.call("fleet", json!({})).await.unwrap());
        let machine = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == host["machine"]).unwrap();
        let plain = |value: &serde_json::Value| value.to_string().trim_matches('"').to_owned();
        openssh_tells(
            bench,
            &format!(
                "user {}\nhostname {}\nport {}\nhostkeyalias voltdeck-{}",
                plain(&host["user"]),
                plain(&host["host"]),
                plain(&host["port"]),
                plain(&machine["id"])
            ),
        );
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        area.ask(bench, "config", "ssh_config", json!({})).await;
        configs(bench, area).await;
        bench.computer.change(|computer| computer.taken = vec![8888]);
        let taken = json!({ "id": id, "remotePort": 8888, "localPort": 8888 });
        area.refused(bench, "portTaken", "tunnel_open", taken).await;
        bench.computer.change(|computer| computer.taken.clear());
        bench.call("tunnel_open", json!({ "id": id, "remotePort": 8888 })).await.unwrap();
        bench.call("tunnel_open", json!({ "id": id, "remotePort": 6006 })).await.unwrap();
        bench.computer.change(|computer| {
            if let Some(program) = computer.watched.last() {
                program.end("ubuntu@147.185.40.62: Permission denied (publickey).");
            }
        });
        bench.pass(5).await;
        let third = json!({ "id": id, "remotePort": 8000, "remoteHost": "::1" });
        bench.call("tunnel_open", third).await.unwrap();
        area.ask(bench, "found", "ports_found", json!({ "id": id })).await;
        let tunnels = bench.call("tunnels", json!({})).await.unwrap();
        area.name_of(&tunnels[0], "t1");
        area.name_of(&tunnels[1], "t2");
        area.name_of(&tunnels[2], "t3");
        area.keep(bench, "tunnels", tunnels);
        let bad = json!({ "id": id, "user": "-x" });
        area.refused(bench, "userRefused", "connect_user_set", bad).await;
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.call("refresh", json!({})).await.unwrap();
        let first = bench.call("tunnels", json!({})).await.unwrap()[0]["id"].clone();
        bench.computer.change(|computer| {
            let forwards = |one: &&TestProgram| one.argv.iter().any(|word| word.ends_with(":8888"));
            if let Some(program) = computer.watched.iter().find(forwards) {
                program.end("Connection to 147.185.40.62 closed by remote host.");
            }
        });
        bench.pass(5).await;
        let tunnels = bench.call("tunnels", json!({})).await.unwrap();
        let away = tunnels.as_array().unwrap().iter().find(|one| one["id"] == first).unwrap();
        area.keep(bench, "away", away.clone());
        area.ask(bench, "off", "connect", json!({ "id": id })).await;
        bench.computer.change(|computer| computer.mute = true);
        let young = bench.sandbox.add_vm("eval-b", 1);
        area.name(&young, "vm-2");
        let look = async |seconds: u32| {
            for _ in 0..seconds {
                bench.call("connect", json!({ "id": young })).await.ok();
                bench.pass(1).await;
            }
        };
        look(30).await;
        area.ask(bench, "waiting", "connect", json!({ "id": young })).await;
        look(200).await;
        area.ask(bench, "unreachable", "connect", json!({ "id": young })).await;
    });
}

/// What OpenSSH makes of an alias. Every name is free: what the real one says is in the tests of the way in.
fn openssh_tells(bench: &Bench, settings: &str) {
    let answer = |part: &str, text: &str| (part.to_owned(), text.to_owned(), Ended::default());
    bench.computer.change(|computer| {
        computer.answers.retain(|(part, ..)| !part.contains("ssh -vvv") && !part.contains(" -G "));
        computer.answers.extend([answer("ssh -vvv", "hostname x"), answer(" -G vp-", settings)]);
    });
}

/// The card of the SSH config beside the configs that people have.
async fn configs(bench: &Bench, area: &mut Area) {
    let config = bench.computer.home().unwrap().join(".ssh/config");
    let ours = fs::read(&config).unwrap();
    let set = async |on: bool| bench.call("ssh_config_set", json!({ "on": on })).await.unwrap();
    let locked = |is: bool| {
        let mut permissions = fs::metadata(&config).unwrap().permissions();
        permissions.set_readonly(is);
        fs::set_permissions(&config, permissions).unwrap();
    };
    let of_ours = bench.computer.0.lock().unwrap().answers.clone();
    openssh_tells(bench, "user ana\nhostname vp-dataset-prep\nport 22");
    fs::write(&config, "Host nas\n  User me\n").unwrap();
    locked(true);
    set(true).await;
    area.ask(bench, "configLocked", "ssh_config", json!({})).await;
    locked(false);
    fs::write(&config, "Host nas\n  User me\nInclude voltdeck/config\n").unwrap();
    set(true).await;
    area.ask(bench, "configBelow", "ssh_config", json!({})).await;
    area.refused(bench, "prefixRefused", "ssh_prefix_set", json!({ "prefix": "a b" })).await;
    // Without OpenSSH the file is read by hand.
    bench.computer.change(|computer| computer.answers.clear());
    bench.computer.change(|computer| computer.start_fails = Some("ssh is not installed".into()));
    fs::write(&config, "Include voltdeck/config\nHost vp-*\n  User me\n").unwrap();
    set(true).await;
    area.ask(bench, "configTaken", "ssh_config", json!({})).await;
    bench.computer.change(|computer| (computer.start_fails, computer.answers) = (None, of_ours));
    fs::write(&config, ours).unwrap();
    set(true).await;
}
