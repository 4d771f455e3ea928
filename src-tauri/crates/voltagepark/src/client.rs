use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use serde::de::{DeserializeOwned, IgnoredAny};
use tower::ServiceExt;

use crate::base_url::BaseUrl;
use crate::budget::{Budget, Priority};
use crate::call::{Call, Repeat};
use crate::error::{Error, ErrorKind, Reach, read_detail};
use crate::log::Line;
use crate::observer::{Answered, Observer};
use crate::transport::{AnswerBody, BoxTransport, TransportError};

/// Attempts of a request that may be sent again.
const ATTEMPTS: u32 = 3;
/// The first pause between two attempts; it doubles.
const PAUSE: Duration = Duration::from_millis(400);
/// The longest `Retry-After` that is waited for here; a longer one is the caller's to know.
const PATIENCE: Duration = Duration::from_secs(20);
/// A whole answer may take this many times the patience for one part of it.
const WHOLE: u32 = 4;
/// The largest answer about one thing: none that is known has a hundredth of it.
pub(crate) const ONE: u64 = 1 << 20;
/// The largest page of a list: a hundred rentals, each with its access to a cluster.
pub(crate) const PAGE: u64 = 16 << 20;
/// The part of an error's body that is read.
const ERROR_LIMIT: u64 = 64 << 10;
/// A token shorter than this is none of the provider's but a stand-in's, and may be a plain word.
const SHORTEST_TOKEN: usize = 12;

/// The API as typed methods, one for each of the page's operations. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    priority: Priority,
}

pub(crate) struct Inner {
    pub base: BaseUrl,
    pub reads: BoxTransport,
    pub writes: BoxTransport,
    /// `Bearer …`, and the bare token; marked sensitive, so that nothing prints them.
    pub token: Option<(HeaderValue, HeaderValue)>,
    pub budget: Option<Budget>,
    /// How long the first byte of an answer, and each further part, may take.
    pub patience: Duration,
    /// Largest answer, where that is less than what its operation may have; not of the monthly report.
    pub limit: u64,
    /// Largest monthly report.
    pub report_limit: u64,
    /// Writes are refused, also those of a clone that was taken before.
    pub read_only: AtomicBool,
    /// Is told of every write and of every answer.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Client {
    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self { inner: Arc::new(inner), priority: Priority::Person }
    }

    /// The same client for requests of another priority.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        &self.inner.base
    }

    /// Whether every write is refused with [`ErrorKind::ReadOnly`].
    pub fn is_read_only(&self) -> bool {
        self.inner.read_only.load(Ordering::SeqCst)
    }

    /// Refuses every write from now on with [`ErrorKind::ReadOnly`], those of clones among them and those that wait for
    /// their turn. Nothing undoes it: whoever may write again has another client.
    pub fn forbid_writes(&self) {
        self.inner.read_only.store(true, Ordering::SeqCst);
    }

    /// Asked right before the first byte of each attempt.
    fn may_send(&self, call: &Call) -> Result<(), Error> {
        if self.is_read_only() && call.operation.repeat != Repeat::Read {
            return Err(call.error(ErrorKind::ReadOnly, call.unsent()));
        }
        Ok(())
    }

    /// Sends a request whose answer is JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let (call, bytes, status) = self.bytes(call, ONE).await?;
        decode(&bytes).map_err(|(path, reason)| call.error(ErrorKind::Payload { status, path, reason }, call.sent()))
    }

    /// Sends a write whose answer, if any, says nothing. It is JSON all the same: a page that somebody on the way answers
    /// with 200 does not say that the provider did anything.
    pub(crate) async fn done(&self, call: Call) -> Result<(), Error> {
        self.maybe_json::<IgnoredAny>(call).await.map(drop)
    }

    /// Sends a request and collects its answer, of so many bytes at most.
    pub(crate) async fn bytes(&self, call: Call, most: u64) -> Result<(Call, Bytes, u16), Error> {
        self.may_send(&call)?;
        let mut attempt = 1;
        // An attempt that may have arrived is not forgotten because a later one certainly did not.
        let mut lost_before = false;
        let observer = self.inner.observer.as_deref().filter(|_| call.operation.repeat != Repeat::Read);
        loop {
            self.turn().await;
            self.may_send(&call).map_err(|error| Error { lost_before, ..error })?;
            let limit = self.inner.patience * WHOLE;
            if let Some(observer) = observer {
                observer.sending(call.as_write(attempt));
            }
            let line = Line::begin(&call, attempt);
            let (error, answered) = match tokio::time::timeout(limit, self.once_whole(&call, most)).await {
                Ok(Ok((body, status, request_id))) => {
                    line.end_well(status, request_id.as_deref());
                    if let Some(observer) = observer {
                        let answered = Answered { status, request_id: request_id.as_deref() };
                        observer.ended(call.as_write(attempt), Ok(answered));
                    }
                    return Ok((call, body, status));
                }
                Ok(Err(failed)) => failed,
                Err(_) => (call.error(ErrorKind::Timeout(limit), call.sent()), true),
            };
            line.end_badly(&error);
            if let Some(observer) = observer {
                observer.ended(call.as_write(attempt), Err(&error));
            }
            let Some(pause) = pause(&call, &error, answered, attempt) else {
                return Err(Error { lost_before, attempts: attempt, ..error });
            };
            lost_before |= error.may_have_acted();
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Sends a read and hands its body over as it comes. Whoever reads it ends the line of the log.
    pub(crate) async fn open(&self, call: &Call) -> Result<(Response<AnswerBody>, Line), Error> {
        let mut attempt = 1;
        loop {
            self.turn().await;
            let line = Line::begin(call, attempt);
            let error = match self.once(call).await {
                Ok(response) => return Ok((response, line)),
                Err(error) => error,
            };
            line.end_badly(&error);
            let Some(pause) = pause(call, &error, false, attempt) else {
                return Err(Error { attempts: attempt, ..error });
            };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// Waits until the budget has room.
    async fn turn(&self) {
        if let Some(budget) = &self.inner.budget {
            budget.take(self.priority).await;
        }
    }

    /// One attempt with its whole body. An error comes with whether any part of an answer was there.
    async fn once_whole(&self, call: &Call, most: u64) -> Result<(Bytes, u16, Option<String>), (Error, bool)> {
        let response = self.once(call).await.map_err(|error| {
            let answered = error.status().is_some();
            (error, answered)
        })?;
        let (status, request_id) = (response.status().as_u16(), request_id(response.headers()));
        let body = self.collect(call, response.into_body(), self.inner.limit.min(most)).await;
        body.map(|body| (body, status, request_id)).map_err(|error| (error, true))
    }

    /// The next part of a body; `None` at its end.
    pub(crate) async fn next_part(&self, call: &Call, body: &mut AnswerBody) -> Result<Option<Bytes>, Error> {
        loop {
            let frame = match tokio::time::timeout(self.inner.patience, body.frame()).await {
                Err(_) => return Err(call.error(ErrorKind::Timeout(self.inner.patience), call.sent())),
                Ok(None) => return Ok(None),
                Ok(Some(Err(broken))) => return Err(call.error(ErrorKind::Transport(broken.reason), call.sent())),
                Ok(Some(Ok(frame))) => frame,
            };
            if let Ok(data) = frame.into_data() {
                return Ok(Some(data));
            }
        }
    }

    async fn collect(&self, call: &Call, mut body: AnswerBody, limit: u64) -> Result<Bytes, Error> {
        let mut collected = BytesMut::new();
        while let Some(part) = self.next_part(call, &mut body).await? {
            if (collected.len() + part.len()) as u64 > limit {
                return Err(call.error(ErrorKind::TooLarge { limit }, call.sent()));
            }
            collected.extend_from_slice(&part);
        }
        Ok(collected.freeze())
    }

    async fn once(&self, call: &Call) -> Result<Response<AnswerBody>, Error> {
        let request = self.request(call)?;
        let transport = if call.operation.repeat == Repeat::Read { &self.inner.reads } else { &self.inner.writes };
        let answer = tokio::time::timeout(self.inner.patience, transport.clone().oneshot(request)).await;
        if let (Some(observer), Ok(Ok(response))) = (&self.inner.observer, &answer) {
            observer.answered(call.operation.name, response.status().as_u16());
        }
        match answer {
            Err(_) => Err(call.error(ErrorKind::Timeout(self.inner.patience), call.sent())),
            Ok(Err(TransportError { reason, unsent })) => {
                let reach = if unsent { call.unsent() } else { call.sent() };
                Err(call.error(ErrorKind::Transport(reason), reach))
            }
            Ok(Ok(response)) => self.judge(call, response).await,
        }
    }

    fn request(&self, call: &Call) -> Result<Request<Bytes>, Error> {
        let url = format!("{}{}", self.inner.base.as_str(), call.path_and_query());
        let mut request =
            Request::builder().method(call.operation.method.clone()).uri(url).header(ACCEPT, "application/json");
        if let Some((bearer, bare)) = &self.inner.token {
            request = request.header(AUTHORIZATION, bearer);
            if call.operation.api_token {
                request = request.header("x-api-token", bare);
            }
        }
        if call.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request
            .body(call.body.clone().unwrap_or_default())
            .map_err(|_| call.error(ErrorKind::NotSent("the address cannot be written".into()), call.unsent()))
    }

    async fn judge(&self, call: &Call, response: Response<AnswerBody>) -> Result<Response<AnswerBody>, Error> {
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(response);
        }
        let request_id = request_id(response.headers());
        let kind = match status {
            300..400 if response.headers().contains_key(LOCATION) => ErrorKind::Redirect { status },
            400.. => {
                let retry_after = retry_after(response.headers());
                if let (Some(budget), Some(time)) = (&self.inner.budget, retry_after.filter(|_| status == 429)) {
                    budget.block(time);
                }
                // A body that breaks off, drips or is too long leaves the status, which is what counts.
                let body = self.collect(call, response.into_body(), ERROR_LIMIT);
                let body = tokio::time::timeout(self.inner.patience, body).await;
                let body = body.ok().and_then(Result::ok).unwrap_or_default();
                let (detail, mut fields) = read_detail(&body);
                for field in &mut fields {
                    field.message = self.without_token(std::mem::take(&mut field.message));
                }
                ErrorKind::Api { status, detail: detail.map(|text| self.without_token(text)), fields, retry_after }
            }
            _ => ErrorKind::UnexpectedStatus { status },
        };
        Err(Error { request_id, ..call.error(kind, call.sent()) })
    }
}

impl Client {
    /// The provider's words, which may be kept and shown: were the token quoted in them, it is taken out.
    fn without_token(&self, words: String) -> String {
        let token = self.inner.token.as_ref().and_then(|(_, bare)| bare.to_str().ok());
        match token.filter(|token| token.len() >= SHORTEST_TOKEN) {
            Some(token) if words.contains(token) => words.replace(token, "…"),
            _ => words,
        }
    }
}

/// How long to wait before the next attempt, or `None` where there is none.
fn pause(call: &Call, error: &Error, answered: bool, attempt: u32) -> Option<Duration> {
    let again = match call.operation.repeat {
        Repeat::Read => error.is_retryable(),
        // Once any part of an answer came, it is taken as it is.
        Repeat::Delete => !answered && matches!(error.kind, ErrorKind::Transport(_) | ErrorKind::Timeout(_)),
        Repeat::Never => false,
    };
    if !again || attempt >= ATTEMPTS {
        return None;
    }
    let pause = PAUSE * 2_u32.pow(attempt - 1);
    match error.retry_after() {
        Some(asked) if asked > PATIENCE => None,
        Some(asked) => Some(asked.max(pause)),
        None => Some(pause + jitter(pause)),
    }
}

/// Up to half of a time, by chance, so that many clients do not come back in step.
fn jitter(time: Duration) -> Duration {
    let (low, _) = uuid::Uuid::new_v4().as_u64_pair();
    time / 2 * u32::try_from(low % 100).unwrap_or_default() / 100
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("x-request-id")?.to_str().ok()?;
    let plain: String = text.chars().filter(char::is_ascii_graphic).take(80).collect();
    (!plain.is_empty()).then_some(plain)
}

/// Both forms of `Retry-After`: seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    // By the provider's own clock where it tells it, since this computer's may be wrong.
    let sent = headers.get(http::header::DATE).and_then(|date| date.to_str().ok());
    let now = sent
        .and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok())
        .map_or_else(chrono::Utc::now, |date| date.to_utc());
    (at.to_utc() - now).to_std().ok().or(Some(Duration::ZERO))
}

/// Reads JSON; says where it is not as expected, and never what stands there.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, (String, String)> {
    // Keeping the path takes longer than reading: it is only done for what cannot be read.
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        (path, reason(error.inner()))
    })?;
    json.end().map_err(|error| (".".to_owned(), reason(&error)))?;
    Ok(value)
}

/// What kind of fault it is: the text of a serde error quotes the answer.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Io => "it could not be read",
        Category::Syntax => "it is not JSON",
        Category::Data => "a field is missing or of another kind",
        Category::Eof => "it breaks off",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}

pub(crate) fn reach_of(repeat: Repeat, unsent: bool) -> Reach {
    match (repeat, unsent) {
        (Repeat::Read, _) => Reach::Read,
        (_, true) => Reach::Unsent,
        (_, false) => Reach::Sent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let headers = |pairs: &[(&'static str, &str)]| -> HeaderMap {
            pairs.iter().map(|(name, text)| (http::HeaderName::from_static(name), text.parse().unwrap())).collect()
        };
        assert_eq!(retry_after(&headers(&[("retry-after", "7")])), Some(Duration::from_secs(7)));
        let dated =
            headers(&[("retry-after", "Thu, 15 Oct 2026 12:00:30 GMT"), ("date", "Thu, 15 Oct 2026 12:00:00 GMT")]);
        assert_eq!(retry_after(&dated), Some(Duration::from_secs(30)));
        let past = headers(&[("retry-after", "Thu, 15 Oct 2020 12:00:30 GMT")]);
        assert_eq!(retry_after(&past), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers(&[("retry-after", "soon")])), None);
    }

    #[test]
    fn a_bad_payload_names_its_place_and_quotes_nothing() {
        #[derive(Debug, serde::Deserialize)]
        struct Outer {
            #[expect(dead_code, reason = "only its reading is tested")]
            inner: Vec<u32>,
        }
        let (path, reason) = decode::<Outer>(br#"{"inner": [1, "canary"]}"#).unwrap_err();
        assert_eq!(path, "inner[1]");
        assert!(!reason.contains("canary"));
        assert!(decode::<Outer>(b"{\"inner\": []} x").is_err());
    }
}
