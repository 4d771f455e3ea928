//! Where a new pair is written: never over what exists.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::local;

const NAME: &str = "voltdeck_ed25519";

/// The two files of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) private: PathBuf,
    pub(super) public: PathBuf,
}

impl Place {
    fn new(private: PathBuf) -> Self {
        let mut public = private.clone().into_os_string();
        public.push(".pub");
        Self { private, public: public.into() }
    }

    fn is_free(&self) -> bool {
        !exists(&self.private) && !exists(&self.public)
    }
}

/// Also what a dangling link names is taken: nothing is written through it.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// `~/.ssh/voltdeck_ed25519`, or the next name that is free.
pub(super) fn suggested(home: &Path) -> PathBuf {
    let folder = local::folder(home);
    let first = folder.join(NAME);
    let numbered = (2_u32..10_000).map(|number| folder.join(format!("{NAME}_{number}")));
    std::iter::once(first.clone()).chain(numbered).find(|path| Place::new(path.clone()).is_free()).unwrap_or(first)
}

/// The place that was typed, or what is wrong with it; the second says what will be made on the way.
pub(super) fn typed(home: Option<&Path>, text: &str) -> Result<(Place, Option<String>), String> {
    let text = text.trim();
    let path = match (text, home) {
        ("", Some(home)) => suggested(home),
        ("", None) => return Err("Say where the private key is to be written: a whole path.".into()),
        (text, home) => match (text.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => home.join(rest),
            (Some(_), None) => return Err("This computer tells no home folder. Give the whole path.".into()),
            (None, _) => PathBuf::from(text),
        },
    };
    if text.chars().any(char::is_control) {
        return Err("A path has no line breaks or control characters.".into());
    }
    if !path.is_absolute() {
        return Err("Give the whole path, from the root or from ~/.".into());
    }
    if text.ends_with(['/', std::path::MAIN_SEPARATOR]) || path.file_name().is_none() {
        return Err("This names a folder. Add a file name.".into());
    }
    if path.extension().is_some_and(|end| end == "pub") {
        return Err("This is the path of the private key; .pub is added for the public one. Leave it off.".into());
    }
    let place = Place::new(path);
    for taken in [&place.private, &place.public] {
        if exists(taken) {
            return Err(format!(
                "{} exists already, and nothing is written over it. Choose another name.",
                taken.display()
            ));
        }
    }
    let note = place.private.parent().and_then(|folder| match fs::metadata(folder) {
        Ok(found) if found.is_dir() => None,
        Ok(_) => Some(Err(format!("{} is a file, so nothing can be written into it.", folder.display()))),
        Err(_) => Some(Ok(format!("The folder {} is made, for you alone.", folder.display()))),
    });
    Ok((place, note.transpose()?))
}

/// Writes both files, or none.
pub(super) fn write(place: &Place, private: &str, public: &str) -> Result<(), String> {
    let failed = |path: &Path, error: &std::io::Error| {
        let what = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "it exists already, and nothing is written over it".to_owned(),
            std::io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
            _ => error.to_string(),
        };
        format!("{} could not be written: {what}. No key was made. Choose another place.", path.display())
    };
    if let Some(folder) = place.private.parent() {
        make_folder(folder).map_err(|error| failed(folder, &error))?;
    }
    put(&place.private, private, 0o600).map_err(|error| failed(&place.private, &error))?;
    put(&place.public, public, 0o644).map_err(|error| {
        // Ours alone: it was made a moment ago.
        let _ = fs::remove_file(&place.private);
        failed(&place.public, &error)
    })
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that did not exist. What was begun and could not be ended is removed again.
fn put(path: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}
