//! The machines of both kinds.
//!
//! It owns reading them and what was read ([`fleet`]), what is done to one ([`machine`], [`kubeconfig`]) and the leases that
//! end them in time ([`lease`]), and whether one is used ([`idle`]). How a machine is shown is not its concern: the top crate presents it.
//!
//! It may use `voltdeck-base` and the table of `voltdeck-rules`. Begin with [`fleet::Machine`], then [`fleet::sweep`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod fleet;
pub mod idle;
pub mod kubeconfig;
pub mod lease;
pub mod machine;
mod out;
