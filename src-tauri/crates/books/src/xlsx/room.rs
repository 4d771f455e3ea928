//! Room on the disk, made sure of before it is used.
//!
//! The library keeps the rows of a big sheet in a file of its own and panics where that cannot be written, which would
//! take the whole app along. So before each part of a sheet a file beside it is filled with more than the part takes and
//! emptied again: a full disk is met here, as an error.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;

/// How much may be written between two looks.
const PART: usize = 4 << 20;
/// How much must be free then: other programs write meanwhile, too.
const FREE: usize = 8 << 20;
const BLOCK: usize = 1 << 20;

pub(crate) struct Room {
    file: File,
    block: Vec<u8>,
    used: usize,
}

impl Room {
    pub(crate) fn at(folder: &Path) -> io::Result<Self> {
        // Noise: some file systems keep zeros, or what repeats itself, in hardly any room.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut block = Vec::with_capacity(BLOCK);
        while block.len() < BLOCK {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            block.extend_from_slice(&state.to_le_bytes());
        }
        let mut room = Self { file: tempfile::tempfile_in(folder)?, block, used: 0 };
        room.look(FREE)?;
        Ok(room)
    }

    /// Makes sure that so many bytes more can be written.
    pub(crate) fn take(&mut self, bytes: usize) -> io::Result<()> {
        self.used += bytes;
        if self.used > PART {
            self.look(FREE.max(2 * bytes))?;
            self.used = bytes;
        }
        Ok(())
    }

    fn look(&mut self, free: usize) -> io::Result<()> {
        self.file.rewind()?;
        let filled = (0..free.div_ceil(BLOCK)).try_for_each(|_| self.file.write_all(&self.block));
        self.file.set_len(0)?;
        filled
    }
}
