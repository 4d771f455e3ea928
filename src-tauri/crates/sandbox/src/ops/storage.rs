//! Storage volumes.

use serde_json::json;

use super::Ask;
use super::deploy::check_name;
use crate::billing::print;
use crate::reply::{Problem, Reply};
use crate::validate::Body;
use crate::world::World;
use crate::world::volumes::{PRINTED_RATE, no_volume};

pub fn hourly_rate() -> Reply {
    Reply::ok(json!({"hourly_rate_per_gb": print(PRINTED_RATE)}))
}

pub fn list(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let page = ask.page(20, Some(100))?;
    Ok(page.cut(&world.listed_volumes(), |volume| volume.to_json()))
}

pub fn get(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("storage_id")?;
    let volume = world.volume(id).ok_or_else(no_volume)?;
    let mut found = volume.to_json();
    found["used_capacity_bytes"] = json!(volume.used_bytes(ask.now));
    Ok(Reply::ok(found))
}

pub fn create(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let mut body = ask.body()?;
    let size = body.integer("size_in_gb");
    let size = check_size(&mut body, size);
    let name = body.text("name");
    check_name(&mut body, name.as_deref());
    let order_ids = body.uuids("order_ids").unwrap_or_default();
    body.finish()?;
    let name = name.unwrap_or_default();
    let id = world.create_volume(name.trim(), size.unwrap_or_default(), order_ids, ask.now)?;
    Ok(Reply::created(world.volume(id).ok_or_else(no_volume)?.to_json()))
}

pub fn update(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("storage_id")?;
    let mut body = ask.body()?;
    let size = body.optional_integer("size_in_gb");
    let size = check_size(&mut body, size);
    let name = body.optional_text("name");
    check_name(&mut body, name.as_deref());
    let order_ids = body.optional_uuids("order_ids");
    body.finish()?;
    world.update_volume(id, name, size, order_ids, ask.now)?;
    Ok(Reply::ok(world.volume(id).ok_or_else(no_volume)?.to_json()))
}

pub fn terminate(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("storage_id")?;
    world.terminate_volume(id, ask.now)?;
    Ok(Reply::no_content())
}

fn check_size(body: &mut Body, size: Option<i64>) -> Option<u32> {
    let size = size?;
    let fits = u32::try_from(size).ok().filter(|size| (1..=1_000_000).contains(size));
    if fits.is_none() && size < 1 {
        body.fail("size_in_gb", "greater_than_equal", "Input should be greater than or equal to 1");
    } else if fits.is_none() {
        body.fail("size_in_gb", "less_than_equal", "Input should be less than or equal to 1000000");
    }
    fits
}
