//! A host that has a folder and the sandbox in the same process, and nothing else.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;
use voltagepark::{BoxTransport, TransportError};
use voltdeck_base::host::{Host, SandboxEndpoint, SecretError, Secrets};
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use voltdeck_core::App;
use voltdeck_sandbox::{Config, Sandbox};
use zeroize::Zeroizing;

/// Of the sandbox; long enough that nobody hits upon it.
const TOKEN: &str = "token-of-the-sandbox-9d21f7";
const BASE: &str = "https://sandbox.invalid/api/v1";

pub(crate) struct NoWorld {
    sandbox: Sandbox,
    folder: TempDir,
    signed_in: bool,
}

impl NoWorld {
    /// The app on it; `signed_in` says whether the sandbox can be opened.
    pub(crate) fn app(signed_in: bool) -> Arc<App> {
        let host = Self { sandbox: sandbox(), folder: tempfile::tempdir().unwrap(), signed_in };
        voltdeck_core::open(Arc::new(host)).unwrap()
    }
}

/// The provider's stand-in with a clock that stands.
pub(crate) fn sandbox() -> Sandbox {
    let now = "2026-10-15T12:00:00Z".parse().unwrap();
    let config = Config { token: TOKEN.into(), now, speed: 0, rate_limit: None, ssh: false, ..Config::default() };
    Sandbox::new(config).unwrap()
}

#[async_trait]
impl Secrets for NoWorld {
    async fn set(&self, _account: &str, _secret: Zeroizing<String>) -> Result<(), SecretError> {
        Err(SecretError::NoKeychain("No keychain is there.".into()))
    }
    async fn get(&self, _account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        Ok(None)
    }
    async fn delete(&self, _account: &str) -> Result<(), SecretError> {
        Ok(())
    }
}

#[async_trait]
impl Host for NoWorld {
    fn now(&self) -> DateTime<Utc> {
        self.sandbox.now()
    }
    fn secrets(&self) -> &dyn Secrets {
        self
    }
    fn emit(&self, _event: Event) {}
    fn data_dir(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
    fn default_base_url(&self) -> String {
        BASE.into()
    }
    async fn probe_ssh(&self, _host: &str, _port: u16, _limit: Duration) -> bool {
        false
    }
    fn copy(&self, _text: &str) -> Result<(), String> {
        Ok(())
    }
    fn open(&self, _link: Link) -> Result<(), String> {
        Ok(())
    }
    async fn notify(&self, _notice: Notice) -> Result<(), String> {
        Ok(())
    }
    async fn sandbox(&self) -> Result<SandboxEndpoint, String> {
        if self.signed_in {
            Ok(SandboxEndpoint { base_url: BASE.into(), token: Zeroizing::new(TOKEN.into()) })
        } else {
            Err("There is none.".into())
        }
    }
    fn transport(&self) -> Option<BoxTransport> {
        let router = self.sandbox.router();
        Some(BoxTransport::new(tower::service_fn(move |request: http::Request<bytes::Bytes>| {
            let router = router.clone();
            async move {
                let Ok(answer) = router.oneshot(request.map(axum::body::Body::from)).await;
                Ok(answer.map(|body| body.map_err(|error| TransportError::broken(error.to_string())).boxed_unsync()))
            }
        })))
    }
}
