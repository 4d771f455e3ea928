//! Plays a schedule: starts and ends processes, lets time pass in slices, does what the plan says when its time comes, then
//! sees to it that all is well for a while, and looks.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::checks;
use crate::net::{NetFault, NetKind, Ops};
use crate::person::Hand;
use crate::plan::{Act, Colleague, Down, Person, Plan, STORE_KINDS, Step};
use crate::process::Process;
use crate::world::{Broken, Hidden, Lag, World};

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
    store_until: Option<DateTime<Utc>>,
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

    fn now(&self) -> DateTime<Utc> {
        self.world.state().now
    }

    /// Whether an invariant is broken.
    pub fn is_broken(&self) -> bool {
        self.world.state().broken.is_some()
    }

    fn note(&self, what: &str) {
        let mut state = self.world.state();
        let now = state.now;
        state.trace.line(now, what);
    }

    fn count(&self, what: &str) {
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
    fn disturbed(&mut self) {
        let mut state = self.world.state();
        state.disturb();
        self.touched = state.now;
    }

    fn person(&self, no: usize, act: Person) {
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
    fn until(&mut self, end: DateTime<Utc>) {
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

    fn lock_keychain(&mut self, secs: u64) {
        self.count("keychain locked");
        self.note(&format!("the keychain is locked for {secs} s"));
        let mut state = self.world.state();
        let until = state.now + TimeDelta::seconds(i64::try_from(secs).unwrap_or_default());
        state.keychain_locked_until = Some(until);
        state.readable_since = state.readable_since.max(until);
    }

    fn break_store(&mut self, kind: usize, secs: u64) {
        if self.store_until.is_some() {
            return;
        }
        let Some(store) = &self.look else { return };
        let tables: Vec<String> = if STORE_KINDS[kind].is_empty() {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            let read = store.prepare(sql).and_then(|mut all| all.query_map([], |row| row.get(0))?.collect());
            read.unwrap_or_default()
        } else {
            vec![STORE_KINDS[kind].to_owned()]
        };
        let acts = ["INSERT", "UPDATE", "DELETE"];
        let triggers = tables.iter().flat_map(|table| {
            acts.iter().map(move |act| {
                format!(
                    "CREATE TRIGGER IF NOT EXISTS sim_{table}_{act} BEFORE {act} ON \"{table}\"
                     BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END;"
                )
            })
        });
        let sql: String = triggers.collect();
        if store.execute_batch(&sql).is_err() {
            return;
        }
        let what = if STORE_KINDS[kind].is_empty() { "nothing" } else { STORE_KINDS[kind] };
        self.note(&format!("the store fails for {secs} s: {what}"));
        self.count("store fails");
        self.disturbed();
        self.world.state().store_ill = true;
        self.store_until = Some(self.now() + TimeDelta::seconds(i64::try_from(secs).unwrap_or_default()));
    }

    fn mend_store(&mut self) {
        self.store_until = None;
        let Some(store) = &self.look else { return };
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'sim_%'";
        let read = store.prepare(sql).and_then(|mut all| all.query_map([], |row| row.get::<_, String>(0))?.collect());
        let triggers: Vec<String> = read.unwrap_or_default();
        let drop: String = triggers.iter().map(|name| format!("DROP TRIGGER \"{name}\";")).collect();
        let mended = store.execute_batch(&drop);
        assert!(mended.is_ok(), "the store is mended: {mended:?}");
        self.note("the store is well again");
        self.disturbed();
        self.world.state().store_ill = false;
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
                self.disturbed();
                // What follows in the plan follows as long after it is awake.
                self.began += TimeDelta::seconds(i64::try_from(*secs).unwrap_or_default());
            }
            Act::Store { kind, secs } => self.break_store(*kind, *secs),
            Act::Keychain { secs } => self.lock_keychain(*secs),
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

    /// Hides the machine whose lease ends next, or another.
    fn hide(&mut self, org: usize, pick: usize, until: DateTime<Utc>) {
        let now = self.now();
        let machines = self.world.orgs[org].machines();
        let leased = {
            let state = self.world.state();
            let near = state
                .book
                .leases
                .iter()
                .filter(|lease| lease.org == org && machines.iter().any(|one| one.id == lease.machine));
            near.min_by_key(|lease| (lease.ends - now).num_seconds().abs()).map(|lease| lease.machine.clone())
        };
        let id = leased.or_else(|| machines.get(pick % machines.len().max(1)).map(|one| one.id.clone()));
        let Some(id) = id else { return };
        self.count("a machine is not shown");
        self.note(&format!("{id} of org-{org} is not shown until {until}"));
        self.world.state().hidden.push(Hidden { org, id, from: now, until, pending: false });
    }

    fn colleague(&mut self, org: usize, act: Colleague) {
        let found = &self.world.orgs[org];
        self.world.state().count(format!("colleague: {act:?}").split(' ').take(2).collect::<Vec<_>>().join(" "));
        let theirs = |pick: usize| {
            // Never one that was bought here: its end would be the colleague's to answer for.
            let all = found.machines();
            let state = self.world.state();
            let free: Vec<_> =
                all.into_iter().filter(|one| !one.rental && !state.book.orders.contains_key(&one.name)).collect();
            free.get(pick % free.len().max(1)).map(|one| one.id.clone())
        };
        match act {
            Colleague::Deploy => {
                let name = self.world.state().book.name("theirs");
                let id = found.sandbox.add_vm(&name, 1);
                self.note(&format!("a colleague in org-{org} makes {name}, {id}"));
            }
            Colleague::Terminate { pick } => {
                let Some(id) = theirs(pick) else { return };
                found.other("DELETE", &format!("/virtual-machines/{id}"), &Value::Null);
                self.note(&format!("a colleague in org-{org} ends {id}"));
                self.world.state().book.ended.insert(id);
            }
            Colleague::Rename { pick } => {
                let Some(id) = theirs(pick) else { return };
                let name = self.world.state().book.name("renamed");
                found.other("PATCH", &format!("/virtual-machines/{id}"), &json!({ "name": name }));
            }
            Colleague::Attach { pick } => {
                let volumes = found.volumes();
                let rentals: Vec<_> = found.machines().into_iter().filter(|one| one.rental).collect();
                let (Some((id, _, orders)), Some(rental)) = (volumes.get(pick % volumes.len().max(1)), rentals.first())
                else {
                    return;
                };
                let ids: Vec<&String> = if orders.is_empty() { vec![&rental.id] } else { vec![] };
                found.other("PATCH", &format!("/storage/{id}"), &json!({ "order_ids": ids }));
                self.note(&format!("a colleague in org-{org} attaches volume {id} to {ids:?}"));
            }
            Colleague::SellOut => drop(found.sandbox.sell_out(1)),
            Colleague::Restock => drop(found.sandbox.restock(1, 40)),
        }
    }

    /// Many leases that end at the same time, while each end takes long.
    fn burst(&mut self, org: usize, count: usize, minutes: u64, slow: u64) {
        self.count("many leases end together");
        let ids: Vec<String> = (0..count)
            .map(|_| {
                let name = self.world.state().book.name("many");
                self.world.orgs[org].sandbox.add_vm(&name, 1).to_string()
            })
            .collect();
        self.note(&format!("{count} machines are made in org-{org}"));
        self.person(0, Person::Switch { org });
        self.until(self.now() + TimeDelta::seconds(5));
        self.person(0, Person::Refresh);
        self.until(self.now() + TimeDelta::seconds(5));
        for machine in ids {
            let minutes = i64::try_from(minutes).unwrap_or(3);
            self.person(0, Person::LeaseOf { machine, minutes, action: "terminate" });
        }
        let until = self.now() + TimeDelta::minutes(30);
        let kind = if slow.is_multiple_of(2) { NetKind::SlowAfter(slow) } else { NetKind::SlowBefore(slow) };
        self.world.state().net.push(NetFault { org: Some(org), ops: Ops::Ends, kind, until, times: 1_000 });
        self.until(self.now() + TimeDelta::minutes(i64::try_from(minutes).unwrap_or(3) + 13));
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
