use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};
use voltdeck_contract::Event;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, start_in};

/// How often a window looks here. Far less than the time between two tellings.
const LOOK: Duration = Duration::from_millis(50);

async fn count(bench: &Bench, kind: &str) -> usize {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    fleet["instances"].as_array().unwrap().iter().filter(|row| row["kind"] == kind).count()
}

#[test]
fn the_first_page_of_vms_is_told_at_once_also_where_rentals_answered_before_it() {
    let world = World::new();
    for number in 0..150 {
        world.sandbox.add_vm(&format!("rack-{number:03}"), 1);
    }
    world.sandbox.advance(Duration::from_secs(60));
    let late = |ms| FaultKind::Delay { ms };
    world.sandbox.add_fault(Fault::once(Operation::ListVms, late(400)));
    world.sandbox.add_fault(Fault::always(Operation::ListVms, late(60_000)));
    start_in(&world, async |bench: &Bench| {
        bench.call("open_sandbox", json!({})).await.unwrap();
        let began = Instant::now();
        let mut told = 0;
        while count(bench, "vm").await == 0 {
            told = bench.told(&Event::Fleet);
            assert!(began.elapsed() < Duration::from_secs(1), "the first page is there");
            sleep(LOOK).await;
        }
        assert!(told > 0, "the rentals answered first, and were told");
        assert_eq!(count(bench, "vm").await, 100, "a page, and no more yet");
        assert!(bench.told(&Event::Fleet) > told, "no window waits for the next telling");
        assert!(began.elapsed() < Duration::from_secs(1));
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        assert!(fleet["expected"].as_u64() > Some(150), "how many there are is known: {}", fleet["expected"]);
    });
}
