//! The computer of a bench, with the sandbox as its provider.

use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use tower::ServiceExt;
use voltagepark::{AnswerBody, BoxTransport, TransportError};
use voltdeck_base::computer::Computer;
use voltdeck_base::host::{Host, SandboxEndpoint, SecretError, Secrets};
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use voltdeck_sandbox::Sandbox;
use zeroize::Zeroizing;

pub const TOKEN: &str = "sandbox";

pub struct BenchHost {
    pub sandbox: Sandbox,
    /// Where the sandbox listens; where it does not, requests are answered in this process.
    pub base_url: Option<String>,
    /// What the report of September 2026 is answered with, in place of the sandbox's own.
    pub report: Option<Bytes>,
    pub folder: PathBuf,
    /// Hears what windows are told.
    pub hear: Box<dyn Fn(Event) + Send + Sync>,
    /// Takes what the system is told.
    pub notify: Box<dyn Fn(Notice) + Send + Sync>,
    /// Starts its programs.
    pub computer: Box<dyn Computer>,
}

#[async_trait]
impl Host for BenchHost {
    fn now(&self) -> DateTime<Utc> {
        self.sandbox.now()
    }
    fn secrets(&self) -> &dyn Secrets {
        &NoKeychain
    }
    fn emit(&self, event: Event) {
        (self.hear)(event);
    }
    fn data_dir(&self) -> PathBuf {
        self.folder.clone()
    }
    fn default_base_url(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| "http://127.0.0.1:9/api/v1".into())
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
    async fn notify(&self, notice: Notice) -> Result<(), String> {
        (self.notify)(notice);
        Ok(())
    }
    async fn sandbox(&self) -> Result<SandboxEndpoint, String> {
        Ok(SandboxEndpoint { base_url: self.default_base_url(), token: Zeroizing::new(TOKEN.into()) })
    }
    fn computer(&self) -> &dyn Computer {
        self.computer.as_ref()
    }
    fn transport(&self) -> Option<BoxTransport> {
        self.base_url.is_none().then(|| in_process(&self.sandbox, self.report.clone()))
    }
}

/// The sandbox's router as the client's transport: a socket would stand still on paused time.
fn in_process(sandbox: &Sandbox, report: Option<Bytes>) -> BoxTransport {
    let router = sandbox.router();
    BoxTransport::new(tower::service_fn(move |request: http::Request<Bytes>| {
        let (router, report) = (router.clone(), report.clone());
        async move {
            if let Some(report) = report.filter(|_| request.uri().path().contains("/billing/reports/2026/9/")) {
                return Ok(answer(report));
            }
            let answer = router.oneshot(request.map(axum::body::Body::from)).await;
            let answer = answer.unwrap_or_else(|never| match never {});
            Ok(answer.map(|body| body.map_err(|error| TransportError::broken(error.to_string())).boxed_unsync()))
        }
    }))
}

/// A provider that has one answer to everything.
#[allow(dead_code, reason = "each bench takes what it needs")]
pub fn answering(bytes: Bytes) -> BoxTransport {
    BoxTransport::new(tower::service_fn(move |_| std::future::ready(Ok(answer(bytes.clone())))))
}

/// An answer in parts, as it comes over a network; no byte of it is copied.
fn answer(bytes: Bytes) -> http::Response<AnswerBody> {
    const PART: usize = 64 << 10;
    let parts = (0..bytes.len())
        .step_by(PART)
        .map(move |at| Ok::<_, std::convert::Infallible>(bytes.slice(at..bytes.len().min(at + PART))));
    let body = axum::body::Body::from_stream(futures::stream::iter(parts));
    http::Response::new(body.map_err(|error| TransportError::broken(error.to_string())).boxed_unsync())
}

struct NoKeychain;

#[async_trait]
impl Secrets for NoKeychain {
    async fn set(&self, _account: &str, _secret: Zeroizing<String>) -> Result<(), SecretError> {
        Err(absent())
    }
    async fn get(&self, _account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        Err(absent())
    }
    async fn delete(&self, _account: &str) -> Result<(), SecretError> {
        Err(absent())
    }
}

fn absent() -> SecretError {
    SecretError::NoKeychain("A bench has no keychain.".into())
}
