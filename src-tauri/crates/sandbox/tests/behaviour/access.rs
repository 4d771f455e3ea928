//! Tokens, slashes, limits, and the log.

use axum::body::Body;
use http::Request;
use serde_json::json;
use voltdeck_sandbox::{AuthSeen, Config, Operation};

use super::{Api, KEY, config};

fn bare(method: &str, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path)
}

#[tokio::test(start_paused = true)]
async fn either_header_is_taken_on_any_group() {
    let api = Api::new();
    for path in ["/api/v1/virtual-machines/", "/api/v1/storage/", "/api/v1/organization/ssh-keys"] {
        for (name, value) in
            [("authorization", "Bearer T0ken"), ("authorization", "bearer T0ken"), ("x-api-token", "T0ken")]
        {
            let answer = api.send(bare("GET", path).header(name, value).body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 200, "{path} {name}");
        }
    }
    let seen: Vec<AuthSeen> = api.sandbox.log().iter().map(|line| line.auth).collect();
    assert_eq!(seen[..3], [AuthSeen::Bearer, AuthSeen::Bearer, AuthSeen::XApiToken]);
}

#[tokio::test(start_paused = true)]
async fn the_other_slash_is_a_307_that_keeps_the_query() {
    let api = Api::new();
    let answer = api.get("/virtual-machines?limit=3").await;
    assert_eq!(answer.status, 307);
    assert_eq!(answer.headers["location"], "/api/v1/virtual-machines/?limit=3");
    let answer = api.get("/billing/hourly-rate/").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["location"]),
        (307, &"/api/v1/billing/hourly-rate".parse().unwrap())
    );
    let request = bare("POST", "/api/v1/bare-metal").header("host", "127.0.0.1:9").body(Body::empty()).unwrap();
    let answer = api.send(request).await;
    assert_eq!(answer.headers["location"], "http://127.0.0.1:9/api/v1/bare-metal/");
    assert_eq!(api.get("/nothing/here").await.status, 404);
    assert_eq!(api.with_body("PUT", "/storage/", json!({})).await.status, 405);
}

#[tokio::test(start_paused = true)]
async fn a_full_minute_is_answered_429_until_it_is_over() {
    let api = Api::with(Config { rate_limit: Some(5), ..config() });
    for _ in 0..5 {
        assert_eq!(api.get("/billing/hourly-rate").await.status, 200);
    }
    let answer = api.get("/billing/hourly-rate").await;
    assert_eq!(answer.status, 429);
    let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&wait));
    tokio::time::advance(std::time::Duration::from_secs(wait)).await;
    assert_eq!(api.get("/billing/hourly-rate").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_log_tells_requests_and_keeps_no_secret() {
    let api = Api::new();
    let secrets = ["CANARY-password", "CANARY-file", "CANARY-command", "CANARY-unknown", "CANARY-token", "CANARY-key"];
    let cloud_init = json!({"write_files": [{"path": "/a", "content": secrets[1]}], "runcmd": [secrets[2]]});
    let body = json!({
        "config_id": api.sandbox.preset_id(1), "name": "logged", "password": secrets[0], "tags": ["kept"],
        "cloud_init": cloud_init, "ssh_keys": [KEY], "surprise": {"deep": secrets[3]},
    });
    api.post("/virtual-machines/instant?x=1&y=a%20b&x=2", body).await;
    api.post("/validate/cloudinit", json!({"type": "vm", "content": format!("runcmd: [{}]", secrets[2])})).await;
    let wrong = bare("GET", "/api/v1/storage/").header("x-api-token", secrets[4]).body(Body::empty()).unwrap();
    api.send(wrong).await;
    let metal = json!({"name": "x", "cloudinit_script": cloud_init, "ssh_keys": [secrets[5], 7], "storage_id": null});
    api.post("/bare-metal/", metal).await;
    for content in [KEY, secrets[5]] {
        api.post("/organization/ssh-keys", json!({"name": "logged key", "content": content})).await;
    }
    api.post("/validate/cloudinit", json!({"type": "vm", "content": {"runcmd": [secrets[2]]}})).await;
    api.post("/storage/", json!([secrets[3]])).await;
    let log = api.sandbox.log();
    let first = &log[0];
    assert_eq!((first.method.as_str(), first.path.as_str()), ("POST", "/api/v1/virtual-machines/instant"));
    assert_eq!(first.query.as_deref(), Some("x=1&y=a%20b&x=2"));
    assert_eq!(json!(first.parameters), json!({"x": ["1", "2"], "y": ["a b"]}));
    assert_eq!((first.operation, first.status), (Some(Operation::DeployVm), Some(201)));
    let form = json!({"write_files": [{"path": "…", "content": "…"}], "runcmd": ["…"]});
    let sent = json!({
        "config_id": api.sandbox.preset_id(1), "name": "logged", "password": "…", "tags": ["kept"],
        "cloud_init": form, "ssh_keys": [KEY], "surprise": "…",
    });
    let bodies: Vec<_> = log.iter().map(|line| line.body.clone().unwrap_or_default()).collect();
    assert_eq!(bodies[0], sent);
    assert_eq!(bodies[1], json!({"type": "vm", "content": "…"}));
    let metal = json!({"name": "x", "cloudinit_script": form, "ssh_keys": ["…", "…"], "storage_id": null});
    assert_eq!(bodies[3], metal);
    assert_eq!((&bodies[4]["content"], &bodies[5]["content"]), (&json!(KEY), &json!("…")));
    assert_eq!(bodies[6], json!({"type": "vm", "content": {"runcmd": ["…"]}}));
    assert_eq!(bodies[7], json!("…"));
    let everything = format!("{}{:?}", serde_json::to_string(&log).unwrap(), api.sandbox.records());
    for secret in secrets {
        assert!(!everything.contains(secret), "{secret}");
    }
    assert_eq!(log[2].status, Some(401));
}

#[test]
fn the_configuration_does_not_print_its_token() {
    assert!(!format!("{:?}", config()).contains("T0ken"));
}
