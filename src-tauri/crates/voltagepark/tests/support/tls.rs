//! A server whose certificate nobody vouches for.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// It listens, and somebody has to accept.
pub struct Unvouched {
    pub acceptor: TlsAcceptor,
    pub listener: TcpListener,
    pub port: u16,
    /// Its certificate, by which it may be trusted all the same.
    pub pem: String,
}

pub async fn unvouched() -> Unvouched {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    Unvouched { acceptor: TlsAcceptor::from(Arc::new(config)), listener, port, pem: made.cert.pem() }
}
