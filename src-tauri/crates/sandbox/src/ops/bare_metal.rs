//! Bare metal.

use serde_json::json;
use voltdeck_rules::{Act, bare_metal};

use super::deploy::{check_name, key_choice, ssh_keys};
use super::{Ask, cloud_init};
use crate::records::Access;
use crate::reply::{Problem, Reply};
use crate::world::World;
use crate::world::metal::{Network, RentalOrder};

const ID: &str = "baremetal_rental_id";
const WHAT: &str = "Bare metal rental";

pub fn locations(world: &World, ask: &Ask<'_>) -> Reply {
    // No limit and no offset: whatever is asked, all come at once.
    let results: Vec<_> = world.catalog.metal.iter().map(|place| place.to_json(ask.now)).collect();
    let total = results.len();
    Reply::ok(json!({
        "results": results,
        "total_result_count": total,
        "has_previous": false,
        "has_next": false,
    }))
}

pub fn list(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let page = ask.page(20, Some(100))?;
    Ok(page.cut(&world.listed_rentals(), |rental| rental.to_json(ask.now)))
}

pub fn deploy(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let mut body = ask.body()?;
    let location = body.uuid("location_id");
    let gpus = body.integer("gpu_count").and_then(|count| {
        let count = u32::try_from(count).ok().filter(|count| *count > 0);
        if count.is_none() {
            body.fail("gpu_count", "greater_than_equal", "Input should be greater than or equal to 1");
        }
        count
    });
    let name = body.text("name");
    check_name(&mut body, name.as_deref());
    let network = match body.one_of("network_type", &["infiniband", "ethernet"]).as_deref() {
        Some("ethernet") => Network::Ethernet,
        _ => Network::Infiniband,
    };
    let sub_order = body.optional_integer("sub_order");
    let storage_id = body.optional_uuid("storage_id");
    let choice = key_choice(&mut body);
    let mut keys = ssh_keys(&mut body);
    let tags = body.texts("tags").unwrap_or_default();
    let cloud_init = cloud_init::check_field(&mut body, "cloudinit_script");
    body.finish()?;
    keys.extend(world.chosen_keys(&choice)?);
    let order = RentalOrder {
        location: location.unwrap_or_default(),
        gpus: gpus.unwrap_or_default(),
        name: name.unwrap_or_default().trim().to_owned(),
        network,
        sub_order,
        storage_id,
        tags,
        access: Access { password: false, cloud_init, ssh_keys: keys.len() },
        keys,
    };
    let (id, warning) = world.deploy_rental(order, ask.now)?;
    Ok(Reply::created(json!({"rental_id": id, "warning": warning})))
}

pub fn power(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    let mut body = ask.body()?;
    let status = body.one_of("status", &["started", "stopped"]);
    body.finish()?;
    let status = status.unwrap_or_default();
    world.set_rental_power(id, &status, ask.now)?;
    Ok(Reply::ok(json!({"status": status})))
}

pub fn terminate(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    if world.terminate_rental(id, ask.now) { Ok(Reply::accepted()) } else { Err(Problem::not_found(WHAT)) }
}

pub fn update(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    let mut body = ask.body()?;
    let name = body.optional_text("name");
    check_name(&mut body, name.as_deref());
    let tags = body.optional_texts("tags");
    body.finish()?;
    let rental = world.rental_mut(id).ok_or_else(|| Problem::not_found(WHAT))?;
    crate::world::power::permit(bare_metal(Act::Modify, rental.state(ask.now)))?;
    rental.common.modify(name, tags, ask.now);
    Ok(Reply::ok(json!({"name": rental.common.name, "tags": rental.common.tags})))
}

pub fn reboot(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id(ID)?;
    let mut body = ask.body()?;
    let addresses = body.required_texts("public_ips").unwrap_or_default();
    body.finish()?;
    world.reboot(id, &addresses, ask.now)?;
    Ok(Reply::created(serde_json::Value::Null))
}
