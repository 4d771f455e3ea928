//! What was ordered and what was sent, as the simulator saw it: what Voltdeck does is held against this.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::auto_stop::{self, AutoStop, AutoStops};
use crate::net::NetKind;
use crate::process::Proc;
use crate::world::{Org, State, World};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// Buys a VM.
    DeployVm,
    /// Buys a rental.
    DeployMetal,
    /// Ends a machine.
    Terminate,
    /// Starts, stops or releases one.
    Power,
    /// Names or tags one.
    Change,
    /// Starts nodes again.
    Reboot,
    /// Creates a volume.
    CreateVolume,
    /// Names, grows or attaches one.
    ChangeVolume,
    /// Deletes one.
    DeleteVolume,
    /// Adds a key.
    AddKey,
    /// Removes one.
    RemoveKey,
    /// A list of machines.
    ListMachines,
    /// A machine by its id.
    GetMachine,
    /// Reads something else.
    Read,
}

impl Op {
    /// What a method and a path ask for.
    pub fn of(method: &str, path: &str) -> Self {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["virtual-machines" | "bare-metal"]) => Self::ListMachines,
            ("GET", ["virtual-machines", _]) => Self::GetMachine,
            ("GET", _) | (_, ["validate", ..]) => Self::Read,
            (_, ["virtual-machines", "instant"]) => Self::DeployVm,
            (_, ["bare-metal"]) => Self::DeployMetal,
            (_, [_, _, "power-status"]) => Self::Power,
            (_, [_, _, "reboot"]) => Self::Reboot,
            ("DELETE", ["virtual-machines" | "bare-metal", _]) => Self::Terminate,
            (_, ["virtual-machines" | "bare-metal", _]) => Self::Change,
            (_, ["storage"]) => Self::CreateVolume,
            ("DELETE", ["storage", _]) => Self::DeleteVolume,
            (_, ["storage", _]) => Self::ChangeVolume,
            (_, ["organization", "ssh-keys"]) => Self::AddKey,
            (_, ["organization", "ssh-keys", _]) => Self::RemoveKey,
            _ => Self::Read,
        }
    }

    /// It buys a machine.
    pub fn is_deploy(self) -> bool {
        matches!(self, Self::DeployVm | Self::DeployMetal)
    }

    /// It changes something at the provider.
    pub fn is_write(self) -> bool {
        !matches!(self, Self::ListMachines | Self::GetMachine | Self::Read)
    }

    /// It reads machines.
    pub fn is_read_of_machines(self) -> bool {
        matches!(self, Self::ListMachines | Self::GetMachine)
    }
}

/// A write that went out, or tried to.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When.
    pub at: DateTime<Utc>,
    /// By which process, and which start of it.
    pub by: (usize, u32),
    /// To which organization.
    pub org: usize,
    /// What it asks for.
    pub op: Op,
    /// Method and path, as the record has them.
    pub request: String,
    /// The id of the thing, or its name where it is to be made.
    pub of: String,
    /// How its way was hindered.
    pub fault: Option<NetKind>,
    /// When the provider did it.
    pub acted: Option<DateTime<Utc>>,
    /// What came of it.
    pub made: Option<String>,
    /// When its answer came, or it was known that none comes.
    pub ended: Option<DateTime<Utc>>,
    /// The status that was answered.
    pub status: Option<u16>,
    /// The store took nothing then.
    pub store_ill: bool,
    /// Who wished it.
    pub wished: Wished,
    /// It was looked at whether its answer was kept.
    pub looked_at: bool,
}

/// Who wished a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wished {
    /// The person, by an act.
    Person,
    /// A lease that is over.
    Lease,
    /// Nobody.
    Nobody,
}

/// An act of the person that may be sent.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The account that was in front when it was decided.
    pub org: usize,
    /// What is sent.
    pub op: Op,
    /// For which thing: its id, or its name where it is to be made.
    pub of: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An order of a machine.
#[derive(Debug, Clone)]
pub struct Order {
    /// The name of the machine: no two orders have the same.
    pub name: String,
    /// The account in which it was reviewed.
    pub org: usize,
    /// It is bare metal.
    pub rental: bool,
    /// When the person confirmed it.
    pub at: DateTime<Utc>,
    /// End of the lease that was ordered with it, and what it does.
    pub lease: Option<(DateTime<Utc>, &'static str)>,
    /// It is carried out when it is in stock.
    pub standing: bool,
    /// The person gave up the job with a word, or said that none is it.
    pub given_up: bool,
    /// For how long it was looked for with nothing in the way while its machine was listed.
    pub findable: TimeDelta,
    /// For how long it was said to be out while nothing was.
    pub stuck: TimeDelta,
}

/// A lease that the person set.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is told by itself")]
pub struct Lease {
    /// In which organization.
    pub org: usize,
    /// Of which machine.
    pub machine: String,
    /// What it does.
    pub action: &'static str,
    /// When it ends, by the clock of the computer.
    pub ends: DateTime<Utc>,
    /// When it was set.
    pub set: DateTime<Utc>,
    /// Whether the answer to setting it came.
    pub certain: bool,
    /// The person took it away.
    pub removed: bool,
    /// It was looked at whether it was carried out in time.
    pub looked_at: bool,
    /// It was set by a deploy.
    pub of_order: bool,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Book {
    /// Which organization a profile is of.
    pub profiles: BTreeMap<String, usize>,
    /// Every write.
    pub sent: Vec<Sent>,
    /// Every wish of the person.
    pub wishes: Vec<Wish>,
    /// Every order, by the name of its machine.
    pub orders: BTreeMap<String, Order>,
    /// Every lease, by its machine: the newest is last.
    pub leases: Vec<Lease>,
    /// Auto-stops, and what was seen of their machines.
    pub auto_stops: AutoStops,
    /// Machines of which a process may truly say that they are gone.
    pub ended: BTreeSet<String>,
    /// Organizations that the person signed out, or is signing in.
    pub signed_out: BTreeSet<usize>,
    /// Since when the account of an organization may only look, as the person was told by a process. Another that runs then
    /// does not know.
    pub read_only: BTreeMap<usize, (DateTime<Utc>, usize)>,
    /// How many names were given.
    pub names: u64,
    /// Jobs that were seen unknown, and were settled.
    pub settled: u64,
    /// Jobs that were unknown when they were last looked at.
    pub unknown: BTreeSet<String>,
    /// How often an invariant was looked at.
    pub checks: u64,
}

impl Book {
    /// A name that nothing has yet.
    pub fn name(&mut self, what: &str) -> String {
        self.names += 1;
        format!("{what}-{}", self.names)
    }

    /// The lease that holds for a machine.
    pub fn lease(&self, org: usize, machine: &str) -> Option<&Lease> {
        self.leases.iter().rev().find(|lease| lease.org == org && lease.machine == machine)
    }
}

impl Sent {
    /// Writes down what is about to be sent, and holds it against what was wished.
    #[expect(clippy::too_many_arguments, reason = "they are what is known of a request")]
    pub fn note(
        world: &World,
        proc: &Arc<Proc>,
        org: &Org,
        op: Op,
        method: &str,
        path: &str,
        body: &Bytes,
        now: DateTime<Utc>,
        fault: Option<NetKind>,
    ) -> usize {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let of = match op {
            _ if op.is_deploy() || matches!(op, Op::CreateVolume | Op::AddKey) => {
                body["name"].as_str().unwrap_or_default().to_owned()
            }
            _ => path
                .trim_matches('/')
                .split('/')
                .nth(if path.starts_with("/organization") { 2 } else { 1 })
                .unwrap_or_default()
                .to_owned(),
        };
        let wish = body["status"].as_str().unwrap_or_default().to_owned();
        let mut state = world.state();
        let wall = now + state.skew;
        if let Some((since, _)) = state.book.read_only.get(&org.no).copied().filter(|(_, by)| *by == proc.no) {
            let what = format!("{method} {path} {of} is sent to org-{}, which may only look since {since}", org.no);
            state.fail("what may only look writes nothing", what);
        }
        let by = (proc.no, proc.run);
        let wished = wished(&mut state, by, org.no, op, &of, &wish, now, wall);
        let sent = Self {
            at: now,
            by: (proc.no, proc.run),
            org: org.no,
            op,
            request: format!("{method} {path}"),
            of: of.clone(),
            fault,
            acted: None,
            made: None,
            ended: None,
            status: None,
            store_ill: state.store_ill,
            wished,
            looked_at: false,
        };
        let hindered = fault.map(|fault| format!(", {}", fault.name())).unwrap_or_default();
        let line = format!("{} sends to {}: {method} {path} {of} {wish}{hindered}", proc.name(), org.name);
        state.trace.line(now, &line);
        state.count(format!("sent: {op:?}"));
        state.book.sent.push(sent);
        state.book.sent.len() - 1
    }

    /// The provider did it, or refused.
    pub fn acted(world: &World, at: usize, org: &Org, now: DateTime<Utc>, status: http::StatusCode, answer: &Bytes) {
        let mut state = world.state();
        let Some(sent) = state.book.sent.get_mut(at) else { return };
        if !status.is_success() {
            let line = format!("  {} refuses: {status}", org.name);
            state.trace.line(now, &line);
            return;
        }
        sent.acted = Some(now);
        let body: Value = serde_json::from_slice(answer).unwrap_or_default();
        let id = ["vm_id", "rental_id", "id"].iter().find_map(|field| body[field].as_str()).map(str::to_owned);
        let (op, of) = (sent.op, sent.of.clone());
        sent.made = id.clone().filter(|_| op.is_deploy() || op == Op::CreateVolume);
        if op == Op::Terminate {
            state.book.ended.insert(of.clone());
        }
        if let Some(id) = id.filter(|_| op.is_deploy()) {
            state.trace.line(now, &format!("  {} makes {id}", org.name));
            let lease = state.book.orders.get(&of).filter(|order| order.org == org.no).and_then(|order| order.lease);
            if let Some((ends, action)) = lease {
                let lease = Lease {
                    org: org.no,
                    machine: id.clone(),
                    action,
                    ends,
                    set: now,
                    certain: true,
                    removed: false,
                    looked_at: false,
                    of_order: true,
                };
                state.book.leases.push(lease);
            }
            drop(state);
            world.made(org.no, &id, op == Op::DeployMetal, now);
        }
    }
}

/// Who wished this write; nobody is a fault.
#[expect(clippy::too_many_arguments, reason = "they are what is known of a request")]
fn wished(
    state: &mut State,
    by: (usize, u32),
    org: usize,
    op: Op,
    of: &str,
    to: &str,
    now: DateTime<Utc>,
    wall: DateTime<Utc>,
) -> Wished {
    state.book.checks += 1;
    if op.is_deploy() {
        let order = state.book.orders.get(of).cloned();
        let before: Vec<&Sent> = state.book.sent.iter().filter(|sent| sent.op.is_deploy() && sent.of == of).collect();
        // A standing order tries again what was refused, and what never left.
        let refused = |sent: &&Sent| {
            sent.acted.is_none()
                && (sent.ended.is_some() && sent.status.is_some_and(|status| status < 500)
                    || sent.fault == Some(NetKind::Down))
        };
        let repeated = before.len();
        let excused = order.as_ref().is_some_and(|order| order.standing) && before.iter().all(refused);
        if repeated > 0 && !excused {
            state.fail("one send per order", format!("the order of {of} is sent {} times", repeated + 1));
        }
        return match order {
            None => {
                state.fail("nothing unasked", format!("{of} is ordered, and nobody ordered it"));
                Wished::Nobody
            }
            Some(order) if order.org != org => {
                let what = format!("{of} was reviewed in org-{} and is ordered in org-{org}", order.org);
                state.fail("the account reviewed", what);
                Wished::Person
            }
            Some(_) => Wished::Person,
        };
    }
    // What is made by its name is that name's for ever; what is done to a thing is done soon, or not.
    let by_name = matches!(op, Op::CreateVolume | Op::AddKey);
    let soon = |wish: &Wish| by_name || now - wish.at < TimeDelta::minutes(20);
    let fits = |wish: &&Wish| wish.op == op && wish.of == of && soon(wish);
    let here = state.book.wishes.iter().rev().filter(fits).any(|wish| wish.org == org);
    let elsewhere = state.book.wishes.iter().rev().filter(fits).find(|wish| wish.org != org).cloned();
    if here {
        return Wished::Person;
    }
    if let Some(wish) = elsewhere {
        let what = format!("{op:?} of {of} was decided in org-{} and is sent to org-{org}", wish.org);
        state.fail("the account reviewed", what);
        return Wished::Person;
    }
    if matches!(op, Op::Terminate | Op::Power) {
        // What a person was told nothing certain of may be kept or not: then what was set before it may hold as well.
        let mut possible: Vec<Lease> = Vec::new();
        for lease in state.book.leases.iter().rev().filter(|lease| lease.org == org && lease.machine == of) {
            possible.push(lease.clone());
            if lease.certain {
                break;
            }
        }
        let Some(ends) = possible.first().cloned() else {
            if by_auto_stop(state, by, org, op, of, to, now) {
                return Wished::Lease;
            }
            state.fail(
                "no lease ends what it was not told to",
                format!("{op:?} {to} of {of} in org-{org}, which nobody wished"),
            );
            return Wished::Nobody;
        };
        let is_told = |lease: &Lease| {
            let right = match lease.action {
                "terminate" => op == Op::Terminate,
                "release" => to == "stopped_disassociated",
                "stop" => to == "stopped",
                _ => false,
            };
            let over = wall >= lease.ends || now >= lease.ends || !lease.certain;
            right && over && !(lease.removed && lease.certain)
        };
        if !possible.iter().any(is_told) && !by_auto_stop(state, by, org, op, of, to, now) {
            let what = format!(
                "{op:?} {to} of {of} at {wall}, of which the lease says {} at {}{}",
                ends.action,
                ends.ends,
                if ends.removed { ", and it was taken away" } else { "" }
            );
            state.fail("no lease ends what it was not told to", what);
        }
        return Wished::Lease;
    }
    state.fail("nothing unasked", format!("{op:?} of {of} in org-{org}, which nobody wished"));
    Wished::Nobody
}

/// Whether an auto-stop wished this end of a machine, by what was seen of it; a fault where one acts that must not.
fn by_auto_stop(
    state: &mut State,
    by: (usize, u32),
    org: usize,
    op: Op,
    of: &str,
    to: &str,
    now: DateTime<Utc>,
) -> bool {
    let right = |stop: &&AutoStop| {
        let act = match stop.action {
            "terminate" => op == Op::Terminate,
            "release" => to == "stopped_disassociated",
            _ => false,
        };
        act && stop.org == org && stop.machine == of
    };
    let stops = &state.book.auto_stops;
    let possible: Vec<AutoStop> = stops.all.iter().filter(right).cloned().collect();
    if possible.is_empty() {
        return false;
    }
    let by_idle =
        |stop: &AutoStop| stop.minutes.is_some_and(|minutes| auto_stop::was_idle(stops, by, stop, minutes, now));
    let off_inside = possible.iter().any(|stop| stop.minutes.is_none() && powered_off_inside(state, org, of));
    if !off_inside && !possible.iter().any(by_idle) {
        let what = format!("{op:?} {to} of {of} by p{}.{}, for {possible:?}", by.0, by.1);
        state.fail("no auto-stop ends what was used, not looked into, or stopped here", what);
    }
    true
}

fn powered_off_inside(state: &State, org: usize, of: &str) -> bool {
    let Some((_, off)) = state.book.auto_stops.inside.iter().rev().find(|(machine, _)| machine == of) else {
        return false;
    };
    // A stop from here after it: then it was started in between.
    !state.book.sent.iter().any(|sent| {
        sent.org == org && sent.of == of && sent.op == Op::Power && sent.acted.is_some_and(|acted| acted > *off)
    })
}
