//! Paths, what is told of a file, and what is said where something cannot be done.

use std::fmt;

use super::Stat;

/// Why something cannot be done, in the words of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Missing,
    Exists,
    Denied,
    NotFolder,
    IsFolder,
    NotEmpty,
    Full,
    TooLong,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "No such file or directory",
            Self::Exists => "File exists",
            Self::Denied => "Permission denied",
            Self::NotFolder => "Not a directory",
            Self::IsFolder => "Is a directory",
            Self::NotEmpty => "Directory not empty",
            Self::Full => "No space left on device",
            Self::TooLong => "File name too long",
        })
    }
}

/// The home folder of a user.
pub fn home(user: &str) -> String {
    if user == "root" { "/root".to_owned() } else { format!("/home/{user}") }
}

/// A path from a folder on, with no `.` and `..` in it.
pub fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { names(folder).collect() };
    for name in names(path) {
        match name {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    format!("/{}", parts.join("/"))
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// The folder that a path is in.
pub fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((parent, _)) => parent,
    }
}

/// The last name of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A line of `ls -l`, which sftp's listing has too.
pub fn long_line(name: &str, stat: &Stat) -> String {
    let mut mode = String::from(if stat.is_folder { "d" } else { "-" });
    for shift in [6, 3, 0] {
        for (bit, letter) in [(4, 'r'), (2, 'w'), (1, 'x')] {
            mode.push(if (stat.mode >> shift) & bit != 0 { letter } else { '-' });
        }
    }
    let (owner, size, modified) = (&stat.owner, stat.size, stat.modified.format("%b %e %H:%M"));
    format!("{mode} 1 {owner:<8} {owner:<8} {size:>10} {modified} {name}")
}

/// A user's number.
pub fn user_id(user: &str) -> u32 {
    match user {
        "root" => 0,
        "ubuntu" => 1001,
        _ => 1000,
    }
}
