//! Jobs that are picked up while the store fails for one of them.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};

/// Two orders that were out when the app ended.
fn two_out(world: &World) -> [String; 2] {
    run_in(world, async |bench: &Bench| {
        let mut ids = Vec::new();
        for name in ["train-01", "train-02"] {
            bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Stall { after_bytes: 0 }));
            let job = bench.start_draft(bench.draft(name).await).await;
            assert_eq!(job["phase"], "sent");
            ids.push(job["id"].as_str().unwrap().to_owned());
        }
        ids.try_into().unwrap()
    })
}

#[test]
fn a_job_that_cannot_be_written_stops_no_other_and_is_tried_until_it_can() {
    let world = World::new();
    let [first, second] = two_out(&world);
    world.store(&format!(
        "CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN NEW.id = '{first}'
         BEGIN SELECT RAISE(FAIL, 'the disk is full'); END"
    ));
    run_in(&world, async |bench: &Bench| {
        bench.pass(180).await;
        assert_eq!(bench.job(&second).await["phase"], "up");
        assert_eq!(bench.job(&first).await["phase"], "sent");
        // Nobody sends it and nothing follows it: that wants a person.
        let overview = bench.call("overview", json!({})).await.unwrap();
        let attention = overview["attention"].as_array().unwrap();
        let item = attention.iter().find(|item| item["key"] == format!("job:{first}")).unwrap();
        assert_eq!(item["act"], "showJob");
        world.store("DROP TRIGGER full");
        bench.pass(6 * 60).await;
        assert_eq!(bench.job(&first).await["phase"], "up");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 2));
    });
}

#[test]
fn a_store_that_cannot_be_read_at_the_start_is_asked_again() {
    let world = World::new();
    let ids = two_out(&world);
    world.store("ALTER TABLE jobs RENAME TO jobs_away");
    run_in(&world, async |bench: &Bench| {
        bench.pass(20).await;
        world.store("ALTER TABLE jobs_away RENAME TO jobs");
        bench.pass(6 * 60).await;
        for id in &ids {
            assert_eq!(bench.job(id).await["phase"], "up");
        }
    });
}
