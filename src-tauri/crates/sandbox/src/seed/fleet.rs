//! What runs at the start.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::billing::{Entry, Micros, Of};
use crate::chance::Chance;
use crate::records::Access;
use crate::world::catalog::{EXAMPLE_ID, GPUS_PER_NODE, Prices};
use crate::world::inside::{GpuUse, Inside};
use crate::world::keys::SshKey;
use crate::world::metal::{Network, Rental};
use crate::world::vms::{FIRST_PORT, Vm};
use crate::world::volumes::{Volume, active};
use crate::world::{Common, World};

/// Name, GPUs, kind, state, age in hours, tags.
type Known = (&'static str, u32, &'static str, &'static str, i64, &'static [&'static str]);

/// The machines that a person meets: one of each kind of state.
const KNOWN: [Known; 6] = [
    ("train-llama-8b", 8, "ondem", "Running", 51, &["team:research", "project:llama"]),
    ("serve-chat", 2, "ondem", "Running", 430, &["team:product", "prod"]),
    ("notebook-ana", 1, "ondem", "Stopped", 77, &["owner:ana"]),
    ("dataset-prep", 1, "ondem", "StoppedDisassociated", 190, &["team:research"]),
    ("spot-sweep", 4, "spot", "Outbid", 26, &["team:research", "sweep"]),
    ("eval-nightly", 1, "ondem", "Running", 13, &[]),
];

/// What their GPUs do.
const KNOWN_USE: [GpuUse; 6] = [GpuUse::Busy, GpuUse::Partly, GpuUse::Idle, GpuUse::Idle, GpuUse::Idle, GpuUse::Idle];

const TEAMS: [&str; 4] = ["team:research", "team:product", "team:infra", "team:data"];

/// Adds machines, rentals, volumes and keys, and answers what they are billed.
pub fn populate(world: &mut World, instances: usize, now: DateTime<Utc>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let hosts: Vec<Uuid> = world.catalog.places.iter().flat_map(|place| place.hostnodes.clone()).collect();
    for index in 0..instances {
        let mut vm = match KNOWN.get(index) {
            Some(known) => known_vm(&mut world.chance, *known, now),
            None => some_vm(&mut world.chance, index, now),
        };
        vm.hostnode_id = world.chance.pick(&hosts).copied().unwrap_or_default();
        vm.common.inside = match KNOWN_USE.get(index) {
            Some(&gpu_use) => Inside { gpu_use, ..Inside::default() },
            None => Inside::of(vm.common.id),
        };
        vm.ssh_port = FIRST_PORT + u16::try_from(index % 40_000).unwrap_or(0);
        bill_vm(&mut world.chance, &vm, now, &mut entries);
        world.vms.push(vm);
    }
    volumes(world, now, &mut entries);
    rentals(world, now, &mut entries);
    keys(world);
    entries
}

fn known_vm(chance: &mut Chance, known: Known, now: DateTime<Utc>) -> Vm {
    let (name, gpus, kind, status, hours, tags) = known;
    let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let created = now - TimeDelta::hours(hours) - chance.seconds(0, 3000);
    vm(chance, name, gpus, (kind, status), created, &tags)
}

fn some_vm(chance: &mut Chance, index: usize, now: DateTime<Utc>) -> Vm {
    let gpus = chance.pick(&[1, 1, 1, 2, 2, 4, 8]).copied().unwrap_or(1);
    let status = match chance.between(0, 19) {
        0 | 1 => "Stopped",
        2 => "StoppedDisassociated",
        _ => "Running",
    };
    let tags: Vec<String> = chance.pick(&TEAMS).map(|tag| (*tag).to_owned()).into_iter().collect();
    let created = now - chance.seconds(3_600, 30 * 86_400);
    vm(chance, &format!("worker-{index:04}"), gpus, ("ondem", status), created, &tags)
}

fn vm(
    chance: &mut Chance,
    name: &str,
    gpus: u32,
    (kind, status): (&str, &str),
    created: DateTime<Utc>,
    tags: &[String],
) -> Vm {
    let systems = ["Ubuntu 22.04 LTS", "Ubuntu 24.04 LTS", "TensorML 24 Everything", "TensorML 24 PyTorch"];
    // Spot is cheaper: that is why it can be outbid.
    let per_gpu = if kind == "spot" { 1_290_000 } else { 1_890_000 };
    Vm {
        common: Common::new(chance.uuid(), name, tags, created, Access { ssh_keys: 1, ..Access::default() }),
        hostnode_id: Uuid::nil(),
        kind: kind.to_owned(),
        status: status.to_owned(),
        gpus,
        operating_system: chance.pick(&systems).map(|system| (*system).to_owned()).unwrap_or_default(),
        prices: Prices { compute: per_gpu * Micros::from(gpus), storage: 100_000 * Micros::from(gpus) },
        listed: created,
        ssh_port: 0,
        ssh_elsewhere: None,
    }
}

fn bill_vm(chance: &mut Chance, vm: &Vm, now: DateTime<Utc>, entries: &mut Vec<Entry>) {
    let (id, created) = (vm.common.id, vm.common.created);
    let released = (!vm.holds_gpus()).then(|| created + (now - created) / 2);
    let mut add = |of, ended, rate| {
        entries.push(Entry::charge(chance.uuid(), of, id, chance.uuid(), created, ended, rate));
    };
    add(Of::Vm, released, vm.prices.compute);
    add(Of::BlockStorage, None, vm.prices.storage);
}

fn volumes(world: &mut World, now: DateTime<Utc>, entries: &mut Vec<Entry>) {
    for (id, name, size_in_gb, days) in [(Some(EXAMPLE_ID), "datasets", 100, 203), (None, "checkpoints", 2_000, 64)] {
        let id = id.unwrap_or_else(|| world.chance.uuid());
        let created = now - TimeDelta::days(days) - world.chance.seconds(0, 80_000);
        let volume = Volume {
            common: Common::new(id, name, &[], created, Access::default()),
            size_in_gb,
            order_ids: Vec::new(),
            tenant_id: 1000 + world.chance.between(0, 8999),
            fills_by: u64::from(world.chance.between(20, 900)) * 1_000_000,
            status: active(),
        };
        entries.push(Entry::charge(world.chance.uuid(), Of::Volume, id, id, created, None, volume.rate()));
        world.volumes.push(volume);
    }
}

fn rentals(world: &mut World, now: DateTime<Utc>, entries: &mut Vec<Entry>) {
    let place = world.catalog.metal.first().map(|place| (place.id, place.infiniband_price, place.ethernet_price));
    let Some((location, infiniband, ethernet)) = place else {
        return;
    };
    let volume = world.volumes.last().map(|volume| volume.common.id);
    let known = [
        ("pretrain-rack", Network::Infiniband, infiniband, 9 * 24 + 3, volume, "10001", GpuUse::Busy),
        ("ci-metal", Network::Ethernet, ethernet, 21, None, "10002", GpuUse::Idle),
    ];
    for ((name, network, price, hours, storage_id, sub_order, gpu_use), subnet) in known.into_iter().zip(1..) {
        let id = world.chance.uuid();
        let created = now - TimeDelta::hours(hours) - world.chance.seconds(0, 3000);
        let tags = ["team:research".to_owned()];
        let mut common = Common::new(id, name, &tags, created, Access { ssh_keys: 1, ..Access::default() });
        common.inside.gpu_use = gpu_use;
        let rental = Rental {
            common,
            location,
            nodes: 1,
            network,
            rate: price * Micros::from(GPUS_PER_NODE),
            sub_order: sub_order.to_owned(),
            storage_id,
            cluster_id: world.chance.uuid(),
            subnet,
            power_on: true,
            elsewhere: BTreeMap::new(),
            held: BTreeSet::new(),
            ready: created + TimeDelta::seconds(150),
        };
        let (entry, segment) = (world.chance.uuid(), world.chance.uuid());
        entries.push(Entry::charge(entry, Of::BareMetal, id, segment, created, None, rental.rate));
        if let Some(volume) = storage_id.and_then(|storage| world.volume_mut(storage)) {
            volume.order_ids.push(id);
        }
        world.rentals.push(rental);
    }
}

fn keys(world: &mut World) {
    for (id, name) in [(Some(EXAMPLE_ID), "ana laptop"), (None, "ci-runner")] {
        let id = id.unwrap_or_else(|| world.chance.uuid());
        let content = public_key(&mut world.chance, name);
        world.keys.push(SshKey { id, name: name.to_owned(), content });
    }
}

/// An Ed25519 key of the right form: the fixed beginning of one, then 32 bytes.
pub fn public_key(chance: &mut Chance, name: &str) -> String {
    const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // The first digit's upper two bits still belong to the key's length, 32, and are zero.
    let mut key = String::from(char::from(chance.pick(&BASE64[..16]).copied().unwrap_or(b'A')));
    for _ in 0..42 {
        key.push(char::from(chance.pick(BASE64).copied().unwrap_or(b'A')));
    }
    format!("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{key} {}", name.replace(' ', "-"))
}
