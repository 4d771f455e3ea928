//! The way into machines.

use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::fleet::{as_ubuntu, eval_a};
use crate::kept::Area;

pub fn scenes(world: &World, area: &mut Area) {
    world.computer.change(|computer| {
        computer.programs = vec!["ssh".into(), "konsole".into(), "xterm".into()];
        computer.tunnels_carry = true;
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
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        bench.pass(5).await;
        area.ask(bench, "config", "ssh_config", json!({})).await;
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
        let tunnels = bench.call("tunnels", json!({})).await.unwrap();
        area.name_of(&tunnels[0], "t1");
        area.name_of(&tunnels[1], "t2");
        area.keep(bench, "tunnels", tunnels);
        let bad = json!({ "id": id, "user": "-x" });
        area.refused(bench, "userRefused", "connect_user_set", bad).await;
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.call("refresh", json!({})).await.unwrap();
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
