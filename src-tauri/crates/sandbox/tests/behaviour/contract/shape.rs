//! Whether an answer has the form of the page's example. No key may be missing, and none may be there that neither
//! the page nor `docs/api/facts.md` knows.

use std::net::Ipv4Addr;

use chrono::DateTime;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

/// Null where the page's example has a value: a segment that still runs, and a rental without a volume.
const MAY_BE_NULL: [&str; 5] =
    ["timestamp_completion", "timestamp_deletion", "storage_id", "storage_pv", "storage_pvc"];

/// What is wrong with an answer, by place.
pub fn faults(example: &Value, answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(example, answer, "", &mut found);
    found
}

fn compare(example: &Value, answer: &Value, at: &str, found: &mut Vec<String>) {
    match (example, answer) {
        (Value::Object(wanted), Value::Object(given)) => {
            for (name, example) in wanted {
                let at = format!("{at}.{name}");
                match given.get(name) {
                    None => found.push(format!("{at} is missing")),
                    Some(Value::Null) if MAY_BE_NULL.contains(&name.as_str()) => {}
                    Some(answer) if name == "details" => {
                        let known = details(answer["type"].as_str().unwrap_or_default());
                        compare(known.as_ref().unwrap_or(example), answer, &at, found);
                    }
                    Some(answer) => compare(example, answer, &at, found),
                }
            }
            for name in given.keys().filter(|name| !wanted.contains_key(*name)) {
                found.push(format!("{at}.{name} is nowhere on the page"));
            }
        }
        (Value::Array(wanted), Value::Array(given)) => {
            for (index, answer) in given.iter().enumerate() {
                compare(&wanted[0], answer, &format!("{at}[{index}]"), found);
            }
        }
        _ if form(example) == form(answer) => {}
        // Any text is text, but not every text is an amount.
        (Value::String(_), Value::String(_)) if form(example) == "text" => {}
        // 2.5 and 2 are both prices.
        (Value::Number(_), Value::Number(_)) if form(example) == "decimal" => {}
        _ => found.push(format!("{at} is {answer}, which is no {} as {example}", form(example))),
    }
}

/// The details that the page's example of a charge does not show.
fn details(kind: &str) -> Option<Value> {
    let (id, at) = (Uuid::nil(), "2025-05-16T08:45:32.108Z");
    let span = json!({"id": id, "timestamp_creation": at, "timestamp_deletion": at});
    let mut rental = span.clone();
    rental["baremetal_rental_id"] = json!(id);
    match kind {
        "baremetal_charge" | "baremetal_payout" => Some(json!({"type": kind, "linked_instance": rental})),
        "storage_charge" | "storage_payout" => Some(json!({"type": kind, "linked_instance": span})),
        "stripe_deposit" => Some(json!({"type": kind})),
        "other" => Some(json!({"type": kind, "note_public": "text"})),
        _ => None,
    }
}

fn form(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
        Value::Number(number) if number.to_string().contains('.') => "decimal",
        Value::Number(_) => "integer",
        Value::String(text) if Uuid::try_parse(text).is_ok() => "id",
        Value::String(text) if text.parse::<Ipv4Addr>().is_ok() => "address",
        Value::String(text) if text.ends_with('Z') && DateTime::parse_from_rfc3339(text).is_ok() => "time",
        Value::String(text) if is_amount(text) => "amount",
        Value::String(_) => "text",
    }
}

/// Six places and no more.
fn is_amount(text: &str) -> bool {
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    places == 6 && text.parse::<Decimal>().is_ok()
}

#[test]
fn a_wrong_shape_is_found() {
    let example = json!({
        "id": Uuid::nil(), "rate": "1.890000", "count": 8, "at": "2025-05-16T08:45:32.108Z", "price": 2.5,
        "storage_id": Uuid::nil(), "tags": ["text"], "ip": "0.0.0.0",
    });
    assert!(faults(&example, &example).is_empty());
    for (name, wrong) in [
        ("id", json!("7")),
        ("rate", json!("1.89")),
        ("rate", json!(1.89)),
        ("count", json!(8.0)),
        ("count", json!("8")),
        ("at", json!("2025-05-16T08:45:32+00:00")),
        ("price", json!("2.5")),
        ("tags", json!([1])),
        ("tags", json!(null)),
        ("ip", json!("host")),
        ("surprise", json!(1)),
    ] {
        let mut answer = example.clone();
        answer[name] = wrong.clone();
        assert_eq!(faults(&example, &answer).len(), 1, "{name}: {wrong}");
    }
    for (name, faults_of_none) in [("id", 1), ("storage_id", 0)] {
        let mut answer = example.clone();
        answer[name] = Value::Null;
        assert_eq!(faults(&example, &answer).len(), faults_of_none, "{name}");
    }
    assert_eq!(faults(&example, &json!({})).len(), 8);
}
