//! The program: Linux preflight, then the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    if let Some(code) = voltdeck_desktop::preflight::run() {
        return code;
    }
    match voltdeck_desktop::run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write;
            // The only place that a person can read this, since there is no window.
            let _ = writeln!(std::io::stderr(), "voltdeck: no window can be opened: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
