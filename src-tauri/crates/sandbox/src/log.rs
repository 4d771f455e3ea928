//! The log of requests that tests read. It never holds a secret.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Operation;

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
    /// Which operation it was, if it was one.
    pub operation: Option<Operation>,
    /// What stood in for the token.
    pub auth: AuthSeen,
    /// The status answered; `None` where the answer was lost on request.
    pub status: Option<u16>,
    /// The fields of the body. What can hold a secret (passwords, cloud-init, key texts, fields that nobody knows)
    /// is only said to be `"present"`.
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

/// The body without its secrets.
pub(crate) fn redact(body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    let present = || Value::String("present".to_owned());
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(body) else {
        return Some(present());
    };
    let kept = fields.into_iter().map(|(name, value)| {
        let kept = KEPT_FIELDS.contains(&name.as_str()) || value.is_null();
        (name, if kept { value } else { present() })
    });
    Some(Value::Object(kept.collect::<Map<_, _>>()))
}
