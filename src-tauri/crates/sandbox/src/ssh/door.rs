//! A machine's port: held from the deploy on, open once the machine runs.

use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use russh::keys::PrivateKey;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, JoinSet};

use super::machine::Machine;
use super::server::{Guest, config};
use crate::lock::lock;

/// Guests at a time, those that have not logged in yet included.
const GUESTS: usize = 100;
const QUEUE: u32 = 128;
/// As long as OpenSSH gives somebody to log in.
const GRACE: Duration = Duration::from_secs(120);
/// Between the socket and the server, in each direction.
const BUFFER: usize = 32 * 1024;

#[derive(Debug)]
pub struct Door {
    pub port: u16,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nobody else gets the port; who knocks is refused.
    Held(TcpSocket),
    /// Owned for its end alone.
    Open { _listening: Listening },
}

#[derive(Debug)]
struct Listening {
    listener: Listener,
    /// It owns the guests: they go with it.
    task: JoinHandle<()>,
}

/// `None` once the door is closed.
type Listener = Arc<Mutex<Option<TcpListener>>>;

impl Drop for Listening {
    fn drop(&mut self) {
        // At once, and not when the task comes to its end: the port may be held again by then.
        lock(&self.listener).take();
        self.task.abort();
    }
}

impl Door {
    /// Takes a port, 0 for any free one.
    pub fn hold(address: Ipv4Addr, port: u16) -> Option<Self> {
        let bind = |again: bool| {
            let socket = TcpSocket::new_v4().ok()?;
            // Past connections still keep a port busy for a while. Elsewhere than on Unix it would take the port from
            // a program that listens there.
            if again && cfg!(unix) {
                socket.set_reuseaddr(true).ok()?;
            }
            socket.bind(SocketAddr::from((address, port))).ok()?;
            // From here on nobody else takes it in the same way.
            socket.set_reuseaddr(false).ok()?;
            Some(socket)
        };
        let socket = bind(false).or_else(|| bind(true))?;
        let port = socket.local_addr().ok()?.port();
        Some(Self { port, state: State::Held(socket) })
    }

    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Whether it may stay as it is for a machine that listens from then on: one that is off, or boots again, is closed
    /// first.
    pub fn fits(&self, from: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        !self.is_open() || from.is_some_and(|from| from <= now)
    }

    /// Lets guests in, who are greeted with this key; `None` where the port was lost to another program.
    pub fn unlock(self, key: PrivateKey, machine: Machine, runtime: &Handle) -> Option<Self> {
        let State::Held(socket) = self.state else { return Some(self) };
        let _inside = runtime.enter();
        // Guests inherit it, so that the port can be held again while their connections die away.
        let listening = if cfg!(unix) { socket.set_reuseaddr(true) } else { Ok(()) };
        match listening.and_then(|()| socket.listen(QUEUE)) {
            Ok(listener) => {
                let listener = Listener::new(Mutex::new(Some(listener)));
                let task = runtime.spawn(receive(listener.clone(), key, machine));
                Some(Self { port: self.port, state: State::Open { _listening: Listening { listener, task } } })
            }
            Err(error) => {
                tracing::warn!(%error, port = self.port, "a machine of the sandbox cannot listen");
                None
            }
        }
    }
}

async fn receive(listener: Listener, key: PrivateKey, machine: Machine) {
    let config = config(key);
    // Owned here, so that they end with the listener.
    let mut guests = JoinSet::new();
    let accept = || {
        poll_fn(|context| match &*lock(&listener) {
            Some(listener) => listener.poll_accept(context),
            None => Poll::Pending,
        })
    };
    loop {
        tokio::select! {
            accepted = accept() => match accepted {
                Ok((stream, _)) if guests.len() < GUESTS => {
                    let _ = stream.set_nodelay(true);
                    guests.spawn(host(stream, config.clone(), machine.clone()));
                }
                Ok(_) => {}
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = guests.join_next() => {}
        }
    }
}

/// One guest, from the greeting to the end. The server runs in a task of its own that has the other end of a pipe: when
/// this future is dropped the pipe breaks, and it ends.
pub fn host<S>(mut stream: S, config: Arc<russh::server::Config>, machine: Machine) -> BoxFuture<'static, ()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    async move {
        let (mut near, far) = tokio::io::duplex(BUFFER);
        let (guest, session) = Guest::new(machine, config.clone());
        let logged_in = session.clone();
        let serve = async {
            let begun = russh::server::run_stream(config, far, guest).await;
            match begun {
                Ok(running) => {
                    session.begun(running.handle());
                    if let Err(error) = running.await {
                        tracing::debug!(%error, "a session of a machine ended early");
                    }
                }
                Err(error) => tracing::debug!(%error, "a guest of a machine left at once"),
            }
        };
        let carry = tokio::io::copy_bidirectional(&mut stream, &mut near);
        let patience = async {
            tokio::time::sleep(GRACE).await;
            if logged_in.is_in() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            ((), _) = async { tokio::join!(serve, carry) } => {}
            () = patience => {}
        }
    }
    .boxed()
}
