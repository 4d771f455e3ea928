//! Faults on request: every way in which a network or a provider can fail, by operation.

use serde::{Deserialize, Serialize};

use crate::Operation;

/// A fault to inject: where, how often, and what.
///
/// As JSON for the control API: `{"operation": "deploy_vm", "times": 1, "kind": {"status": {"status": 503}}}`,
/// `{"kind": "lost_answer"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The operation that fails; `None` for all.
    #[serde(default)]
    pub operation: Option<Operation>,
    /// How many requests fail; `None` until the faults are cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    pub kind: FaultKind,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Nothing is done; this status with `{"detail": …}`.
    Status {
        /// The HTTP status.
        status: u16,
        /// The text of the error; the status' own words where there is none.
        #[serde(default)]
        detail: Option<String>,
    },
    /// Done and answered in full, so many milliseconds (of real time) late.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Done; so many bytes of the answer's body, then silence with the connection open.
    Stall {
        /// Bytes that still come.
        after_bytes: usize,
    },
    /// Done; so many bytes of the answer's body, then the connection closes.
    Reset {
        /// Bytes that still come.
        after_bytes: usize,
    },
    /// Done; the answer is JSON that ends in the middle, though it is a whole answer to HTTP.
    CutJson,
    /// Done; the answer is JSON of a form that nobody expects.
    WrongJson,
    /// Nothing is done; a page of HTML as from a gateway.
    Html {
        /// The HTTP status.
        status: u16,
    },
    /// Nothing is done; 307 to this place.
    Redirect {
        /// The `Location`.
        location: String,
    },
    /// Nothing is done; 429.
    RateLimited {
        /// The `Retry-After` header: seconds or an HTTP date; none where there is none.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// Done, and the connection closes without one byte of an answer.
    LostAnswer,
}

impl Fault {
    /// A fault of one operation that happens once.
    pub fn once(operation: Operation, kind: FaultKind) -> Self {
        Self { operation: Some(operation), times: Some(1), kind }
    }

    /// A fault of one operation that happens until the faults are cleared.
    pub fn always(operation: Operation, kind: FaultKind) -> Self {
        Self { operation: Some(operation), times: None, kind }
    }

    /// A fault of every operation that happens until the faults are cleared.
    pub fn everywhere(kind: FaultKind) -> Self {
        Self { operation: None, times: None, kind }
    }
}

impl FaultKind {
    /// Whether the operation is done all the same.
    pub(crate) fn acts(&self) -> bool {
        match self {
            Self::Status { .. } | Self::Html { .. } | Self::Redirect { .. } | Self::RateLimited { .. } => false,
            Self::Delay { .. }
            | Self::Stall { .. }
            | Self::Reset { .. }
            | Self::CutJson
            | Self::WrongJson
            | Self::LostAnswer => true,
        }
    }
}

/// The faults that wait, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        if fault.times != Some(0) {
            self.0.push(fault);
        }
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for this request, counted down.
    pub fn take(&mut self, operation: Operation) -> Option<FaultKind> {
        let at = self.0.iter().position(|fault| fault.operation.is_none_or(|only| only == operation))?;
        let fault = self.0.get_mut(at)?;
        let kind = fault.kind.clone();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                self.0.remove(at);
            }
        }
        Some(kind)
    }
}
