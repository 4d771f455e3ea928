//! The one window.

use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::{App, AppHandle, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

const LABEL: &str = "main";
/// A page that does not load is shown all the same, so that a person sees that something is wrong.
const SHOW_AFTER: Duration = Duration::from_secs(3);

/// Opens the window hidden, and shows it when its page is there.
pub(crate) fn open<R: Runtime>(app: &App<R>) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Voltdeck")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                show(window.app_handle());
            }
        })
        .build()?;
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_AFTER).await;
        if let Some(window) = handle.get_webview_window(LABEL)
            && !window.is_visible().unwrap_or(true)
        {
            show(&handle);
        }
    });
    Ok(())
}

/// Brings the window to the front.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}
