//! What the GPUs of machines do.

use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::fleet::{as_ubuntu, eval_a};
use crate::kept::Area;

fn gpu(index: u32, uuid: &str, used: u32, memory: u32, watts: &str) -> String {
    format!("{index}, {uuid}, NVIDIA H100 80GB HBM3, {used}, {memory}, 81559, {watts}, 64\n")
}

fn sweep(gpus: &str, apps: &str, users: &str) -> String {
    format!(
        "#voltdeck-usage gpus\n{gpus}#voltdeck-usage ended 0\n#voltdeck-usage apps\n{apps}#voltdeck-usage ended 0\n\
         #voltdeck-usage users\n{users}#voltdeck-usage who\n#voltdeck-usage ended 0\n#voltdeck-usage processes\n\
         742\n1 0 systemd\n600 1 sshd\n741 600 sshd\n742 741 sh\n800 600 sshd\n801 800 bash\n#voltdeck-usage end"
    )
}

pub fn scenes(world: &World, area: &mut Area) {
    world.computer.change(|computer| computer.programs = vec!["ssh".into()]);
    run_in(world, async |bench: &Bench| {
        as_ubuntu(bench).await;
        let vm = eval_a(bench).await;
        let id = vm.to_string();
        area.name(&id, "vm-1");
        area.ask(bench, "connecting", "gpu_use", json!({ "id": id })).await;
        bench.pass(1).await;
        let program = || bench.computer.0.lock().unwrap().watched.last().unwrap().clone();
        let say = |text: &str| text.lines().for_each(|line| program().say(line));
        // Three minutes of an hour, and then all of it.
        for used in [64, 92, 87] {
            for _ in 0..7 {
                say(&sweep(&gpu(0, "GPU-5d1f8a", used, 71_234, "612.34"), "", ""));
                bench.pass(9).await;
                bench.call("gpu_use", json!({ "id": id })).await.unwrap();
            }
        }
        let gpus = gpu(0, "GPU-5d1f8a", 87, 71_234, "612.34") + &gpu(1, "GPU-77aa01", 3, 1_204, "88.10");
        let gpus = gpus + "2, GPU-09bc2d, NVIDIA H100 80GB HBM3, [N/A], 4, 81559, [N/A], 31\n";
        let apps = "GPU-5d1f8a, 41234, 70890\nGPU-77aa01, 41235, 1200\nGPU-77aa01, 7, [N/A]\n";
        say(&sweep(&gpus, apps, " 41234 maria python3\n 41235 maria tritonserver\n"));
        bench.pass(1).await;
        area.ask(bench, "live", "gpu_use", json!({ "id": id })).await;
        say("#voltdeck-usage gpus\n#voltdeck-usage ended 127\n#voltdeck-usage end");
        bench.pass(1).await;
        area.ask(bench, "noDriver", "gpu_use", json!({ "id": id })).await;
        program().end("ubuntu@147.185.40.62: Permission denied (publickey).");
        bench.pass(1).await;
        area.ask(bench, "noLogin", "gpu_use", json!({ "id": id })).await;
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.call("refresh", json!({})).await.unwrap();
        area.ask(bench, "off", "gpu_use", json!({ "id": id })).await;
    });
}
