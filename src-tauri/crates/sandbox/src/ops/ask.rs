//! What is asked of an operation, and the page of a list that answers it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::reply::{Problem, Reply};
use crate::validate::{Body, Query, path_integer, path_uuid};

/// A request to an operation.
pub struct Ask<'a> {
    pub now: DateTime<Utc>,
    pub path: &'a [(&'static str, String)],
    pub query: &'a [(String, String)],
    pub body: &'a [u8],
}

impl Ask<'_> {
    pub(super) fn id(&self, name: &str) -> Result<Uuid, Problem> {
        path_uuid(self.path, name)
    }

    pub(super) fn number(&self, name: &str) -> Result<i64, Problem> {
        path_integer(self.path, name)
    }

    pub(super) fn query(&self) -> Query<'_> {
        Query::new(self.query)
    }

    pub(super) fn body(&self) -> Result<Body, Problem> {
        Body::read(self.body)
    }

    /// `limit` and `offset`.
    pub(super) fn page(&self, default: usize, most: Option<usize>) -> Result<Page, Problem> {
        let mut query = self.query();
        let limit = query.integer("limit", default, 1, most);
        let offset = query.integer("offset", 0, 0, None);
        query.errors.finish()?;
        Ok(Page { limit, offset })
    }
}

/// A part of a list.
pub(super) struct Page {
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Page {
    /// The page of a list. Only what is on it is printed: the list may be long.
    pub(super) fn cut<T>(&self, items: &[T], print: impl Fn(&T) -> Value) -> Reply {
        let results: Vec<Value> = items.iter().skip(self.offset).take(self.limit).map(print).collect();
        self.of(&results, items.len())
    }

    pub(super) fn of(&self, results: &[Value], total: usize) -> Reply {
        Reply::ok(json!({
            "results": results,
            "total_result_count": total,
            "has_previous": self.offset > 0 && total > 0,
            "has_next": self.offset.saturating_add(self.limit) < total,
        }))
    }
}
