//! Every call of the page: its answer, its token, its slash.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use voltdeck_sandbox::Config;

use super::super::{Answer, config};
use super::{Api, Auth, Call, Example, examples, shape};

fn hold_against(example: &Example, answer: &Answer) {
    let name = &example.operation;
    assert_eq!(answer.status.as_u16(), example.status, "{name}: {}", answer.body);
    let kind = answer.headers.get("content-type").map(|kind| kind.to_str().unwrap());
    if example.status == 204 {
        assert_eq!((kind, &answer.body), (None, &Value::Null), "{name}");
        return;
    }
    assert_eq!(kind, Some("application/json"), "{name}");
    if !example.response.is_null() {
        let faults = shape::faults(&example.response, &answer.body);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
        if let Some(results) = answer.body.get("results") {
            assert_ne!(results, &json!([]), "{name} shows nothing to compare");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_call_is_answered_in_the_pages_form_with_either_header() {
    for example in examples() {
        let headers = match example.auth {
            Auth::None => &[Auth::None, Auth::Bearer][..],
            _ => &[Auth::Bearer, Auth::XApiToken],
        };
        for &auth in headers {
            let api = Api::new();
            let answer = example.call(&api).await.send(&api, auth).await;
            hold_against(&example, &answer);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_line_of_money_has_the_pages_form() {
    let api = Api::new();
    for (operation, path) in [
        ("list_transactions", "/billing/transactions?limit=1000"),
        ("get_monthly_report", "/billing/reports/2026/8/transactions"),
        ("get_monthly_report", "/billing/reports/2026/10/transactions"),
    ] {
        let example = examples().into_iter().find(|example| example.operation == operation).unwrap();
        let answer = api.get(path).await;
        hold_against(&example, &answer);
        let lines = answer.body.to_string();
        for kind in ["virtual_machine_instance", "storage_block_instance"] {
            assert!(lines.contains(kind), "{path} has no {kind}");
        }
    }
}

/// All calls in one sandbox, in the page's order.
async fn transcript(config: Config) -> Vec<String> {
    let api = Api::with(config);
    let mut said = Vec::new();
    for example in examples() {
        let call = example.call(&api).await;
        let answer = call.send(&api, example.auth).await;
        hold_against(&example, &answer);
        said.push(format!("{} {}\n{} {}", call.method, call.path, answer.status, answer.body));
        // Long enough for what was deployed to run.
        api.advance(200);
    }
    said
}

#[tokio::test(start_paused = true)]
async fn one_seed_gives_the_same_answers_and_another_does_not() {
    let said = transcript(config()).await;
    assert_eq!(said, transcript(config()).await);
    let other = Config { seed: 2, ..config() };
    assert_ne!(said, transcript(other).await);
}

#[tokio::test(start_paused = true)]
async fn without_the_token_nothing_is_told_and_nothing_done() {
    let api = Api::new();
    for example in examples() {
        let call = example.call(&api).await;
        let before = api.sandbox.records();
        let keys = api.get("/organization/ssh-keys").await.body;
        for wrong in [
            None,
            Some(("authorization", "Bearer wrong")),
            Some(("authorization", "T0ken")),
            Some(("authorization", "Basic T0ken")),
            Some(("x-api-token", "Bearer T0ken")),
            Some(("x-api-token", "")),
        ] {
            let mut request = call.request(Auth::None);
            if let Some((name, value)) = wrong {
                request = request.header(name, value);
            }
            let body = call.body.as_ref().map_or_else(String::new, Value::to_string);
            let answer = api.send(request.body(body.into()).unwrap()).await;
            if example.auth == Auth::None {
                hold_against(&example, &answer);
                continue;
            }
            assert_eq!(answer.status, 401, "{} {wrong:?}", example.operation);
            assert_eq!(answer.headers["content-type"], "application/json");
            assert!(!answer.detail().is_empty());
        }
        assert_eq!(before, api.sandbox.records(), "{}", example.operation);
        assert_eq!(keys, api.get("/organization/ssh-keys").await.body);
    }
}

#[tokio::test(start_paused = true)]
async fn the_other_slash_is_a_307_to_the_pages_path_and_does_nothing() {
    let api = Api::new();
    for example in examples() {
        let call = example.call(&api).await;
        let other = call.path.strip_suffix('/').map_or_else(|| format!("{}/", call.path), str::to_owned);
        let before = api.sandbox.records();
        let answer = Call { path: format!("{other}?limit=3"), method: call.method.clone(), body: call.body.clone() }
            .send(&api, example.auth)
            .await;
        assert_eq!(answer.status, 307, "{} {other}", call.method);
        assert_eq!(answer.headers["location"], format!("{}?limit=3", call.path).as_str());
        assert_eq!(before, api.sandbox.records(), "{}", example.operation);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_on_a_get_is_ignored() {
    let api = Api::new();
    for example in examples() {
        if example.method != "GET" {
            continue;
        }
        let call = example.call(&api).await;
        let plain = call.send(&api, example.auth).await;
        for junk in ["{\"limit\": 1}", "[", "null"] {
            let request: Request<Body> =
                call.request(example.auth).header("content-type", "application/json").body(junk.into()).unwrap();
            let answer = api.send(request).await;
            assert_eq!((answer.status, &answer.body), (plain.status, &plain.body), "{}", example.operation);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_pages_bare_metal_order_is_a_node_with_a_warning() {
    let example = examples().into_iter().find(|example| example.operation == "deploy_bare_metal").unwrap();
    for sub_order in [json!("12345"), json!(12345)] {
        let api = Api::new();
        let mut call = example.call(&api).await;
        assert_eq!(call.method, Method::POST);
        let body = call.body.as_mut().unwrap();
        assert_eq!((&body["gpu_count"], &body["sub_order"]), (&json!(1), &json!("12345")));
        body["sub_order"] = sub_order;
        let answer = call.send(&api, example.auth).await.body;
        assert!(answer["warning"].as_str().unwrap().contains('8'));
        api.advance(180);
        let rental = api.get("/bare-metal/").await.body["results"][0].clone();
        assert_eq!(rental["id"], answer["rental_id"]);
        assert_eq!((&rental["sub_order"], &rental["node_count"]), (&json!("12345"), &json!(1)));
    }
}
