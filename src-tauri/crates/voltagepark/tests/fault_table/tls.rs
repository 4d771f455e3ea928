//! Somebody who answers with a certificate for which nobody vouches.

use crate::unvouched::{Unvouched, unvouched};

/// Its port; it ends with its runtime.
pub async fn open() -> u16 {
    let Unvouched { acceptor, listener, port, .. } = unvouched().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move { drop(acceptor.accept(stream).await) });
        }
    });
    port
}
