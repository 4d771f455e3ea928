//! The one window. Where there is a tray, closing it only hides it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    App, AppHandle, DragDropEvent, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};
use tokio::sync::Notify;
use voltdeck_core::tray;

use super::files;
use crate::commands;

const LABEL: &str = "main";
/// A page that does not load is shown all the same, so that a person sees that something is wrong.
const SHOW_AFTER: Duration = Duration::from_secs(3);
/// A drag of a corner is many changes: they are written down once it rests.
const RESTS_AFTER: Duration = Duration::from_millis(400);

/// What of the window comes back with the next start. Not that it was seen: it is shown when its page is there.
pub(crate) fn kept() -> StateFlags {
    StateFlags::all() - StateFlags::VISIBLE
}

/// Opens the window hidden, and shows it when its page is there; not, where it is to stay `hidden`.
pub(crate) fn open<R: Runtime>(app: &App<R>, hidden: bool) -> tauri::Result<()> {
    let loaded = Arc::new(AtomicBool::new(false));
    let was_loaded = Arc::clone(&loaded);
    // Only a build that takes its page from Vite's server has another.
    let dev = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        // The policy of the page says what is loaded into it, and nothing of where it goes.
        .on_navigation(move |url| {
            let ours = is_ours(url, dev.as_ref());
            if !ours {
                tracing::warn!(scheme = url.scheme(), host = url.host_str(), "a way out of the page was not followed");
            }
            ours
        })
        .on_new_window(|url, _| {
            tracing::warn!(scheme = url.scheme(), host = url.host_str(), "a second window was not opened");
            NewWindowResponse::Deny
        })
        .on_download(|_, _| {
            tracing::warn!("a download was not begun");
            false
        })
        .title("Voltdeck")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .visible(false)
        .on_page_load(move |window, load| {
            // Once: a page that is loaded anew in the tray stays there.
            if load.event() == PageLoadEvent::Finished && !was_loaded.swap(true, Ordering::Relaxed) && !hidden {
                show(window.app_handle());
            }
        })
        .build()?;
    keep_state(&window);
    follow(&window);
    if hidden {
        return Ok(());
    }
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_AFTER).await;
        if !loaded.load(Ordering::Relaxed) {
            show(&handle);
        }
    });
    Ok(())
}

/// Whether an address is that of the page which came with the program.
fn is_ours(url: &Url, dev: Option<&Url>) -> bool {
    // As the systems have it: a scheme of its own, or a name that leads nowhere else.
    let built_in = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    built_in || dev.is_some_and(|dev| dev.origin() == url.origin())
}

/// Hides the window where it is closed into the tray, and notes whether somebody has it before them.
fn follow<R: Runtime>(window: &WebviewWindow<R>) {
    let handle = window.app_handle().clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } if close(&handle) => api.prevent_close(),
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => files::drop_on(&handle, paths),
        WindowEvent::Focused(true) => attend(&handle, true),
        WindowEvent::Focused(false) => {
            let window = handle.get_webview_window(LABEL);
            if window.is_some_and(|window| window.is_minimized().unwrap_or_default()) {
                attend(&handle, false);
            }
        }
        _ => {}
    });
}

/// Hides the window, where it goes into the tray. Says whether it did.
fn close<R: Runtime>(app: &AppHandle<R>) -> bool {
    let Some((core, window)) = commands::core(app).zip(app.get_webview_window(LABEL)) else { return false };
    if !tray::takes_window(&core) {
        return false;
    }
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window could not be hidden");
        return false;
    }
    tracing::info!("the window went into the tray");
    core.set_attended(false);
    if let Err(error) = tray::tell_closed(&core) {
        tracing::warn!(code = ?error.code, "that Voltdeck goes on in the tray could not be told");
    }
    true
}

fn attend<R: Runtime>(app: &AppHandle<R>, attended: bool) {
    if let Some(core) = commands::core(app) {
        core.set_attended(attended);
    }
}

/// Whether nobody sees the window.
pub(crate) fn is_hidden<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| !window.is_visible().unwrap_or(true))
}

/// Writes place and size down as they change: a desktop that ends the program with its session asks nobody.
fn keep_state<R: Runtime>(window: &WebviewWindow<R>) {
    let changed = Arc::new(Notify::new());
    let told = Arc::clone(&changed);
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Resized(_) | WindowEvent::Moved(_)) {
            told.notify_one();
        }
    });
    let handle = window.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        loop {
            changed.notified().await;
            while tokio::time::timeout(RESTS_AFTER, changed.notified()).await.is_ok() {}
            if let Err(error) = handle.save_window_state(kept()) {
                tracing::warn!(%error, "the place of the window could not be kept");
            }
        }
    });
}

/// Brings the window to the front.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
    attend(app, true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_that_came_with_the_program_is_ours() {
        let url = |text: &str| Url::parse(text).unwrap();
        let dev = url("http://localhost:5173");
        for ours in ["tauri://localhost", "tauri://localhost/#/instances?id=a", "http://tauri.localhost/index.html"] {
            assert!(is_ours(&url(ours), None), "{ours}");
        }
        for other in [
            "https://example.com/",
            "tauri://other/",
            "http://tauri.localhost.example.com/",
            "http://tauri.localhost:8080/",
            "http://me@example.com/tauri.localhost",
            "http://localhost:5173/",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:1",
        ] {
            assert!(!is_ours(&url(other), None), "{other}");
        }
        assert!(is_ours(&url("http://localhost:5173/#/overview"), Some(&dev)));
        assert!(!is_ours(&url("http://localhost:5174/"), Some(&dev)));
    }
}
