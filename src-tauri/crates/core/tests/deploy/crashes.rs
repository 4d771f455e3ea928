//! The app ends without warning between any two phases, and is opened again on the same folder.

use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, World, run_in};

#[test]
fn planned_was_not_sent_and_nothing_is_bought() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        // The key is saved before the order is sent: its answer never comes.
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::Stall { after_bytes: 0 }));
        let mut draft = bench.draft("train-01").await;
        draft["extraKeys"] = serde_json::json!([{ "text": KEY, "saveAs": "my laptop" }]);
        let job = bench.start_draft(draft).await;
        assert_eq!(job["phase"], "planned");
        job["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        let job = bench.job(&id).await;
        assert_eq!(job["phase"], "refused");
        let said = job["said"]["message"].as_str().unwrap();
        assert!(said.starts_with("Voltdeck was closed before it was sent. Nothing was bought."), "{said}");
        bench.pass(300).await;
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (0, 0));
        assert_eq!(bench.deploy("train-01").await["phase"], "accepted");
    });
}

#[test]
fn sent_is_unknown_and_found_in_the_list() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Stall { after_bytes: 0 }));
        let job = bench.start_draft(bench.draft("train-01").await).await;
        assert_eq!(job["phase"], "sent");
        job["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        let job = bench.job(&id).await;
        assert_eq!(job["phase"], "unknown");
        assert!(job["said"]["message"].as_str().unwrap().starts_with("Voltdeck was closed while the order was out."));
        bench.pass(120).await;
        assert_eq!(bench.job(&id).await["phase"], "up");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

#[test]
fn accepted_is_followed_again() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let job = bench.deploy("train-01").await;
        assert_eq!(job["phase"], "accepted");
        job["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        assert_eq!(bench.job(&id).await["phase"], "accepted");
        bench.pass(60).await;
        assert_eq!(bench.job(&id).await["phase"], "up");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

#[test]
fn unknown_is_looked_for_again() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
        let job = bench.deploy("train-01").await;
        assert_eq!(job["phase"], "unknown");
        job["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        assert_eq!(bench.job(&id).await["phase"], "unknown");
        bench.pass(90).await;
        assert_eq!(bench.job(&id).await["phase"], "up");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
    });
}

#[test]
fn up_and_refused_stay_as_they_are() {
    let world = World::new();
    let ids = run_in(&world, async |bench: &Bench| {
        let up = bench.deploy("train-01").await;
        bench.pass(60).await;
        let refused = bench.deploy("a/b").await;
        [up, refused].map(|job| job["id"].as_str().unwrap().to_owned())
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(60).await;
        assert_eq!(bench.job(&ids[0]).await["phase"], "up");
        assert_eq!(bench.job(&ids[1]).await["phase"], "refused");
        assert_eq!(bench.sent_orders(), 2);
    });
}

#[test]
fn the_fifteen_minutes_of_an_absent_machine_begin_anew_with_each_run() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let kind = FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
        let job = bench.deploy("train-01").await;
        bench.pass(300).await;
        job["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        // Nobody knows how long it was off: what an earlier run counted says nothing.
        bench.pass(14 * 60).await;
        assert_eq!(bench.job(&id).await["phase"], "unknown");
        bench.pass(3 * 60).await;
        assert_eq!(bench.job(&id).await["phase"], "absent");
    });
}
