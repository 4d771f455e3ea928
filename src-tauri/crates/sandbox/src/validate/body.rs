//! Bodies.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Errors, INTEGER, TEXT, UUID, alternatives};
use crate::reply::Problem;

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
            Ok(Value::Object(fields)) => Ok(Self { fields, errors: Errors::default() }),
            Ok(_) => Err(Problem::field(
                &["body"],
                "model_attributes_type",
                "Input should be a valid dictionary or object to extract fields from",
            )),
            Err(error) => {
                let mut errors = Errors::default();
                errors.add(&[json!("body"), json!(error.column())], "json_invalid", "JSON decode error");
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
        self.fields.get(name).filter(|value| !value.is_null()).cloned()
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
        self.fail(name, TEXT.0, TEXT.1);
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
        let id = uuid(value);
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
        let whole = text
            .split_once('.')
            .map_or(text.as_str(), |(whole, rest)| if rest.bytes().all(|digit| digit == b'0') { whole } else { "" });
        let number = whole.parse().ok();
        if number.is_none() {
            self.fail(name, INTEGER.0, INTEGER.1);
        }
        number
    }

    pub fn one_of(&mut self, name: &str, known: &[&str]) -> Option<String> {
        let value = self.required(name)?;
        let found = value.as_str().filter(|word| known.contains(word)).map(str::to_owned);
        if found.is_none() {
            self.fail(name, "enum", format!("Input should be {}", alternatives(known)));
        }
        found
    }

    /// A list that may be left out.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        let value = self.get(name)?.clone();
        self.as_list(name, value, text, TEXT)
    }

    /// A list that may be left out or null.
    pub fn optional_texts(&mut self, name: &str) -> Option<Vec<String>> {
        let value = self.given(name)?;
        self.as_list(name, value, text, TEXT)
    }

    /// A list that must be there.
    pub fn required_texts(&mut self, name: &str) -> Option<Vec<String>> {
        let value = self.required(name)?;
        self.as_list(name, value, text, TEXT)
    }

    /// A list that may be left out.
    pub fn uuids(&mut self, name: &str) -> Option<Vec<Uuid>> {
        let value = self.get(name)?.clone();
        self.as_list(name, value, uuid, UUID)
    }

    /// A list that may be left out or null.
    pub fn optional_uuids(&mut self, name: &str) -> Option<Vec<Uuid>> {
        let value = self.given(name)?;
        self.as_list(name, value, uuid, UUID)
    }

    fn as_list<T>(
        &mut self,
        name: &str,
        value: Value,
        read: impl Fn(&Value) -> Option<T>,
        wrong: (&'static str, &str),
    ) -> Option<Vec<T>> {
        let Value::Array(items) = value else {
            self.fail(name, "list_type", "Input should be a valid list");
            return None;
        };
        let mut found = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match read(item) {
                Some(item) => found.push(item),
                None => self.errors.add(&[json!("body"), json!(name), json!(index)], wrong.0, wrong.1),
            }
        }
        Some(found)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn uuid(value: &Value) -> Option<Uuid> {
    Uuid::try_parse(value.as_str()?).ok()
}
