//! What core takes from the computer it runs on: programs, ports, and the home folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncWrite};

/// The family of operating systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux, and what is like it.
    Linux,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
}

impl System {
    /// The system that this was built for.
    pub const fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Mac
        } else {
            Self::Linux
        }
    }
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ended {
    /// Its exit status; `None` where it was ended by a signal, or never told.
    pub code: Option<i32>,
    /// The end of what it wrote to its error output.
    pub said: String,
}

/// A program that was started and is watched. It ends with whoever holds it, and with Voltdeck.
#[async_trait]
pub trait Program: Send + Sync {
    /// Ends it now, without waiting.
    fn kill(&self);
    /// The next line of its output, for one that is read; `None` when there is no more, and for one that is not read. A
    /// line longer than [`LINE`] bytes is cut into several. One caller at a time.
    async fn line(&self) -> Option<String>;
    /// The next line of its error output as it comes, cut in the same way; `None` when there is no more. Lines that nobody
    /// asks for in time are left out. One caller at a time.
    async fn complaint(&self) -> Option<String>;
    /// Waits until it has ended.
    async fn ended(&self) -> Ended;
}

/// A program that is written to and read as bytes. It ends with whoever holds `program`.
pub struct Piped {
    /// What it reads.
    pub input: Box<dyn AsyncWrite + Send + Unpin>,
    /// What it writes.
    pub output: Box<dyn AsyncRead + Send + Unpin>,
    /// The program; it has no lines.
    pub program: Box<dyn Program>,
}

/// What became of a connection to a port on loopback that asked for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Nothing accepted it.
    Refused,
    /// It was accepted, and closed again before anything came.
    Closed,
    /// Something came, or it was still open when the time was over.
    Kept,
}

/// Longest line of a program's output, in bytes.
pub const LINE: usize = 16 << 10;
/// The most that [`output`] keeps, in bytes.
pub const OUTPUT: usize = 1 << 20;

/// What a program wrote that ran to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Output {
    /// Its lines, each with its end; 1 MiB at most.
    pub text: String,
    /// How it ended.
    pub end: Ended,
}

/// Runs a program to its end. It is ended where it takes longer than the limit, which is an error as well as a start that
/// fails.
pub async fn output(computer: &dyn Computer, argv: &[String], limit: Duration) -> Result<Output, String> {
    let program = computer.read(argv)?;
    let reads = async {
        let mut text = String::new();
        while let Some(line) = program.line().await {
            if text.len() + line.len() < OUTPUT {
                text.push_str(&line);
                text.push('\n');
            }
        }
        Output { text, end: program.ended().await }
    };
    let done = tokio::time::timeout(limit, reads).await;
    done.map_err(|_| {
        program.kill();
        format!("it was given {} s and did not end", limit.as_secs())
    })
}

/// Programs, ports and the home folder of a computer.
#[async_trait]
pub trait Computer: Send + Sync {
    /// Which system it is.
    fn system(&self) -> System;
    /// The home folder, if there is one.
    fn home(&self) -> Option<PathBuf>;
    /// The folder that this computer downloads to, where it tells one.
    fn downloads(&self) -> Option<PathBuf> {
        None
    }
    /// The folders into which this system installs programs, for those that are not in the search path.
    fn program_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    /// Whether it runs on its battery; `None` where that is not known, as where there is none.
    fn on_battery(&self) -> Option<bool> {
        None
    }
    /// Whether a program is there: by its name in the search path, or by its own path.
    fn has(&self, program: &Path) -> bool;
    /// Starts a program that lives on by itself. A start that fails at once is told.
    async fn start(&self, argv: &[String]) -> Result<(), String>;
    /// Starts a program and watches it.
    fn watch(&self, argv: &[String]) -> Result<Box<dyn Program>, String>;
    /// The same, and its output is read line by line.
    fn read(&self, argv: &[String]) -> Result<Box<dyn Program>, String>;
    /// The same, and it is written to and read as bytes.
    fn pipe(&self, _argv: &[String]) -> Result<Piped, String> {
        Err(NONE.into())
    }
    /// Bytes that may still be written where a path leads, where that can be told.
    fn free_space(&self, _path: &Path) -> Option<u64> {
        None
    }
    /// A free port on loopback: the wanted one or none; with 0 any.
    fn free_port(&self, wanted: u16) -> Option<u16>;
    /// Whether something accepts connections at a port on loopback.
    async fn accepts(&self, port: u16, limit: Duration) -> bool;
    /// Connects to a port on loopback, says nothing, and looks for so long what becomes of it.
    async fn holds(&self, port: u16, patience: Duration) -> Held {
        if self.accepts(port, patience).await { Held::Kept } else { Held::Refused }
    }
}

/// A host without programs of its own, as one for a browser.
pub struct NoComputer;

const NONE: &str = "programs cannot be started from here";

#[async_trait]
impl Computer for NoComputer {
    fn system(&self) -> System {
        System::here()
    }
    fn home(&self) -> Option<PathBuf> {
        None
    }
    fn has(&self, _program: &Path) -> bool {
        false
    }
    async fn start(&self, _argv: &[String]) -> Result<(), String> {
        Err(NONE.into())
    }
    fn watch(&self, _argv: &[String]) -> Result<Box<dyn Program>, String> {
        Err(NONE.into())
    }
    fn read(&self, _argv: &[String]) -> Result<Box<dyn Program>, String> {
        Err(NONE.into())
    }
    fn free_port(&self, _wanted: u16) -> Option<u16> {
        None
    }
    async fn accepts(&self, _port: u16, _limit: Duration) -> bool {
        false
    }
}
