//! What Voltdeck hands to finance: lines and statements as CSV, as a workbook, as FOCUS and as a page to print.
//!
//! Pure: rows in, bytes out. Nothing here knows a store, a network or a clock. Lines come as an iterator and none of
//! them is kept, so that a million take no more memory than a thousand; amounts are exact decimals and sums are never
//! rounded. [`whole`] writes a file that appears under its name only when it is whole.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use voltdeck_books::{Existing, Line, Month, Run, lines_csv, whole};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("lines.csv");
//! let month: Month = "2026-10".parse().unwrap();
//! let lines = [Line::new(month, month.end(), "first"), Line::new(month, month.end(), "second")];
//! let cancelled = AtomicBool::new(false);
//! let mut told = |done| assert!(done <= 2);
//! let mut run = Run::new(&mut told, &cancelled);
//! let (path, count) = whole(&path, Existing::Number, |file| lines_csv(file, lines.iter().map(Ok), &mut run)).unwrap();
//! assert_eq!(count, 2);
//! ```

mod cells;
mod error;
mod exact;
mod file;
pub mod focus;
mod line;
mod month;
mod page;
mod run;
mod statement;
mod table;
mod totals;
mod xlsx;

pub use cells::defused;
pub use error::Error;
pub use file::{Draft, Existing, Finished, Folders, Readers, whole};
pub use line::{JOB_TAG, Line, Place, Resource, ResourceKind, Role};
pub use month::{Month, NoMonth};
pub use page::page;
pub use run::Run;
pub use statement::{Balances, Closed, Group, Statement, Unreadable, Verdict};
pub use table::{lines_csv, statement_csv};
pub use totals::{Totals, Uncounted};
pub use xlsx::xlsx;
