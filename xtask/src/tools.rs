//! Rust and Node: what must be on the machine before anything else can be.

use crate::Outcome;
use crate::process::{cargo, command, npm_program, output, run, succeeds};
use crate::versions::Version;

const RUST: Version = Version(1, 90, 0);
const NODE: Version = Version(20, 19, 0);
const GET_RUST: &str = "Get it from https://rustup.rs, or run: rustup update stable";
const GET_NODE: &str = "Get it from https://nodejs.org, or with your version manager, for instance: nvm install 22";

/// Checks that Rust is there and new enough; with `components`, that format and lints can be checked too.
pub fn rust(components: bool) -> Outcome {
    judge("Rust", output(command("rustc").arg("--version")).as_deref(), RUST, GET_RUST)?;
    if !components || (succeeds(&mut cargo(&["fmt", "--version"])) && succeeds(&mut cargo(&["clippy", "--version"]))) {
        return Ok(());
    }
    let hint = "rustfmt or clippy is missing. Both come with Rust; run: rustup component add rustfmt clippy";
    run(command("rustup").args(["component", "add", "rustfmt", "clippy"])).map_err(|why| format!("{why}\n{hint}"))
}

/// Checks that Node and npm are there and new enough.
pub fn node() -> Outcome {
    judge("Node", output(command("node").arg("--version")).as_deref(), NODE, GET_NODE)?;
    if succeeds(command(npm_program()).arg("--version")) {
        Ok(())
    } else {
        Err("npm is missing: it comes with Node, but some systems package it apart (Debian: nodejs and npm).".into())
    }
}

fn judge(name: &str, printed: Option<&str>, least: Version, get: &str) -> Outcome {
    match printed.and_then(Version::find) {
        Some(found) if found >= least => Ok(()),
        Some(found) => Err(format!("{name} {found} is too old: Voltdeck needs {least} or newer. {get}")),
        None => Err(format!("{name} is missing: Voltdeck needs {least} or newer. {get}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_new_enough_too_old_or_missing() {
        assert_eq!(judge("Node", Some("v20.19.0"), NODE, ""), Ok(()));
        assert_eq!(judge("Node", Some("v22.1.0"), NODE, ""), Ok(()));
        let old = judge("Node", Some("v18.20.4"), NODE, GET_NODE).unwrap_err();
        assert!(old.contains("18.20.4 is too old") && old.contains("20.19.0") && old.contains("nodejs.org"), "{old}");
        let missing = judge("Rust", None, RUST, GET_RUST).unwrap_err();
        assert!(missing.contains("missing") && missing.contains("rustup.rs"), "{missing}");
    }
}
