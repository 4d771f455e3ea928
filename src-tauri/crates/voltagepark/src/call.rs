//! A request before it is sent.

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use crate::client::reach_of;
use crate::error::{Error, ErrorKind, Reach};
use crate::id::Id;
use crate::text::has_cut;

/// Whether a request may be sent again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It changes nothing.
    Read,
    /// A DELETE: however often it comes it ends the one thing that has this id, and no id comes twice.
    Delete,
    /// Any other write. What it sets may have been set anew by somebody else since a first try arrived, be it a name, a
    /// list or the power, and a second one would undo that.
    Never,
}

/// One operation of the page.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub name: &'static str,
    pub method: Method,
    pub repeat: Repeat,
    /// The page shows `x-api-token` for this group.
    pub api_token: bool,
}

impl Operation {
    pub(crate) const fn read(name: &'static str) -> Self {
        Self { name, method: Method::GET, repeat: Repeat::Read, api_token: false }
    }

    pub(crate) const fn write(name: &'static str, method: Method) -> Self {
        let repeat = match method {
            Method::DELETE => Repeat::Delete,
            _ => Repeat::Never,
        };
        Self { name, method, repeat, api_token: false }
    }

    pub(crate) const fn with_api_token(mut self) -> Self {
        self.api_token = true;
        self
    }
}

/// A request: an operation with its values.
#[derive(Clone)]
pub(crate) struct Call {
    pub operation: Operation,
    path: String,
    query: Vec<(&'static str, String)>,
    pub body: Option<Bytes>,
}

impl Call {
    pub(crate) fn new(operation: Operation, path: impl Into<String>) -> Self {
        Self { operation, path: path.into(), query: Vec::new(), body: None }
    }

    /// A path with one id in it, before and after which stands what the page has.
    pub(crate) fn with_id(operation: Operation, before: &str, id: &Id, after: &str) -> Result<Self, Error> {
        let Some(segment) = id.segment() else {
            let reach = reach_of(operation.repeat, true);
            return Err(Error::new(operation.name, ErrorKind::NotSent("its id cannot be one".into()), reach));
        };
        Ok(Self::new(operation, format!("{before}{segment}{after}")))
    }

    pub(crate) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub(crate) fn body(mut self, body: &impl Serialize) -> Result<Self, Error> {
        // The error's text is left out: it could quote the body.
        let bytes = serde_json::to_vec(body)
            .map_err(|_| self.error(ErrorKind::NotSent("its body cannot be written".into()), self.unsent()))?;
        if has_cut(&bytes) {
            let why = "a text of it was not kept whole as it was read, and would be replaced by its beginning";
            return Err(self.error(ErrorKind::NotSent(why.into()), self.unsent()));
        }
        self.body = Some(bytes.into());
        Ok(self)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn path_and_query(&self) -> String {
        if self.query.is_empty() {
            return self.path.clone();
        }
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.query {
            query.append_pair(name, value);
        }
        format!("{}?{}", self.path, query.finish())
    }

    pub(crate) fn error(&self, kind: ErrorKind, reach: Reach) -> Error {
        Error::new(self.operation.name, kind, reach)
    }

    pub(crate) fn sent(&self) -> Reach {
        reach_of(self.operation.repeat, false)
    }

    pub(crate) fn unsent(&self) -> Reach {
        reach_of(self.operation.repeat, true)
    }
}
