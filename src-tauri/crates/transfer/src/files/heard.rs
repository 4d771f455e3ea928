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
    /// What is answered, or `None` where nothing more comes. One whose reader is gone hears nothing more either.
    pub async fn or<T>(&self, answer: impl Future<Output = T>) -> Option<T> {
        let mut over = self.0.clone();
        tokio::select! {
            biased;
            answer = answer => Some(answer),
            _ = over.wait_for(|over| *over) => None,
        }
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
    use std::future::{pending, ready};
    use std::time::Duration;

    use tokio::io::AsyncReadExt;

    use super::*;

    /// What an answer that never comes is taken for. Nothing here takes time, so a minute is for ever.
    async fn unanswered(over: &Over) -> Option<()> {
        tokio::time::timeout(Duration::from_secs(60), over.or(pending())).await.expect("the end is heard")
    }

    #[tokio::test]
    async fn an_answer_that_will_not_come_is_waited_for_until_the_end_only() {
        let (mut reader, over) = heard(&b"ab"[..]);
        let mut one = [0];
        for _ in 0..2 {
            assert_eq!(reader.read(&mut one).await.unwrap(), 1);
            assert!(!*over.0.borrow(), "more may come");
        }
        assert_eq!(reader.read(&mut one).await.unwrap(), 0);
        assert_eq!(unanswered(&over).await, None);
        assert_eq!(unanswered(&over).await, None, "also where it is asked later");
        assert_eq!(over.or(ready(1)).await, Some(1), "one that came is heard after all");
    }

    #[tokio::test]
    async fn a_reader_that_is_gone_is_the_end() {
        let (reader, over) = heard(&b"ab"[..]);
        drop(reader);
        assert_eq!(unanswered(&over).await, None);
    }
}
