//! Installers, which the Tauri CLI makes.

use crate::Outcome;
use crate::packages::Purpose;
use crate::process::{cargo, run, succeeds};
use crate::{setup, supply};

/// Runs `cargo tauri build`. The CLI is no dependency of the workspace: only bundling needs it.
pub fn bundle(args: &[String]) -> Outcome {
    if !succeeds(&mut cargo(&["tauri", "--version"])) {
        return Err(
            "Installers are made by the Tauri CLI, which is not here. Run this, then the same task again:\n\n  \
                    cargo install tauri-cli --version '^2' --locked"
                .into(),
        );
    }
    setup::app(Purpose::Build)?;
    supply::check()?;
    run(cargo(&["tauri", "build"]).args(args))?;
    supply::sbom()
}
