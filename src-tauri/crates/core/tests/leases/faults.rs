//! Faults of Voltdeck's own: a task that panics is begun again, and leases go on.

use serde_json::json;

use crate::bench::{Bench, World, quiet, run_in};
use crate::scene::{attention, last_act, leased};

#[test]
fn a_panic_wherever_the_clock_is_looked_at_ends_no_lease_watch() {
    quiet();
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let names: Vec<String> = (0..16).map(|look| format!("box-{look}")).collect();
        for name in &names {
            // Each ends a minute and more after the one before it.
            leased(bench, name, "terminate").await;
        }
        bench.pass(3_600 - 16 * 60).await;
        for (look, name) in (0..).zip(&names) {
            world.crash.fault_at(look);
            bench.pass(60).await;
            assert_eq!(world.crash.faults(), look + 1);
            bench.pass(1).await;
            assert_eq!(
                bench.machine(name).asked.len(),
                1 + usize::from(last_act(bench, name) == "terminate"),
                "once: {name}"
            );
        }
        bench.pass(60).await;
        // One that was hit while its own end was about to be sent asks: nobody knows whether it went out.
        let asks = attention(bench).await.join("; ");
        let (ended, asking): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| bench.machine(name).asked.len() == 2);
        for name in &asking {
            assert!(asks.contains(name.as_str()), "{name} neither ended nor asks: {asks}");
        }
        for name in ended.iter().copied() {
            assert_eq!(last_act(bench, name), "terminate", "{name}");
        }
        assert!(asking.len() <= 2, "{asking:?}");
    });
}

#[test]
fn a_lease_watch_that_panics_is_told_once_and_shown_until_it_is_well() {
    quiet();
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "terminate").await;
        let shown = async || {
            let all = attention(bench).await;
            all.iter().any(|title| title == "A fault in Voltdeck interrupted the watch over leases of Sandbox")
        };
        // Until it was the leases' turn.
        for look in 0..200 {
            world.crash.fault_at(look % 10);
            bench.pass(5).await;
            world.crash.no_fault();
            if shown().await {
                break;
            }
        }
        assert!(shown().await);
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert!(state["notices"].to_string().contains("begun again by itself"), "{state}");
        // Again, and it is not told again.
        let before = world.crash.faults();
        for look in 0..20 {
            world.crash.fault_at(look % 10);
            bench.pass(5).await;
        }
        world.crash.no_fault();
        assert!(world.crash.faults() > before);
        let told = "SELECT count(*) FROM activity WHERE deed LIKE '%the watch over leases%' AND notice IS NOT NULL";
        assert_eq!(world.read().query_row(told, [], |row| row.get(0)), Ok(1));
        bench.pass(700).await;
        assert!(!shown().await);
    });
}
