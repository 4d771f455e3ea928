//! Over random sequences of what others do, of failed and partial readings, of a store that fails, and of restarts: each
//! change is told exactly once, and no failure is told as a loss. The app and its store are the real ones; what should be
//! told is reckoned here, from the sandbox's own books.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use serde_json::{Value, json};
use uuid::Uuid;
use voltdeck_sandbox::{Fault, FaultKind, Operation, Sandbox};

use crate::bench::{Bench, World, run_in};
use crate::scene::changes;

/// The states that somebody else can put a VM into, as they are sent and as they are shown.
const STATES: [(&str, &str); 6] = [
    ("Running", "Running"),
    ("Stopped", "Stopped"),
    ("StoppedDisassociated", "Released"),
    ("Relocating", "Relocating"),
    ("Outbid", "Outbid"),
    ("Hibernating", "Hibernating"),
];
const VOLUME_STATES: [(&str, &str); 3] = [("active", "Active"), ("inactive", "Inactive"), ("migrating", "migrating")];
const PRICES: [&str; 3] = ["1.89", "2.00", "3.50"];

/// How a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Well,
    Fails,
    /// The last of it is missing, and the count says so.
    Partial,
}

#[derive(Debug, Clone)]
enum Step {
    AddVm,
    RemoveVm(usize),
    VmState(usize, usize),
    VmName(usize),
    VmPrice(usize, usize),
    AddVolume,
    RemoveVolume(usize),
    VolumeState(usize, usize),
    GrowVolume(usize),
    /// From here on the store takes nothing, or all again.
    Store(bool),
    /// Everything is read, each list in its way.
    Read([Health; 2]),
    /// The app ends where it stands and starts again.
    Restart([Health; 2]),
}

fn health() -> impl Strategy<Value = Health> {
    prop_oneof![4 => Just(Health::Well), 1 => Just(Health::Fails), 1 => Just(Health::Partial)]
}

fn step() -> impl Strategy<Value = Step> {
    let one = 0..64_usize;
    prop_oneof![
        2 => Just(Step::AddVm),
        2 => one.clone().prop_map(Step::RemoveVm),
        4 => (one.clone(), 0..STATES.len()).prop_map(|(vm, state)| Step::VmState(vm, state)),
        1 => one.clone().prop_map(Step::VmName),
        1 => (one.clone(), 0..PRICES.len()).prop_map(|(vm, price)| Step::VmPrice(vm, price)),
        1 => Just(Step::AddVolume),
        1 => one.clone().prop_map(Step::RemoveVolume),
        2 => (one.clone(), 0..VOLUME_STATES.len()).prop_map(|(volume, state)| Step::VolumeState(volume, state)),
        1 => one.prop_map(Step::GrowVolume),
        1 => any::<bool>().prop_map(Step::Store),
        8 => [health(), health()].prop_map(Step::Read),
        3 => [health(), health()].prop_map(Step::Restart),
    ]
}

/// A VM or a volume as it should be known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Thing {
    name: String,
    word: String,
    price: String,
    size: u32,
}

/// What is at the provider, and what was to be told of it.
struct Truth {
    sandbox: Sandbox,
    /// VMs, then volumes.
    there: [BTreeMap<Uuid, Thing>; 2],
    told: [BTreeMap<Uuid, Thing>; 2],
    /// This start of the app read a whole list.
    whole: [bool; 2],
    /// So did any.
    first: [bool; 2],
    /// What this start has on the screen: what it once read is not gone by a partial list.
    known: [BTreeMap<Uuid, Thing>; 2],
    store_works: bool,
    expected: Vec<String>,
    made: usize,
}

impl Truth {
    fn new(world: &World) -> Self {
        let mut truth = Self {
            sandbox: world.sandbox.clone(),
            there: Default::default(),
            told: Default::default(),
            whole: [false; 2],
            first: [false; 2],
            known: Default::default(),
            store_works: true,
            expected: Vec::new(),
            made: 0,
        };
        for _ in 0..3 {
            truth.add(0);
        }
        truth.add(1);
        truth
    }

    fn add(&mut self, of: usize) {
        self.made += 1;
        let (name, size) = (format!("thing-{:03}", self.made), 100);
        let (id, word, price) = match of {
            0 => (self.sandbox.add_vm(&name, 1), "Running", "$1.99"),
            _ => (self.sandbox.add_volume(&name, size).unwrap(), "Active", "$0.017408"),
        };
        let thing = Thing { name, word: word.into(), price: price.into(), size };
        self.there[of].insert(id, thing);
    }

    /// One of those that are there.
    fn pick(&self, of: usize, number: usize) -> Option<Uuid> {
        let all: Vec<&Uuid> = self.there[of].keys().collect();
        all.get(number % all.len().max(1)).copied().copied()
    }

    fn change(&mut self, of: usize, number: usize, act: impl FnOnce(&Sandbox, Uuid, &mut Thing)) {
        if let Some(id) = self.pick(of, number) {
            let sandbox = self.sandbox.clone();
            act(&sandbox, id, self.there[of].get_mut(&id).unwrap());
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::AddVm => self.add(0),
            Step::AddVolume => self.add(1),
            Step::RemoveVm(number) => {
                if let Some(id) = self.pick(0, number) {
                    assert!(self.sandbox.remove_vm(id));
                    self.there[0].remove(&id);
                }
            }
            Step::RemoveVolume(number) => {
                if let Some(id) = self.pick(1, number) {
                    assert!(self.sandbox.remove_volume(id));
                    self.there[1].remove(&id);
                }
            }
            Step::VmState(number, state) => self.change(0, number, |sandbox, id, thing| {
                assert!(sandbox.set_vm_status(id, STATES[state].0));
                thing.word = STATES[state].1.into();
            }),
            Step::VolumeState(number, state) => self.change(1, number, |sandbox, id, thing| {
                assert!(sandbox.set_volume_status(id, VOLUME_STATES[state].0));
                thing.word = VOLUME_STATES[state].1.into();
            }),
            Step::VmName(number) => {
                self.made += 1;
                let name = format!("thing-{:03}", self.made);
                self.change(0, number, |sandbox, id, thing| {
                    assert!(sandbox.rename_vm(id, &name));
                    thing.name = name;
                });
            }
            Step::VmPrice(number, price) => self.change(0, number, |sandbox, id, thing| {
                let compute = PRICES[price].parse().unwrap();
                assert!(sandbox.set_vm_price(id, compute, "0.10".parse().unwrap()));
                let sum: rust_decimal::Decimal = compute + "0.10".parse::<rust_decimal::Decimal>().unwrap();
                thing.price = format!("${sum}");
            }),
            Step::GrowVolume(number) => self.change(1, number, |sandbox, id, thing| {
                thing.size += 100;
                assert!(sandbox.change_volume(id, None, Some(thing.size)));
            }),
            Step::Store(_) | Step::Read(_) | Step::Restart(_) => {}
        }
    }

    /// Takes a reading of the lists, one after the other: after each, what is known of both is told.
    fn read(&mut self, how: [Health; 2], left_out: &[BTreeSet<Uuid>; 2]) {
        for (of, health) in how.into_iter().enumerate() {
            // A list that has nothing to leave out is whole.
            let partial = health == Health::Partial && !left_out[of].is_empty();
            if health != Health::Fails && !partial {
                self.known[of].clear();
                self.whole[of] = true;
            }
            if health != Health::Fails {
                let there = self.there[of].clone();
                self.known[of].extend(there.into_iter().filter(|(id, _)| !partial || !left_out[of].contains(id)));
            }
            if self.store_works {
                (0..2).for_each(|of| self.tell(of));
            }
        }
    }

    fn tell(&mut self, of: usize) {
        let now = &self.known[of];
        for (id, thing) in now {
            match self.told[of].get(id) {
                None if self.first[of] => self.expected.push(format!("{} appeared, {}", thing.name, thing.word)),
                None => {}
                Some(told) => self.expected.extend(differences(told, thing)),
            }
        }
        for (id, told) in &self.told[of] {
            if self.whole[of] && !now.contains_key(id) {
                let deed = if of == 0 { "ended" } else { "deleted" };
                self.expected.push(format!("{} is gone: nobody here {deed} it", told.name));
            }
        }
        let stays = |id: &Uuid| !self.whole[of] || now.contains_key(id);
        let mut told: BTreeMap<Uuid, Thing> = self.told[of].clone().into_iter().filter(|(id, _)| stays(id)).collect();
        told.extend(now.clone());
        self.told[of] = told;
        self.first[of] |= self.whole[of];
    }

    fn restart(&mut self) {
        self.whole = [false; 2];
        self.known = Default::default();
    }
}

fn differences(told: &Thing, now: &Thing) -> Vec<String> {
    let mut all = Vec::new();
    let released = |word: &str| matches!(word, "Released" | "Outbid");
    if told.word != now.word {
        all.push(format!("{} {} → {}", told.name, told.word, now.word));
    }
    if told.name != now.name {
        all.push(format!("{} is called {} now", told.name, now.name));
    }
    if told.size != now.size {
        all.push(format!("{} grown from {} GB to {} GB", told.name, thousands(told.size), thousands(now.size)));
    } else if told.word == now.word && told.price != now.price && !released(&now.word) {
        all.push(format!("{} costs {}/h now, was {}/h", told.name, now.price, told.price));
    }
    all
}

fn thousands(size: u32) -> String {
    if size < 1_000 { size.to_string() } else { format!("{},{:03}", size / 1_000, size % 1_000) }
}

/// Those of each list that a partial reading leaves out: every second one.
fn left_out(truth: &Truth) -> [BTreeSet<Uuid>; 2] {
    [0, 1].map(|of| truth.there[of].keys().copied().step_by(2).collect())
}

/// Makes the provider answer in these ways.
fn spoil(world: &World, how: [Health; 2], left_out: &[BTreeSet<Uuid>; 2]) {
    let broken = || FaultKind::Status { status: 500, detail: None };
    world.sandbox.clear_faults();
    for (health, operation) in how.into_iter().zip([Operation::ListVms, Operation::ListVolumes]) {
        if health == Health::Fails {
            world.sandbox.add_fault(Fault::always(operation, broken()));
        }
    }
    if how[0] != Health::Well {
        // Nor is a machine that is changing read by its id: what is read is to be known here.
        world.sandbox.add_fault(Fault::always(Operation::GetVm, broken()));
    }
    let out = [0, 1].map(|of| if how[of] == Health::Partial { left_out[of].clone() } else { BTreeSet::new() });
    world.tamper(move |path, answer| {
        let of = usize::from(path.contains("/storage"));
        if let Some(results) = answer["results"].as_array_mut() {
            let id = |one: &Value| one["id"].as_str().and_then(|id| id.parse().ok());
            results.retain(|one| id(one).is_none_or(|id| !out[of].contains(&id)));
        }
    });
}

fn play(steps: &[Step]) -> Result<(), TestCaseError> {
    let world = World::new();
    let mut truth = Truth::new(&world);
    let mut rest = steps;
    let mut how = [Health::Well; 2];
    let mut log = String::new();
    loop {
        let out = left_out(&truth);
        let next = run_in_way(&world, how, &out, &mut truth, rest, &mut log)?;
        let Some((left, health)) = next else { return Ok(()) };
        (rest, how) = (left, health);
    }
}

type Left<'a> = Option<(&'a [Step], [Health; 2])>;

/// One start of the app: until it is to start again, or to the end.
fn run_in_way<'a>(
    world: &World,
    how: [Health; 2],
    out: &[BTreeSet<Uuid>; 2],
    truth: &mut Truth,
    steps: &'a [Step],
    log: &mut String,
) -> Result<Left<'a>, TestCaseError> {
    spoil(world, how, out);
    run_in(world, async |bench: &Bench| {
        truth.read(how, out);
        check(world, truth, log, "start")?;
        for (number, step) in steps.iter().enumerate() {
            let _ = writeln!(log, "{step:?}");
            truth.take(step);
            match step {
                Step::Restart(health) => {
                    truth.restart();
                    return Ok(Some((&steps[number + 1..], *health)));
                }
                Step::Store(works) => store(world, truth, *works),
                Step::Read(health) => read(world, bench, truth, *health).await,
                _ => continue,
            }
            check(world, truth, log, "step")?;
        }
        store(world, truth, true);
        read(world, bench, truth, [Health::Well; 2]).await;
        check(world, truth, log, "end")?;
        Ok(None)
    })
}

fn store(world: &World, truth: &mut Truth, works: bool) {
    if works == truth.store_works {
        return;
    }
    truth.store_works = works;
    // A line is taken, and then the record of it is not: only both or none may stand.
    world.store(if works {
        "DROP TRIGGER full; DROP TRIGGER full_too; DROP TRIGGER full_as_well"
    } else {
        "CREATE TRIGGER full BEFORE INSERT ON seen BEGIN SELECT RAISE(FAIL, 'full'); END;
         CREATE TRIGGER full_too BEFORE DELETE ON seen BEGIN SELECT RAISE(FAIL, 'full'); END;
         CREATE TRIGGER full_as_well BEFORE INSERT ON seen_list BEGIN SELECT RAISE(FAIL, 'full'); END"
    });
}

async fn read(world: &World, bench: &Bench, truth: &mut Truth, how: [Health; 2]) {
    let out = left_out(truth);
    spoil(world, how, &out);
    bench.call("refresh", json!({})).await.unwrap();
    bench.call("storage_refresh", json!({})).await.unwrap();
    truth.read(how, &out);
}

fn check(world: &World, truth: &Truth, log: &str, at: &str) -> Result<(), TestCaseError> {
    let (mut told, mut expected) = (changes(world), truth.expected.clone());
    told.sort();
    expected.sort();
    prop_assert_eq!(told, expected, "at {} after:\n{}", at, log);
    Ok(())
}

proptest! {
    #![proptest_config(Config {
        cases: 48,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    })]

    #[test]
    fn each_change_is_told_exactly_once_and_no_failure_as_a_loss(steps in prop::collection::vec(step(), 1..40)) {
        play(&steps)?;
    }
}
