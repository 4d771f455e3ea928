//! One line for each attempt of a request, when it is over. It has no address, no header and no body.

use tokio::time::Instant;

use crate::call::Call;
use crate::error::{Error, ErrorKind};

/// A line that is still to be written.
pub(crate) struct Line {
    operation: &'static str,
    attempt: u32,
    began: Instant,
}

impl Line {
    pub(crate) fn begin(call: &Call, attempt: u32) -> Self {
        Self { operation: call.operation.name, attempt, began: Instant::now() }
    }

    pub(crate) fn end_well(self, status: u16, request_id: Option<&str>) {
        let Self { operation, attempt, began } = self;
        let (ms, request_id) = (began.elapsed().as_millis(), request_id.unwrap_or_default());
        tracing::debug!(operation, attempt, status, ms, request_id, "request");
    }

    pub(crate) fn end_badly(self, error: &Error) {
        let Self { operation, attempt, began } = self;
        // The kind alone: a `detail` may quote what was sent.
        let kind = match error.kind {
            ErrorKind::Transport(_) => "transport",
            ErrorKind::Timeout(_) => "timeout",
            ErrorKind::Api { .. } => "api",
            ErrorKind::Redirect { .. } => "redirect",
            ErrorKind::Payload { .. } => "payload",
            ErrorKind::UnexpectedStatus { .. } => "status",
            ErrorKind::TooLarge { .. } => "too large",
            ErrorKind::NotSent(_) => "not sent",
            ErrorKind::ReadOnly => "read only",
        };
        let (ms, status) = (began.elapsed().as_millis(), error.status().unwrap_or_default());
        let request_id = error.request_id.as_deref().unwrap_or_default();
        tracing::debug!(operation, attempt, status, ms, request_id, kind, "request failed");
    }
}
