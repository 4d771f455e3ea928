//! Cloud-init: exactly `packages`, `write_files` with its five fields, and `runcmd`.

use serde_json::{Value, json};

use super::Ask;
use crate::reply::{FieldError, Problem, Reply};
use crate::validate::Body;

const FILE_FIELDS: [&str; 5] = ["encoding", "content", "owner", "path", "permissions"];

/// A deploy's field: 422 where it is wrong; whether it was given.
pub fn check_field(body: &mut Body, name: &str) -> bool {
    let Some(value) = body.given(name) else {
        return false;
    };
    body.errors.extend(check(&value, &[json!("body"), json!(name)]));
    true
}

/// `POST validate/cloudinit`: what is wrong is an answer, not an error.
pub fn validate(ask: &Ask<'_>) -> Result<Reply, Problem> {
    let mut body = ask.body()?;
    body.one_of("type", &["instant-vm", "vm", "baremetal"]);
    let content = body.get("content").cloned();
    match &content {
        None => body.fail("content", "missing", "Field required"),
        Some(Value::String(_) | Value::Object(_)) => {}
        Some(_) => body.fail("content", "string_type", "Input should be a valid string"),
    }
    body.finish()?;
    let read = match content {
        Some(Value::String(yaml)) => serde_saphyr::from_str::<Value>(&yaml)
            // The parser's own words may quote the contents, which can hold secrets: only the place is told.
            .map_err(|error| match error.location() {
                Some(place) => format!("Not valid YAML at line {}, column {}", place.line(), place.column()),
                None => "Not valid YAML".to_owned(),
            }),
        other => Ok(other.unwrap_or_default()),
    };
    let message = match read {
        Err(message) => Some(message),
        Ok(value) => check(&value, &[]).into_iter().next().map(|error| {
            let place: Vec<String> = error.loc.iter().map(|part| part.to_string().replace('"', "")).collect();
            if place.is_empty() { error.msg } else { format!("{}: {}", place.join("."), error.msg) }
        }),
    };
    Ok(Reply::ok(json!({
        "error": message.is_some(),
        "message": message.unwrap_or_else(|| "Valid cloud-init".to_owned()),
    })))
}

fn check(value: &Value, at: &[Value]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fail = |rest: &[Value], kind: &'static str, msg: &str| {
        let loc = at.iter().chain(rest).cloned().collect();
        errors.push(FieldError { loc, msg: msg.to_owned(), kind });
    };
    let Value::Object(fields) = value else {
        fail(&[], "dict_type", "Input should be a valid dictionary");
        return errors;
    };
    for (name, value) in fields {
        let items = match (name.as_str(), value) {
            ("packages" | "write_files" | "runcmd", Value::Array(items)) => items,
            ("packages" | "write_files" | "runcmd", Value::Null) => continue,
            ("packages" | "write_files" | "runcmd", _) => {
                fail(&[json!(name)], "list_type", "Input should be a valid list");
                continue;
            }
            _ => {
                fail(&[json!(name)], "extra_forbidden", "Extra inputs are not permitted");
                continue;
            }
        };
        for (index, item) in items.iter().enumerate() {
            if name != "write_files" {
                if !item.is_string() {
                    fail(&[json!(name), json!(index)], "string_type", "Input should be a valid string");
                }
                continue;
            }
            let Value::Object(file) = item else {
                fail(&[json!(name), json!(index)], "dict_type", "Input should be a valid dictionary");
                continue;
            };
            if !file.contains_key("path") {
                fail(&[json!(name), json!(index), json!("path")], "missing", "Field required");
            }
            for (field, value) in file {
                let loc = [json!(name), json!(index), json!(field)];
                if !FILE_FIELDS.contains(&field.as_str()) {
                    fail(&loc, "extra_forbidden", "Extra inputs are not permitted");
                } else if !(value.is_string() || value.is_null() && field != "path") {
                    fail(&loc, "string_type", "Input should be a valid string");
                }
            }
        }
    }
    errors
}
