//! Machines that turn up after their order was given up, and what is claimed of them until then.

use chrono::TimeDelta;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};

/// A list that lags: it never has what this names, until [`show`].
fn hide(bench: &Bench, name: &'static str) {
    bench.tamper(move |_, answer| {
        let Some(listed) = answer.get_mut("results").and_then(Value::as_array_mut) else { return };
        let before = listed.len();
        listed.retain(|machine| machine["name"] != name);
        let hidden = before - listed.len();
        if let Some(total) = answer["total_result_count"].as_u64() {
            answer["total_result_count"] = json!(total - hidden as u64);
        }
    });
}

fn show(bench: &Bench) {
    bench.tamper(|_, _| ());
}

/// An order whose answer is lost and whose machine the list does not have for 17 minutes.
async fn absent(bench: &Bench) -> String {
    hide(bench, "train-01");
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
    let mut draft = bench.draft("train-01").await;
    draft["lease"] = json!({ "hours": 240, "action": "terminate" });
    let job = bench.start_draft(draft).await;
    let id = job["id"].as_str().unwrap().to_owned();
    bench.pass(17 * 60).await;
    let job = bench.job(&id).await;
    assert_eq!(job["phase"], "absent");
    no_claim(&job["said"]["message"]);
    id
}

/// Nothing says that a machine costs nothing that may be there.
fn no_claim(said: &Value) {
    let said = said.as_str().unwrap_or_default();
    assert!(!said.contains("costs nothing"), "{said}");
}

async fn instance(bench: &Bench, id: &Value) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    rows.iter().find(|row| &row["id"] == id).cloned().unwrap_or_default()
}

fn told(bench: &Bench, words: &str) -> usize {
    bench.notices().iter().filter(|(title, body)| title.contains(words) || body.contains(words)).count()
}

/// It is known, it has its lease, and it was told once.
async fn is_found(bench: &Bench, id: &str) {
    let job = bench.job(id).await;
    assert!(["found", "up"].contains(&job["phase"].as_str().unwrap()), "{job}");
    assert_eq!(job["instanceId"], bench.sandbox_id(&job));
    let row = instance(bench, &job["instanceId"]).await;
    assert_eq!(row["lease"]["action"], "terminate", "{row}");
    let jobs = bench.call("deploy_jobs", json!({})).await.unwrap();
    assert!(jobs.as_array().unwrap().iter().any(|job| job["id"] == id), "it is listed");
    let overview = bench.call("overview", json!({})).await.unwrap();
    let lines = overview["activity"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["deed"].as_str().unwrap().contains("found in the list")), "{lines:?}");
    assert_eq!(told(bench, "train-01 found after all"), 1, "{:?}", bench.notices());
}

impl Bench {
    /// The provider's own id of the machine with a job's tag.
    fn sandbox_id(&self, job: &Value) -> String {
        let tag = job["tag"].as_str().unwrap().to_owned();
        let all = self.sandbox.records().resources;
        all.into_iter().find(|one| one.tags.contains(&tag)).unwrap().id.to_string()
    }
}

#[test]
fn a_machine_that_the_list_shows_late_is_found_though_nobody_looks() {
    run(async {
        let bench = Bench::open().await;
        let id = absent(&bench).await;
        show(&bench);
        bench.pass(120).await;
        is_found(&bench, &id).await;
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

#[test]
fn one_that_was_dismissed_is_found_also_after_a_restart_and_hours() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let id = absent(bench).await;
        bench.call("deploy_job_dismiss", json!({ "id": id })).await.unwrap();
        assert_eq!(bench.call("deploy_jobs", json!({})).await.unwrap(), json!([]));
        id
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(2 * 3600).await;
        assert_eq!(bench.job(&id).await["phase"], "absent");
        show(bench);
        bench.pass(120).await;
        is_found(bench, &id).await;
    });
}

#[test]
fn a_second_order_of_the_name_hides_no_machine_of_the_first() {
    run(async {
        let bench = Bench::open().await;
        let id = absent(&bench).await;
        bench.call("deploy_job_dismiss", json!({ "id": id })).await.unwrap();
        let (draft, quote) = bench.reviewed_unchecked("train-01").await;
        let second = bench.start(draft, quote).await.unwrap();
        assert_eq!(second["phase"], "accepted");
        show(&bench);
        // The second is still being set up: its name is taken.
        bench.pass(15).await;
        bench.call("refresh", json!({})).await.unwrap();
        bench.pass(60).await;
        is_found(&bench, &id).await;
        let second = bench.job(second["id"].as_str().unwrap()).await;
        assert_ne!(second["instanceId"], bench.job(&id).await["instanceId"]);
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (2, 2));
    });
}

/// A rental that the list shows as one that has not begun: without tags, and so for good.
fn never_begins(bench: &Bench, name: &'static str) {
    bench.tamper(move |path, answer| {
        let Some(listed) = answer.get_mut("results").and_then(Value::as_array_mut) else { return };
        for rental in listed.iter_mut().filter(|rental| path.ends_with("/bare-metal/") && rental["name"] == name) {
            rental["tags"] = json!([]);
            rental["status"] = json!("Pending");
        }
    });
}

#[test]
fn a_rental_of_the_name_is_never_called_absent_whatever_the_clock_says() {
    run(async {
        let bench = Bench::open().await;
        bench.computer.change(|computer| computer.clock = TimeDelta::minutes(6));
        never_begins(&bench, "rack-01");
        let options = bench.call("metal_options", json!({})).await.unwrap();
        let draft = crate::metal::draft(&options, "rack-01", &json!({ "gpuCount": 16 }));
        bench.sandbox.add_fault(Fault::once(Operation::DeployBareMetal, FaultKind::LostAnswer));
        let job = bench.start_draft(draft).await;
        assert_eq!(job["phase"], "unknown");
        for _ in 0..20 {
            bench.pass(60).await;
            let job = bench.job(job["id"].as_str().unwrap()).await;
            assert_eq!((&job["phase"], job["candidates"].as_array().unwrap().len()), (&json!("unknown"), 1), "{job}");
            no_claim(&job["said"]["message"]);
        }
        let overview = bench.call("overview", json!({})).await.unwrap();
        let attention = overview["attention"].as_array().unwrap();
        assert!(attention.iter().any(|item| item["key"] == format!("job:{}", job["id"].as_str().unwrap())));
    });
}

#[test]
fn a_rental_of_the_name_that_turns_up_after_absent_opens_the_question_again() {
    run(async {
        let bench = Bench::open().await;
        hide(&bench, "rack-01");
        let options = bench.call("metal_options", json!({})).await.unwrap();
        let draft = crate::metal::draft(&options, "rack-01", &json!({}));
        bench.sandbox.add_fault(Fault::once(Operation::DeployBareMetal, FaultKind::LostAnswer));
        let job = bench.start_draft(draft).await;
        let id = job["id"].as_str().unwrap();
        bench.pass(17 * 60).await;
        assert_eq!(bench.job(id).await["phase"], "absent");
        never_begins(&bench, "rack-01");
        bench.pass(90).await;
        let job = bench.job(id).await;
        assert_eq!((&job["phase"], job["candidates"].as_array().unwrap().len()), (&json!("unknown"), 1), "{job}");
        assert_eq!(told(&bench, "rack-01 may be there after all"), 1, "{:?}", bench.notices());
        // Once it shows its tag it is known.
        show(&bench);
        bench.pass(90).await;
        assert!(bench.job(id).await["instanceId"].is_string());
    });
}

#[test]
fn a_machine_that_was_taken_for_gone_and_is_listed_again_is_followed_again() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        let machine = bench.machine("train-01").id;
        bench.pass(45).await;
        bench.sandbox.set_vm_status(machine, "Relocating");
        bench.pass(30).await;
        hide(&bench, "train-01");
        let kind = FaultKind::Status { status: 404, detail: None };
        bench.sandbox.add_fault(Fault::always(Operation::GetVm, kind));
        if bench.job(id).await["phase"] == "up" {
            // The sandbox was quicker: there is nothing to be taken for gone.
            return;
        }
        bench.pass(120).await;
        no_claim(&bench.job(id).await["said"]["message"]);
        bench.sandbox.clear_faults();
        show(&bench);
        bench.pass(120).await;
        let job = bench.job(id).await;
        assert_eq!((&job["phase"], &job["said"]), (&json!("up"), &Value::Null), "{job}");
    });
}

#[test]
fn a_clock_that_is_put_back_delays_no_finding() {
    run(async {
        let bench = Bench::open().await;
        hide(&bench, "train-01");
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
        let job = bench.deploy("train-01").await;
        bench.computer.change(|computer| computer.clock = -TimeDelta::hours(6));
        bench.pass(60).await;
        show(&bench);
        bench.pass(90).await;
        let job = bench.job(job["id"].as_str().unwrap()).await;
        assert!(["found", "up"].contains(&job["phase"].as_str().unwrap()), "{job}");
    });
}

#[test]
fn a_clock_that_is_set_ahead_makes_no_fifteen_minutes() {
    run(async {
        let bench = Bench::open().await;
        let kind = FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        bench.pass(40).await;
        bench.computer.change(|computer| computer.clock = TimeDelta::hours(1));
        bench.pass(12 * 60).await;
        assert_eq!(bench.job(id).await["phase"], "unknown");
        bench.pass(5 * 60).await;
        assert_eq!(bench.job(id).await["phase"], "absent");
    });
}

#[test]
fn a_clock_that_jumps_does_not_end_the_wait_for_a_machine_that_is_not_listed_yet() {
    run(async {
        let bench = Bench::open().await;
        let job = bench.deploy("train-01").await;
        let id = job["id"].as_str().unwrap();
        hide(&bench, "train-01");
        let kind = FaultKind::Status { status: 404, detail: None };
        bench.sandbox.add_fault(Fault::always(Operation::GetVm, kind));
        bench.pass(10).await;
        bench.computer.change(|computer| computer.clock = TimeDelta::hours(1));
        bench.pass(5 * 60).await;
        let job = bench.job(id).await;
        assert_eq!((&job["settled"], &job["said"]), (&json!(false), &Value::Null), "{job}");
    });
}
