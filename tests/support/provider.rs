//! The provider: a sandbox on a loopback port with a clock that the test turns.

use chrono::{DateTime, Utc};
use tokio::runtime::Runtime;
use voltdeck_sandbox::{Config, LedgerLine, Operation, Records, RequestLine, ResourceRecord, Running, Sandbox};

use super::session::Session;

/// The token that the provider takes, easy to recognise wherever it turns up.
pub(crate) const TOKEN: &str = "vp_e2e_4b1dTokenThatNobodyMayKeep9f7";

/// How a provider begins.
pub(crate) struct ProviderSetup {
    /// Its clock at the start.
    pub(crate) now: DateTime<Utc>,
    /// How many of its seconds pass in one.
    pub(crate) speed: u32,
    /// How many virtual machines it lists.
    pub(crate) instances: usize,
    /// How many requests a minute it answers.
    pub(crate) rate_limit: Option<u32>,
}

impl Default for ProviderSetup {
    fn default() -> Self {
        Self { now: Utc::now(), speed: 1, instances: 6, rate_limit: Some(90) }
    }
}

/// A provider; it stops when this is dropped.
pub(crate) struct Provider {
    sandbox: Sandbox,
    running: Option<Running>,
    // Its own threads: a test that blocks does not stop the provider.
    runtime: Option<Runtime>,
}

impl Provider {
    /// Starts one that begins like this.
    pub(crate) async fn start(setup: ProviderSetup) -> Self {
        let config = Config {
            token: TOKEN.into(),
            now: setup.now,
            speed: setup.speed,
            instances: setup.instances,
            rate_limit: setup.rate_limit,
            ..Config::default()
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("provider")
            .enable_all()
            .build()
            .expect("a runtime");
        let sandbox = Sandbox::new(config).expect("a provider");
        let serving = sandbox.clone();
        let running = runtime.spawn(async move { serving.serve(0).await }).await;
        let running = running.expect("a provider").expect("a provider that listens");
        Self { sandbox, running: Some(running), runtime: Some(runtime) }
    }

    /// Where it is reached.
    pub(crate) fn base_url(&self) -> String {
        self.running.as_ref().expect("it runs").base_url()
    }

    /// Makes it the provider of every program that this session starts.
    pub(crate) fn serve_to(&self, session: &mut Session) {
        session.set("VOLTDECK_BASE_URL", &self.base_url());
        session.provider = Some(self.sandbox.clone());
    }

    /// Can no longer be reached.
    pub(crate) fn go_away(&mut self) {
        self.running = None;
    }

    /// The sandbox itself: faults, stock, prices, clock.
    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// What exists, what was asked, what was charged.
    pub(crate) fn records(&self) -> Records {
        self.sandbox.records()
    }

    /// Every line of the ledger.
    pub(crate) fn ledger(&self) -> Vec<LedgerLine> {
        self.sandbox.ledger()
    }

    /// The requests so far.
    pub(crate) fn log(&self) -> Vec<RequestLine> {
        self.sandbox.log()
    }

    /// How often an operation was asked for, whatever it was answered.
    pub(crate) fn count(&self, operation: Operation) -> usize {
        self.log().iter().filter(|line| line.operation == Some(operation)).count()
    }

    /// The record of the newest resource of this name.
    pub(crate) fn resource(&self, name: &str) -> Option<ResourceRecord> {
        self.records().resources.into_iter().rev().find(|resource| resource.name == name)
    }

    /// The acts asked of a resource, in order.
    pub(crate) fn acts(&self, name: &str) -> Vec<String> {
        let resource = self.resource(name).unwrap_or_else(|| panic!("the provider knows no {name}"));
        resource.asked.into_iter().map(|asked| asked.act).collect()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.running = None;
        if let Some(runtime) = self.runtime.take() {
            // A runtime must not be waited for inside another.
            runtime.shutdown_background();
        }
    }
}
