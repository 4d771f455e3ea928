//! A server before the sandbox that fails as it is told, on a loopback port: what a client meets is a real connection.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;
use voltagepark::{AnswerBody, BaseUrl, TransportError};
use voltdeck_sandbox::Sandbox;

/// What goes wrong. What comes after the provider did what was asked says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nobody listens.
    Refused,
    /// The name leads nowhere.
    NoName,
    /// Nobody vouches for the certificate.
    Tls,
    /// The connection closes before anything is read from it.
    Closed,
    /// Done; the connection closes without a byte of an answer.
    Lost,
    /// Done; the connection stays open without a byte of an answer.
    Silent,
    /// Done; half the body, then silence.
    SilentInBody,
    /// Done; a whole answer with half of the JSON.
    CutJson,
    /// Done; JSON of a form that nobody expects.
    OtherForm,
    /// Done; a good status and no body.
    Empty,
    /// Somebody on the way answers a page with 200, and the provider hears of nothing.
    Html,
    /// This status; those of which nobody can know come after the provider did it.
    Status(u16),
}

impl Fault {
    /// Whether a whole request comes in, so that one can fail and the next be answered.
    pub fn arrives(self) -> bool {
        !matches!(self, Self::Refused | Self::NoName | Self::Tls | Self::Closed)
    }

    /// Whether no byte of the request can have been sent.
    pub fn is_unsent(self) -> bool {
        matches!(self, Self::Refused | Self::NoName | Self::Tls)
    }

    /// Whether a byte of an answer comes.
    pub fn answers(self) -> bool {
        self.arrives() && !matches!(self, Self::Lost | Self::Silent)
    }

    fn acts(self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 301 | 408 | 500..),
            Self::Html => false,
            other => other.arrives(),
        }
    }
}

/// The sandbox in this process, as a transport.
pub fn in_process(
    sandbox: &Sandbox,
) -> impl tower::Service<Request<Bytes>, Response = Response<AnswerBody>, Error = TransportError, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    let router = sandbox.router();
    tower::service_fn(move |request: Request<Bytes>| {
        let router = router.clone();
        async move {
            let answer =
                router.oneshot(request.map(axum::body::Body::from)).await.unwrap_or_else(|never| match never {});
            Ok(answer.map(|body| body.map_err(|error| TransportError::broken(error.to_string())).boxed_unsync()))
        }
    })
}

/// A listening front; it ends with its runtime.
pub struct Front {
    pub base: BaseUrl,
    /// Whole requests that came in, by method and path.
    arrived: Arc<Mutex<HashMap<String, usize>>>,
}

impl Front {
    /// One that fails every request, or only the first of each operation.
    pub async fn open(sandbox: &Sandbox, fault: Option<Fault>, once: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let arrived = Arc::default();
        let front = Self { base: base(&format!("http://127.0.0.1:{port}/api/v1")), arrived: Arc::clone(&arrived) };
        let sandbox = sandbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if fault == Some(Fault::Closed) {
                    // What lies unread when it closes makes it a reset.
                    drop(stream);
                    continue;
                }
                let (sandbox, arrived) = (sandbox.clone(), Arc::clone(&arrived));
                // A client that hangs up first is none of the front's faults.
                tokio::spawn(async move { drop(serve(stream, &sandbox, fault, once, &arrived).await) });
            }
        });
        front
    }

    pub fn arrived(&self, method: &str, path: &str) -> usize {
        self.arrived.lock().unwrap().get(&format!("{method} /api/v1{path}")).copied().unwrap_or_default()
    }
}

pub fn base(text: &str) -> BaseUrl {
    BaseUrl::parse(text).unwrap()
}

async fn serve(
    mut stream: TcpStream,
    sandbox: &Sandbox,
    fault: Option<Fault>,
    once: bool,
    arrived: &Mutex<HashMap<String, usize>>,
) -> std::io::Result<()> {
    let request = read(&mut stream).await?;
    let key = format!("{} {}", request.method(), request.uri().path());
    let count = {
        let mut arrived = arrived.lock().unwrap();
        let count = arrived.entry(key.clone()).or_default();
        *count += 1;
        *count
    };
    let fault = fault.filter(|_| !once || count == 1);
    let (mut status, mut body) = (200, Bytes::new());
    if fault.is_none_or(Fault::acts) {
        let (head, answer) = in_process(sandbox).oneshot(request).await.unwrap().into_parts();
        (status, body) = (head.status.as_u16(), answer.collect().await.unwrap().to_bytes());
        assert!(count > 1 || status < 300, "the scene lets every operation be done: {key}: {status} {body:?}");
    }
    let (mut length, mut head) = (body.len(), "content-type: application/json\r\n".to_owned());
    match fault {
        None => {}
        Some(Fault::Lost) => return Ok(()),
        Some(Fault::Silent) => std::future::pending().await,
        Some(Fault::SilentInBody) => {
            length = length.max(1);
            body.truncate(length / 2);
        }
        Some(Fault::CutJson) => {
            // Nothing has no half: where the answer has no body, one begins.
            body = if body.is_empty() { Bytes::from_static(b"{\"st") } else { body.slice(..body.len() / 2) };
            length = body.len();
        }
        Some(Fault::OtherForm) => (body, length) = sized(br#"{"unexpected": ["form", {"of": "answer"}]}"#),
        Some(Fault::Empty) => (body, length) = sized(b""),
        Some(Fault::Html) => (body, length) = sized(b"<html><body><h1>Sign in to this network</h1></body></html>"),
        Some(Fault::Status(told)) => {
            status = told;
            (body, length) = sized(br#"{"detail": "the provider's words"}"#);
            match told {
                300..400 => head.push_str("location: https://elsewhere.invalid/\r\n"),
                429 => head.push_str("retry-after: 1\r\n"),
                _ => {}
            }
        }
        Some(Fault::Refused | Fault::NoName | Fault::Tls | Fault::Closed) => unreachable!("nothing comes in"),
    }
    let head = format!("HTTP/1.1 {status} Told\r\ncontent-length: {length}\r\nconnection: close\r\n{head}\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.flush().await?;
    if fault == Some(Fault::SilentInBody) {
        std::future::pending::<()>().await;
    }
    stream.shutdown().await
}

fn sized(body: &'static [u8]) -> (Bytes, usize) {
    (Bytes::from_static(body), body.len())
}

/// One request, whole.
async fn read(stream: &mut TcpStream) -> std::io::Result<Request<Bytes>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    let gone = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let mut lines = head.lines();
            let mut first = lines.next().unwrap().split(' ');
            let mut request = Request::builder().method(first.next().unwrap()).uri(first.next().unwrap());
            let mut length = 0;
            for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
                request = request.header(name, value);
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.parse().unwrap();
                }
            }
            if bytes.len() >= end + 4 + length {
                return Ok(request.body(Bytes::copy_from_slice(&bytes[end + 4..end + 4 + length])).unwrap());
            }
        }
        match stream.read(&mut part).await? {
            0 => return Err(gone()),
            count => bytes.extend_from_slice(&part[..count]),
        }
    }
}
