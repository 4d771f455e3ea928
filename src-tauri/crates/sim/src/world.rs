//! What outlives a process: the provider with its organizations, the computer with its clock and keychain, the folder of the
//! store, and the book in which is written down what was ordered and what was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;
use voltdeck_sandbox::{Config, Sandbox};

use crate::book::Book;
use crate::net::NetFault;
use crate::trace::Trace;

/// Nothing listens there: requests are answered in this process.
pub const BASE: &str = "http://127.0.0.1:9/api/v1";

/// One organization at the provider, and the account of the person in it.
pub struct Org {
    /// Which, from 0.
    pub no: usize,
    /// The name of its account.
    pub name: String,
    /// Its token.
    pub token: String,
    /// What it has at the provider.
    pub sandbox: Sandbox,
}

/// A machine that the provider does not show for a while, though it runs.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// In which organization.
    pub org: usize,
    /// Its id.
    pub id: String,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// It is listed, without status and tags, as a rental that is Pending is.
    pub pending: bool,
}

/// New machines of an organization are listed late.
#[derive(Debug, Clone, Copy)]
pub struct Lag {
    /// Those that are made until then.
    pub until: DateTime<Utc>,
    /// So much later.
    pub by: TimeDelta,
    /// They are listed at once as Pending, and tell what they are so much later.
    pub pending: bool,
}

/// What changes.
pub struct State {
    /// Provider's time at the beginning of the slice.
    pub now: DateTime<Utc>,
    /// By how much the computer's clock is ahead of it.
    pub skew: TimeDelta,
    /// The keychain gives nothing until then.
    pub keychain_locked_until: Option<DateTime<Utc>>,
    /// From when on it gives what it has.
    pub readable_since: DateTime<Utc>,
    /// What is in the keychain.
    pub keychain: BTreeMap<String, String>,
    /// What goes wrong between here and the provider.
    pub net: Vec<NetFault>,
    /// What the provider does not show.
    pub hidden: Vec<Hidden>,
    /// By organization.
    pub lag: BTreeMap<usize, Lag>,
    /// The store takes nothing of some kind.
    pub store_ill: bool,
    /// When anything last went wrong that keeps a process from working, by organization.
    pub ill_at: BTreeMap<usize, DateTime<Utc>>,
    /// When the computer slept, its clock was set or a process was not there, last.
    pub disturbed_at: DateTime<Utc>,
    /// The latest that the computer's clock has shown, and that it had shown by then.
    pub latest: (DateTime<Utc>, DateTime<Utc>),
    /// What was ordered and sent.
    pub book: Book,
    /// What happened, in plain lines.
    pub trace: Trace,
    /// How often what was done and went wrong.
    pub counts: BTreeMap<String, u64>,
    /// What was held to be true and was not.
    pub broken: Option<Broken>,
    /// What must never be in a file.
    pub secrets: BTreeSet<String>,
}

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its name.
    pub invariant: &'static str,
    /// What is so instead.
    pub what: String,
}

/// All of it.
pub struct World {
    /// The organizations.
    pub orgs: Vec<Org>,
    /// The data folder of Voltdeck.
    pub folder: PathBuf,
    /// Two processes may have the store open: its folder knows no locks.
    pub shared: bool,
    state: Mutex<State>,
}

impl World {
    /// A provider with so many organizations, and a store in a folder.
    pub fn new(orgs: usize, folder: PathBuf, shared: bool) -> Arc<Self> {
        let now = "2026-10-15T12:00:00Z".parse().unwrap();
        let org = |no: usize| {
            let token = format!("canary-token-{no}-0123456789abcdef");
            let config = Config {
                seed: 1,
                organization: no as u64 + 1,
                token: token.clone(),
                now,
                speed: 0,
                instances: 2,
                transactions: 60,
                rate_limit: None,
                ssh: false,
                ..Config::default()
            };
            let sandbox = Sandbox::new(config).unwrap();
            assert!(sandbox.restock(1, 60), "the smallest preset has one GPU");
            Org { no, name: format!("org-{no}"), token, sandbox }
        };
        let orgs: Vec<Org> = (0..orgs).map(org).collect();
        let secrets = orgs.iter().map(|org| org.token.clone()).collect();
        let state = State {
            now,
            skew: TimeDelta::zero(),
            keychain_locked_until: None,
            readable_since: now,
            keychain: BTreeMap::new(),
            net: Vec::new(),
            hidden: Vec::new(),
            lag: BTreeMap::new(),
            store_ill: false,
            ill_at: BTreeMap::new(),
            disturbed_at: now,
            latest: (now, now),
            book: Book::default(),
            trace: Trace::new(now),
            counts: BTreeMap::new(),
            broken: None,
            secrets,
        };
        Arc::new(Self { orgs, folder, shared, state: Mutex::new(state) })
    }

    /// What changes.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The organization of a token.
    pub fn of_token(&self, token: &str) -> Option<&Org> {
        self.orgs.iter().find(|org| org.token == token)
    }

    /// Time passes at the provider.
    pub fn pass(&self, by: Duration) {
        for org in &self.orgs {
            org.sandbox.advance(by);
        }
        let mut state = self.state();
        state.now += by;
        state.latest.0 = state.latest.0.max(state.now + state.skew);
    }

    /// Where the store is.
    pub fn store(&self) -> PathBuf {
        self.folder.join("voltdeck.sqlite3")
    }

    /// Holds something to be true.
    pub fn hold(&self, is_so: bool, invariant: &'static str, what: impl FnOnce() -> String) {
        if !is_so {
            self.state().fail(invariant, what());
        }
    }
}

impl State {
    /// Notes that something happened.
    pub fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    /// An invariant does not hold; the first one is told.
    pub fn fail(&mut self, invariant: &'static str, what: String) {
        if self.broken.is_none() {
            self.trace.line(self.now, &format!("BROKEN {invariant}: {what}"));
            self.broken = Some(Broken { invariant, what });
        }
    }

    /// Something happens that a process needs its time to get over.
    pub fn disturb(&mut self) {
        self.disturbed_at = self.now;
        self.latest.1 = self.latest.0;
    }

    /// Something goes wrong now that keeps an account from being looked after.
    pub fn ill(&mut self, org: usize) {
        let now = self.now;
        self.ill_at.insert(org, now);
    }

    /// Since when nothing went wrong with an account.
    pub fn well_since(&self, org: usize) -> DateTime<Utc> {
        let ill = self.ill_at.get(&org).copied().unwrap_or(DateTime::<Utc>::MIN_UTC);
        ill.max(self.disturbed_at)
    }
}

impl Org {
    /// A request by somebody else of the organization; what was answered, where it was done.
    pub fn other(&self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{BASE}{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body))
            .ok()?;
        // The router waits for nothing but a fault that was asked for, and none is asked of it.
        let answer = now_or_never(self.sandbox.router().oneshot(request))?.ok()?;
        if !answer.status().is_success() {
            return None;
        }
        let bytes = now_or_never(answer.into_body().collect())?.ok()?.to_bytes();
        Some(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// The ids of the machines that live, virtual ones first, as the provider's own list has them.
    pub fn machines(&self) -> Vec<Listed> {
        let list = |path: &str, rental: bool| {
            let all = self.other("GET", &format!("{path}?limit=100"), &Value::Null).unwrap_or_default();
            let read = |one: &Value| {
                Some(Listed {
                    id: one["id"].as_str()?.to_owned(),
                    name: one["name"].as_str().unwrap_or_default().to_owned(),
                    // Of a rental its power is told apart.
                    status: [&one["power_status"], &one["status"]]
                        .iter()
                        .find_map(|status| status.as_str())
                        .unwrap_or("Pending")
                        .to_owned(),
                    tags: one["tags"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(|tag| Some(tag.as_str()?.to_owned()))
                        .collect(),
                    rental,
                })
            };
            all["results"].as_array().into_iter().flatten().filter_map(read).collect::<Vec<_>>()
        };
        let mut all = list("/virtual-machines/", false);
        all.extend(list("/bare-metal/", true));
        all
    }

    /// The volumes that there are: id, name and what they are attached to.
    pub fn volumes(&self) -> Vec<(String, String, Vec<String>)> {
        let all = self.other("GET", "/storage/?limit=100", &Value::Null).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let one = |one: &Value| {
            let orders = one["order_ids"].as_array().into_iter().flatten().map(text).collect();
            (text(&one["id"]), text(&one["name"]), orders)
        };
        all["results"].as_array().into_iter().flatten().map(one).collect()
    }

    /// Whether a machine lives by the provider's own books.
    pub fn lives(&self, id: &str) -> bool {
        Uuid::try_parse(id).is_ok() && self.machines().iter().any(|one| one.id == id)
    }
}

/// A machine as the provider lists it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub status: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// It is bare metal.
    pub rental: bool,
}

fn now_or_never<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(done) => Some(done),
        std::task::Poll::Pending => None,
    }
}
