//! What a wizard begins with: a machine that there is or was, or a deploy template, held against what is offered now.
//!
//! Nothing is made up: what is not known, no longer offered or never kept is left open and said. No price is taken over, and
//! hardware that is not the same is not chosen in its place.

mod hardware;
mod keys;
mod like;
mod name;
mod remarks;
mod volume;
mod wanted;

pub(super) use hardware::Hardware;
pub(super) use keys::{KeyName, Keys};
pub(super) use like::{lasting, like};
pub(super) use volume::Volume;
pub(super) use wanted::{Wanted, begin};
