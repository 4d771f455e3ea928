//! A store that takes nothing ends nothing, and that is said.

use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::scene::{attention, last_act, lease_of, leased, told_of};

const TITLE: &str = "Leases are not carried out";

#[test]
fn a_full_disk_ends_nothing_is_said_once_and_then_asks_why() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        bench.pass(3_400).await;
        world.store(
            "CREATE TRIGGER full_1 BEFORE UPDATE ON lease BEGIN SELECT RAISE(FAIL, 'the disk is full'); END;
             CREATE TRIGGER full_2 BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'the disk is full'); END;",
        );
        bench.pass(300).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        assert!(attention(bench).await.contains(&TITLE.to_owned()), "{:?}", attention(bench).await);
        let said: Vec<_> = bench.notices().into_iter().filter(|(title, _)| title == TITLE).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].1.contains("the disk is full") && said[0].1.contains("nothing is ended"), "{said:?}");
        bench.pass(700).await;
        world.store("DROP TRIGGER full_1; DROP TRIGGER full_2;");
        bench.pass(60).await;
        assert_eq!(last_act(bench, "box"), "deploy", "it is late by now");
        assert_eq!(lease_of(bench, &id).await["asks"], json!(true));
        let (_, body) = told_of(bench, "box").pop().unwrap();
        assert!(body.contains("but that failed: Voltdeck could not write to its store"), "{body}");
        assert!(!attention(bench).await.contains(&TITLE.to_owned()));
    });
}

#[test]
fn a_disk_that_is_full_for_a_minute_only_delays() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "release").await;
        bench.pass(3_590).await;
        world.store("CREATE TRIGGER full BEFORE UPDATE ON lease BEGIN SELECT RAISE(FAIL, 'the disk is full'); END");
        bench.pass(60).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        world.store("DROP TRIGGER full");
        bench.pass(30).await;
        assert_eq!((last_act(bench, "box").as_str(), bench.machine("box").asked.len()), ("stopped_disassociated", 2));
    });
}

#[test]
fn an_act_that_cannot_be_written_down_is_not_sent() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        bench.pass(3_590).await;
        world.store("CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'the disk is full'); END");
        bench.pass(60).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        world.store("DROP TRIGGER full");
        bench.pass(60).await;
        // It was marked before: whether it was sent is not guessed at.
        assert_eq!((last_act(bench, "box").as_str(), &lease_of(bench, &id).await["asks"]), ("deploy", &json!(true)));
        assert!(told_of(bench, "box").iter().any(|(title, _)| title.ends_with("reached the end of its lease")));
    });
}

#[test]
fn a_store_that_another_program_holds_ends_nothing_and_is_said() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "terminate").await;
        bench.pass(3_598).await;
        let other = world.read();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        bench.pass(6).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        assert!(attention(bench).await.contains(&TITLE.to_owned()));
        assert!(bench.notices().iter().any(|(title, body)| title == TITLE && body.contains("locked")));
        other.execute_batch("ROLLBACK").unwrap();
        bench.pass(30).await;
        assert_eq!((last_act(bench, "box").as_str(), bench.machine("box").asked.len()), ("terminate", 2));
    });
}

#[test]
fn two_copies_of_the_app_on_one_store_end_it_once_and_tell_it_once() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "release").await;
        let other = Bench::closed(&world);
        other.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!(bench.machine("box").asked.len(), 2, "{:?}", bench.machine("box").asked);
        let told = told_of(bench, "box");
        let ended = told.iter().filter(|(title, _)| title.ends_with("at the end of its lease")).count();
        assert_eq!((ended, told.len()), (1, 3), "two warnings and the end, each once: {told:?}");
    });
}
