//! The end-to-end harness: a desktop session of its own, the real program in it, a hand on its window, and a provider.
//!
//! Every test has its own display, bus, keychain and folders, and touches nothing of the desktop it is started from.
//! The tests of one program take turns, since a window on a busy machine is slow and not wrong.
#![allow(dead_code, unused_imports, reason = "each test program uses a part of it")]
#![allow(clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "a test says what is wrong by failing")]

mod axe;
mod child;
mod driver;
mod dunst;
mod files;
mod ipc;
mod operations;
mod page;
mod person;
mod provider;
mod secrets;
mod session;
#[allow(clippy::unwrap_used, missing_docs, unreachable_pub, reason = "it is the bench's")]
#[path = "../../src-tauri/crates/core/tests/bench/ssh_client.rs"]
mod ssh_client;
mod steps;
mod store;
mod tray;
mod ways;
mod window;
mod x11;

pub(crate) use child::{Kept, ask_to_end, children_of, runs};
pub(crate) use dunst::Shown;
pub(crate) use files::{Leak, files_below, holding};
pub(crate) use page::Found;
pub(crate) use person::Person;
pub(crate) use provider::{Provider, ProviderSetup, TOKEN};
pub(crate) use session::{Keychain, Session};
pub(crate) use tray::{Entry, Tray};
pub(crate) use window::Window;

use std::path::PathBuf;
use std::time::Duration;

/// How long anything that a person would wait for may take. The list is read every 15 s, on a busy computer later.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// How often a waiting test looks.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The folder of build results, where pictures go.
pub(crate) fn target_folder() -> PathBuf {
    let tmp = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().expect("the folder of build results").to_owned()
}
