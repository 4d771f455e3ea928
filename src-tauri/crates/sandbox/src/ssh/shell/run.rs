//! The shell at work: lists run one after the other, words get their values, output goes where it was sent.

mod values;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::io::{Input, Io, Sink};
use super::parse::{self, AndOr, Command, List, Part, Pipeline, Redirect, Target, What, Word};
use super::programs;
use super::state::{Ended, Later, Shell, Stop};
use crate::lock::lock;
use crate::ssh::disk::resolve;

/// Between two rounds of a loop, so that one that does nothing costs nothing.
const BREATH: Duration = Duration::from_millis(2);
/// Functions that call functions.
const DEEPEST: usize = 20;

impl Shell {
    /// Runs a text; what cannot be read is said, and ends it with 2.
    pub async fn script(&mut self, text: &str, io: &Io, name: &str) -> Ended {
        name.clone_into(&mut self.name);
        match parse::parse(text) {
            Ok(list) => self.list(&list, io).await,
            Err(problem) => {
                io.err.write(format!("{name}: {problem}\n").as_bytes()).await?;
                Ok(2)
            }
        }
    }

    fn list<'a>(&'a mut self, list: &'a List, io: &'a Io) -> Later<'a> {
        Box::pin(async move {
            for and_or in list {
                self.and_or(and_or, io).await?;
            }
            Ok(self.last)
        })
    }

    async fn and_or(&mut self, and_or: &AndOr, io: &Io) -> Ended {
        self.pipeline(&and_or.first, io).await?;
        for (and, pipeline) in &and_or.rest {
            if (self.last == 0) == *and {
                self.pipeline(pipeline, io).await?;
            }
        }
        Ok(self.last)
    }

    async fn pipeline(&mut self, pipeline: &Pipeline, io: &Io) -> Ended {
        let mut input = io.input.clone();
        let last = pipeline.commands.len().saturating_sub(1);
        for (index, command) in pipeline.commands.iter().enumerate() {
            if index == last {
                let io = Io { input, ..io.clone() };
                // Alone it is this shell's own; behind a pipe it is another shell's, which may end without this one.
                self.last =
                    if last == 0 { self.command(command, &io).await? } else { self.apart(command, &io).await? };
                break;
            }
            let (out, kept) = Sink::buffer();
            self.apart(command, &Io { input, out, err: io.err.clone() }).await?;
            input = Input::bytes(std::mem::take(&mut *lock(&kept)));
        }
        if pipeline.negated {
            self.last = u8::from(self.last == 0);
        }
        Ok(self.last)
    }

    /// In a shell of its own.
    fn apart<'a>(&self, command: &'a Command, io: &'a Io) -> Later<'a> {
        let mut shell = self.clone();
        Box::pin(async move {
            match shell.command(command, io).await {
                Err(Stop::Exit(code)) => Ok(code),
                ended => ended,
            }
        })
    }

    async fn command(&mut self, command: &Command, io: &Io) -> Ended {
        let mut io = io.clone();
        let mut files = Vec::new();
        for redirect in &command.redirects {
            if let Err(problem) = self.redirect(redirect, &mut io, &mut files).await? {
                io.err.write(format!("{}: {problem}\n", self.name).as_bytes()).await?;
                return Ok(1);
            }
        }
        let ended = self.what(&command.what, &io).await;
        for (path, kept) in files {
            let bytes = std::mem::take(&mut *lock(&kept));
            let written = self.machine.disk().append(&self.user, &path, &bytes);
            if let Err(trouble) = written {
                io.err.write(format!("{}: {path}: {trouble}\n", self.name).as_bytes()).await?;
                return Ok(1);
            }
        }
        ended
    }

    /// Moves one of the three; the outer error is the session's end, the inner one is said.
    async fn redirect(
        &mut self,
        redirect: &Redirect,
        io: &mut Io,
        files: &mut Files,
    ) -> Result<Result<(), String>, Stop> {
        let sink = match &redirect.to {
            Target::Fd(1) => io.out.clone(),
            Target::Fd(_) => io.err.clone(),
            Target::Read(word) => {
                let path = self.path(word).await?;
                if path == "/dev/null" {
                    io.input = Input::Nothing;
                    return Ok(Ok(()));
                }
                return Ok(match self.machine.disk().whole(&path) {
                    Ok(bytes) => {
                        io.input = Input::bytes(bytes);
                        Ok(())
                    }
                    Err(trouble) => Err(format!("{path}: {trouble}")),
                });
            }
            Target::Write(word) | Target::Append(word) => {
                let path = self.path(word).await?;
                if path == "/dev/null" {
                    Sink::Nowhere
                } else {
                    let afresh = matches!(redirect.to, Target::Write(_));
                    if let Err(trouble) = self.machine.disk().create(&self.user, &path, afresh, false) {
                        return Ok(Err(format!("{path}: {trouble}")));
                    }
                    let (sink, kept) = Sink::buffer();
                    files.push((path, kept));
                    sink
                }
            }
        };
        match redirect.fd {
            2 => io.err = sink,
            _ => io.out = sink,
        }
        Ok(Ok(()))
    }

    async fn path(&mut self, word: &Word) -> Result<String, Stop> {
        let words = self.words(std::slice::from_ref(word)).await?;
        Ok(resolve(&self.folder, words.first().map_or("", String::as_str)))
    }

    fn what<'a>(&'a mut self, what: &'a What, io: &'a Io) -> Later<'a> {
        Box::pin(async move {
            match what {
                What::Simple { assignments, words } => {
                    let words = self.words(words).await?;
                    for (name, word) in assignments {
                        let value = self.words(std::slice::from_ref(word)).await?.join(" ");
                        self.variables.insert(name.clone(), value);
                    }
                    let Some(name) = words.first() else {
                        // What a command in an assignment came to is what the assignment comes to.
                        let mut parts = assignments.iter().flat_map(|(_, word)| word);
                        return Ok(if parts.any(|part| matches!(part, Part::Output(..))) { self.last } else { 0 });
                    };
                    match self.functions.get(name).cloned() {
                        Some(body) => self.call(&body, words, io).await,
                        None => programs::run(self, words, io).await,
                    }
                }
                What::Group(list) => self.list(list, io).await,
                What::Function { name, body } => {
                    self.functions.insert(name.clone(), body.clone());
                    Ok(0)
                }
                What::Apart(list) => match self.clone().list(list, io).await {
                    Err(Stop::Exit(code)) => Ok(code),
                    ended => ended,
                },
                What::While { until, condition, body } => {
                    let mut code = 0;
                    while (self.list(condition, io).await? == 0) != *until {
                        tokio::time::sleep(BREATH).await;
                        match self.list(body, io).await {
                            Ok(ended) => code = ended,
                            Err(Stop::Break) => break,
                            Err(Stop::Continue) => {}
                            Err(stop) => return Err(stop),
                        }
                    }
                    self.last = code;
                    Ok(code)
                }
                What::For { name, values, body } => {
                    let mut code = 0;
                    for value in self.words(values).await? {
                        self.variables.insert(name.clone(), value);
                        match self.list(body, io).await {
                            Ok(ended) => code = ended,
                            Err(Stop::Break) => break,
                            Err(Stop::Continue) => {}
                            Err(stop) => return Err(stop),
                        }
                    }
                    Ok(code)
                }
                What::If { branches, otherwise } => {
                    for (condition, then) in branches {
                        if self.list(condition, io).await? == 0 {
                            return self.list(then, io).await;
                        }
                    }
                    match otherwise {
                        Some(list) => self.list(list, io).await,
                        None => Ok(0),
                    }
                }
            }
        })
    }

    /// Runs a function with these words, the first of which is its name.
    async fn call(&mut self, body: &Command, words: Vec<String>, io: &Io) -> Ended {
        if self.depth >= DEEPEST {
            io.err.write(format!("{}: {}: this stand-in calls no deeper\n", self.name, words[0]).as_bytes()).await?;
            return Ok(1);
        }
        self.depth += 1;
        let before = std::mem::replace(&mut self.arguments, words[1..].to_vec());
        let ended = self.command(body, io).await;
        self.arguments = before;
        self.depth -= 1;
        ended
    }
}

type Files = Vec<(String, Arc<Mutex<Vec<u8>>>)>;
