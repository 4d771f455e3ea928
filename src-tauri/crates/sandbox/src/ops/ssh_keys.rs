//! The organization's SSH keys.

use super::Ask;
use super::public_key::is_public_key;
use crate::reply::{Problem, Reply};
use crate::world::World;

pub fn list(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let page = ask.page(150, Some(150))?;
    Ok(page.cut(&world.keys, crate::world::keys::SshKey::to_json))
}

pub fn add(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let mut body = ask.body()?;
    let (name, content) = (body.text("name"), body.text("content"));
    if let Some(name) = &name {
        let length = name.chars().count();
        if length < 3 {
            body.fail("name", "string_too_short", "String should have at least 3 characters");
        } else if length > 64 {
            body.fail("name", "string_too_long", "String should have at most 64 characters");
        } else if !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == ' ') {
            body.fail("name", "string_pattern_mismatch", "String should match pattern '^[a-zA-Z0-9\\- ]+$'");
        }
    }
    if content.as_deref().is_some_and(|content| !is_public_key(content)) {
        body.fail("content", "value_error", "Value error, this is not an SSH public key");
    }
    body.finish()?;
    let key = world.add_key(&name.unwrap_or_default(), content.unwrap_or_default().trim())?;
    Ok(Reply::created(key.to_json()))
}

pub fn remove(world: &mut World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let id = ask.id("ssh_key_id")?;
    let before = world.keys.len();
    world.keys.retain(|key| key.id != id);
    if world.keys.len() == before {
        return Err(Problem::not_found("SSH key"));
    }
    Ok(Reply::no_content())
}
