//! The control API, for tests in another process. The crate's front page has its table.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use http::{Method, StatusCode};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::billing::Micros;
use crate::reply::{Problem, Reply, instant};
use crate::sandbox::{Inner, Stage, lock, micros};
use crate::server::Arrived;
use crate::world::unasked::DEFAULT_SYSTEM;
use crate::world::volumes::no_volume;
use crate::{Fault, GpuUse};

pub const PREFIX: &str = "/_sandbox/";

#[derive(Deserialize)]
struct Clock {
    advance_seconds: Option<u64>,
    speed: Option<u32>,
}

#[derive(Deserialize)]
struct Stock {
    gpus: u32,
    available: u32,
}

#[derive(Deserialize)]
struct Price {
    gpus: u32,
    compute: Decimal,
    storage: Option<Decimal>,
}

#[derive(Deserialize)]
struct System {
    gpus: u32,
    operating_system: String,
}

#[derive(Deserialize)]
struct NewVm {
    name: String,
    gpus: u32,
    operating_system: Option<String>,
}

#[derive(Deserialize)]
struct Many {
    count: usize,
}

#[derive(Deserialize)]
struct ChangedVm {
    name: Option<String>,
    status: Option<String>,
    price: Option<VmPrice>,
    ssh: Option<Ssh>,
    gpu_use: Option<GpuUse>,
    jupyter: Option<bool>,
}

#[derive(Deserialize)]
struct VmPrice {
    compute: Decimal,
    storage: Decimal,
}

#[derive(Deserialize)]
struct ChangedRental {
    node: Option<u32>,
    ssh: Option<Ssh>,
    gpu_use: Option<GpuUse>,
    jupyter: Option<bool>,
}

#[derive(Deserialize)]
struct NewVolume {
    name: String,
    size_in_gb: u32,
}

#[derive(Deserialize)]
struct ChangedVolume {
    name: Option<String>,
    status: Option<String>,
    size_in_gb: Option<u32>,
    order_ids: Option<Vec<Uuid>>,
}

/// Where somebody else's SSH server listens.
#[derive(Deserialize)]
struct Ssh {
    address: Ipv4Addr,
    port: u16,
}

pub fn answer(inner: &Inner, arrived: &Arrived) -> Reply {
    let path = arrived.path.strip_prefix(PREFIX).unwrap_or_default();
    let with_id = path.rsplit_once('/').and_then(|(path, id)| Some((path, Some(Uuid::try_parse(id).ok()?))));
    let (path, id) = with_id.unwrap_or((path, None));
    route(inner, &arrived.method, path, id, &arrived.body).unwrap_or_else(Reply::from)
}

fn route(inner: &Inner, method: &Method, path: &str, id: Option<Uuid>, body: &[u8]) -> Result<Reply, Problem> {
    let stage = || lock(&inner.stage);
    match (method.as_str(), path, id) {
        ("GET", "log", None) => show(&lock(&inner.log).lines()),
        ("DELETE", "log", None) => {
            lock(&inner.log).clear();
            Ok(Reply::no_content())
        }
        ("GET", "state", None) => {
            let stage = stage();
            show(&stage.world.records(stage.clock.now()))
        }
        ("GET", "ledger", None) => {
            let stage = stage();
            show(&stage.world.ledger_lines(stage.clock.now()))
        }
        ("POST", "faults", None) => {
            lock(&inner.faults).add(read::<Fault>(body)?);
            Ok(Reply::no_content())
        }
        ("DELETE", "faults", None) => {
            lock(&inner.faults).clear();
            Ok(Reply::no_content())
        }
        ("POST", "clock", None) => {
            let clock: Clock = read(body)?;
            Ok(inner.change(|stage, _| turn(stage, &clock)))
        }
        ("POST", "stock", None) => {
            let stock: Stock = read(body)?;
            found(inner.change(|stage, _| {
                stage.world.catalog.preset_of(stock.gpus).map(|preset| preset.shelf.set(stock.available))
            }))
        }
        ("POST", "price", None) => {
            let price: Price = read(body)?;
            let (compute, storage) = (exact(price.compute)?, price.storage.map(exact).transpose()?);
            found(inner.change(|stage, _| {
                let preset = stage.world.catalog.preset_of(price.gpus)?;
                preset.prices.compute = compute;
                preset.prices.storage = storage.unwrap_or(preset.prices.storage);
                Some(())
            }))
        }
        ("POST", "system", None) => {
            let System { gpus, operating_system } = read(body)?;
            done(inner.change(|stage, _| stage.world.set_operating_system(gpus, &operating_system)))
        }
        _ => resources(inner, method, path, id, body),
    }
}

/// What is done to single resources behind the client's back.
fn resources(inner: &Inner, method: &Method, path: &str, id: Option<Uuid>, body: &[u8]) -> Result<Reply, Problem> {
    match (method.as_str(), path, id) {
        ("POST", "vms", None) => {
            let vm: NewVm = read(body)?;
            let system = vm.operating_system.as_deref().unwrap_or(DEFAULT_SYSTEM);
            let id = inner.change(|stage, now| stage.world.add_vm(&vm.name, vm.gpus, system, now));
            Ok(Reply::created(json!({"id": id})))
        }
        ("POST", "vms/many", None) => {
            let many: Many = read(body)?;
            let ids = inner.change(|stage, now| stage.world.add_vms(many.count, now));
            Ok(Reply::created(json!({"ids": ids})))
        }
        ("PATCH", "vms", Some(id)) => {
            let changed: ChangedVm = read(body)?;
            let price = changed.price.map(|price| Ok::<_, Problem>((exact(price.compute)?, exact(price.storage)?)));
            let price = price.transpose()?;
            found(inner.change(|stage, now| {
                if let Some(name) = changed.name {
                    stage.world.vm_mut(id)?.common.name = name;
                }
                if let Some((compute, storage)) = price {
                    stage.world.force_vm_price(id, compute, storage, now).then_some(())?;
                }
                if let Some(ssh) = changed.ssh {
                    stage.world.point_vm(id, SocketAddrV4::new(ssh.address, ssh.port)).then_some(())?;
                }
                within(stage, id, changed.gpu_use, changed.jupyter)?;
                if let Some(status) = changed.status {
                    return stage.world.force_vm_status(id, &status, now).then_some(());
                }
                Some(())
            }))
        }
        ("DELETE", "vms", Some(id)) => done(inner.change(|stage, now| stage.world.terminate_vm(id, now))),
        ("PATCH", "rentals", Some(id)) => {
            let changed: ChangedRental = read(body)?;
            if changed.ssh.as_ref().is_some_and(|ssh| ssh.port != 22) {
                return Err(Problem::bad_request("the API tells no port of bare metal: it is 22"));
            }
            found(inner.change(|stage, _| {
                if let Some(ssh) = changed.ssh {
                    stage.world.point_node(id, changed.node.unwrap_or(1), ssh.address).then_some(())?;
                }
                within(stage, id, changed.gpu_use, changed.jupyter)
            }))
        }
        ("DELETE", "rentals", Some(id)) => done(inner.change(|stage, now| stage.world.terminate_rental(id, now))),
        _ => volumes(inner, method, path, id, body),
    }
}

/// What is changed inside a machine or rental.
fn within(stage: &mut Stage, id: Uuid, gpu_use: Option<GpuUse>, jupyter: Option<bool>) -> Option<()> {
    let inside = stage.world.inside_mut(id)?;
    inside.gpu_use = gpu_use.unwrap_or(inside.gpu_use);
    inside.jupyter = jupyter.or(inside.jupyter);
    Some(())
}

fn volumes(inner: &Inner, method: &Method, path: &str, id: Option<Uuid>, body: &[u8]) -> Result<Reply, Problem> {
    match (method.as_str(), path, id) {
        ("POST", "volumes", None) => {
            let NewVolume { name, size_in_gb } = read(body)?;
            let id = inner.change(|stage, now| stage.world.create_volume(&name, size_in_gb, Vec::new(), now))?;
            Ok(Reply::created(json!({"id": id})))
        }
        ("PATCH", "volumes", Some(id)) => {
            let ChangedVolume { name, status, size_in_gb, order_ids } = read(body)?;
            inner.change(|stage, now| {
                stage.world.volume(id).ok_or_else(no_volume)?;
                if name.is_some() || size_in_gb.is_some() {
                    stage.world.update_volume(id, name, size_in_gb, None, now)?;
                }
                if let (Some(status), Some(volume)) = (status, stage.world.volume_mut(id)) {
                    volume.status = status;
                }
                if let Some(order_ids) = order_ids {
                    stage.world.force_orders(id, order_ids);
                }
                Ok(Reply::no_content())
            })
        }
        ("DELETE", "volumes", Some(id)) => inner.change(|stage, now| {
            stage.world.force_orders(id, Vec::new());
            stage.world.terminate_volume(id, now).map(|()| Reply::no_content())
        }),
        _ => Err(Problem::Detail(StatusCode::NOT_FOUND, "Not Found".to_owned())),
    }
}

fn turn(stage: &mut Stage, clock: &Clock) -> Reply {
    if let Some(seconds) = clock.advance_seconds {
        stage.clock.advance(Duration::from_secs(seconds));
    }
    if let Some(speed) = clock.speed {
        stage.clock.set_speed(speed);
    }
    Reply::ok(json!({"now": instant(stage.clock.now()), "speed": stage.clock.speed()}))
}

fn exact(amount: Decimal) -> Result<Micros, Problem> {
    micros(amount).ok_or_else(|| Problem::bad_request("a price has at most six places"))
}

fn show(what: &impl Serialize) -> Result<Reply, Problem> {
    serde_json::to_value(what).map(Reply::ok).map_err(|error| Problem::bad_request(error.to_string()))
}

/// By way of `Value`: numbers inside enums do not survive the direct way with arbitrary precision on.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice::<Value>(body)
        .and_then(serde_json::from_value)
        .map_err(|error| Problem::bad_request(error.to_string()))
}

fn done(done: bool) -> Result<Reply, Problem> {
    found(done.then_some(()))
}

fn found(done: Option<()>) -> Result<Reply, Problem> {
    done.map(|()| Reply::no_content()).ok_or_else(|| Problem::Detail(StatusCode::NOT_FOUND, "Not Found".to_owned()))
}
