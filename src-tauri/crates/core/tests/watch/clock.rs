//! Sleep and wake, clocks that are set, networks that come and go: one reading of everything, and no storm.

use std::time::Duration;

use chrono::TimeDelta;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};
use crate::scene::{changes, lines, notices, refresh, said, second, sent};

const READINGS: [Operation; 5] = [
    Operation::ListVms,
    Operation::ListBareMetal,
    Operation::ListVolumes,
    Operation::HourlyRate,
    Operation::MonthlyReport,
];

#[test]
fn a_computer_that_wakes_reads_everything_once() {
    for attended in [true, false] {
        let world = World::new();
        run_in(&world, async |bench: &Bench| {
            second(bench, "Work").await;
            bench.attend(attended);
            bench.pass(133).await;
            // Just read: what is read next is read for the wake.
            refresh(bench).await;
            bench.pass(2).await;
            bench.sandbox.clear_log();
            let vm = bench.sandbox.add_vm("eval-a", 1);
            bench.sandbox.advance(Duration::from_secs(8 * 3600));
            // Nothing ran meanwhile: timers wait on. It looks at the clock soon, or when somebody comes to look.
            if attended {
                bench.pass(11).await;
            } else {
                bench.attend(true);
                bench.pass(1).await;
            }
            for reading in READINGS {
                assert_eq!(sent(bench, reading), 2, "{reading:?} of two accounts, {attended}");
            }
            assert_eq!(changes(&world), ["eval-a appeared, Running"]);
            assert!(bench.sandbox.remove_vm(vm));
        });
    }
}

#[test]
fn a_computer_that_sleeps_again_and_again_is_no_storm() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.attend(false);
        bench.pass(130).await;
        bench.sandbox.clear_log();
        for _ in 0..10 {
            bench.sandbox.advance(Duration::from_secs(600));
            bench.pass(60).await;
        }
        for reading in READINGS {
            assert!(sent(bench, reading) <= 21, "{reading:?}: {}", sent(bench, reading));
        }
    });
}

#[test]
fn a_clock_that_is_put_back_by_a_day_is_told_once_and_the_watch_goes_on() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let vm = bench.sandbox.add_vm("eval-a", 1);
        bench.pass(30).await;
        bench.computer.change(|computer| computer.clock = TimeDelta::days(-1));
        bench.pass(16).await;
        let told = lines(&world.read(), "sandbox", "notice");
        assert_eq!(said(&world), ["The clock of this computer was put back by 1 d"]);
        assert!(told[0].meaning.starts_with("Voltdeck watches on. Leases end by this clock"), "{}", told[0].meaning);
        // Leases and standing orders tell the system themselves what it means for them.
        assert_eq!(told[0].notice, None);
        // What is read now is news to what was read at a later time of the clock.
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.pass(16).await;
        assert_eq!(changes(&world).last().unwrap(), "eval-a Running → Stopped");
        let fleet = refresh(bench).await;
        assert!(fleet["instances"].to_string().contains("Stopped"));
        bench.sandbox.remove_vm(vm);
        bench.pass(16).await;
        assert_eq!(changes(&world).last().unwrap(), "eval-a is gone: nobody here ended it");
        bench.pass(600).await;
        assert_eq!(said(&world).len(), 1);
        assert!(notices(bench).iter().any(|title| title.contains("eval-a")), "{:?}", notices(bench));
    });
    let gone: Option<String> =
        world.read().query_row("SELECT gone_at FROM machine WHERE name = 'eval-a'", [], |row| row.get(0)).unwrap();
    assert!(gone.is_some(), "the history knows it, too");
}

#[test]
fn a_clock_that_is_set_right_by_seconds_is_nothing() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(30).await;
        bench.sandbox.clear_log();
        bench.computer.change(|computer| computer.clock = TimeDelta::seconds(-20));
        bench.pass(14).await;
        assert!(sent(bench, Operation::ListVms) <= 1 && said(&world).is_empty());
    });
}

#[test]
fn a_network_that_comes_back_is_noticed_within_a_minute_and_read_once() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(30).await;
        bench.sandbox.add_fault(Fault::everywhere(FaultKind::Reset { after_bytes: 0 }));
        bench.pass(1_200).await;
        assert_eq!(said(&world), ["The provider cannot be read"]);
        bench.sandbox.clear_log();
        bench.pass(300).await;
        // Three tries a reading, and pauses of up to two and a half minutes between two readings of the lists.
        assert!(sent(bench, Operation::ListVms) <= 3 * 4, "{}", sent(bench, Operation::ListVms));
        bench.sandbox.clear_faults();
        bench.sandbox.clear_log();
        bench.pass(62).await;
        assert_eq!(said(&world).last().unwrap(), "The provider can be read again");
        let lists = sent(bench, Operation::ListVms);
        assert!((1..=5).contains(&lists), "{lists}");
        assert_eq!(changes(&world), Vec::<String>::new());
    });
}

#[test]
fn a_network_that_comes_and_goes_every_few_seconds_is_no_storm() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(30).await;
        bench.sandbox.clear_log();
        for _ in 0..60 {
            bench.sandbox.add_fault(Fault::everywhere(FaultKind::Reset { after_bytes: 0 }));
            bench.pass(3).await;
            bench.sandbox.clear_faults();
            bench.pass(4).await;
        }
        assert!(crate::scene::most_in_a_minute(bench) <= 60, "{}", crate::scene::most_in_a_minute(bench));
        assert_eq!(changes(&world), Vec::<String>::new());
    });
}
