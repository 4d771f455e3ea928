//! Checks of queries, paths and bodies, with the errors that `FastAPI` and pydantic v2 print.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::reply::{FieldError, Problem};

const UUID: (&str, &str) = ("uuid_parsing", "Input should be a valid UUID");
const INTEGER: (&str, &str) = (
    "int_parsing",
    "Input should be a valid integer, unable to parse string as an integer",
);

/// Collects what is wrong, so that one answer says all of it.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    pub fn add(&mut self, loc: &[Value], kind: &'static str, msg: impl Into<String>) {
        self.0.push(FieldError {
            loc: loc.to_vec(),
            msg: msg.into(),
            kind,
        });
    }

    pub fn extend(&mut self, errors: Vec<FieldError>) {
        self.0.extend(errors);
    }

    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Problem::Fields(self.0))
        }
    }
}

/// A uuid of the path.
pub fn path_uuid(parameters: &[(&'static str, String)], name: &str) -> Result<Uuid, Problem> {
    path_value(parameters, name)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| Problem::field(&["path", name], UUID.0, UUID.1))
}

/// An integer of the path.
pub fn path_integer(parameters: &[(&'static str, String)], name: &str) -> Result<i64, Problem> {
    path_value(parameters, name)
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| Problem::field(&["path", name], INTEGER.0, INTEGER.1))
}

fn path_value<'a>(parameters: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.as_str())
}

/// The query and what is wrong with it.
#[derive(Debug)]
pub struct Query<'a> {
    pairs: &'a [(String, String)],
    pub errors: Errors,
}

impl<'a> Query<'a> {
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        Self {
            pairs,
            errors: Errors::default(),
        }
    }

    /// The last value wins, as in Starlette.
    pub fn last(&self, name: &str) -> Option<&'a str> {
        self.pairs
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn every(&self, name: &str) -> Vec<&'a str> {
        self.pairs
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    pub fn integer(
        &mut self,
        name: &str,
        default: usize,
        low: usize,
        high: Option<usize>,
    ) -> usize {
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
            self.errors.add(
                &loc,
                "less_than_equal",
                format!("Input should be less than or equal to {high}"),
            );
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
                self.errors
                    .add(&[json!("query"), json!(name)], "bool_parsing", msg);
                None
            }
        }
    }

    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.last(name)?;
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            let msg = "Input should be a valid date or datetime, invalid character in year";
            self.errors.add(
                &[json!("query"), json!(name)],
                "date_from_datetime_parsing",
                msg,
            );
        }
        date
    }
}

/// A body's fields and what is wrong with them.
#[derive(Debug)]
pub struct Body {
    fields: Map<String, Value>,
    pub errors: Errors,
}

impl Body {
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.is_empty() {
            return Err(Problem::field(&["body"], "missing", "Field required"));
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self {
                fields,
                errors: Errors::default(),
            }),
            Ok(_) => Err(Problem::field(
                &["body"],
                "model_attributes_type",
                "Input should be a valid dictionary or object to extract fields from",
            )),
            Err(error) => {
                let mut errors = Errors::default();
                errors.add(
                    &[json!("body"), json!(error.column())],
                    "json_invalid",
                    "JSON decode error",
                );
                Err(errors.finish().err().unwrap_or(Problem::Fields(Vec::new())))
            }
        }
    }

    pub fn finish(self) -> Result<(), Problem> {
        self.errors.finish()
    }

    pub fn fail(&mut self, name: &str, kind: &'static str, msg: impl Into<String>) {
        self.errors.add(&[json!("body"), json!(name)], kind, msg);
    }

    /// A field that is there, be it null.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    /// A field that is there and not null.
    pub fn given(&self, name: &str) -> Option<Value> {
        self.fields
            .get(name)
            .filter(|value| !value.is_null())
            .cloned()
    }

    /// A field that must be there; pydantic finds null to be there, and of the wrong type.
    fn required(&mut self, name: &str) -> Option<Value> {
        let value = self.fields.get(name).cloned();
        if value.is_none() {
            self.fail(name, "missing", "Field required");
        }
        value
    }

    fn as_text(&mut self, name: &str, value: Value) -> Option<String> {
        if let Value::String(text) = value {
            return Some(text);
        }
        self.fail(name, "string_type", "Input should be a valid string");
        None
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.required(name)?;
        self.as_text(name, value)
    }

    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        let value = self.given(name)?;
        self.as_text(name, value)
    }

    pub fn uuid(&mut self, name: &str) -> Option<Uuid> {
        let value = self.required(name)?;
        self.as_uuid(name, &value)
    }

    pub fn optional_uuid(&mut self, name: &str) -> Option<Uuid> {
        let value = self.given(name)?;
        self.as_uuid(name, &value)
    }

    fn as_uuid(&mut self, name: &str, value: &Value) -> Option<Uuid> {
        let id = value.as_str().and_then(|text| Uuid::try_parse(text).ok());
        if id.is_none() {
            self.fail(name, UUID.0, UUID.1);
        }
        id
    }

    pub fn integer(&mut self, name: &str) -> Option<i64> {
        let value = self.required(name)?;
        self.as_integer(name, &value)
    }

    pub fn optional_integer(&mut self, name: &str) -> Option<i64> {
        let value = self.given(name)?;
        self.as_integer(name, &value)
    }

    /// As lax as pydantic: numeric text is taken, as the page's own example has it for `sub_order`.
    fn as_integer(&mut self, name: &str, value: &Value) -> Option<i64> {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => {
                self.fail(name, "int_type", "Input should be a valid integer");
                return None;
            }
        };
        let whole = text.split_once('.').map_or(text.as_str(), |(whole, rest)| {
            if rest.bytes().all(|digit| digit == b'0') {
                whole
            } else {
                ""
            }
        });
        let number = whole.parse().ok();
        if number.is_none() {
            self.fail(name, INTEGER.0, INTEGER.1);
        }
        number
    }

    pub fn one_of(&mut self, name: &str, known: &[&str]) -> Option<String> {
        let value = self.required(name)?;
        let found = value
            .as_str()
            .filter(|word| known.contains(word))
            .map(str::to_owned);
        if found.is_none() {
            self.fail(
                name,
                "enum",
                format!("Input should be {}", alternatives(known)),
            );
        }
        found
    }

    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        self.list(
            name,
            |value| value.as_str().map(str::to_owned),
            ("string_type", "Input should be a valid string"),
        )
    }

    pub fn uuids(&mut self, name: &str) -> Option<Vec<Uuid>> {
        self.list(
            name,
            |value| value.as_str().and_then(|text| Uuid::try_parse(text).ok()),
            UUID,
        )
    }

    fn list<T>(
        &mut self,
        name: &str,
        read: impl Fn(&Value) -> Option<T>,
        wrong: (&'static str, &str),
    ) -> Option<Vec<T>> {
        let value = self.given(name)?;
        let Value::Array(items) = value else {
            self.fail(name, "list_type", "Input should be a valid list");
            return None;
        };
        let mut found = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match read(item) {
                Some(item) => found.push(item),
                None => self.errors.add(
                    &[json!("body"), json!(name), json!(index)],
                    wrong.0,
                    wrong.1,
                ),
            }
        }
        Some(found)
    }
}

/// `'a', 'b' or 'c'`.
pub fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
