//! Answers that differ from the page fail no more than they must: a field that cannot be read is taken as absent.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::text::{of_another_kind, short};

/// Elements of a list of texts that are kept.
const MOST: usize = 1_024;

/// A field that may be absent, null, or of a kind that this version does not know.
pub(crate) fn field<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(if value.is_null() { T::default() } else { T::deserialize(value).unwrap_or_default() })
}

/// A list of which single elements may be unreadable; anything but a list is an empty one.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(elements) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    Ok(elements.into_iter().filter_map(|value| T::deserialize(value).ok()).collect())
}

/// A text that may be absent, null or of another kind, no longer than anybody's.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(short(text)),
        _ => None,
    })
}

/// A list of texts which is written back whole: an element that cannot be read, and the rest of an endless list, stand in
/// it as texts that are never sent.
pub(crate) fn texts<'de, D: Deserializer<'de>, T: From<String>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(mut elements) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    if elements.len() > MOST {
        let rest = elements.split_off(MOST);
        elements.push(Value::Array(rest));
    }
    let kept = |value| match value {
        Value::String(text) => short(text),
        other => of_another_kind(&other.to_string()),
    };
    Ok(elements.into_iter().map(|value| T::from(kept(value))).collect())
}

/// The same where the list may be absent.
pub(crate) fn maybe_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(if value.is_array() { texts(value).ok() } else { None })
}

/// What stands under names, of which each is no longer than anybody's.
pub(crate) fn named<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<BTreeMap<String, T>, D::Error> {
    let all: BTreeMap<String, T> = field(deserializer)?;
    Ok(all.into_iter().map(|(name, value)| (short(name), value)).collect())
}
