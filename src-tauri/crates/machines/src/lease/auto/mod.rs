//! Auto-stops: leases that act when something is so of their machine, be it idle or powered off from inside. They wait,
//! count down where a person can put them off, and are then carried out as every lease is.

pub(super) mod decide;
pub(super) mod follow;
pub(super) mod idle;
mod offer;
mod set;
mod view;
pub(super) mod words;

pub use offer::offers;
pub use set::{put_off, set};
pub use view::{idle, views};
