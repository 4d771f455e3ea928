use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::text::short;

/// No amount of an organization comes near it.
const TOO_MUCH: u64 = 1_000_000_000_000;

/// An amount of US dollars as the provider wrote it. The page has decimal strings; some prices come as JSON numbers.
/// Neither ever passes through a binary float, and text that is no number is kept, so that one bad amount fails no
/// answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Amount(Option<String>);

impl Amount {
    /// An amount from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Some(short(text.into())))
    }

    /// The text as it came; `None` where the field was absent or null.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The exact value; `None` where there is none, where the text is no decimal number that fits one, and from a
    /// million million on: such an amount is a fault, and sums of smaller ones never overflow.
    pub fn decimal(&self) -> Option<Decimal> {
        let text = self.0.as_deref()?.trim();
        let value = if text.contains(['e', 'E']) {
            Decimal::from_scientific(text).ok()?
        } else {
            // `from_str_exact` refuses more digits than it can hold, where `from_str` would round.
            Decimal::from_str_exact(text).ok()?
        };
        (value.abs() < Decimal::from(TOO_MUCH)).then_some(value)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or_default())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json keeps the digits of numbers as text ("arbitrary precision").
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self(None),
            Value::String(text) => Self::new(text),
            other => Self::new(other.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Amount {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn strings_and_numbers_keep_every_digit() {
        for json in ["\"0.017408\"", "0.017408", "\" 0.017408 \""] {
            assert_eq!(read(json).decimal().unwrap().to_string(), "0.017408", "{json}");
        }
        // As a binary float this is 0.30000000000000004.
        assert_eq!(
            read("0.300000000000000000000000004").decimal().unwrap().to_string(),
            "0.300000000000000000000000004"
        );
        assert_eq!(read("2.50").decimal().unwrap().to_string(), "2.50");
        assert_eq!(read("1e-6").decimal().unwrap().to_string(), "0.000001");
        assert_eq!(read("\"-12.000001\"").decimal().unwrap().to_string(), "-12.000001");
    }

    #[test]
    fn what_is_no_amount_is_kept_and_has_no_value() {
        for json in [
            "\"text\"",
            "null",
            "true",
            "{\"a\":1}",
            "\"\"",
            "\"1.00000000000000000000000000000000001\"",
            "1000000000000",
            "-1e20",
        ] {
            assert_eq!(read(json).decimal(), None, "{json}");
        }
        assert_eq!(read("\"text\"").text(), Some("text"));
        assert_eq!(read("null").text(), None);
    }
}
