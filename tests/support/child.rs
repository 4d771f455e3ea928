//! A program that a test started, ended by its own process id when the test is over, be it by a panic.

use std::io;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(3);

/// A running program.
pub(crate) struct Kept {
    name: &'static str,
    child: Child,
}

impl Kept {
    /// Starts it.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Self {
        let child = command.spawn().unwrap_or_else(|error| panic!("{name} could not be started: {error}"));
        Self { name, child }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it reads and writes, as far as it was piped.
    pub(crate) fn pipes(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn end(&mut self) -> io::Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        // Asked first: a display that is killed leaves its lock file behind.
        ask_to_end(self.id());
        let since = Instant::now();
        while since.elapsed() < GRACE {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("{} could not be ended: {error}", self.name);
        }
    }
}

/// The processes that one process started, while it runs.
pub(crate) fn children_of(id: u32) -> Vec<u32> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{id}/task")) else { return Vec::new() };
    tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// Whether a process runs; one that has ended and is not yet collected does not.
pub(crate) fn runs(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat"))
        .is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| !rest.trim_start().starts_with('Z')))
}

/// Asks one process to end.
pub(crate) fn ask_to_end(id: u32) {
    signal("-TERM", id);
}

/// Ends one process at once, as a crash would.
pub(crate) fn end_at_once(id: u32) {
    signal("-KILL", id);
}

fn signal(which: &str, id: u32) {
    // It may be gone by now, which is what was wanted.
    let _ = Command::new("kill").args([which, &id.to_string()]).stderr(Stdio::null()).status();
}
