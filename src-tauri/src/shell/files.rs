//! What a person chooses in the system's own dialog, or drops on the window. The page is told of neither which files they
//! are nor where: it names them by what core gave it.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;
use voltdeck_base::host::Choose;

/// What was dropped last, until it is taken.
#[derive(Default)]
pub(crate) struct Dropped(Mutex<Vec<PathBuf>>);

/// Keeps what was dropped.
pub(crate) fn drop_on<R: Runtime>(app: &AppHandle<R>, paths: &[PathBuf]) {
    if let Some(dropped) = app.try_state::<Dropped>() {
        *dropped.0.lock().unwrap_or_else(PoisonError::into_inner) = paths.to_vec();
    }
}

/// What was dropped last, once.
pub(crate) fn take_dropped<R: Runtime>(app: &AppHandle<R>) -> Vec<PathBuf> {
    let Some(dropped) = app.try_state::<Dropped>() else { return Vec::new() };
    std::mem::take(&mut *dropped.0.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Has the person choose. None where they chose nothing.
pub(crate) async fn choose<R: Runtime>(app: &AppHandle<R>, what: Choose) -> Result<Vec<PathBuf>, String> {
    let mut dialog = app.dialog().file();
    if let Some(window) = app.get_webview_window("main") {
        dialog = dialog.set_parent(&window);
    }
    let (tell, told) = oneshot::channel();
    // Whoever asked may be gone by the time an answer comes.
    match what {
        Choose::Files => dialog.pick_files(move |chosen| drop(tell.send(chosen.unwrap_or_default()))),
        Choose::Folder => {
            dialog.pick_folder(move |chosen| drop(tell.send(chosen.map(|folder| vec![folder]).unwrap_or_default())));
        }
    }
    let chosen = told.await.map_err(|_| "The dialog could not be opened.".to_owned())?;
    chosen.into_iter().map(|path: FilePath| path.into_path().map_err(|error| error.to_string())).collect()
}
