//! An address that leads on to a page once. What a browser is started with stands in the list of processes, where every user
//! of this computer can read it: so a secret that the page needs is not in it, but in the answer to whoever asks first.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Notify;
use zeroize::Zeroizing;

/// A browser that was not there by then does not come.
const WAITS: Duration = Duration::from_secs(60);
const GONE: &str = "This address leads to the page once, and that was used. Open the port again in Voltdeck. If you did not see the page, \
     another program on this computer was first: end the port.";

/// Serves an address on loopback that leads to a page of a port there, once, for a minute at most. The address is returned.
pub(super) fn address(port: u16, page: &str) -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let at = listener.local_addr()?.port();
    let name = uuid::Uuid::new_v4().simple();
    let target = Zeroizing::new(format!("http://127.0.0.1:{port}{page}"));
    let (target, done) = (Arc::new(Mutex::new(Some(target))), Arc::new(Notify::new()));
    let answer = {
        let done = Arc::clone(&done);
        move || {
            let target = target.lock().unwrap_or_else(PoisonError::into_inner).take();
            done.notify_one();
            std::future::ready(answer(target))
        }
    };
    let router = Router::new().route(&format!("/{name}"), get(answer));
    tauri::async_runtime::spawn(async move {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        let end = async move {
            // Whoever comes second is told so.
            if tokio::time::timeout(WAITS, done.notified()).await.is_ok() {
                tokio::time::sleep(WAITS).await;
            }
        };
        let served = axum::serve(listener, router).with_graceful_shutdown(end).await;
        if let Err(error) = served {
            tracing::warn!(kind = ?error.kind(), "an address for a browser ended");
        }
    });
    Ok(format!("http://127.0.0.1:{at}/{name}"))
}

fn answer(target: Option<Zeroizing<String>>) -> Response {
    let target = target.and_then(|target| HeaderValue::from_str(&target).ok());
    let Some(mut target) = target else { return (StatusCode::GONE, GONE).into_response() };
    target.set_sensitive(true);
    let own = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (StatusCode::SEE_OTHER, own, [(header::LOCATION, target)]).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failure here fails the test")]
mod tests {
    use super::*;

    #[test]
    fn it_leads_on_once_and_does_not_name_the_secret() {
        let address = address(8888, "/lab?token=secret").unwrap();
        assert!(!address.contains("secret") && !address.contains("8888/"), "{address}");
        tauri::async_runtime::block_on(async {
            let client =
                reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
            let other = address.rsplit_once('/').unwrap().0.to_owned() + "/guess";
            assert_eq!(client.get(other).send().await.unwrap().status(), 404, "a guess takes nothing");
            let first = client.get(&address).send().await.unwrap();
            assert_eq!(first.headers()["location"], "http://127.0.0.1:8888/lab?token=secret");
            let second = client.get(&address).send().await.unwrap();
            assert_eq!((second.status().as_u16(), second.headers().get("location")), (410, None));
        });
    }
}
