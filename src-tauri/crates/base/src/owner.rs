//! What is for the person alone: folders and files that no other account of the computer may read.
//!
//! On Unix that is the mode, set where they are made, whatever the umask says. On Windows it is an access list that names the
//! person and nobody else, and inherits nothing; `icacls` of the system sets it, since no safe interface to it is kept well.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder, and those above it that are missing, for the person alone. One that is there is made so.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    mend(path)
}

/// Makes a file that did not exist, for the person alone from its first moment. On Windows it has the list of its folder, which
/// must be ours.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The same in a folder that is the person's, where others may read what lies in it.
pub fn create_anywhere(path: &Path) -> io::Result<File> {
    let file = create(path)?;
    #[cfg(windows)]
    // It is still empty, and stays so where others may read it.
    allow_only_the_person(path, false).inspect_err(|_| drop(fs::remove_file(path)))?;
    Ok(file)
}

/// Writes a file of ours in place of the one that is there: whoever reads sees the old one or the new one.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// Makes what is there for the person alone. Links are left as they are: what they name is not ours.
pub fn mend(path: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return Ok(());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if metadata.is_dir() { 0o700 } else { 0o600 };
        if metadata.permissions().mode() & 0o7777 != mode {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        }
    }
    // A disk without lists, or a rule of a company, must not keep leases from being watched.
    #[cfg(windows)]
    if let Err(error) = allow_only_the_person(path, metadata.is_dir()) {
        tracing::warn!(path = %path.display(), kind = ?error.kind(), "who may read this could not be set");
    }
    Ok(())
}

/// Makes a folder with the files and folders in it for the person alone, as deep as ours go. What cannot be changed is logged:
/// it may be another's, and nothing depends on it.
pub fn mend_all(path: &Path, depth: u8) {
    if let Err(error) = mend(path) {
        tracing::warn!(path = %path.display(), kind = ?error.kind(), "who may read this could not be set");
    }
    // On Windows what lies in a folder inherits its list, also what was there before.
    let deeper = depth > 0 && cfg!(not(windows)) && fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    for entry in fs::read_dir(path).into_iter().flatten().flatten().take_while(|_| deeper) {
        mend_all(&entry.path(), depth - 1);
    }
}

#[cfg(windows)]
fn allow_only_the_person(path: &Path, is_folder: bool) -> io::Result<()> {
    use std::os::windows::process::CommandExt;
    /// No console flashes up beside the window.
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    let named = |name: &str| std::env::var(name).map_err(|_| io::Error::other(format!("{name} is not set")));
    let person = format!("{}\\{}", named("USERDOMAIN")?, named("USERNAME")?);
    let program = Path::new(&named("SystemRoot")?).join("System32").join("icacls.exe");
    let right = if is_folder { "(OI)(CI)F" } else { "F" };
    let ended = std::process::Command::new(program)
        .arg(path)
        .args(["/inheritance:r", "/grant:r", &format!("{person}:{right}"), "/Q"])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .creation_flags(CREATE_NO_WINDOW)
        .status()?;
    if ended.success() { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_or_was_there_is_for_the_person_alone() {
        let home = tempfile::tempdir().unwrap();
        let ours = home.path().join("a").join("b");
        folder(&ours).unwrap();
        assert_eq!((mode(&ours), mode(&home.path().join("a"))), (0o700, 0o700));
        let file = ours.join("file");
        replace(&file, b"one").unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!((mode(&file), fs::read(&file).unwrap().as_slice()), (0o600, b"two".as_slice()));
        assert_eq!(create(&file).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let elsewhere = home.path().join("elsewhere");
        fs::write(&elsewhere, "").unwrap();
        for path in [&file, &elsewhere] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
        }
        fs::set_permissions(&ours, fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink(&elsewhere, ours.join("link")).unwrap();
        mend_all(&ours, 1);
        assert_eq!((mode(&ours), mode(&file)), (0o700, 0o600));
        assert_eq!(mode(&elsewhere), 0o644, "what a link names is not ours");
    }
}
