//! Files that are handed out: in one folder, for the person alone, under their name only once they are whole, and never
//! over what exists.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use voltdeck_books::{Draft, Existing, Finished, Readers};

use crate::{App, files, settings};
use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// The longest name of a file before its ending. File systems take 255 bytes, and a number may be added.
const LONGEST_STEM: usize = 120;

/// Where files go: as it was set, else to what this computer downloads to, else into the home folder.
pub fn folder(app: &App) -> Answer<PathBuf> {
    let computer = app.host.computer();
    let set = settings::current(app)?.export_folder;
    if !set.is_empty() {
        return files::absolute(computer.home().as_deref(), &set).map_err(|wrong| failed(&wrong));
    }
    computer.downloads().or_else(|| computer.home()).ok_or_else(|| failed("This computer tells no home folder."))
}

/// What is wrong with a folder as it was typed. One that is not there yet is made when it is needed.
pub fn problem(app: &App, text: &str) -> Option<String> {
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
pub struct Export {
    draft: Draft,
    folder: PathBuf,
}

impl Export {
    /// Begins a file that is to be called `stem.ending`. The folder is made where it is missing.
    pub fn begin(folder: &Path, stem: &str, ending: &'static str) -> Answer<Self> {
        files::make_folder(folder).map_err(|error| not_written(folder, &error))?;
        let path = folder.join(format!("{}.{ending}", plain(stem)));
        let draft = Draft::begin(&path, Existing::Number, Readers::Owner).map_err(|error| refused(folder, &error))?;
        Ok(Self { draft, folder: folder.to_owned() })
    }

    /// Gives it its name, or the next one that is free.
    pub fn finish(self) -> Answer<PathBuf> {
        self.draft.finish().and_then(Finished::publish).map_err(|error| refused(&self.folder, &error))
    }
}

impl Write for Export {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.draft.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.draft.flush()
    }
}

fn refused(folder: &Path, error: &voltdeck_books::Error) -> CommandError {
    match error {
        voltdeck_books::Error::Io { source, .. } | voltdeck_books::Error::Write(source) => not_written(folder, source),
        voltdeck_books::Error::DiskFull { .. } => not_written(folder, &io::ErrorKind::StorageFull.into()),
        _ => not_written(folder, &io::ErrorKind::AlreadyExists.into()),
    }
}

/// Why a file could not be written into the folder.
pub fn not_written(folder: &Path, error: &io::Error) -> CommandError {
    failed(&format!("No file could be written to {}: {}.", folder.display(), files::why(error)))
}

fn failed(why: &str) -> CommandError {
    let message = format!("{why} Nothing was exported. Choose another folder in Settings, then export again.");
    CommandError::new(ErrorCode::Local, message)
}

/// A name that every system takes.
pub fn plain(stem: &str) -> String {
    stem.chars()
        .take(LONGEST_STEM)
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' })
        .collect()
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
}
