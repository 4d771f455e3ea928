//! What the API takes and gives, under the names of the provider's page.
//!
//! The source of a field is the example on the page, in the operation that takes or gives it. The page lists hardly any
//! value of an enumeration: those, and what else says "seen", come from recorded answers and other clients.
//!
//! Of an answer only its id is required: whatever else is absent, null or unreadable is `None` or empty. Amounts are US
//! dollars, sizes are GB, moments are UTC.

mod bare_metal;
mod billing;
mod common;
mod deploy;
mod places;
pub(crate) mod plain;
mod presets;
mod ssh_keys;
mod storage;
mod vm;

pub use bare_metal::*;
pub use billing::*;
pub use common::*;
pub use deploy::*;
pub use places::*;
pub use presets::*;
pub use ssh_keys::*;
pub use storage::*;
pub use vm::*;
