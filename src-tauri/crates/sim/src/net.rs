//! Between a process and the provider: the sandbox's routers as the client's transport, with no socket, so that paused time
//! works; what goes wrong on the way; and what the provider does not show.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use voltagepark::{BoxTransport, TransportError};

use crate::book::{Op, Sent};
use crate::process::Proc;
use crate::world::{Hidden, Org, World};

/// Something that goes wrong with requests.
#[derive(Debug, Clone)]
pub struct NetFault {
    /// In this organization alone.
    pub org: Option<usize>,
    /// With these.
    pub ops: Ops,
    /// How.
    pub kind: NetKind,
    /// Until then.
    pub until: DateTime<Utc>,
    /// So many times at most.
    pub times: u32,
}

/// Which requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ops {
    /// All.
    All,
    /// Orders of machines.
    Deploys,
    /// What ends, stops or releases a machine.
    Ends,
    /// Lists of machines.
    Lists,
    /// What changes volumes and keys.
    Others,
    /// What creates volumes.
    Creations,
}

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetKind {
    /// No connection: not a byte is sent.
    Down,
    /// The connection breaks before the provider acts.
    Broken,
    /// The provider acts, and the connection breaks.
    Lost,
    /// The provider acts, and a gateway answers with a status of its own.
    ActThen(u16),
    /// The provider does nothing, and answers with this.
    Status(u16),
    /// The provider acts, and its answer cannot be read.
    NoId,
    /// The provider acts so many seconds late.
    SlowBefore(u64),
    /// The provider acts at once, and its answer takes so many seconds.
    SlowAfter(u64),
    /// The provider acts, and no answer comes.
    Silent,
}

impl NetKind {
    /// Its name among the faults.
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "no connection",
            Self::Broken => "broken before the provider acted",
            Self::Lost => "answer lost",
            Self::ActThen(_) => "status after the provider acted",
            Self::Status(_) => "status before the provider acted",
            Self::NoId => "answer unreadable",
            Self::SlowBefore(_) => "late before the provider acted",
            Self::SlowAfter(_) => "late after the provider acted",
            Self::Silent => "no answer",
        }
    }

    /// It only takes longer.
    fn is_slow(self) -> bool {
        matches!(self, Self::SlowBefore(_) | Self::SlowAfter(_))
    }
}

impl Ops {
    fn has(self, op: Op) -> bool {
        match self {
            Self::All => true,
            Self::Deploys => op.is_deploy(),
            Self::Ends => matches!(op, Op::Terminate | Op::Power),
            Self::Lists => op == Op::ListMachines,
            Self::Others => {
                matches!(op, Op::CreateVolume | Op::ChangeVolume | Op::DeleteVolume | Op::AddKey | Op::RemoveKey)
            }
            Self::Creations => op == Op::CreateVolume,
        }
    }
}

/// The transport of a process.
pub fn transport(world: &Arc<World>, proc: &Arc<Proc>) -> BoxTransport {
    let (world, proc) = (Arc::clone(world), Arc::clone(proc));
    BoxTransport::new(tower::service_fn(move |request: Request<Bytes>| {
        let (world, proc) = (Arc::clone(&world), Arc::clone(&proc));
        async move { carry(&world, &proc, request).await }
    }))
}

type Answer = Response<http_body_util::combinators::UnsyncBoxBody<Bytes, TransportError>>;

async fn carry(world: &Arc<World>, proc: &Arc<Proc>, request: Request<Bytes>) -> Result<Answer, TransportError> {
    proc.crash.moment();
    let token = request.headers().get("authorization").and_then(|text| text.to_str().ok()?.strip_prefix("Bearer "));
    // The public price list is asked without a token.
    let org = token.map_or(world.orgs.first(), |token| world.of_token(token));
    let Some(org) = org else { return Ok(answer(401, &json!({ "detail": "Invalid API token" }))) };
    let (method, path) = (request.method().to_string(), request.uri().path().trim_start_matches("/api/v1").to_owned());
    let op = Op::of(&method, &path);
    let now = proc.now();
    world.state().trace.add(&format!("{} {now} {} {method} {path}", proc.name(), org.no));
    let fault = fault(world, org.no, op, now);
    if let Some(kind) = fault {
        let mut state = world.state();
        state.count(format!("net: {}", kind.name()));
        if !kind.is_slow() {
            state.ill(org.no);
        }
    }
    // A write is in the book before the provider hears of it.
    let sent = op.is_write().then(|| Sent::note(world, proc, org, op, &method, &path, request.body(), now, fault));
    match fault {
        Some(NetKind::Down) => {
            end(world, sent, now, None);
            return Err(TransportError::unsent("no route to the host"));
        }
        Some(NetKind::Broken) => {
            end(world, sent, now, None);
            return Err(TransportError::broken("reset before the provider acted"));
        }
        Some(NetKind::Status(status)) => {
            end(world, sent, now, Some(status));
            proc.crash.moment();
            return Ok(answer(status, &json!({ "detail": "not now" })));
        }
        Some(NetKind::SlowBefore(seconds)) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        _ => {}
    }
    let router = org.sandbox.router();
    let done = router.oneshot(request.map(axum::body::Body::from)).await.unwrap_or_else(|never| match never {});
    let (head, body) = done.into_parts();
    let mut bytes = body.collect().await.map_err(|error| TransportError::broken(error.to_string()))?.to_bytes();
    if let Some(sent) = sent {
        Sent::acted(world, sent, org, proc.now(), head.status, &bytes);
    }
    match fault {
        Some(NetKind::Lost) => {
            end(world, sent, proc.now(), None);
            proc.crash.moment();
            return Err(TransportError::broken("reset after the provider acted"));
        }
        Some(NetKind::ActThen(status)) => {
            end(world, sent, proc.now(), Some(status));
            proc.crash.moment();
            return Ok(answer(status, &Value::Null));
        }
        Some(NetKind::NoId) if op.is_write() && head.status.is_success() => {
            end(world, sent, proc.now(), None);
            proc.crash.moment();
            return Ok(answer(head.status.as_u16(), &json!({ "ok": true })));
        }
        Some(NetKind::SlowAfter(seconds)) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        Some(NetKind::Silent) => std::future::pending().await,
        _ => {}
    }
    if op.is_read_of_machines() {
        bytes = world.shown(org, op, &path, bytes, proc.now());
    }
    proc.crash.moment();
    end(world, sent, proc.now(), Some(head.status.as_u16()));
    if bytes.is_empty() && op == Op::GetMachine {
        return Ok(answer(404, &json!({ "detail": "Virtual machine not found" })));
    }
    let body = Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
    Ok(Response::from_parts(head, body))
}

/// The fault of this request, counted down.
fn fault(world: &World, org: usize, op: Op, now: DateTime<Utc>) -> Option<NetKind> {
    let mut state = world.state();
    let fits = |fault: &&mut NetFault| {
        fault.times > 0 && fault.until > now && fault.org.is_none_or(|only| only == org) && fault.ops.has(op)
    };
    let fault = state.net.iter_mut().find(fits)?;
    fault.times -= 1;
    Some(fault.kind)
}

/// An answer, or the lack of one, has arrived.
fn end(world: &World, sent: Option<usize>, now: DateTime<Utc>, status: Option<u16>) {
    if let Some(sent) = sent {
        let mut state = world.state();
        if let Some(sent) = state.book.sent.get_mut(sent) {
            (sent.ended, sent.status) = (Some(now), status);
        }
    }
}

fn answer(status: u16, body: &Value) -> Answer {
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let body = Full::new(body).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response
}

impl World {
    /// What the provider shows of its machines: those that are hidden are left out, and those that are said to be Pending
    /// tell no more than such do. An empty answer is none.
    fn shown(&self, org: &Org, op: Op, path: &str, bytes: Bytes, now: DateTime<Utc>) -> Bytes {
        let state = self.state();
        let hides = |id: &str, pending: bool| {
            let is_it = |one: &Hidden| {
                one.org == org.no && one.id == id && one.pending == pending && one.from <= now && now < one.until
            };
            state.hidden.iter().any(is_it)
        };
        if op == Op::GetMachine {
            let id = path.rsplit('/').next().unwrap_or_default();
            return if hides(id, false) { Bytes::new() } else { bytes };
        }
        let Ok(mut list) = serde_json::from_slice::<Value>(&bytes) else { return bytes };
        let Some(rows) = list["results"].as_array_mut() else { return bytes };
        let before = rows.len();
        rows.retain(|row| !hides(row["id"].as_str().unwrap_or_default(), false));
        let gone = before - rows.len();
        let mut changed = gone > 0;
        for row in rows.iter_mut() {
            if hides(row["id"].as_str().unwrap_or_default(), true) {
                changed = true;
                let kept = ["id", "name", "creation_timestamp", "rate_hourly"];
                if let Some(fields) = row.as_object_mut() {
                    fields.retain(|name, _| kept.contains(&name.as_str()));
                }
            }
        }
        if !changed {
            return bytes;
        }
        if let Some(count) = list["total_result_count"].as_u64() {
            list["total_result_count"] = json!(count.saturating_sub(gone as u64));
        }
        list.to_string().into()
    }

    /// A machine was made: it is shown late where that is so now.
    pub fn made(&self, org: usize, id: &str, rental: bool, now: DateTime<Utc>) {
        let mut state = self.state();
        let Some(lag) = state.lag.get(&org).copied().filter(|lag| now < lag.until) else { return };
        let pending = lag.pending && rental;
        state.count("list: a new machine is shown late");
        state.hidden.push(Hidden { org, id: id.to_owned(), from: now, until: now + lag.by, pending });
    }

    /// Whether a machine is hidden now, or was a moment ago.
    pub fn was_hidden(&self, id: &str, within: TimeDelta) -> bool {
        let state = self.state();
        let now = state.now;
        state.hidden.iter().any(|one| one.id == id && one.from <= now && one.until + within > now)
    }
}
