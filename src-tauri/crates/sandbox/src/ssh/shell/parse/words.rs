//! Text into words and operators.

use super::{Part, Word, parse_at};

#[derive(Debug, Clone)]
pub enum Token {
    /// A word; `plain` where all of it stands there unquoted and is nothing but text.
    Word { parts: Word, plain: Option<String> },
    /// `;`, a new line, `&&`, `||`, `|`, `(`, `)`.
    Operator(String),
    /// `>`, `>>`, `>&`, `<`, and what it moves.
    Redirect { fd: u8, operator: String },
}

impl Token {
    pub fn shown(&self) -> String {
        match self {
            Self::Word { plain, .. } => plain.clone().unwrap_or_else(|| "word".to_owned()),
            Self::Operator(operator) if operator == "\n" => "newline".to_owned(),
            Self::Operator(operator) | Self::Redirect { operator, .. } => operator.clone(),
        }
    }
}

/// `name=value`.
pub fn assignment(parts: &Word) -> Option<(String, Word)> {
    let Some(Part::Text(first)) = parts.first() else {
        return None;
    };
    let (name, value) = first.split_once('=')?;
    let is_name =
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_') && name.chars().all(is_of_name);
    let mut word = vec![Part::Text(value.to_owned())];
    word.extend(parts[1..].iter().cloned());
    is_name.then(|| (name.to_owned(), word))
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

pub fn tokens(text: &str, depth: usize) -> Result<Vec<Token>, String> {
    let mut reader = Reader { text: text.chars().collect(), at: 0, depth };
    let mut found = Vec::new();
    while let Some(token) = reader.next()? {
        found.push(token);
    }
    Ok(found)
}

struct Reader {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn starts(&self, with: &str) -> bool {
        with.chars().enumerate().all(|(index, letter)| self.text.get(self.at + index) == Some(&letter))
    }

    fn next(&mut self) -> Result<Option<Token>, String> {
        while self.peek().is_some_and(|letter| letter == ' ' || letter == '\t' || letter == '\r') || self.starts("\\\n")
        {
            self.at += if self.starts("\\\n") { 2 } else { 1 };
        }
        if self.peek() == Some('#') {
            while self.peek().is_some_and(|letter| letter != '\n') {
                self.at += 1;
            }
        }
        let Some(letter) = self.peek() else { return Ok(None) };
        for operator in ["&&", "||", ";;", "<<", "&>"] {
            if self.starts(operator) {
                if matches!(operator, ";;" | "<<" | "&>") {
                    return Err(format!("this stand-in does not know `{operator}'"));
                }
                self.at += 2;
                return Ok(Some(Token::Operator(operator.to_owned())));
            }
        }
        match letter {
            '&' => return Err("this stand-in runs nothing in the background (`&')".to_owned()),
            ';' | '\n' | '|' | '(' | ')' => {
                self.at += 1;
                return Ok(Some(Token::Operator(letter.to_string())));
            }
            _ => {}
        }
        if let Some(redirect) = self.redirect() {
            return Ok(Some(redirect));
        }
        self.word().map(Some)
    }

    fn redirect(&mut self) -> Option<Token> {
        let digit = self.peek().and_then(|letter| letter.to_digit(10));
        let next = self.text.get(self.at + usize::from(digit.is_some())).copied();
        if !matches!(next, Some('>' | '<')) {
            return None;
        }
        self.at += usize::from(digit.is_some());
        let operator = [">>", ">&", ">", "<"].into_iter().find(|operator| self.starts(operator))?;
        self.at += operator.len();
        let fd = digit.and_then(|digit| u8::try_from(digit).ok()).unwrap_or(u8::from(operator != "<"));
        Some(Token::Redirect { fd, operator: operator.to_owned() })
    }

    fn word(&mut self) -> Result<Token, String> {
        let mut parts = Word::new();
        let mut plain = true;
        if self.peek() == Some('~') && self.text.get(self.at + 1).is_none_or(|next| "/ \t\n;|&)".contains(*next)) {
            self.at += 1;
            parts.push(Part::Home);
            plain = false;
        }
        while let Some(letter) = self.peek() {
            match letter {
                ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '(' | ')' | '<' | '>' => break,
                '\'' => {
                    plain = false;
                    self.at += 1;
                    let length = self.text[self.at..].iter().position(|letter| *letter == '\'');
                    let length = length.ok_or("unexpected end of file while looking for matching `''")?;
                    push(&mut parts, &self.text[self.at..self.at + length].iter().collect::<String>());
                    self.at += length + 1;
                }
                '"' => {
                    plain = false;
                    self.at += 1;
                    // An empty pair is a word all the same.
                    push(&mut parts, "");
                    self.quoted(&mut parts)?;
                }
                '\\' => {
                    plain = false;
                    let next = self.text.get(self.at + 1).copied();
                    self.at += 2;
                    if let Some(next) = next.filter(|next| *next != '\n') {
                        push(&mut parts, &next.to_string());
                    }
                }
                '$' => {
                    plain = false;
                    self.dollar(&mut parts, false)?;
                }
                '`' => return Err("this stand-in does not know backquotes: write $(…)".to_owned()),
                _ => {
                    push(&mut parts, &letter.to_string());
                    self.at += 1;
                }
            }
        }
        let plain = match parts.as_slice() {
            [Part::Text(text)] if plain => Some(text.clone()),
            _ => None,
        };
        Ok(Token::Word { parts, plain })
    }

    /// Within `"`, up to its end.
    fn quoted(&mut self, parts: &mut Word) -> Result<(), String> {
        loop {
            match self.peek() {
                None => return Err("unexpected end of file while looking for matching `\"'".to_owned()),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') if self.text.get(self.at + 1).is_some_and(|next| "\"\\$`\n".contains(*next)) => {
                    if let Some(next) = self.text.get(self.at + 1).filter(|next| **next != '\n') {
                        push(parts, &next.to_string());
                    }
                    self.at += 2;
                }
                Some('$') => self.dollar(parts, true)?,
                Some(letter) => {
                    push(parts, &letter.to_string());
                    self.at += 1;
                }
            }
        }
    }

    fn dollar(&mut self, parts: &mut Word, quoted: bool) -> Result<(), String> {
        self.at += 1;
        if self.starts("((") {
            return Err("this stand-in does not calculate (`$((')".to_owned());
        }
        if self.starts("(") {
            let inside = self.balanced()?;
            parts.push(Part::Output(parse_at(&inside, self.depth + 1)?, quoted));
            return Ok(());
        }
        let braced = self.starts("{");
        self.at += usize::from(braced);
        let begun = self.at;
        if self.peek().is_some_and(|letter| "?$#@*!".contains(letter)) {
            self.at += 1;
        } else {
            while self.peek().is_some_and(is_of_name) {
                self.at += 1;
            }
        }
        let name: String = self.text[begun..self.at].iter().collect();
        if braced && self.starts(":-") {
            return self.otherwise(name, parts, quoted);
        }
        if braced {
            if self.peek() != Some('}') {
                return Err("this stand-in knows ${name} and ${name:-word}, and no more of it".to_owned());
            }
            self.at += 1;
        }
        if name.is_empty() {
            push(parts, "$");
        } else {
            parts.push(Part::Variable(name, quoted));
        }
        Ok(())
    }

    /// The word of `${name:-word}`, up to its `}`.
    fn otherwise(&mut self, name: String, parts: &mut Word, quoted: bool) -> Result<(), String> {
        let begun = self.at + 2;
        let Some(length) = self.text[begun..].iter().position(|letter| *letter == '}') else {
            return Err("unexpected end of file while looking for matching `}'".to_owned());
        };
        let text = self.text[begun..begun + length].to_vec();
        self.at = begun + length + 1;
        let mut word = Word::new();
        let mut inside = Self { text: [text, vec!['"']].concat(), at: 0, depth: self.depth + 1 };
        inside.quoted(&mut word)?;
        parts.push(Part::Otherwise(name, word, quoted));
        Ok(())
    }

    /// What stands between `(` and its `)`.
    fn balanced(&mut self) -> Result<String, String> {
        let begun = self.at + 1;
        let (mut depth, mut quote) = (0_usize, None);
        while let Some(letter) = self.peek() {
            self.at += 1;
            match (quote, letter) {
                (None | Some('"'), '\\') => self.at += 1,
                (Some(open), letter) if open == letter => quote = None,
                (None, '\'' | '"') => quote = Some(letter),
                (None, '(') => depth += 1,
                (None, ')') if depth == 1 => return Ok(self.text[begun..self.at - 1].iter().collect()),
                (None, ')') => depth -= 1,
                _ => {}
            }
        }
        Err("unexpected end of file while looking for matching `)'".to_owned())
    }
}

fn push(parts: &mut Word, text: &str) {
    if let Some(Part::Text(last)) = parts.last_mut() {
        last.push_str(text);
    } else {
        parts.push(Part::Text(text.to_owned()));
    }
}
