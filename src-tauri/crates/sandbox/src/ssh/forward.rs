//! What a forward of a port reaches: the pages of a machine, as if a program listened there. Nothing goes out to the real
//! network, and nothing but the machine itself is there.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use url::form_urlencoded;

use super::machine::{JUPYTER, Look, Machine};

const COOKIE: &str = "voltdeck-sandbox-token";

/// Whether a host, as the machine resolves it, is the machine itself.
pub fn is_here(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1" | "0.0.0.0" | "::")
}

/// Answers HTTP as the program at this port of the machine.
pub async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send, machine: Machine, port: u16) {
    let service = service_fn(|request: Request<hyper::body::Incoming>| {
        let look = machine.look();
        async move { Ok::<_, Infallible>(answer(&request, look.as_ref(), port)) }
    });
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a forward to a machine of the sandbox ended early");
    }
}

fn answer<B>(request: &Request<B>, look: Option<&Look>, port: u16) -> Response<Full<Bytes>> {
    let Some(look) = look else { return page(StatusCode::SERVICE_UNAVAILABLE, "gone", "This machine is gone.") };
    if port != JUPYTER {
        return page(StatusCode::OK, &look.name, "Here a real machine would have TensorBoard.");
    }
    let Some(token) = &look.jupyter else {
        return page(StatusCode::SERVICE_UNAVAILABLE, &look.name, "Jupyter does not run any more.");
    };
    let query = request.uri().query().unwrap_or_default();
    let by_query = form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "token" && value == *token);
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let by_header = text(header::AUTHORIZATION).strip_prefix("token ").is_some_and(|given| given == token);
    let wanted = format!("{COOKIE}={token}");
    let by_cookie = text(header::COOKIE).split(';').any(|cookie| cookie.trim() == wanted);
    if !(by_query || by_header || by_cookie) {
        let why = "Jupyter asks for its token: open the address that `jupyter server list` tells.";
        return page(StatusCode::FORBIDDEN, &look.name, why);
    }
    let mut response =
        page(StatusCode::OK, &look.name, "Here a real machine would have JupyterLab. You are signed in.");
    if let Ok(cookie) = format!("{wanted}; HttpOnly; SameSite=Lax; Path=/").parse() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The name of a machine is that of a host: it needs no quoting.
fn page(status: StatusCode, name: &str, says: &str) -> Response<Full<Bytes>> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}: Voltdeck's sandbox</title><body \
         style=\"font: 16px/1.5 system-ui; max-width: 40em; margin: 4em auto; padding: 0 1em\"><h1>{name}</h1><p>{says}\
         </p><p>This is a stand-in of Voltdeck's sandbox, not a computer: it has no GPUs and costs nothing.</p></body>\
         </html>\n"
    );
    let mut response = Response::new(Full::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
