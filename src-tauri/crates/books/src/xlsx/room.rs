//! Room on the disk, made sure of before it is used.
//!
//! The library keeps the rows of a big sheet in a file of its own and panics where that cannot be written, which would
//! take the whole app along. So before each part of a sheet a file beside it is filled with several times as much and
//! emptied again: a full disk is met here, as an error.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;

/// How much may be written between two looks.
const PART: usize = 1 << 20;
/// How much must be free: one long row and what other programs write meanwhile, too.
const FREE: usize = 8 << 20;

pub(crate) struct Room {
    file: File,
    filling: Vec<u8>,
    used: usize,
}

impl Room {
    pub(crate) fn at(folder: &Path) -> io::Result<Self> {
        // No two blocks alike: some file systems keep equal ones, and zeros, in no room at all.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut filling = Vec::with_capacity(PART);
        while filling.len() < PART {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            filling.extend_from_slice(&state.to_le_bytes());
        }
        let mut room = Self { file: tempfile::tempfile_in(folder)?, filling, used: 0 };
        room.look()?;
        Ok(room)
    }

    /// Makes sure that so many bytes more can be written.
    pub(crate) fn take(&mut self, bytes: usize) -> io::Result<()> {
        self.used += bytes;
        if self.used > PART {
            self.look()?;
            self.used = bytes;
        }
        Ok(())
    }

    fn look(&mut self) -> io::Result<()> {
        self.file.rewind()?;
        let filled = (0..FREE / PART).try_for_each(|_| self.file.write_all(&self.filling));
        self.file.set_len(0)?;
        filled
    }
}
