//! A folder of months, which any engine reads as one table: `billing_period=2026-10/voltdeck-ORGANIZATION-2026-10.parquet`.

use std::borrow::Borrow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Account, Summary, parquet, text};
use crate::{Draft, Error, Existing, Finished, Folders, Line, Month, Readers, Run};

/// What the files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text.
    Csv,
    /// Columns with types.
    Parquet,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its month.
    pub month: Month,
    /// Where it is.
    pub path: PathBuf,
    /// What is in it.
    pub summary: Summary,
}

/// Writes a file for each month below `folder`; lines come by month. All files appear at the end, when all are whole,
/// and a failure leaves none.
///
/// [`Existing::Number`] would put two files with the same rows side by side, which an engine adds up: a month that was
/// exported before is refused or, where the person says so, replaced.
pub fn months<L: Borrow<Line>>(
    folder: &Path,
    format: Format,
    replace: bool,
    account: &Account,
    lines: impl IntoIterator<Item = Result<L, String>>,
    run: &mut Run<'_>,
) -> Result<Vec<Exported>, Error> {
    let existing = if replace { Existing::Replace } else { Existing::Refuse };
    // Before the drafts, so that it goes after them: a folder that still has one in it would stay.
    let mut made = Folders::default();
    let written = write(folder, format, existing, account, lines, run, &mut made);
    let exported = written.and_then(|written| publish(written, existing)).map_err(|error| placed(folder, error))?;
    made.keep();
    Ok(exported)
}

fn write<L: Borrow<Line>>(
    folder: &Path,
    format: Format,
    existing: Existing,
    account: &Account,
    lines: impl IntoIterator<Item = Result<L, String>>,
    run: &mut Run<'_>,
    made: &mut Folders,
) -> Result<Vec<Whole>, Error> {
    let mut written: Vec<Whole> = Vec::new();
    let mut open: Option<Open> = None;
    run.each(lines, |line| {
        let mut one = match open.take() {
            Some(one) if one.month == line.month => one,
            other => {
                if other.as_ref().is_some_and(|before| before.month > line.month) {
                    return Err(Error::Order { id: line.id.clone(), month: line.month.to_string() });
                }
                written.extend(other.map(Open::end).transpose()?);
                let path = path(folder, account, line.month, format);
                made.make(path.parent().unwrap_or(folder))?;
                Open::begin(line.month, &path, existing, format)?
            }
        };
        one.add(account, line)?;
        open = Some(one);
        Ok(())
    })?;
    written.extend(open.map(Open::end).transpose()?);
    Ok(written)
}

/// Says where a writer failed.
fn placed(folder: &Path, error: Error) -> Error {
    match error {
        Error::DiskFull { folder: None } => Error::DiskFull { folder: Some(folder.to_owned()) },
        Error::Write(source) => Error::Io { path: folder.to_owned(), source },
        other => other,
    }
}

/// Names all files; one that cannot be named takes those before it back, where they replaced nothing.
fn publish(written: Vec<Whole>, existing: Existing) -> Result<Vec<Exported>, Error> {
    let mut exported: Vec<Exported> = Vec::with_capacity(written.len());
    for (month, file, summary) in written {
        match file.publish() {
            Ok(path) => exported.push(Exported { month, path, summary }),
            Err(error) => {
                if existing == Existing::Refuse {
                    for one in &exported {
                        let _ = std::fs::remove_file(&one.path);
                    }
                }
                return Err(error);
            }
        }
    }
    Ok(exported)
}

type Whole = (Month, Finished, Summary);

/// The file of a month while it is written.
struct Open {
    month: Month,
    sink: Sink,
    summary: Summary,
}

enum Sink {
    Csv(Box<text::Sink<Draft>>),
    Parquet(Box<parquet::Sink<Draft>>),
}

impl Open {
    fn begin(month: Month, path: &Path, existing: Existing, format: Format) -> Result<Self, Error> {
        let draft = Draft::begin(path, existing, Readers::Usual)?;
        let sink = match format {
            Format::Csv => Sink::Csv(Box::new(text::Sink::begin(draft)?)),
            Format::Parquet => Sink::Parquet(Box::new(parquet::Sink::begin(draft)?)),
        };
        Ok(Self { month, sink, summary: Summary::default() })
    }

    fn add(&mut self, account: &Account, line: &Line) -> Result<(), Error> {
        let sink = &mut self.sink;
        self.summary.take(line, |cost| match sink {
            Sink::Csv(sink) => sink.add(account, line, cost),
            Sink::Parquet(sink) => sink.add(account, line, cost),
        })
    }

    fn end(self) -> Result<Whole, Error> {
        let draft = match self.sink {
            Sink::Csv(sink) => sink.end()?,
            Sink::Parquet(sink) => sink.end()?,
        };
        Ok((self.month, draft.finish()?, self.summary))
    }
}

fn path(folder: &Path, account: &Account, month: Month, format: Format) -> PathBuf {
    let extension = match format {
        Format::Csv => "csv",
        Format::Parquet => "parquet",
    };
    let name = format!("voltdeck-{}-{month}.{extension}", safe(&account.id));
    folder.join(format!("billing_period={month}")).join(name)
}

/// An Organization ID as a part of a file's name: no two are the same in it.
fn safe(id: &str) -> String {
    let allowed = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    if id.len() <= 64 && id.chars().all(allowed) {
        return id.to_owned();
    }
    // Also capitals: some file systems do not tell them from small letters.
    let mut safe: String = id.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    safe.make_ascii_lowercase();
    Sha256::digest(id).iter().take(6).fold(safe + "_", |mut safe, byte| {
        let _ = write!(safe, "{byte:02x}");
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_organization_has_a_file_name_of_its_own() {
        assert_eq!(safe("6f9c0a"), "6f9c0a");
        let odd = ["../../etc", "Org", "org/1", "org\\1", "org 1", "", "a".repeat(65).as_str(), "ö"].map(safe);
        for (at, name) in odd.iter().enumerate() {
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
            assert!(!odd[..at].contains(name));
        }
    }
}
