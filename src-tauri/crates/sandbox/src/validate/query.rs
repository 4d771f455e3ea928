//! Queries.

use chrono::NaiveDate;
use serde_json::json;

use super::{Errors, INTEGER};

/// The query and what is wrong with it.
#[derive(Debug)]
pub struct Query<'a> {
    pairs: &'a [(String, String)],
    pub errors: Errors,
}

impl<'a> Query<'a> {
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        Self { pairs, errors: Errors::default() }
    }

    /// The last value wins, as in Starlette.
    pub fn last(&self, name: &str) -> Option<&'a str> {
        self.pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn every(&self, name: &str) -> Vec<&'a str> {
        self.pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn integer(&mut self, name: &str, default: usize, low: usize, high: Option<usize>) -> usize {
        let Some(text) = self.last(name) else {
            return default;
        };
        let loc = [json!("query"), json!(name)];
        let Ok(number) = text.trim().parse::<i64>() else {
            self.errors.add(&loc, INTEGER.0, INTEGER.1);
            return default;
        };
        let number = usize::try_from(number).ok();
        if number.is_none_or(|number| number < low) {
            let msg = format!("Input should be greater than or equal to {low}");
            self.errors.add(&loc, "greater_than_equal", msg);
        } else if let Some(high) = high.filter(|high| number.is_some_and(|number| number > *high)) {
            self.errors.add(&loc, "less_than_equal", format!("Input should be less than or equal to {high}"));
        }
        number.unwrap_or(default)
    }

    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        let text = self.last(name)?;
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "t" | "y" => Some(true),
            "false" | "0" | "no" | "off" | "f" | "n" => Some(false),
            _ => {
                let msg = "Input should be a valid boolean, unable to interpret input";
                self.errors.add(&[json!("query"), json!(name)], "bool_parsing", msg);
                None
            }
        }
    }

    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.last(name)?;
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            let msg = "Input should be a valid date or datetime, invalid character in year";
            self.errors.add(&[json!("query"), json!(name)], "date_from_datetime_parsing", msg);
        }
        date
    }
}
