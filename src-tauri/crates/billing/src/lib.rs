//! The money.
//!
//! It owns the burn rate's reading ([`money`]), the one reader of monthly reports with the one rule of their signs
//! ([`billing`]), every month as it is kept ([`ledger`], with its exports), budgets ([`budget`]) and how long the balance lasts
//! ([`runway`]).
//!
//! It may use `voltdeck-machines` and `voltdeck-volumes`, whose names a bill is read by, and `voltdeck-books`, which writes the
//! files. Begin with [`ledger`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod billing;
pub mod budget;
pub mod ledger;
pub mod money;
pub mod runway;
