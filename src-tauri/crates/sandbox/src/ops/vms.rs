//! Virtual machines.

use serde_json::{Value, json};
use voltdeck_rules::{Act, VmState, vm};

use super::deploy::{check_name, key_choice, ssh_keys};
use super::{Ask, cloud_init};
use crate::records::Access;
use crate::reply::{Problem, Reply};
use crate::world::World;
use crate::world::vms::VmOrder;

const ID: &str = "virtual_machine_id";
const WHAT: &str = "Virtual machine";

pub fn list(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let page = ask.page(10, Some(100))?;
    Ok(page.cut(&world.listed_vms(ask.now), |vm| vm.to_json()))
}

pub fn get(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    let found = world.vms.iter().find(|vm| vm.common.id == id && vm.is_listed(ask.now));
    found.map(|vm| Reply::ok(vm.to_json())).ok_or_else(|| Problem::not_found(WHAT))
}

pub fn deploy(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let mut body = ask.body()?;
    let preset = body.uuid("config_id");
    let name = body.text("name");
    check_name(&mut body, name.as_deref());
    let password = body.optional_text("password");
    if password.as_ref().is_some_and(|password| password.chars().count() < 8) {
        body.fail("password", "string_too_short", "String should have at least 8 characters");
    }
    let choice = key_choice(&mut body);
    let mut keys = ssh_keys(&mut body);
    let tags = body.texts("tags").unwrap_or_default();
    let cloud_init = cloud_init::check_field(&mut body, "cloud_init");
    body.finish()?;
    keys.extend(world.chosen_keys(&choice)?);
    let access = Access { password: password.is_some(), cloud_init, ssh_keys: keys.len() };
    let name = name.unwrap_or_default();
    let order = VmOrder { preset: preset.unwrap_or_default(), name: name.trim().to_owned(), tags, access, keys };
    let id = world.deploy_vm(order, ask.now)?;
    Ok(Reply::created(json!({"vm_id": id})))
}

pub fn update(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    let mut body = ask.body()?;
    let name = body.optional_text("name");
    check_name(&mut body, name.as_deref());
    let tags = body.optional_texts("tags");
    body.finish()?;
    let machine = world.vm_mut(id).ok_or_else(|| Problem::not_found(WHAT))?;
    crate::world::power::permit(vm(Act::Modify, VmState::parse(&machine.status)))?;
    machine.common.modify(name, tags, ask.now);
    Ok(Reply::ok(json!({"name": machine.common.name, "tags": machine.common.tags})))
}

pub fn terminate(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    if world.terminate_vm(id, ask.now) { Ok(Reply::accepted()) } else { Err(Problem::not_found(WHAT)) }
}

pub fn power(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    let mut body = ask.body()?;
    let status = body.one_of("status", &["started", "stopped", "stopped_disassociated"]);
    body.finish()?;
    let status = status.unwrap_or_default();
    world.set_vm_power(id, &status, ask.now)?;
    Ok(Reply::ok(json!({"status": Value::String(status)})))
}
