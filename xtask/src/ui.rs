//! The UI's packages and its build.

use std::time::SystemTime;

use crate::Outcome;
use crate::files::{is_stale, newest_below, written};
use crate::process::{npm, root, run};

/// Installs the packages of the lock where they are missing or older than it.
pub fn install() -> Outcome {
    let ui = root().join("ui");
    // A worktree may lead to the packages of another tree, and `npm ci` would empty that one's folder.
    if ui.join("node_modules").is_symlink() {
        println!("ui/node_modules is a link: its packages are taken as they are.");
        return Ok(());
    }
    // npm writes this file last, so it also tells of an installation that was broken off.
    let installed = written(&ui.join("node_modules/.package-lock.json"));
    let lock = written(&ui.join("package-lock.json"));
    if is_stale(installed, lock) { run(&mut npm(&["ci", "--no-audit", "--no-fund"])) } else { Ok(()) }
}

/// Builds the UI where its sources are newer than the last build.
pub fn build_if_stale() -> Outcome {
    let ui = root().join("ui");
    let sources = newest_below(&ui, &["node_modules", "dist"]);
    if is_stale(built(), sources) { build() } else { Ok(()) }
}

/// Builds the UI where there is no build: the app does not compile without one.
pub fn build_if_missing() -> Outcome {
    if built().is_none() { build() } else { Ok(()) }
}

fn built() -> Option<SystemTime> {
    written(&root().join("ui/dist/index.html"))
}

fn build() -> Outcome {
    run(&mut npm(&["run", "build"]))
}
