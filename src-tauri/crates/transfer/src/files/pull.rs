//! One file from the machine.

use std::fs;
use std::io::{self, SeekFrom};
use std::path::Path;
use std::sync::atomic::Ordering;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};
use voltdeck_contract::Existing;

use super::names;
use super::plan::{Item, local_stat};
use super::push::{NUMBERS, Outcome, WINDOW, changed};
use super::remote::{Kind, Remote};
use super::words::{self, Fault};

/// Makes a folder. One that is there is fine, a link to one is not: nothing is written through it.
pub(super) async fn folder(item: &Item) -> Result<(), Fault> {
    match tokio::fs::create_dir(&item.local).await {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => is_folder(&item.local, &item.name).await,
        made => made.map_err(|error| words::local(&item.name, &error)),
    }
}

async fn is_folder(path: &Path, name: &str) -> Result<(), Fault> {
    let data = tokio::fs::symlink_metadata(path).await.map_err(|error| words::local(name, &error))?;
    if data.is_dir() {
        return Ok(());
    }
    Err(Fault::One(format!("{}: a file or a link has the name of the folder", words::named(name))))
}

/// Fetches a file: into a part, that gets its name when it is whole.
pub(super) async fn one(remote: &Remote, item: &Item, existing: Existing) -> Result<Outcome, Fault> {
    let here = |error: io::Error| words::local(&item.name, &error);
    if let Some(outcome) = meets(item, existing)? {
        return Ok(outcome);
    }
    let part = item.local_part();
    // The end of what is there may never have reached the disk: it is fetched once more, as it is sent once more.
    let again = u64::from(remote.chunk) * WINDOW as u64;
    let start = begins(item, &part)?.saturating_sub(again);
    let handle = remote.open_to_read(&item.remote).await?;
    let written = write(remote, item, &part, &handle, start).await;
    // A machine that cannot close what was read keeps it for itself.
    remote.let_go(&handle).await;
    let file = written?;
    if file.metadata().map_err(here)?.len() != item.version.size {
        return Err(Fault::One(format!(
            "{}: not all of it arrived. Resume to fetch the rest",
            words::named(&item.name)
        )));
    }
    // Time and bits are set where they can be; the bytes are there without them.
    if let Ok(changed) = u64::try_from(item.version.changed) {
        let _ = file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(changed));
    }
    let _ = let_run(&file, item.mode);
    // It gets its name only when it is on the disk.
    file.sync_all().map_err(here)?;
    drop(file);
    place(item, &part, existing)?;
    Ok(Outcome::There)
}

/// Fetches into a part, from where it ends.
async fn write(remote: &Remote, item: &Item, part: &Path, handle: &str, start: u64) -> Result<fs::File, Fault> {
    let here = |error: io::Error| words::local(&item.name, &error);
    let is_same = async || Ok(remote.stat_open(&item.remote, handle).await?.version == item.version);
    if !is_same().await? {
        return Err(changed(item));
    }
    let opened = tokio::fs::OpenOptions::new().write(true).create(true).truncate(false).open(part).await;
    let mut file = opened.map_err(here)?;
    file.seek(SeekFrom::Start(start)).await.map_err(here)?;
    item.there.store(start, Ordering::Relaxed);
    fetch(remote, item, &mut file, handle, start).await?;
    file.flush().await.map_err(here)?;
    // Only what did not change while it was read is whole.
    if is_same().await? { Ok(file.into_std().await) } else { Err(changed(item)) }
}

/// What is to be done where one of its name is there already; `None` where it is to be fetched.
fn meets(item: &Item, existing: Existing) -> Result<Option<Outcome>, Fault> {
    let there = match fs::symlink_metadata(&item.local) {
        Ok(data) => local_stat(&data),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(words::local(&item.name, &error)),
    };
    // It was cut off just when it got its name.
    let named = item.naming.load(Ordering::Relaxed) && there.version == item.version && there.kind == Kind::File;
    match existing {
        _ if named => Ok(Some(Outcome::There)),
        Existing::Skip => Ok(Some(Outcome::Skipped)),
        Existing::KeepBoth => Ok(None),
        Existing::Replace if there.kind != Kind::Folder => Ok(None),
        Existing::Replace | Existing::Refuse => Err(Fault::One(words::there_already(&item.name))),
    }
}

/// Where to go on: a part that is there is of this very state, and was written from its beginning on.
fn begins(item: &Item, part: &Path) -> Result<u64, Fault> {
    let here = |error: io::Error| words::local(&item.name, &error);
    let there = match fs::symlink_metadata(part) {
        Ok(data) => local_stat(&data),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(here(error)),
    };
    if there.kind == Kind::File && there.version.size <= item.version.size {
        return Ok(there.version.size);
    }
    // A link in its place is taken away, and not written through.
    fs::remove_file(part).map_err(here)?;
    Ok(0)
}

async fn fetch(
    remote: &Remote,
    item: &Item,
    file: &mut tokio::fs::File,
    handle: &str,
    start: u64,
) -> Result<(), Fault> {
    let size = item.version.size;
    let mut offset = start;
    let mut on_their_way = FuturesOrdered::new();
    loop {
        while on_their_way.len() < WINDOW && offset < size {
            let length = u64::from(remote.chunk).min(size - offset);
            on_their_way.push_back(piece(remote, item, handle, offset, length));
            offset += length;
        }
        let Some(came) = on_their_way.next().await else { return Ok(()) };
        let came = came?;
        file.write_all(&came).await.map_err(|error| words::local(&item.name, &error))?;
        item.there.fetch_add(came.len() as u64, Ordering::Relaxed);
    }
}

/// A piece of a file, whole: a machine may answer with less than it was asked for.
async fn piece(remote: &Remote, item: &Item, handle: &str, offset: u64, length: u64) -> Result<Vec<u8>, Fault> {
    let mut all = Vec::new();
    loop {
        let missing = length - all.len() as u64;
        let Ok(missing @ 1..) = u32::try_from(missing) else { return Ok(all) };
        let came = remote.read(&item.remote, handle, offset + all.len() as u64, missing).await?;
        if came.is_empty() {
            return Err(changed(item));
        }
        if all.is_empty() { all = came } else { all.extend(came) }
    }
}

/// What may be run there may be run here, by those who may read it.
#[cfg(unix)]
fn let_run(file: &fs::File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let here = file.metadata()?.permissions().mode();
    if mode & 0o111 == 0 {
        return Ok(());
    }
    file.set_permissions(fs::Permissions::from_mode(here | (here & 0o444) >> 2))
}

#[cfg(not(unix))]
fn let_run(_file: &fs::File, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Gives a whole part its name.
fn place(item: &Item, part: &Path, existing: Existing) -> Result<(), Fault> {
    item.naming.store(true, Ordering::Relaxed);
    if existing == Existing::Replace {
        return fs::rename(part, &item.local).map_err(|error| words::local(&item.name, &error));
    }
    let name = item.local.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let numbers = if existing == Existing::KeepBoth { NUMBERS } else { 2 };
    let numbered = (2..numbers).map(|number| item.local.with_file_name(names::numbered(&name, number)));
    for path in std::iter::once(item.local.clone()).chain(numbered) {
        match name_it(part, &path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            named => return named.map_err(|error| words::local(&item.name, &error)),
        }
    }
    Err(Fault::One(words::there_already(&item.name)))
}

/// Renames a part where nothing of the name is there, in one step where the system can.
fn name_it(part: &Path, path: &Path) -> io::Result<()> {
    tempfile::TempPath::try_from_path(part)?.persist_noclobber(path).map_err(|refused| {
        // A part that could not get its name stays.
        let _ = refused.path.keep();
        refused.error
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU64};

    use super::super::names::Version;
    use super::*;

    fn item(folder: &Path, name: &str) -> Item {
        Item {
            local: folder.join(name),
            remote: format!("/srv/{name}"),
            from: format!("m:/srv/{name}"),
            name: name.into(),
            folder: false,
            version: Version { size: 4, changed: 7 },
            mode: 0o644,
            there: AtomicU64::new(0),
            naming: AtomicBool::new(false),
            done: AtomicBool::new(false),
        }
    }

    #[test]
    fn a_whole_part_gets_its_name_and_never_that_of_another_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let item = item(folder.path(), "model.bin");
        let part = folder.path().join(".part");
        let mut said = Vec::new();
        for existing in [Existing::Refuse, Existing::Refuse, Existing::KeepBoth, Existing::KeepBoth, Existing::Replace]
        {
            fs::write(&part, format!("{existing:?}")).unwrap();
            said.push(place(&item, &part, existing).is_ok());
        }
        assert_eq!(said, [true, false, true, true, true]);
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!([read("model.bin"), read("model-2.bin"), read("model-3.bin")], ["Replace", "KeepBoth", "KeepBoth"]);
        assert!(!part.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, "mine").unwrap();
        let item = item(folder.path(), "x");
        let part = folder.path().join(".part");
        std::os::unix::fs::symlink(&elsewhere, &part).unwrap();
        assert_eq!(begins(&item, &part), Ok(0));
        assert!(fs::symlink_metadata(&part).is_err(), "the link is gone");
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "mine");
        std::os::unix::fs::symlink(&elsewhere, folder.path().join("x")).unwrap();
        assert!(meets(&item, Existing::Refuse).is_err());
        assert_eq!(meets(&item, Existing::Skip), Ok(Some(Outcome::Skipped)));
    }

    #[test]
    fn a_part_that_is_longer_than_its_file_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let item = item(folder.path(), "x");
        let part = folder.path().join(".part");
        assert_eq!(begins(&item, &part), Ok(0));
        for (there, start) in [("ab", 2), ("abcd", 4), ("abcde", 0)] {
            fs::write(&part, there).unwrap();
            assert_eq!(begins(&item, &part), Ok(start), "{there}");
        }
        assert!(!part.exists());
    }
}
