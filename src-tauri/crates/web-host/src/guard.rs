//! Who may ask. Any page of any browser on this computer can send requests to a loopback port, so the port alone
//! protects nothing: a request must come from the host's own page, in the one browser that opened the link.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, header};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Holds what a browser must show.
pub(crate) struct Guard {
    /// `127.0.0.1:PORT`. No other name leads here, so that a name of someone else's that is made to point to loopback
    /// gets nothing.
    authority: String,
    origin: String,
    /// Given out in the link; gone once it was exchanged.
    token: Mutex<Option<String>>,
    cookie_name: String,
    session: String,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is meant for another host.
    Host,
    /// Another page sent it.
    Origin,
    /// It carries neither the cookie nor the token.
    Token,
}

impl Refusal {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Host => {
                "This is Voltdeck's web host, which answers to its own address alone. Open the link it printed."
            }
            Self::Origin => {
                "Another page sent this request, so nothing was done. Open the link that the web host printed."
            }
            Self::Token => {
                "This link was used already, or is not of this start. Start the web host again and open the link it prints."
            }
        }
    }
}

impl Guard {
    /// A guard and the token of its link.
    pub(crate) fn new(address: SocketAddr) -> (Self, String) {
        let token = secret();
        let guard = Self {
            authority: address.to_string(),
            origin: format!("http://{address}"),
            token: Mutex::new(Some(token.clone())),
            // Cookies know no ports: two hosts at the same time must not take each other's.
            cookie_name: format!("voltdeck-{}", address.port()),
            session: secret(),
        };
        (guard, token)
    }

    /// Whether it was meant for this host and sent by its page.
    pub(crate) fn place(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        if text(headers, header::HOST.as_str()) != Some(&self.authority) {
            return Err(Refusal::Host);
        }
        let own = match text(headers, header::ORIGIN.as_str()) {
            Some(origin) => origin == self.origin,
            // Browsers say it with all that may change something.
            None => method == Method::GET || method == Method::HEAD,
        };
        // `none` is a person who typed or opened the address.
        let site = matches!(text(headers, "sec-fetch-site"), None | Some("same-origin" | "none"));
        if own && site { Ok(()) } else { Err(Refusal::Origin) }
    }

    /// Whether it carries the cookie.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let shown = pairs.any(|(name, value)| name == self.cookie_name && same(value, &self.session));
        if shown { Ok(()) } else { Err(Refusal::Token) }
    }

    /// Takes the link's token, once, and gives the cookie to set.
    pub(crate) fn exchange(&self, token: &str) -> Result<String, Refusal> {
        let mut expected = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        expected.take_if(|expected| same(expected, token)).ok_or(Refusal::Token)?;
        Ok(format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie_name, self.session))
    }
}

/// 244 random bits.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Takes as long for a near miss as for a far one.
fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
