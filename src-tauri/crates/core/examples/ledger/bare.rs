//! What `serde_json` alone takes for a report: each line into a plain struct of the fields that the ledger keeps, amounts
//! and moments as text, and dropped again.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

#[derive(Deserialize)]
struct Report {
    transactions: Lines,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is not looked at")]
struct Line {
    id: String,
    total_amount: String,
    timestamp_creation: String,
    timestamp_completion: Option<String>,
    details: Details,
    period_amount: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is not looked at")]
struct Details {
    #[serde(rename = "type")]
    kind: String,
    linked_instance: Option<Segment>,
    note_public: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is not looked at")]
struct Segment {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    virtual_machine_id: Option<String>,
    timestamp_creation: String,
    timestamp_deletion: Option<String>,
}

/// How many lines there were. None is kept, as the ledger keeps no text of them.
struct Lines(u32);

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Count;
        impl<'de> Visitor<'de> for Count {
            type Value = Lines;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("transactions")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Lines, A::Error> {
                let mut count = 0;
                while seq.next_element::<Line>()?.is_some() {
                    count += 1;
                }
                Ok(Lines(count))
            }
        }
        deserializer.deserialize_seq(Count)
    }
}

/// Passes over the bytes once.
pub fn pass(report: &[u8]) -> serde_json::Result<u32> {
    Ok(serde_json::from_slice::<Report>(report)?.transactions.0)
}
