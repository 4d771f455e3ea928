//! Tells whoever made the client of each write, before it is sent and how it ended, and of the status of every answer.

use crate::call::Call;
use crate::error::Error;

/// A write, as far as it may be written down: it has no address, no query, no header and no body. The path is the page's,
/// with the id in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Write<'a> {
    /// The operation.
    pub operation: &'static str,
    /// The method.
    pub method: &'a str,
    /// The path, without the base URL.
    pub path: &'a str,
    /// Counts from 1: a DELETE whose answer was lost is sent again.
    pub attempt: u32,
}

/// An answer of the provider, without its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered<'a> {
    /// HTTP status.
    pub status: u16,
    /// The provider's id of the request, where it sent one.
    pub request_id: Option<&'a str>,
}

/// Is told of every write, and of every answer. It is asked on the task that sends, so that what is task-local is at hand.
pub trait Observer: Send + Sync {
    /// A write is about to be sent.
    fn sending(&self, write: Write<'_>);
    /// A write was answered well, or went wrong. Where the task that sends is dropped, nothing is told.
    fn ended(&self, write: Write<'_>, how: Result<Answered<'_>, &Error>);
    /// An attempt of any operation, reads too, is answered with this status; the body may be on its way still.
    fn answered(&self, operation: &'static str, status: u16);
}

impl Call {
    pub(crate) fn as_write(&self, attempt: u32) -> Write<'_> {
        let operation = &self.operation;
        Write { operation: operation.name, method: operation.method.as_str(), path: self.path(), attempt }
    }
}
