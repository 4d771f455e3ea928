//! What a transfer moves: every file and folder, with where it is and where it goes.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use voltdeck_base::computer::System;

use super::names::{self, Version};
use super::remote::{Kind, Remote, Stat};
use super::words::{self, Fault};

/// The most files and folders of one transfer: the list of them is held in memory.
const ITEMS: usize = 100_000;
/// The deepest folder that is gone into.
const DEPTH: usize = 100;

/// A file or folder of a transfer.
#[derive(Debug)]
pub(super) struct Item {
    /// On this computer.
    pub local: PathBuf,
    /// On the machine.
    pub remote: String,
    /// Where it comes from, with the machine: no two files have the same.
    pub from: String,
    /// What it is called in sentences, and by how it is found again in a later plan: its path below what was chosen.
    pub name: String,
    pub folder: bool,
    /// As it was seen where it comes from.
    pub version: Version,
    /// Permission bits there.
    pub mode: u32,
    /// Bytes of it that are there.
    pub there: AtomicU64,
    /// It is to get its name just now: whether it has it is not known until it is looked at.
    pub naming: AtomicBool,
    /// All of it is there, or it is left out.
    pub done: AtomicBool,
}

impl Item {
    /// Nothing more is to be done for it.
    pub fn finish(&self) {
        self.there.store(self.version.size, Ordering::Relaxed);
        self.done.store(true, Ordering::Relaxed);
    }

    /// Where it is on the machine while it is not whole.
    pub fn remote_part(&self) -> String {
        let (folder, name) = names::split(&self.remote);
        names::join(folder, &names::part(name, &self.from, self.version))
    }

    /// Where it is on this computer while it is not whole.
    pub fn local_part(&self) -> PathBuf {
        let name = self.local.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        self.local.with_file_name(names::part(&name, &self.from, self.version))
    }

    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::Relaxed)
    }
}

/// All of a transfer.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Folders stand before what is in them.
    pub items: Vec<Item>,
    /// What is not transferred, and why; no more than that many.
    pub left_out: Vec<String>,
    /// The machine that it is fetched from.
    machine: Option<String>,
}

impl Plan {
    pub fn files(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.folder)
    }

    /// Bytes of all files.
    pub fn size(&self) -> u64 {
        self.files().map(|item| item.version.size).fold(0, u64::saturating_add)
    }

    /// Bytes of them that are there.
    pub fn there(&self) -> u64 {
        self.files().map(|item| item.there.load(Ordering::Relaxed)).fold(0, u64::saturating_add)
    }

    /// `12 files, 1.4 GB`.
    pub fn words(&self) -> String {
        let folders = self.items.iter().filter(|item| item.folder).count();
        let files = self.files().count();
        match (files, folders) {
            (0, 1..) => words::count(folders, "folder", "folders"),
            _ => format!("{}, {}", words::count(files, "file", "files"), words::size(self.size())),
        }
    }

    /// What an earlier plan has done is done, where it is of the same state. Says which files were begun as they are no
    /// longer: their parts are of no use.
    pub fn go_on_from<'a>(&self, earlier: &'a Self) -> Vec<&'a Item> {
        let now: HashMap<&str, &Item> = self.files().map(|item| (item.name.as_str(), item)).collect();
        let mut outdated = Vec::new();
        for before in earlier.files() {
            match now.get(before.name.as_str()) {
                Some(item) if item.version == before.version => {
                    item.naming.store(before.naming.load(Ordering::Relaxed), Ordering::Relaxed);
                    if before.is_done() {
                        item.finish();
                    }
                }
                _ if before.is_done() => {}
                _ => outdated.push(before),
            }
        }
        outdated
    }

    fn add(&mut self, local: PathBuf, remote: String, name: &str, stat: Stat) -> Result<(), Fault> {
        if self.items.len() >= ITEMS {
            let words = format!("These are more than {ITEMS} files. Pack them into one first, for example with tar.");
            return Err(Fault::All(words));
        }
        let from = match &self.machine {
            Some(machine) => format!("{machine}:{remote}"),
            None => local.to_string_lossy().into_owned(),
        };
        let folder = stat.kind == Kind::Folder;
        let version = if folder { Version { size: 0, changed: 0 } } else { stat.version };
        self.items.push(Item {
            local,
            remote,
            from,
            name: name.to_owned(),
            folder,
            version,
            mode: stat.mode,
            there: AtomicU64::new(0),
            naming: AtomicBool::new(false),
            done: AtomicBool::new(false),
        });
        Ok(())
    }

    /// A machine may have more that is left out than anybody reads: its list has an end.
    fn note(&mut self, words: String) {
        if self.left_out.len() < ITEMS {
            self.left_out.push(words);
        }
    }

    fn leave_out(&mut self, name: &str, why: &str) {
        self.note(format!("{}: {why}", words::named(name)));
    }
}

/// What cannot be transferred.
fn no_file(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::File | Kind::Folder => None,
        Kind::Link => Some("links are not copied"),
        Kind::Other => Some("not a regular file"),
    }
}

/// What a file of this computer is.
pub(super) fn local_stat(data: &fs::Metadata) -> Stat {
    let kind = match data.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    };
    let since = data.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed = since.and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or_default();
    Stat { kind, version: Version { size: data.len(), changed }, mode: mode(data) }
}

#[cfg(unix)]
fn mode(data: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(data: &fs::Metadata) -> u32 {
    match (data.is_dir(), data.permissions().readonly()) {
        (true, _) => 0o755,
        (false, true) => 0o444,
        (false, false) => 0o644,
    }
}

/// What is sent: all that was chosen, to a folder of a machine. It reads folders, and waits for the disk.
pub(super) fn push(chosen: &[PathBuf], folder: &str) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    let mut taken = HashSet::new();
    // The last of the stack is next, so that each folder is followed by what is in it.
    let mut open: Vec<(PathBuf, String, String, usize)> = Vec::new();
    for path in chosen {
        let Some(name) = path.file_name() else {
            plan.leave_out(&path.display().to_string(), "a whole disk cannot be sent");
            continue;
        };
        let Some(name) = name.to_str() else {
            plan.leave_out(&name.to_string_lossy(), "its name is not valid UTF-8");
            continue;
        };
        if !taken.insert(name.to_owned()) {
            plan.leave_out(name, "another item with this name is sent already");
            continue;
        }
        // A link that was chosen itself is followed: the person means what it leads to.
        let stat = match fs::metadata(path) {
            Ok(data) => local_stat(&data),
            Err(error) => {
                plan.note(words::local(name, &error).words().to_owned());
                continue;
            }
        };
        if let Some(why) = no_file(stat.kind) {
            plan.leave_out(name, why);
            continue;
        }
        plan.add(path.clone(), names::join(folder, name), name, stat)?;
        if stat.kind == Kind::Folder {
            open.push((path.clone(), names::join(folder, name), name.to_owned(), 0));
            while let Some((path, remote, name, depth)) = open.pop() {
                read_folder(&mut plan, &mut open, &path, &remote, &name, depth)?;
            }
        }
    }
    Ok(plan)
}

fn read_folder(
    plan: &mut Plan,
    open: &mut Vec<(PathBuf, String, String, usize)>,
    path: &Path,
    remote: &str,
    above: &str,
    depth: usize,
) -> Result<(), Fault> {
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            plan.note(words::local(above, &error).words().to_owned());
            return Ok(());
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let os_name = entry.file_name();
        let shown = names::join(above, &os_name.to_string_lossy());
        let Some(name) = os_name.to_str() else {
            plan.leave_out(&shown, "its name is not valid UTF-8");
            continue;
        };
        // Of a link itself.
        let stat = match entry.metadata() {
            Ok(data) => local_stat(&data),
            Err(error) => {
                plan.note(words::local(&shown, &error).words().to_owned());
                continue;
            }
        };
        let why =
            no_file(stat.kind).or_else(|| names::is_part(name).then_some("it is a partial file of another transfer"));
        if let Some(why) = why.or_else(|| (depth >= DEPTH).then_some("it is nested too deep")) {
            plan.leave_out(&shown, why);
            continue;
        }
        let remote = names::join(remote, name);
        plan.add(entry.path(), remote.clone(), &shown, stat)?;
        if stat.kind == Kind::Folder {
            open.push((entry.path(), remote, shown, depth + 1));
        }
    }
    Ok(())
}

/// What is fetched: all that was chosen on a machine, to a folder of this computer.
pub(super) async fn pull(remote: &Remote, chosen: &[String], folder: &Path, system: System) -> Result<Plan, Fault> {
    let mut plan = Plan { machine: Some(remote.machine().to_owned()), ..Plan::default() };
    let mut taken = HashSet::new();
    let mut open: Vec<(PathBuf, String, String, usize)> = Vec::new();
    for path in chosen {
        let path = remote.whole(path).await?;
        let name = names::split(&path).1;
        if name.is_empty() {
            plan.leave_out(&path, "a whole disk cannot be fetched");
            continue;
        }
        // A link that was chosen itself is followed.
        let Some(stat) = remote.stat(&path, true).await? else {
            plan.leave_out(name, "it is not on the instance");
            continue;
        };
        let doubled =
            || (!taken.insert(names::folded(name, system))).then_some("another item with this name is fetched already");
        if let Some(why) = names::problem(name, system).or(no_file(stat.kind)).or_else(doubled) {
            plan.leave_out(name, why);
            continue;
        }
        plan.add(folder.join(name), path.clone(), name, stat)?;
        if stat.kind == Kind::Folder {
            open.push((folder.join(name), path.clone(), name.to_owned(), 0));
            while let Some(next) = open.pop() {
                list_folder(&mut plan, &mut open, remote, next, system).await?;
            }
        }
    }
    Ok(plan)
}

async fn list_folder(
    plan: &mut Plan,
    open: &mut Vec<(PathBuf, String, String, usize)>,
    remote: &Remote,
    (local, path, above, depth): (PathBuf, String, String, usize),
    system: System,
) -> Result<(), Fault> {
    let entries = match remote.list(&path).await {
        Ok(entries) => entries,
        Err(Fault::One(words)) => {
            plan.note(words);
            return Ok(());
        }
        Err(fault) => return Err(fault),
    };
    let mut taken = HashSet::new();
    for (name, stat) in entries {
        let shown = names::join(&above, &name);
        let doubled = || {
            (!taken.insert(names::folded(&name, system)))
                .then_some("this system cannot tell it from another name in the folder")
        };
        let why = names::problem(&name, system).or(no_file(stat.kind)).or_else(doubled);
        if let Some(why) = why.or_else(|| (depth >= DEPTH).then_some("it is nested too deep")) {
            plan.leave_out(&shown, why);
            continue;
        }
        // Made of names that were looked at, so that it stays below the folder.
        let (local, path) = (local.join(&name), names::join(&path, &name));
        plan.add(local.clone(), path.clone(), &shown, stat)?;
        if stat.kind == Kind::Folder {
            open.push((local, path, shown, depth + 1));
        }
    }
    Ok(())
}
