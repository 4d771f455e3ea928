//! Instant-deploy presets: open to anyone.

use serde_json::Value;

use super::Ask;
use crate::reply::{Problem, Reply};
use crate::world::World;

pub fn list(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let mut query = ask.query();
    let available = query.boolean("available");
    query.errors.finish()?;
    let presets = world.catalog.presets.iter();
    let wanted =
        presets.filter(|preset| available.is_none_or(|available| available == (preset.shelf.available(ask.now) > 0)));
    Ok(Reply::ok(Value::Array(wanted.map(|preset| world.catalog.preset_json(preset, ask.now)).collect())))
}

pub fn get(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("instant_deploy_preset_id")?;
    let preset = world.catalog.preset(id).ok_or_else(|| Problem::not_found("Instant deploy preset"))?;
    Ok(Reply::ok(world.catalog.preset_json(preset, ask.now)))
}
