//! The form of a value, whatever it means.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value};

use crate::focus::read::ColumnType;

/// What people write where there is nothing.
const PLACEHOLDERS: &[&str] = &["null", "none", "n/a", "na", "nan", "not applicable", "-", "unknown"];

/// Whether the text says that there is nothing, where null would say it.
pub(super) fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.contains(&text.to_lowercase().as_str())
}

/// What is wrong with the text of a value.
pub(super) fn wrong(kind: ColumnType, text: &str) -> Option<&'static str> {
    match kind {
        ColumnType::Text if text.trim().is_empty() => Some("a text of nothing is null"),
        ColumnType::Decimal if !is_decimal(text) => Some("a decimal is digits with a point, such as -12.340000"),
        ColumnType::Time if time(text).is_none() => Some("a time is UTC with a Z, such as 2026-10-01T00:00:00Z"),
        ColumnType::Integer if text.parse::<i32>().map(|number| number.to_string()).as_deref() != Ok(text) => {
            Some("a count is digits")
        }
        _ => None,
    }
}

/// Digits with one point at most and twelve after it, no needless zero before them, a minus at most for a sign.
pub(super) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_zero = unsigned.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    digits(whole)
        && digits(places)
        && whole.len() <= 26
        && places.len() <= 12
        && (whole == "0" || !whole.starts_with('0'))
        && !(is_zero && text.starts_with('-'))
}

/// A moment, to the second.
pub(super) fn time(text: &str) -> Option<DateTime<Utc>> {
    // A field of one digit would be read, too.
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok()?.and_utc();
    (text.len() == 20).then_some(time)
}

/// A JSON object of plain values, each key once.
pub(super) fn object(text: &str) -> Option<Map<String, Value>> {
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    let plain = object.values().all(|value| !value.is_array() && !value.is_object());
    // A key that stands twice is read once.
    let once = serde_json::to_string(&object).is_ok_and(|again| again.len() == text.len());
    (plain && once).then_some(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_one_form() {
        for text in ["0", "0.000000", "-12.34", "1", "99999999999999999999999999.999999999999"] {
            assert!(is_decimal(text), "{text}");
        }
        for text in [
            "",
            "-",
            ".5",
            "1.",
            "+1",
            "1e3",
            "1,5",
            "1.2.3",
            " 1",
            "01",
            "-0",
            "-0.00",
            "0x1",
            "$1",
            "1/2",
            "1.0000000000001",
            "100000000000000000000000000",
        ] {
            assert!(!is_decimal(text), "{text}");
        }
    }

    #[test]
    fn a_time_is_in_utc_with_a_z() {
        assert!(time("2026-10-01T00:00:00Z").is_some());
        for text in [
            "2026-10-01T00:00:00",
            "2026-10-01 00:00:00Z",
            "2026-10-01T00:00:00+00:00",
            "2026-13-01T00:00:00Z",
            "2026-10-1T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-10-01",
            "2026-10-01T00:00:00.5Z",
        ] {
            assert!(time(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_object_is_flat_and_has_each_key_once() {
        assert!(object(r#"{"a":true,"b":1,"c":"x","d":null}"#).is_some());
        for text in [r#"{"a":true,"a":true}"#, r#"{"a":{}}"#, r#"{"a":[1]}"#, r#"["a"]"#, "a", r#"{"a":tru}"#] {
            assert!(object(text).is_none(), "{text}");
        }
    }
}
