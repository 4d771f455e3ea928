//! A notice as plain data, for whoever shows it.

use crate::format;
use voltdeck_contract::Place;

/// What a system shows of a title and a body, in bytes; some take no more at all.
const TITLE: usize = 200;
const BODY: usize = 700;

/// A notice for the system to show.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// One line.
    pub title: String,
    /// One or two sentences; may be empty.
    pub body: String,
    /// The account it is of.
    pub profile: String,
    /// Where a click leads.
    pub place: Place,
}

impl Notice {
    /// A notice with one line each for title and body, as long as a system shows them: names in them are the provider's.
    pub fn new(title: &str, body: &str, profile: String, place: Place) -> Self {
        let line = |text: &str, bytes| format::within(&format::shown_text(text, bytes), bytes);
        Self { title: line(title, TITLE), body: line(body, BODY), profile, place }
    }
}
