//! What happens inside machines that have an auto-stop: they are used or not, are looked into, and power themselves off.

use chrono::TimeDelta;
use serde_json::json;
use voltdeck_machines::idle::{IdleMemory, Look};

use crate::auto_stop::{AutoStop, Seen};
use crate::person::{Hand, Told, text};
use crate::plan::Person;
use crate::run::Runner;

/// A machine is looked into this often.
const LOOKS: TimeDelta = TimeDelta::seconds(55);

impl Runner {
    /// A machine is made, and the person sets an auto-stop for it. Its system is one into which no process looks by itself.
    pub(crate) fn auto_stop(&mut self, org: usize, minutes: Option<u32>, action: &'static str) {
        self.count("auto-stop");
        let name = self.world.state().book.name("auto");
        let machine = self.world.orgs[org].sandbox.add_vm_with(&name, 1, "Windows 10").to_string();
        self.note(&format!("{name}, {machine}, is made in org-{org}"));
        for act in [Person::Switch { org }, Person::Refresh, Person::AutoStopOf { machine, minutes, action }] {
            self.person(0, act);
            self.until(self.now() + TimeDelta::seconds(5));
        }
    }

    /// From now on looks into a machine tell something else, for so long.
    pub(crate) fn use_machine(&mut self, pick: usize, seen: Seen, secs: u64) {
        let now = self.now();
        let mut state = self.world.state();
        let all = &state.book.auto_stops.all;
        let Some(machine) = all.get(pick % all.len().max(1)).map(|stop| stop.machine.clone()) else { return };
        state.trace.line(now, &format!("{machine} is {seen:?} for {secs} s"));
        let until = now + TimeDelta::seconds(i64::try_from(secs).unwrap_or_default());
        state.book.auto_stops.used.push((machine, seen, until));
    }

    /// A machine powers itself off.
    pub(crate) fn power_off_inside(&mut self, pick: usize) {
        let now = self.now();
        let found = {
            let state = self.world.state();
            let all = &state.book.auto_stops.all;
            all.get(pick % all.len().max(1)).map(|stop| (stop.org, stop.machine.clone()))
        };
        let Some((org, machine)) = found else { return };
        let of = &self.world.orgs[org];
        let runs = of.machines().iter().any(|one| one.id == machine && one.status == "Running");
        if !runs || !machine.parse().is_ok_and(|id| of.sandbox.set_vm_status(id, "Stopped")) {
            return;
        }
        self.count("powered off inside");
        self.note(&format!("{machine} powers itself off"));
        self.world.state().book.auto_stops.inside.push((machine, now));
    }

    /// The computer slept until now.
    pub(crate) fn woke(&mut self) {
        let now = self.now();
        self.world.state().book.auto_stops.awake.push(now);
    }

    /// Each process looks into the machines that have an auto-stop.
    pub(crate) fn look_inside(&self) {
        let mut state = self.world.state();
        let (now, wall) = (state.now, state.now + state.skew);
        let state = &mut *state;
        for process in self.processes.iter().flatten() {
            let by = (process.proc.no, process.proc.run);
            for stop in state.book.auto_stops.all.clone() {
                let stops = &mut state.book.auto_stops;
                let newest = stops.looks.iter().rev().find(|(of, machine, ..)| *of == by && *machine == stop.machine);
                if newest.is_some_and(|(_, _, at, _)| now - *at < LOOKS) {
                    continue;
                }
                let used = stops.used.iter().rev().find(|(machine, _, until)| *machine == stop.machine && *until > now);
                let seen = used.map_or(Seen::Idle, |(_, seen, _)| *seen);
                let look = match seen {
                    Seen::Idle => Look { at: wall, gpu: Some(0), processes: Some(0), sessions: Some(0) },
                    Seen::Busy => Look { at: wall, gpu: Some(90), processes: Some(1), sessions: Some(1) },
                    Seen::Unknown => Look::unknown(wall),
                    Seen::Nothing => continue,
                };
                let profile = state.book.profiles.iter().find(|(_, org)| **org == stop.org).map(|(id, _)| id);
                let Some(account) = profile.and_then(|profile| process.app.opened(profile)) else { continue };
                account.part::<IdleMemory>().note(&stop.machine, look);
                stops.looks.push((by, stop.machine, now, seen));
            }
        }
    }
}

impl Hand {
    pub(crate) async fn auto_stop_of(&self, id: &str, minutes: Option<u32>, action: &'static str) -> Told<()> {
        let Some((org, profile)) = self.front() else { return Ok(()) };
        let set = self.proc.now();
        let stop = AutoStop { org, machine: id.to_owned(), minutes, action, set };
        self.world.state().book.auto_stops.all.push(stop);
        let when = if minutes.is_some() { "idle" } else { "poweredOff" };
        let args = json!({
            "id": id, "when": when, "minutes": minutes, "percent": null, "action": action, "account": profile,
        });
        let answer = self.call("auto_stop_set", args).await;
        let said = answer.as_ref().err().map(|said| text(&said["message"])).unwrap_or_default();
        self.note(&format!("auto-stop {when} {minutes:?} {action} of {id} {said}"));
        answer.map(drop)
    }
}
