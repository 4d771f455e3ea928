//! The 31 operations: reads a request, does it to the world, answers.

mod ask;
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

pub use ask::Ask;

use crate::Operation;
use crate::reply::Reply;
use crate::world::World;

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
