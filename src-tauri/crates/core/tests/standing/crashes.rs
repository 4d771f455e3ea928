//! The app ends without warning, at every moment at which it can and again and again, and is opened on the same folder:
//! what was ordered is bought, once, or not at all, and what Voltdeck says agrees with the provider's books.

use voltdeck_sandbox::{Fault, FaultKind, Operation, RequestLine};

use crate::bench::{Bench, World, quiet, run_in, run_until_crash};
use crate::scene::{draft, give, state};

const NAME: &str = "train-01";

/// A world with an order, whose hardware is in stock from the next start on.
fn ordered(tries: u32, before: impl FnOnce(&World)) -> (World, String) {
    quiet();
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        bench.sandbox.sell_out(1);
        let mut draft = draft(bench, NAME, "1.99").await;
        draft["standing"]["tries"] = serde_json::json!(tries.to_string());
        give(bench, &draft).await.unwrap()["id"].as_str().unwrap().to_owned()
    });
    world.sandbox.clear_log();
    world.sandbox.restock(1, 5);
    before(&world);
    (world, id)
}

fn status(status: u16) -> FaultKind {
    FaultKind::Status { status, detail: None }
}

fn orders(world: &World) -> Vec<RequestLine> {
    world.sandbox.log().into_iter().filter(|line| line.operation == Some(Operation::DeployVm)).collect()
}

/// Opens the app for the last time, and holds all that Voltdeck says against the books. Answers the state of the order.
fn settled(world: &World, id: &str, tries: u64, seconds: u32, story: &str) -> String {
    world.sandbox.clear_faults();
    let (state, used, said) = run_in(world, async |bench: &Bench| {
        bench.pass(seconds).await;
        state(bench, id).await
    });
    let all = world.sandbox.records().resources;
    let bought: Vec<_> = all.iter().filter(|one| one.name == NAME).collect();
    let sent = orders(world);
    assert!(bought.len() <= 1, "{story}: bought {} times: {said}", bought.len());
    assert!(sent.len() as u64 <= used && used <= tries, "{story}: {} sent, {used} tries of {tries}", sent.len());
    // After an answer that was no definite refusal nothing is sent any more.
    let before_last = sent.iter().rev().skip(1);
    let refusals = [400, 401, 403, 404, 422, 429, 307];
    assert!(
        before_last.clone().all(|line| line.status.is_some_and(|status| refusals.contains(&status))),
        "{story}: {before_last:?}"
    );
    assert_eq!(bought.len(), usize::from(state == "bought"), "{story}: {state}: {said}");
    if let [machine] = bought.as_slice() {
        assert_eq!((machine.tags.len(), machine.tags[0].as_str()), (2, "team-a"), "{story}");
        assert_eq!((machine.access.ssh_keys, machine.access.password), (1, false), "{story}");
        let preset = world.sandbox.preset_id(1).unwrap().to_string();
        assert!(sent.iter().all(|line| line.body.as_ref().unwrap()["config_id"] == preset.as_str()), "{story}");
    }
    told_once(world, story);
    state
}

/// No end was told twice, and each that was reached was told.
fn told_once(world: &World, story: &str) {
    let told: Vec<String> = world
        .read()
        .prepare("SELECT deed FROM activity WHERE subject = ?1 AND kind = 'notice' AND actor = 'order'")
        .unwrap()
        .query_map([NAME], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for deed in &told {
        assert_eq!(told.iter().filter(|other| *other == deed).count(), 1, "{story}: {told:?}");
    }
}

/// Crashes at every moment from the start until the order has long been sent.
fn at_every_moment(tries: u32, step: usize, faults: impl Fn(&World)) -> Vec<String> {
    let mut ends = Vec::new();
    for moment in (0..).step_by(step) {
        let (world, id) = ordered(tries, &faults);
        let crashed = run_until_crash(&world, moment, async |bench: &Bench| bench.pass(15).await);
        ends.push(settled(&world, &id, tries.into(), 150, &format!("crash at moment {moment}")));
        if !crashed {
            break;
        }
    }
    assert!(ends.len() > 20, "there were only {} moments", ends.len());
    ends
}

fn count(ends: &[String], state: &str) -> usize {
    ends.iter().filter(|end| *end == state).count()
}

#[test]
fn it_buys_once_wherever_the_app_ends() {
    let ends = at_every_moment(3, 1, |_| ());
    // Ended between the note that it is sent and the sending, nobody can know: then nothing is sent any more.
    assert_eq!(count(&ends, "bought") + count(&ends, "unknown"), ends.len(), "with tries left it buys: {ends:?}");
    assert!(count(&ends, "unknown") < 8, "{ends:?}");
}

#[test]
fn with_a_single_try_it_buys_once_or_not_at_all_wherever_the_app_ends() {
    let ends = at_every_moment(1, 1, |_| ());
    assert_eq!(count(&ends, "waiting") + count(&ends, "trying"), 0, "{ends:?}");
    assert!(count(&ends, "ended") > 0, "a try that was counted is used, be it that nothing was sent: {ends:?}");
    assert!(count(&ends, "bought") > ends.len() / 2);
}

#[test]
fn a_lost_answer_is_never_followed_by_another_order_wherever_the_app_ends() {
    for kind in [FaultKind::LostAnswer, status(500)] {
        let ends =
            at_every_moment(3, 2, |world| world.sandbox.add_fault(Fault::once(Operation::DeployVm, kind.clone())));
        assert!(count(&ends, "bought") + count(&ends, "unknown") == ends.len(), "{kind:?} {ends:?}");
    }
}

#[test]
fn a_refusal_is_followed_by_one_more_order_at_most_wherever_the_app_ends() {
    let ends = at_every_moment(2, 2, |world| world.sandbox.add_fault(Fault::once(Operation::DeployVm, status(400))));
    assert!(count(&ends, "bought") > 0, "{ends:?}");
}

/// A small generator of its own, so that a seed is one story for ever.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// What happens to the order of one seed.
fn story(seed: u64) -> String {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for _ in 0..4 {
        chance.below(2);
    }
    let tries = u32::try_from(1 + chance.below(4)).unwrap();
    let answers = [
        status(400),
        status(422),
        status(401),
        FaultKind::RateLimited { retry_after: None },
        FaultKind::LostAnswer,
        FaultKind::CutJson,
        status(500),
        FaultKind::Delay { ms: 12_000 },
        FaultKind::Stall { after_bytes: 4 },
        FaultKind::Redirect { location: "http://127.0.0.1:9/elsewhere".into() },
    ];
    let readings = [Operation::ListPresets, Operation::GetPreset, Operation::ListVms, Operation::ListSshKeys];
    let mut told = vec![format!("seed {seed}, {tries} tries")];
    let (world, id) = ordered(tries, |_| ());
    for life in 0..=chance.below(6) {
        for _ in 0..chance.below(3) {
            let kind = chance.pick(&answers);
            told.push(format!("{kind:?}"));
            world.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
        }
        if chance.below(3) == 0 {
            let (operation, kind) =
                (chance.pick(&readings), chance.pick(&[status(503), FaultKind::Delay { ms: 9_000 }]));
            told.push(format!("{operation:?} {kind:?}"));
            world.sandbox.add_fault(Fault::once(operation, kind));
        }
        world.sandbox.restock(1, u32::try_from(chance.below(3)).unwrap());
        let latest = chance.pick(&[150, 900]);
        let moment = u32::try_from(chance.below(latest)).unwrap();
        let seconds = u32::try_from(20 + chance.below(240)).unwrap();
        told.push(format!("life {life} until moment {moment} or {seconds} s"));
        run_until_crash(&world, moment, async |bench: &Bench| {
            bench.pass(seconds / 2).await;
            bench.sandbox.restock(1, 2);
            bench.pass(seconds / 2).await;
        });
        world.sandbox.advance(std::time::Duration::from_secs(chance.below(600) as u64));
    }
    world.sandbox.restock(1, 5);
    settled(&world, &id, tries.into(), 400, &told.join(", "))
}

#[test]
fn it_buys_exactly_what_was_ordered_never_more_over_random_faults_and_crashes() {
    let seeds = std::env::var("VOLTDECK_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(50_u64);
    let ends: Vec<String> = (0..seeds).map(story).collect();
    for state in ["bought", "unknown", "ended"] {
        assert!(count(&ends, state) > 0, "no story came to {state}: the test shows nothing: {ends:?}");
    }
    assert_eq!(count(&ends, "waiting") + count(&ends, "trying"), 0, "all are settled: {ends:?}");
}
