//! Files by SFTP, which scp speaks too: the machine's disk, as its user may see and change it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use russh::Channel;
use russh::server::Msg;
use russh_sftp::extensions::LimitsExtension;
use russh_sftp::protocol::{
    Attrs, Data, ExtendedReply, File, FileAttributes, Handle, Name, OpenFlags, Packet, Status, StatusCode, Version,
};
use russh_sftp::server::StatusReply;
use tokio::io::{AsyncWriteExt as _, copy};

use super::disk::{Stat, Trouble, home, long_line, resolve, user_id};
use super::machine::Machine;

/// Files and folders that one connection may have open.
const HANDLES: usize = 128;
/// Names in one answer about a folder.
const NAMES: usize = 100;
/// Bytes that are read or written by one request.
const LARGEST: u32 = 128 * 1024;
const BUFFER: usize = 64 * 1024;

/// Serves a channel until its other end is done.
pub async fn serve(channel: Channel<Msg>, machine: Machine, user: String) {
    let (mut read, write) = channel.split();
    let (near, far) = tokio::io::duplex(BUFFER);
    russh_sftp::server::run(far, Sftp { machine, user, open: HashMap::new(), next: 0 }).await;
    let (mut from, mut to) = tokio::io::split(near);
    let (mut reader, mut writer) = (read.make_reader(), write.make_writer());
    let asks = async {
        let _ = copy(&mut reader, &mut to).await;
        let _ = to.shutdown().await;
    };
    tokio::join!(asks, copy(&mut from, &mut writer)).1.ok();
    let _ = write.exit_status(0).await;
    let _ = write.eof().await;
    let _ = write.close().await;
}

struct Sftp {
    machine: Machine,
    user: String,
    open: HashMap<String, Open>,
    next: u64,
}

enum Open {
    File {
        path: String,
        flags: OpenFlags,
    },
    /// What is in it, and was not told yet.
    Folder(Vec<File>),
}

impl From<Trouble> for StatusReply {
    fn from(trouble: Trouble) -> Self {
        let code = match trouble {
            Trouble::Missing | Trouble::NotFolder => StatusCode::NoSuchFile,
            Trouble::Denied => StatusCode::PermissionDenied,
            _ => StatusCode::Failure,
        };
        code.with_message(trouble.to_string())
    }
}

type Done<T> = Result<T, StatusReply>;

fn done(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: "Success".to_owned(), language_tag: "en".to_owned() }
}

fn attributes(stat: &Stat) -> FileAttributes {
    let kind = if stat.is_folder { 0o040_000 } else { 0o100_000 };
    let modified = u32::try_from(stat.modified.timestamp()).unwrap_or_default();
    FileAttributes {
        size: Some(u64::try_from(stat.size).unwrap_or(u64::MAX)),
        uid: Some(user_id(&stat.owner)),
        gid: Some(user_id(&stat.owner)),
        permissions: Some(kind | stat.mode),
        atime: Some(modified),
        mtime: Some(modified),
        ..FileAttributes::empty()
    }
}

fn as_size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Sftp {
    fn path(&self, path: &str) -> String {
        resolve(&home(&self.user), path)
    }

    fn opened(&mut self, id: u32, open: Open) -> Done<Handle> {
        if self.open.len() >= HANDLES {
            return Err(StatusCode::Failure.with_message("Too many open files"));
        }
        self.next += 1;
        let handle = self.next.to_string();
        self.open.insert(handle.clone(), open);
        Ok(Handle { id, handle })
    }

    fn file(&self, handle: &str) -> Done<(String, OpenFlags)> {
        match self.open.get(handle) {
            Some(Open::File { path, flags }) => Ok((path.clone(), *flags)),
            _ => Err(StatusCode::Failure.with_message("Bad file descriptor")),
        }
    }

    fn told(&self, id: u32, path: &str) -> Done<Attrs> {
        let stat = self.machine.disk().stat(path)?;
        Ok(Attrs { id, attrs: attributes(&stat) })
    }

    fn set(&self, id: u32, path: &str, attributes: &FileAttributes) -> Done<Status> {
        let mut disk = self.machine.disk();
        if let Some(size) = attributes.size {
            disk.resize(&self.user, path, as_size(size))?;
        }
        let modified = attributes.mtime.and_then(|at| DateTime::<Utc>::from_timestamp(at.into(), 0));
        disk.mark(&self.user, path, attributes.permissions, modified)?;
        Ok(done(id))
    }
}

impl russh_sftp::server::Handler for Sftp {
    type Error = StatusReply;

    fn unimplemented(&self) -> Self::Error {
        StatusCode::OpUnsupported.into()
    }

    async fn init(&mut self, _version: u32, _extensions: HashMap<String, String>) -> Done<Version> {
        let known = ["posix-rename@openssh.com", "fsync@openssh.com", "limits@openssh.com"];
        let extensions = known.map(|name| (name.to_owned(), "1".to_owned())).into();
        Ok(Version { extensions, ..Version::new() })
    }

    async fn open(&mut self, id: u32, filename: String, flags: OpenFlags, attrs: FileAttributes) -> Done<Handle> {
        let path = self.path(&filename);
        {
            let mut disk = self.machine.disk();
            let is_new = disk.stat(&path).is_err();
            if flags.contains(OpenFlags::CREATE) {
                let (afresh, new) = (flags.contains(OpenFlags::TRUNCATE), flags.contains(OpenFlags::EXCLUDE));
                disk.create(&self.user, &path, afresh, new)?;
                if is_new && let Some(mode) = attrs.permissions {
                    disk.mark(&self.user, &path, Some(mode), None)?;
                }
            } else if disk.stat(&path)?.is_folder {
                return Err(Trouble::IsFolder.into());
            } else if flags.contains(OpenFlags::TRUNCATE) {
                disk.resize(&self.user, &path, 0)?;
            }
        }
        self.opened(id, Open::File { path, flags })
    }

    async fn close(&mut self, id: u32, handle: String) -> Done<Status> {
        self.open.remove(&handle).map(|_| done(id)).ok_or_else(|| StatusCode::Failure.into())
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, len: u32) -> Done<Data> {
        let (path, _) = self.file(&handle)?;
        let length = usize::try_from(len.min(LARGEST)).unwrap_or_default();
        let data = self.machine.disk().read(&path, as_size(offset), length)?.to_vec();
        if data.is_empty() { Err(StatusCode::Eof.into()) } else { Ok(Data { id, data }) }
    }

    async fn write(&mut self, id: u32, handle: String, offset: u64, data: Vec<u8>) -> Done<Status> {
        let (path, flags) = self.file(&handle)?;
        if !flags.contains(OpenFlags::WRITE) {
            return Err(Trouble::Denied.into());
        }
        let mut disk = self.machine.disk();
        if flags.contains(OpenFlags::APPEND) {
            disk.append(&self.user, &path, &data)?;
        } else {
            disk.write(&self.user, &path, as_size(offset), &data)?;
        }
        Ok(done(id))
    }

    async fn lstat(&mut self, id: u32, path: String) -> Done<Attrs> {
        self.told(id, &self.path(&path))
    }

    async fn stat(&mut self, id: u32, path: String) -> Done<Attrs> {
        self.told(id, &self.path(&path))
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Done<Attrs> {
        self.told(id, &self.file(&handle)?.0)
    }

    async fn setstat(&mut self, id: u32, path: String, attrs: FileAttributes) -> Done<Status> {
        self.set(id, &self.path(&path), &attrs)
    }

    async fn fsetstat(&mut self, id: u32, handle: String, attrs: FileAttributes) -> Done<Status> {
        self.set(id, &self.file(&handle)?.0, &attrs)
    }

    async fn opendir(&mut self, id: u32, path: String) -> Done<Handle> {
        let path = self.path(&path);
        let inside = {
            let disk = self.machine.disk();
            let itself = [(".".to_owned(), disk.stat(&path)?), ("..".to_owned(), disk.stat(&path)?)];
            itself.into_iter().chain(disk.list(&path)?).collect::<Vec<_>>()
        };
        let files = inside.into_iter().map(|(filename, stat)| File {
            longname: long_line(&filename, &stat),
            attrs: attributes(&stat),
            filename,
        });
        // The last is told first when they are taken off the end.
        self.opened(id, Open::Folder(files.rev().collect()))
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Done<Name> {
        let Some(Open::Folder(left)) = self.open.get_mut(&handle) else {
            return Err(StatusCode::Failure.with_message("Bad file descriptor"));
        };
        if left.is_empty() {
            return Err(StatusCode::Eof.into());
        }
        let files = left.split_off(left.len().saturating_sub(NAMES));
        Ok(Name { id, files: files.into_iter().rev().collect() })
    }

    async fn remove(&mut self, id: u32, filename: String) -> Done<Status> {
        self.machine.disk().remove(&self.user, &self.path(&filename), false)?;
        Ok(done(id))
    }

    async fn mkdir(&mut self, id: u32, path: String, _attrs: FileAttributes) -> Done<Status> {
        self.machine.disk().make_folder(&self.user, &self.path(&path))?;
        Ok(done(id))
    }

    async fn rmdir(&mut self, id: u32, path: String) -> Done<Status> {
        self.machine.disk().remove(&self.user, &self.path(&path), true)?;
        Ok(done(id))
    }

    async fn realpath(&mut self, id: u32, path: String) -> Done<Name> {
        Ok(Name { id, files: vec![File::dummy(self.path(&path))] })
    }

    async fn rename(&mut self, id: u32, oldpath: String, newpath: String) -> Done<Status> {
        self.machine.disk().rename(&self.user, &self.path(&oldpath), &self.path(&newpath), false)?;
        Ok(done(id))
    }

    async fn extended(&mut self, id: u32, request: String, data: Vec<u8>) -> Done<Packet> {
        match request.as_str() {
            "posix-rename@openssh.com" => {
                let mut words = strings(&data).into_iter();
                let (Some(from), Some(to)) = (words.next(), words.next()) else {
                    return Err(StatusCode::BadMessage.into());
                };
                self.machine.disk().rename(&self.user, &self.path(&from), &self.path(&to), true)?;
                Ok(Packet::Status(done(id)))
            }
            "fsync@openssh.com" => Ok(Packet::Status(done(id))),
            "limits@openssh.com" => {
                let largest = u64::from(LARGEST);
                let limits = LimitsExtension {
                    max_packet_len: 2 * largest,
                    max_read_len: largest,
                    max_write_len: largest,
                    max_open_handles: u64::try_from(HANDLES).unwrap_or_default(),
                };
                let data = russh_sftp::ser::to_bytes(&limits).map_err(|_| StatusReply::from(StatusCode::Failure))?;
                Ok(Packet::ExtendedReply(ExtendedReply { id, data: data.to_vec() }))
            }
            _ => Err(StatusCode::OpUnsupported.into()),
        }
    }
}

/// Texts with their length before them.
fn strings(mut bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some(text) = rest.get(..length) else { break };
        found.push(String::from_utf8_lossy(text).into_owned());
        bytes = &rest[length..];
    }
    found
}
