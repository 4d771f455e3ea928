use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::text::short;

/// An id as the provider wrote it: a UUID so far, but nothing here depends on that. One that is longer than anybody's is
/// cut as it is read, stays unlike every other, and names nothing in a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as one segment of a path. An empty one would name the whole list, and dots or slashes another resource,
    /// so an id with anything but letters, digits, `-` and `_` is not sent.
    pub(crate) fn segment(&self) -> Option<&str> {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        (!self.0.is_empty() && self.0.chars().all(safe)).then_some(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(short(text)))
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_id_becomes_part_of_a_path() {
        assert_eq!(Id::from("123e4567-e89b").segment(), Some("123e4567-e89b"));
        for bad in ["", "..", ".", "a/b", "a?b", "a%2fb", "a b", "ä"] {
            assert_eq!(Id::from(bad).segment(), None, "{bad}");
        }
    }
}
