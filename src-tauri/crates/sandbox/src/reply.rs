//! What a handler answers, and how errors look on the wire.

use chrono::{DateTime, SecondsFormat, Utc};
use http::StatusCode;
use serde_json::{Value, json};

/// RFC 3339 with Z and milliseconds.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An answer before it is bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: StatusCode,
    /// `None` is an empty body (204).
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
}

impl Reply {
    pub fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, Some(body))
    }

    pub fn created(body: Value) -> Self {
        Self::new(StatusCode::CREATED, Some(body))
    }

    /// 202 with `null`, as the page's "any" and clients in use have it.
    pub fn accepted() -> Self {
        Self::new(StatusCode::ACCEPTED, Some(Value::Null))
    }

    pub fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, None)
    }

    pub fn detail(status: StatusCode, detail: &str) -> Self {
        Self::new(status, Some(json!({"detail": detail})))
    }

    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn new(status: StatusCode, body: Option<Value>) -> Self {
        Self { status, body, headers: Vec::new() }
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// `{"detail": "text"}`.
    Detail(StatusCode, String),
    /// 422 with a list.
    Fields(Vec<FieldError>),
}

/// One item of a 422, as pydantic prints it, but for `input`: it would repeat passwords.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    pub loc: Vec<Value>,
    pub msg: String,
    pub kind: &'static str,
}

impl Problem {
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::Detail(StatusCode::BAD_REQUEST, detail.into())
    }

    pub fn not_found(what: &str) -> Self {
        Self::Detail(StatusCode::NOT_FOUND, format!("{what} not found"))
    }

    pub fn field(loc: &[&str], kind: &'static str, msg: impl Into<String>) -> Self {
        let loc = loc.iter().map(|part| json!(part)).collect();
        Self::Fields(vec![FieldError { loc, msg: msg.into(), kind }])
    }
}

impl From<Problem> for Reply {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Detail(status, detail) => Self::detail(status, &detail),
            Problem::Fields(errors) => {
                let list: Vec<Value> = errors
                    .into_iter()
                    .map(|error| json!({"loc": error.loc, "msg": error.msg, "type": error.kind}))
                    .collect();
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, Some(json!({"detail": list})))
            }
        }
    }
}
