//! Stock that is waited for, and standing orders that buy when it comes in, on the sandbox and on time that is turned by
//! hand. What was bought is read from the sandbox's own books, never from what Voltdeck says.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a failure here fails the test")]

mod behind;
#[path = "../bench/mod.rs"]
mod bench;
mod bounds;
mod buying;
mod crashes;
mod ends;
mod metal;
mod scene;
mod store;
mod watches;
