use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::text::short;

/// Complaints of one answer that are kept.
const MOST_FIELDS: usize = 32;

/// One complaint of a 422 answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Where, e.g. `["body", "name"]`; numbers of a list as text.
    pub location: Vec<String>,
    /// What is wrong, in the provider's words.
    pub message: String,
    /// The provider's kind of error, e.g. `missing`.
    pub kind: String,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErrorKind {
    /// No connection, or one that broke. The text says which, without any part of the request.
    #[error("the provider could not be reached: {0}")]
    Transport(String),
    /// No answer, or no further part of one, within the time.
    #[error("no answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// The provider answered with a status of 400 or more.
    #[error("{}", api_text(*.status, .detail.as_deref(), .fields))]
    Api {
        /// HTTP status.
        status: u16,
        /// The text of `detail`, where it is text.
        detail: Option<String>,
        /// The list of `detail`, where it is one.
        fields: Vec<FieldError>,
        /// What `Retry-After` asks for.
        retry_after: Option<Duration>,
    },
    /// A redirect that is not followed: to another host, to plain http, of a write, or one too many.
    #[error("the provider answered with a redirect ({status}) that is not followed")]
    Redirect {
        /// HTTP status.
        status: u16,
    },
    /// The status is fine and the body is not what the page says.
    #[error("the answer ({status}) cannot be read at {path}: {reason}")]
    Payload {
        /// HTTP status.
        status: u16,
        /// JSON path of the first thing that is not as expected.
        path: String,
        /// What kind of fault it is. It never quotes the answer, which may hold secrets.
        reason: String,
    },
    /// Any other status, such as 1xx, 204 where a body is needed, or 3xx without a place.
    #[error("the provider answered with the unexpected status {status}")]
    UnexpectedStatus {
        /// HTTP status.
        status: u16,
    },
    /// More than the limit.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// It was never sent: an id that is none, a header that cannot be one, a body that cannot be written.
    #[error("it was not sent: {0}")]
    NotSent(String),
    /// A write of a client that only reads: it was not sent.
    #[error("it was not sent: this client only reads")]
    ReadOnly,
}

/// A request that did not go as asked. It carries no token, no body and no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The operation.
    pub operation: &'static str,
    /// What went wrong.
    pub kind: ErrorKind,
    /// The provider's id of the request, where it sent one.
    pub request_id: Option<String>,
    /// How far it came, and whether it changes anything.
    pub(crate) reach: Reach,
    /// An earlier attempt of the same request may have arrived.
    pub(crate) lost_before: bool,
    /// Counts from 1; 0 where nothing was tried.
    pub(crate) attempts: u32,
}

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It only reads.
    Read,
    /// A write of which no byte was sent.
    Unsent,
    /// A write of which a byte may have been sent.
    Sent,
}

impl Error {
    pub(crate) fn new(operation: &'static str, kind: ErrorKind, reach: Reach) -> Self {
        Self { operation, kind, request_id: None, reach, lost_before: false, attempts: 0 }
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self.kind {
            ErrorKind::Api { status, .. }
            | ErrorKind::Redirect { status }
            | ErrorKind::Payload { status, .. }
            | ErrorKind::UnexpectedStatus { status } => Some(status),
            _ => None,
        }
    }

    /// Complaints about single fields.
    pub fn fields(&self) -> &[FieldError] {
        match &self.kind {
            ErrorKind::Api { fields, .. } => fields,
            _ => &[],
        }
    }

    /// The provider's own sentence, where it sent one.
    pub fn detail(&self) -> Option<&str> {
        match &self.kind {
            ErrorKind::Api { detail, .. } => detail.as_deref(),
            _ => None,
        }
    }

    /// Whether the provider may have done what was asked although this is an error: then it must not be sent again
    /// blindly. Never so for a read, and never after a status that refuses.
    pub fn may_have_acted(&self) -> bool {
        if self.lost_before {
            return true;
        }
        if self.reach != Reach::Sent {
            return false;
        }
        match self.kind {
            ErrorKind::NotSent(_) | ErrorKind::ReadOnly => false,
            _ => !self.status().is_some_and(refuses),
        }
    }

    /// How often it was tried to be sent until this was the end.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether this is the end of a later attempt, after one whose answer was lost. Only a DELETE is sent again.
    pub fn is_after_a_lost_answer(&self) -> bool {
        self.lost_before
    }

    /// Whether the same request may succeed later without being changed, and sending it again is safe.
    pub fn is_retryable(&self) -> bool {
        if self.may_have_acted() {
            return false;
        }
        match self.kind {
            ErrorKind::Transport(_) | ErrorKind::Timeout(_) => true,
            ErrorKind::Api { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// How long the provider asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            ErrorKind::Api { retry_after, .. } => retry_after,
            _ => None,
        }
    }
}

/// Statuses that say for certain that nothing was done: 307 and 308 ask for the same elsewhere, where other redirects may
/// show what came of it, and a client's fault is found before anything is done. Of 408 alone nobody knows how much arrived.
fn refuses(status: u16) -> bool {
    matches!(status, 307 | 308 | 400..=407 | 409..=499)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.kind)
    }
}

impl std::error::Error for Error {}

fn api_text(status: u16, detail: Option<&str>, fields: &[FieldError]) -> String {
    let said: Vec<String> = fields
        .iter()
        .map(|field| format!("{}: {}", field.location.join("."), field.message))
        .chain(detail.map(str::to_owned))
        .collect();
    if said.is_empty() { format!("the provider answered {status}") } else { format!("{status}: {}", said.join("; ")) }
}

/// Reads the two forms of `detail`; any other body only leaves the status.
pub(crate) fn read_detail(body: &[u8]) -> (Option<String>, Vec<FieldError>) {
    let Ok(Value::Object(mut body)) = serde_json::from_slice::<Value>(body) else { return (None, Vec::new()) };
    match body.remove("detail") {
        Some(Value::String(text)) => (Some(short(text)), Vec::new()),
        Some(Value::Array(list)) => (None, list.iter().take(MOST_FIELDS).filter_map(field_error).collect()),
        _ => (None, Vec::new()),
    }
}

fn field_error(value: &Value) -> Option<FieldError> {
    let text = |name: &str| short(value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned());
    let place = |part: &Value| short(part.as_str().map_or_else(|| part.to_string(), str::to_owned));
    let location =
        value.get("loc").and_then(Value::as_array).map(|parts| parts.iter().take(MOST_FIELDS).map(place).collect());
    // `input` and `ctx` of the provider quote what was sent, secrets included, and are left behind here.
    value.is_object().then(|| FieldError {
        location: location.unwrap_or_default(),
        message: text("msg"),
        kind: text("type"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(kind: ErrorKind) -> Error {
        Error::new("deploy_instant_vm", kind, Reach::Sent)
    }

    fn api(status: u16) -> ErrorKind {
        ErrorKind::Api { status, detail: None, fields: Vec::new(), retry_after: None }
    }

    #[test]
    fn a_write_may_have_acted_unless_it_was_refused_for_certain() {
        for status in (400..500).filter(|status| *status != 408) {
            assert!(!write(api(status)).may_have_acted(), "{status}");
        }
        for status in [408, 500, 502, 503, 504, 599] {
            assert!(write(api(status)).may_have_acted(), "{status}");
            assert!(!write(api(status)).is_retryable(), "{status}");
        }
        for status in [307, 308] {
            assert!(!write(ErrorKind::Redirect { status }).may_have_acted(), "{status}");
        }
        for status in [300, 301, 302, 303, 304] {
            assert!(write(ErrorKind::Redirect { status }).may_have_acted(), "{status}");
        }
        assert!(write(ErrorKind::Transport("reset".into())).may_have_acted());
        assert!(write(ErrorKind::Timeout(Duration::from_secs(1))).may_have_acted());
        assert!(
            write(ErrorKind::Payload { status: 201, path: "vm_id".into(), reason: "data".into() }).may_have_acted()
        );
        assert!(write(ErrorKind::TooLarge { limit: 1 }).may_have_acted());
        assert!(write(ErrorKind::UnexpectedStatus { status: 102 }).may_have_acted());
        let unsent = Error { reach: Reach::Unsent, ..write(ErrorKind::Transport("refused".into())) };
        assert!(!unsent.may_have_acted() && unsent.is_retryable());
    }

    #[test]
    fn both_forms_of_detail_are_read_and_no_input_is_kept() {
        assert_eq!(read_detail(br#"{"detail": "Sold out"}"#), (Some("Sold out".into()), vec![]));
        let (detail, fields) = read_detail(
            br#"{"detail": [{"loc": ["body", "ssh_keys", 0], "msg": "bad key", "type": "value_error", "input": "canary"}]}"#,
        );
        assert_eq!(detail, None);
        assert_eq!(fields[0].location, ["body", "ssh_keys", "0"]);
        assert!(!format!("{fields:?}").contains("canary"));
        for body in [&b"<html>"[..], b"", b"[]", b"{\"detail\": 5}", b"{\"message\": \"x\"}"] {
            assert_eq!(read_detail(body), (None, vec![]));
        }
    }
}
