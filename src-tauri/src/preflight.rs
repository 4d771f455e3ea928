//! Quirks of a platform, settled before any library is loaded.
//!
//! What to change is decided by [`plan`], which is pure; [`run`] starts the program again with the changed environment,
//! since changing one's own environment is not safe.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, ExitCode};

const USAGE: &str = "Voltdeck: a control room for the Voltage Park GPU cloud

Usage: voltdeck [--hidden] [--safe-rendering]

  --hidden          start in the tray, with no window
  --safe-rendering  draw without the GPU, for windows that stay blank
  --version         print the version
  --help            print this

Environment:
  VOLTDECK_BASE_URL       base URL offered at sign-in
  VOLTDECK_SANDBOX_SPEED  how many times as fast the sandbox's clock runs
  VOLTDECK_LOG            log filter, e.g. voltagepark=debug
";

/// Starts with no window, as at login.
pub const HIDDEN: &str = "--hidden";

/// Whether these arguments ask for no window.
pub fn is_hidden(args: &[String]) -> bool {
    args.iter().any(|arg| arg == HIDDEN)
}

/// One variable to set before the program starts again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: &'static str,
}

/// What must change for this machine. Whatever the person set in the `WEBKIT_` family is honoured and nothing is added.
///
/// `nvidia` says whether Nvidia's kernel driver is loaded: its buffers are the best-known cause of blank windows.
pub fn plan(env: &BTreeMap<String, String>, args: &[String], nvidia: bool) -> Vec<Change> {
    let chosen = env.keys().any(|name| name.starts_with("WEBKIT_"));
    let safe = args.iter().any(|arg| arg == "--safe-rendering");
    let shared_memory = Change { name: "WEBKIT_DMABUF_RENDERER_FORCE_SHM", value: "1" };
    if chosen {
        Vec::new()
    } else if safe {
        vec![shared_memory, Change { name: "WEBKIT_DISABLE_COMPOSITING_MODE", value: "1" }]
    } else if nvidia {
        vec![shared_memory]
    } else {
        Vec::new()
    }
}

/// Answers `--version` and `--help`, and starts the program again where [`plan`] asks for it.
///
/// `None` means: go on.
pub fn run() -> Option<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let answer = |text: &str| {
        let _ = std::io::stdout().write_all(text.as_bytes());
        Some(ExitCode::SUCCESS)
    };
    if args.iter().any(|arg| arg == "--version") {
        return answer(concat!("voltdeck ", env!("CARGO_PKG_VERSION"), "\n"));
    }
    if args.iter().any(|arg| arg == "--help") {
        return answer(USAGE);
    }
    if !cfg!(target_os = "linux") {
        return None;
    }
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let changes = plan(&env, &args, std::path::Path::new("/proc/driver/nvidia/version").exists());
    if changes.is_empty() { None } else { again(&args, &changes) }
}

fn again(args: &[String], changes: &[Change]) -> Option<ExitCode> {
    let program = std::env::current_exe().ok()?;
    let mut command = Command::new(program);
    command.args(args).envs(changes.iter().map(|change| (change.name, change.value)));
    #[cfg(unix)]
    {
        // Takes the place of this process; it only comes back if it failed, and then we go on as we are.
        let _ = std::os::unix::process::CommandExt::exec(&mut command);
        None
    }
    #[cfg(not(unix))]
    {
        let status = command.status().ok()?;
        Some(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), "0".to_owned())).collect()
    }

    #[test]
    fn an_ordinary_machine_changes_nothing() {
        assert_eq!(plan(&env(&["HOME"]), &[], false), []);
    }

    #[test]
    fn nvidia_draws_through_shared_memory() {
        let names: Vec<_> = plan(&env(&[]), &[], true).iter().map(|change| change.name).collect();
        assert_eq!(names, ["WEBKIT_DMABUF_RENDERER_FORCE_SHM"]);
    }

    #[test]
    fn safe_rendering_also_leaves_compositing_out() {
        let names: Vec<_> =
            plan(&env(&[]), &["--safe-rendering".into()], false).iter().map(|change| change.name).collect();
        assert_eq!(names, ["WEBKIT_DMABUF_RENDERER_FORCE_SHM", "WEBKIT_DISABLE_COMPOSITING_MODE"]);
    }

    #[test]
    fn what_the_person_set_is_honoured_and_a_second_start_changes_nothing() {
        assert_eq!(plan(&env(&["WEBKIT_DISABLE_DMABUF_RENDERER"]), &["--safe-rendering".into()], true), []);
        assert_eq!(plan(&env(&["WEBKIT_DMABUF_RENDERER_FORCE_SHM"]), &[], true), []);
    }
}
