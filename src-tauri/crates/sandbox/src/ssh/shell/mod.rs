//! What runs behind a session: a small shell that says what it is.
//!
//! It knows lists, pipes, redirections, groups, loops and conditions ([`parse`]), and the programs in [`programs`];
//! each is the part of the real one that somebody asked for, and says so where it is asked for more. `sleep` and loops
//! go by the real clock, what is told by the sandbox's.

mod io;
mod parse;
mod programs;
mod run;
mod state;
mod terminal;

use std::sync::Arc;

use russh::Channel;
use russh::server::Msg;

use super::machine::Machine;
use io::{Input, Io, Sink};
use state::{Shell, Stop};

/// What a session asked for.
pub struct Start {
    pub machine: Machine,
    pub user: String,
    /// The number of the process that carries the connection.
    pub connection: u32,
    /// `None` for a shell to type in.
    pub command: Option<String>,
}

impl Start {
    /// Runs it to its end, and closes the channel.
    pub async fn run(self, channel: Channel<Msg>, has_terminal: bool) {
        let (read, write) = channel.split();
        let write = Arc::new(write);
        let _seat = if has_terminal { self.machine.sit(&self.user) } else { None };
        let sink = |is_error| Sink::Channel { half: write.clone(), is_error, has_terminal };
        let process = self.machine.begin(self.connection, &self.user, "bash");
        let mut shell = Shell::new(self.machine, self.user, process.pid);
        let ended = match self.command {
            Some(command) => {
                let io = Io { input: Input::channel(read), out: sink(false), err: sink(true) };
                shell.script(&command, &io, "bash: line 1").await
            }
            None if has_terminal => terminal::talk(&mut shell, read, &sink(false)).await,
            None => {
                let input = Input::channel(read);
                let script = String::from_utf8_lossy(&input.all().await).into_owned();
                let io = Io { input: Input::Nothing, out: sink(false), err: sink(true) };
                shell.script(&script, &io, "bash: line 1").await
            }
        };
        let code = match ended {
            Ok(code) | Err(Stop::Exit(code)) => code,
            Err(Stop::Break | Stop::Continue) => 0,
            Err(Stop::Gone) => 255,
        };
        let _ = write.exit_status(code.into()).await;
        let _ = write.eof().await;
        let _ = write.close().await;
    }
}
