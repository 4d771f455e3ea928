//! How much room there is: each machine has its own limit, and all of them share one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Trouble;

/// A machine has no more room than this for contents.
const MOST: usize = 64 * 1024 * 1024;

/// What is left for all machines together.
#[derive(Debug, Clone)]
pub struct Storage(Arc<AtomicUsize>);

impl Storage {
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    fn left(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// A machine's part of it, given back when the machine is gone.
#[derive(Debug)]
pub struct Room {
    used: usize,
    storage: Storage,
}

impl Room {
    pub fn new(storage: &Storage) -> Self {
        Self { used: 0, storage: storage.clone() }
    }

    pub fn take(&mut self, bytes: usize) -> Result<(), Trouble> {
        if bytes > MOST - self.used {
            return Err(Trouble::Full);
        }
        let less = |left: usize| left.checked_sub(bytes);
        self.storage.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).map_err(|_| Trouble::Full)?;
        self.used += bytes;
        Ok(())
    }

    pub fn give_back(&mut self, bytes: usize) {
        self.used -= bytes;
        self.storage.0.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes that are used, and all there are. What the others left it no room for counts as used.
    pub fn told(&self) -> (usize, usize) {
        (self.used.max(MOST.saturating_sub(self.storage.left())), MOST)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.give_back(self.used);
    }
}
