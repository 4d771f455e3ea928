//! What is collected while a draft is looked at.

use voltdeck_contract::{FieldIssue, Severity};

/// Errors and warnings, in the order of the form.
#[derive(Default)]
pub(super) struct Issues(pub(super) Vec<FieldIssue>);

impl Issues {
    pub(super) fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldIssue { field: field.into(), severity: Severity::Error, message: message.into() });
    }

    pub(super) fn warn(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldIssue { field: field.into(), severity: Severity::Warning, message: message.into() });
    }
}
