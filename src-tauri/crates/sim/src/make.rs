//! Makes the schedule of a seed: stories of deploys, leases and other acts, each with what goes wrong around the moments that
//! count in it. A schedule has only some of the features, so that what they do together comes up as often as what one does.

use crate::auto_stop::Seen;
use crate::dice::Dice;
use crate::net::{NetKind, Ops};
use crate::plan::{Act, BulkKind, Colleague, Deploy, Down, Feature, LeaseHow, Person, Plan, STORE_KINDS, Step};

pub(crate) struct Maker {
    dice: Dice,
    has: Vec<Feature>,
    orgs: usize,
    steps: Vec<Step>,
}

/// Adds auto-stops to one schedule in four: machines that are idle, used in between, or power themselves off.
pub(crate) fn add_auto_stops(plan: &mut Plan, seed: u64) {
    let mut dice = Dice::new(seed ^ 0x0a07_0570_u64);
    if !dice.percent(25) {
        return;
    }
    for _ in 0..dice.between(1, 3) {
        let (at, action) = (dice.between(10, 1_500), dice.pick(&["terminate", "terminate", "release", "remind"]));
        let org = usize::try_from(dice.between(0, plan.orgs as u64 - 1)).unwrap_or_default();
        let mut add = |at: u64, act: Act| plan.steps.push(Step { at, act });
        let minutes = dice.percent(60).then(|| u32::try_from(dice.between(10, 14)).unwrap_or(10));
        add(at, Act::AutoStop { org, minutes, action });
        let end = at + 60 * (u64::from(minutes.unwrap_or(5)) + 15);
        for _ in 0..dice.between(0, 3) {
            let pick = usize::try_from(dice.between(0, 2)).unwrap_or_default();
            // Often near its end.
            let near = if dice.percent(60) { end.saturating_sub(dice.between(0, 90)) } else { dice.between(at, end) };
            if minutes.is_some() {
                let found = dice.pick(&[Seen::Busy, Seen::Unknown, Seen::Nothing]);
                add(near, Act::Use { pick, seen: found, secs: dice.between(30, 900) });
            } else {
                let target = dice.pick(&["stop", "start", "release"]);
                add(near, Act::Person(0, Person::Power { pick, target }));
            }
        }
        if minutes.is_none() {
            let pick = usize::try_from(dice.between(0, 2)).unwrap_or_default();
            add(at + dice.between(60, 600), Act::Inside { pick });
        }
        match dice.between(0, 5) {
            0 => add(end.saturating_sub(dice.between(0, 300)), Act::Sleep { secs: dice.between(60, 900) }),
            1 => add(
                end.saturating_sub(dice.between(0, 300)),
                Act::Quit {
                    process: 0,
                    down: Down { secs: dice.between(1, 200), store: None, keychain: None, again: None },
                },
            ),
            _ => {}
        }
        // Until what it does is done.
        add(end + 240, Act::Person(0, Person::Refresh));
    }
    plan.steps.sort_by_key(|step| step.at);
}

impl Maker {
    pub(crate) fn new(seed: u64, without: &[String]) -> Self {
        let mut dice = Dice::new(seed);
        let mut has = Vec::new();
        for feature in Feature::ALL {
            let likely = match feature {
                Feature::Burst => 3,
                Feature::Keychain => 15,
                _ => 40,
            };
            // Drawn whether or not it is left out, so that the rest of the schedule stays the same.
            if dice.percent(likely) && !without.iter().any(|name| name == feature.name()) {
                has.push(*feature);
            }
        }
        let orgs = usize::try_from(dice.between(1, 3)).unwrap_or(1);
        Self { dice, has, orgs, steps: Vec::new() }
    }

    fn has(&self, feature: Feature) -> bool {
        self.has.contains(&feature)
    }

    /// Whether a feature is there and shows now.
    fn shows(&mut self, feature: Feature, percent: u64) -> bool {
        self.dice.percent(percent) && self.has(feature)
    }

    fn add(&mut self, at: u64, act: Act) {
        self.steps.push(Step { at, act });
    }

    fn pick(&mut self) -> usize {
        usize::try_from(self.dice.between(0, 5)).unwrap_or_default()
    }

    fn org(&mut self) -> usize {
        usize::try_from(self.dice.between(0, self.orgs as u64 - 1)).unwrap_or_default()
    }

    fn action(&mut self) -> &'static str {
        self.dice.pick(&["terminate", "terminate", "release", "stop", "remind"])
    }

    pub(crate) fn make(mut self) -> Plan {
        let stories = self.dice.between(2, 4);
        let mut at = 10;
        for _ in 0..stories {
            match self.dice.between(0, 9) {
                0..=3 => self.deploy(at),
                4..=6 => self.lease(at),
                _ => self.other(at),
            }
            at += self.dice.between(20, 900);
        }
        if self.has(Feature::Burst) {
            let (org, count) = (self.org(), usize::try_from(self.dice.between(22, 26)).unwrap_or(22));
            let (minutes, slow) = (self.dice.between(3, 6), self.dice.between(24, 29));
            self.add(at, Act::Burst { org, count, minutes, slow });
        }
        for _ in 0..self.dice.between(0, 2) {
            let at = self.dice.between(30, 2_400);
            self.add(at, Act::Person(0, Person::Answer));
        }
        let mut steps = self.steps;
        steps.sort_by_key(|step| step.at);
        Plan { orgs: self.orgs, steps }
    }

    fn down(&mut self) -> Down {
        let secs = if self.dice.percent(60) { self.dice.between(1, 30) } else { self.dice.between(60, 1_500) };
        let store = self.shows(Feature::Store, 40).then(|| (self.store_kind(), self.dice.between(2, 90)));
        let keychain = self.shows(Feature::Keychain, 60).then(|| self.dice.between(5, 900));
        let again = self.shows(Feature::Crash, 25).then(|| u32::try_from(self.dice.between(0, 60)).unwrap_or(0));
        Down { secs, store, keychain, again }
    }

    fn store_kind(&mut self) -> usize {
        usize::try_from(self.dice.between(0, STORE_KINDS.len() as u64 - 1)).unwrap_or_default()
    }

    fn deploy(&mut self, at: u64) {
        let org = self.org();
        if self.orgs > 1 && self.dice.percent(50) {
            self.add(at, Act::Person(0, Person::Switch { org }));
        }
        let rental = self.shows(Feature::Metal, 60);
        let volume = rental && self.shows(Feature::Volumes, 50);
        let new_key = self.shows(Feature::Keys, 30);
        let lease =
            self.dice.percent(60).then(|| (i64::try_from(self.dice.between(15, 70)).unwrap_or(15), self.action()));
        let lease = lease.filter(|(_, action)| !(rental && *action == "release"));
        let standing = (self.shows(Feature::Standing, 50) && !volume).then_some(50);
        let pause = self.dice.between(1, 20);
        let other = (org + 1) % self.orgs;
        let switch = (self.shows(Feature::Switch, 35) && other != org).then_some(other);
        let crash = self.shows(Feature::Crash, 45).then(|| u32::try_from(self.dice.between(0, 45)).unwrap_or(0));
        if standing.is_some() {
            self.add(at, Act::Colleague(org, Colleague::SellOut));
            let back = at + self.dice.between(120, 900);
            self.add(back, Act::Colleague(org, Colleague::Restock));
        }
        let deploy = Deploy { rental, volume, new_key, lease, standing, pause, switch, crash };
        let confirmed = at + 2 + pause + if switch.is_some() { pause / 2 } else { 0 };
        let sent = confirmed + if standing.is_some() { 400 } else { 0 };
        let hindered = self.shows(Feature::Net, 75);
        if hindered {
            let kind = match self.dice.between(0, 9) {
                0 | 1 => NetKind::Lost,
                2 => NetKind::ActThen(self.dice.pick(&[500, 502, 504])),
                3 => NetKind::NoId,
                4 => NetKind::SlowAfter(self.dice.between(3, 29)),
                5 => NetKind::SlowAfter(self.dice.between(20, 60)),
                6 => NetKind::SlowBefore(self.dice.between(3, 60)),
                7 => NetKind::Silent,
                8 => NetKind::Broken,
                _ => NetKind::Status(self.dice.pick(&[429, 503, 402, 409, 500])),
            };
            let ops = if volume && self.dice.percent(30) { Ops::Creations } else { Ops::Deploys };
            self.add(at, Act::Net { org: None, ops, kind, times: 1, secs: 1_500 });
        }
        if self.shows(Feature::Lag, 60) {
            let by = self.dice.pick(&[60, 300, 900, 1_200, 1_500, 2_400]);
            let pending = self.dice.percent(50);
            self.add(at, Act::Lag { org, secs: 1_500, by, pending });
        }
        if self.shows(Feature::Second, 60) {
            let (at, secs) = (sent + self.dice.between(0, 20), self.dice.between(30, 900));
            self.add(at, Act::Second { secs });
        }
        self.trouble(sent);
        if self.shows(Feature::ReadOnly, 40) {
            let (at, secs) = (sent + self.dice.between(0, 20), self.dice.between(60, 300));
            self.add(at, Act::Person(0, Person::ReadOnly { org, secs }));
        }
        if crash.is_some() {
            // It is started again by this, if it ends.
            let down = self.down();
            self.add(confirmed, Act::Crash { process: 0, moment: u32::MAX, down });
        }
        self.add(at, Act::Person(0, Person::Deploy(deploy)));
    }

    /// What goes wrong around a moment that counts.
    fn trouble(&mut self, around: u64) {
        let near = |dice: &mut Dice| (around + dice.between(0, 200)).saturating_sub(60);
        if self.shows(Feature::Clock, 60) {
            let by = self.dice.pick(&[360, 3_600, 21_600, -360, -3_600, -21_600]);
            let at = near(&mut self.dice);
            self.add(at, Act::Clock { by });
            if self.dice.percent(40) {
                let right = at + self.dice.between(60, 2_400);
                self.add(right, Act::ClockRight);
            }
        }
        if self.shows(Feature::Sleep, 30) {
            let at = near(&mut self.dice);
            let secs = if self.dice.percent(50) { self.dice.between(60, 600) } else { self.dice.between(600, 7_200) };
            self.add(at, Act::Sleep { secs });
        }
        if self.shows(Feature::Store, 40) {
            let (at, kind, secs) = (near(&mut self.dice), self.store_kind(), self.dice.between(2, 240));
            self.add(at, Act::Store { kind, secs });
        }
        if self.shows(Feature::Crash, 25) {
            let (at, moment) = (near(&mut self.dice), u32::try_from(self.dice.between(0, 80)).unwrap_or(0));
            let down = self.down();
            self.add(at, Act::Crash { process: 0, moment, down });
        }
        if self.shows(Feature::Crash, 15) {
            let (at, down) = (near(&mut self.dice), self.down());
            self.add(at, Act::Quit { process: 0, down });
        }
        if self.shows(Feature::Keychain, 20) {
            let (at, secs) = (near(&mut self.dice), self.dice.between(20, 900));
            self.add(at, Act::Keychain { secs });
        }
        if self.shows(Feature::Net, 30) {
            let kind = self.dice.pick(&[NetKind::Down, NetKind::Broken, NetKind::Status(503), NetKind::Status(500)]);
            let ops = self.dice.pick(&[Ops::All, Ops::Lists, Ops::Lists]);
            let (at, secs) = (near(&mut self.dice), self.dice.between(5, 400));
            self.add(at, Act::Net { org: None, ops, kind, times: 1_000, secs });
        }
    }

    fn lease(&mut self, at: u64) {
        let (org, pick, action) = (self.org(), self.pick(), self.action());
        if self.orgs > 1 && self.dice.percent(50) {
            self.add(at, Act::Person(0, Person::Switch { org }));
        }
        if self.shows(Feature::Colleague, 50) {
            self.add(at, Act::Colleague(org, Colleague::Deploy));
        }
        let minutes = self.dice.between(2, 40);
        let set = at + self.dice.between(2, 70);
        let lease = Person::Lease { pick, minutes: i64::try_from(minutes).unwrap_or(2), action, how: LeaseHow::Set };
        self.add(set, Act::Person(0, lease));
        let end = set + minutes * 60;
        let mut slow = 0;
        if self.shows(Feature::Net, 60) {
            let kind = match self.dice.between(0, 6) {
                0 => NetKind::Lost,
                1 => NetKind::ActThen(502),
                2 => NetKind::Status(self.dice.pick(&[429, 500, 503])),
                3 => NetKind::Broken,
                _ => {
                    slow = self.dice.between(5, 29);
                    NetKind::SlowAfter(slow)
                }
            };
            let times = u32::try_from(self.dice.between(1, 4)).unwrap_or(1);
            self.add(end.saturating_sub(5), Act::Net { org: None, ops: Ops::Ends, kind, times, secs: 900 });
        }
        if self.shows(Feature::Hide, 60) {
            let secs = if self.dice.percent(60) { self.dice.between(20, 90) } else { self.dice.between(90, 2_400) };
            let at = end.saturating_sub(self.dice.between(0, 12));
            self.add(at, Act::Hide { org, pick, secs });
        }
        if self.dice.percent(35) {
            let how = self.dice.pick(&[LeaseHow::Extend, LeaseHow::Extend, LeaseHow::Remove]);
            // While it is carried out, where that takes its time; else before or after.
            let at = match self.dice.between(0, 2) {
                0 => end.saturating_sub(self.dice.between(10, 100)),
                _ => end + self.dice.between(1, slow.max(8)),
            };
            let process = usize::from(self.shows(Feature::Second, 40));
            self.add(at, Act::Person(process, Person::Lease { pick: 0, minutes: 0, action, how }));
        }
        if self.shows(Feature::Second, 40) {
            let (at, secs) = (end.saturating_sub(self.dice.between(0, 300)), self.dice.between(60, 900));
            self.add(at, Act::Second { secs });
        }
        if self.dice.percent(50) {
            self.trouble(end);
        }
    }

    fn other(&mut self, at: u64) {
        let (org, pick) = (self.org(), self.pick());
        let other = (org + 1) % self.orgs;
        let switch = (self.shows(Feature::Switch, 50) && other != org).then_some(other);
        if self.orgs > 1 {
            self.add(at.saturating_sub(4), Act::Person(0, Person::Switch { org }));
        }
        let hinder = |maker: &mut Self| {
            if maker.shows(Feature::Net, 60) {
                let kind = maker.dice.pick(&[
                    NetKind::Lost,
                    NetKind::Broken,
                    NetKind::ActThen(502),
                    NetKind::SlowAfter(12),
                    NetKind::Silent,
                    NetKind::Status(429),
                ]);
                maker.add(at, Act::Net { org: None, ops: Ops::Others, kind, times: 1, secs: 120 });
            }
        };
        match self.dice.between(0, 11) {
            0 | 1 if self.has(Feature::Volumes) => {
                hinder(self);
                let pause = self.dice.between(1, 9);
                self.add(at, Act::Person(0, Person::CreateVolume { pause, switch }));
            }
            2 if self.has(Feature::Volumes) => {
                hinder(self);
                self.add(at, Act::Person(0, Person::Attach { pick }));
                if self.has(Feature::Colleague) {
                    self.add(at + 1, Act::Colleague(org, Colleague::Attach { pick }));
                }
            }
            3 if self.has(Feature::Volumes) => self.add(at, Act::Person(0, Person::DeleteVolume { pick })),
            4 if self.has(Feature::Keys) => {
                hinder(self);
                let pause = self.dice.between(1, 9);
                self.add(at, Act::Person(0, Person::AddKey { pause, switch }));
            }
            5 if self.has(Feature::Keys) => self.add(at, Act::Person(0, Person::RemoveKey { pick })),
            6 if self.has(Feature::Bulk) => {
                let kind = self.dice.pick(&[BulkKind::Stop, BulkKind::Start, BulkKind::Terminate, BulkKind::AddTags]);
                let count = usize::try_from(self.dice.between(1, 4)).unwrap_or(1);
                self.add(at, Act::Person(0, Person::Bulk { kind, count }));
                self.trouble(at);
            }
            7 if self.has(Feature::Colleague) => {
                let act =
                    self.dice.pick(&[Colleague::Terminate { pick }, Colleague::Rename { pick }, Colleague::Deploy]);
                self.add(at, Act::Colleague(org, act));
            }
            8 if self.has(Feature::Switch) => self.add(at, Act::Person(0, Person::SignOutAndIn { org })),
            9 => {
                let target = self.dice.pick(&["stop", "start", "release"]);
                self.add(at, Act::Person(0, Person::Power { pick, target }));
                self.trouble(at);
            }
            10 => self.add(at, Act::Person(0, Person::Terminate { pick })),
            _ => {
                self.add(at, Act::Person(0, Person::Rename { pick }));
                self.add(at + 30, Act::Person(0, Person::Refresh));
            }
        }
    }
}
