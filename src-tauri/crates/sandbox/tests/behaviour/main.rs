//! The sandbox's behaviour, asked in the same process on a clock that only tests turn.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod access;
mod bare_metal;
mod cloud_init;
mod contract;
mod control;
mod faults;
mod keys_and_storage;
mod machines;
mod money;
mod program;
mod state;
mod validation;

use axum::Router;
use axum::body::Body;
use chrono::{DateTime, Utc};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use voltdeck_sandbox::{Config, Sandbox};

/// A public key whose private half was thrown away.
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@home";

/// A sandbox and a way to ask it.
struct Api {
    sandbox: Sandbox,
    router: Router,
}

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

fn start() -> DateTime<Utc> {
    "2026-10-15T12:00:00Z".parse().unwrap()
}

fn config() -> Config {
    Config { token: "T0ken".to_owned(), now: start(), rate_limit: None, ..Config::default() }
}

impl Api {
    fn new() -> Self {
        Self::with(config())
    }

    fn with(config: Config) -> Self {
        let sandbox = Sandbox::new(config).unwrap();
        Self { router: sandbox.router(), sandbox }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Answer { status: head.status, headers: head.headers, body }
    }

    fn request(method: &str, path: &str, body: Option<Value>) -> Request<Body> {
        let path = if path.starts_with("/_sandbox") { path.to_owned() } else { format!("/api/v1{path}") };
        let request = Request::builder().method(method).uri(path).header(AUTHORIZATION, "Bearer T0ken");
        match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        }
        .unwrap()
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Self::request("GET", path, None)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.send(Self::request("DELETE", path, None)).await
    }

    async fn with_body(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send(Self::request(method, path, Some(body))).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.with_body("POST", path, body).await
    }

    /// Deploys a VM that must be taken, and gives its id.
    async fn deploy(&self, gpus: u32, name: &str) -> String {
        let preset = self.sandbox.preset_id(gpus).unwrap();
        let answer = self.post("/virtual-machines/instant", json!({"config_id": preset, "name": name})).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["vm_id"].as_str().unwrap().to_owned()
    }

    fn advance(&self, seconds: u64) {
        self.sandbox.advance(std::time::Duration::from_secs(seconds));
    }
}

impl Answer {
    /// `detail` of an error with text.
    fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_else(|| panic!("no text in {}", self.body))
    }

    /// The last part of `loc` of each item of a 422, with its type.
    fn fields(&self) -> Vec<(String, String)> {
        assert_eq!(self.status, 422, "{}", self.body);
        let list = self.body["detail"].as_array().unwrap();
        list.iter()
            .map(|item| {
                assert!(item["msg"].as_str().is_some_and(|msg| !msg.is_empty()));
                let loc: Vec<String> =
                    item["loc"].as_array().unwrap().iter().map(|part| part.to_string().replace('"', "")).collect();
                (loc.join("."), item["type"].as_str().unwrap().to_owned())
            })
            .collect()
    }
}
