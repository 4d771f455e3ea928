//! The desktop shell of Voltdeck: a window, a keychain, a clipboard. Nothing here decides.

mod commands;
pub mod preflight;
mod shell;

use tauri::{Manager, RunEvent};

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When the window system or the web view cannot be started.
pub fn run() -> tauri::Result<()> {
    let app = builder().build(tauri::generate_context!("tauri.conf.json"))?;
    app.run(|app, event| {
        if let (RunEvent::Exit, Some(started)) = (event, app.try_state::<commands::Started>())
            && let Ok(core) = &started.0
        {
            core.shut_down();
        }
    });
    Ok(())
}

fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default()
        // First, so that a second start ends before it touches the store.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| shell::window::show(app)))
        .plugin(tauri_plugin_window_state::Builder::default().with_state_flags(shell::window::kept()).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(commands::handler())
        .setup(|app| {
            let folder = app.path().app_data_dir()?;
            shell::logging::start(&folder);
            let host = shell::host::DesktopHost::new(app.handle().clone(), folder);
            let started = voltdeck_core::App::open(std::sync::Arc::new(host));
            if let Err(error) = &started {
                tracing::error!(%error, "Voltdeck could not start");
            }
            app.manage(commands::Started(started));
            shell::window::open(app)?;
            Ok(())
        })
}
