//! Lists that come in pages.

use std::collections::HashSet;
use std::future::Future;

use futures::stream::{FuturesOrdered, Stream, StreamExt};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::client::{decode, reason};
use crate::error::Error;
use crate::id::Id;
use crate::lenient;
use crate::types::{
    BareMetalLocation, BareMetalRental, InstantDeployPreset, Location, SshKey, StorageVolume, Transaction,
    VirtualMachine,
};

/// Pages that are fetched at the same time. More make no list come sooner, as `examples/pages_bench.rs` measures.
const SIDE_BY_SIDE: usize = 4;
/// A list that goes on for ever is given up here.
const MOST_PAGES: usize = 2_000;

/// Which part of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// Elements at most; `None` takes the provider's default.
    pub limit: Option<u32>,
    /// Elements before the first.
    pub offset: Option<u32>,
}

/// An element that could not be read. What stood there is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its position in the list, from 0.
    pub index: usize,
    /// JSON path inside the element.
    pub path: String,
    /// What kind of fault it is.
    pub reason: String,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The elements that could be read.
    pub items: Vec<T>,
    /// Those that could not.
    pub unreadable: Vec<Unreadable>,
    /// Number of elements of the whole list, as the provider says.
    pub total_result_count: Option<u64>,
    /// There are pages before.
    pub has_previous: bool,
    /// There are pages after, as the provider says; `None` where it does not say.
    pub has_next: Option<bool>,
}

/// A whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole<T> {
    /// The elements, each once, in the provider's order.
    pub items: Vec<T>,
    /// Those that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Number of requests that it took.
    pub pages: usize,
    /// Nothing is missing as far as can be told: the list ended by itself, every element was readable, none shifted
    /// between pages, and the provider's count is not higher. Only then does a missing id mean that a thing is gone.
    pub complete: bool,
}

/// Something with an id.
pub(crate) trait HasId {
    fn id(&self) -> &Id;
}

macro_rules! has_id {
    ($($type:ty),+) => { $(impl HasId for $type { fn id(&self) -> &Id { &self.id } })+ };
}
has_id!(
    BareMetalLocation,
    BareMetalRental,
    InstantDeployPreset,
    Location,
    SshKey,
    StorageVolume,
    Transaction,
    VirtualMachine
);

#[derive(Deserialize)]
struct Wire {
    results: Vec<Box<RawValue>>,
    #[serde(default, deserialize_with = "lenient::field")]
    total_result_count: Option<u64>,
    #[serde(default, deserialize_with = "lenient::field")]
    has_previous: bool,
    #[serde(default, deserialize_with = "lenient::field")]
    has_next: Option<bool>,
}

/// Reads a page: an object with `results`, or a bare list.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<Listing<T>, (String, String)> {
    let bare = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let wire = if bare {
        serde_json::from_slice(body).map(|results| Wire {
            results,
            total_result_count: None,
            has_previous: false,
            has_next: Some(false),
        })
    } else {
        serde_json::from_slice(body)
    };
    let wire = wire.map_err(|error| ("results".to_owned(), reason(&error)))?;
    let mut listing = Listing {
        items: Vec::with_capacity(wire.results.len()),
        unreadable: Vec::new(),
        total_result_count: wire.total_result_count,
        has_previous: wire.has_previous,
        has_next: wire.has_next,
    };
    for (index, element) in wire.results.iter().enumerate() {
        match decode(element.get().as_bytes()) {
            Ok(item) => listing.items.push(item),
            Err((path, reason)) => listing.unreadable.push(Unreadable { index, path, reason }),
        }
    }
    Ok(listing)
}

/// What is remembered while pages come in.
struct Walk<F, Fut: Future> {
    fetch: F,
    limit: u32,
    /// Pages on their way, in order.
    waiting: FuturesOrdered<Fut>,
    next_offset: u32,
    /// Elements that a page holds: fewer than the limit where the provider caps it.
    step: Option<u32>,
    total: Option<u64>,
    seen: HashSet<Id>,
    pages: usize,
    /// An element came twice, or the count changed: the list moved under the reader.
    shifted: bool,
    ended: Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    NotYet,
    /// The provider said so.
    Well,
    /// An empty or already seen page where there should be more, or too many pages.
    GivenUp,
}

impl<T, F, Fut> Walk<F, Fut>
where
    T: HasId,
    F: Fn(Page) -> Fut,
    Fut: Future<Output = Result<Listing<T>, Error>>,
{
    fn new(limit: u32, fetch: F) -> Self {
        Self {
            fetch,
            limit: limit.max(1),
            waiting: FuturesOrdered::new(),
            next_offset: 0,
            step: None,
            total: None,
            seen: HashSet::new(),
            pages: 0,
            shifted: false,
            ended: Ended::NotYet,
        }
    }

    /// The next page without what was seen before; `None` at the end.
    async fn next(&mut self) -> Option<Result<Listing<T>, Error>> {
        if self.ended != Ended::NotYet {
            return None;
        }
        self.ask();
        let page = match self.waiting.next().await? {
            Ok(page) => page,
            Err(error) => {
                self.ended = Ended::GivenUp;
                return Some(Err(error));
            }
        };
        Some(Ok(self.take(page)))
    }

    /// Asks for the next page, and for those after it while the provider's count says that they exist.
    fn ask(&mut self) {
        loop {
            let expected = self.step.is_some() && self.total.is_some_and(|total| u64::from(self.next_offset) < total);
            if !self.waiting.is_empty() && (!expected || self.waiting.len() >= SIDE_BY_SIDE) {
                return;
            }
            let page = Page { limit: Some(self.limit), offset: Some(self.next_offset) };
            self.waiting.push_back((self.fetch)(page));
            self.next_offset = self.next_offset.saturating_add(self.step.unwrap_or(self.limit));
        }
    }

    fn take(&mut self, mut page: Listing<T>) -> Listing<T> {
        let elements = page.items.len() + page.unreadable.len();
        let before = self.pages * self.step.unwrap_or(self.limit) as usize;
        for unreadable in &mut page.unreadable {
            unreadable.index += before;
        }
        self.shifted |= self.pages > 0 && self.total != page.total_result_count;
        self.total = page.total_result_count;
        self.pages += 1;
        if self.step.is_none() {
            let step = u32::try_from(elements).unwrap_or(self.limit).clamp(1, self.limit);
            self.step = Some(step);
            self.next_offset = step;
        }
        let had = page.items.len();
        page.items.retain(|item| self.seen.insert(item.id().clone()));
        self.shifted |= page.items.len() < had;
        let nothing_new = page.items.is_empty() && page.unreadable.is_empty();
        let more = page.has_next.unwrap_or(match page.total_result_count {
            Some(total) => (self.seen.len() as u64) < total,
            None => elements >= self.limit as usize,
        });
        if !more {
            self.ended = Ended::Well;
        } else if nothing_new || self.pages >= MOST_PAGES {
            self.ended = Ended::GivenUp;
        }
        page
    }

    fn complete(&self, unreadable: usize) -> bool {
        let found = self.seen.len() as u64;
        self.ended == Ended::Well && unreadable == 0 && !self.shifted && self.total.is_none_or(|total| total <= found)
    }
}

/// Reads all pages.
pub(crate) async fn whole<T, F, Fut>(limit: u32, fetch: F) -> Result<Whole<T>, Error>
where
    T: HasId,
    F: Fn(Page) -> Fut,
    Fut: Future<Output = Result<Listing<T>, Error>>,
{
    whole_with(limit, fetch, |_, _| ()).await
}

/// Reads all pages and shows each in its turn, with the provider's count of the whole list.
pub(crate) async fn whole_with<T, F, Fut>(
    limit: u32,
    fetch: F,
    mut on_page: impl FnMut(&[T], Option<u64>),
) -> Result<Whole<T>, Error>
where
    T: HasId,
    F: Fn(Page) -> Fut,
    Fut: Future<Output = Result<Listing<T>, Error>>,
{
    let mut walk = Walk::new(limit, fetch);
    let (mut items, mut unreadable) = (Vec::new(), Vec::new());
    while let Some(page) = walk.next().await {
        let page = page?;
        on_page(&page.items, page.total_result_count);
        items.extend(page.items);
        unreadable.extend(page.unreadable);
    }
    let complete = walk.complete(unreadable.len());
    Ok(Whole { items, unreadable, pages: walk.pages, complete })
}

/// Reads all pages as they come; it ends after the first error.
pub(crate) fn stream<T, F, Fut>(limit: u32, fetch: F) -> impl Stream<Item = Result<T, Error>>
where
    T: HasId,
    F: Fn(Page) -> Fut,
    Fut: Future<Output = Result<Listing<T>, Error>>,
{
    futures::stream::unfold(Walk::new(limit, fetch), |mut walk| async move {
        let page = walk.next().await?;
        let items: Vec<Result<T, Error>> = match page {
            Ok(page) => page.items.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        Some((futures::stream::iter(items), walk))
    })
    .flatten()
}
