//! Two copies of Voltdeck on one store, as where the data folder knows no locks: what one sends, the other leaves alone.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};

fn phase(world: &World) -> String {
    world.read().query_row("SELECT phase FROM jobs", [], |row| row.get(0)).unwrap()
}

/// One copy orders and waits 30 s for the answer; meanwhile the other starts. What the job is then, and at the end.
fn ordered_while_another_starts(world: &World, answer: FaultKind) -> (String, String) {
    run_in(world, async |bench: &Bench| {
        let (draft, quote) = bench.reviewed("train-01").await;
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, answer));
        let sends = async { bench.start(draft, quote).await };
        let starts = async {
            bench.pass(5).await;
            assert_eq!(phase(world), "sent");
            let other = Bench::closed(world);
            other.call("open_sandbox", json!({})).await.unwrap();
            let meanwhile = phase(world);
            bench.pass(60).await;
            (meanwhile, phase(world))
        };
        let (_, phases) = futures::join!(sends, starts);
        assert_eq!(bench.sent_orders(), 1);
        phases
    })
}

const SLOW: FaultKind = FaultKind::Delay { ms: 30_000 };

#[test]
fn where_the_folder_knows_no_locks_the_order_of_another_copy_is_left_to_it() {
    let world = World::new();
    world.share_store();
    let (meanwhile, after) = ordered_while_another_starts(&world, SLOW);
    assert_eq!(meanwhile, "sent");
    assert!(["accepted", "up"].contains(&after.as_str()), "{after}");
    assert_eq!(
        world.read().query_row("SELECT count(*) FROM activity WHERE outcome = 'unknown'", [], |row| row.get(0)),
        Ok(0)
    );
}

#[test]
fn whoever_sent_an_order_settles_what_another_copy_took_for_lost() {
    let world = World::new();
    let (meanwhile, after) = ordered_while_another_starts(&world, SLOW);
    assert_eq!(meanwhile, "unknown", "the other copy believed to be alone");
    assert!(["accepted", "up"].contains(&after.as_str()), "{after}");
    run_in(&world, async |bench: &Bench| {
        let id: String = world.read().query_row("SELECT instance_id FROM jobs", [], |row| row.get(0)).unwrap();
        assert_eq!(id, bench.machine("train-01").id.to_string());
        let line: (String, String) = world
            .read()
            .query_row("SELECT deed, outcome FROM activity WHERE verb = 'deploy'", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(line, ("deploy accepted".to_owned(), "done".to_owned()));
    });
}

#[test]
fn what_another_copy_never_finished_is_picked_up_when_it_cannot_be_under_way_any_more() {
    let world = World::new();
    world.share_store();
    run_in(&world, async |bench: &Bench| {
        let (draft, quote) = bench.reviewed("train-01").await;
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Delay { ms: 3_600_000 }));
        let sends = async { drop(bench.start(draft, quote).await) };
        futures::join!(sends, bench.pass(5));
        // The end of this scene is the end of this copy.
    });
    assert_eq!(phase(&world), "sent");
    run_in(&world, async |bench: &Bench| {
        assert_eq!(phase(&world), "sent");
        bench.pass(700).await;
        assert_ne!(phase(&world), "sent");
    });
}
