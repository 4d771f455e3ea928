//! What the two kinds of deploy ask for alike: names, keys, tags.

use serde_json::{Value, json};
use uuid::Uuid;

use super::public_key::is_public_key;
use crate::validate::{Body, Errors, alternatives};
use crate::world::keys::KeyChoice;

/// A name: 1 to 64 characters once trimmed, no control characters and no `/`. The page states no limit for the names
/// of machines and volumes: this one is a guess.
pub fn check_name(body: &mut Body, name: Option<&str>) {
    let Some(name) = name else { return };
    let length = name.trim().chars().count();
    if length == 0 {
        body.fail("name", "string_too_short", "String should have at least 1 character");
    } else if length > 64 {
        body.fail("name", "string_too_long", "String should have at most 64 characters");
    } else if name.chars().any(|letter| letter.is_control() || letter == '/') {
        body.fail("name", "value_error", "Value error, a name has no control characters and no '/'");
    }
}

/// `ssh_keys`: keys for this deploy only.
pub fn ssh_keys(body: &mut Body) -> Vec<String> {
    let keys = body.texts("ssh_keys").unwrap_or_default();
    // Counted in the list as it came: what is no text keeps its place there.
    let items = body.get("ssh_keys").and_then(Value::as_array).cloned().unwrap_or_default();
    for (index, key) in items.iter().enumerate() {
        if key.as_str().is_some_and(|key| !is_public_key(key)) {
            let loc = [json!("body"), json!("ssh_keys"), json!(index)];
            body.errors.add(&loc, "value_error", "Value error, this is not an SSH public key");
        }
    }
    keys
}

/// `organization_ssh_keys`.
pub fn key_choice(body: &mut Body) -> KeyChoice {
    let Some(value) = body.get("organization_ssh_keys").cloned() else {
        return KeyChoice::None;
    };
    read_choice(&value, &mut body.errors)
}

fn read_choice(value: &Value, errors: &mut Errors) -> KeyChoice {
    let field = json!("organization_ssh_keys");
    let Value::Object(fields) = value else {
        errors.add(&[json!("body"), field], "dict_type", "Input should be a valid dictionary");
        return KeyChoice::None;
    };
    let at = |name: &str| [json!("body"), field.clone(), json!(name)];
    match fields.get("mode").map(|mode| mode.as_str().unwrap_or_default()) {
        Some("none") => KeyChoice::None,
        Some("all") => KeyChoice::All,
        Some("selective") => {
            let Some(Value::Array(ids)) = fields.get("ssh_key_ids") else {
                errors.add(&at("ssh_key_ids"), "missing", "Field required");
                return KeyChoice::None;
            };
            let mut found = Vec::new();
            for (index, id) in ids.iter().enumerate() {
                if let Some(id) = id.as_str().and_then(|id| Uuid::try_parse(id).ok()) {
                    found.push(id);
                } else {
                    let mut loc = at("ssh_key_ids").to_vec();
                    loc.push(json!(index));
                    errors.add(&loc, "uuid_parsing", "Input should be a valid UUID");
                }
            }
            KeyChoice::Selective(found)
        }
        Some(_) => {
            let known = alternatives(&["none", "all", "selective"]);
            errors.add(&at("mode"), "union_tag_invalid", format!("Input should be {known}"));
            KeyChoice::None
        }
        None => {
            errors.add(&at("mode"), "missing", "Field required");
            KeyChoice::None
        }
    }
}
