//! The desktop as core's host.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Local, NaiveDateTime, Utc};
use tauri::{AppHandle, Emitter};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_opener::OpenerExt;
use voltdeck_base::computer::Computer;
use voltdeck_base::host::{Choose, Host, SandboxEndpoint, Secrets, ssh_answers};
use voltdeck_base::lock::FolderLock;
use voltdeck_base::notices::Notice;
use voltdeck_computer::LocalComputer;
use voltdeck_contract::{Event, Link};
use voltdeck_sandbox::Embedded;
use zeroize::Zeroizing;

use super::autostart;
use super::files;
use super::keychain::Keychain;
use super::notices::Notices;
use super::once;
use super::tray::Tray;

/// The provider's base URL, as other clients of the API use it.
const PROVIDER: &str = "https://cloud-api.voltagepark.com/api/v1";
/// The event that tells windows what changed.
const EVENT: &str = "voltdeck";

/// The desktop.
pub(crate) struct DesktopHost {
    app: AppHandle,
    folder: PathBuf,
    sandbox: Embedded,
    computer: LocalComputer,
    notices: Notices,
    tray: Arc<Tray>,
    /// Held for as long as the program runs.
    lock: FolderLock,
}

/// Tells every window that something changed.
pub(crate) fn tell(app: &AppHandle, event: Event) {
    if let Err(error) = app.emit(EVENT, event) {
        tracing::warn!(%error, "the window could not be told of a change");
    }
}

impl DesktopHost {
    pub(crate) fn new(app: AppHandle, folder: PathBuf, tray: Arc<Tray>, lock: FolderLock) -> Self {
        let speed = std::env::var("VOLTDECK_SANDBOX_SPEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
        let sandbox = Embedded::new(folder.join("sandbox.json"), speed);
        let notices = Notices::new(app.clone());
        Self { app, folder, sandbox, computer: LocalComputer::here(), notices, tray, lock }
    }
}

#[async_trait]
impl Host for DesktopHost {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn secrets(&self) -> &dyn Secrets {
        &Keychain
    }

    fn emit(&self, event: Event) {
        tell(&self.app, event);
        self.tray.told();
    }

    fn data_dir(&self) -> PathBuf {
        self.folder.clone()
    }

    fn has_store_alone(&self) -> bool {
        self.lock.is_held()
    }

    fn default_base_url(&self) -> String {
        std::env::var("VOLTDECK_BASE_URL").unwrap_or_else(|_| PROVIDER.into())
    }

    async fn probe_ssh(&self, host: &str, port: u16, limit: Duration) -> bool {
        ssh_answers(host, port, limit).await
    }

    fn copy(&self, text: &str) -> Result<(), String> {
        self.app.clipboard().write_text(text).map_err(|error| error.to_string())
    }

    fn open(&self, link: Link) -> Result<(), String> {
        let url = match link {
            Link::Console => "https://dashboard.voltagepark.com".to_owned(),
            Link::Support => "mailto:support@voltagepark.com".to_owned(),
            Link::Tunnel { port } => format!("http://127.0.0.1:{port}"),
        };
        self.app.opener().open_url(url, None::<&str>).map_err(|error| error.to_string())
    }

    fn open_page(&self, port: u16, page: &str) -> Result<(), String> {
        let address = once::address(port, page).map_err(|error| error.to_string())?;
        self.app.opener().open_url(address, None::<&str>).map_err(|error| error.to_string())
    }

    fn open_path(&self, path: &Path) -> Result<(), String> {
        let path = path.to_str().ok_or("its name is no text")?;
        self.app.opener().open_path(path, None::<&str>).map_err(|error| error.to_string())
    }

    async fn choose(&self, what: Choose) -> Result<Vec<PathBuf>, String> {
        files::choose(&self.app, what).await
    }

    fn take_dropped(&self) -> Vec<PathBuf> {
        files::take_dropped(&self.app)
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&Local).naive_local()
    }

    async fn notify(&self, notice: Notice) -> Result<(), String> {
        self.notices.show(&notice).await
    }

    fn has_tray(&self) -> bool {
        self.tray.is_seen()
    }

    fn starts_at_login(&self) -> Option<bool> {
        autostart::is_on(&self.app)
    }

    fn set_start_at_login(&self, on: bool) -> Result<(), String> {
        autostart::set(&self.app, on)
    }

    fn computer(&self) -> &dyn Computer {
        &self.computer
    }

    async fn sandbox(&self) -> Result<SandboxEndpoint, String> {
        let (base_url, token) = self.sandbox.endpoint().await.map_err(|error| error.to_string())?;
        Ok(SandboxEndpoint { base_url, token: Zeroizing::new(token.to_owned()) })
    }
}
