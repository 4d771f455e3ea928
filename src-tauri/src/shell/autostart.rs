//! Start at login, in the tray.

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_autostart::{Builder, ManagerExt};

use crate::preflight::HIDDEN;

/// What a desktop entry of Linux takes for something else where it stands in a path.
const RESERVED: &str = " \t\n\"'\\<>~|&;$*?#()`%";

pub(crate) fn plugin() -> TauriPlugin<Wry> {
    Builder::new().app_name("Voltdeck").arg(HIDDEN).build()
}

/// Whether Voltdeck starts at login; `None` where the system does not say.
pub(crate) fn is_on(app: &AppHandle) -> Option<bool> {
    app.autolaunch().is_enabled().ok()
}

/// Has it start at login, or not any more.
pub(crate) fn set(app: &AppHandle, on: bool) -> Result<(), String> {
    if !on {
        return app.autolaunch().disable().map_err(|error| format!("{error}."));
    }
    if cfg!(target_os = "linux") {
        let program = std::env::var("APPIMAGE").ok().map(Into::into).or_else(|| std::env::current_exe().ok());
        can_be_named(&program.unwrap_or_default().to_string_lossy())?;
    }
    app.autolaunch().enable().map_err(|error| format!("{error}."))
}

fn can_be_named(program: &str) -> Result<(), String> {
    if program.contains(|c| RESERVED.contains(c)) {
        return Err(format!(
            "the path of the program ({program}) has a space or a sign that a desktop's start cannot name. Move it to \
             another folder, then try again."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_a_desktop_entry_would_misread_is_refused_in_words() {
        assert_eq!(can_be_named("/opt/voltdeck/voltdeck"), Ok(()));
        assert_eq!(can_be_named("/home/ana/Programs/Voltdeck_0.1.0-amd64.AppImage"), Ok(()));
        for bad in ["/home/ana/My Programs/voltdeck", "/tmp/%u/voltdeck", "/tmp/a;b/voltdeck"] {
            assert!(can_be_named(bad).unwrap_err().contains("Move it"), "{bad}");
        }
    }
}
