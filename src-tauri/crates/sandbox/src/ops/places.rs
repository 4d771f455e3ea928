//! Locations and host nodes.

use super::Ask;
use crate::reply::{Problem, Reply};
use crate::world::World;

pub fn list(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let page = ask.page(3, Some(15))?;
    Ok(page.cut(&world.catalog.places, |place| world.catalog.place_json(place, ask.now)))
}

pub fn get(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("location_id")?;
    let place = world.catalog.places.iter().find(|place| place.id == id);
    let place = place.ok_or_else(|| Problem::not_found("Location"))?;
    Ok(Reply::ok(world.catalog.place_json(place, ask.now)))
}

pub fn hostnode(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("hostnode_id")?;
    let place = world.catalog.hostnode(id).ok_or_else(|| Problem::not_found("HostNode"))?;
    Ok(Reply::ok(world.catalog.hostnode_json(id, place, ask.now)))
}
