use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// Where the API is: an `https` URL, or plain `http` to this computer only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    loopback: bool,
}

/// Why a text is no base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// It cannot be read as a URL.
    #[error("This is not a URL. It looks like https://host/api/v1.")]
    NotAUrl,
    /// `http` would carry the token in the open.
    #[error("Plain http would send the token in the open. Use https; http is only for this computer.")]
    NotSecure,
    /// Neither `https` nor `http`.
    #[error("Only https URLs can be used.")]
    Scheme,
    /// A user name or password stands in it.
    #[error("A base URL has no user name or password in it.")]
    Credentials,
    /// A query or fragment stands in it.
    #[error("A base URL ends with its path: no ? and no #.")]
    Query,
}

impl BaseUrl {
    /// Reads a base URL. White space around it and slashes at its end are taken off.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| BaseUrlError::NotAUrl)?;
        let loopback = match url.host().ok_or(BaseUrlError::NotAUrl)? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => IpAddr::V4(address).is_loopback(),
            Host::Ipv6(address) => IpAddr::V6(address).is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(BaseUrlError::NotSecure),
            _ => return Err(BaseUrlError::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::Query);
        }
        Ok(Self { text: url.as_str().trim_end_matches('/').to_owned(), loopback })
    }

    /// The URL without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it names this computer.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_only_to_this_computer() {
        let url = BaseUrl::parse(" https://cloud-api.example.com/api/v1/ \n").unwrap();
        assert_eq!((url.as_str(), url.is_loopback()), ("https://cloud-api.example.com/api/v1", false));
        for text in ["http://127.0.0.1:4010/api/v1", "http://localhost:1", "http://[::1]:9/api/v1", "http://127.9.9.9/"]
        {
            assert!(BaseUrl::parse(text).unwrap().is_loopback(), "{text}");
        }
        for (text, error) in [
            ("http://example.com/api/v1", BaseUrlError::NotSecure),
            ("http://localhost.example.com/", BaseUrlError::NotSecure),
            ("http://127.0.0.1.example.com/", BaseUrlError::NotSecure),
            ("http://10.0.0.1/", BaseUrlError::NotSecure),
            ("example.com", BaseUrlError::NotAUrl),
            ("", BaseUrlError::NotAUrl),
            ("not a url", BaseUrlError::NotAUrl),
            ("ftp://example.com/", BaseUrlError::Scheme),
            ("https://me:pw@example.com/", BaseUrlError::Credentials),
            ("https://example.com/?a=1", BaseUrlError::Query),
            ("https://example.com/#a", BaseUrlError::Query),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text}");
        }
    }
}
