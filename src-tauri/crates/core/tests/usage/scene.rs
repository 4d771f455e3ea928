//! What machines say, and what was started to hear it.

use serde_json::{Value, json};
use voltdeck_base::computer::Ended;

use crate::bench::{Bench, computer::TestProgram};

/// What a machine says whose GPUs are used so much.
pub fn says(used: &[&str], apps: &str, users: &str, shells: u32) -> String {
    let gpus = (0..).zip(used).map(|(at, used)| {
        let memory = if apps.is_empty() { 4 } else { 71_234 };
        format!("{at}, GPU-{at}, NVIDIA H100 80GB HBM3, {used}, {memory}, 81559, 612.34, 64\n")
    });
    let gpus: String = gpus.collect();
    told(&format!("{gpus}#voltdeck-usage ended 0"), apps, users, shells)
}

/// What a machine says, with what `nvidia-smi` printed and ended with.
pub fn told(gpus: &str, apps: &str, users: &str, shells: u32) -> String {
    format!(
        "#voltdeck-usage gpus\n{gpus}\n#voltdeck-usage apps\n{apps}\n#voltdeck-usage ended 0\n#voltdeck-usage users\n\
         {users}\n#voltdeck-usage who\n#voltdeck-usage ended 0\n#voltdeck-usage processes\n{}\n#voltdeck-usage end",
        processes(shells)
    )
}

/// All processes of a machine, with so many connections that have a program on them beside ours.
pub fn processes(shells: u32) -> String {
    let ours = "742\n      1       0 systemd\n    600       1 sshd\n    741     600 sshd\n    742     741 sh".to_owned();
    (0..shells).fold(ours, |all, at| all + &format!("\n{} 600 sshd\n{} {0} node", 1_000 + at, 2_000 + at))
}

pub fn idle() -> String {
    says(&["0"], "", "", 0)
}

/// A machine of the account that runs.
pub async fn machine(bench: &Bench, name: &str) -> String {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.computer.change(|computer| computer.programs = vec!["ssh".into()]);
    bench.call("refresh", json!({})).await.unwrap();
    id
}

/// Only these machines are there: those of the seed are stopped.
pub async fn alone(bench: &Bench) {
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    let seeded: Vec<String> =
        fleet["instances"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    bench.tamper(move |path, answer| {
        if path.contains("/virtual-machines") || path.contains("/bare-metal") {
            let Some(list) = answer["results"].as_array_mut() else { return };
            for one in list.iter_mut().filter(|one| seeded.iter().any(|id| one["id"] == id.as_str())) {
                one["status"] = json!("Stopped");
            }
        }
    });
    bench.call("refresh", json!({})).await.unwrap();
}

/// What every `ssh` to a machine answers from now on.
pub fn answers(bench: &Bench, id: &str, text: &str, code: i32, said: &str) {
    let part = format!("HostKeyAlias=voltdeck-{id} ");
    bench.computer.change(|computer| {
        computer.answers.retain(|(other, ..)| *other != part);
        computer.answers.push((part, text.to_owned(), Ended { code: Some(code), said: said.to_owned() }));
    });
}

/// How often a machine was looked into so far.
pub fn looks(bench: &Bench, id: &str) -> usize {
    let alias = format!("HostKeyAlias=voltdeck-{id}");
    let computer = bench.computer.0.lock().unwrap();
    computer.read.iter().filter(|argv| argv.contains(&alias) && is_look(argv)).count()
}

/// All looks so far.
pub fn all_looks(bench: &Bench) -> usize {
    bench.computer.0.lock().unwrap().read.iter().filter(|argv| is_look(argv)).count()
}

fn is_look(argv: &[String]) -> bool {
    argv.last().is_some_and(|command| command.contains("#voltdeck-usage"))
}

/// The programs that look and run now.
pub fn running(bench: &Bench) -> Vec<TestProgram> {
    let computer = bench.computer.0.lock().unwrap();
    computer.watched.iter().filter(|program| is_look(&program.argv) && !program.has_ended()).cloned().collect()
}

pub fn say(program: &TestProgram, text: &str) {
    text.lines().for_each(|line| program.say(line));
}

/// What a panel is told of a machine.
pub async fn panel(bench: &Bench, id: &str) -> Value {
    bench.call("gpu_use", json!({ "id": id })).await.unwrap()
}

/// The row of a machine.
pub async fn row(bench: &Bench, id: &str) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone()
}

/// A panel stays open for some seconds.
pub async fn stay(bench: &Bench, id: &str, seconds: u32) -> Value {
    for _ in 0..seconds {
        panel(bench, id).await;
        bench.pass(1).await;
    }
    panel(bench, id).await
}

/// Lets the account in front be looked into in the background, or no more.
pub async fn let_look(bench: &Bench, on: bool) {
    let state = bench.call("app_state", json!({})).await.unwrap();
    let front = &state["active"];
    let profile = state["profiles"].as_array().unwrap().iter().find(|profile| profile["id"] == *front).unwrap().clone();
    let mut args = json!({ "samplesGpus": on });
    for field in ["id", "name", "organizationId", "currency", "colour", "sshUser"] {
        args[field] = profile[field].clone();
    }
    let state = bench.call("profile_update", args).await.unwrap();
    let profile = state["profiles"].as_array().unwrap().iter().find(|profile| profile["id"] == *front).unwrap();
    assert_eq!(profile["samplesGpus"], on);
}
