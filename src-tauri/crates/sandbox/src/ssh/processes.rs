//! What runs on a machine, as a tree: what it started with, who is logged in, and what keeps its GPUs busy.

use std::sync::{Arc, Mutex};

use super::look::{Look, Terminal, USERS};
use super::smi;
use crate::lock::lock;

/// The SSH server, under which each connection has one of its own.
const SSHD: u32 = 600;
/// Jupyter, as `jupyter server list` tells it too.
pub const JUPYTER_PID: u32 = 1180;
/// The sandbox's own person, who is at a terminal of a busy machine: the connection, and the shell on it.
const COLLEAGUE: (u32, u32) = (2210, 2214);
/// Numbers of those who log in; what the sandbox has on a machine by itself is below.
const FIRST: u32 = 10_000;
const LAST: u32 = 4_000_000;

/// One process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub pid: u32,
    pub parent: u32,
    pub user: String,
    pub command: String,
}

/// Those who are logged in on a computer, with what they run.
#[derive(Debug, Default)]
pub struct Logins(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    running: Vec<Process>,
    last: u32,
}

/// A process for as long as it is held.
#[derive(Debug)]
pub struct Running {
    logins: Arc<Logins>,
    pub pid: u32,
}

impl Drop for Running {
    fn drop(&mut self) {
        lock(&self.logins.0).running.retain(|process| process.pid != self.pid);
    }
}

impl Logins {
    /// Has a process begin.
    fn begin(self: &Arc<Self>, parent: u32, user: &str, command: &str) -> Running {
        let mut kept = lock(&self.0);
        // No more run than there are connections, so one number is always free.
        let mut pid = kept.last.max(FIRST - 1);
        loop {
            pid = if pid >= LAST { FIRST } else { pid + 1 };
            if !kept.running.iter().any(|process| process.pid == pid) {
                break;
            }
        }
        kept.last = pid;
        kept.running.push(Process { pid, parent, user: user.to_owned(), command: command.to_owned() });
        Running { logins: self.clone(), pid }
    }

    /// A connection that was let in.
    pub fn connection(self: &Arc<Self>, user: &str) -> Running {
        self.begin(SSHD, user, "sshd")
    }

    /// What runs on a connection.
    pub fn on(self: &Arc<Self>, connection: u32, user: &str, command: &str) -> Running {
        self.begin(connection, user, command)
    }
}

/// All processes, each after its parent.
pub fn all(look: &Look, terminals: &[Terminal], logins: &Logins) -> Vec<Process> {
    let process = |pid, parent, user: &str, command: &str| {
        let (user, command) = (user.to_owned(), command.to_owned());
        Process { pid, parent, user, command }
    };
    let mut found = vec![
        process(1, 0, "root", "systemd"),
        process(2, 0, "root", "kthreadd"),
        process(3, 2, "root", "rcu_gp"),
        process(14, 2, "root", "ksoftirqd/0"),
        process(411, 1, "root", "systemd-journal"),
        process(SSHD, 1, "root", "sshd"),
    ];
    if look.jupyter.is_some() {
        found.push(process(JUPYTER_PID, 1, USERS[0], "jupyter-server"));
    }
    // Who is at the terminal with the number 0 is nobody who logged in.
    let colleague = terminals.iter().find(|terminal| terminal.number == 0);
    if let Some(Terminal { user, .. }) = colleague {
        found.push(process(COLLEAGUE.0, SSHD, user, "sshd"));
        found.push(process(COLLEAGUE.1, COLLEAGUE.0, user, "bash"));
    }
    let parent = if colleague.is_some() { COLLEAGUE.1 } else { 1 };
    found.extend(smi::processes(look).into_iter().map(|one| process(one.pid, parent, &one.user, one.command)));
    found.extend(lock(&logins.0).running.iter().cloned());
    found
}
