//! The hardware that a standing order is for.

use serde::{Deserialize, Serialize};

/// What a standing order is for. Hardware of the same id that is no longer the same is not it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// See [`Quote`].
    pub hardware_id: String,
    /// What it is, without where it is.
    pub what: String,
    /// In one line, as it is shown.
    pub line: String,
}
