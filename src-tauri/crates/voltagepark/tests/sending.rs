//! When a request is sent again, what an error says, and how far a redirect is followed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use futures::StreamExt;
use http_body_util::BodyExt;
use support::{TOKEN, answer, builder, client, serve, with_header};
use tokio::time::Instant;
use voltagepark::types::{DeployInstantVm, NewSshKey, OrganizationSshKeys, PowerStatus, UpdateInstance, UpdateStorage};
use voltagepark::{BaseUrl, ClientBuilder, ErrorKind, Id, TransportError};

fn order() -> DeployInstantVm {
    DeployInstantVm {
        config_id: "a".into(),
        name: "a".into(),
        password: None,
        organization_ssh_keys: OrganizationSshKeys::All,
        ssh_keys: vec![],
        cloud_init: None,
        tags: vec![],
    }
}

fn id() -> Id {
    "123e4567-e89b-12d3-a456-426614174000".into()
}

#[tokio::test(start_paused = true)]
async fn reads_are_sent_three_times_at_most_and_only_where_it_helps() {
    for (status, times) in [(429, 3), (502, 3), (503, 3), (504, 3), (400, 1), (401, 1), (404, 1), (422, 1), (500, 1)] {
        let (client, sent) = client(move |_| answer(status, "{}"));
        let error = client.get_hourly_rate().await.unwrap_err();
        assert_eq!((error.status(), sent.count()), (Some(status), times));
        assert!(!error.may_have_acted());
    }
    let (client, sent) = client(|_| Err(TransportError::broken("reset")));
    client.get_hourly_rate().await.unwrap_err();
    assert_eq!(sent.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_second_attempt_can_succeed() {
    let tries = AtomicUsize::new(0);
    let (client, sent) = client(move |_| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => with_header(answer(429, ""), "retry-after", "7"),
        1 => Err(TransportError::broken("reset")),
        _ => answer(200, r#"{"rate_hourly": "2.5"}"#),
    });
    let start = Instant::now();
    assert_eq!(client.get_hourly_rate().await.unwrap().rate_hourly.text(), Some("2.5"));
    assert_eq!(sent.count(), 3);
    assert!(start.elapsed() >= Duration::from_secs(7), "Retry-After is obeyed");
}

#[tokio::test(start_paused = true)]
async fn a_long_retry_after_is_the_caller_s_to_know() {
    let (client, sent) = client(|_| with_header(answer(429, ""), "retry-after", "3600"));
    let error = client.get_hourly_rate().await.unwrap_err();
    assert_eq!((sent.count(), error.retry_after()), (1, Some(Duration::from_secs(3600))));
}

#[tokio::test(start_paused = true)]
async fn what_costs_money_is_sent_once() {
    for status in [429, 500, 502, 503, 504] {
        let (client, sent) = client(move |_| answer(status, ""));
        let error = client.deploy_instant_vm(&order()).await.unwrap_err();
        assert_eq!((sent.count(), error.may_have_acted()), (1, status != 429), "{status}");
    }
    for (failure, acted) in [(TransportError::broken("reset"), true), (TransportError::unsent("no connection"), false)]
    {
        let (client, sent) = client(move |_| Err(failure.clone()));
        let error = client.deploy_instant_vm(&order()).await.unwrap_err();
        assert_eq!((sent.count(), error.may_have_acted()), (1, acted));
        let key = NewSshKey { name: "key".into(), content: "k".into() };
        client.add_ssh_key(&key).await.unwrap_err();
        assert_eq!(sent.count(), 2);
    }
    let (client, sent) = client(|_| answer(201, r#"{"vm": 5}"#));
    let error = client.deploy_instant_vm(&order()).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Payload { status: 201, .. }) && error.may_have_acted());
    assert_eq!(sent.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn only_a_delete_is_sent_again_and_only_without_an_answer() {
    let (client, sent) = client(|_| Err(TransportError::broken("reset")));
    client.terminate_virtual_machine(&id()).await.unwrap_err();
    assert_eq!(sent.count(), 3);
    for error in [
        client.set_virtual_machine_power(&id(), PowerStatus::Stopped).await.unwrap_err(),
        client.update_virtual_machine(&id(), &UpdateInstance::default()).await.unwrap_err(),
        client.update_storage(&id(), &UpdateStorage::default()).await.unwrap_err(),
    ] {
        assert!(error.may_have_acted() && !error.is_after_a_lost_answer(), "{error:?}");
    }
    assert_eq!(sent.count(), 6, "a name, a list or the power that somebody else set meanwhile would be undone");
    let (client, sent) = support::client(|_| answer(503, ""));
    assert!(client.terminate_virtual_machine(&id()).await.unwrap_err().may_have_acted());
    assert_eq!(sent.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_may_have_arrived_is_not_forgotten() {
    let tries = AtomicUsize::new(0);
    let (client, sent) = client(move |_| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => Err(TransportError::broken("reset")),
        _ => Err(TransportError::unsent("no connection")),
    });
    let error = client.terminate_virtual_machine(&id()).await.unwrap_err();
    assert_eq!((sent.count(), error.may_have_acted()), (3, true));
    let tries = AtomicUsize::new(0);
    let (client, _) = support::client(move |_| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => Err(TransportError::broken("reset")),
        _ => answer(404, r#"{"detail": "Not found"}"#),
    });
    let error = client.terminate_virtual_machine(&id()).await.unwrap_err();
    assert!(error.may_have_acted() && error.is_after_a_lost_answer(), "it may be gone by the first");
}

#[tokio::test(start_paused = true)]
async fn a_write_is_not_sent_again_once_part_of_an_answer_came() {
    let (client, sent) = client(|_| {
        let parts =
            futures::stream::iter([Ok(http_body::Frame::data("{".into())), Err(TransportError::broken("reset"))]);
        Ok(http::Response::builder().status(202).body(http_body_util::StreamBody::new(parts).boxed_unsync()).unwrap())
    });
    let error = client.terminate_virtual_machine(&id()).await.unwrap_err();
    assert_eq!((sent.count(), error.may_have_acted()), (1, true));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_drips_for_ever_is_given_up() {
    let (client, _) = client(|_| {
        let parts = futures::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(29)).await;
            Some((Ok(http_body::Frame::data(" ".into())), ()))
        });
        Ok(http::Response::new(http_body_util::StreamBody::new(parts).boxed_unsync()))
    });
    let start = Instant::now();
    assert!(matches!(client.deploy_instant_vm(&order()).await.unwrap_err().kind, ErrorKind::Timeout(_)));
    assert_eq!(start.elapsed().as_secs(), 120);
}

#[tokio::test]
async fn an_id_that_would_name_something_else_is_not_sent() {
    let (client, sent) = client(|_| answer(202, ""));
    for bad in ["", "..", "a/b", "?"] {
        let error = client.terminate_virtual_machine(&bad.into()).await.unwrap_err();
        assert!(matches!(error.kind, ErrorKind::NotSent(_)) && !error.may_have_acted(), "{bad}");
    }
    assert_eq!(sent.count(), 0);
}

#[tokio::test]
async fn answers_that_say_nothing_are_fine_where_nothing_is_needed() {
    for text in ["", "null", "{}", " \n", "\"ok\""] {
        let (client, _) = client(move |_| answer(202, text));
        client.terminate_virtual_machine(&id()).await.unwrap();
    }
    let (client, _) = client(|_| answer(200, "<html><body>Sign in to this network</body></html>"));
    let error = client.terminate_virtual_machine(&id()).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Payload { .. }) && error.may_have_acted(), "{error}");
    for text in ["", "null", "{}", r#"{"status": "stopped"}"#] {
        let (client, _) = support::client(move |_| answer(200, text));
        client.set_virtual_machine_power(&id(), PowerStatus::Stopped).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_in_a_timeout() {
    let stalled = || {
        let parts =
            futures::stream::once(async { Ok(http_body::Frame::data("{".into())) }).chain(futures::stream::pending());
        Ok(http::Response::new(http_body_util::StreamBody::new(parts).boxed_unsync()))
    };
    let (builder, _) = builder(move |_| stalled());
    let client = builder.patience(Duration::from_secs(5)).build().unwrap();
    let error = client.deploy_instant_vm(&order()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Timeout(Duration::from_secs(5)));
    assert!(error.may_have_acted());
}

#[tokio::test]
async fn an_answer_over_the_limit_is_cut_off() {
    let (builder, _) = builder(|_| answer(200, vec![b' '; 2_000]));
    let client = builder.limit(1_000).build().unwrap();
    assert_eq!(client.get_hourly_rate().await.unwrap_err().kind, ErrorKind::TooLarge { limit: 1_000 });
}

#[tokio::test]
async fn errors_carry_the_provider_s_words_and_its_request_id() {
    let (client, _) = client(|_| {
        with_header(
            answer(422, r#"{"detail":[{"loc":["body","name"],"msg":"too long","type":"t"}]}"#),
            "x-request-id",
            "r-1",
        )
    });
    let error = client.deploy_instant_vm(&order()).await.unwrap_err();
    assert_eq!((error.fields()[0].message.as_str(), error.request_id.as_deref()), ("too long", Some("r-1")));
    assert!(!format!("{error} {error:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_redirect_is_followed_by_reads_within_the_origin_only() {
    let elsewhere = serve(Router::new().fallback(|| async { r#"{"rate_hourly": "666"}"# })).await;
    let away = format!("{elsewhere}/billing/hourly-rate");
    let to = move |place: &str| (StatusCode::TEMPORARY_REDIRECT, [("location", place.to_owned())]);
    let there = to(&away);
    let here = to("/api/v1/storage/hourly-rate/");
    let posted = to("/api/v1/virtual-machines/instant/");
    let bought = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&bought);
    let router = Router::new()
        .route("/api/v1/billing/hourly-rate", get(move || std::future::ready(there.clone())))
        .route("/api/v1/storage/hourly-rate", get(move || std::future::ready(here.clone())))
        .route(
            "/api/v1/storage/hourly-rate/",
            get(|headers: http::HeaderMap| async move {
                assert_eq!(headers["authorization"], "Bearer canary-token");
                r#"{"hourly_rate_per_gb": "0.5"}"#
            }),
        )
        .route("/api/v1/virtual-machines/instant", post(move || std::future::ready(posted.clone())))
        .route(
            "/api/v1/virtual-machines/instant/",
            post(move || async move {
                count.fetch_add(1, Ordering::Relaxed);
                r#"{"vm_id": "a"}"#
            }),
        );
    let client = ClientBuilder::new(serve(router).await).token(TOKEN).build().unwrap();
    assert_eq!(client.get_storage_rate().await.unwrap().hourly_rate_per_gb.text(), Some("0.5"));
    assert_eq!(client.get_hourly_rate().await.unwrap_err().kind, ErrorKind::Redirect { status: 307 });
    let error = client.deploy_instant_vm(&order()).await.unwrap_err();
    assert_eq!((error.kind.clone(), error.may_have_acted()), (ErrorKind::Redirect { status: 307 }, false));
    assert_eq!(bought.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn no_connection_means_nothing_was_sent() {
    // A port that was just free: nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base = BaseUrl::parse(&format!("http://127.0.0.1:{port}/api/v1")).unwrap();
    let client = ClientBuilder::new(base).token(TOKEN).build().unwrap();
    let error = client.deploy_instant_vm(&order()).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Transport(_)) && !error.may_have_acted(), "{error:?}");
    assert!(!error.to_string().contains(&port.to_string()), "no address in errors: {error}");
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    use voltagepark::BuildError;
    let base = || ClientBuilder::new(BaseUrl::parse("https://example.com").unwrap());
    assert_eq!(base().token("line\nbreak").build().err(), Some(BuildError::Token));
    assert!(matches!(base().proxy("::").build().err(), Some(BuildError::Proxy(_))));
    assert!(matches!(base().extra_root(b"no certificate").build().err(), Some(BuildError::ExtraRoot(_))));
}

#[tokio::test]
async fn a_token_that_the_provider_quotes_is_in_no_error() {
    for words in [
        format!(r#"{{"detail": "unknown key {TOKEN}, sorry"}}"#),
        format!(r#"{{"detail": [{{"loc": ["header"], "msg": "unknown key {TOKEN}, sorry", "type": "x"}}]}}"#),
    ] {
        let (client, _) = client(move |_| answer(401, words.clone()));
        let error = client.get_hourly_rate().await.unwrap_err();
        assert!(!format!("{error:?} {error}").contains(TOKEN), "{error}");
        assert!(error.to_string().contains("unknown key …, sorry"), "{error}");
    }
}
