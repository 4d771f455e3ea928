//! Programs that are watched: how they end, and what they write.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::mpsc;
use voltdeck_base::computer::{Ended, LINE, Program};

use crate::together::{Bond, bound};

/// How much of what a program writes to its error output is kept.
pub(crate) const KEPT: usize = 4096;
/// How often it is looked whether a program has ended.
pub(crate) const LOOK: Duration = Duration::from_millis(100);
/// Lines of a program that nobody has asked for yet; it waits with more.
const AHEAD: usize = 64;

/// The lines of an output, as they come.
fn lines(out: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    std::thread::spawn(move || each_line(out, |line| sender.blocking_send(text(line)).is_ok()));
    receiver
}

/// Hands on each line with its end, until there is no more or nobody wants more.
fn each_line(from: impl Read, mut take: impl FnMut(&[u8]) -> bool) {
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        let read = from.by_ref().take(LINE as u64).read_until(b'\n', &mut line);
        if !matches!(read, Ok(1..)) || !take(&line) {
            return;
        }
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end_matches(['\n', '\r']).to_owned()
}

/// The end of a child.
pub(crate) struct Exit {
    /// Its exit status, where it has one.
    pub(crate) code: Option<i32>,
}

/// A child and the end of what it said.
pub(crate) struct Watched {
    child: Mutex<Child>,
    said: Arc<Mutex<VecDeque<u8>>>,
    complaints: tokio::sync::Mutex<mpsc::Receiver<String>>,
    reader: Mutex<Option<JoinHandle<()>>>,
}

impl Watched {
    /// One that was started with its error output as a pipe.
    pub(crate) fn of(mut child: Child) -> Self {
        let said = Arc::new(Mutex::new(VecDeque::new()));
        let (sender, complaints) = mpsc::channel(AHEAD);
        let reader = child.stderr.take().map(|from| {
            let said = Arc::clone(&said);
            std::thread::spawn(move || {
                each_line(from, |line| {
                    let mut said = lock(&said);
                    said.extend(line);
                    let surplus = said.len().saturating_sub(KEPT);
                    said.drain(..surplus);
                    drop(said);
                    // Most are never asked for, and a program must not wait for that.
                    let _ = sender.try_send(text(line));
                    true
                });
            })
        });
        let complaints = tokio::sync::Mutex::new(complaints);
        Self { child: Mutex::new(child), said, complaints, reader: Mutex::new(reader) }
    }

    /// How it ended; `None` while it runs.
    pub(crate) fn status(&self) -> Option<Exit> {
        let ended = lock(&self.child).try_wait();
        ended.map_or(Some(Exit { code: None }), |status| status.map(|status| Exit { code: status.code() }))
    }

    pub(crate) fn said(&self) -> String {
        // What it wrote last may still be on its way. A grandchild that keeps the pipe open is not waited for.
        let reader = lock(&self.reader).take();
        if let Some(reader) = reader {
            for _ in 0..20 {
                if reader.is_finished() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        let bytes: Vec<u8> = lock(&self.said).iter().copied().collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}

/// A program that ends with its owner, and with Voltdeck.
pub(crate) struct Ends {
    child: Watched,
    bond: Mutex<Bond>,
    /// Of one that is read.
    lines: Option<tokio::sync::Mutex<mpsc::Receiver<String>>>,
}

impl Ends {
    /// Starts one whose output nobody reads.
    pub(crate) fn watched(command: &mut Command) -> Result<Self, String> {
        let (child, bond) = bound(command, Stdio::null()).map_err(|error| error.to_string())?;
        Ok(Self { child: Watched::of(child), bond: Mutex::new(bond), lines: None })
    }

    /// Starts one whose output is read.
    pub(crate) fn read(command: &mut Command) -> Result<Self, String> {
        let (mut child, bond) = bound(command, Stdio::piped()).map_err(|error| error.to_string())?;
        let lines = child.stdout.take().map(lines).map(tokio::sync::Mutex::new);
        Ok(Self { child: Watched::of(child), bond: Mutex::new(bond), lines })
    }
}

#[async_trait]
impl Program for Ends {
    fn kill(&self) {
        lock(&self.bond).end();
        // One that was waited for already cannot be waited for again.
        let _ = lock(&self.child.child).wait();
    }

    async fn line(&self) -> Option<String> {
        self.lines.as_ref()?.lock().await.recv().await
    }

    async fn complaint(&self) -> Option<String> {
        self.child.complaints.lock().await.recv().await
    }

    async fn ended(&self) -> Ended {
        loop {
            if let Some(Exit { code }) = self.child.status() {
                // What it left behind ends as well.
                lock(&self.bond).end();
                return Ended { code, said: self.child.said() };
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
