//! One request: its log line, limits, faults, token, and then the operation.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use tokio::time::Instant;
use url::form_urlencoded;

use crate::log::{AuthSeen, RequestLine, parameters, redact};
use crate::operation::{Route, route};
use crate::ops::{self, Ask};
use crate::reply::Reply;
use crate::sandbox::{Inner, lock};
use crate::wire::{self, LOCATION_NAME, Outcome, RETRY_AFTER_NAME};
use crate::{FaultKind, Operation, control};

/// Larger bodies are refused: no request of this API comes near.
const BODY_LIMIT: usize = 16 * 1024 * 1024;
const MINUTE: Duration = Duration::from_secs(60);

/// A request with its body read.
pub struct Arrived {
    pub method: Method,
    pub path: String,
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub fn router(inner: Arc<Inner>) -> Router {
    Router::new().fallback(move |request: Request<Body>| {
        let inner = inner.clone();
        async move {
            match answer(&inner, request).await {
                Outcome::Answered(response) => response,
                // A router cannot close a connection; the nearest thing is a body that fails at once.
                Outcome::Lost => {
                    let failing = futures::stream::iter([Err::<Bytes, _>(wire::reset())]);
                    Response::new(Body::from_stream(failing))
                }
            }
        }
    })
}

pub async fn answer<B>(inner: &Inner, request: Request<B>) -> Outcome
where
    B: http_body_util::BodyExt<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        let refusal = Reply::detail(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large or was cut");
        return Outcome::Answered(wire::response(&refusal));
    };
    let arrived = Arrived {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body: body.to_bytes(),
    };
    if arrived.path.starts_with(control::PREFIX) {
        let reply = if is_authorized(inner, &arrived.headers) {
            control::answer(inner, &arrived)
        } else {
            unauthorized(&arrived.headers)
        };
        return Outcome::Answered(wire::response(&reply));
    }
    let route = route(&arrived.method, &arrived.path);
    let operation = match &route {
        Route::Operation(operation, _) => Some(*operation),
        _ => None,
    };
    if let Some(limited) = over_the_limit(inner) {
        log(inner, &arrived, operation, Some(limited.status));
        return Outcome::Answered(wire::response(&limited));
    }
    let fault = operation.and_then(|operation| lock(&inner.faults).take(operation));
    if let Some(kind) = fault.as_ref().filter(|kind| !kind.acts()) {
        let refusal = wire::refusal(kind);
        log(inner, &arrived, operation, Some(refusal.status()));
        return Outcome::Answered(refusal);
    }
    let reply = reply(inner, &arrived, route);
    let lost = fault == Some(FaultKind::LostAnswer);
    log(inner, &arrived, operation, (!lost).then_some(reply.status));
    match fault {
        Some(kind) => wire::spoil(&kind, &reply).await,
        None => Outcome::Answered(wire::response(&reply)),
    }
}

fn reply(inner: &Inner, arrived: &Arrived, route: Route) -> Reply {
    match route {
        Route::Operation(operation, path) => {
            if operation.needs_token() && !is_authorized(inner, &arrived.headers) {
                return unauthorized(&arrived.headers);
            }
            run(inner, arrived, operation, &path)
        }
        Route::Slash(path) => {
            let host = arrived.headers.get(HOST).and_then(|host| host.to_str().ok());
            let host = host.map(|host| format!("http://{host}")).unwrap_or_default();
            let query = arrived.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            Reply { status: StatusCode::TEMPORARY_REDIRECT, body: None, headers: Vec::new() }
                .with_header(LOCATION_NAME, format!("{host}{path}{query}"))
        }
        Route::WrongMethod => Reply::detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
        Route::Nowhere => Reply::detail(StatusCode::NOT_FOUND, "Not Found"),
    }
}

fn run(inner: &Inner, arrived: &Arrived, operation: Operation, path: &[(&'static str, String)]) -> Reply {
    let query: Vec<(String, String)> =
        form_urlencoded::parse(arrived.query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
    // The check of a cloud-init comes with every key that is pressed, and leaves nothing to write down.
    if operation.method() == Method::GET || operation == Operation::ValidateCloudInit {
        let stage = &mut *lock(&inner.stage);
        let body = if operation.method() == Method::GET { &[] } else { &*arrived.body };
        let ask = Ask { now: stage.clock.now(), path, query: &query, body };
        return ops::run(operation, &mut stage.world, &ask);
    }
    inner.change(|stage, now| {
        let ask = Ask { now, path, query: &query, body: &arrived.body };
        ops::run(operation, &mut stage.world, &ask)
    })
}

/// 429 where the last minute of real time was full.
fn over_the_limit(inner: &Inner) -> Option<Reply> {
    let limit = usize::try_from(inner.config.rate_limit?).ok()?;
    let now = Instant::now();
    let mut recent = lock(&inner.recent);
    while recent.front().is_some_and(|first| now.duration_since(*first) >= MINUTE) {
        recent.pop_front();
    }
    if recent.len() < limit {
        recent.push_back(now);
        return None;
    }
    let first = recent.front().copied().unwrap_or(now);
    let wait = MINUTE.saturating_sub(now.duration_since(first));
    let reply = Reply::detail(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded");
    Some(reply.with_header(RETRY_AFTER_NAME, (wait.as_secs() + 1).to_string()))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn x_api_token(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-api-token")?.to_str().ok()
}

/// Either header, on any group.
fn is_authorized(inner: &Inner, headers: &HeaderMap) -> bool {
    let token = Some(inner.config.token.as_str());
    bearer(headers) == token || x_api_token(headers) == token
}

fn unauthorized(headers: &HeaderMap) -> Reply {
    let given = bearer(headers).or_else(|| x_api_token(headers)).is_some();
    Reply::detail(StatusCode::UNAUTHORIZED, if given { "Invalid API token" } else { "Not authenticated" })
        .with_header("www-authenticate", "Bearer")
}

fn log(inner: &Inner, arrived: &Arrived, operation: Option<Operation>, status: Option<StatusCode>) {
    let auth = match (bearer(&arrived.headers), x_api_token(&arrived.headers)) {
        (None, None) => AuthSeen::None,
        (Some(_), None) => AuthSeen::Bearer,
        (None, Some(_)) => AuthSeen::XApiToken,
        (Some(_), Some(_)) => AuthSeen::Both,
    };
    let line = RequestLine {
        at: lock(&inner.stage).clock.now(),
        method: arrived.method.to_string(),
        path: arrived.path.clone(),
        query: arrived.query.clone(),
        parameters: parameters(arrived.query.as_deref()),
        operation,
        auth,
        status: status.map(|status| status.as_u16()),
        body: redact(&arrived.body),
    };
    lock(&inner.log).push(line);
}
