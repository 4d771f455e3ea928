//! Checks of queries, paths and bodies, with the errors that `FastAPI` and pydantic v2 print.

mod body;
mod query;

use serde_json::Value;
use uuid::Uuid;

pub use body::Body;
pub use query::Query;

use crate::reply::{FieldError, Problem};

const UUID: (&str, &str) = ("uuid_parsing", "Input should be a valid UUID");
const TEXT: (&str, &str) = ("string_type", "Input should be a valid string");
const INTEGER: (&str, &str) = ("int_parsing", "Input should be a valid integer, unable to parse string as an integer");

/// Collects what is wrong, so that one answer says all of it.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    pub fn add(&mut self, loc: &[Value], kind: &'static str, msg: impl Into<String>) {
        self.0.push(FieldError { loc: loc.to_vec(), msg: msg.into(), kind });
    }

    pub fn extend(&mut self, errors: Vec<FieldError>) {
        self.0.extend(errors);
    }

    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Fields(self.0)) }
    }
}

/// A uuid of the path.
pub fn path_uuid(parameters: &[(&'static str, String)], name: &str) -> Result<Uuid, Problem> {
    path_value(parameters, name)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| Problem::field(&["path", name], UUID.0, UUID.1))
}

/// An integer of the path.
pub fn path_integer(parameters: &[(&'static str, String)], name: &str) -> Result<i64, Problem> {
    path_value(parameters, name)
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| Problem::field(&["path", name], INTEGER.0, INTEGER.1))
}

fn path_value<'a>(parameters: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

/// `'a', 'b' or 'c'`.
pub fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
