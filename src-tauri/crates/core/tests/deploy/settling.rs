//! Orders whose answer was lost, and what the list says of them.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

async fn lost(bench: &Bench, kind: FaultKind) -> String {
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
    let job = bench.deploy("train-01").await;
    assert_eq!(job["phase"], "unknown");
    job["id"].as_str().unwrap().to_owned()
}

fn not_done() -> FaultKind {
    FaultKind::Status { status: 500, detail: None }
}

#[test]
fn absent_after_fifteen_minutes_and_not_before() {
    run(async {
        let bench = Bench::open().await;
        let id = lost(&bench, not_done()).await;
        bench.pass(14 * 60).await;
        assert_eq!(bench.job(&id).await["phase"], "unknown");
        bench.pass(3 * 60).await;
        let job = bench.job(&id).await;
        assert_eq!(job["phase"], "absent");
        assert!(job["said"]["message"].as_str().unwrap().contains("most likely not deployed"));
        // It asks: until the person says so, the name stays taken and nothing is sent.
        let (draft, quote) = bench.reviewed_unchecked("train-01").await;
        assert_eq!(bench.start(draft.clone(), quote.clone()).await.unwrap_err()["code"], "unsettled");
        bench.call("deploy_job_dismiss", json!({ "id": id })).await.unwrap();
        assert_eq!(bench.start(draft, quote).await.unwrap()["phase"], "accepted");
        assert_eq!(bench.bought("train-01"), 1);
    });
}

#[test]
fn sweeps_that_fail_do_not_count_towards_absent() {
    run(async {
        let bench = Bench::open().await;
        let id = lost(&bench, not_done()).await;
        bench.sandbox.add_fault(Fault::always(Operation::ListVms, not_done()));
        bench.pass(40 * 60).await;
        assert_eq!(bench.job(&id).await["phase"], "unknown");
    });
}

#[test]
fn a_machine_that_turns_up_after_absent_is_found_when_the_person_looks() {
    run(async {
        let bench = Bench::open().await;
        let id = lost(&bench, not_done()).await;
        bench.pass(17 * 60).await;
        assert_eq!(bench.job(&id).await["phase"], "absent");
        let machine = bench.sandbox.add_vm("train-01", 1);
        let job = bench.call("deploy_job_look", json!({ "id": id })).await.unwrap();
        // It has no tag of ours, so the person is asked.
        assert_eq!(job["candidates"][0]["id"], machine.to_string());
        let args = json!({ "id": id, "instanceId": machine.to_string() });
        assert_eq!(bench.call("deploy_job_choose", args).await.unwrap()["phase"], "found");
    });
}

#[test]
fn of_two_that_fit_the_person_chooses() {
    run(async {
        let bench = Bench::open().await;
        let id = lost(&bench, not_done()).await;
        let one = bench.sandbox.add_vm("train-01", 1).to_string();
        let two = bench.sandbox.add_vm("train-01", 1).to_string();
        bench.pass(30).await;
        let job = bench.job(&id).await;
        assert_eq!((job["phase"].as_str(), job["settled"].as_bool()), (Some("unknown"), Some(false)));
        let mut candidates: Vec<&str> =
            job["candidates"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        candidates.sort_unstable();
        let mut expected = [one.as_str(), two.as_str()];
        expected.sort_unstable();
        assert_eq!(candidates, expected);
        // Not one that was never offered.
        let stranger = json!({ "id": id, "instanceId": "123e4567-e89b-12d3-a456-426614174000" });
        assert_eq!(bench.call("deploy_job_choose", stranger).await.unwrap_err()["code"], "notAllowed");
        let chosen = bench.call("deploy_job_choose", json!({ "id": id, "instanceId": two })).await.unwrap();
        assert_eq!((chosen["phase"].as_str(), chosen["instanceId"].as_str()), (Some("found"), Some(two.as_str())));
        bench.pass(30).await;
        assert_eq!(bench.job(&id).await["phase"], "up");
    });
}

#[test]
fn when_none_of_them_is_it_the_search_goes_on() {
    run(async {
        let bench = Bench::open().await;
        let id = lost(&bench, not_done()).await;
        bench.sandbox.add_vm("train-01", 1);
        bench.sandbox.add_vm("train-01", 1);
        bench.pass(30).await;
        let job = bench.call("deploy_job_choose", json!({ "id": id, "instanceId": null })).await.unwrap();
        assert_eq!((job["phase"].as_str(), job["candidates"].clone()), (Some("unknown"), json!([])));
        bench.pass(60).await;
        assert_eq!(bench.job(&id).await["candidates"], json!([]), "they are not offered again");
        bench.pass(17 * 60).await;
        assert_eq!(bench.job(&id).await["phase"], "absent");
    });
}

#[test]
fn the_tag_tells_ours_from_a_namesake() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_vm("train-01", 1);
        bench.pass(20).await;
        let id = lost(&bench, FaultKind::LostAnswer).await;
        let namesake = bench.sandbox.add_vm("train-01", 1).to_string();
        bench.pass(120).await;
        let job = bench.job(&id).await;
        assert_eq!(job["phase"], "up");
        assert_ne!(job["instanceId"], namesake);
        let tag = job["tag"].as_str().unwrap().to_owned();
        let ours = bench.sandbox.records().resources.into_iter().find(|one| one.tags.contains(&tag)).unwrap();
        assert_eq!(job["instanceId"], ours.id.to_string());
    });
}

fn listed(answer: &mut Value) -> Option<&mut Vec<Value>> {
    answer.get_mut("results")?.as_array_mut()
}

#[test]
fn the_tag_finds_a_machine_that_bears_another_name_and_another_time() {
    run(async {
        let bench = Bench::open().await;
        // As where the provider writes names its own way, and this computer's clock is an hour fast.
        bench.tamper(|_, answer| {
            for machine in listed(answer).into_iter().flatten() {
                if machine["name"] == "train-01" {
                    machine["name"] = json!("Train 01");
                    machine["timestamp_creation"] = json!("2026-10-15T11:00:00Z");
                }
            }
        });
        let id = lost(&bench, FaultKind::LostAnswer).await;
        bench.pass(17 * 60).await;
        let job = bench.job(&id).await;
        assert_eq!((job["phase"].as_str(), job["said"].clone()), (Some("up"), json!(null)));
        assert_eq!(job["instanceId"], bench.machine("train-01").id.to_string());
    });
}

/// A list that never has the machines of a name.
fn hide(bench: &Bench, name: &'static str) {
    bench.tamper(move |_, answer| {
        let Some(listed) = listed(answer) else { return };
        let before = listed.len();
        listed.retain(|machine| machine["name"] != name);
        let hidden = before - listed.len();
        if let Some(total) = answer["total_result_count"].as_u64() {
            answer["total_result_count"] = json!(total - hidden as u64);
        }
    });
}

#[test]
fn a_list_that_lags_is_not_believed_against_the_machine_itself() {
    run(async {
        let bench = Bench::open().await;
        hide(&bench, "train-01");
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        let machine = bench.machine("train-01").id;
        for _ in 0..40 {
            bench.pass(30).await;
            bench.sandbox.set_vm_status(machine, "Provisioning");
            let job = bench.job(id).await;
            assert_eq!((job["settled"].as_bool(), job["said"].clone()), (Some(false), json!(null)));
        }
        bench.sandbox.set_vm_status(machine, "Running");
        bench.pass(60).await;
        assert_eq!(bench.job(id).await["phase"], "up");
    });
}

#[test]
fn one_answer_without_the_machine_is_not_its_end_while_the_list_lags() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        let machine = bench.machine("train-01").id;
        bench.sandbox.set_vm_status(machine, "Provisioning");
        // It is read by its id and never listed, then neither.
        hide(&bench, "train-01");
        bench.pass(60).await;
        bench.sandbox.set_vm_status(machine, "Provisioning");
        let kind = FaultKind::Status { status: 404, detail: None };
        bench.sandbox.add_fault(Fault::always(Operation::GetVm, kind));
        bench.pass(12 * 60).await;
        assert_eq!(bench.job(id).await["settled"], false);
        bench.pass(5 * 60).await;
        let job = bench.job(id).await;
        let said = job["said"]["message"].as_str().unwrap();
        assert!(said.contains("has not listed it") && said.contains("It may still cost"), "{said}");
    });
}

#[test]
fn a_machine_that_was_listed_and_is_terminated_ends_its_job_soon() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        let machine = bench.machine("train-01").id;
        for _ in 0..18 {
            bench.pass(10).await;
            bench.sandbox.set_vm_status(machine, "Relocating");
        }
        assert_eq!(bench.job(id).await["phase"], "accepted");
        bench.sandbox.remove_vm(machine);
        bench.pass(90).await;
        let job = bench.job(id).await;
        let said = job["said"]["message"].as_str().unwrap();
        assert!(said.contains("seems to have been terminated") && !said.contains("costs nothing"), "{said}");
        assert_eq!(job["settled"], true);
    });
}

#[test]
fn a_machine_that_was_terminated_elsewhere_ends_its_job() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        let machine = bench.machine("train-01").id;
        bench.sandbox.remove_vm(machine);
        bench.pass(14 * 60).await;
        assert_eq!(bench.job(id).await["settled"], false, "it may only not be listed yet");
        bench.pass(2 * 60).await;
        let job = bench.job(id).await;
        assert_eq!((job["settled"].as_bool(), job["said"]["code"].as_str()), (Some(true), Some("gone")));
    });
}
