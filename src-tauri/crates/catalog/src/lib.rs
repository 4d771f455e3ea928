//! What the provider offers.
//!
//! It owns the price list ([`prices`]), what can be had and where ([`availability`]), and what was seen of the stock
//! ([`offers`]): a reading that failed says nothing, neither that something sold out nor that it is gone.
//!
//! It may use `voltdeck-base`. Begin with [`offers::Reading`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod availability;
pub mod offers;
pub mod prices;
