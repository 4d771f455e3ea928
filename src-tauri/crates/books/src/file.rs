//! Files that appear under their name only when they are whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::Error;
use crate::error::is_full;

/// How many names are tried before a folder counts as full of them.
const NAMES: u32 = 10_000;

/// What is done where a file of that name is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The new one gets a number: `lines-2.csv`.
    Number,
    /// Nothing is written.
    Refuse,
    /// The new one takes its place, in one step. Only where a person said so.
    Replace,
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// As any file that a person saves: whom the system lets.
    Usual,
    /// The person alone.
    Owner,
}

/// Writes a file under its name, or under a numbered one, and says which. Until it is whole it is a hidden file in the
/// same folder, which is gone when `write` fails.
pub fn whole<T>(
    path: &Path,
    existing: Existing,
    write: impl FnOnce(&mut Draft) -> Result<T, Error>,
) -> Result<(PathBuf, T), Error> {
    let mut draft = Draft::begin(path, existing, Readers::Usual)?;
    let value = write(&mut draft).map_err(|error| draft.place(error))?;
    Ok((draft.finish()?.publish()?, value))
}

/// A file that is being written.
pub struct Draft {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    existing: Existing,
}

/// A file that is whole and on the disk, but not under its name yet. Gone where it is dropped.
pub struct Finished {
    file: TempPath,
    path: PathBuf,
    existing: Existing,
}

impl Draft {
    /// Begins a file in the folder of `path`.
    pub fn begin(path: &Path, existing: Existing, readers: Readers) -> Result<Self, Error> {
        if existing == Existing::Refuse && is_there(path) {
            return Err(Error::Exists(path.to_owned()));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".voltdeck-").suffix(".part");
        // What the umask leaves of it. Without a word the library gives them to the owner alone.
        #[cfg(unix)]
        if readers == Readers::Usual {
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        #[cfg(not(unix))]
        let _ = readers;
        let file = builder.tempfile_in(folder(path)).map_err(|error| failed(path, error))?;
        Ok(Self { file: BufWriter::with_capacity(1 << 16, file), path: path.to_owned(), existing })
    }

    /// The folder that it is in: also the place for what an export needs on the side.
    pub fn folder(&self) -> &Path {
        folder(&self.path)
    }

    /// Ends it: all of it is on the disk then.
    pub fn finish(mut self) -> Result<Finished, Error> {
        let (path, existing) = (self.path.clone(), self.existing);
        self.flush().map_err(|error| failed(&path, error))?;
        let file = self.file.into_inner().map_err(|error| failed(&path, error.into_error()))?;
        file.as_file().sync_all().map_err(|error| failed(&path, error))?;
        Ok(Finished { file: file.into_temp_path(), path, existing })
    }

    /// Says where an error of the writer happened.
    pub fn place(&self, error: Error) -> Error {
        match error {
            Error::DiskFull { folder: None } => Error::DiskFull { folder: Some(self.folder().to_owned()) },
            Error::Write(source) => Error::Io { path: self.path.clone(), source },
            other => other,
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Finished {
    /// Gives the file its name, and says which it got.
    pub fn publish(mut self) -> Result<PathBuf, Error> {
        for number in 1..=NAMES {
            let path = numbered(&self.path, number);
            let named = match self.existing {
                Existing::Replace => self.file.persist(&path),
                Existing::Number | Existing::Refuse => self.file.persist_noclobber(&path),
            };
            match named {
                Ok(()) => {
                    sync_folder(&path);
                    return Ok(path);
                }
                Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => {
                    if self.existing == Existing::Refuse {
                        return Err(Error::Exists(path));
                    }
                    self.file = taken.path;
                }
                Err(other) => return Err(failed(&path, other.error)),
            }
        }
        Err(Error::Exists(self.path.clone()))
    }
}

/// Folders that were made for files, and go again where the files did not come to be.
#[derive(Debug, Default)]
pub struct Folders(Vec<PathBuf>);

impl Folders {
    /// Makes a folder, and those above it that are missing.
    pub fn make(&mut self, folder: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
        self.0.extend(missing.iter().rev().map(|folder| folder.to_path_buf()));
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))
    }

    /// They stay.
    pub fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        // One that is not empty is somebody's by now, and stays.
        for folder in self.0.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Also what a dangling link names is taken.
fn is_there(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `lines.csv`, `lines-2.csv`, `lines-3.csv`.
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

fn failed(path: &Path, source: io::Error) -> Error {
    if is_full(&source) {
        Error::DiskFull { folder: Some(folder(path).to_owned()) }
    } else {
        Error::Io { path: path.to_owned(), source }
    }
}

/// So that the name outlives a crash of the system, too. Some file systems know no such thing.
fn sync_folder(path: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder(path))
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    }

    fn put(path: &Path, existing: Existing, text: &str) -> Result<PathBuf, Error> {
        let written = whole(path, existing, |draft| Ok(draft.write_all(text.as_bytes())?));
        written.map(|(path, ())| path)
    }

    #[test]
    fn a_file_has_its_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.csv");
        let (written, ()) = whole(&path, Existing::Number, |draft| {
            draft.write_all(b"half")?;
            draft.flush()?;
            assert!(!path.exists(), "no half of a file");
            assert_eq!(names(draft.folder()).len(), 1);
            Ok(draft.write_all(b" and half")?)
        })
        .unwrap();
        assert_eq!((written, fs::read_to_string(&path).unwrap()), (path.clone(), "half and half".into()));
        assert_eq!(names(folder.path()), ["lines.csv"]);
    }

    #[test]
    fn what_exists_is_numbered_past_or_refused_or_replaced_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.csv");
        for text in ["one", "two", "three"] {
            put(&path, Existing::Number, text).unwrap();
        }
        assert_eq!(names(folder.path()), ["lines-2.csv", "lines-3.csv", "lines.csv"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        let refused = put(&path, Existing::Refuse, "four").unwrap_err();
        assert!(refused.to_string().contains("exists already"), "{refused}");
        assert_eq!(put(&path, Existing::Replace, "five").unwrap(), path);
        assert_eq!(fs::read_to_string(&path).unwrap(), "five");
        assert_eq!(names(folder.path()).len(), 3);
    }

    #[test]
    fn one_that_appears_while_it_is_written_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.csv");
        for (existing, name) in [(Existing::Number, Some("lines-2.csv")), (Existing::Refuse, None)] {
            let _ = fs::remove_file(&path);
            let written = whole(&path, existing, |draft| {
                fs::write(&path, "theirs").unwrap();
                Ok(draft.write_all(b"ours")?)
            });
            assert_eq!(written.ok().map(|(path, ())| path), name.map(|name| folder.path().join(name)));
            assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        }
        assert_eq!(names(folder.path()), ["lines-2.csv", "lines.csv"]);
    }

    #[test]
    fn a_failure_leaves_nothing_and_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.csv");
        let full = |kind| {
            whole(&path, Existing::Number, |draft| {
                draft.write_all(b"half")?;
                Err::<(), _>(io::Error::from(kind).into())
            })
            .unwrap_err()
            .to_string()
        };
        let said = full(io::ErrorKind::StorageFull);
        assert!(said.contains("disk is full") && said.contains(&folder.path().display().to_string()), "{said}");
        assert!(full(io::ErrorKind::PermissionDenied).contains("lines.csv could not be written"));
        let stopped = whole(&path, Existing::Number, |_| Err::<(), _>(Error::Cancelled));
        assert!(matches!(stopped, Err(Error::Cancelled)));
        assert!(names(folder.path()).is_empty());
        let nowhere = put(&folder.path().join("no/such/lines.csv"), Existing::Number, "").unwrap_err();
        assert!(nowhere.to_string().contains("lines.csv"), "{nowhere}");
    }

    #[cfg(unix)]
    #[test]
    fn it_may_be_read_by_whom_the_persons_files_may_be_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("plain");
        fs::write(&plain, "").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        let written = put(&folder.path().join("ours"), Existing::Number, "").unwrap();
        assert_eq!(mode(&written), mode(&plain));
    }
}
