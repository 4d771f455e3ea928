//! What happened in a schedule, in plain lines, and a digest of it by which two runs are compared.

use chrono::{DateTime, Utc};

/// The lines.
#[derive(Debug)]
pub struct Trace {
    began: DateTime<Utc>,
    lines: Vec<String>,
    digest: u64,
}

impl Trace {
    /// Begins at a moment of the provider's time.
    pub fn new(began: DateTime<Utc>) -> Self {
        Self { began, lines: Vec::new(), digest: 0 }
    }

    /// Adds a line.
    pub fn line(&mut self, at: DateTime<Utc>, text: &str) {
        let passed = (at - self.began).num_milliseconds();
        let line = format!("{:>4}:{:02}.{} {text}", passed / 60_000, passed / 1_000 % 60, passed / 100 % 10);
        self.add(&line);
        self.lines.push(line);
    }

    /// Adds to the digest alone what is too much to be read. The order is left out of it: each says its own moment, and of two
    /// tasks that wake in the same one either may be first, as the threads of the store answer.
    pub fn add(&mut self, text: &str) {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        self.digest = self.digest.wrapping_add(text.bytes().fold(0xcbf2_9ce4_8422_2325, hash));
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The digest of all that was added.
    pub fn digest(&self) -> u64 {
        self.digest
    }
}
