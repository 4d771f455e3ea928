//! The pace of the watcher and its budget of requests, by the provider's own log.

use serde_json::json;
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{Bench, World, run_in};
use crate::scene::{id, most_in_a_minute, refresh, second, sent};

/// 60 a minute and the burst of 20, for each account.
const BUDGET: usize = 80;

#[test]
fn two_accounts_in_a_window_that_is_looked_at() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        second(bench, "Work").await;
        bench.pass(90).await;
        bench.sandbox.clear_log();
        bench.pass(600).await;
        // Every 15 s the one in front, every 60 s the one behind.
        let lists = [Operation::ListVms, Operation::ListBareMetal].map(|list| sent(bench, list));
        assert!(lists.iter().all(|lists| (48..=52).contains(lists)), "{lists:?}");
        for (operation, each) in [(Operation::HourlyRate, 20), (Operation::ListVolumes, 20)] {
            assert!(
                (each - 2..=each + 2).contains(&sent(bench, operation)),
                "{operation:?}: {}",
                sent(bench, operation)
            );
        }
        assert!((1..=2).contains(&sent(bench, Operation::MonthlyReport).div_ceil(2)), "every ten minutes");
        assert!(most_in_a_minute(bench) <= 20, "{}", most_in_a_minute(bench));
    });
}

#[test]
fn two_accounts_in_the_tray() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        second(bench, "Work").await;
        bench.attend(false);
        bench.pass(120).await;
        bench.sandbox.clear_log();
        bench.pass(600).await;
        let lists = [Operation::ListVms, Operation::ListBareMetal].map(|list| sent(bench, list));
        assert!(lists.iter().all(|lists| (18..=22).contains(lists)), "{lists:?}");
        assert!(most_in_a_minute(bench) <= 12, "{}", most_in_a_minute(bench));
    });
}

#[test]
fn the_start_of_two_accounts_keeps_to_the_budget_of_each() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.sandbox.add_vms(1_000);
        bench.sandbox.clear_log();
        second(bench, "Work").await;
        bench.pass(300).await;
        // Two accounts, each with its own budget.
        assert!(most_in_a_minute(bench) <= 2 * BUDGET, "{}", most_in_a_minute(bench));
        bench.sandbox.clear_log();
        bench.pass(300).await;
        assert!(most_in_a_minute(bench) <= BUDGET, "{}", most_in_a_minute(bench));
    });
}

#[test]
fn what_is_changing_is_read_every_five_seconds_for_two_minutes_and_then_no_more() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let vm = bench.sandbox.add_vm("eval-a", 1);
        bench.attend(false);
        bench.pass(70).await;
        bench.sandbox.set_vm_status(vm, "Relocating");
        bench.pass(61).await;
        bench.sandbox.clear_log();
        bench.pass(120).await;
        assert!((18..=25).contains(&sent(bench, Operation::GetVm)), "{}", sent(bench, Operation::GetVm));
        bench.pass(5).await;
        bench.sandbox.clear_log();
        bench.pass(300).await;
        assert_eq!(sent(bench, Operation::GetVm), 0, "no longer than that");
    });
}

#[test]
fn twelve_machines_and_two_rentals_that_are_hot_stay_within_the_budget() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let ids: Vec<String> =
            (0..12).map(|number| bench.sandbox.add_vm(&format!("eval-{number}"), 1).to_string()).collect();
        bench.pass(30).await;
        bench.sandbox.clear_log();
        let act = json!({ "kind": "stop", "tags": [] });
        bench.call("bulk_start", json!({ "ids": ids, "act": act, "typed": "" })).await.unwrap();
        for name in ["ci-metal", "pretrain-rack"] {
            let args = json!({ "id": id(bench, ResourceKind::BareMetal, name), "target": "stop" });
            bench.call("instance_power", args).await.unwrap();
        }
        bench.pass(180).await;
        assert!(most_in_a_minute(bench) <= BUDGET, "{}", most_in_a_minute(bench));
    });
}

#[test]
fn who_comes_back_to_the_window_sees_one_fresh_reading_where_the_last_is_old() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.attend(false);
        bench.pass(70).await;
        // Right after a reading nothing is read again.
        refresh(bench).await;
        bench.sandbox.clear_log();
        bench.pass(5).await;
        bench.attend(true);
        bench.pass(1).await;
        assert_eq!(sent(bench, Operation::ListVms), 0);
        bench.attend(false);
        bench.pass(25).await;
        assert_eq!(sent(bench, Operation::ListVms), 0, "the tray waits a minute");
        bench.attend(true);
        bench.pass(1).await;
        assert_eq!(sent(bench, Operation::ListVms), 1);
        for _ in 0..10 {
            bench.attend(false);
            bench.attend(true);
        }
        bench.pass(10).await;
        assert_eq!(sent(bench, Operation::ListVms), 1, "however often it is left and found");
    });
}

#[test]
fn a_window_that_nobody_looks_at_is_told_of_news_alone() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        use voltdeck_contract::Event;
        let vm = bench.sandbox.add_vm("eval-a", 1);
        bench.attend(false);
        bench.pass(300).await;
        let before = (bench.told(&Event::Fleet), bench.told(&Event::Money), bench.told(&Event::Storage));
        bench.pass(590).await;
        let after = (bench.told(&Event::Fleet), bench.told(&Event::Money), bench.told(&Event::Storage));
        assert!(after.0 == before.0 && after.1 <= before.1 + 2 && after.2 == before.2, "{before:?} {after:?}");
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.pass(61).await;
        assert_eq!(bench.told(&Event::Fleet), after.0 + 1, "one change, told once");
        bench.attend(true);
        assert_eq!(bench.told(&Event::Fleet), after.0 + 2, "and the age, to who comes back");
    });
}
