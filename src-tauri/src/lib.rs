//! The desktop shell of Voltdeck: a window, a tray, notices, a keychain, a clipboard. Nothing here decides.

mod commands;
pub mod preflight;
mod shell;

use std::sync::Arc;

use tauri::{Manager, RunEvent};
use voltdeck_base::lock::{FolderLock, TAKEN};
use voltdeck_contract::ErrorCode;
use voltdeck_core::CommandError;

/// Opens the window and runs until it is closed, or until the tray's menu ends it.
///
/// # Errors
/// When the window system or the web view cannot be started.
pub fn run() -> tauri::Result<()> {
    let app = builder().build(tauri::generate_context!("tauri.conf.json"))?;
    app.run(|app, event| match event {
        RunEvent::Exit => {
            if let Some(core) = commands::core(app) {
                core.shut_down();
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => shell::window::show(app),
        _ => {}
    });
    Ok(())
}

/// Said where the data folder knows no locks.
const NO_LOCK: &str = "The folder of Voltdeck's data cannot be locked, as on some network drives. Start no second copy of \
                       Voltdeck on it, from no other computer either: each would carry leases and orders out.";

/// Another copy has the store: this one says so and ends, without having opened it.
fn refuse(app: &mut tauri::App, hidden: bool) -> Result<(), Box<dyn std::error::Error>> {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "voltdeck: {TAKEN}");
    if hidden {
        app.cleanup_before_exit();
        std::process::exit(1);
    }
    // What could not start is told in the window, which ends it as it closes.
    app.manage(commands::Started(Err(CommandError::new(ErrorCode::Local, TAKEN))));
    shell::window::open(app, false)?;
    Ok(())
}

fn builder() -> tauri::Builder<tauri::Wry> {
    let builder = tauri::Builder::default()
        // First, so that a second start ends before it touches the store.
        .plugin(tauri_plugin_single_instance::init(|app, args, _| {
            // One that is started at login beside one that runs wants no window either.
            if !preflight::is_hidden(&args) {
                shell::window::show(app);
            }
        }))
        .plugin(shell::autostart::plugin())
        .plugin(tauri_plugin_window_state::Builder::default().with_state_flags(shell::window::kept()).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init());
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    builder.invoke_handler(commands::handler()).setup(|app| {
        let folder = app.path().app_data_dir()?;
        let hidden = preflight::is_hidden(&std::env::args().collect::<Vec<_>>());
        // Where there is no bus, the plugin above sees no other copy.
        let lock = FolderLock::take(&folder);
        if let FolderLock::Taken = lock {
            return refuse(app, hidden);
        }
        shell::logging::start(&folder);
        app.manage(shell::files::Dropped::default());
        let unlocked = match &lock {
            FolderLock::Unsupported(why) => Some(why.to_string()),
            FolderLock::Held(_) | FolderLock::Taken => None,
        };
        let tray = shell::tray::Tray::new();
        let host = shell::host::DesktopHost::new(app.handle().clone(), folder, Arc::clone(&tray), lock);
        let started = voltdeck_core::open(Arc::new(host));
        if let Err(error) = &started {
            tracing::error!(%error, "Voltdeck could not start");
        }
        let core = started.as_ref().ok().cloned();
        app.manage(commands::Started(started));
        // What could not start is told in the window.
        let hidden = core.is_some() && hidden;
        shell::window::open(app, hidden)?;
        if let Some(core) = core {
            if let Some(why) = unlocked {
                tracing::warn!(why, "the data folder cannot be locked");
                core.say_at_start(NO_LOCK.into());
            }
            core.set_attended(!hidden);
            shell::tray::start(app.handle(), &core, &tray);
            tauri::async_runtime::spawn(async move { voltdeck_core::start(&core).await });
        }
        Ok(())
    })
}
