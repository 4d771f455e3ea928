//! A notice as plain data, for whoever shows it.

use voltdeck_contract::Place;

/// A notice for the system to show.
#[derive(Debug, Clone, PartialEq, Eq)]
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
