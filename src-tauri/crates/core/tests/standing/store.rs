//! A store that fails, or was tampered with: nothing is bought on a guess.

use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::scene::{books, ordered, sent, state};

const FULL: &str = "BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";

#[test]
fn a_store_that_takes_no_try_or_no_job_buys_nothing_and_goes_on_when_it_is_well() {
    for trigger in ["BEFORE UPDATE ON standing_order", "BEFORE INSERT ON jobs"] {
        let world = World::new();
        run_in(&world, async |bench: &Bench| {
            let id = ordered(bench, "train-01", "1.99").await;
            world.store(&format!("CREATE TRIGGER full {trigger} {FULL}"));
            bench.sandbox.restock(1, 5);
            bench.pass(400).await;
            assert_eq!((sent(bench), books(bench, "train-01")), (0, 0), "{trigger}");
            assert_eq!(state(bench, &id).await.1, 0, "no try was used: {trigger}");
            world.store("DROP TRIGGER full");
            bench.pass(130).await;
            let (now, tries, said) = state(bench, &id).await;
            assert_eq!((now.as_str(), tries, books(bench, "train-01")), ("bought", 1, 1), "{trigger}: {said}");
        });
    }
}

#[test]
fn a_job_that_cannot_be_marked_as_sent_is_not_sent_and_counts_as_a_try() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = ordered(bench, "train-01", "1.99").await;
        world.store(&format!("CREATE TRIGGER full BEFORE UPDATE ON jobs {FULL}"));
        bench.sandbox.restock(1, 5);
        bench.pass(200).await;
        assert_eq!((sent(bench), state(bench, &id).await.1), (0, 1));
        world.store("DROP TRIGGER full");
        bench.pass(200).await;
        let (now, tries, _) = state(bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(bench), books(bench, "train-01")), ("bought", 2, 1, 1));
    });
}

#[test]
fn a_store_that_is_locked_buys_nothing() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = ordered(bench, "train-01", "1.99").await;
        world.store("PRAGMA busy_timeout = 0");
        let holder = world.read();
        holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
        bench.sandbox.restock(1, 5);
        bench.pass(70).await;
        assert_eq!(sent(bench), 0);
        holder.execute_batch("COMMIT").unwrap();
        bench.pass(130).await;
        assert_eq!((state(bench, &id).await.0.as_str(), books(bench, "train-01")), ("bought", 1));
    });
}

#[test]
fn a_try_that_was_counted_without_a_job_is_a_used_try() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| ordered(bench, "train-01", "1.99").await);
    world.store(
        "UPDATE standing_order SET tries = 2, document = json_set(document, '$.tries', 2) WHERE state = 'waiting'",
    );
    run_in(&world, async |bench: &Bench| {
        let kind = voltdeck_sandbox::FaultKind::Status { status: 400, detail: None };
        bench.sandbox.add_fault(voltdeck_sandbox::Fault::always(voltdeck_sandbox::Operation::DeployVm, kind));
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        let (now, tries, _) = state(bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(bench)), ("ended", 3, 1));
    });
}

#[test]
fn a_try_whose_job_was_taken_away_is_not_repeated() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let id = ordered(bench, "train-01", "1.99").await;
        let kind = voltdeck_sandbox::FaultKind::Delay { ms: 60_000 };
        bench.sandbox.add_fault(voltdeck_sandbox::Fault::once(voltdeck_sandbox::Operation::DeployVm, kind));
        bench.sandbox.restock(1, 5);
        while sent(bench) == 0 {
            bench.pass(1).await;
        }
        id
    });
    world.store("DELETE FROM jobs");
    run_in(&world, async |bench: &Bench| {
        bench.pass(600).await;
        let (now, tries, said) = state(bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(bench)), ("unknown", 1, 1));
        assert!(said.contains("Look in Instances"), "{said}");
    });
}

#[test]
fn an_order_that_cannot_be_read_buys_nothing_and_stops_no_other() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let broken = ordered(bench, "train-01", "1.99").await;
        let good = ordered(bench, "train-02", "1.99").await;
        world.store(&format!("UPDATE standing_order SET document = '{{' WHERE id = '{broken}'"));
        bench.sandbox.restock(1, 5);
        bench.pass(140).await;
        assert_eq!((books(bench, "train-01"), books(bench, "train-02")), (0, 1));
        assert_eq!(state(bench, &good).await.0, "bought");
    });
}

#[test]
fn the_store_itself_has_no_room_for_a_second_job_beside_one_that_was_not_refused() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = ordered(bench, "train-01", "1.99").await;
        bench.sandbox.restock(1, 5);
        bench.pass(70).await;
        assert_eq!(state(bench, &id).await.0, "bought");
        // The order is put back by hand, as a fault of the program would: nothing is bought all the same.
        world.store(
            "UPDATE standing_order SET state = 'waiting',
             document = json_set(document, '$.state', 'waiting', '$.job_id', null, '$.tries', 0), tries = 0",
        );
        let machine = bench.machine("train-01").id;
        assert!(bench.sandbox.rename_vm(machine, "renamed"));
        bench.pass(300).await;
        assert_eq!(sent(bench), 1);
        let jobs: i64 = world.read().query_row("SELECT count(*) FROM jobs", [], |row| row.get(0)).unwrap();
        assert_eq!(jobs, 1);
        let view = bench.call("standing_orders", json!({})).await.unwrap();
        assert_eq!(view["orders"][0]["state"], "waiting");
    });
}

#[test]
fn two_copies_of_the_app_buy_once() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| ordered(bench, "train-01", "1.99").await);
    for _ in 0..3 {
        run_in(&world, async |bench: &Bench| {
            let other = Bench::closed(&world);
            other.call("open_sandbox", json!({})).await.unwrap();
            bench.sandbox.restock(1, 5);
            bench.pass(200).await;
            let (now, tries, _) = state(bench, &id).await;
            assert_eq!((now.as_str(), tries, sent(bench), books(bench, "train-01")), ("bought", 1, 1, 1));
            drop(other);
        });
    }
}
