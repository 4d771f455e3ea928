use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use zeroize::Zeroizing;

use crate::base_url::BaseUrl;
use crate::budget::Budget;
use crate::client::{Client, Inner};
use crate::observer::Observer;
use crate::secret::Secret;
use crate::transport::{self, BoxTransport, Network};

/// How long the first byte of an answer, and each further part of it, may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Largest monthly report, which has no pages.
const REPORT_LIMIT: u64 = 1 << 30;

/// Why a client cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The token holds something that cannot stand in a header.
    #[error("the token holds a character that no token has")]
    Token,
    /// The user agent cannot stand in a header.
    #[error("the user agent cannot be used")]
    UserAgent,
    /// The proxy's address cannot be used.
    #[error("the proxy cannot be used: {0}")]
    Proxy(String),
    /// The certificates cannot be used.
    #[error("the certificates cannot be used: {0}")]
    ExtraRoot(String),
    /// The system's own TLS or network settings cannot be used.
    #[error("the network cannot be used: {0}")]
    Network(String),
}

/// Makes a [`Client`].
pub struct ClientBuilder {
    base: BaseUrl,
    token: Option<Secret>,
    network: Network,
    budget: bool,
    patience: Duration,
    limit: u64,
    report_limit: u64,
    read_only: bool,
    transport: Option<BoxTransport>,
    observer: Option<Arc<dyn Observer>>,
}

impl ClientBuilder {
    /// A client for a base URL. Without a token only the public operations answer.
    pub fn new(base: BaseUrl) -> Self {
        let user_agent = concat!("voltagepark-rs/", env!("CARGO_PKG_VERSION")).to_owned();
        Self {
            base,
            token: None,
            network: Network { user_agent, ..Network::default() },
            budget: true,
            patience: PATIENCE,
            limit: u64::MAX,
            report_limit: REPORT_LIMIT,
            read_only: false,
            transport: None,
            observer: None,
        }
    }

    /// Signs requests with a token.
    #[must_use]
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(Secret::new(token));
        self
    }

    /// Names the program to the provider.
    #[must_use]
    pub fn user_agent(mut self, text: &str) -> Self {
        text.clone_into(&mut self.network.user_agent);
        self
    }

    /// Goes through a proxy instead of the system's, e.g. `http://proxy:3128`. Never used for loopback.
    #[must_use]
    pub fn proxy(mut self, url: &str) -> Self {
        self.network.proxy = Some(url.to_owned());
        self
    }

    /// Trusts further root certificates (PEM) beside the system's.
    #[must_use]
    pub fn extra_root(mut self, pem: &[u8]) -> Self {
        self.network.extra_root = Some(pem.to_owned());
        self
    }

    /// Switches the budget of 60 requests a minute (burst 20) off.
    #[must_use]
    pub fn without_budget(mut self) -> Self {
        self.budget = false;
        self
    }

    /// How long the first byte of an answer, and each further part of it, may take; 30 s by default.
    #[must_use]
    pub fn patience(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }

    /// The largest monthly report in bytes; 1 GiB by default.
    #[must_use]
    pub fn report_limit(mut self, bytes: u64) -> Self {
        self.report_limit = bytes;
        self
    }

    /// The largest answer in bytes, where that is less than 16 MiB for a page of a list and 1 MiB for anything else. The
    /// monthly report has its own.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Refuses every write before anything is sent. The check of a cloud-init is none: it changes nothing.
    #[must_use]
    pub fn read_only(mut self, only: bool) -> Self {
        self.read_only = only;
        self
    }

    /// Answers requests with a tower service instead of the network: for tests.
    #[must_use]
    pub fn transport(mut self, transport: BoxTransport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Tells of every write and of every answer: see [`Observer`].
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`BuildError`] names the setting that cannot be used.
    pub fn build(self) -> Result<Client, BuildError> {
        HeaderValue::from_str(&self.network.user_agent).map_err(|_| BuildError::UserAgent)?;
        if let Some(proxy) = &self.network.proxy {
            transport::check_proxy(proxy).map_err(BuildError::Proxy)?;
        }
        let token = self.token.as_ref().map(|token| headers(token.expose())).transpose()?;
        let wrong = |reason| match self.network.extra_root {
            Some(_) => BuildError::ExtraRoot(reason),
            None => BuildError::Network(reason),
        };
        let (reads, writes) = match self.transport {
            Some(transport) => (transport.clone(), transport),
            None => (
                transport::for_reads(&self.network, &self.base).map_err(wrong)?,
                transport::for_writes(&self.network, &self.base).map_err(wrong)?,
            ),
        };
        Ok(Client::from_inner(Inner {
            base: self.base,
            reads,
            writes,
            token,
            budget: self.budget.then(Budget::new),
            patience: self.patience,
            limit: self.limit,
            report_limit: self.report_limit,
            read_only: self.read_only.into(),
            observer: self.observer,
        }))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("base", &self.base).finish_non_exhaustive()
    }
}

/// The two headers that may carry a token, marked so that nothing prints them.
fn headers(token: &str) -> Result<(HeaderValue, HeaderValue), BuildError> {
    let sensitive = |text: &str| {
        let mut value = HeaderValue::from_str(text).map_err(|_| BuildError::Token)?;
        value.set_sensitive(true);
        Ok(value)
    };
    let bearer = Zeroizing::new(format!("Bearer {token}"));
    Ok((sensitive(&bearer)?, sensitive(token)?))
}
