//! The 31 operations: reads a request, does it to the world, answers.

mod bare_metal;
mod billing;
mod cloud_init;
mod deploy;
mod places;
mod presets;
pub mod public_key;
mod ssh_keys;
mod storage;
mod vms;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Operation;
use crate::reply::{Problem, Reply};
use crate::validate::{Body, Query, path_integer, path_uuid};
use crate::world::World;

/// A request to an operation.
pub struct Ask<'a> {
    pub now: DateTime<Utc>,
    pub path: &'a [(&'static str, String)],
    pub query: &'a [(String, String)],
    pub body: &'a [u8],
}

impl Ask<'_> {
    fn id(&self, name: &str) -> Result<Uuid, Problem> {
        path_uuid(self.path, name)
    }

    fn number(&self, name: &str) -> Result<i64, Problem> {
        path_integer(self.path, name)
    }

    fn query(&self) -> Query<'_> {
        Query::new(self.query)
    }

    fn body(&self) -> Result<Body, Problem> {
        Body::read(self.body)
    }

    /// `limit` and `offset`.
    fn page(&self, default: usize, most: Option<usize>) -> Result<Page, Problem> {
        let mut query = self.query();
        let limit = query.integer("limit", default, 1, most);
        let offset = query.integer("offset", 0, 0, None);
        query.errors.finish()?;
        Ok(Page { limit, offset })
    }
}

/// A part of a list.
struct Page {
    limit: usize,
    offset: usize,
}

impl Page {
    /// The page of a list. Only what is on it is printed: the list may be long.
    fn cut<T>(&self, items: &[T], print: impl Fn(&T) -> Value) -> Reply {
        let results: Vec<Value> = items.iter().skip(self.offset).take(self.limit).map(print).collect();
        self.of(&results, items.len())
    }

    fn of(&self, results: &[Value], total: usize) -> Reply {
        Reply::ok(json!({
            "results": results,
            "total_result_count": total,
            "has_previous": self.offset > 0 && total > 0,
            "has_next": self.offset.saturating_add(self.limit) < total,
        }))
    }
}

/// Does it.
pub fn run(operation: Operation, world: &mut World, ask: &Ask<'_>) -> Reply {
    let answered = match operation {
        Operation::ListLocations => places::list(world, ask),
        Operation::GetLocation => places::get(world, ask),
        Operation::GetHostnode => places::hostnode(world, ask),
        Operation::DeployVm => vms::deploy(world, ask),
        Operation::ListVms => vms::list(world, ask),
        Operation::GetVm => vms::get(world, ask),
        Operation::UpdateVm => vms::update(world, ask),
        Operation::TerminateVm => vms::terminate(world, ask),
        Operation::SetVmPower => vms::power(world, ask),
        Operation::ListPresets => presets::list(world, ask),
        Operation::GetPreset => presets::get(world, ask),
        Operation::ListBareMetalLocations => Ok(bare_metal::locations(world, ask)),
        Operation::DeployBareMetal => bare_metal::deploy(world, ask),
        Operation::ListBareMetal => bare_metal::list(world, ask),
        Operation::SetBareMetalPower => bare_metal::power(world, ask),
        Operation::TerminateBareMetal => bare_metal::terminate(world, ask),
        Operation::UpdateBareMetal => bare_metal::update(world, ask),
        Operation::RebootBareMetal => bare_metal::reboot(world, ask),
        Operation::HourlyRate => Ok(billing::hourly_rate(world)),
        Operation::ListTransactions => billing::transactions(world, ask),
        Operation::MonthlyReport => billing::report(world, ask),
        Operation::ListSshKeys => ssh_keys::list(world, ask),
        Operation::AddSshKey => ssh_keys::add(world, ask),
        Operation::RemoveSshKey => ssh_keys::remove(world, ask),
        Operation::ValidateCloudInit => cloud_init::validate(ask),
        Operation::StorageHourlyRate => Ok(storage::hourly_rate()),
        Operation::CreateVolume => storage::create(world, ask),
        Operation::ListVolumes => storage::list(world, ask),
        Operation::TerminateVolume => storage::terminate(world, ask),
        Operation::UpdateVolume => storage::update(world, ask),
        Operation::GetVolume => storage::get(world, ask),
    };
    answered.unwrap_or_else(Reply::from)
}
