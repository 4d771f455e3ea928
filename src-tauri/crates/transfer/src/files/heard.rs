//! What is read from a program, with word of its end.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::watch;

/// Hands on what is read, and notes when nothing more comes.
pub(super) struct Heard<R> {
    from: R,
    over: watch::Sender<bool>,
}

/// Knows when nothing more comes.
pub(super) struct Over(watch::Receiver<bool>);

impl Over {
    /// Until then. One whose reader is gone hears nothing more either.
    pub async fn wait(&self) {
        let _ = self.0.clone().wait_for(|over| *over).await;
    }
}

/// Reads with word of the end.
pub(super) fn heard<R>(from: R) -> (Heard<R>, Over) {
    let (over, hears) = watch::channel(false);
    (Heard { from, over }, Over(hears))
}

impl<R: AsyncRead + Unpin> AsyncRead for Heard<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (before, room) = (buf.filled().len(), buf.remaining());
        let read = Pin::new(&mut self.from).poll_read(cx, buf);
        let ended = match &read {
            Poll::Pending => false,
            Poll::Ready(Ok(())) => room > 0 && buf.filled().len() == before,
            Poll::Ready(Err(_)) => true,
        };
        if ended {
            self.over.send_replace(true);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn the_end_is_heard_once_all_is_read_and_also_by_who_asks_later() {
        let (mut reader, over) = heard(&b"ab"[..]);
        let mut one = [0];
        for _ in 0..2 {
            assert_eq!(reader.read(&mut one).await.unwrap(), 1);
            assert!(!*over.0.borrow());
        }
        assert_eq!(reader.read(&mut one).await.unwrap(), 0);
        over.wait().await;
        over.wait().await;
    }

    #[tokio::test]
    async fn a_reader_that_is_gone_is_the_end() {
        let (reader, over) = heard(&b"ab"[..]);
        drop(reader);
        over.wait().await;
    }
}
