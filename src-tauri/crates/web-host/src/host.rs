//! The web host as core's host: nothing outside this process and its folder is touched.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::broadcast;
use voltdeck_base::computer::Computer;
use voltdeck_base::host::{Host, SandboxEndpoint, SecretError, Secrets, ssh_answers};
use voltdeck_base::lock::FolderLock;
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use voltdeck_sandbox::Embedded;
use zeroize::Zeroizing;

use crate::computer::FilesOnly;

/// Events that a slow page may be behind before it is told to ask for everything again.
const EVENTS_KEPT: usize = 256;

/// What a desktop would have done for the person, kept for tests instead.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Last {
    copied: Option<String>,
    opened: Option<String>,
    notified: Vec<String>,
}

/// A host with no desktop.
pub(crate) struct WebHost {
    folder: PathBuf,
    computer: FilesOnly,
    secrets: MemorySecrets,
    sandbox: Embedded,
    base_url: String,
    events: broadcast::Sender<Event>,
    last: Mutex<Last>,
    /// Held for as long as it serves.
    lock: FolderLock,
}

impl WebHost {
    /// Starts the sandbox too: public prices come from there, so that no test asks a server of someone else's.
    pub(crate) async fn start(
        folder: PathBuf,
        sandbox_speed: u32,
        lock: FolderLock,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let sandbox = Embedded::new(folder.join("sandbox.json"), sandbox_speed);
        let (own, _) = sandbox.endpoint().await?;
        Ok(Self {
            base_url: std::env::var("VOLTDECK_BASE_URL").unwrap_or(own),
            sandbox,
            computer: FilesOnly { downloads: folder.join("exports") },
            folder,
            secrets: MemorySecrets::default(),
            events: broadcast::channel(EVENTS_KEPT).0,
            last: Mutex::default(),
            lock,
        })
    }

    pub(crate) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    pub(crate) fn last(&self) -> Last {
        held(&self.last).clone()
    }
}

#[async_trait]
impl Host for WebHost {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn has_store_alone(&self) -> bool {
        self.lock.is_held()
    }

    fn secrets(&self) -> &dyn Secrets {
        &self.secrets
    }

    fn emit(&self, event: Event) {
        // It fails where no page listens: one that comes later asks for everything.
        let _ = self.events.send(event);
    }

    fn data_dir(&self) -> PathBuf {
        self.folder.clone()
    }

    fn computer(&self) -> &dyn Computer {
        &self.computer
    }

    fn default_base_url(&self) -> String {
        self.base_url.clone()
    }

    async fn probe_ssh(&self, host: &str, port: u16, limit: Duration) -> bool {
        ssh_answers(host, port, limit).await
    }

    fn copy(&self, text: &str) -> Result<(), String> {
        held(&self.last).copied = Some(text.to_owned());
        Ok(())
    }

    fn open(&self, link: Link) -> Result<(), String> {
        held(&self.last).opened = Some(match link {
            Link::Console => "console".to_owned(),
            Link::Support => "support".to_owned(),
            Link::Tunnel { port } => format!("tunnel {port}"),
        });
        Ok(())
    }

    fn open_page(&self, port: u16, _page: &str) -> Result<(), String> {
        held(&self.last).opened = Some(format!("tunnel {port}"));
        Ok(())
    }

    fn open_path(&self, path: &Path) -> Result<(), String> {
        held(&self.last).opened = Some(format!("file {}", path.display()));
        Ok(())
    }

    async fn notify(&self, notice: Notice) -> Result<(), String> {
        held(&self.last).notified.push(notice.title);
        Ok(())
    }

    async fn sandbox(&self) -> Result<SandboxEndpoint, String> {
        let (base_url, token) = self.sandbox.endpoint().await.map_err(|error| error.to_string())?;
        Ok(SandboxEndpoint { base_url, token: Zeroizing::new(token.to_owned()) })
    }
}

/// A keychain that ends with the process.
#[derive(Default)]
struct MemorySecrets(Mutex<HashMap<String, Zeroizing<String>>>);

#[async_trait]
impl Secrets for MemorySecrets {
    async fn set(&self, account: &str, secret: Zeroizing<String>) -> Result<(), SecretError> {
        held(&self.0).insert(account.to_owned(), secret);
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        Ok(held(&self.0).get(account).cloned())
    }

    async fn delete(&self, account: &str) -> Result<(), SecretError> {
        held(&self.0).remove(account);
        Ok(())
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
