//! Listening on loopback. Hyper is driven by hand, since only so a connection can be closed without an answer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::operation::PREFIX;
use crate::sandbox::Inner;
use crate::{server, wire};

/// A sandbox that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    /// Ends the task that owns all connections, and them with it.
    task: JoinHandle<()>,
}

impl Running {
    /// `http://127.0.0.1:PORT/api/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}{PREFIX}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub async fn serve(inner: Arc<Inner>, port: u16) -> io::Result<Running> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let farm = inner.config.ssh.then(|| inner.farm.open(tokio::runtime::Handle::current()));
    inner.change(|_, _| ());
    let task = tokio::spawn(async move {
        // Dropped with the task: the machines' ports close when the API does.
        let _farm = farm.map(|()| Closing(inner.clone()));
        let mut connections = JoinSet::new();
        let time = inner.clone();
        connections.spawn(async move { time.farm.keep_time(&time).await });
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(connection(inner.clone(), stream));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the sandbox could not accept a connection");
                        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    }
                },
                Some(_) = connections.join_next() => {}
            }
        }
    });
    Ok(Running { address, task })
}

async fn connection(inner: Arc<Inner>, stream: TcpStream) {
    let service = service_fn(|request| async {
        match server::answer(&inner, request).await {
            wire::Outcome::Answered(response) => Ok(response),
            wire::Outcome::Lost => Err(wire::reset()),
        }
    });
    let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to the sandbox ended early");
    }
}

struct Closing(Arc<Inner>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.farm.close();
    }
}
