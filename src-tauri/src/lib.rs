//! The desktop shell of Voltdeck: a window, a tray, notices, a keychain, a clipboard. Nothing here decides.

mod commands;
pub mod preflight;
mod shell;

use std::sync::Arc;

use tauri::{Manager, RunEvent};

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
        .plugin(tauri_plugin_opener::init());
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    builder.invoke_handler(commands::handler()).setup(|app| {
        let folder = app.path().app_data_dir()?;
        shell::logging::start(&folder);
        let tray = shell::tray::Tray::new();
        let host = shell::host::DesktopHost::new(app.handle().clone(), folder, Arc::clone(&tray));
        let started = voltdeck_core::open(Arc::new(host));
        if let Err(error) = &started {
            tracing::error!(%error, "Voltdeck could not start");
        }
        let core = started.as_ref().ok().cloned();
        app.manage(commands::Started(started));
        // What could not start is told in the window.
        let hidden = core.is_some() && preflight::is_hidden(&std::env::args().collect::<Vec<_>>());
        shell::window::open(app, hidden)?;
        if let Some(core) = core {
            core.set_attended(!hidden);
            shell::tray::start(app.handle(), &core, &tray);
            tauri::async_runtime::spawn(async move { voltdeck_core::start(&core).await });
        }
        Ok(())
    })
}
