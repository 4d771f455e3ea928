//! Files of the SSH config on disk: replaced whole or not at all, never widened in who may read them.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use voltdeck_base::owner;

/// The bytes of a file; nothing where there is none.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    }
}

/// Whether a file is there to be replaced, or can be made. What is locked is left alone also by who could write it anyway.
pub(super) fn is_locked(path: &Path) -> bool {
    let Ok(target) = followed(path) else { return true };
    let locked = |path: &Path| fs::metadata(path).is_ok_and(|data| data.permissions().readonly());
    // Of a folder of Windows the mark says nothing.
    locked(&target) || cfg!(unix) && target.parent().is_some_and(locked)
}

/// Replaces a file by a new one beside it. A link is followed, so that it stays a link. Its permissions stay; a new file
/// is the person's alone.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = followed(path)?;
    let before = match fs::metadata(&target) {
        Ok(data) if data.is_dir() => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder, not a file"));
        }
        Ok(data) => Some(data),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if is_locked(&target) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may not be written"));
    }
    let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let beside = folder.join(format!(".voltdeck-{}", uuid::Uuid::new_v4().simple()));
    let written = write(&beside, bytes, before.as_ref()).and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // Half a file is of no use to anyone.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Makes a folder, and those above it, for the person alone.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    owner::folder(path)
}

/// Removes a file; fine where there is none.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Where a path leads, link by link, also to a file that is not there yet.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..16 {
        match fs::read_link(&at) {
            Ok(next) => at = at.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(at),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

fn write(path: &Path, bytes: &[u8], before: Option<&Metadata>) -> io::Result<()> {
    let mut file = owner::create_anywhere(path)?;
    if let Some(before) = before {
        file.set_permissions(before.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a failure here fails the test")]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_is_private_and_an_old_one_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        replace(&path, b"one").unwrap();
        assert_eq!((mode(&path), read(&path).unwrap()), (0o600, b"one".to_vec()));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!((mode(&path), read(&path).unwrap()), (0o644, b"two".to_vec()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (dotfiles, link) = (folder.path().join("dotfiles"), folder.path().join("config"));
        fs::create_dir(&dotfiles).unwrap();
        symlink("dotfiles/ssh", &link).unwrap();
        for text in [&b"new"[..], b"changed"] {
            replace(&link, text).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read(dotfiles.join("ssh")).unwrap(), text);
        }
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        symlink(&b, &a).unwrap();
        symlink(&a, &b).unwrap();
        assert!(replace(&a, b"x").is_err());
    }

    #[test]
    fn what_cannot_be_replaced_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        fs::create_dir(&path).unwrap();
        assert_eq!(replace(&path, b"x").unwrap_err().kind(), io::ErrorKind::IsADirectory);
        let file = folder.path().join("locked");
        fs::write(&file, "mine").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(replace(&file, b"x").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read(&file).unwrap(), b"mine");
        assert!(replace(&file.join("below"), b"x").is_err());
        let (shut, link) = (folder.path().join("shut"), folder.path().join("link"));
        fs::create_dir(&shut).unwrap();
        fs::write(shut.join("config"), "theirs").unwrap();
        symlink(shut.join("config"), &link).unwrap();
        fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).unwrap();
        for path in [shut.join("config"), shut.join("new"), link] {
            assert!(is_locked(&path));
            assert_eq!(replace(&path, b"x").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        }
        assert_eq!(fs::read(shut.join("config")).unwrap(), b"theirs");
        fs::set_permissions(&shut, fs::Permissions::from_mode(0o700)).unwrap();
    }
}
