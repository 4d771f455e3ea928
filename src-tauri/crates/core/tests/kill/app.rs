//! The app that is killed: the whole core on real files, the real clock and a port, doing what it is killed at.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use voltdeck_base::host::{Host, SandboxEndpoint, SecretError, Secrets};
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use zeroize::Zeroizing;

use crate::bench::Bench;

pub(crate) const TOKEN: &str = "token-of-the-sandbox-9d21f7";

/// Every kind of file that is exported.
const KINDS: [&str; 6] = ["linesCsv", "workbook", "statementCsv", "focusCsv", "page", "focusParquet"];

/// What a start is told.
pub(crate) struct Told {
    pub(crate) folder: PathBuf,
    pub(crate) base_url: String,
    /// By how much the provider's clock is ahead of this computer's.
    pub(crate) ahead: Duration,
    /// Where its work begins; nothing only settles what is left.
    pub(crate) work: Option<u64>,
}

impl Told {
    pub(crate) fn to_environment(&self, command: &mut Command) {
        command
            .env("VOLTDECK_KILL_FOLDER", &self.folder)
            .env("VOLTDECK_KILL_URL", &self.base_url)
            .env("VOLTDECK_KILL_AHEAD", self.ahead.as_millis().to_string())
            .env("VOLTDECK_KILL_WORK", self.work.map(|work| work.to_string()).unwrap_or_default());
    }

    pub(crate) fn from_environment() -> Option<Self> {
        let told = |name: &str| std::env::var(format!("VOLTDECK_KILL_{name}")).ok();
        Some(Self {
            folder: told("FOLDER")?.into(),
            base_url: told("URL")?,
            ahead: Duration::from_millis(told("AHEAD")?.parse().ok()?),
            work: told("WORK")?.parse().ok(),
        })
    }
}

/// Runs until it is killed.
pub(crate) fn run(told: &Told) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let host = RealHost { folder: told.folder.clone(), ahead: TimeDelta::from_std(told.ahead).unwrap() };
        let app = voltdeck_core::open(Arc::new(host)).unwrap();
        println!("\nopen");
        voltdeck_core::start(&app).await;
        let bench = Bench::of(app);
        let state = bench.call("app_state", json!({})).await.unwrap();
        let said = state["notices"].to_string();
        assert!(!said.contains("damaged"), "{said}");
        if bench.call("fleet", json!({})).await.is_err() {
            let args = json!({ "profileId": null, "name": "Work", "baseUrl": told.base_url, "token": TOKEN, "readOnly": false });
            bench.call("sign_in", args).await.unwrap();
        }
        if let Some(first) = told.work {
            work(&bench, told, first).await;
        }
        std::future::pending::<()>().await;
    });
}

/// All three in turn, another one first in each start.
async fn work(bench: &Bench, told: &Told, first: u64) {
    for round in first.. {
        match round % 3 {
            0 => deploy(bench, &format!("box-{}-{round}", std::process::id())).await,
            1 => drop(bench.call("ledger_sync", json!({})).await),
            _ => export(bench, told, round).await,
        }
    }
}

/// One machine with a lease. A refusal is none of this test's business: names are taken while a job is open.
async fn deploy(bench: &Bench, name: &str) {
    let mut draft = bench.draft(name).await;
    draft["lease"] = json!({ "hours": 48, "endsAt": null, "action": "terminate" });
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    let _ = bench.start(draft, review["quote"].clone()).await;
}

/// Exports over all months that there are, and waits for the end.
async fn export(bench: &Bench, told: &Told, round: u64) {
    let exports = bench.call("exports", json!({})).await.unwrap();
    let months = exports["months"].as_array().cloned().unwrap_or_default();
    let (Some(first), Some(last)) =
        (months.iter().min_by_key(|m| m.as_str()), months.iter().max_by_key(|m| m.as_str()))
    else {
        // Nothing is read yet: it goes on with what comes first.
        let _ = bench.call("ledger_sync", json!({})).await;
        return tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let kind = KINDS[usize::try_from(round / 3).unwrap() % KINDS.len()];
    let folder = told.folder.join("exports");
    let args =
        json!({ "kind": kind, "first": first, "last": last, "folder": folder, "replace": round.is_multiple_of(2) });
    let _ = bench.call("export_start", args).await;
    while bench.call("exports", json!({})).await.is_ok_and(|view| view["running"] != Value::Null) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct RealHost {
    folder: PathBuf,
    ahead: TimeDelta,
}

#[async_trait]
impl Secrets for RealHost {
    async fn set(&self, _account: &str, _secret: Zeroizing<String>) -> Result<(), SecretError> {
        Ok(())
    }
    async fn get(&self, _account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        Ok(Some(Zeroizing::new(TOKEN.into())))
    }
    async fn delete(&self, _account: &str) -> Result<(), SecretError> {
        Ok(())
    }
}

#[async_trait]
impl Host for RealHost {
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.ahead
    }
    fn secrets(&self) -> &dyn Secrets {
        self
    }
    fn emit(&self, _event: Event) {}
    fn data_dir(&self) -> PathBuf {
        self.folder.clone()
    }
    fn default_base_url(&self) -> String {
        "https://api.invalid".into()
    }
    async fn probe_ssh(&self, _host: &str, _port: u16, _limit: Duration) -> bool {
        true
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
        Err("It is a provider here.".into())
    }
}
