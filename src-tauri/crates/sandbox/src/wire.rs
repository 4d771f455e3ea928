//! Answers as bytes, whole or broken on request.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::{self, StreamExt as _};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::json;

use crate::FaultKind;
use crate::reply::Reply;

/// How a request ended.
pub enum Outcome {
    Answered(Response<Body>),
    /// The connection closes without an answer.
    Lost,
}

pub fn response(reply: &Reply) -> Response<Body> {
    let bytes = reply.body.as_ref().map(|body| Bytes::from(body.to_string()));
    build(reply, bytes.unwrap_or_default(), "application/json")
}

fn build(reply: &Reply, bytes: Bytes, kind: &'static str) -> Response<Body> {
    let empty = bytes.is_empty();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = reply.status;
    if !empty {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    for (name, value) in &reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(*name), HeaderValue::try_from(value.as_str())) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The answer of a fault that does nothing.
pub fn refusal(kind: &FaultKind) -> Response<Body> {
    let status = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match kind {
        FaultKind::Status { status: code, detail } => {
            let status = status(*code);
            let words = status.canonical_reason().unwrap_or("Error");
            response(&Reply::detail(status, detail.as_deref().unwrap_or(words)))
        }
        FaultKind::Html { status: code } => {
            let status = status(*code);
            let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            build(&Reply { status, body: None, headers: Vec::new() }, page.into(), "text/html")
        }
        FaultKind::Redirect { location } => response(
            &Reply { status: StatusCode::TEMPORARY_REDIRECT, body: None, headers: Vec::new() }
                .with_header(LOCATION_NAME, location.as_str()),
        ),
        FaultKind::RateLimited { retry_after } => {
            let reply = Reply::detail(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
            response(&match retry_after {
                Some(after) => reply.with_header(RETRY_AFTER_NAME, after.as_str()),
                None => reply,
            })
        }
        _ => response(&Reply::detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")),
    }
}

pub const LOCATION_NAME: &str = "location";
pub const RETRY_AFTER_NAME: &str = "retry-after";

/// Breaks an answer to something that was done.
pub async fn spoil(kind: &FaultKind, reply: &Reply) -> Outcome {
    let whole = response(reply);
    let bytes = reply.body.as_ref().map(ToString::to_string).unwrap_or_default();
    Outcome::Answered(match kind {
        FaultKind::LostAnswer => return Outcome::Lost,
        FaultKind::Delay { ms } => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            whole
        }
        FaultKind::Stall { after_bytes } => {
            let (part, length) = first(&bytes, *after_bytes);
            let body = stream::iter([Ok::<_, Infallible>(part)]).chain(stream::pending());
            partial(whole, Body::from_stream(body), length)
        }
        FaultKind::Reset { after_bytes } => {
            let (part, length) = first(&bytes, *after_bytes);
            let end = stream::once(async {
                // Lets the server write what came before, else the client would not see one byte of it.
                tokio::task::yield_now().await;
                Err(reset())
            });
            let body = stream::iter([Ok(part)]).chain(end);
            partial(whole, Body::from_stream(body), length)
        }
        FaultKind::CutJson => {
            let (part, _) = first(&bytes, bytes.len() / 2);
            build(reply, part, "application/json")
        }
        FaultKind::WrongJson => {
            let body = json!({"unexpected": ["form", {"of": "answer"}]}).to_string();
            build(reply, body.into(), "application/json")
        }
        _ => whole,
    })
}

/// Keeps the status and headers, and says how long the whole would have been.
fn partial(whole: Response<Body>, body: Body, length: usize) -> Response<Body> {
    let (mut head, _) = whole.into_parts();
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    Response::from_parts(head, body)
}

/// At least one byte is always missing, else nothing would be broken.
fn first(bytes: &str, count: usize) -> (Bytes, usize) {
    let length = bytes.len().max(1);
    let part = &bytes.as_bytes()[..count.min(length - 1).min(bytes.len())];
    (Bytes::copy_from_slice(part), length)
}

pub fn reset() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "the sandbox closed the connection on request")
}
