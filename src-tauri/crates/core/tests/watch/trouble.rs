//! A store that cannot be written: said, nothing bought or ended on a guess, and what changed is told when it works again.

use serde_json::{Value, json};
use voltdeck_contract::Event;
use voltdeck_sandbox::Operation;

use crate::bench::{Bench, World, run_in};
use crate::scene::{changes, refresh, sent};

const FULL: &str = "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END";

async fn said(bench: &Bench) -> Vec<String> {
    let state = bench.call("app_state", json!({})).await.unwrap();
    let notices = state["notices"].as_array().unwrap().clone();
    notices.iter().map(|notice| notice.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_full_disk_is_said_once_and_what_changed_is_told_when_there_is_room() {
    // The line, or the record of what was told: neither is written without the other.
    for table in ["activity", "seen"] {
        let world = World::new();
        run_in(&world, async |bench: &Bench| {
            let (vm, goes) = (bench.sandbox.add_vm("eval-a", 1), bench.sandbox.add_vm("eval-b", 1));
            bench.pass(30).await;
            let before = changes(&world).len();
            world.store(&format!("CREATE TRIGGER full BEFORE INSERT ON {table} {FULL}"));
            if table == "seen" {
                world.store(&format!("CREATE TRIGGER full_too BEFORE DELETE ON seen {FULL}"));
            }
            bench.sandbox.set_vm_status(vm, "Stopped");
            bench.sandbox.remove_vm(goes);
            let sessions = bench.told(&Event::Session);
            bench.pass(120).await;
            assert_eq!(changes(&world).len(), before, "{table}");
            let notices = said(bench).await;
            assert_eq!(notices.len(), 1, "{notices:?}");
            assert!(notices[0].contains("disk is full") && notices[0].contains("Voltdeck watches on"), "{notices:?}");
            assert_eq!(bench.told(&Event::Session), sessions + 1, "it is said once");
            let fleet = refresh(bench).await;
            assert!(!fleet["instances"].to_string().contains("eval-b"), "the screen goes on");
            world.store("DROP TRIGGER full; DROP TRIGGER IF EXISTS full_too");
            bench.pass(16).await;
            let mut told = changes(&world)[before..].to_vec();
            told.sort();
            assert_eq!(told, ["eval-a Running → Stopped", "eval-b is gone: nobody here ended it"]);
            assert_eq!(said(bench).await, Vec::<String>::new());
        });
    }
}

#[test]
fn a_crash_while_the_store_is_full_loses_nothing() {
    let world = World::new();
    let vm = run_in(&world, async |bench: &Bench| {
        let vm = bench.sandbox.add_vm("eval-a", 1);
        bench.pass(30).await;
        world.store(&format!("CREATE TRIGGER full BEFORE INSERT ON activity {FULL}"));
        bench.sandbox.set_vm_status(vm, "Outbid");
        bench.pass(30).await;
        vm
    });
    world.store("DROP TRIGGER full");
    for _ in 0..2 {
        run_in(&world, async |bench: &Bench| bench.pass(20).await);
        assert_eq!(changes(&world), ["eval-a appeared, Running", "eval-a Running → Outbid"]);
    }
    assert!(world.sandbox.remove_vm(vm));
}

#[test]
fn while_another_program_holds_the_store_nothing_is_bought_or_ended_and_the_watch_goes_on() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let vm = bench.sandbox.add_vm("box", 1);
        bench.pass(30).await;
        let lease = json!({ "id": vm, "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", lease).await.unwrap();
        bench.pass(3_560).await;
        let (draft, quote) = bench.reviewed("train-01").await;
        let lock = world.read();
        lock.execute_batch("BEGIN EXCLUSIVE").unwrap();
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.sandbox.clear_log();
        let error = bench.start(draft, quote).await.unwrap_err();
        assert_eq!(error["code"], "local", "{error}");
        bench.pass(16).await;
        let notices = said(bench).await;
        assert!(notices[0].contains("locked") && notices[0].contains("nothing is bought or ended"), "{notices:?}");
        assert!(sent(bench, Operation::ListVms) >= 1, "it reads on");
        let writes = bench.sandbox.log().iter().filter(|line| line.method != "GET").count();
        assert_eq!(writes, 0);
        lock.execute_batch("ROLLBACK").unwrap();
        bench.pass(20).await;
        assert!(changes(&world).contains(&"box Running → Stopped".to_owned()));
        assert_eq!(said(bench).await, Vec::<String>::new());
    });
}

#[test]
fn a_second_copy_tells_nothing_that_the_first_told() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(20).await;
        let other = Bench::closed(&world);
        other.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(20).await;
        let vm = bench.sandbox.add_vm("eval-a", 1);
        bench.pass(20).await;
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.pass(40).await;
        assert_eq!(changes(&world), ["eval-a appeared, Running", "eval-a Running → Stopped"]);
        let rows = refresh(&other).await["instances"].clone();
        let row = rows.as_array().unwrap().iter().find(|row| row["name"] == "eval-a").unwrap().clone();
        assert_eq!(row["state"]["word"], Value::from("Stopped"));
    });
}
