//! Files that are handed out: in one folder, for the person alone, under their name only once they are whole, and never
//! over what exists.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::{Answer, App, CommandError, ErrorCode, files, settings};

/// Names that are tried before it is given up.
const NAMES: u32 = 10_000;

/// Where files go: as it was set, else to what this computer downloads to, else into the home folder.
pub(crate) fn folder(app: &App) -> Answer<PathBuf> {
    let computer = app.host.computer();
    let set = settings::current(app)?.export_folder;
    if !set.is_empty() {
        return files::absolute(computer.home().as_deref(), &set).map_err(|wrong| failed(&wrong));
    }
    computer.downloads().or_else(|| computer.home()).ok_or_else(|| failed("This computer tells no home folder."))
}

/// What is wrong with a folder as it was typed. One that is not there yet is made when it is needed.
pub(crate) fn problem(app: &App, text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    match files::absolute(app.host.computer().home().as_deref(), text) {
        Err(wrong) => Some(wrong),
        Ok(path) if path.exists() && !path.is_dir() => Some(format!("{} is a file. Give a folder.", path.display())),
        Ok(_) => None,
    }
}

/// A file that is being written. Dropped before its end, it leaves nothing behind.
pub(crate) struct Export {
    part: BufWriter<NamedTempFile>,
    folder: PathBuf,
    stem: String,
    ending: &'static str,
}

impl Export {
    /// Begins a file that is to be called `stem.ending`. The folder is made where it is missing.
    pub(crate) fn begin(folder: &Path, stem: &str, ending: &'static str) -> Answer<Self> {
        let begun = files::make_folder(folder)
            .and_then(|()| tempfile::Builder::new().prefix(".voltdeck-").suffix(".part").tempfile_in(folder));
        let part = begun.map_err(|error| not_written(folder, &error))?;
        Ok(Self { part: BufWriter::new(part), folder: folder.to_owned(), stem: plain(stem), ending })
    }

    /// Gives it its name, or the next one that is free.
    pub(crate) fn finish(self) -> Answer<PathBuf> {
        let Self { part, folder, stem, ending } = self;
        let failed = |error: &io::Error| not_written(&folder, error);
        let mut part = part.into_inner().map_err(|error| failed(error.error()))?;
        part.as_file().sync_all().map_err(|error| failed(&error))?;
        for number in 1..=NAMES {
            let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") };
            let path = folder.join(name);
            match part.persist_noclobber(&path) {
                Ok(_) => return Ok(path),
                Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => part = taken.file,
                Err(other) => return Err(failed(&other.error)),
            }
        }
        Err(failed(&io::ErrorKind::AlreadyExists.into()))
    }
}

impl Write for Export {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part.flush()
    }
}

/// Why a file could not be written into the folder.
pub(crate) fn not_written(folder: &Path, error: &io::Error) -> CommandError {
    failed(&format!("No file could be written to {}: {}.", folder.display(), files::why(error)))
}

fn failed(why: &str) -> CommandError {
    let message = format!("{why} Nothing was exported. Choose another folder in Settings, then export again.");
    CommandError::new(ErrorCode::Local, message)
}

/// A text for a cell of a table, which no program may take for a formula. Amounts need it not: a sign before digits is
/// no formula, and a quotation mark would make text of them.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A name that every system takes.
fn plain(stem: &str) -> String {
    stem.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_has_its_name_only_once_it_is_whole_and_never_that_of_another() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a").join("b");
        let mut export = Export::begin(&folder, "activity of ../x", "csv").unwrap();
        export.write_all(b"half").unwrap();
        assert!(names(&folder).iter().all(|name| name.starts_with(".voltdeck-")), "{:?}", names(&folder));
        drop(export);
        assert_eq!(names(&folder), [""; 0], "what was begun and not ended is gone");
        for (number, expected) in
            [(1, "activity-of-..-x.csv"), (2, "activity-of-..-x-2.csv"), (3, "activity-of-..-x-3.csv")]
        {
            let mut export = Export::begin(&folder, "activity of ../x", "csv").unwrap();
            write!(export, "{number}").unwrap();
            let path = export.finish().unwrap();
            assert_eq!(path, folder.join(expected));
            assert_eq!(std::fs::read_to_string(path).unwrap(), number.to_string());
        }
        assert_eq!(std::fs::read_to_string(folder.join("activity-of-..-x.csv")).unwrap(), "1");
        assert_eq!(names(&folder).len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_for_the_person_alone_and_no_link_is_written_through() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        symlink(&elsewhere, folder.path().join("a.csv")).unwrap();
        let path = Export::begin(folder.path(), "a", "csv").unwrap().finish().unwrap();
        assert_eq!(path, folder.path().join("a-2.csv"));
        assert!(!elsewhere.exists());
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_folder_that_is_a_file_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let said = Export::begin(&file, "a", "csv").err().unwrap();
        assert!(said.message.contains("Nothing was exported. Choose another folder in Settings"), "{}", said.message);
        assert!(said.message.contains(&file.display().to_string()), "{}", said.message);
    }

    #[test]
    fn no_cell_can_be_a_formula() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("eval-a", "eval-a"),
            ("", ""),
        ] {
            assert_eq!(cell(text), shown);
        }
    }
}
