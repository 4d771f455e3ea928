//! What is wrong with a text, and where.

use voltdeck_contract::{Severity, TextIssue};

/// A place in the text: line from 1, column from 0 in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What is wrong with a text.
pub(super) struct Issues<'text> {
    pub(super) text: &'text str,
    pub(super) found: Vec<TextIssue>,
}

impl Issues<'_> {
    /// Says what is wrong at a place.
    pub(super) fn add(&mut self, from: Place, to: Option<Place>, message: &str) {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let to = to.filter(|to| to.line == from.line && to.column > from.column);
        self.found.push(TextIssue {
            // The parser finds some faults behind the end.
            line: number(from.line.min(self.last_line())),
            column: number(self.units(from) + 1),
            end_column: to.map(|to| number(self.units(to) + 1)),
            severity: Severity::Error,
            message: message.to_owned(),
        });
    }

    fn last_line(&self) -> usize {
        let breaks = |text: &str| self.text.matches(text).count();
        // YAML breaks a line at a lone carriage return too.
        breaks("\n") + breaks("\r") - breaks("\r\n") + 1
    }

    /// The column of a place as an editor counts it.
    fn units(&self, place: Place) -> usize {
        let line = self.text.split('\n').nth(place.line.saturating_sub(1)).unwrap_or_default();
        line.chars().take(place.column).map(char::len_utf16).sum()
    }
}
