//! Auto-stops: leases that act when something is so of their machine, be it idle or powered off from inside. They wait,
//! count down where a person can put them off, and are then carried out as every lease is.

mod decide;
mod follow;
mod idle;
mod set;
mod view;
mod words;

pub(super) use decide::Power;
pub(super) use follow::{follow, is_fresh, still_holds};
pub(super) use idle::look as look_for_idle;
pub use set::{put_off, set};
pub use view::{idle, views};
pub(super) use words::{asks, because};
