//! Each kind of lease runs to its end with the core killed and started again at random moments, and ends exactly what was
//! ordered: read from the provider's own books.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation, ResourceRecord};

use crate::bench::{Bench, World, run_in};

/// Random numbers that are the same for a seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }
}

/// A lease that was ordered, and every end that it was given.
struct Ordered {
    id: String,
    action: &'static str,
    ends: Vec<DateTime<Utc>>,
}

/// What a lease has the provider do.
fn asked_by(action: &str) -> Option<&'static str> {
    match action {
        "terminate" => Some("terminate"),
        "release" => Some("stopped_disassociated"),
        "stop" => Some("stopped"),
        _ => None,
    }
}

/// Kinds in turn.
const ACTIONS: [&str; 4] = ["terminate", "release", "stop", "remind"];

#[test]
fn leases_run_to_their_end_over_kills_and_end_exactly_what_was_ordered() {
    let seeds = std::env::var("VOLTDECK_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let mut asked = 0;
    let mut acted = 0;
    for seed in 1..=seeds {
        let (by_asking, by_itself) = one_world(seed);
        asked += by_asking;
        acted += by_itself;
    }
    // A property that no run ever touched would be none.
    assert!(asked > 0 && acted > 0, "{asked} asked first, {acted} acted in time");
}

/// One world to its end: how many leases asked at least once, and how many acted.
fn one_world(seed: u64) -> (usize, usize) {
    let (world, mut dice) = (World::new(), Dice(seed));
    let mut ordered: BTreeMap<String, Ordered> = BTreeMap::new();
    // When the core ran, from its start to its kill.
    let mut ran: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    let mut asks_seen = 0;
    for start in 0..11 {
        let began = world.sandbox.now();
        run_in(&world, async |bench: &Bench| {
            pass(bench, 30).await;
            if start == 0 {
                set_out(bench, &mut dice, &mut ordered).await;
            }
            // The person answers some of what asks; after the last start all of it.
            asks_seen += answer(bench, &mut dice, &mut ordered, start >= 9).await;
            hinder(bench, &mut dice);
            pass(bench, dice.between(60, 1_500)).await;
            if start >= 9 {
                bench.sandbox.clear_faults();
                pass(bench, 4_200).await;
            }
        });
        ran.push((began, world.sandbox.now()));
        let away = if dice.one_in(3) { dice.between(1, 20) } else { dice.between(60, 1_200) };
        world.sandbox.advance(std::time::Duration::from_secs(away));
        world.sandbox.clear_faults();
    }
    let resources = world.sandbox.records().resources;
    let mut acted = 0;
    for (name, lease) in &ordered {
        let books = resources.iter().find(|one| one.id.to_string() == lease.id).unwrap();
        acted += usize::from(hold_to(seed, name, lease, books, &ran));
    }
    (asks_seen, acted)
}

/// Lets time pass in steps as long as those of a watch.
async fn pass(bench: &Bench, seconds: u64) {
    let step = std::time::Duration::from_secs(5);
    for _ in 0..seconds.div_ceil(5) {
        bench.sandbox.advance(step);
        tokio::time::sleep(step).await;
    }
}

/// Machines of both kinds, each with a lease.
async fn set_out(bench: &Bench, dice: &mut Dice, ordered: &mut BTreeMap<String, Ordered>) {
    for (number, action) in ACTIONS.iter().cycle().take(8).enumerate() {
        let name = format!("box-{number}");
        ordered.insert(name.clone(), Ordered { id: bench.sandbox.add_vm(&name, 1).to_string(), action, ends: vec![] });
    }
    let _ = bench.call("refresh", json!({})).await.unwrap();
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let rentals = fleet["instances"].as_array().unwrap().iter().filter(|row| row["kind"] == "bareMetal");
    for (rental, action) in rentals.take(2).zip(["terminate", "stop"]) {
        let (id, name) = (rental["id"].as_str().unwrap().to_owned(), rental["name"].as_str().unwrap().to_owned());
        ordered.insert(name, Ordered { id, action, ends: vec![] });
    }
    for lease in ordered.values_mut() {
        let ends_at = bench.sandbox.now() + TimeDelta::seconds(i64::try_from(dice.between(600, 9_000)).unwrap());
        set(bench, lease, Some(ends_at)).await;
    }
}

/// Sets the first end of a lease, or adds an hour, and notes the end as the row shows it.
async fn set(bench: &Bench, lease: &mut Ordered, ends_at: Option<DateTime<Utc>>) {
    let args = match ends_at {
        Some(at) => json!({ "id": lease.id, "hours": null, "endsAt": at, "action": lease.action, "extend": false }),
        None => json!({ "id": lease.id, "hours": 1, "endsAt": null, "action": null, "extend": true }),
    };
    bench.call("lease_set", args).await.unwrap();
    let end = row(bench, &lease.id).await["lease"]["endsAt"].as_str().unwrap().parse().unwrap();
    lease.ends.push(end);
}

async fn row(bench: &Bench, id: &str) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id).cloned().unwrap_or(Value::Null)
}

/// Adds an hour to leases that ask, and now and then to one that does not: how many asked.
async fn answer(bench: &Bench, dice: &mut Dice, ordered: &mut BTreeMap<String, Ordered>, all: bool) -> usize {
    let mut asked = 0;
    for lease in ordered.values_mut() {
        let row = row(bench, &lease.id).await;
        let asks = row["lease"]["asks"] == true;
        asked += usize::from(asks);
        let answers = asks && lease.action != "remind" && (all || dice.one_in(2));
        if answers || (row["lease"]["asks"] == false && dice.one_in(12)) {
            set(bench, lease, None).await;
        }
    }
    asked
}

/// The provider stutters: it is slow, refuses for now, or its answer is lost.
fn hinder(bench: &Bench, dice: &mut Dice) {
    let slow = FaultKind::RateLimited { retry_after: Some("2".into()) };
    match dice.between(0, 5) {
        0 => bench.sandbox.add_fault(Fault { operation: Some(Operation::TerminateVm), times: Some(1), kind: slow }),
        1 => bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, FaultKind::LostAnswer)),
        2 => bench.sandbox.add_fault(Fault::once(Operation::GetVm, FaultKind::Status { status: 503, detail: None })),
        3 => bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Stall { after_bytes: 0 })),
        _ => {}
    }
}

/// Holds what the provider was asked against what was ordered. Whether it acted.
fn hold_to(
    seed: u64,
    name: &str,
    lease: &Ordered,
    books: &ResourceRecord,
    ran: &[(DateTime<Utc>, DateTime<Utc>)],
) -> bool {
    let of = format!("seed {seed}, {name}, {} with ends {:?}: {:?}", lease.action, lease.ends, books.asked);
    let acts: Vec<_> = books.asked.iter().filter(|asked| asked.act != "deploy").collect();
    let Some(wanted) = asked_by(lease.action) else {
        assert!(acts.is_empty(), "a reminder ends nothing: {of}");
        return false;
    };
    assert!(acts.iter().all(|asked| asked.act == wanted), "nothing but what was ordered: {of}");
    assert_eq!(acts.len(), 1, "to its end, and once: {of}");
    let at = acts[0].at;
    // It was in time for an end that it had then, and the core had run from before that end until it acted.
    let end = lease.ends.iter().rev().find(|end| **end <= at);
    assert!(end.is_some(), "never before its end: {of}");
    let end = end.unwrap();
    assert!(at - *end <= TimeDelta::minutes(10) + TimeDelta::seconds(40), "never late: {of}");
    assert!(ran.iter().any(|(began, ended)| began <= end && at <= *ended), "never what was missed: {of}");
    true
}
