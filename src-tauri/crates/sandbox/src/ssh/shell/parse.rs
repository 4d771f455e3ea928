//! The part of the shell's grammar that the stand-in knows: lists with `;`, `&&` and `||`, pipes, redirections, groups,
//! `while`, `until`, `for` and `if`, functions, quotes, and the values of variables and commands. What else a shell would read is
//! refused with its name, never half understood.

mod compound;
mod words;

use std::sync::Arc;

use words::{Token, tokens};

/// Commands after each other.
pub type List = Vec<AndOr>;

/// Pipelines, each after the first run or left out by how the one before it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AndOr {
    pub first: Pipeline,
    /// True for `&&`, false for `||`.
    pub rest: Vec<(bool, Pipeline)>,
}

/// Commands whose output goes into the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// `!` before it.
    pub negated: bool,
    pub commands: Vec<Command>,
}

/// A command with its redirections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    pub what: What,
    pub redirects: Vec<Redirect>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Simple {
        assignments: Vec<(String, Word)>,
        words: Vec<Word>,
    },
    /// `{ …; }`
    Group(List),
    /// `(…)`, in a shell of its own.
    Apart(List),
    While {
        until: bool,
        condition: List,
        body: List,
    },
    For {
        name: String,
        values: Vec<Word>,
        body: List,
    },
    /// `name() command`
    Function {
        name: String,
        body: Arc<Command>,
    },
    If {
        branches: Vec<(List, List)>,
        otherwise: Option<List>,
    },
}

/// `2>file`, `2>&1`, `<file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub fd: u8,
    pub to: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Fd(u8),
    Write(Word),
    Append(Word),
    Read(Word),
}

/// A word as written, in parts.
pub type Word = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Text(String),
    /// `~` at the beginning.
    Home,
    /// `$name`; whether it is within quotes.
    Variable(String, bool),
    /// `${name:-word}`; the same.
    Otherwise(String, Word, bool),
    /// `$(list)`; the same.
    Output(List, bool),
}

/// Nested deeper than this is refused.
const DEEPEST: usize = 20;

/// Reads a line or a script.
pub fn parse(text: &str) -> Result<List, String> {
    parse_at(text, 0)
}

fn parse_at(text: &str, depth: usize) -> Result<List, String> {
    if depth > DEEPEST {
        return Err("nested too deeply for this stand-in".to_owned());
    }
    let mut parser = Parser { tokens: tokens(text, depth)?, at: 0, depth };
    let list = parser.list(&[])?;
    match parser.peek() {
        None => Ok(list),
        Some(token) => Err(format!("syntax error near unexpected token `{}'", token.shown())),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_operator(&self, operator: &str) -> bool {
        matches!(self.peek(), Some(Token::Operator(found)) if found == operator)
    }

    /// A word that is a keyword where a command begins: one plain text, unquoted.
    fn keyword(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word { plain: Some(text), .. }) => Some(text),
            _ => None,
        }
    }

    fn take(&mut self, operator: &str) -> bool {
        let found = self.is_operator(operator);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, keyword: &str) -> Result<(), String> {
        if self.keyword() == Some(keyword) {
            self.at += 1;
            return Ok(());
        }
        Err(match self.peek() {
            Some(token) => format!("syntax error near unexpected token `{}'", token.shown()),
            None => "syntax error: unexpected end of file".to_owned(),
        })
    }

    fn list(&mut self, ends: &[&str]) -> Result<List, String> {
        let mut list = List::new();
        loop {
            while self.take(";") || self.take("\n") {}
            let ended = self.peek().is_none()
                || self.is_operator(")")
                || self.keyword().is_some_and(|keyword| ends.contains(&keyword));
            if ended {
                return Ok(list);
            }
            list.push(self.and_or()?);
            if !self.is_operator(";") && !self.is_operator("\n") {
                return Ok(list);
            }
        }
    }

    fn and_or(&mut self) -> Result<AndOr, String> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            let and = self.take("&&");
            if !and && !self.take("||") {
                return Ok(AndOr { first, rest });
            }
            while self.take("\n") {}
            rest.push((and, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, String> {
        let negated = self.keyword() == Some("!");
        self.at += usize::from(negated);
        let mut commands = vec![self.command()?];
        while self.take("|") {
            while self.take("\n") {}
            commands.push(self.command()?);
        }
        Ok(Pipeline { negated, commands })
    }

    fn command(&mut self) -> Result<Command, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deeply for this stand-in".to_owned());
        }
        let what = self.compound();
        self.depth -= 1;
        let (what, mut redirects) = match what? {
            Some(what) => (what, Vec::new()),
            None => self.simple()?,
        };
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        Ok(Command { what, redirects })
    }

    fn simple(&mut self) -> Result<(What, Vec<Redirect>), String> {
        let (mut assignments, mut words, mut redirects) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            let Some(Token::Word { parts, .. }) = self.peek() else { break };
            let parts = parts.clone();
            self.at += 1;
            match words::assignment(&parts).filter(|_| words.is_empty()) {
                Some(assignment) => assignments.push(assignment),
                None => words.push(parts),
            }
        }
        if assignments.is_empty() && words.is_empty() && redirects.is_empty() {
            return Err(match self.peek() {
                Some(token) => format!("syntax error near unexpected token `{}'", token.shown()),
                None => "syntax error: unexpected end of file".to_owned(),
            });
        }
        Ok((What::Simple { assignments, words }, redirects))
    }

    fn redirect(&mut self) -> Result<Option<Redirect>, String> {
        let Some(Token::Redirect { fd, operator }) = self.peek() else {
            return Ok(None);
        };
        let (fd, operator) = (*fd, operator.clone());
        self.at += 1;
        let Some(Token::Word { parts, plain }) = self.peek() else {
            return Err("syntax error near unexpected token `newline'".to_owned());
        };
        let (parts, plain) = (parts.clone(), plain.clone());
        self.at += 1;
        let to = match operator.as_str() {
            ">&" => match plain.as_deref() {
                Some("1") => Target::Fd(1),
                Some("2") => Target::Fd(2),
                _ => return Err("this stand-in redirects to 1 and 2 alone".to_owned()),
            },
            ">>" => Target::Append(parts),
            "<" => Target::Read(parts),
            _ => Target::Write(parts),
        };
        Ok(Some(Redirect { fd, to }))
    }
}
