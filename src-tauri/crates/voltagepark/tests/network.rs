//! What a client does on a real network: proxies, certificates, its name, its budget and its log.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use http_body_util::BodyExt;
use support::tls::{Unvouched, unvouched};
use support::{TOKEN, answer, builder, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;
use voltagepark::{BaseUrl, ClientBuilder, ErrorKind, TransportError};

const RATE: &str = r#"{"rate_hourly": "2.5"}"#;

/// Listens, notes the first line of whatever comes, and hangs up.
async fn eavesdropper() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 1024];
            let length = stream.read(&mut bytes).await.unwrap_or(0);
            let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
            notes.lock().unwrap().push(text.lines().next().unwrap_or_default().to_owned());
        }
    });
    (port, heard)
}

#[tokio::test]
async fn a_proxy_is_used_for_the_provider_and_never_for_this_computer() {
    let (port, heard) = eavesdropper().await;
    let proxy = format!("http://127.0.0.1:{port}");
    let away = BaseUrl::parse("https://api.example.invalid/api/v1").unwrap();
    let client = ClientBuilder::new(away).token(TOKEN).proxy(&proxy).build().unwrap();
    assert!(matches!(client.get_hourly_rate().await.unwrap_err().kind, ErrorKind::Transport(_)));
    let asked = heard.lock().unwrap().clone();
    assert!(
        !asked.is_empty() && asked.iter().all(|line| line == "CONNECT api.example.invalid:443 HTTP/1.1"),
        "{asked:?}"
    );

    let here = serve(Router::new().route("/api/v1/billing/hourly-rate", get(|| async { RATE }))).await;
    let client = ClientBuilder::new(here).proxy(&proxy).build().unwrap();
    client.get_hourly_rate().await.unwrap();
    assert_eq!(heard.lock().unwrap().len(), asked.len(), "loopback goes past the proxy");
}

/// A server whose certificate nobody signed but itself.
async fn self_signed() -> (BaseUrl, String) {
    let Unvouched { acceptor, listener, port, pem } = unvouched().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut bytes = vec![0; 4096];
            let _ = stream.read(&mut bytes).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", RATE.len());
            let _ = stream.write_all(format!("{head}{RATE}").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (BaseUrl::parse(&format!("https://localhost:{port}/api/v1")).unwrap(), pem)
}

#[tokio::test]
async fn a_certificate_is_trusted_only_where_its_root_was_given() {
    let (base, pem) = self_signed().await;
    let strict = ClientBuilder::new(base.clone()).token(TOKEN).build().unwrap();
    let error = strict.get_hourly_rate().await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Transport(_)), "{error}");
    let trusting = ClientBuilder::new(base).token(TOKEN).extra_root(pem.as_bytes()).build().unwrap();
    assert_eq!(trusting.get_hourly_rate().await.unwrap().rate_hourly.text(), Some("2.5"));
}

#[tokio::test]
async fn the_program_names_itself() {
    let router = Router::new().route(
        "/api/v1/billing/hourly-rate",
        get(|headers: http::HeaderMap| async move {
            let agent = headers["user-agent"].to_str().unwrap();
            format!(r#"{{"rate_hourly": "{agent}"}}"#)
        }),
    );
    let base = serve(router).await;
    let client = ClientBuilder::new(base).user_agent("Deck/1").build().unwrap();
    assert_eq!(client.get_hourly_rate().await.unwrap().rate_hourly.text(), Some("Deck/1"));
}

#[tokio::test(start_paused = true)]
async fn the_budget_holds_what_a_client_sends() {
    let log = Arc::new(Mutex::new(0));
    let count = Arc::clone(&log);
    let transport = voltagepark::BoxTransport::new(tower::service_fn(move |_: http::Request<bytes::Bytes>| {
        *count.lock().unwrap() += 1;
        std::future::ready(answer(200, RATE))
    }));
    let base = BaseUrl::parse(support::BASE).unwrap();
    let client = ClientBuilder::new(base).transport(transport).build().unwrap();
    let start = Instant::now();
    for _ in 0..50 {
        client.get_hourly_rate().await.unwrap();
    }
    assert_eq!((*log.lock().unwrap(), start.elapsed().as_secs()), (50, 30), "20 at once, then one a second");
}

#[tokio::test]
async fn a_report_over_its_limit_is_cut_off() {
    let (builder, _) = builder(|_| answer(200, format!(r#"{{"transactions": [{}]}}"#, " ".repeat(5_000))));
    let client = builder.report_limit(4_000).limit(10).build().unwrap();
    assert_eq!(client.get_monthly_report(2026, 10).await.unwrap_err().kind, ErrorKind::TooLarge { limit: 4_000 });
}

/// Where the log of one test goes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_one_line_when_it_is_over_and_holds_no_secret() {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let cut = |_: &http::Request<bytes::Bytes>| {
        let parts =
            futures::stream::iter([Ok(http_body::Frame::data("{".into())), Err(TransportError::broken("reset"))]);
        Ok(http::Response::new(http_body_util::StreamBody::new(parts).boxed_unsync()))
    };
    let (client, _) = support::client(cut);
    client.get_hourly_rate().await.unwrap_err();
    client.get_monthly_report(2026, 10).await.unwrap_err();
    let (client, _) = support::client(|_| answer(400, r#"{"detail": "canary-detail"}"#));
    client.get_hourly_rate().await.unwrap_err();
    let (client, _) = support::client(|_| answer(200, RATE));
    client.get_hourly_rate().await.unwrap();
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("voltagepark")).collect();
    assert_eq!(lines.len(), 6, "{text}");
    for line in &lines[..3] {
        assert!(
            line.contains("request failed") && line.contains("get_hourly_rate") && line.contains("transport"),
            "{line}"
        );
    }
    assert!(lines[3].contains("get_monthly_report") && lines[3].contains("request failed"), "{text}");
    assert!(lines[4].contains("status=400") && lines[4].contains("api"), "{text}");
    assert!(lines[5].contains("status=200") && !lines[5].contains("failed"), "{text}");
    assert!(!text.contains("canary") && !text.contains(TOKEN) && !text.contains("example.com"), "{text}");
}
