//! What was: machines that are gone, their charges, money back, and the deposits that paid for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, TimeDelta, Utc};

use crate::billing::{Entry, Micros, Of, What};
use crate::chance::Chance;
use crate::records::Access;
use crate::world::catalog::Prices;
use crate::world::metal::{Network, Rental};
use crate::world::vms::Vm;
use crate::world::volumes::{Volume, active};
use crate::world::{Common, World};

const MONTHS: u32 = 14;
const DOLLAR: Micros = 1_000_000;
/// Deposits are round.
const STEP: Micros = 500 * DOLLAR;

fn beginning(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(MONTHS)).unwrap_or(now)
}

/// Machines that are gone but had names, one of them with money back, and a credit.
pub fn gone(world: &mut World, now: DateTime<Utc>) -> Vec<Entry> {
    let chance = &mut world.chance;
    let mut entries = Vec::new();
    for (name, gpus, days_ago, hours) in [("finetune-mistral", 8, 96, 31), ("demo-day", 2, 41, 9)] {
        let (created, terminated) = span(now, days_ago, hours);
        let prices = Prices { compute: 1_890_000 * Micros::from(gpus), storage: 100_000 * Micros::from(gpus) };
        let vm = Vm {
            common: over(chance, name, created, terminated),
            hostnode_id: chance.uuid(),
            kind: "ondem".to_owned(),
            status: "Terminated".to_owned(),
            gpus,
            operating_system: "Ubuntu 22.04 LTS".to_owned(),
            prices,
            listed: created,
            ssh_port: 0,
            ssh_elsewhere: None,
        };
        let id = vm.common.id;
        for (of, rate) in [(Of::Vm, prices.compute), (Of::BlockStorage, prices.storage)] {
            let (entry, segment) = (chance.uuid(), chance.uuid());
            entries.push(Entry::charge(entry, of, id, segment, created, Some(terminated), rate));
            if gpus == 8 && of == Of::Vm {
                let back = What::Payout { of, resource: id, segment, span: (created, terminated) };
                entries.push(Entry::booked(chance.uuid(), back, terminated + TimeDelta::hours(20), 45_360_000));
            }
        }
        world.vms.push(vm);
    }
    entries.push(gone_rental(world, now));
    entries.push(gone_volume(world, now));
    let chance = &mut world.chance;
    let note = "Welcome credit".to_owned();
    entries.push(Entry::booked(chance.uuid(), What::Other { note }, beginning(now), 100 * DOLLAR));
    entries
}

fn gone_rental(world: &mut World, now: DateTime<Utc>) -> Entry {
    let (created, terminated) = span(now, 152, 67);
    let rental = Rental {
        common: over(&mut world.chance, "ablation-rack", created, terminated),
        location: world.catalog.metal.first().map(|place| place.id).unwrap_or_default(),
        nodes: 2,
        network: Network::Infiniband,
        rate: 39_840_000,
        sub_order: "10001".to_owned(),
        storage_id: None,
        cluster_id: world.chance.uuid(),
        subnet: 200,
        power_on: true,
        elsewhere: BTreeMap::new(),
        held: BTreeSet::new(),
        ready: created,
    };
    let (entry, segment, id) = (world.chance.uuid(), world.chance.uuid(), rental.common.id);
    let rate = rental.rate;
    world.rentals.push(rental);
    Entry::charge(entry, Of::BareMetal, id, segment, created, Some(terminated), rate)
}

fn gone_volume(world: &mut World, now: DateTime<Utc>) -> Entry {
    let (created, terminated) = span(now, 330, 2_000);
    let volume = Volume {
        common: over(&mut world.chance, "scratch", created, terminated),
        size_in_gb: 500,
        order_ids: Vec::new(),
        tenant_id: 999,
        fills_by: 0,
        status: active(),
    };
    let (entry, id, rate) = (world.chance.uuid(), volume.common.id, volume.rate());
    world.volumes.push(volume);
    Entry::charge(entry, Of::Volume, id, id, created, Some(terminated), rate)
}

fn span(now: DateTime<Utc>, days_ago: i64, hours: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    let created = now - TimeDelta::days(days_ago) - TimeDelta::milliseconds(1_234_567);
    (created, created + TimeDelta::hours(hours) + TimeDelta::milliseconds(765_432))
}

fn over(chance: &mut Chance, name: &str, created: DateTime<Utc>, terminated: DateTime<Utc>) -> Common {
    let mut common = Common::new(chance.uuid(), name, &[], created, Access::default());
    common.asked("terminate", terminated);
    common.terminated = Some(terminated);
    common
}

/// Fills the log up to `wanted` with machines that came and went, `known` entries and the deposits counted in.
pub fn past(chance: &mut Chance, known: usize, wanted: usize, now: DateTime<Utc>) -> Vec<Entry> {
    let deposits = usize::try_from(MONTHS).unwrap_or(0);
    let missing = wanted.saturating_sub(known + deposits);
    let machines = missing / 2;
    let first = beginning(now);
    let room = u32::try_from((now - first).num_seconds() - 4 * 86_400).unwrap_or(0);
    // The longer the log, the shorter its machines, so that the organization stays of one size.
    let longest = u32::try_from(4320 * 75 / machines.max(1)).unwrap_or(0).clamp(40, 4320);
    let mut entries = Vec::with_capacity(missing);
    for _ in 0..machines {
        let created = first + chance.seconds(60, room) + TimeDelta::milliseconds(i64::from(chance.between(0, 999)));
        let ended = created + chance.seconds(20 * 60, longest * 60);
        let gpus = Micros::from(chance.pick(&[1_u32, 1, 1, 2, 2, 4, 8]).copied().unwrap_or(1));
        let id = chance.uuid();
        for (of, rate) in [(Of::Vm, 1_890_000 * gpus), (Of::BlockStorage, 100_000 * gpus)] {
            let (entry, segment) = (chance.uuid(), chance.uuid());
            entries.push(Entry::charge(entry, of, id, segment, created, Some(ended), rate));
        }
    }
    if missing % 2 == 1 {
        let note = "Goodwill credit".to_owned();
        let at = first + chance.seconds(60, room);
        entries.push(Entry::booked(chance.uuid(), What::Other { note }, at, 25 * DOLLAR));
    }
    entries
}

/// A deposit a month that pays for the month ahead; the last leaves something over.
pub fn deposits(chance: &mut Chance, entries: &[Entry], now: DateTime<Utc>) -> Vec<Entry> {
    let first = beginning(now);
    let month = |number: u32| first.checked_add_months(Months::new(number)).map_or(now, |at| at.min(now));
    let spent = |at: DateTime<Utc>| -> Micros {
        entries.iter().filter(|entry| entry.fixed == 0).map(|entry| -entry.amount(at)).sum()
    };
    let mut before = spent(first);
    let mut made = Vec::new();
    for number in 0..MONTHS {
        let last = number + 1 == MONTHS;
        let after = spent(if last { now } else { month(number + 1) });
        let over = if last { 9_000 * DOLLAR } else { 0 };
        let amount = ((after - before + over) / STEP + 1) * STEP;
        made.push(Entry::booked(chance.uuid(), What::StripeDeposit, month(number), amount));
        before = after;
    }
    made
}
