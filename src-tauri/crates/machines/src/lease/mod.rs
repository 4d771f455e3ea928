//! Standing ends of machines. They act only while Voltdeck runs, and never on a guess.

mod act;
pub mod auto;
mod due;
mod memory;
mod set;
mod store;
mod tell;
mod unlisted;
mod watch;
mod when;
mod words;

pub use memory::LeaseMemory;
pub use set::{check, set};
pub use set::{length, problem, set_for_new};
pub use store::views;
pub(crate) use tell::ended_by_hand;
pub use tell::forgotten;
pub use unlisted::{Unlisted, unlisted};
pub use watch::watch;
