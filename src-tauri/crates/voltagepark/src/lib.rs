//! A typed client of the Voltage Park On Demand API: all 31 operations of the provider's page.
//!
//! Requests are exactly the page's; answers are read as tolerantly as live ones need. Amounts are decimal
//! ([`Amount`]), never binary floats. Enumerations keep values that this version does not know. Reads are tried again,
//! writes are not, but for a DELETE: an [`Error`] says whether the provider [may have acted](Error::may_have_acted). A client that is built
//! [read-only](ClientBuilder::read_only) sends no write at all, and an [`Observer`] is told of each that is sent.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use voltagepark::{BaseUrl, ClientBuilder};
//!
//! let base = BaseUrl::parse("https://cloud-api.voltagepark.com/api/v1")?;
//! let client = ClientBuilder::new(base).token("…").build()?;
//! for vm in client.list_virtual_machines_all(100).await?.items {
//!     println!("{} {}", vm.id, vm.status);
//! }
//! # Ok(()) }
//! ```
//!
//! The contract is the provider's own API page. What it leaves open (states, spellings, fields that may be absent) is
//! read from recorded answers and other clients of the API; Voltdeck's repository keeps both in `docs/api`.

mod amount;
mod base_url;
mod budget;
mod builder;
mod call;
mod client;
mod error;
mod id;
mod lenient;
mod log;
mod observer;
mod open_enum;
mod ops;
mod page;
mod report;
mod secret;
mod text;
mod transport;
pub mod types;

pub use amount::Amount;
pub use base_url::{BaseUrl, BaseUrlError};
pub use budget::Priority;
pub use builder::{BuildError, ClientBuilder};
pub use client::Client;
pub use error::{Error, ErrorKind, FieldError};
pub use id::Id;
pub use observer::{Answered, Observer, Write};
pub use page::{Listing, Page, Unreadable, Whole};
pub use secret::Secret;
pub use text::is_cut;
pub use transport::{AnswerBody, BoxTransport, TransportError};
