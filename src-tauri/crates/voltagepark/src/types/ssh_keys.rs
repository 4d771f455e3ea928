use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::lenient;

/// A public key of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SshKey {
    /// Id.
    pub id: Id,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The public key's line.
    #[serde(default, deserialize_with = "lenient::field")]
    pub content: Option<String>,
}

/// A public key to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSshKey {
    /// Name: 3 to 64 letters, digits, hyphens and spaces, unique in the organization.
    pub name: String,
    /// The public key's line.
    pub content: String,
}
