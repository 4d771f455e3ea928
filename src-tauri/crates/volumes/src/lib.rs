//! Storage.
//!
//! It owns volumes: their prices by what is really billed, creation that is settled by listing, attachments that replace a
//! list and so read it first.
//!
//! It may use `voltdeck-machines`, whose rentals volumes are attached to. Begin with [`storage`].
#![allow(clippy::unused_async, reason = "commands have one form, whether or not they wait")]

pub mod storage;
