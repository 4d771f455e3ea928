//! The one error that crosses to a window.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What a window does differently. A code exists only where the UI treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// No profile is signed in: show first start.
    SignedOut,
    /// The provider refused the token (401): ask for a new one, keep the screen.
    TokenRefused,
    /// This token may not do that (403).
    Forbidden,
    /// What was sent is not right: the message stands at its field.
    Invalid,
    /// The provider could not be reached.
    Offline,
    /// It answered too slowly, or asked to slow down.
    Slow,
    /// It answered with an error of its own, or with something unreadable.
    Provider,
    /// The thing is no longer there.
    Gone,
    /// The preset sold out between review and deploy.
    SoldOut,
    /// The price moved between review and deploy: review again.
    PriceMoved,
    /// The state changed, so the act is no longer allowed.
    NotAllowed,
    /// Nobody knows whether the act was done; it is not sent again.
    OutcomeUnknown,
    /// Another deploy of this name is not settled.
    Unsettled,
    /// The profile in front is read-only.
    ReadOnly,
    /// The person stopped it.
    Cancelled,
    /// What would be written is there already, and nothing was written over it.
    Exists,
    /// Something of this computer failed: the store, the keychain, the clipboard.
    Local,
}

/// Says what happened, what it means for the money or the machine, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct CommandError {
    /// Kind.
    pub code: ErrorCode,
    /// One to three plain sentences; never a secret.
    pub message: String,
    /// Field at which it stands.
    pub field: Option<String>,
    /// Whether the same may be tried again as it is.
    pub retryable: bool,
    /// The provider's id of the request, where it sent one.
    pub request_id: Option<String>,
}

impl CommandError {
    /// An error with a code and a message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, retryable: false, request_id: None }
    }

    /// The same error at a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// What a use case answers.
pub type Answer<T> = Result<T, CommandError>;
