//! Faults, in the same process and over a socket.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use voltdeck_sandbox::{Fault, FaultKind, Operation, Running, Sandbox};

use super::{Api, config};

const LIST: Operation = Operation::ListVms;

fn deployed(sandbox: &Sandbox, name: &str) -> usize {
    sandbox.records().resources.iter().filter(|machine| machine.name == name).count()
}

#[tokio::test(start_paused = true)]
async fn a_fault_hits_its_operation_as_often_as_asked() {
    let api = Api::new();
    api.sandbox
        .add_fault(Fault { times: Some(2), ..Fault::once(LIST, FaultKind::Status { status: 503, detail: None }) });
    assert_eq!(api.get("/billing/hourly-rate").await.status, 200);
    for _ in 0..2 {
        let answer = api.get("/virtual-machines/").await;
        assert_eq!((answer.status.as_u16(), answer.detail()), (503, "Service Unavailable"));
    }
    assert_eq!(api.get("/virtual-machines/").await.status, 200);
    api.sandbox.add_fault(Fault::everywhere(FaultKind::Status { status: 500, detail: Some("boom".into()) }));
    assert_eq!(api.get("/storage/").await.detail(), "boom");
    api.sandbox.clear_faults();
    assert_eq!(api.get("/storage/").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_does_nothing_and_a_broken_answer_comes_after_the_deed() {
    let status = |status| FaultKind::Status { status, detail: None };
    let redirect = FaultKind::Redirect { location: "https://evil.example/".into() };
    let limited = FaultKind::RateLimited { retry_after: Some("7".into()) };
    for (kind, answered, done) in [
        (status(500), 500, 0),
        (status(403), 403, 0),
        (redirect, 307, 0),
        (limited, 429, 0),
        (FaultKind::RateLimited { retry_after: None }, 429, 0),
        (FaultKind::Html { status: 502 }, 502, 0),
        (FaultKind::Delay { ms: 1 }, 201, 1),
        (FaultKind::Stall { after_bytes: 3 }, 201, 1),
        (FaultKind::Reset { after_bytes: 3 }, 201, 1),
        (FaultKind::CutJson, 201, 1),
        (FaultKind::WrongJson, 201, 1),
        (FaultKind::LostAnswer, 200, 1),
    ] {
        let api = Api::new();
        api.sandbox.add_fault(Fault::once(Operation::DeployVm, kind.clone()));
        let order = json!({"config_id": api.sandbox.preset_id(1), "name": "ordered"});
        let request = Api::request("POST", "/virtual-machines/instant", Some(order));
        let response = api.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), answered, "{kind:?}");
        assert_eq!(deployed(&api.sandbox, "ordered"), done, "{kind:?}");
        let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
        match kind {
            FaultKind::Redirect { location } => assert_eq!(header("location"), Some(&*location)),
            FaultKind::RateLimited { retry_after } => assert_eq!(header("retry-after"), retry_after.as_deref()),
            _ => {}
        }
    }
}

async fn raw(api: &Api, path: &str) -> (http::response::Parts, Result<String, axum::Error>) {
    let response = api.router.clone().oneshot(Api::request("GET", path, None)).await.unwrap();
    let (head, body) = response.into_parts();
    let read = body.collect().await.map(|whole| String::from_utf8(whole.to_bytes().to_vec()).unwrap());
    (head, read)
}

#[tokio::test(start_paused = true)]
async fn answers_are_cut_wrong_or_no_json() {
    let api = Api::new();
    let one = async |kind| {
        api.sandbox.add_fault(Fault::once(LIST, kind));
        let (head, body) = raw(&api, "/virtual-machines/").await;
        (head.status.as_u16(), head.headers["content-type"].to_str().unwrap().to_owned(), body.unwrap())
    };
    let (status, _, cut) = one(FaultKind::CutJson).await;
    assert!(status == 200 && cut.starts_with('{') && serde_json::from_str::<Value>(&cut).is_err());
    let (_, _, wrong) = one(FaultKind::WrongJson).await;
    assert!(serde_json::from_str::<Value>(&wrong).unwrap().get("results").is_none());
    let (status, kind, page) = one(FaultKind::Html { status: 502 }).await;
    assert!(status == 502 && kind == "text/html" && page.starts_with("<html>"));
}

#[tokio::test(start_paused = true)]
async fn in_process_a_reset_and_a_lost_answer_are_bodies_that_fail() {
    let api = Api::new();
    for kind in [FaultKind::Reset { after_bytes: 10 }, FaultKind::LostAnswer] {
        api.sandbox.add_fault(Fault::once(LIST, kind));
        let (_, body) = raw(&api, "/virtual-machines/").await;
        assert!(body.is_err());
    }
    assert_eq!(api.sandbox.log().iter().map(|line| line.status).collect::<Vec<_>>(), [Some(200), None]);
}

#[tokio::test(start_paused = true)]
async fn a_delay_comes_after_the_deed() {
    let api = Api::new();
    api.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Delay { ms: 60_000 }));
    let order = json!({"config_id": api.sandbox.preset_id(1), "name": "late"});
    let mut late = Box::pin(api.post("/virtual-machines/instant", order));
    assert!(tokio::time::timeout(Duration::from_secs(59), &mut late).await.is_err());
    assert_eq!(deployed(&api.sandbox, "late"), 1);
    let answer = tokio::time::timeout(Duration::from_secs(2), late).await.unwrap();
    assert_eq!(answer.status, 201);
    assert!(answer.body["vm_id"].is_string());
}

async fn listening() -> (Sandbox, Running, reqwest::Client) {
    let sandbox = Sandbox::new(config()).unwrap();
    let running = sandbox.serve(0).await.unwrap();
    let client = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .unwrap();
    (sandbox, running, client)
}

#[tokio::test]
async fn over_a_socket_an_answer_is_lost_after_the_deed() {
    let (sandbox, running, client) = listening().await;
    sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
    let order = json!({"config_id": sandbox.preset_id(1), "name": "lost"});
    let url = format!("{}/virtual-machines/instant", running.base_url());
    let error = client.post(&url).bearer_auth("T0ken").json(&order).send().await.unwrap_err();
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert_eq!(deployed(&sandbox, "lost"), 1);
    assert_eq!(client.post(&url).bearer_auth("T0ken").json(&order).send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn over_a_socket_bodies_are_reset_and_stall() {
    let (sandbox, running, client) = listening().await;
    let url = format!("{}/virtual-machines/", running.base_url());
    sandbox.add_fault(Fault::once(LIST, FaultKind::Reset { after_bytes: 20 }));
    let response = client.get(&url).bearer_auth("T0ken").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.content_length().unwrap() > 20);
    assert!(response.bytes().await.is_err());
    sandbox.add_fault(Fault::once(LIST, FaultKind::Stall { after_bytes: 20 }));
    let mut response = client.get(&url).bearer_auth("T0ken").send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap().len(), 20);
    assert!(tokio::time::timeout(Duration::from_millis(300), response.chunk()).await.is_err());
}

#[tokio::test]
async fn a_dropped_server_stops() {
    let (_sandbox, running, client) = listening().await;
    let url = running.base_url();
    drop(running);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(client.get(url).send().await.unwrap_err().is_connect());
}

#[tokio::test(start_paused = true)]
async fn a_fault_leaves_the_token_check_in_place() {
    let api = Api::new();
    api.sandbox.add_fault(Fault::once(LIST, FaultKind::Delay { ms: 1 }));
    let request = Request::get("/api/v1/virtual-machines/").body(Body::empty()).unwrap();
    assert_eq!(api.send(request).await.status, 401);
}
