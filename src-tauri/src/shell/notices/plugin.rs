//! Notices of macOS and Windows, over Tauri's plugin.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;
use voltdeck_base::notices::Notice;

use super::{Target, Targets};

/// The action that stands for a click on the notice itself.
const CLICK: &str = "tap";

/// The way to the system's notices.
pub(crate) struct Notices {
    app: AppHandle,
    known: Arc<Mutex<Targets<i32>>>,
    last: AtomicI32,
}

impl Notices {
    /// Listens to clicks from here on: of a notice that was shown before, none would be told.
    pub(crate) fn new(app: AppHandle) -> Self {
        let known = Arc::new(Mutex::new(Targets::new()));
        let (handle, clicked) = (app.clone(), Arc::clone(&known));
        let listening = app.notification().on_action(move |performed| {
            let number = performed.notification().map(|notice| notice.id());
            let target = number.and_then(|number| clicked.lock().unwrap_or_else(PoisonError::into_inner).of(number));
            if let Some(target) = target.filter(|_| performed.action_id() == CLICK) {
                target.open(&handle);
            }
        });
        if let Err(error) = listening {
            tracing::warn!(%error, "clicks on notices are not heard");
        }
        Self { app, known, last: AtomicI32::new(0) }
    }

    /// Hands a notice over; why it was not taken, as far as the system says.
    pub(crate) async fn show(&self, notice: &Notice) -> Result<(), String> {
        let number = self.last.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).keep(number, Target::of(notice));
        let shown = self.app.notification().builder().id(number).title(&notice.title).body(&notice.body).show();
        shown.map_err(|error| format!("{error}."))
    }
}
