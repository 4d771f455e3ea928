//! How requests travel: a tower service, so that tests can answer in the same process.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use tower::util::BoxCloneSyncService;

use crate::base_url::BaseUrl;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How many redirects a read follows.
const REDIRECTS: usize = 3;

/// A request that brought no answer, or an answer that broke off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct TransportError {
    /// What happened, without any part of the request.
    pub reason: String,
    /// No byte of the request was sent.
    pub unsent: bool,
}

impl TransportError {
    /// A failure before the first byte was sent: no name, no connection, no TLS.
    pub fn unsent(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), unsent: true }
    }

    /// A failure after which the provider may have the request.
    pub fn broken(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), unsent: false }
    }
}

/// The body of an answer, as it comes.
pub type AnswerBody = UnsyncBoxBody<Bytes, TransportError>;

/// Carries requests: any tower service of this form.
pub type BoxTransport = BoxCloneSyncService<Request<Bytes>, Response<AnswerBody>, TransportError>;

/// How the network is reached.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    /// A proxy for everything; `None` takes the system's.
    pub proxy: Option<String>,
    /// Further root certificates, PEM.
    pub extra_root: Option<Vec<u8>>,
    pub user_agent: String,
}

/// For reads: connections are kept, and a redirect within the same origin is followed.
pub(crate) fn for_reads(network: &Network, base: &BaseUrl) -> Result<BoxTransport, String> {
    let origin = url::Url::parse(base.as_str()).map(|url| url.origin()).map_err(|error| error.to_string())?;
    let same_origin = reqwest::redirect::Policy::custom(move |attempt| {
        if attempt.previous().len() <= REDIRECTS && attempt.url().origin() == origin {
            attempt.follow()
        } else {
            attempt.stop()
        }
    });
    let client = builder(network, base)?.redirect(same_origin).build().map_err(|error| reason(&error))?;
    Ok(BoxCloneSyncService::new(Http(client)))
}

/// For writes: a connection of its own for each, so that none is lost on an idle one that the provider just closed; no
/// redirect, and none of the library's own retries.
pub(crate) fn for_writes(network: &Network, base: &BaseUrl) -> Result<BoxTransport, String> {
    let client = builder(network, base)?
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
        .map_err(|error| reason(&error))?;
    Ok(BoxCloneSyncService::new(Http(client)))
}

fn builder(network: &Network, base: &BaseUrl) -> Result<reqwest::ClientBuilder, String> {
    let mut builder = reqwest::Client::builder()
        .user_agent(&network.user_agent)
        .connect_timeout(CONNECT)
        .https_only(!base.is_loopback())
        .retry(reqwest::retry::never());
    match &network.proxy {
        // A proxy cannot reach this computer's own loopback.
        _ if base.is_loopback() => builder = builder.no_proxy(),
        Some(proxy) => builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|error| reason(&error))?),
        None => {}
    }
    if let Some(pem) = &network.extra_root {
        let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(|error| reason(&error))?;
        if roots.is_empty() {
            return Err("there is no certificate in it".into());
        }
        builder = builder.tls_certs_merge(roots);
    }
    Ok(builder)
}

/// Checks a proxy's text without using it.
pub(crate) fn check_proxy(text: &str) -> Result<(), String> {
    reqwest::Proxy::all(text).map(drop).map_err(|error| reason(&error))
}

#[derive(Clone)]
struct Http(reqwest::Client);

impl tower::Service<Request<Bytes>> for Http {
    type Response = Response<AnswerBody>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let client = self.0.clone();
        Box::pin(async move {
            let request =
                reqwest::Request::try_from(request).map_err(|error| TransportError::unsent(reason(&error)))?;
            let response = client.execute(request).await.map_err(|error| failure(&error))?;
            let response: Response<reqwest::Body> = response.into();
            Ok(response.map(|body| body.map_err(|error| failure(&error)).boxed_unsync()))
        })
    }
}

fn failure(error: &reqwest::Error) -> TransportError {
    TransportError { reason: reason(error), unsent: error.is_connect() || error.is_builder() }
}

/// The chain of causes without the URL, which may hold ids.
fn reason(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() {
        "it took too long".to_owned()
    } else if error.is_connect() {
        "no connection".to_owned()
    } else if error.is_builder() {
        "it cannot be used".to_owned()
    } else {
        "the connection broke".to_owned()
    };
    let mut deepest: Option<&dyn std::error::Error> = None;
    let mut cause = std::error::Error::source(error);
    while let Some(current) = cause {
        deepest = Some(current);
        cause = current.source();
    }
    if let Some(deepest) = deepest {
        text = format!("{text} ({deepest})");
    }
    text
}
