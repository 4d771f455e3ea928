//! What every area stands on.
//!
//! It owns what the app takes from the place it runs in ([`host`], [`computer`]), the [`store`], the accounts as they are kept
//! ([`profiles`]) and as they are open ([`account`], with the state of each area as a [`parts::Part`]), the record as it is
//! written ([`activity`], [`sent`]), what the system is told ([`notices`]), clients of the provider and what their failures mean
//! ([`clients`], [`failure`]), and how amounts, times and hardware are said ([`format`], [`hardware`]).
//!
//! It may use `voltdeck-contract`, the provider's client, and files of `voltdeck-books`; it knows no area.
//! Begin with [`App`] and [`account::Account`]: nearly every function takes the two.
pub mod account;
mod accounts_file;
pub mod activity;
pub mod alive;
pub mod app;
pub mod attention;
pub mod claim;
pub mod clients;
pub mod clock;
pub mod computer;
pub mod exports;
pub mod failure;
pub mod files;
pub mod format;
pub mod guarded;
pub mod hardware;
pub mod hooks;
pub mod host;
pub mod identity;
pub mod lock;
pub mod network;
pub mod notices;
pub mod owner;
pub mod parts;
pub mod profiles;
pub mod rates;
pub mod sent;
pub mod settings;
pub mod silence;
pub mod store;
pub mod token_state;
pub mod trouble;
pub mod typed;
pub mod write;

pub use app::App;
