//! A store that fails for a while, or holds what this version cannot read.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};

const FULL: &str = "BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";

#[test]
fn the_id_of_a_bought_machine_is_kept_however_long_the_store_fails() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        world.store(&format!("CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN NEW.phase = 'accepted' {FULL}"));
        let job = bench.deploy("train-01").await;
        assert_eq!((job["phase"].as_str(), bench.bought("train-01")), (Some("sent"), 1));
        let id = job["id"].as_str().unwrap();
        bench.pass(10 * 60).await;
        assert_eq!(bench.job(id).await["phase"], "sent");
        world.store("DROP TRIGGER full");
        bench.pass(70).await;
        let job = bench.job(id).await;
        assert_eq!(
            (job["phase"].as_str(), job["steps"][2]["label"].as_str()),
            (Some("up"), Some("Accepted by the provider"))
        );
        assert_eq!(job["instanceId"], bench.machine("train-01").id.to_string());
        assert_eq!(bench.sent_orders(), 1);
    });
}

#[test]
fn an_order_that_is_out_is_not_answered_with_an_error_of_the_store() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        world.store(
            "CREATE TRIGGER spoilt AFTER UPDATE ON jobs WHEN NEW.phase = 'accepted'
             BEGIN UPDATE jobs SET document = '{' WHERE id = NEW.id; END",
        );
        let (draft, quote) = bench.reviewed("train-01").await;
        let job = bench.start(draft, quote).await.unwrap();
        assert_eq!((job["name"].as_str(), job["settled"].as_bool()), (Some("train-01"), Some(false)));
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

/// A machine that runs without the lease it was ordered with.
async fn without_lease(world: &World, bench: &Bench) -> String {
    world.store(&format!("CREATE TRIGGER full BEFORE INSERT ON lease {FULL}"));
    let (mut draft, quote) = bench.reviewed("train-01").await;
    draft["lease"] = json!({ "hours": 5, "action": "terminate" });
    let job = bench.start(draft, quote).await.unwrap();
    bench.pass(10 * 60).await;
    let job = bench.job(job["id"].as_str().unwrap()).await;
    assert_eq!((job["phase"].as_str(), job["settled"].as_bool()), (Some("up"), Some(false)));
    assert_eq!(lease(bench).await, json!(null));
    world.store("DROP TRIGGER full");
    job["id"].as_str().unwrap().to_owned()
}

async fn lease(bench: &Bench) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let machine = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "train-01").unwrap();
    machine["lease"].clone()
}

#[test]
fn a_lease_that_a_person_set_meanwhile_is_not_replaced_by_that_of_the_deploy() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        world.store(&format!(
            "CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN json_extract(NEW.document, '$.lease_set') = 1 {FULL}"
        ));
        let (mut draft, quote) = bench.reviewed("train-01").await;
        draft["lease"] = json!({ "hours": 5, "action": "terminate" });
        let job = bench.start(draft, quote).await.unwrap();
        bench.pass(10 * 60).await;
        let id = job["id"].as_str().unwrap();
        let machine = bench.job(id).await["instanceId"].clone();
        assert_eq!(lease(bench).await, Value::Null, "it stands together with the job's word of it, or not at all");
        let args = json!({ "id": machine, "hours": 9, "action": "release", "extend": false });
        bench.call("lease_set", args).await.unwrap();
        let set = lease(bench).await;
        world.store("DROP TRIGGER full");
        bench.pass(70).await;
        assert_eq!(bench.job(id).await["settled"], true);
        assert_eq!(lease(bench).await, set);
    });
}

#[test]
fn a_lease_that_could_not_be_kept_is_tried_again_after_the_machine_runs() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = without_lease(&world, bench).await;
        bench.pass(60).await;
        assert_eq!(lease(bench).await["action"], "terminate");
        assert_eq!(bench.job(&id).await["settled"], true);
    });
}

#[test]
fn a_lease_that_could_not_be_kept_is_tried_again_after_a_restart() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| without_lease(&world, bench).await);
    run_in(&world, async |bench: &Bench| {
        bench.pass(30).await;
        assert_eq!(lease(bench).await["action"], "terminate");
        assert_eq!(bench.job(&id).await["settled"], true);
    });
}

#[test]
fn a_deploy_that_cannot_be_read_stops_nothing_else() {
    let world = World::new();
    let lost = run_in(&world, async |bench: &Bench| {
        let spoilt = bench.deploy("train-01").await;
        let lost = bench.deploy("train-02").await;
        world.store(&format!("UPDATE jobs SET document = '{{' WHERE id = '{}'", spoilt["id"].as_str().unwrap()));
        lost["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        bench.call("overview", json!({})).await.unwrap();
        let jobs = bench.call("deploy_jobs", json!({})).await.unwrap();
        assert_eq!(jobs.as_array().unwrap().len(), 1);
        bench.pass(60).await;
        assert_eq!(bench.job(&lost).await["phase"], "up");
        assert_eq!(bench.deploy("train-03").await["phase"], "accepted");
        // Its machine may be there: its name is not given again.
        let (draft, quote) = bench.reviewed_unchecked("train-01").await;
        assert_eq!(bench.start(draft, quote).await.unwrap_err()["code"], "unsettled");
    });
}

#[test]
fn a_job_of_the_version_before_bare_metal_is_read() {
    let world = World::new();
    let (id, preset) = run_in(&world, async |bench: &Bench| {
        let job = bench.deploy("train-01").await;
        (job["id"].as_str().unwrap().to_owned(), job["again"]["presetId"].clone())
    });
    world.store(
        "UPDATE jobs SET document = json_remove(
           json_set(document, '$.preset_id', json_extract(document, '$.hardware_id')),
           '$.hardware_id', '$.kind', '$.metal', '$.volume', '$.warning', '$.failed')",
    );
    run_in(&world, async |bench: &Bench| {
        bench.pass(120).await;
        let job = bench.job(&id).await;
        assert_eq!((&job["kind"], &job["phase"]), (&json!("vm"), &json!("up")));
        assert_eq!(job["again"]["presetId"], preset);
        assert_eq!(bench.call("deploy_jobs", json!({})).await.unwrap().as_array().unwrap().len(), 1);
    });
}
