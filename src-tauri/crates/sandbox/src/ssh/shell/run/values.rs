//! The values of words.

use crate::lock::lock;
use crate::ssh::shell::io::{Input, Io, Sink};
use crate::ssh::shell::parse::{List, Part, Word};
use crate::ssh::shell::state::{Shell, Stop};

impl Shell {
    /// The values of words: what comes from a variable or a command is cut at its blanks, unless it was quoted.
    pub(super) async fn words(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut found = Vec::new();
        for word in words {
            let mut current: Option<String> = None;
            for part in word {
                if matches!(part, Part::Variable(name, true) if name == "@") {
                    let mut arguments = self.arguments.iter().cloned();
                    if let Some(first) = arguments.next() {
                        current.get_or_insert_default().push_str(&first);
                    }
                    for argument in arguments {
                        found.extend(current.replace(argument));
                    }
                    continue;
                }
                let (value, is_quoted) = match part {
                    Part::Text(text) => (text.clone(), true),
                    Part::Home => (self.variables.get("HOME").cloned().unwrap_or_default(), true),
                    Part::Variable(name, quoted) => (self.variable(name), *quoted),
                    Part::Otherwise(name, other, quoted) => match self.variable(name) {
                        value if value.is_empty() => {
                            (Box::pin(self.words(std::slice::from_ref(other))).await?.join(" "), *quoted)
                        }
                        value => (value, *quoted),
                    },
                    Part::Output(list, quoted) => (self.output(list).await?, *quoted),
                };
                if is_quoted {
                    current.get_or_insert_default().push_str(&value);
                    continue;
                }
                if value.starts_with(char::is_whitespace) {
                    found.extend(current.take());
                }
                let mut pieces = value.split_whitespace().peekable();
                while let Some(piece) = pieces.next() {
                    current.get_or_insert_default().push_str(piece);
                    if pieces.peek().is_some() {
                        found.extend(current.take());
                    }
                }
                if value.ends_with(char::is_whitespace) {
                    found.extend(current.take());
                }
            }
            found.extend(current);
        }
        Ok(found)
    }

    fn variable(&self, name: &str) -> String {
        match name {
            "?" => self.last.to_string(),
            "$" => self.pid.to_string(),
            "PWD" => self.folder.clone(),
            "@" | "*" => self.arguments.join(" "),
            "#" => self.arguments.len().to_string(),
            "0" => "bash".to_owned(),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                let at = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                at.and_then(|at| self.arguments.get(at)).cloned().unwrap_or_default()
            }
            _ => self.variables.get(name).cloned().unwrap_or_default(),
        }
    }

    async fn output(&mut self, list: &List) -> Result<String, Stop> {
        let (out, kept) = Sink::buffer();
        let mut shell = self.clone();
        let io = Io { input: Input::Nothing, out, err: Sink::Nowhere };
        let ended = shell.list(list, &io).await;
        self.last = match ended {
            Ok(code) | Err(Stop::Exit(code)) => code,
            Err(Stop::Gone) => return Err(Stop::Gone),
            Err(_) => 0,
        };
        let text = String::from_utf8_lossy(&lock(&kept)).into_owned();
        Ok(text.trim_end_matches('\n').to_owned())
    }
}
