//! What must hold, and is looked at after each slice, and at the end.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::book::{Lease, Op, Sent, Wished};
use crate::run::Runner;
use crate::world::Listed;

/// A machine that is listed is found within this, with nothing in the way.
const FOUND_WITHIN: TimeDelta = TimeDelta::minutes(8);
/// An order whose request is not out does not stand as sent for longer.
const STANDS_WITHIN: TimeDelta = TimeDelta::minutes(8);
/// Where another process may be sending it, it is left to that one first.
const SHARED_WITHIN: TimeDelta = TimeDelta::minutes(13);
/// A lease acts within this, or asks.
const LATE: TimeDelta = TimeDelta::minutes(10);
/// An answer is kept within this.
const KEPT_WITHIN: TimeDelta = TimeDelta::seconds(90);
/// An account whose token can be read is opened within this.
const OPENED_WITHIN: TimeDelta = TimeDelta::minutes(20);
/// Whole sweeps without a machine take at least this, before it is said to be absent.
const ABSENT_AFTER: TimeDelta = TimeDelta::minutes(15);

/// A job as it stands in the store.
#[derive(Debug, Clone)]
struct Job {
    profile: String,
    name: String,
    phase: String,
    machine: Option<String>,
    candidates: String,
}

fn jobs(runner: &Runner) -> Vec<Job> {
    let Some(store) = &runner.look else { return Vec::new() };
    let sql = "SELECT profile_id, name, phase, instance_id, coalesce(json_extract(document, '$.candidates'), '')
               FROM jobs ORDER BY created_at, id";
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Job {
            profile: row.get(0)?,
            name: row.get(1)?,
            phase: row.get(2)?,
            machine: row.get(3)?,
            candidates: row.get(4)?,
        })
    };
    let read = store.prepare_cached(sql).and_then(|mut all| all.query_map([], row)?.collect());
    read.unwrap_or_default()
}

/// Looks at all that can be told while it goes on.
pub fn look(runner: &mut Runner, slice: TimeDelta) {
    accounts_are_watched(runner);
    let busy = {
        let state = runner.world.state();
        !state.book.orders.is_empty() || !state.book.leases.is_empty()
    };
    if busy {
        let jobs = jobs(runner);
        answers_are_kept(runner, &jobs);
        orders_go_on(runner, &jobs, slice);
        leases_act_in_time(runner);
    }
}

/// An account whose token lies in a keychain that can be read is watched, whoever is in front.
fn accounts_are_watched(runner: &Runner) {
    let Some(process) = &runner.processes[0] else { return };
    let mut state = runner.world.state();
    let now = state.now;
    let since = state.readable_since.max(process.since).max(state.disturbed_at);
    if state.store_ill || now - since < OPENED_WITHIN {
        return;
    }
    state.book.checks += 1;
    let closed = |(profile, org): &(&String, &usize)| {
        !state.book.signed_out.contains(org) && process.app.opened(profile).is_none()
    };
    let closed = state.book.profiles.iter().find(closed).map(|(_, org)| *org);
    if let Some(org) = closed {
        let what =
            format!("the keychain can be read for {} min, and org-{org} is not watched", (now - since).num_minutes());
        state.fail("accounts are watched again", what);
    }
}

/// Whether a process of that start runs, and has run since a moment.
fn runs(runner: &Runner, by: (usize, u32)) -> bool {
    runner.processes[by.0].as_ref().is_some_and(|process| process.proc.run == by.1)
}

/// The id that a living process was answered stands in its job.
fn answers_are_kept(runner: &Runner, jobs: &[Job]) {
    let mut state = runner.world.state();
    let (now, store_ill, disturbed) = (state.now, state.store_ill, state.disturbed_at);
    let mut broken = None;
    let mut checks = 0;
    for sent in state.book.sent.iter_mut().filter(|sent| sent.op.is_deploy() && !sent.looked_at) {
        let (Some(ended), Some(made)) = (sent.ended, &sent.made) else { continue };
        if sent.status.is_none_or(|status| status >= 300) || !runs(runner, sent.by) {
            sent.looked_at = true;
            continue;
        }
        if now - ended < KEPT_WITHIN
            || store_ill
            || (now - disturbed < KEPT_WITHIN && disturbed > ended && sent.store_ill)
        {
            continue;
        }
        sent.looked_at = true;
        checks += 1;
        let kept = jobs.iter().any(|job| job.name == sent.of && job.machine.as_ref() == Some(made));
        if !kept {
            let phase = jobs.iter().find(|job| job.name == sent.of).map_or("gone", |job| job.phase.as_str());
            broken = Some(format!("{} was answered with {made}, and its job is {phase}", sent.of));
        }
    }
    state.book.checks += checks;
    if let Some(what) = broken {
        state.fail("an answer is kept", what);
    }
}

/// What is unknown is found where it is listed; nothing stands still, and nothing is absent before its time.
fn orders_go_on(runner: &Runner, jobs: &[Job], slice: TimeDelta) {
    for job in jobs {
        let open = matches!(job.phase.as_str(), "planned" | "sent" | "unknown" | "absent");
        let mut state = runner.world.state();
        let key = job.name.clone();
        if job.phase == "unknown" {
            state.book.unknown.insert(key);
        } else if state.book.unknown.remove(&key) {
            state.book.settled += 1;
        }
        if !open {
            continue;
        }
        let now = state.now;
        let Some(order) = state.book.orders.get(&job.name).cloned() else { continue };
        let sent = state.book.sent.iter().rev().find(|sent| sent.op.is_deploy() && sent.of == job.name).cloned();
        let well = is_well(runner, &state, order.org, now);
        let made = sent.as_ref().and_then(|sent| Some((sent.acted?, sent.made.clone()?, sent.org)));
        state.book.checks += 1;
        if job.phase == "absent"
            && let Some(sent) = &sent
            && now - sent.at < ABSENT_AFTER
        {
            let what =
                format!("{} is said to be absent {} s after it was sent", job.name, (now - sent.at).num_seconds());
            state.fail("absent only after 15 minutes", what);
        }
        drop(state);
        let asks = job.candidates.len() > 2;
        let findable = match &made {
            Some((acted, id, org)) if !asks && matches!(job.phase.as_str(), "unknown" | "absent") => {
                well && now - *acted > TimeDelta::seconds(200)
                    && !runner.world.was_hidden(id, TimeDelta::minutes(1))
                    && runner.world.orgs[*org]
                        .machines()
                        .iter()
                        .any(|one| one.id == *id && one.tags.iter().any(|tag| tag.starts_with("vd-job-")))
            }
            _ => false,
        };
        let out = sent.as_ref().is_some_and(|sent| sent.ended.is_none() && runs(runner, sent.by));
        let stuck = well && !out && matches!(job.phase.as_str(), "planned" | "sent");
        let mut state = runner.world.state();
        let Some(order) = state.book.orders.get_mut(&job.name) else { continue };
        order.findable = if findable { order.findable + slice } else { TimeDelta::zero() };
        order.stuck = if stuck { order.stuck + slice } else { TimeDelta::zero() };
        let (found, stuck) = (order.findable, order.stuck);
        if found > FOUND_WITHIN {
            let what =
                format!("{} is {}, and its machine is listed for {} min", job.name, job.phase, found.num_minutes());
            state.fail("what was bought is found", what);
        }
        if stuck > if runner.world.shared { SHARED_WITHIN } else { STANDS_WITHIN } {
            let what = format!("{} is {} for {} min, and nothing is out", job.name, job.phase, stuck.num_minutes());
            state.fail("no order stands still", what);
        }
    }
}

/// Nothing is in the way of an account for some minutes.
fn is_well(runner: &Runner, state: &crate::world::State, org: usize, now: DateTime<Utc>) -> bool {
    let profile = state.book.profiles.iter().find(|(_, of)| **of == org).map(|(id, _)| id);
    let opened =
        |process: &crate::process::Process| profile.is_some_and(|profile| process.app.opened(profile).is_some());
    let runs = runner.processes[0].as_ref().is_some_and(opened);
    runs && !state.store_ill
        && !state.book.read_only.contains_key(&org)
        && now - state.well_since(org) > TimeDelta::seconds(90)
}

/// A lease acts in time where nothing but slowness is in the way.
fn leases_act_in_time(runner: &Runner) {
    let mut state = runner.world.state();
    let now = state.now;
    let due: Vec<usize> = (0..state.book.leases.len())
        .filter(|at| {
            let lease = &state.book.leases[*at];
            let ends = lease.ends - state.skew;
            !lease.looked_at && now > ends + LATE + TimeDelta::minutes(1)
        })
        .collect();
    let mut candidates: Vec<Lease> = Vec::new();
    for at in due {
        state.book.leases[at].looked_at = true;
        let lease = state.book.leases[at].clone();
        let newest = state.book.lease(lease.org, &lease.machine).is_some_and(|newest| newest.set == lease.set);
        let ends = lease.ends - state.skew;
        // One that was over by a clock that was set since has asked then.
        let quiet =
            state.well_since(lease.org).max(lease.set) < ends - TimeDelta::minutes(3) && state.latest.1 < lease.ends;
        let acted = state.book.sent.iter().any(|sent| of_lease(sent, &lease));
        state.book.checks += 1;
        if newest && lease.certain && !lease.removed && lease.action != "remind" && quiet && !acted {
            candidates.push(lease);
        }
    }
    drop(state);
    for lease in candidates {
        if !is_well(runner, &runner.world.state(), lease.org, now)
            || runner.world.was_hidden(&lease.machine, TimeDelta::minutes(20))
        {
            continue;
        }
        let machines = runner.world.orgs[lease.org].machines();
        let Some(machine) = machines.iter().find(|one| one.id == lease.machine) else { continue };
        runner.world.hold(machine.status != "Running", "a lease acts in time", || {
            format!(
                "{} of {} was due at {}, nothing was in the way, and nothing was sent",
                lease.action, machine.name, lease.ends
            )
        });
    }
}

fn of_lease(sent: &Sent, lease: &Lease) -> bool {
    sent.org == lease.org && sent.of == lease.machine && sent.wished == Wished::Lease && sent.at >= lease.set
}

/// Whether nothing is open any more that time alone would settle.
pub fn is_settled(runner: &Runner) -> bool {
    let jobs = jobs(runner);
    let state = runner.world.state();
    let open = jobs.iter().any(|job| match job.phase.as_str() {
        "planned" | "sent" => true,
        "unknown" => job.candidates.len() <= 2,
        "accepted" | "found" => job.machine.is_none(),
        _ => false,
    });
    let soon = state.book.leases.iter().any(|lease| {
        let left = lease.ends - state.now;
        left > TimeDelta::minutes(-12) && left < TimeDelta::minutes(3) && !lease.looked_at
    });
    !open && !soon
}

/// What must be known after all was well for a while.
pub fn at_the_end(runner: &Runner) {
    let jobs = jobs(runner);
    let machines: Vec<Vec<Listed>> = runner.world.orgs.iter().map(crate::world::Org::machines).collect();
    bought_is_known(runner, &jobs, &machines);
    leases_are_not_lost(runner, &machines);
    nothing_is_called_gone(runner, &machines);
    acts_have_their_line(runner);
}

fn bought_is_known(runner: &Runner, jobs: &[Job], machines: &[Vec<Listed>]) {
    let mut state = runner.world.state();
    let profiles = state.book.profiles.clone();
    let bought: Vec<Sent> =
        state.book.sent.iter().filter(|sent| sent.op.is_deploy() && sent.made.is_some()).cloned().collect();
    for sent in bought {
        let Some(made) = &sent.made else { continue };
        if !machines[sent.org].iter().any(|one| one.id == *made) {
            continue;
        }
        state.book.checks += 1;
        let of_it = |job: &&Job| job.name == sent.of && profiles.get(&job.profile) == Some(&sent.org);
        let job = jobs
            .iter()
            .filter(of_it)
            .find(|job| job.machine.as_ref() == Some(made) || job.candidates.contains(made.as_str()));
        if job.is_none() {
            let phases: Vec<&str> = jobs.iter().filter(of_it).map(|job| job.phase.as_str()).collect();
            let what = format!("{} runs as {made}, and its job is {phases:?}", sent.of);
            state.fail("what was bought is known", what);
        }
    }
}

/// The leases of the store: end and state, by profile and machine.
fn kept(runner: &Runner) -> BTreeMap<(String, String), (DateTime<Utc>, String)> {
    let Some(store) = &runner.look else { return BTreeMap::new() };
    let row = |row: &rusqlite::Row<'_>| {
        let (profile, machine, ends, state): (String, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(((profile, machine), (ends.parse().unwrap_or_default(), state)))
    };
    let read = store
        .prepare("SELECT profile_id, instance_id, ends_at, state FROM lease WHERE ends_when = 'time'")
        .and_then(|mut all| all.query_map([], row)?.collect());
    read.unwrap_or_default()
}

fn leases_are_not_lost(runner: &Runner, machines: &[Vec<Listed>]) {
    let kept = kept(runner);
    let mut state = runner.world.state();
    let now = state.now;
    let mut seen = BTreeSet::new();
    let newest: Vec<Lease> = state
        .book
        .leases
        .iter()
        .rev()
        .filter(|lease| seen.insert((lease.org, lease.machine.clone())))
        .cloned()
        .collect();
    for lease in newest {
        let Some(machine) = machines[lease.org].iter().find(|one| one.id == lease.machine) else { continue };
        if !lease.certain || lease.removed {
            continue;
        }
        state.book.checks += 1;
        let profile = state.book.profiles.iter().find(|(_, of)| **of == lease.org).map(|(id, _)| id.clone());
        let row = kept.get(&(profile.unwrap_or_default(), lease.machine.clone()));
        let done = state.book.sent.iter().any(|sent| of_lease(sent, &lease) && sent.acted.is_some());
        let so_already = lease.action != "terminate" && lease.action != "remind" && machine.status != "Running";
        let what = format!("{} of {} ({}) that ends {}", lease.action, machine.name, machine.id, lease.ends);
        match row {
            None if done || so_already => {}
            None => {
                let of = if lease.of_order { "with its order" } else { "by hand" };
                state.fail("no lease is lost", format!("{what}, set {of}, is not kept, and the machine runs"));
            }
            Some((_, word)) if word == "gone" => {
                state.fail(
                    "no lease is lost",
                    format!("{what} is said to be of a machine that is gone, and it is listed"),
                );
            }
            Some((ends, word)) => {
                if word == "set" && *ends + LATE + TimeDelta::minutes(3) < now {
                    state.fail("a lease that is over acts or asks", format!("{what} does neither"));
                }
            }
        }
    }
}

/// Nothing that runs, and that was always shown, is told to be gone.
fn nothing_is_called_gone(runner: &Runner, machines: &[Vec<Listed>]) {
    let Some(store) = &runner.look else { return };
    let sql = "SELECT DISTINCT instance_id FROM activity WHERE kind = 'change' AND deed LIKE 'is gone%' AND instance_id <> ''";
    let told = store.prepare(sql).and_then(|mut all| all.query_map([], |row| row.get::<_, String>(0))?.collect());
    let told: Vec<String> = told.unwrap_or_default();
    let mut state = runner.world.state();
    for id in told {
        state.book.checks += 1;
        let hidden = state.hidden.iter().any(|hidden| hidden.id == id);
        if !hidden && machines.iter().flatten().any(|one| one.id == id) {
            state.fail("no failure is told as a loss", format!("{id} was told to be gone, and runs"));
        }
    }
}

/// Each write that was sent has its line, with its request.
fn acts_have_their_line(runner: &Runner) {
    let Some(store) = &runner.look else { return };
    let sql = "SELECT profile_id, request, count(*) FROM activity WHERE request IS NOT NULL GROUP BY 1, 2";
    let row = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
    let lines = store.prepare(sql).and_then(|mut all| all.query_map([], row)?.collect());
    let lines: BTreeMap<(String, String), i64> = lines.unwrap_or_default();
    let mut state = runner.world.state();
    let profiles: BTreeMap<usize, String> =
        state.book.profiles.iter().map(|(profile, org)| (*org, profile.clone())).collect();
    let mut wanted: BTreeMap<(usize, String), Vec<Sent>> = BTreeMap::new();
    for sent in state.book.sent.iter().filter(|sent| !sent.store_ill) {
        wanted.entry((sent.org, sent.request.clone())).or_default().push(sent.clone());
    }
    for ((org, request), sent) in wanted {
        state.book.checks += 1;
        // What is the same done twice is sent again under its line, where no answer came.
        let again = sent.windows(2).filter(|two| {
            two[0].by == two[1].by
                && !two[1].op.is_deploy()
                && two[1].op != Op::CreateVolume
                && two[1].at - two[0].at < TimeDelta::seconds(130)
        });
        let acts = sent.len() - again.count();
        let lines = profiles.get(&org).and_then(|profile| lines.get(&(profile.clone(), request.clone())));
        let lines = usize::try_from(lines.copied().unwrap_or_default()).unwrap_or_default();
        if lines < acts {
            let what = format!("{request} was sent {acts} times to org-{org}, and has {lines} lines");
            state.fail("each act has its line", what);
        }
    }
}

/// No secret lies in a file.
pub fn of_the_files(runner: &Runner) {
    let secrets: Vec<String> = runner.world.state().secrets.iter().cloned().collect();
    let files = std::fs::read_dir(&runner.world.folder).into_iter().flatten().flatten();
    for file in files {
        let Ok(bytes) = std::fs::read(file.path()) else { continue };
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            let name = file.file_name();
            runner.world.hold(!found, "no secret in a file", || format!("{secret} lies in {}", name.to_string_lossy()));
        }
    }
}
