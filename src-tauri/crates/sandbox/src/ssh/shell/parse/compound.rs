//! Groups, loops, conditions and functions.

use std::sync::Arc;

use super::words::Token;
use super::{List, Parser, What};

impl Parser {
    pub(super) fn compound(&mut self) -> Result<Option<What>, String> {
        if self.take("(") {
            let list = self.list(&[])?;
            if !self.take(")") {
                return Err("syntax error: unexpected end of file".to_owned());
            }
            return Ok(Some(What::Apart(list)));
        }
        let Some(keyword) = self.keyword().map(str::to_owned) else {
            return Ok(None);
        };
        let operator = |at: usize, wanted: &str| matches!(self.tokens.get(self.at + at), Some(Token::Operator(found)) if found == wanted);
        if operator(1, "(") && operator(2, ")") {
            self.at += 3;
            while self.take("\n") {}
            let body = Arc::new(self.command()?);
            return Ok(Some(What::Function { name: keyword, body }));
        }
        match keyword.as_str() {
            "{" => {
                self.at += 1;
                let list = self.list(&["}"])?;
                self.expect("}")?;
                Ok(Some(What::Group(list)))
            }
            "while" | "until" => {
                self.at += 1;
                let condition = self.list(&["do"])?;
                let body = self.body()?;
                Ok(Some(What::While { until: keyword == "until", condition, body }))
            }
            "for" => self.each().map(Some),
            "if" => self.choice().map(Some),
            "case" | "select" | "function" | "[[" | "((" | "coproc" => {
                Err(format!("this stand-in does not know `{keyword}'"))
            }
            "do" | "done" | "then" | "fi" | "else" | "elif" | "}" => {
                Err(format!("syntax error near unexpected token `{keyword}'"))
            }
            _ => Ok(None),
        }
    }

    fn body(&mut self) -> Result<List, String> {
        self.expect("do")?;
        let body = self.list(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn each(&mut self) -> Result<What, String> {
        self.at += 1;
        let name = self.keyword().unwrap_or_default().to_owned();
        self.at += 1;
        self.expect("in")?;
        let mut values = Vec::new();
        while let Some(Token::Word { parts, .. }) = self.peek() {
            values.push(parts.clone());
            self.at += 1;
        }
        while self.take(";") || self.take("\n") {}
        Ok(What::For { name, values, body: self.body()? })
    }

    fn choice(&mut self) -> Result<What, String> {
        let (mut branches, mut otherwise) = (Vec::new(), None);
        while matches!(self.keyword(), Some("if" | "elif")) {
            self.at += 1;
            let condition = self.list(&["then"])?;
            self.expect("then")?;
            branches.push((condition, self.list(&["elif", "else", "fi"])?));
        }
        if self.keyword() == Some("else") {
            self.at += 1;
            otherwise = Some(self.list(&["fi"])?);
        }
        self.expect("fi")?;
        Ok(What::If { branches, otherwise })
    }
}
