//! Plays a schedule: starts and ends processes, lets time pass in slices, does what the plan says when its time comes, then
//! sees to it that all is well for a while, and looks.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::checks;
use crate::net::NetFault;
use crate::person::Hand;
use crate::plan::{Act, Down, Person, Plan, Step};
use crate::process::Process;
use crate::world::{Broken, Lag, World};

/// For how long all is well at the end, at least and at most.
const WELL: TimeDelta = TimeDelta::minutes(6);
const WELL_AT_MOST: TimeDelta = TimeDelta::minutes(40);

/// What came of a schedule.
#[derive(Debug)]
pub struct Outcome {
    /// How many steps were done.
    pub steps: usize,
    /// How often what was done and went wrong.
    pub counts: BTreeMap<String, u64>,
    /// How often an invariant was looked at.
    pub checks: u64,
    /// How many deploys of unknown outcome were settled.
    pub settled: u64,
    /// For how long it was played.
    pub minutes: i64,
    /// What did not hold.
    pub broken: Option<Broken>,
    /// What happened.
    pub trace: Vec<String>,
    /// A digest of it.
    pub digest: u64,
}

/// The stage of a schedule.
pub struct Runner {
    /// What is around the processes.
    pub world: std::sync::Arc<World>,
    /// The processes that run.
    pub processes: [Option<Process>; 2],
    /// The store, to look into.
    pub look: Option<rusqlite::Connection>,
    runs: [u32; 2],
    /// When a process is started again, and how.
    back: [Option<(DateTime<Utc>, Down)>; 2],
    /// How a process is away that ends by itself.
    down: Down,
    second_until: Option<DateTime<Utc>>,
    /// Until when the store fails.
    pub(crate) store_until: Option<DateTime<Utc>>,
    /// Some account was made one that may only look.
    may_only_look: bool,
    began: DateTime<Utc>,
    touched: DateTime<Utc>,
    /// Since when all is well.
    pub well_since: Option<DateTime<Utc>>,
}

/// Plays a schedule in an empty folder.
pub fn play(plan: &Plan, folder: &Path) -> Outcome {
    crate::crash::quiet();
    let mut runner = Runner::new(plan, folder);
    let mut steps = 0;
    runner.set_out();
    let mut rest = plan.steps.as_slice();
    while let Some((step, after)) = rest.split_first() {
        runner.until(runner.began + TimeDelta::seconds(i64::try_from(step.at).unwrap_or_default()));
        if runner.is_broken() {
            break;
        }
        runner.step(step);
        steps += 1;
        rest = after;
    }
    if !runner.is_broken() {
        runner.settle_down();
    }
    runner.end(steps)
}

impl Runner {
    fn new(plan: &Plan, folder: &Path) -> Self {
        let shared = plan.steps.iter().any(|step| matches!(step.act, Act::Second { .. }));
        let world = World::new(plan.orgs, folder.to_owned(), shared);
        let now = world.state().now;
        Self {
            world,
            processes: [None, None],
            look: None,
            runs: [0, 0],
            back: [None, None],
            down: Down { secs: 5, store: None, keychain: None, again: None },
            second_until: None,
            store_until: None,
            may_only_look: false,
            began: now,
            touched: now,
            well_since: None,
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.world.state().now
    }

    /// Whether an invariant is broken.
    pub fn is_broken(&self) -> bool {
        self.world.state().broken.is_some()
    }

    pub(crate) fn note(&self, what: &str) {
        let mut state = self.world.state();
        let now = state.now;
        state.trace.line(now, what);
    }

    pub(crate) fn count(&self, what: &str) {
        self.world.state().count(format!("fault: {what}"));
    }

    /// The first start, with every account signed in.
    fn set_out(&mut self) {
        self.start(0, None);
        self.person(0, Person::SignIn);
        self.began = self.now() + TimeDelta::seconds(15);
        self.until(self.began);
        let signed_in = self.world.state().book.profiles.len();
        assert_eq!(signed_in, self.world.orgs.len(), "every account is signed in before anything goes wrong");
        self.look = rusqlite::Connection::open(self.world.store()).ok();
        self.disturbed();
    }

    fn start(&mut self, no: usize, crash_at: Option<u32>) {
        self.runs[no] += 1;
        self.disturbed();
        match Process::start(&self.world, no, self.runs[no], crash_at) {
            Ok(process) => {
                self.note(&format!("{} starts", process.proc.name()));
                self.processes[no] = Some(process);
            }
            Err(why) => {
                self.note(&format!("p{no}.{} does not start: {why}", self.runs[no]));
                // The second is started by hand, and not again.
                if no == 0 {
                    self.back[0] = Some((
                        self.now() + TimeDelta::seconds(20),
                        Down { store: None, keychain: None, again: None, secs: 20 },
                    ));
                }
            }
        }
    }

    /// Something happened that a process needs its time to get over.
    pub(crate) fn disturbed(&mut self) {
        let mut state = self.world.state();
        state.disturb();
        self.touched = state.now;
    }

    pub(crate) fn person(&self, no: usize, act: Person) {
        let process = self.processes[no].as_ref().or(self.processes[0].as_ref()).or(self.processes[1].as_ref());
        let Some(process) = process else { return };
        let hand = Hand {
            world: std::sync::Arc::clone(&self.world),
            proc: std::sync::Arc::clone(&process.proc),
            app: std::sync::Arc::clone(&process.app),
        };
        process.spawn(hand.act(act));
    }

    /// Lets time pass until a moment.
    pub(crate) fn until(&mut self, end: DateTime<Utc>) {
        while self.now() < end && !self.is_broken() {
            self.events();
            let now = self.now();
            let events =
                [self.second_until, self.store_until, self.back[0].map(|(at, _)| at), self.back[1].map(|(at, _)| at)];
            let next = events.into_iter().flatten().filter(|at| *at > now).min().map_or(end, |next| next.min(end));
            let pace = match (now - self.touched).num_seconds() {
                0..=20 => 1,
                21..=90 => 5,
                _ => 15,
            };
            let slice = (next - now).min(TimeDelta::seconds(pace)).max(TimeDelta::milliseconds(100));
            self.slice(slice.to_std().unwrap_or(Duration::from_secs(1)));
        }
        self.events();
    }

    /// One slice of time for every process, one after the other.
    fn slice(&mut self, time: Duration) {
        let now = self.now();
        self.look_inside();
        for no in 0..2 {
            let Some(process) = &self.processes[no] else { continue };
            if !process.run(now, time) {
                self.ended(no);
            }
        }
        self.world.pass(time);
        checks::look(self, TimeDelta::from_std(time).unwrap_or_default());
    }

    /// A process ended without warning.
    fn ended(&mut self, no: usize) {
        let Some(process) = self.processes[no].take() else { return };
        self.note(&format!("{} ends without warning", process.proc.name()));
        self.count("crash");
        process.kill();
        self.disturbed();
        if no == 0 {
            self.away(self.down);
        }
    }

    fn away(&mut self, down: Down) {
        self.back[0] = Some((self.now() + TimeDelta::seconds(i64::try_from(down.secs).unwrap_or(1)), down));
    }

    /// What is due besides the plan.
    fn events(&mut self) {
        let now = self.now();
        if self.second_until.is_some_and(|until| until <= now) {
            self.second_until = None;
            if let Some(process) = self.processes[1].take() {
                self.note("p1 quits");
                process.quit();
                self.disturbed();
            }
        }
        if self.store_until.is_some_and(|until| until <= now) {
            self.mend_store();
        }
        if let Some((at, down)) = self.back[0]
            && at <= now
        {
            self.back[0] = None;
            if let Some((kind, secs)) = down.store {
                self.break_store(kind, secs);
            }
            if let Some(secs) = down.keychain {
                self.lock_keychain(secs);
            }
            self.down.again = None;
            self.start(0, down.again);
        }
    }

    fn step(&mut self, step: &Step) {
        let now = self.now();
        self.touched = now;
        let later = |secs: u64| now + TimeDelta::seconds(i64::try_from(secs).unwrap_or_default());
        match &step.act {
            Act::Person(process, act) => {
                self.may_only_look |= matches!(act, Person::ReadOnly { .. });
                self.person(*process, act.clone());
            }
            Act::Colleague(org, act) => self.colleague(*org, *act),
            Act::Net { org, ops, kind, times, secs } => {
                self.note(&format!("from now on for {secs} s, {times} times: {kind:?} for {ops:?}"));
                let fault = NetFault { org: *org, ops: *ops, kind: *kind, until: later(*secs), times: *times };
                self.world.state().net.push(fault);
            }
            Act::Hide { org, pick, secs } => self.hide(*org, *pick, later(*secs)),
            Act::Lag { org, secs, by, pending } => {
                let how = if *pending { "tell what they are" } else { "are listed" };
                self.note(&format!("machines that are made in org-{org} in the next {secs} s {how} {by} s late"));
                let by = TimeDelta::seconds(i64::try_from(*by).unwrap_or_default());
                let lag = Lag { until: later(*secs), by, pending: *pending };
                self.world.state().lag.insert(*org, lag);
            }
            Act::Crash { process, moment, down } => {
                self.down = *down;
                if let Some(process) = self.processes[*process].as_ref().filter(|_| *moment != u32::MAX) {
                    process.proc.crash.at(*moment);
                }
            }
            Act::Quit { process, down } => {
                if let Some(process) = self.processes[*process].take() {
                    self.note(&format!("{} quits", process.proc.name()));
                    self.count("quit");
                    process.quit();
                    self.disturbed();
                    self.away(*down);
                }
            }
            Act::Second { secs } => {
                if self.processes[1].is_none() && self.processes[0].is_some() {
                    self.count("two processes");
                    self.start(1, None);
                    self.second_until = Some(later(*secs));
                }
            }
            Act::Clock { by } => {
                self.count("clock set");
                self.note(&format!("the clock is set by {by} s"));
                self.world.state().skew += TimeDelta::seconds(*by);
                self.disturbed();
            }
            Act::ClockRight => self.clock_right(),
            Act::Sleep { secs } => {
                self.count("sleep");
                self.note(&format!("the computer sleeps for {secs} s"));
                self.world.pass(Duration::from_secs(*secs));
                self.woke();
                self.disturbed();
                // What follows in the plan follows as long after it is awake.
                self.began += TimeDelta::seconds(i64::try_from(*secs).unwrap_or_default());
            }
            Act::Store { kind, secs } => self.break_store(*kind, *secs),
            Act::Keychain { secs } => self.lock_keychain(*secs),
            Act::AutoStop { org, minutes, action } => self.auto_stop(*org, *minutes, action),
            Act::Use { pick, seen, secs } => self.use_machine(*pick, *seen, *secs),
            Act::Inside { pick } => self.power_off_inside(*pick),
            Act::Burst { org, count, minutes, slow } => self.burst(*org, *count, *minutes, *slow),
        }
    }

    fn clock_right(&mut self) {
        if !self.world.state().skew.is_zero() {
            self.note("the clock is set right");
            self.world.state().skew = TimeDelta::zero();
            self.disturbed();
        }
    }

    /// All is well from here on, and the person sees to what is signed out: what is known then is held to be true.
    fn settle_down(&mut self) {
        self.note("all is well from here on");
        {
            let mut state = self.world.state();
            let now = state.now;
            state.net.clear();
            state.lag.clear();
            state.keychain_locked_until = None;
            state.readable_since = state.readable_since.max(now);
            for hidden in &mut state.hidden {
                hidden.until = hidden.until.min(now);
            }
        }
        self.clock_right();
        if self.store_until.is_some() {
            self.mend_store();
        }
        if self.second_until.is_some() {
            self.second_until = Some(self.now());
        }
        self.down.again = None;
        if let Some((_, down)) = &mut self.back[0] {
            (down.again, down.store, down.keychain) = (None, None, None);
        }
        if let Some(process) = &self.processes[0] {
            process.proc.crash.never();
        }
        let until = self.now() + TimeDelta::seconds(5);
        self.until(until);
        if self.processes[0].is_none() {
            self.back[0] = None;
            self.start(0, None);
        }
        let until = self.now() + TimeDelta::seconds(60);
        self.until(until);
        // Whoever is signed out is signed in by the person, who looks at each account in turn.
        for org in 0..self.world.orgs.len() {
            self.person(0, Person::Switch { org });
            if self.may_only_look {
                self.person(0, Person::MayChange { org });
            }
            let until = self.now() + TimeDelta::seconds(5);
            self.until(until);
        }
        let began = self.now();
        self.well_since = Some(began);
        self.world.state().disturbed_at = began;
        while !self.is_broken() {
            let passed = self.now() - began;
            if passed >= WELL_AT_MOST || (passed >= WELL && checks::is_settled(self)) {
                break;
            }
            let until = self.now() + TimeDelta::seconds(60);
            self.until(until);
        }
        if !self.is_broken() {
            checks::at_the_end(self);
        }
    }

    fn end(mut self, steps: usize) -> Outcome {
        for process in self.processes.iter_mut().filter_map(Option::take) {
            process.quit();
        }
        if !self.is_broken() {
            checks::of_the_files(&self);
        }
        let state = self.world.state();
        Outcome {
            steps,
            counts: state.counts.clone(),
            checks: state.book.checks,
            settled: state.book.settled,
            minutes: (state.now - self.began).num_minutes(),
            broken: state.broken.clone(),
            trace: state.trace.lines().to_vec(),
            digest: state.trace.digest(),
        }
    }
}
