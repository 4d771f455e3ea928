//! The handle: what tests and the desktop do with a sandbox.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use tokio::time::Instant;
use uuid::Uuid;

use crate::billing::Micros;
use crate::clock::Clock;
use crate::faults::Faults;
pub(crate) use crate::lock::lock;
use crate::log::Log;
use crate::ssh::Farm;
use crate::world::{World, persist, unasked::DEFAULT_SYSTEM};
use crate::{Config, Fault, LedgerLine, Records, RequestLine, Running, seed, serve, server};

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The state file could not be read or written.
    #[error("the sandbox's state file {path} cannot be used: {source}")]
    StateFile {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A sandbox. Clones are the same one.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) inner: Arc<Inner>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

pub(crate) struct Inner {
    pub config: Config,
    pub stage: Mutex<Stage>,
    pub log: Mutex<Log>,
    pub faults: Mutex<Faults>,
    /// When the requests of the last minute came.
    pub recent: Mutex<VecDeque<Instant>>,
    pub farm: Farm,
}

/// The world and the time in it.
pub(crate) struct Stage {
    pub world: World,
    pub clock: Clock,
}

impl Sandbox {
    /// Builds the world from the seed, or takes it from the state file.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let kept = match &config.state_file {
            Some(path) => persist::load_or_set_aside(path)
                .map_err(|source| StartError::StateFile { path: path.clone(), source })?,
            None => None,
        };
        let (world, now) = kept.unwrap_or_else(|| (seed::world(&config), config.now));
        let stage = Stage { world, clock: Clock::new(now, config.speed) };
        let inner = Arc::new_cyclic(|inner| Inner {
            stage: Mutex::new(stage),
            log: Mutex::default(),
            faults: Mutex::default(),
            recent: Mutex::default(),
            farm: Farm::new(inner.clone(), &config),
            config,
        });
        inner.save(&lock(&inner.stage));
        Ok(Self { inner })
    }

    /// All of it as an axum router, for requests in the same process. Where an answer is lost or cut on request, its
    /// body ends in an error.
    pub fn router(&self) -> axum::Router {
        server::router(self.inner.clone())
    }

    /// Listens on 127.0.0.1; port 0 takes a free one. Ends when the answer is dropped.
    pub async fn serve(&self, port: u16) -> io::Result<Running> {
        serve::serve(self.inner.clone(), port).await
    }

    /// Sandbox time.
    pub fn now(&self) -> DateTime<Utc> {
        lock(&self.inner.stage).clock.now()
    }

    /// Turns the clock.
    pub fn advance(&self, by: Duration) {
        self.change(|stage, _| stage.clock.advance(by));
    }

    /// How many sandbox seconds pass in a real one from here on; 0 stands still.
    pub fn set_speed(&self, speed: u32) {
        self.change(|stage, _| stage.clock.set_speed(speed));
    }

    /// The requests so far, oldest first.
    pub fn log(&self) -> Vec<RequestLine> {
        lock(&self.inner.log).lines()
    }

    /// Forgets the requests so far.
    pub fn clear_log(&self) {
        lock(&self.inner.log).clear();
    }

    /// Adds a fault behind those that wait.
    pub fn add_fault(&self, fault: Fault) {
        lock(&self.inner.faults).add(fault);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        lock(&self.inner.faults).clear();
    }

    /// What exists, what was asked, what was charged.
    pub fn records(&self) -> Records {
        let stage = lock(&self.inner.stage);
        stage.world.records(stage.clock.now())
    }

    /// Every line of the ledger, oldest first.
    pub fn ledger(&self) -> Vec<LedgerLine> {
        let stage = lock(&self.inner.stage);
        stage.world.ledger_lines(stage.clock.now())
    }

    /// What was charged for resources in a span, as a positive amount: deposits, credits and money back left out. It is
    /// the ledger's own sum, and no request is answered from it.
    pub fn charged(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Decimal {
        lock(&self.inner.stage).world.charged(from, until)
    }

    /// The id of the preset with so many GPUs.
    pub fn preset_id(&self, gpus: u32) -> Option<Uuid> {
        lock(&self.inner.stage).world.catalog.preset_of(gpus).map(|preset| preset.id)
    }

    /// Leaves none of the preset with so many GPUs; whether there is such a preset.
    pub fn sell_out(&self, gpus: u32) -> bool {
        self.restock(gpus, 0)
    }

    /// Puts so many on the shelf of a preset; from then on only deploys and terminations move it.
    pub fn restock(&self, gpus: u32, available: u32) -> bool {
        self.change(|stage, _| stage.world.catalog.preset_of(gpus).map(|preset| preset.shelf.set(available)).is_some())
    }

    /// Leaves so many GPUs free on a network of a bare-metal location; whether there is such a one.
    pub fn restock_metal(&self, location: Uuid, network: &str, available: u32) -> bool {
        self.change(|stage, _| {
            stage.world.catalog.metal_shelf(location, network).map(|shelf| shelf.set(available)).is_some()
        })
    }

    /// Moves the prices per hour of a preset, for deploys from here on. False where there is no such preset, or a
    /// price has no exact value in millionths of a dollar.
    pub fn set_price(&self, gpus: u32, compute: Decimal, storage: Decimal) -> bool {
        let (Some(compute), Some(storage)) = (micros(compute), micros(storage)) else {
            return false;
        };
        self.change(|stage, _| {
            let preset = stage.world.catalog.preset_of(gpus);
            preset.map(|preset| (preset.prices.compute, preset.prices.storage) = (compute, storage)).is_some()
        })
    }

    /// What new machines of the preset with so many GPUs have, e.g. `Windows 10`. False where there is no such preset.
    pub fn set_operating_system(&self, gpus: u32, system: &str) -> bool {
        self.change(|stage, _| stage.world.set_operating_system(gpus, system))
    }

    /// Adds a listed virtual machine that no client asked for.
    pub fn add_vm(&self, name: &str, gpus: u32) -> Uuid {
        self.add_vm_with(name, gpus, DEFAULT_SYSTEM)
    }

    /// The same with an operating system, e.g. `Windows 10`.
    pub fn add_vm_with(&self, name: &str, gpus: u32, system: &str) -> Uuid {
        self.change(|stage, now| stage.world.add_vm(name, gpus, system, now))
    }

    /// Adds many listed virtual machines of every kind; the same ones in every sandbox of this seed.
    pub fn add_vms(&self, count: usize) -> Vec<Uuid> {
        self.change(|stage, now| stage.world.add_vms(count, now))
    }

    /// Adds as many places, rentals, volumes and keys as a page of each holds at most: every list has a second one.
    pub fn add_a_page_to_each_list(&self) {
        self.change(|stage, now| {
            stage.world.add_places(15);
            stage.world.add_rentals(100, now);
            stage.world.add_volumes(100, now);
            stage.world.add_keys(150);
        });
    }

    /// Says that the SSH of a virtual machine is there, where somebody else listens: the sandbox does not.
    pub fn point_vm(&self, id: Uuid, ssh: SocketAddrV4) -> bool {
        self.change(|stage, _| stage.world.point_vm(id, ssh))
    }

    /// Says that a node of a rental, counted from 1, has this address, where somebody else listens: the sandbox does
    /// not. Its port is 22, since the API tells none.
    pub fn point_node(&self, id: Uuid, node: u32, address: Ipv4Addr) -> bool {
        self.change(|stage, _| stage.world.point_node(id, node, address))
    }

    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut Stage, DateTime<Utc>) -> T) -> T {
        self.inner.change(act)
    }
}

impl Inner {
    /// Changes the world, then keeps it.
    pub fn change<T>(&self, act: impl FnOnce(&mut Stage, DateTime<Utc>) -> T) -> T {
        let mut stage = lock(&self.stage);
        let now = stage.clock.now();
        let done = act(&mut stage, now);
        let after = stage.clock.now();
        self.farm.follow(&mut stage.world, after);
        self.save(&stage);
        done
    }

    /// How long it is by the real clock until a moment in the sandbox; `None` while its clock stands still.
    pub fn real_time_until(&self, moment: DateTime<Utc>) -> Option<Duration> {
        let stage = lock(&self.stage);
        let wait = (moment - stage.clock.now()).to_std().unwrap_or_default();
        wait.checked_div(stage.clock.speed())
    }

    fn save(&self, stage: &Stage) {
        if let Some(path) = &self.config.state_file
            && let Err(error) = persist::save(path, &stage.world, stage.clock.now())
        {
            tracing::warn!(%error, path = %path.display(), "the sandbox's state was not kept");
        }
    }
}

// The clock ran since the last write: where it stands now is where it goes on.
impl Drop for Inner {
    fn drop(&mut self) {
        self.save(&lock(&self.stage));
    }
}

pub(crate) fn micros(amount: Decimal) -> Option<Micros> {
    let micros = amount.checked_mul(Decimal::from(1_000_000))?;
    micros.is_integer().then(|| micros.to_i64()).flatten()
}
