//! The routes.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;
use voltdeck_contract::Event;
use voltdeck_core::{App, COMMANDS, CommandError, ErrorCode, dispatch};

use crate::guard::{Guard, Refusal};
use crate::host::{Last, WebHost};
use crate::pages::Pages;

/// What the routes share.
pub(crate) struct Served {
    pub(crate) app: Arc<App>,
    pub(crate) host: Arc<WebHost>,
    pub(crate) guard: Guard,
    pub(crate) pages: Pages,
}

/// On every answer: nothing is guessed, kept, told on or shown elsewhere.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

pub(crate) fn router(served: Arc<Served>) -> Router {
    Router::new()
        .route("/call/{command}", post(call))
        .route("/events", get(events))
        .route("/last", get(last))
        .fallback_service(get(page).with_state(Arc::clone(&served)))
        .layer(from_fn_with_state(Arc::clone(&served), guarded))
        .with_state(served)
}

#[derive(Deserialize)]
struct Entry {
    token: Option<String>,
}

/// Lets through what the guard lets through; the link's own request ends here.
async fn guarded(
    State(served): State<Arc<Served>>,
    Query(entry): Query<Entry>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match admitted(&served.guard, &request, entry.token.as_deref()) {
        Err(refusal) => (StatusCode::FORBIDDEN, refusal.words()).into_response(),
        // The address the person then sees, and their history keeps, is without the token.
        Ok(Admitted::ByToken(cookie)) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, "/".to_owned()), (header::SET_COOKIE, cookie)]).into_response()
        }
        Ok(Admitted::BySession) if entry.token.is_some() => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response()
        }
        Ok(Admitted::BySession) => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

enum Admitted {
    BySession,
    ByToken(String),
}

fn admitted(guard: &Guard, request: &Request, token: Option<&str>) -> Result<Admitted, Refusal> {
    guard.place(request.method(), request.headers())?;
    match (guard.session(request.headers()), token) {
        (Ok(()), _) => Ok(Admitted::BySession),
        (Err(_), Some(token)) if request.uri().path() == "/" => guard.exchange(token).map(Admitted::ByToken),
        (Err(refusal), _) => Err(refusal),
    }
}

/// What a page asks: the arguments, and for an act the account for which the person acted.
#[derive(Deserialize)]
struct Call {
    args: Value,
    account: Option<String>,
}

/// A call is JSON by its header too, which no form of another page can send.
async fn call(
    State(served): State<Arc<Served>>,
    Path(command): Path<String>,
    call: Result<Json<Call>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let Ok(Json(Call { args, account })) = call else {
        let message = "The arguments of a command are JSON, and said to be.";
        return refused(StatusCode::BAD_REQUEST, &CommandError::new(ErrorCode::Local, message));
    };
    let known = COMMANDS.iter().any(|known| known.name == command);
    // A page that goes away must not stop what it asked for half way, as a window's does not.
    let answer = tokio::spawn(async move { dispatch(&served.app, &command, account.as_deref(), args).await }).await;
    match answer {
        Ok(Ok(answer)) => Json(answer).into_response(),
        Ok(Err(error)) if !known => refused(StatusCode::NOT_FOUND, &error),
        Ok(Err(error)) => refused(StatusCode::UNPROCESSABLE_ENTITY, &error),
        Err(_) => {
            let message = "Voltdeck failed while it did this. Look at what it shows before you try again.";
            refused(StatusCode::INTERNAL_SERVER_ERROR, &CommandError::new(ErrorCode::Local, message))
        }
    }
}

fn refused(status: StatusCode, error: &CommandError) -> Response {
    (status, Json(error)).into_response()
}

async fn events(State(served): State<Arc<Served>>) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let told = stream::unfold(served.host.events(), |mut events| async move {
        let event = match events.recv().await {
            Ok(event) => event,
            // What was missed may be anything, which is what this one means to a page.
            Err(RecvError::Lagged(_)) => Event::Session,
            Err(RecvError::Closed) => return None,
        };
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok(Sent::default().data(data)), events))
    });
    Sse::new(told).keep_alive(KeepAlive::default())
}

async fn last(State(served): State<Arc<Served>>) -> Json<Last> {
    Json(served.host.last())
}

async fn page(State(served): State<Arc<Served>>, request: Request) -> Response {
    served.pages.answer(request.uri().path()).await
}
