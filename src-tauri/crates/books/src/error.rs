//! Why an export was not made.

use std::io;
use std::path::PathBuf;

/// Why an export was not made. Nothing of it is left under its name.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody stopped it.
    #[error("The export was stopped. Nothing was written.")]
    Cancelled,
    /// FOCUS names the organization in every row.
    #[error(
        "FOCUS names the Organization ID in every row, and this account has none. Enter it in the account's settings."
    )]
    NoOrganization,
    /// A currency is three letters.
    #[error("{0:?} is no currency of ISO 4217, such as USD. Set the account's currency.")]
    Currency(String),
    /// No room is left.
    #[error("The disk is full{}. Nothing was written: make room, or choose another folder.", there(folder.as_ref()))]
    DiskFull {
        /// Where, if that is known here.
        folder: Option<PathBuf>,
    },
    /// A file of that name is there, and the caller wanted no other.
    #[error("{} exists already, and nothing is written over it. Move it, or choose another folder.", .0.display())]
    Exists(PathBuf),
    /// The system refused.
    #[error("{} could not be written: {source}", path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is written to failed.
    #[error("The export could not be written: {0}")]
    Write(#[source] io::Error),
    /// Whoever gave the lines could not go on.
    #[error("The lines could not be read to the end: {0}")]
    Lines(String),
    /// The lines came in an order that cannot be worked with.
    #[error("Line {id} of {month} came after a later one. Lines come by month, then by id.")]
    Order {
        /// Which.
        id: String,
        /// Of which month.
        month: String,
    },
    /// A sum is beyond what can be counted exactly.
    #[error("The amounts sum to more than can be counted exactly.")]
    TooLarge,
    /// A format's own refusal.
    #[error("The export could not be made: {0}")]
    Format(String),
}

fn there(folder: Option<&PathBuf>) -> String {
    folder.map_or_else(String::new, |folder| format!(" at {}", folder.display()))
}

/// Whether a failure means that there is no room.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if is_full(&error) { Self::DiskFull { folder: None } } else { Self::Write(error) }
    }
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            kind => Self::Format(format!("{kind:?}")),
        }
    }
}

impl From<parquet::errors::ParquetError> for Error {
    fn from(error: parquet::errors::ParquetError) -> Self {
        match error {
            parquet::errors::ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(error) => (*error).into(),
                Err(other) => Self::Format(other.to_string()),
            },
            other => Self::Format(other.to_string()),
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for Error {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        match error {
            rust_xlsxwriter::XlsxError::IoError(error) | rust_xlsxwriter::XlsxError::TempFileError(_, error) => {
                error.into()
            }
            rust_xlsxwriter::XlsxError::ZipError(error) => io::Error::from(error).into(),
            other => Self::Format(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> io::Error {
        io::Error::from(io::ErrorKind::StorageFull)
    }

    #[test]
    fn a_full_disk_is_told_whichever_library_met_it() {
        let wrapped = [
            Error::from(full()),
            csv::Error::from(full()).into(),
            parquet::errors::ParquetError::from(full()).into(),
            rust_xlsxwriter::XlsxError::from(full()).into(),
        ];
        for error in wrapped {
            assert!(matches!(error, Error::DiskFull { folder: None }), "{error:?}");
            assert!(error.to_string().contains("disk is full") && error.to_string().contains("make room"));
        }
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert!(matches!(Error::from(csv::Error::from(denied)), Error::Write(_)));
    }
}
