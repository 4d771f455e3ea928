//! The browser's host of Voltdeck's UI: the same commands on the same core, over a loopback port that one browser may
//! reach. For development and tests; the desktop does not depend on it.
//!
//! | request | does |
//! | --- | --- |
//! | `GET /?token=TOKEN` | exchanges the token, once, for a cookie |
//! | `GET /…` | the built UI |
//! | `POST /call/COMMAND` | runs a command: 200 with the answer, else a status with the `CommandError`, both JSON |
//! | `GET /events` | what changed, as server-sent events |
//! | `GET /last` | what was last copied and opened, for tests: `{"copied": …, "opened": …}` |

mod computer;
mod guard;
mod host;
mod pages;
mod policy;
mod server;

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use voltdeck_base::lock::{FolderLock, TAKEN};
use voltdeck_core::App;

use guard::Guard;
use host::WebHost;
use pages::Pages;
use server::Served;

/// How it is started.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the built UI.
    pub ui: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Where core keeps its store and the sandbox its state.
    pub data: PathBuf,
    /// How many sandbox seconds pass in a real one.
    pub sandbox_speed: u32,
}

/// A web host that listens; it ends when this is dropped.
pub struct Running {
    address: SocketAddr,
    token: String,
    app: Arc<App>,
    task: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a browser opens, once.
    pub fn url(&self) -> String {
        format!("http://{}/?token={}", self.address, self.token)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        self.app.shut_down();
    }
}

/// Opens the store and listens.
///
/// # Errors
/// When there is no built UI, the store cannot be used, or the port is taken.
pub async fn serve(config: Config) -> Result<Running, Box<dyn Error + Send + Sync>> {
    let pages = Pages::new(config.ui)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    let address = listener.local_addr()?;
    let lock = FolderLock::take(&config.data);
    if let FolderLock::Taken = lock {
        return Err(TAKEN.into());
    }
    let host = Arc::new(WebHost::start(config.data, config.sandbox_speed, lock).await?);
    let app = voltdeck_core::open(host.clone())?;
    let (guard, token) = Guard::new(address);
    let served = Served { app: Arc::clone(&app), host, guard, pages };
    let router = server::router(Arc::new(served));
    let task = tokio::spawn(async move {
        // It fails only where the listener does, and then there is nobody to tell.
        let _ = axum::serve(listener, router).await;
    });
    Ok(Running { address, token, app, task })
}
