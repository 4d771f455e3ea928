//! A computer that sleeps while a lease comes due: it asks, whether its counting clock stands still in a sleep or goes on.

use std::time::Duration;

use crate::bench::{Bench, World, run_in};
use crate::scene::{attention, last_act, leased};

/// Sleeps for five minutes across the end of a lease, on either kind of clock.
fn slept(counts: bool) -> (String, Vec<String>) {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "terminate").await;
        bench.pass(3_500).await;
        if counts {
            bench.sleep_counted(300).await;
        } else {
            bench.sandbox.advance(Duration::from_secs(300));
        }
        bench.pass(60).await;
        (last_act(bench, "box"), attention(bench).await)
    })
}

#[test]
fn what_came_due_in_a_short_sleep_asks_on_either_kind_of_clock() {
    for counts in [false, true] {
        let (act, attention) = slept(counts);
        assert_eq!(act, "deploy", "nobody looked when it came due: {counts}");
        assert!(attention.contains(&"The lease of box is over".to_owned()), "{counts}: {attention:?}");
    }
}

#[test]
fn without_a_sleep_the_same_lease_acts() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "terminate").await;
        bench.pass(3_800).await;
        assert_eq!(last_act(bench, "box"), "terminate");
    });
}
