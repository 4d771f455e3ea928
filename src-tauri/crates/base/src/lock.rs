//! The lock of the data folder: one program at a time has the store.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use crate::owner;

/// The file that is locked. It is empty and stays: a file that is removed could be locked twice.
const NAME: &str = "voltdeck.lock";

/// The lock of a data folder, as it was got.
#[derive(Debug)]
pub enum FolderLock {
    /// It is ours for as long as this lives, however the program ends.
    Held(File),
    /// Another program has it.
    Taken,
    /// The folder knows no locks, as some network drives do not.
    Unsupported(io::Error),
}

impl FolderLock {
    /// Takes the lock of a folder, which is made where it is not there.
    pub fn take(folder: &Path) -> Self {
        let file = owner::folder(folder)
            .and_then(|()| OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(NAME)));
        let file = match file {
            Ok(file) => file,
            Err(error) => return Self::Unsupported(error),
        };
        match file.try_lock() {
            Ok(()) => Self::Held(file),
            Err(TryLockError::WouldBlock) => Self::Taken,
            Err(TryLockError::Error(error)) => Self::Unsupported(error),
        }
    }

    /// Whether no other program has the folder.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Held(_))
    }
}

/// Said where another copy has the folder.
pub const TAKEN: &str = "Voltdeck runs already on this computer, with the same data folder. A second copy could order or end \
                         things twice, so this one does not start. Use the one that runs: its window, or its icon in the \
                         tray. Where you find neither, end its process and start again.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner_at_a_time_and_is_free_when_that_goes() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new");
        let first = FolderLock::take(&place);
        assert!(first.is_held());
        assert!(matches!(FolderLock::take(&place), FolderLock::Taken));
        drop(first);
        assert!(FolderLock::take(&place).is_held());
    }

    #[test]
    fn where_there_can_be_no_lock_that_is_told_apart_from_one_that_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(FolderLock::take(&file), FolderLock::Unsupported(_)));
    }
}
