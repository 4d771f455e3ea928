//! A machine's disk: a small tree in memory, which stays while the machine is stopped and is gone with the sandbox.

mod names;
mod room;

use std::collections::BTreeMap;
use std::ops::Bound;

use chrono::{DateTime, Utc};

use super::look::Look;
pub use names::{Trouble, home, long_line, name, parent, resolve, user_id};
use room::Room;
pub use room::Storage;

/// A machine has no more files and folders than this.
const ENTRIES: usize = 10_000;
const LONGEST_PATH: usize = 1024;
const LONGEST_NAME: usize = 255;

/// The tree, by absolute path.
#[derive(Debug)]
pub struct Disk {
    entries: BTreeMap<String, Entry>,
    room: Room,
    now: DateTime<Utc>,
}

#[derive(Debug)]
struct Entry {
    /// `None` for a folder.
    contents: Option<Vec<u8>>,
    mode: u32,
    owner: String,
    modified: DateTime<Utc>,
}

/// What is told of a file or folder.
#[derive(Debug, Clone)]
pub struct Stat {
    pub is_folder: bool,
    pub size: usize,
    pub mode: u32,
    pub owner: String,
    pub modified: DateTime<Utc>,
}

impl Entry {
    fn is_folder(&self) -> bool {
        self.contents.is_none()
    }

    fn stat(&self) -> Stat {
        Stat {
            is_folder: self.is_folder(),
            size: self.contents.as_ref().map_or(4096, Vec::len),
            mode: self.mode,
            owner: self.owner.clone(),
            modified: self.modified,
        }
    }
}

type Done<T = ()> = Result<T, Trouble>;

impl Disk {
    /// One that shares what there is with the others.
    pub fn new(storage: &Storage) -> Self {
        Self { entries: BTreeMap::new(), room: Room::new(storage), now: DateTime::default() }
    }

    /// Tells it the time; the first time, it is laid out.
    pub fn wake(&mut self, look: &Look) {
        self.now = look.now;
        if !self.entries.is_empty() {
            return;
        }
        let folders = ["/", "/etc", "/home", "/mnt", "/tmp", "/var", "/root", "/home/user", "/home/ubuntu"];
        // Where the others took all there is, it begins without its texts.
        let mut lay = |path: &str, entry| self.put(path, entry).unwrap_or_default();
        for path in folders {
            let owner = path.strip_prefix("/home/").unwrap_or("root");
            let mode = if path == "/tmp" { 0o1777 } else { 0o755 };
            lay(path, Entry { contents: None, mode, owner: owner.to_owned(), modified: look.booted });
        }
        let text = |text: String| Entry {
            contents: Some(text.into_bytes()),
            mode: 0o644,
            owner: "root".to_owned(),
            modified: look.booted,
        };
        lay("/etc/hostname", text(format!("{}\n", look.name)));
        lay("/etc/os-release", text(format!("PRETTY_NAME=\"{}\"\nNAME=\"Voltdeck sandbox\"\n", look.system)));
        for home in ["/home/user", "/home/ubuntu", "/root"] {
            let owner = home.rsplit('/').next().unwrap_or_default().to_owned();
            lay(&format!("{home}/README.txt"), Entry { owner, ..text(README.to_owned()) });
        }
        let train = Entry { owner: "user".to_owned(), ..text(TRAIN.to_owned()) };
        lay("/home/user/train.py", train);
    }

    fn put(&mut self, path: &str, entry: Entry) -> Done {
        self.room.take(entry.contents.as_ref().map_or(0, Vec::len))?;
        if let Some(gone) = self.entries.insert(path.to_owned(), entry) {
            self.room.give_back(gone.contents.map_or(0, |contents| contents.len()));
        }
        Ok(())
    }

    pub fn stat(&self, path: &str) -> Done<Stat> {
        self.entry(path).map(Entry::stat)
    }

    fn entry(&self, path: &str) -> Done<&Entry> {
        if let Some(entry) = self.entries.get(path) {
            return Ok(entry);
        }
        let is_through_file = self.entries.get(parent(path)).is_some_and(|entry| !entry.is_folder());
        Err(if is_through_file { Trouble::NotFolder } else { Trouble::Missing })
    }

    /// What is in a folder, by name.
    pub fn list(&self, path: &str) -> Done<Vec<(String, Stat)>> {
        if !self.entry(path)?.is_folder() {
            return Err(Trouble::NotFolder);
        }
        let inside = self.below(path).filter(|(found, _)| parent(found) == path);
        Ok(inside.map(|(found, entry)| (name(found).to_owned(), entry.stat())).collect())
    }

    fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a String, &'a Entry)> {
        let prefix = if path == "/" { "/".to_owned() } else { format!("{path}/") };
        let from = self.entries.range::<String, _>((Bound::Excluded(&prefix), Bound::Unbounded));
        from.take_while(move |(found, _)| found.starts_with(&prefix)).collect::<Vec<_>>().into_iter()
    }

    /// A part of a file; empty at its end.
    pub fn read(&self, path: &str, from: usize, length: usize) -> Done<&[u8]> {
        let contents = self.entry(path)?.contents.as_ref().ok_or(Trouble::IsFolder)?;
        let from = from.min(contents.len());
        Ok(&contents[from..from.saturating_add(length).min(contents.len())])
    }

    pub fn whole(&self, path: &str) -> Done<Vec<u8>> {
        self.read(path, 0, usize::MAX).map(<[u8]>::to_vec)
    }

    /// Opens a file to write to: makes it where it is missing, empties it where it is to be afresh.
    pub fn create(&mut self, user: &str, path: &str, afresh: bool, must_be_new: bool) -> Done {
        match self.entries.get_mut(path) {
            Some(_) if must_be_new => return Err(Trouble::Exists),
            Some(entry) if entry.is_folder() => return Err(Trouble::IsFolder),
            Some(entry) => {
                allow(user, entry)?;
                if afresh {
                    self.room.give_back(entry.contents.replace(Vec::new()).map_or(0, |contents| contents.len()));
                    entry.modified = self.now;
                }
                return Ok(());
            }
            None => {}
        }
        self.room_for(user, path)?;
        let entry = Entry { contents: Some(Vec::new()), mode: 0o644, owner: user.to_owned(), modified: self.now };
        self.put(path, entry)
    }

    /// Whether something may be added there.
    fn room_for(&self, user: &str, path: &str) -> Done {
        if path.len() > LONGEST_PATH || name(path).len() > LONGEST_NAME {
            return Err(Trouble::TooLong);
        }
        let folder = self.entry(parent(path))?;
        if !folder.is_folder() {
            return Err(Trouble::NotFolder);
        }
        if folder.mode & 0o1000 == 0 {
            allow(user, folder)?;
        }
        if self.entries.len() >= ENTRIES { Err(Trouble::Full) } else { Ok(()) }
    }

    /// Writes at a place; what lies between the end and it is zeros.
    pub fn write(&mut self, user: &str, path: &str, from: usize, bytes: &[u8]) -> Done {
        self.entry(path)?;
        let Some(entry) = self.entries.get_mut(path) else { return Err(Trouble::Missing) };
        allow(user, entry)?;
        let contents = entry.contents.as_mut().ok_or(Trouble::IsFolder)?;
        let end = from.checked_add(bytes.len()).ok_or(Trouble::Full)?;
        let grows = end.saturating_sub(contents.len());
        self.room.take(grows)?;
        contents.resize(contents.len() + grows, 0);
        contents[from..end].copy_from_slice(bytes);
        entry.modified = self.now;
        Ok(())
    }

    pub fn append(&mut self, user: &str, path: &str, bytes: &[u8]) -> Done {
        let end = self.entry(path)?.contents.as_ref().map_or(0, Vec::len);
        self.write(user, path, end, bytes)
    }

    /// Cuts or lengthens a file.
    pub fn resize(&mut self, user: &str, path: &str, length: usize) -> Done {
        self.entry(path)?;
        let Some(entry) = self.entries.get_mut(path) else { return Err(Trouble::Missing) };
        allow(user, entry)?;
        let contents = entry.contents.as_mut().ok_or(Trouble::IsFolder)?;
        self.room.take(length.saturating_sub(contents.len()))?;
        self.room.give_back(contents.len().saturating_sub(length));
        contents.resize(length, 0);
        entry.modified = self.now;
        Ok(())
    }

    pub fn make_folder(&mut self, user: &str, path: &str) -> Done {
        if self.entries.contains_key(path) {
            return Err(Trouble::Exists);
        }
        self.room_for(user, path)?;
        let entry = Entry { contents: None, mode: 0o755, owner: user.to_owned(), modified: self.now };
        self.put(path, entry)
    }

    /// Removes a file, or a folder that is empty.
    pub fn remove(&mut self, user: &str, path: &str, folder: bool) -> Done {
        let entry = self.entry(path)?;
        match (entry.is_folder(), folder) {
            (true, false) => return Err(Trouble::IsFolder),
            (false, true) => return Err(Trouble::NotFolder),
            _ => {}
        }
        if self.below(path).next().is_some() {
            return Err(Trouble::NotEmpty);
        }
        self.may_leave(user, path)?;
        if let Some(gone) = self.entries.remove(path) {
            self.room.give_back(gone.contents.map_or(0, |contents| contents.len()));
        }
        Ok(())
    }

    /// Whether a user may take something out of its folder.
    fn may_leave(&self, user: &str, path: &str) -> Done {
        let folder = self.entry(parent(path))?;
        let is_sticky = folder.mode & 0o1000 != 0;
        allow(user, if is_sticky { self.entry(path)? } else { folder })
    }

    /// Gives something another path; a file that is there is replaced only where that was asked for.
    pub fn rename(&mut self, user: &str, from: &str, to: &str, replace: bool) -> Done {
        let is_folder = self.entry(from)?.is_folder();
        if from == to {
            return Ok(());
        }
        if to.starts_with(&format!("{from}/")) {
            return Err(Trouble::Denied);
        }
        self.may_leave(user, from)?;
        match self.entries.get(to) {
            Some(_) if !replace => return Err(Trouble::Exists),
            Some(_) => self.remove(user, to, is_folder)?,
            None => self.room_for(user, to)?,
        }
        let moved: Vec<String> = self.below(from).map(|(path, _)| path.clone()).chain([from.to_owned()]).collect();
        for path in moved {
            if let Some(entry) = self.entries.remove(&path) {
                self.entries.insert(format!("{to}{}", &path[from.len()..]), entry);
            }
        }
        Ok(())
    }

    /// Removes something with all that is in it.
    pub fn remove_all(&mut self, user: &str, path: &str) -> Done {
        self.entry(path)?;
        let below: Vec<String> = self.below(path).map(|(path, _)| path.clone()).collect();
        // The deepest first: each folder is empty when its turn comes.
        for inside in below.iter().rev() {
            let is_folder = self.entry(inside)?.is_folder();
            self.remove(user, inside, is_folder)?;
        }
        let is_folder = self.entry(path)?.is_folder();
        self.remove(user, path, is_folder)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Bytes that are used, and all there are.
    pub fn room(&self) -> (usize, usize) {
        self.room.told()
    }

    /// Sets what is given of mode and time.
    pub fn mark(&mut self, user: &str, path: &str, mode: Option<u32>, modified: Option<DateTime<Utc>>) -> Done {
        self.entry(path)?;
        let Some(entry) = self.entries.get_mut(path) else { return Err(Trouble::Missing) };
        allow(user, entry)?;
        entry.mode = mode.map_or(entry.mode, |mode| mode & 0o7777);
        entry.modified = modified.unwrap_or(entry.modified);
        Ok(())
    }
}

fn allow(user: &str, entry: &Entry) -> Done {
    if user == "root" || entry.owner == user { Ok(()) } else { Err(Trouble::Denied) }
}

const README: &str = "This is a stand-in of Voltdeck's sandbox, not a computer.

It answers as a machine with GPUs would, so that you can try Voltdeck with no account and at no cost.
Nothing here computes anything, and what you put here is gone when the sandbox ends.
Type help for what it knows.
";

const TRAIN: &str = "# What the stand-in's nvidia-smi pretends to run.
print(\"This machine is a stand-in: it has no Python.\")
";
