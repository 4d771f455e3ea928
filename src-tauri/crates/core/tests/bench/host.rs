//! The host of a bench: the clock, the keychain and the network of a test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use voltagepark::{BoxTransport, TransportError};
use voltdeck_base::computer::Computer;
use voltdeck_base::host::{Choose, Host, SandboxEndpoint, Secrets};
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use voltdeck_sandbox::Sandbox;
use zeroize::Zeroizing;

use super::{BASE, Crash, TOKEN, TestComputer, TestKeychain};

pub(super) struct TestHost {
    pub(super) sandbox: Sandbox,
    pub(super) folder: PathBuf,
    pub(super) keychain: TestKeychain,
    pub(super) computer: TestComputer,
    pub(super) tamper: Tamper,
    pub(super) sent: Sent,
    pub(super) clock_back: Arc<Mutex<Duration>>,
    pub(super) crash: Arc<Crash>,
    pub(super) shared: Arc<AtomicBool>,
    pub(super) events: Arc<Mutex<Vec<Event>>>,
}

#[async_trait]
impl Host for TestHost {
    fn now(&self) -> DateTime<Utc> {
        self.crash.moment();
        self.crash.look();
        self.sandbox.now() + self.computer.0.lock().unwrap().clock - *self.clock_back.lock().unwrap()
    }
    fn secrets(&self) -> &dyn Secrets {
        &self.keychain
    }
    fn emit(&self, event: Event) {
        self.crash.moment();
        self.events.lock().unwrap().push(event);
    }
    fn data_dir(&self) -> PathBuf {
        self.folder.clone()
    }
    fn has_store_alone(&self) -> bool {
        !self.shared.load(Ordering::SeqCst)
    }
    fn default_base_url(&self) -> String {
        BASE.into()
    }
    async fn probe_ssh(&self, host: &str, port: u16, _limit: Duration) -> bool {
        let mut computer = self.computer.0.lock().unwrap();
        computer.probed.push((host.to_owned(), port));
        !computer.mute
    }
    fn copy(&self, text: &str) -> Result<(), String> {
        self.computer.0.lock().unwrap().copied.push(text.to_owned());
        Ok(())
    }
    fn has_tray(&self) -> bool {
        self.computer.0.lock().unwrap().tray
    }
    fn starts_at_login(&self) -> Option<bool> {
        self.computer.0.lock().unwrap().starts_at_login
    }
    fn set_start_at_login(&self, on: bool) -> Result<(), String> {
        match &mut self.computer.0.lock().unwrap().starts_at_login {
            Some(starts) => {
                *starts = on;
                Ok(())
            }
            None => Err("The folder cannot be written.".into()),
        }
    }
    fn open(&self, link: Link) -> Result<(), String> {
        self.computer.0.lock().unwrap().opened.push(link);
        Ok(())
    }
    fn open_page(&self, port: u16, page: &str) -> Result<(), String> {
        self.computer.0.lock().unwrap().pages.push((port, page.to_owned()));
        Ok(())
    }
    fn open_path(&self, path: &Path) -> Result<(), String> {
        let mut computer = self.computer.0.lock().unwrap();
        computer.opened_paths.push(path.to_owned());
        computer.start_fails.clone().map_or(Ok(()), Err)
    }
    async fn choose(&self, _what: Choose) -> Result<Vec<PathBuf>, String> {
        Ok(self.computer.0.lock().unwrap().chosen.clone())
    }
    fn take_dropped(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.computer.0.lock().unwrap().dropped)
    }
    async fn notify(&self, notice: Notice) -> Result<(), String> {
        self.computer.0.lock().unwrap().notify(notice)
    }
    async fn sandbox(&self) -> Result<SandboxEndpoint, String> {
        Ok(SandboxEndpoint { base_url: BASE.into(), token: Zeroizing::new(TOKEN.into()) })
    }
    fn computer(&self) -> &dyn Computer {
        &self.computer
    }
    fn transport(&self) -> Option<BoxTransport> {
        Some(in_process(&self.sandbox, &self.tamper, &self.sent, &self.crash))
    }
}

pub(super) type Tamper = Arc<Mutex<Option<Box<dyn Fn(&str, &mut Value) + Send + Sync>>>>;

/// Path and body of every request that had one, as it was sent: the sandbox's own log leaves out what may be secret.
pub(super) type Sent = Arc<Mutex<Vec<(String, Value)>>>;

/// The sandbox's router as the client's transport: no socket, so that paused time works.
fn in_process(sandbox: &Sandbox, tamper: &Tamper, sent: &Sent, crash: &Arc<Crash>) -> BoxTransport {
    let (router, tamper, sent, crash) = (sandbox.router(), Arc::clone(tamper), Arc::clone(sent), Arc::clone(crash));
    BoxTransport::new(tower::service_fn(move |request: http::Request<bytes::Bytes>| {
        let (router, tamper, sent, crash) =
            (router.clone(), Arc::clone(&tamper), Arc::clone(&sent), Arc::clone(&crash));
        async move {
            crash.moment();
            let path = request.uri().path().to_owned();
            if let Ok(body) = serde_json::from_slice(request.body()) {
                sent.lock().unwrap().push((path.clone(), body));
            }
            let answer = router.oneshot(request.map(axum::body::Body::from)).await;
            crash.moment();
            let answer = answer.unwrap_or_else(|never| match never {});
            let answer =
                answer.map(|body| body.map_err(|error| TransportError::broken(error.to_string())).boxed_unsync());
            if tamper.lock().unwrap().is_none() {
                return Ok(answer);
            }
            let (head, body) = answer.into_parts();
            let mut bytes = body.collect().await?.to_bytes();
            if let Ok(mut json) = serde_json::from_slice(&bytes) {
                if let Some(change) = tamper.lock().unwrap().as_ref() {
                    change(&path, &mut json);
                }
                bytes = json.to_string().into();
            }
            let body = http_body_util::Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
            Ok(http::Response::from_parts(head, body))
        }
    }))
}
