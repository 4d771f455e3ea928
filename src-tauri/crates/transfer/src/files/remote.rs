//! The machine's side: SFTP through the person's own `ssh`. All that it says is taken as from somebody unknown.

use std::sync::Arc;
use std::time::Duration;

use russh_sftp::client::error::Error;
use russh_sftp::client::{Config, RawSftpSession};
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, Status, StatusCode};
use voltdeck_access::connect::ssh::Ssh;
use voltdeck_base::computer::{Computer, Piped, Program};

use super::heard::{Over, heard};
use super::names;
use super::words::{self, Fault};

/// The name of SFTP among the subsystems of an SSH server.
const SFTP: &str = "sftp";
/// How long the machine may take until it speaks SFTP; logging in is part of it.
const OPENS: Duration = Duration::from_secs(60);
/// How long it may take for one answer: those in flight wait for each other on a slow line. That the line is cut is
/// noticed by `ssh` itself, and sooner.
const ANSWERS: u64 = 300;
/// How long the last words of an `ssh` that ended are waited for.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// The most that is asked for or sent at once, in bytes; what a server must take where it tells no other.
const LARGEST: u64 = 128 << 10;
const USUAL: u64 = 32 << 10;
/// The longest answer that is read, in bytes.
const LONGEST: u32 = 1 << 20;
/// The most names of one folder that are read.
const ENTRIES: usize = 100_000;

/// What something on a machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    Other,
}

/// What a machine tells of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stat {
    pub kind: Kind,
    pub version: names::Version,
    /// Permission bits.
    pub mode: u32,
}

impl From<&FileAttributes> for Stat {
    fn from(attributes: &FileAttributes) -> Self {
        let mode = attributes.permissions.unwrap_or_default();
        let kind = match mode & 0o170_000 {
            0o100_000 => Kind::File,
            0o040_000 => Kind::Folder,
            0o120_000 => Kind::Link,
            _ => Kind::Other,
        };
        let changed = i64::from(attributes.mtime.unwrap_or_default());
        Self { kind, version: names::Version { size: attributes.len(), changed }, mode: mode & 0o777 }
    }
}

/// What is done with a handle is not sure to have been done when this is dropped; the connection ends with it.
pub(super) struct Remote {
    raw: RawSftpSession,
    over: Over,
    program: Box<dyn Program>,
    ssh: Ssh,
    /// Bytes of one request.
    pub chunk: u32,
}

impl Remote {
    /// Logs in.
    pub async fn open(computer: &dyn Computer, ssh: &Ssh) -> Result<Arc<Self>, Fault> {
        let Piped { input, output, program } = computer.pipe(&ssh.subsystem(SFTP)).map_err(|reason| {
            Fault::All(format!("ssh could not be started ({reason}). Install OpenSSH, then try again."))
        })?;
        let config = Config { max_packet_len: LONGEST, request_timeout_secs: ANSWERS, ..Config::default() };
        let (output, over) = heard(output);
        let raw = RawSftpSession::new_with_config(tokio::io::join(output, input), config);
        let mut remote = Self { raw, over, program, ssh: ssh.clone(), chunk: u32::try_from(USUAL).unwrap_or(u32::MAX) };
        let hello = tokio::time::timeout(OPENS, remote.asked(remote.raw.init())).await;
        match hello {
            Ok(Ok(_)) => {}
            Ok(Err(_)) => return Err(remote.lost(false).await),
            Err(_) => {
                let words = format!("The instance did not start SFTP within {} s. Try again.", OPENS.as_secs());
                return Err(Fault::Lost(words));
            }
        }
        // A server that does not know the question takes what all must take.
        if let Ok(limits) = remote.asked(remote.raw.limits()).await {
            let told = |limit: u64| if limit == 0 { USUAL } else { limit };
            let most = told(limits.max_read_len).min(told(limits.max_write_len)).clamp(1024, LARGEST);
            remote.chunk = u32::try_from(most).unwrap_or(u32::MAX);
        }
        Ok(Arc::new(remote))
    }

    /// What tells this machine, or node, from others.
    pub fn machine(&self) -> &str {
        self.ssh.host_key()
    }

    /// The answer to a request, or that the connection is over. The library gives those up that are under way then, and one
    /// that begins just afterwards would wait for its whole time.
    async fn asked<T>(&self, request: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let over = || Err(Error::UnexpectedBehavior("the connection is over".into()));
        self.over.or(request).await.unwrap_or_else(over)
    }

    /// Why the connection is gone.
    async fn lost(&self, carried: bool) -> Fault {
        let ended = tokio::time::timeout(LAST_WORDS, self.program.ended()).await;
        let said = ended.map(|ended| ended.said).unwrap_or_default();
        Fault::Lost(words::lost(&said, &self.ssh, carried))
    }

    /// What a fault of a request for a file means.
    async fn fault(&self, path: &str, error: Error) -> Fault {
        let name = words::named(names::split(path).1);
        match error {
            Error::Status(Status { status_code, error_message, .. }) => match status_code {
                StatusCode::NoConnection | StatusCode::ConnectionLost => self.lost(true).await,
                StatusCode::PermissionDenied => Fault::One(format!("{name}: permission denied on the instance")),
                StatusCode::NoSuchFile => Fault::One(format!("{name}: it is not on the instance")),
                _ => {
                    // OpenSSH says no more than "Failure".
                    let said = words::named(&error_message);
                    Fault::One(format!("{name}: the instance could not do it ({said})"))
                }
            },
            Error::Limited(_) => Fault::One(format!("{name}: the instance accepts no more at once")),
            _ => self.lost(true).await,
        }
    }

    async fn told<T>(&self, path: &str, answer: Result<T, Error>) -> Result<T, Fault> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.fault(path, error).await),
        }
    }

    /// The whole path; of an empty one the home folder.
    pub async fn whole(&self, path: &str) -> Result<String, Fault> {
        let asked = match path {
            "" | "~" => ".",
            // Where a session begins is the home folder.
            _ => path.strip_prefix("~/").filter(|rest| !rest.is_empty()).unwrap_or(path),
        };
        match self.asked(self.raw.realpath(asked)).await {
            Ok(told) => {
                let whole = told.files.into_iter().next().map(|file| file.filename);
                let whole = whole.filter(|whole| whole.starts_with('/'));
                whole.ok_or_else(|| Fault::All(format!("The instance does not say where {} is.", words::named(path))))
            }
            // One that is not there yet is where it is said to be.
            Err(Error::Status(status)) if status.status_code == StatusCode::NoSuchFile && asked != "." => {
                if asked.starts_with('/') {
                    return Ok(asked.trim_end_matches('/').to_owned());
                }
                Ok(names::join(&Box::pin(self.whole("")).await?, asked.trim_end_matches('/')))
            }
            Err(error) => Err(self.fault(path, error).await),
        }
    }

    /// What is at a path; `None` where nothing is. Of a link itself where `follow` is not set.
    pub async fn stat(&self, path: &str, follow: bool) -> Result<Option<Stat>, Fault> {
        let answer =
            if follow { self.asked(self.raw.stat(path)).await } else { self.asked(self.raw.lstat(path)).await };
        match answer {
            Ok(told) => Ok(Some(Stat::from(&told.attrs))),
            Err(Error::Status(status)) if status.status_code == StatusCode::NoSuchFile => Ok(None),
            Err(error) => Err(self.fault(path, error).await),
        }
    }

    /// What is in a folder, without the folder itself and the one above.
    pub async fn list(&self, path: &str) -> Result<Vec<(String, Stat)>, Fault> {
        let handle = self.told(path, self.asked(self.raw.opendir(path)).await).await?.handle;
        let mut all = Vec::new();
        let read = loop {
            match self.asked(self.raw.readdir(handle.as_str())).await {
                Ok(told) => {
                    let names = told.files.into_iter().filter(|file| file.filename != "." && file.filename != "..");
                    all.extend(names.map(|file| (file.filename, Stat::from(&file.attrs))));
                }
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => break Ok(()),
                Err(error) => break Err(self.fault(path, error).await),
            }
            if all.len() > ENTRIES {
                let words = format!("{}: it has more than {ENTRIES} entries", words::named(path));
                break Err(Fault::All(format!("{words}. Pack it into one file first, for example with tar.")));
            }
        };
        self.let_go(&handle).await;
        read?;
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(all)
    }

    /// Makes a folder. One that is there is fine.
    pub async fn make_folder(&self, path: &str, mode: Option<u32>) -> Result<(), Fault> {
        let attributes = FileAttributes { permissions: mode.map(|mode| mode | 0o700), ..FileAttributes::empty() };
        let Err(error) = self.asked(self.raw.mkdir(path, attributes)).await else { return Ok(()) };
        match self.stat(path, true).await? {
            Some(Stat { kind: Kind::Folder, .. }) => Ok(()),
            Some(_) => Err(Fault::One(words::there_already(names::split(path).1))),
            None => Err(self.fault(path, error).await),
        }
    }

    /// Bytes that may still be written where a path leads.
    pub async fn free_space(&self, path: &str) -> Option<u64> {
        let told = self.asked(self.raw.statvfs(path)).await.ok()?;
        told.blocks_avail.checked_mul(told.fragment_size)
    }

    /// Opens a file for reading.
    pub async fn open_to_read(&self, path: &str) -> Result<String, Fault> {
        let opened = self.asked(self.raw.open(path, OpenFlags::READ, FileAttributes::empty())).await;
        Ok(self.told(path, opened).await?.handle)
    }

    /// Opens a part for writing; one that is there is gone on with.
    pub async fn open_to_write(&self, path: &str, mode: u32) -> Result<String, Fault> {
        let attributes = FileAttributes { permissions: Some(mode | 0o600), ..FileAttributes::empty() };
        let opened = self.asked(self.raw.open(path, OpenFlags::WRITE | OpenFlags::CREATE, attributes)).await;
        Ok(self.told(path, opened).await?.handle)
    }

    /// What an open file is now.
    pub async fn stat_open(&self, path: &str, handle: &str) -> Result<Stat, Fault> {
        Ok(Stat::from(&self.told(path, self.asked(self.raw.fstat(handle)).await).await?.attrs))
    }

    /// Reads a piece; empty at the end.
    pub async fn read(&self, path: &str, handle: &str, offset: u64, length: u32) -> Result<Vec<u8>, Fault> {
        match self.asked(self.raw.read(handle, offset, length)).await {
            Ok(told) if told.data.len() as u64 > u64::from(length) => {
                Err(Fault::All("The instance sent more data than was asked for. None of it is kept.".into()))
            }
            Ok(told) => Ok(told.data),
            Err(Error::Status(status)) if status.status_code == StatusCode::Eof => Ok(Vec::new()),
            Err(error) => Err(self.fault(path, error).await),
        }
    }

    /// Writes a piece.
    pub async fn write(&self, path: &str, handle: &str, offset: u64, bytes: Vec<u8>) -> Result<(), Fault> {
        let length = bytes.len() as u64;
        let Err(error) = self.asked(self.raw.write(handle, offset, bytes)).await else { return Ok(()) };
        let generic = matches!(&error, Error::Status(status) if status.status_code == StatusCode::Failure);
        // The protocol has no word for a full disk.
        if generic && is_full(self.free_space(names::split(path).0).await, length) {
            return Err(words::machine_full());
        }
        Err(self.fault(path, error).await)
    }

    /// Sets permission bits and time of an open file. A machine that does not is no fault: its bytes are there.
    pub async fn set(&self, handle: &str, mode: u32, changed: i64) {
        let time = u32::try_from(changed).ok();
        let attributes =
            FileAttributes { permissions: Some(mode), atime: time, mtime: time, ..FileAttributes::empty() };
        let _ = self.asked(self.raw.fsetstat(handle, attributes)).await;
    }

    /// Closes a file; its last bytes may fail only now.
    pub async fn close(&self, path: &str, handle: &str) -> Result<(), Fault> {
        self.told(path, self.asked(self.raw.close(handle)).await).await.map(drop)
    }

    /// Closes a file of which no more is wanted, whatever comes of that: handles are few.
    pub async fn let_go(&self, handle: &str) {
        let _ = self.asked(self.raw.close(handle)).await;
    }

    /// Removes a file. One that is not there is fine.
    pub async fn remove(&self, path: &str) -> Result<(), Fault> {
        match self.asked(self.raw.remove(path)).await {
            Err(Error::Status(status)) if status.status_code == StatusCode::NoSuchFile => Ok(()),
            answer => self.told(path, answer).await.map(drop),
        }
    }

    /// Gives a part the name of its file. Without `replace` nothing that is there is written over.
    pub async fn rename(&self, part: &str, path: &str, replace: bool) -> Result<(), Fault> {
        if replace && self.rename_over(part, path).await? {
            return Ok(());
        }
        // What a rename does to a file that is there the protocol leaves to the server: OpenSSH refuses, others replace.
        if self.stat(path, false).await?.is_some() {
            if !replace {
                return Err(Fault::One(words::there_already(names::split(path).1)));
            }
            self.remove(path).await?;
        }
        self.told(path, self.asked(self.raw.rename(part, path)).await).await.map(drop)
    }

    /// The rename of POSIX, in one step; false where the server does not know it.
    async fn rename_over(&self, part: &str, path: &str) -> Result<bool, Fault> {
        let mut words = Vec::new();
        for word in [part, path] {
            words.extend(u32::try_from(word.len()).unwrap_or(u32::MAX).to_be_bytes());
            words.extend(word.as_bytes());
        }
        match self.asked(self.raw.extended("posix-rename@openssh.com", words)).await {
            Ok(Packet::Status(status)) => match status.status_code {
                StatusCode::Ok => Ok(true),
                StatusCode::OpUnsupported => Ok(false),
                _ => Err(self.fault(path, Error::Status(status)).await),
            },
            Ok(_) => Ok(false),
            Err(error) => Err(self.fault(path, error).await),
        }
    }
}

/// Whether a write failed because no room is left for it.
fn is_full(free: Option<u64>, length: u64) -> bool {
    free.is_some_and(|free| free < length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_stands_in_its_mode_and_what_has_none_is_no_file() {
        let kind = |permissions| Stat::from(&FileAttributes { permissions, ..FileAttributes::empty() }).kind;
        let modes = [0o100_755, 0o040_755, 0o120_777, 0o010_644, 0o140_755, 0o060_600].map(Some);
        let kinds = [Kind::File, Kind::Folder, Kind::Link, Kind::Other, Kind::Other, Kind::Other];
        assert_eq!(modes.map(kind), kinds);
        assert_eq!(kind(None), Kind::Other);
    }

    #[test]
    fn only_a_disk_that_says_so_is_full() {
        assert!(is_full(Some(0), 1) && is_full(Some(4095), 4096));
        assert!(!is_full(Some(4096), 4096) && !is_full(None, 4096));
    }
}
