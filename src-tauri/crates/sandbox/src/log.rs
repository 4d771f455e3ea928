//! The log of requests that tests read. It never holds a secret.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::Operation;
use crate::ops::public_key::is_public_key;

/// One request, as it came and as it was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestLine {
    /// Sandbox time.
    pub at: DateTime<Utc>,
    /// The method.
    pub method: String,
    /// The path, `/api/v1` included.
    pub path: String,
    /// The query, as it came.
    pub query: Option<String>,
    /// Its parameters, decoded, each with all its values.
    pub parameters: BTreeMap<String, Vec<String>>,
    /// Which operation it was, if it was one.
    pub operation: Option<Operation>,
    /// What stood in for the token.
    pub auth: AuthSeen,
    /// The status answered; `None` where the answer was lost on request.
    pub status: Option<u16>,
    /// The fields of the body. What can hold a secret (passwords, fields that nobody knows, text that is no public
    /// key) is `"…"`; a cloud-init keeps its form, with `"…"` for each value.
    pub body: Option<Value>,
}

/// Which headers carried a token, right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthSeen {
    /// Neither.
    None,
    /// `Authorization: Bearer`.
    Bearer,
    /// `x-api-token`.
    XApiToken,
    /// Both.
    Both,
}

/// Longer logs forget their beginning: a sandbox may run for weeks.
const KEPT: usize = 50_000;

#[derive(Debug, Default)]
pub(crate) struct Log(VecDeque<RequestLine>);

impl Log {
    pub fn push(&mut self, line: RequestLine) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(line);
    }

    pub fn lines(&self) -> Vec<RequestLine> {
        self.0.iter().cloned().collect()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Fields whose values are no secret. A list of what may be kept, not of what may not: an unknown field is a secret.
const KEPT_FIELDS: [&str; 14] = [
    "config_id",
    "gpu_count",
    "location_id",
    "name",
    "network_type",
    "order_ids",
    "organization_ssh_keys",
    "public_ips",
    "size_in_gb",
    "status",
    "storage_id",
    "sub_order",
    "tags",
    "type",
];

/// The parameters of a query.
pub(crate) fn parameters(query: Option<&str>) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        found.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    found
}

/// The body without its secrets.
pub(crate) fn redact(body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(body) else {
        return Some(hidden());
    };
    let kept = fields.into_iter().map(|(name, value)| {
        let kept = match (name.as_str(), value) {
            (known, value) if KEPT_FIELDS.contains(&known) => value,
            ("ssh_keys", Value::Array(keys)) => keys.into_iter().map(public_key).collect(),
            ("cloud_init" | "cloudinit_script" | "content", value @ Value::Object(_)) => form(value),
            ("content", value) => public_key(value),
            (_, Value::Null) => Value::Null,
            _ => hidden(),
        };
        (name, kept)
    });
    Some(Value::Object(kept.collect::<Map<_, _>>()))
}

fn hidden() -> Value {
    Value::String("…".to_owned())
}

/// A public key is no secret; what was pasted in its place may be one.
fn public_key(value: Value) -> Value {
    match value.as_str() {
        Some(text) if is_public_key(text) => value,
        _ if value.is_null() => value,
        _ => hidden(),
    }
}

/// The names and lists of a value, without what stands there.
fn form(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, form(value))).collect(),
        Value::Array(items) => items.into_iter().map(form).collect(),
        Value::Null => Value::Null,
        _ => hidden(),
    }
}
