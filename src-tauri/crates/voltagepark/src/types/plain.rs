//! A transaction that is as the page has it, read without the detour that forgives anything else. A report has up to a
//! million of them, and forgiving each of their fields takes several times as long as reading them.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{LinkedInstance, LinkedInstanceType, Transaction, TransactionDetails, TransactionKind};
use crate::amount::Amount;
use crate::id::Id;
use crate::text::short;

#[derive(Deserialize)]
struct Line<'a> {
    id: Id,
    #[serde(default)]
    total_amount: Option<String>,
    #[serde(default)]
    timestamp_creation: Option<DateTime<Utc>>,
    #[serde(default)]
    timestamp_completion: Option<DateTime<Utc>>,
    #[serde(borrow, default)]
    details: Option<Details<'a>>,
    #[serde(default)]
    period_amount: Option<String>,
}

#[derive(Deserialize)]
struct Details<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    linked_instance: Option<Segment<'a>>,
    #[serde(default)]
    note_public: Option<String>,
}

#[derive(Deserialize)]
struct Segment<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    virtual_machine_id: Option<Id>,
    #[serde(default)]
    baremetal_rental_id: Option<Id>,
    #[serde(default)]
    timestamp_creation: Option<DateTime<Utc>>,
    #[serde(default)]
    timestamp_deletion: Option<DateTime<Utc>>,
}

/// The transaction; `None` where a field of it is not as the page has it, which the forgiving way is for.
pub(crate) fn transaction(json: &[u8]) -> Option<Transaction> {
    let line: Line<'_> = serde_json::from_slice(json).ok()?;
    let amount = |text: Option<String>| text.map_or_else(Amount::default, Amount::new);
    Some(Transaction {
        id: line.id,
        total_amount: amount(line.total_amount),
        timestamp_creation: line.timestamp_creation,
        timestamp_completion: line.timestamp_completion,
        details: line.details.map(|details| TransactionDetails {
            kind: details.kind.map(|kind| TransactionKind::from(&*kind)),
            linked_instance: details.linked_instance.map(|segment| LinkedInstance {
                kind: segment.kind.map(|kind| LinkedInstanceType::from(&*kind)),
                id: segment.id,
                virtual_machine_id: segment.virtual_machine_id,
                baremetal_rental_id: segment.baremetal_rental_id,
                timestamp_creation: segment.timestamp_creation,
                timestamp_deletion: segment.timestamp_deletion,
            }),
            note_public: details.note_public.map(short),
        }),
        period_amount: amount(line.period_amount),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn whole() -> Value {
        json!({
            "id": "t-1", "total_amount": "-1.500000", "period_amount": "-0.500000",
            "timestamp_creation": "2026-10-01T00:00:00.123456Z", "timestamp_completion": null, "new": [1, { "a": 2 }],
            "details": {
                "type": "charge", "note_public": "a \"note\" \u{1F600}\n",
                "linked_instance": {
                    "type": "storage_block_instance", "id": "s-1", "virtual_machine_id": "vm-1",
                    "baremetal_rental_id": null, "timestamp_creation": "2026-10-01T02:00:00+02:00",
                    "timestamp_deletion": "2026-10-02T00:00:00Z",
                },
            },
        })
    }

    /// Both ways must come to the same, wherever the quick one comes to anything.
    fn same(json: &Value) -> bool {
        let text = json.to_string();
        let quick = transaction(text.as_bytes());
        let forgiving = serde_json::from_str::<Transaction>(&text).ok();
        assert!(quick.is_none() || quick == forgiving, "{text}: {quick:?} {forgiving:?}");
        quick.is_some()
    }

    #[test]
    fn what_is_as_the_page_has_it_is_read_the_same_and_all_else_is_left_to_the_forgiving_way() {
        assert!(same(&whole()));
        let odd = [
            json!(null),
            json!(7),
            json!(1.25),
            json!("text"),
            json!(""),
            json!(["x"]),
            json!({ "x": 1 }),
            json!(true),
            json!("2026-13-01T00:00:00Z"),
        ];
        let fields = [
            "/id",
            "/total_amount",
            "/period_amount",
            "/timestamp_creation",
            "/timestamp_completion",
            "/details",
            "/details/type",
            "/details/note_public",
            "/details/linked_instance",
            "/details/linked_instance/type",
            "/details/linked_instance/id",
            "/details/linked_instance/virtual_machine_id",
            "/details/linked_instance/timestamp_creation",
            "/details/linked_instance/timestamp_deletion",
        ];
        for field in fields {
            for value in &odd {
                let mut json = whole();
                *json.pointer_mut(field).unwrap() = value.clone();
                same(&json);
            }
            let (above, name) = field.rsplit_once('/').unwrap();
            let mut json = whole();
            json.pointer_mut(above).unwrap().as_object_mut().unwrap().remove(name);
            assert_eq!(same(&json), field != "/id", "{field} is missing");
        }
        assert_eq!(transaction(b"{\"id\":\"a\"} x"), None);
        assert_eq!(transaction(b"{\"id\":\"a\",\"id\":\"b\"}"), None);
    }
}
