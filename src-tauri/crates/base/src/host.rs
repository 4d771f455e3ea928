//! What core takes from the place it runs in.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use crate::computer::{Computer, NoComputer};
use crate::notices::Notice;
use voltdeck_contract::{Event, Link};

/// Why a secret could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no keychain on this system; the text says why.
    #[error("{0}")]
    NoKeychain(String),
    /// There is one, but it is locked, refused or did not answer in time.
    #[error("{0}")]
    Unavailable(String),
}

/// The keychain. Calls may take seconds (a prompt), so they are async and have their own time limit.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// Keep a secret under an account name.
    async fn set(&self, account: &str, secret: Zeroizing<String>) -> Result<(), SecretError>;
    /// Read it; `None` where there is none.
    async fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, SecretError>;
    /// Remove it; fine where there is none.
    async fn delete(&self, account: &str) -> Result<(), SecretError>;
    /// Whether it must be unlocked by the person before anything can be read, asked without asking the person; `None` where
    /// the system does not tell.
    async fn is_locked(&self) -> Option<bool> {
        None
    }
}

/// Where the sandbox listens.
#[derive(Clone)]
pub struct SandboxEndpoint {
    /// Base URL on loopback.
    pub base_url: String,
    /// Its token.
    pub token: Zeroizing<String>,
}

/// What a person chooses in the system's own dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choose {
    /// One file or more.
    Files,
    /// A folder that is there.
    Folder,
}

/// The desktop, the web host, or a test.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// The wall clock. Waiting is done with `tokio::time`, which tests pause.
    fn now(&self) -> DateTime<Utc>;
    /// The keychain.
    fn secrets(&self) -> &dyn Secrets;
    /// Tell every window that something changed.
    fn emit(&self, event: Event);
    /// Folder for the store.
    fn data_dir(&self) -> PathBuf;
    /// Whether no other program can have the store open: the lock of its folder is ours.
    fn has_store_alone(&self) -> bool {
        true
    }
    /// Base URL offered for the provider.
    fn default_base_url(&self) -> String;
    /// Whether an SSH server answers with its banner within the time.
    async fn probe_ssh(&self, host: &str, port: u16, limit: Duration) -> bool;
    /// Put text on the clipboard.
    fn copy(&self, text: &str) -> Result<(), String>;
    /// Open a link in the system's browser.
    fn open(&self, link: Link) -> Result<(), String>;
    /// Open a page at a port on loopback in the system's browser: the near end of a tunnel, with a path and query that may
    /// sign in there, and so are a secret.
    fn open_page(&self, _port: u16, _page: &str) -> Result<(), String> {
        Err("Nothing here opens pages.".into())
    }
    /// Open a file or folder that was written for the person, with the program that the system has for it.
    fn open_path(&self, _path: &Path) -> Result<(), String> {
        Err("Nothing here opens files.".into())
    }
    /// Has the person choose in the system's own dialog. None where they chose nothing.
    async fn choose(&self, _what: Choose) -> Result<Vec<PathBuf>, String> {
        Err("Nothing here opens a dialog for files.".into())
    }
    /// What was last dropped on the window, once.
    fn take_dropped(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    /// Start the sandbox once, or say where it listens.
    async fn sandbox(&self) -> Result<SandboxEndpoint, String>;
    /// A moment on the clock at this computer's wall.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc()
    }
    /// Hand a notice to the system; why it did not take it.
    async fn notify(&self, notice: Notice) -> Result<(), String>;
    /// Whether there is a tray in which a person sees our icon, so that a window can go there.
    fn has_tray(&self) -> bool {
        false
    }
    /// Whether Voltdeck starts at login; `None` where this cannot be set.
    fn starts_at_login(&self) -> Option<bool> {
        None
    }
    /// Has Voltdeck started at login, with no window, or not any more; why that failed.
    fn set_start_at_login(&self, _on: bool) -> Result<(), String> {
        Err("Nothing here starts at login.".into())
    }
    /// Programs, ports and the home folder of the computer.
    fn computer(&self) -> &dyn Computer {
        &NoComputer
    }
    /// Answers requests in this process instead of the network: only tests do.
    fn transport(&self) -> Option<voltagepark::BoxTransport> {
        None
    }
}

/// Whether an SSH server answers with its banner within the time. For hosts, which are what has a network: core asks
/// them by [`Host::probe_ssh`] and never calls this.
pub async fn ssh_answers(host: &str, port: u16, limit: Duration) -> bool {
    let banner = async {
        let mut stream = TcpStream::connect((host, port)).await.ok()?;
        let mut start = [0_u8; 4];
        stream.read_exact(&mut start).await.ok()?;
        Some(start)
    };
    matches!(tokio::time::timeout(limit, banner).await, Ok(Some(start)) if &start == b"SSH-")
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;
    use tokio::time::Instant;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(300);

    /// Whether it is taken for an SSH server: something that says this and then holds the line, or hangs up.
    async fn is_ssh(says: &'static str, holds: bool) -> bool {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(says.as_bytes()).await.unwrap();
            if holds {
                std::future::pending::<()>().await;
            }
        });
        let answers = ssh_answers("127.0.0.1", port, LIMIT).await;
        server.abort();
        answers
    }

    #[tokio::test]
    async fn only_the_banner_of_ssh_is_an_answer() {
        assert!(is_ssh("SSH-2.0-OpenSSH_9.6\r\n", true).await);
        assert!(is_ssh("SSH-2.0-dropbear\r\n", false).await);
        for says in ["HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail ESMTP\r\n", "ssh-2.0\r\n", "SSH", ""] {
            assert!(!is_ssh(says, false).await, "{says:?}");
        }
    }

    #[tokio::test]
    async fn what_accepts_and_says_nothing_is_given_up_in_time() {
        for says in ["", "SSH"] {
            let begun = Instant::now();
            assert!(!is_ssh(says, true).await, "{says:?}");
            assert!((LIMIT..LIMIT * 10).contains(&begun.elapsed()), "{:?}", begun.elapsed());
        }
    }

    #[tokio::test]
    async fn where_nothing_listens_nothing_answers() {
        let port = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port();
        assert!(!ssh_answers("127.0.0.1", port, LIMIT).await);
    }
}
