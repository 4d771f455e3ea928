//! How soon a record of 100,000 lines is narrowed, counted and handed out, through the commands of a window.
//!
//! `cargo run --release -p voltdeck-core --example record_bench`. Nothing listens where its account would ask.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use voltdeck_base::host::{Host, SandboxEndpoint, SecretError, Secrets};
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use voltdeck_core::{App, dispatch};
use zeroize::Zeroizing;

type Outcome<T> = Result<T, Box<dyn Error>>;

const LINES: u32 = 100_000;
/// What a window asks for at once.
const PAGE: u32 = 100;
const RUNS: usize = 9;
const NOWHERE: &str = "http://127.0.0.1:9/api/v1";

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let host = BenchHost { folder: folder.path().to_owned() };
    let app = voltdeck_core::open(Arc::new(host)).map_err(|error| error.message)?;
    fill(&folder.path().join("voltdeck.sqlite3"))?;
    call(&app, "open_sandbox", json!({})).await?;
    let mut settings = call(&app, "app_state", json!({})).await?["settings"].take();
    settings["exportFolder"] = json!(folder.path().join("exports"));
    call(&app, "settings_set", settings).await?;

    let first = measured(&app, json!({}), 0).await?;
    println!("first page with counts and days: {}", shown(first));
    println!("last page: {}", shown(measured(&app, json!({}), LINES - PAGE).await?));
    println!("first page of one kind: {}", shown(measured(&app, json!({ "kind": "notice" }), 0).await?));
    println!("first page by two words: {}", shown(measured(&app, json!({ "text": "eval-4242 stopped" }), 0).await?));
    let machine = measured(&app, json!({ "instanceId": "i-7" }), 0).await?;
    println!("one machine's lines: {}", shown(machine));
    let percent = machine.as_micros() * 100 / first.as_micros().max(1);
    println!("one machine of a thousand takes {percent} % of all");
    for format in ["csv", "jsonl"] {
        let start = Instant::now();
        let exported = call(&app, "activity_export", json!({ "format": format, "filter": filter(&json!({})) })).await?;
        println!("export as {format}, {} lines: {}", exported["lines"], shown(start.elapsed()));
    }
    app.shut_down();
    Ok(())
}

/// A line each five minutes, of a thousand machines.
fn fill(file: &std::path::Path) -> Outcome<()> {
    let mut store = Connection::open(file)?;
    let first: DateTime<Utc> = "2026-01-01T00:00:00Z".parse()?;
    let transaction = store.transaction()?;
    {
        let mut insert = transaction.prepare(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, instance_id, outcome, kind, actor,
                                   meaning, request, answer)
             VALUES (?1, 'sandbox', ?2, ?3, 'stopped, still billed', 'stopped', '-1.99', ?4, 'done', ?5, 'you',
                     'It is billed in full until it is released.', ?6, '202, request id 7f9c2ba4')",
        )?;
        for number in 0..LINES {
            let at = (first + TimeDelta::minutes(5 * i64::from(number))).to_rfc3339();
            let (id, name) = (format!("00000000-0000-4000-8000-{number:012}"), format!("eval-{number}"));
            let kind = ["act", "change", "change", "notice"][number as usize % 4];
            let machine = format!("i-{}", number % 1000);
            let request = format!("PUT /virtual-machines/{machine}/power-status");
            insert.execute(params![id, at, name, machine, kind, request])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

fn filter(change: &Value) -> Value {
    let mut filter = json!({
        "text": "", "kind": null, "actor": null, "from": null, "to": null, "instanceId": null, "allAccounts": false,
    });
    if let (Some(filter), Some(change)) = (filter.as_object_mut(), change.as_object()) {
        filter.extend(change.clone());
    }
    filter
}

/// The median of the time that a page takes by name.
async fn measured(app: &Arc<App>, change: Value, offset: u32) -> Outcome<Duration> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let args = json!({ "filter": filter(&change), "offset": offset, "limit": PAGE });
        let view = call(app, "activity", args).await?;
        times.push(start.elapsed());
        if view["lines"].as_array().is_none_or(Vec::is_empty) {
            return Err("there is no line to measure with".into());
        }
    }
    times.sort_unstable();
    Ok(times[RUNS / 2])
}

/// The account in front, for which everything here is done.
fn front(app: &App) -> Option<String> {
    app.try_account().map(|account| account.profile_id().to_owned())
}

async fn call(app: &Arc<App>, name: &str, args: Value) -> Outcome<Value> {
    Ok(dispatch(app, name, front(app).as_deref(), args).await.map_err(|error| error.message)?)
}

struct BenchHost {
    folder: PathBuf,
}

#[async_trait]
impl Host for BenchHost {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
    fn secrets(&self) -> &dyn Secrets {
        &NoKeychain
    }
    fn emit(&self, _event: Event) {}
    fn data_dir(&self) -> PathBuf {
        self.folder.clone()
    }
    fn default_base_url(&self) -> String {
        NOWHERE.into()
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
        Ok(SandboxEndpoint { base_url: NOWHERE.into(), token: Zeroizing::new("sandbox".into()) })
    }
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

fn shown(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}
