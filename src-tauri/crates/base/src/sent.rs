//! What was sent for a line of the activity list, and what was answered: method and path, status and the provider's id of
//! the request. The client tells it, and whether its token is taken; it holds no body, no header and no query, so no secret either.
//!
//! The request stands in the line before its first byte is sent, so that a crash leaves what was under way.

use std::sync::Arc;

use rusqlite::params;
use voltagepark::{Answered, Error, ErrorKind, Observer, Write};

use crate::format;
use crate::store::Store;
use crate::token_state::TokenState;

tokio::task_local! {
    /// The line under which writes are sent now; `None` where the store took none.
    static UNDER: Option<RecordLine>;
}

#[derive(Clone)]
struct RecordLine {
    store: Store,
    id: String,
}

/// Sends what is written under a line. Every write of the app goes through here, also where the store took no line: an
/// order that is on the disk as a job is sent all the same.
pub async fn under<T>(store: &Store, line: Option<&str>, request: impl Future<Output = T>) -> T {
    let line = line.map(|id| RecordLine { store: store.clone(), id: id.to_owned() });
    UNDER.scope(line, request).await
}

/// For the clients of accounts.
pub fn observer(token: &Arc<TokenState>) -> Arc<dyn Observer> {
    Arc::new(Watch(Arc::clone(token)))
}

struct Watch(Arc<TokenState>);

impl Watch {
    fn note(sql: &str, write: Write<'_>, text: &str) {
        let Ok(line) = UNDER.try_with(Clone::clone) else {
            debug_assert!(false, "{} is sent under no line of the activity list", write.operation);
            tracing::error!(operation = write.operation, "a write is missing in the activity list");
            return;
        };
        let Some(RecordLine { store, id }) = line else { return };
        let noted = store.transact(|connection| connection.prepare_cached(sql)?.execute(params![id, text]));
        if let Err(error) = noted {
            tracing::error!(operation = write.operation, code = ?error.code, "what was sent could not be noted");
        }
    }
}

impl Observer for Watch {
    fn sending(&self, write: Write<'_>) {
        if write.attempt == 1 {
            let sql = "UPDATE activity SET request = ?2 WHERE id = ?1";
            Self::note(sql, write, &format!("{} {}", write.method, write.path));
        }
    }

    fn ended(&self, write: Write<'_>, how: Result<Answered<'_>, &Error>) {
        let said = match how {
            Ok(Answered { status, request_id }) => with_id(status.to_string(), request_id),
            Err(error) => with_id(failed(&error.kind), error.request_id.as_deref()),
        };
        // What an earlier attempt brought stays: it may have arrived.
        let sql = "UPDATE activity SET answer = coalesce(answer || '; then ', '') || ?2 WHERE id = ?1";
        Self::note(sql, write, &said);
    }

    fn answered(&self, operation: &'static str, status: u16) {
        self.0.answered(operation, status);
    }
}

fn with_id(said: String, request_id: Option<&str>) -> String {
    match request_id {
        Some(id) => format!("{said}, request id {}", format::shown_name(id)),
        None => said,
    }
}

/// Status, or why there is none. The provider's own words are left out: they may quote what was sent.
fn failed(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::Api { status, .. } => status.to_string(),
        ErrorKind::Redirect { status } => format!("{status}, a redirect that is not followed"),
        ErrorKind::UnexpectedStatus { status } => format!("{status}, which is not expected"),
        ErrorKind::Payload { status, .. } => format!("{status}, which cannot be read"),
        ErrorKind::Timeout(time) => format!("no answer: none within {} s", time.as_secs()),
        ErrorKind::Transport(reason) => format!("no answer: {reason}"),
        ErrorKind::TooLarge { .. } => "an answer that is too large".to_owned(),
        ErrorKind::NotSent(_) | ErrorKind::ReadOnly => "not sent".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::{self, Act};

    #[tokio::test]
    async fn the_request_stands_before_it_is_sent_and_each_attempt_adds_its_answer() {
        let folder = tempfile::tempdir().unwrap();
        let now = "2026-10-15T12:00:00Z".parse().unwrap();
        let store = Store::open(folder.path(), now).unwrap().store;
        let id = activity::begin(&store, "p", now, &Act { subject: "eval-a", ..Act::default() }).unwrap();
        let shown = || {
            let line = activity::newest(&store, "p", 1).unwrap().remove(0);
            (line.request.unwrap_or_default(), line.answer.unwrap_or_default())
        };
        let write = |attempt| Write {
            operation: "terminate_virtual_machine",
            method: "DELETE",
            path: "/virtual-machines/i-1",
            attempt,
        };
        let token = TokenState::new(|| ());
        under(&store, Some(&id), async {
            let observer = observer(&token);
            observer.sending(write(1));
            assert_eq!(shown(), ("DELETE /virtual-machines/i-1".into(), String::new()));
            observer.ended(write(1), Ok(Answered { status: 502, request_id: None }));
            observer.sending(write(2));
            observer.ended(write(2), Ok(Answered { status: 202, request_id: Some("req-1") }));
        })
        .await;
        assert_eq!(shown().1, "502; then 202, request id req-1");
        // A job on the disk is sent also where the store took no line.
        under(&store, None, async { observer(&token).sending(write(1)) }).await;
    }

    #[test]
    fn a_refusal_is_its_status_and_never_the_words_that_came_with_it() {
        let words = ErrorKind::Api {
            status: 400,
            detail: Some("bad password canary".into()),
            fields: Vec::new(),
            retry_after: None,
        };
        assert_eq!(with_id(failed(&words), Some("req-1")), "400, request id req-1");
        let payload = ErrorKind::Payload { status: 201, path: "vm_id".into(), reason: "canary".into() };
        assert_eq!(with_id(failed(&payload), None), "201, which cannot be read");
        assert_eq!(failed(&ErrorKind::Timeout(std::time::Duration::from_secs(30))), "no answer: none within 30 s");
    }
}
