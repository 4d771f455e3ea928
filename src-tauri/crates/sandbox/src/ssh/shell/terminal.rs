//! The shell that a person types in: a prompt, a line that can be mended, `^C` and `^D`, the lines before.

use std::collections::VecDeque;

use russh::{ChannelMsg, ChannelReadHalf};

use super::io::{Input, Io, Sink};
use super::programs::HELP;
use super::state::{Ended, Shell, Stop};
use crate::ssh::disk::home;

/// Longer lines are not taken.
const LONGEST: usize = 8 * 1024;
/// So many lines are remembered.
const REMEMBERED: usize = 100;

const INTERRUPT: u8 = 3;
const END: u8 = 4;
const CLEAR: u8 = 12;
const KILL: u8 = 21;
const ESCAPE: u8 = 27;

/// What somebody types.
struct Keys {
    half: ChannelReadHalf,
    typed: VecDeque<u8>,
}

impl Keys {
    /// The next byte; `None` where nobody is there any more. Dropped while it waits, it loses nothing.
    async fn next(&mut self) -> Option<u8> {
        loop {
            if let Some(byte) = self.typed.pop_front() {
                return Some(byte);
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Option<()> {
        match self.half.wait().await? {
            ChannelMsg::Data { data } => self.typed.extend(data),
            ChannelMsg::Close | ChannelMsg::Eof => return None,
            _ => {}
        }
        Some(())
    }

    /// Waits for `^C`, which is taken with all that was typed before it.
    async fn interrupt(&mut self) {
        loop {
            if let Some(at) = self.typed.iter().position(|byte| *byte == INTERRUPT) {
                self.typed.drain(..=at);
                return;
            }
            // Somebody who types on and on while nothing reads it loses what does not fit.
            if self.typed.len() > LONGEST {
                self.typed.clear();
            }
            if self.more().await.is_none() {
                // Nobody types any more; what runs may come to its end all the same.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// A line as it was ended.
enum Line {
    Typed(String),
    Interrupted,
    Ended,
}

pub async fn talk(shell: &mut Shell, half: ChannelReadHalf, sink: &Sink) -> Ended {
    let mut keys = Keys { half, typed: VecDeque::new() };
    let mut history = Vec::new();
    let io = Io { input: Input::Nothing, out: sink.clone(), err: sink.clone() };
    sink.write(format!("{HELP}\nType help for what it knows.\n\n").as_bytes()).await?;
    loop {
        let prompt = prompt(shell);
        sink.write(prompt.as_bytes()).await?;
        let line = match read_line(&mut keys, sink, &prompt, &history).await? {
            Line::Typed(line) => line,
            Line::Interrupted => {
                shell.last = 130;
                continue;
            }
            Line::Ended => {
                sink.write(b"logout\n").await?;
                return Ok(shell.last);
            }
        };
        if line.trim().is_empty() {
            continue;
        }
        history.push(line.clone());
        if history.len() > REMEMBERED {
            history.remove(0);
        }
        // What runs works on a copy, so that an interrupt leaves nothing half done in the shell.
        let mut running = shell.clone();
        let ended = tokio::select! {
            ended = running.script(&line, &io, "bash") => Some(ended),
            () = keys.interrupt() => None,
        };
        match ended {
            Some(Ok(code)) => {
                *shell = running;
                shell.last = code;
            }
            Some(Err(Stop::Break | Stop::Continue)) => *shell = running,
            Some(Err(stop)) => return Err(stop),
            None => {
                sink.write(b"^C\n").await?;
                shell.last = 130;
            }
        }
    }
}

/// `user@name:~$ `.
fn prompt(shell: &Shell) -> String {
    let name = shell.machine.look().map(|look| look.name).unwrap_or_default();
    let home = home(&shell.user);
    let folder = match shell.folder.strip_prefix(&home) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
        _ => shell.folder.clone(),
    };
    let mark = if shell.user == "root" { '#' } else { '$' };
    format!("{}@{name}:{folder}{mark} ", shell.user)
}

async fn read_line(keys: &mut Keys, sink: &Sink, prompt: &str, history: &[String]) -> Result<Line, Stop> {
    let mut line = Vec::new();
    let mut at = history.len();
    loop {
        let Some(byte) = keys.next().await else { return Ok(Line::Ended) };
        match byte {
            b'\r' | b'\n' => {
                sink.write(b"\n").await?;
                return Ok(Line::Typed(String::from_utf8_lossy(&line).into_owned()));
            }
            INTERRUPT => {
                sink.write(b"^C\n").await?;
                return Ok(Line::Interrupted);
            }
            END if line.is_empty() => return Ok(Line::Ended),
            8 | 127 => {
                // A letter may have several bytes: all but the first begin with the bits 10.
                while line.last().is_some_and(|byte| byte & 0xc0 == 0x80) {
                    line.pop();
                }
                if line.pop().is_some() {
                    sink.write(b"\x08 \x08").await?;
                }
            }
            KILL => show(sink, prompt, &mut line, "").await?,
            CLEAR => {
                sink.write(b"\x1b[H\x1b[2J").await?;
                let typed = String::from_utf8_lossy(&line).into_owned();
                show(sink, prompt, &mut line, &typed).await?;
            }
            ESCAPE => {
                let (bracket, key) = (keys.next().await, keys.next().await);
                at = match (bracket, key) {
                    (Some(b'[' | b'O'), Some(b'A')) => at.saturating_sub(1),
                    (Some(b'[' | b'O'), Some(b'B')) => (at + 1).min(history.len()),
                    _ => continue,
                };
                show(sink, prompt, &mut line, history.get(at).map_or("", String::as_str)).await?;
            }
            byte if byte >= 32 && line.len() < LONGEST => {
                line.push(byte);
                sink.write(&[byte]).await?;
            }
            _ => {}
        }
    }
}

/// Puts another text behind the prompt.
async fn show(sink: &Sink, prompt: &str, line: &mut Vec<u8>, text: &str) -> Result<(), Stop> {
    *line = text.as_bytes().to_vec();
    sink.write(format!("\r\x1b[K{prompt}{text}").as_bytes()).await
}
