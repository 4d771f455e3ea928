//! A provider that answers as a test says: in this process, or on a loopback port over real HTTP.
#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::unwrap_used, clippy::unnecessary_wraps, reason = "a failure here fails the test")]

pub mod calls;
pub mod tls;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use voltagepark::{AnswerBody, BaseUrl, BoxTransport, Client, ClientBuilder, TransportError};

pub const TOKEN: &str = "canary-token";
pub const BASE: &str = "https://api.example.com/api/v1";

/// What a test answers with.
pub type Answer = Result<Response<AnswerBody>, TransportError>;

pub fn body(text: impl Into<Bytes>) -> AnswerBody {
    Full::new(text.into()).map_err(|never| match never {}).boxed_unsync()
}

pub fn answer(status: u16, text: impl Into<Bytes>) -> Answer {
    Ok(Response::builder().status(StatusCode::from_u16(status).unwrap()).body(body(text)).unwrap())
}

pub fn with_header(answer: Answer, name: &'static str, value: &str) -> Answer {
    answer.map(|mut response| {
        response.headers_mut().insert(name, value.parse().unwrap());
        response
    })
}

/// The requests that were sent, in order.
#[derive(Clone, Default)]
pub struct Sent(Arc<Mutex<Vec<Request<Bytes>>>>);

impl Sent {
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub fn take_one(&self) -> Request<Bytes> {
        let mut sent = self.0.lock().unwrap();
        assert_eq!(sent.len(), 1, "one request");
        sent.remove(0)
    }
}

/// A client whose requests a function answers.
pub fn client(respond: impl Fn(&Request<Bytes>) -> Answer + Send + Sync + 'static) -> (Client, Sent) {
    let (builder, sent) = builder(respond);
    (builder.build().unwrap(), sent)
}

pub fn builder(respond: impl Fn(&Request<Bytes>) -> Answer + Send + Sync + 'static) -> (ClientBuilder, Sent) {
    let (builder, sent) = with_budget(respond);
    (builder.without_budget(), sent)
}

/// The same with the budget of requests.
pub fn with_budget(respond: impl Fn(&Request<Bytes>) -> Answer + Send + Sync + 'static) -> (ClientBuilder, Sent) {
    let sent = Sent::default();
    let (log, respond) = (sent.clone(), Arc::new(respond));
    let transport = BoxTransport::new(tower::service_fn(move |request: Request<Bytes>| {
        let answer = respond(&request);
        log.0.lock().unwrap().push(request);
        std::future::ready(answer)
    }));
    (ClientBuilder::new(BaseUrl::parse(BASE).unwrap()).token(TOKEN).transport(transport), sent)
}

/// A server on a loopback port; its base URL.
pub async fn serve(router: axum::Router) -> BaseUrl {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    BaseUrl::parse(&format!("http://127.0.0.1:{port}/api/v1")).unwrap()
}
