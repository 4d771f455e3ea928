//! Other programs: how they are found, started and reported.

use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap_or(Path::new(".")).to_owned()
}

/// A command in the root of the repository.
///
/// `cargo run` tells its child about the package xtask. Build scripts of dependencies watch those variables, so a build
/// started from here would redo what one started from a shell has done, and the other way round.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

/// The folder that this program was built into, wherever cargo was told to build.
pub fn target() -> PathBuf {
    let own = std::env::current_exe().ok();
    own.as_deref().and_then(|own| own.parent()?.parent()).map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// The cargo that started this program.
pub fn cargo(args: &[&str]) -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args);
    cargo
}

/// A program of the workspace: it stands beside this one, in whatever folder cargo was told to build.
pub fn built(name: &str) -> Outcome<PathBuf> {
    let own = std::env::current_exe().map_err(|error| format!("This program's own folder is unknown: {error}"))?;
    Ok(own.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// npm in the folder of the UI.
pub fn npm(args: &[&str]) -> Command {
    let mut npm = command(npm_program());
    npm.args(args).current_dir(root().join("ui"));
    // Some of the tools behind npm colour even what goes into a file.
    if !std::io::stdout().is_terminal() && std::env::var_os("FORCE_COLOR").is_none() {
        npm.env("NO_COLOR", "1");
    }
    npm
}

/// npm is a batch file on Windows, which is started only by its full name.
pub fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// Shows the command, runs it on this terminal, and fails where it fails.
pub fn run(command: &mut Command) -> Outcome {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command.status().map_err(|error| format!("{shown} could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown} failed ({status}).")) }
}

/// What the command prints, whatever its exit code; `None` where it cannot be started.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the command exists and succeeds; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_by_its_name_without_its_folder() {
        let mut command = Command::new("/opt/rust/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(shown(&command), "cargo fmt --check");
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("tauri.conf.json").exists());
    }
}
