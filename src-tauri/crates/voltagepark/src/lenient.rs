//! Answers that differ from the page fail no more than they must: a field that cannot be read is taken as absent.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

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
