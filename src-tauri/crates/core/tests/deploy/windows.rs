//! A VM that one gets into by Remote Desktop.

use serde_json::{Value, json};

use crate::bench::{Bench, run};

/// The provider offers and lists Windows alone.
fn windows(bench: &Bench, in_presets: bool) {
    bench.tamper(move |path, answer| {
        let presets = in_presets && path.contains("presets");
        if !presets && !path.contains("/virtual-machines") {
            return;
        }
        let list = match answer {
            Value::Array(list) => list.iter_mut().collect(),
            _ if answer["results"].is_array() => answer["results"].as_array_mut().unwrap().iter_mut().collect(),
            one => vec![one],
        };
        for one in list.into_iter().filter(|one| one.is_object()) {
            one["operating_system"] = json!("Windows 10");
        }
    });
}

fn last_step(job: &Value) -> (&Value, &Value) {
    let step = job["steps"].as_array().unwrap().last().unwrap();
    (&step["label"], &step["state"])
}

#[test]
fn windows_is_not_tried_by_ssh_and_its_progress_ends() {
    run(async {
        let bench = Bench::open().await;
        windows(&bench, true);
        let job = bench.deploy("win").await;
        assert_eq!(last_step(&job), (&json!("Reached by Remote Desktop"), &json!("ahead")));
        bench.pass(90).await;
        let id = job["id"].as_str().unwrap();
        let job = bench.call("deploy_job_look", json!({ "id": id })).await.unwrap();
        assert_eq!((&job["phase"], &job["settled"]), (&json!("up"), &json!(true)));
        assert_eq!(last_step(&job), (&json!("Reached by Remote Desktop"), &json!("done")));
        assert_eq!(bench.computer.probes(), 0);
    });
}

#[test]
fn a_machine_that_turns_out_to_be_windows_is_not_tried_either() {
    run(async {
        let bench = Bench::open().await;
        windows(&bench, false);
        let job = bench.deploy("win").await;
        bench.pass(90).await;
        let job = bench.job(job["id"].as_str().unwrap()).await;
        assert_eq!(last_step(&job), (&json!("Reached by Remote Desktop"), &json!("done")));
        assert_eq!(bench.computer.probes(), 0);
    });
}
