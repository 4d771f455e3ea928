//! What must be there before a task can start.

use crate::Outcome;
use crate::packages::{self, Purpose};
use crate::{python, tools, ui};

/// Everything that building, checking and the tests in the window and the browser need.
pub fn everything() -> Outcome {
    tools::rust(true)?;
    tools::node()?;
    packages::ensure(&[Purpose::Test, Purpose::Window, Purpose::Browser])?;
    python::readers()?;
    ui::install()?;
    ui::build_if_stale()?;
    println!("Everything is here. Next: cargo xtask run, or cargo xtask test.");
    Ok(())
}

/// What a build of the app needs, the UI it carries included.
pub fn app(purpose: Purpose) -> Outcome {
    tools::rust(false)?;
    tools::node()?;
    packages::ensure(&[purpose])?;
    ui::install()?;
    ui::build_if_stale()
}
