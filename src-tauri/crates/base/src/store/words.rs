//! What is said where the store fails.

use std::path::Path;

use super::backup;
use voltdeck_contract::{CommandError, ErrorCode};

pub(super) fn unusable(path: &Path, error: &dyn std::error::Error) -> CommandError {
    CommandError::new(
        ErrorCode::Local,
        format!(
            "The store at {} cannot be used: {error}. Nothing was bought or ended. \
             See that the disk is not full and the folder can be written, then start Voltdeck again.",
            path.display()
        ),
    )
}

pub(super) fn unread(error: &rusqlite::Error) -> CommandError {
    tracing::error!(%error, "the store could not be read");
    CommandError::new(ErrorCode::Local, format!("Voltdeck could not read its store ({error}). Try again."))
}

pub(super) fn not_backed_up(error: &backup::Failed) -> CommandError {
    tracing::error!(%error, "the store could not be backed up");
    let said = match error {
        backup::Failed::Damaged(_) => {
            "The store of Voltdeck is damaged. Restart Voltdeck: it saves what can be saved, and says what was lost."
                .into()
        }
        error => format!(
            "Voltdeck could not back its store up ({error}). See that the disk is not full; it is tried again in an hour."
        ),
    };
    CommandError::new(ErrorCode::Local, said)
}

pub(super) fn ended() -> CommandError {
    tracing::error!("a reading of the store came to no end");
    CommandError::new(ErrorCode::Local, "Voltdeck could not read its store. Try again.")
}

pub(super) fn failed(error: &rusqlite::Error) -> CommandError {
    tracing::error!(%error, "the store failed");
    CommandError::new(
        ErrorCode::Local,
        format!("Voltdeck could not write to its store ({error}). See that the disk is not full, then try again."),
    )
}
