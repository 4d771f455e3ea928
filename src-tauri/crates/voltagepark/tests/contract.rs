//! Every operation held against the page's own examples: the request as it leaves, and each value of the answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use support::calls::{call, examples, text, vm};
use support::{answer, client};
use voltagepark::types::{CloudInit, CloudInitContent, CloudInitText, PowerStatus, VmStatus, WriteFile};

/// Makes every value of an example unlike every other, so that a field that is not read is missed.
fn salt(value: &mut Value, next: &mut u32, marks: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| salt(field, next, marks)),
        Value::Array(items) => items.iter_mut().for_each(|item| salt(item, next, marks)),
        Value::Null | Value::Bool(_) => {}
        Value::Number(_) => {
            *next += 1;
            marks.push(next.to_string());
            *value = Value::from(*next);
        }
        Value::String(text) => {
            *next += 1;
            let salted = if text.parse::<f64>().is_ok() {
                format!("{next}.123456")
            } else if let Ok(at) = text.parse::<chrono::DateTime<chrono::Utc>>() {
                let at = at + chrono::TimeDelta::seconds(i64::from(*next));
                // As `Debug` shows it.
                marks.push(format!("{at:?}"));
                *value = Value::from(at.to_rfc3339());
                return;
            } else {
                format!("{text}-{next}")
            };
            marks.push(salted.replace('\n', "\\n"));
            *value = Value::from(salted);
        }
    }
}

#[tokio::test]
async fn every_answer_of_the_page_is_read_whole() {
    let examples = examples();
    assert_eq!(examples.len(), 31);
    for mut example in examples {
        let mut marks = Vec::new();
        salt(&mut example["response"], &mut 20_000, &mut marks);
        // Read through keys of objects, too: GPU models.
        let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
        let (client, _) = client(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
        let shown = call(&client, &example).await.unwrap_or_else(|error| panic!("{error}"));
        for mark in marks {
            assert!(shown.contains(&mark), "{}: {mark} of the answer is lost: {shown}", example["operation"]);
        }
    }
}

#[tokio::test]
async fn every_request_is_the_page_s() {
    let mut called = BTreeSet::new();
    for example in examples() {
        let operation = example["operation"].as_str().unwrap();
        let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
        let (client, sent) = client(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
        call(&client, &example).await.unwrap_or_else(|error| panic!("{error}"));
        let request = sent.take_one();
        assert_eq!(request.method().as_str(), example["method"], "{operation}");
        let mut path = text(&example["path"]);
        for (name, value) in example["path_parameters"].as_object().unwrap() {
            path = path.replace(&format!("{{{name}}}"), value.to_string().trim_matches('"'));
        }
        assert_eq!(request.uri().path(), path, "{operation}");
        assert_eq!(request.uri().authority().unwrap().as_str(), "api.example.com");
        check_query(operation, request.uri().query().unwrap_or_default(), &example["query"]);
        check_headers(operation, request.headers(), &example);
        let mut expected = example["request"].clone();
        if let Some(sub_order) = expected.get_mut("sub_order") {
            // The page calls it an integer and shows it as text: the type is what is sent.
            *sub_order = Value::from(text(sub_order).parse::<i64>().unwrap());
        }
        let body =
            if request.body().is_empty() { Value::Null } else { serde_json::from_slice(request.body()).unwrap() };
        assert_eq!(body, expected, "{operation}");
        called.insert(operation.to_owned());
    }
    assert_eq!(called.len(), 31);
}

/// Every parameter of the page is sent, and none beside.
fn check_query(operation: &str, query: &str, parameters: &Value) {
    let sent: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let names: BTreeSet<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    let page: BTreeSet<&str> = parameters.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, page, "{operation}");
    for (name, value) in &sent {
        let fits = match name.as_str() {
            "limit" => value == "7",
            "offset" => value == "14",
            "available" => value == "true",
            "earliest" => value == "2024-10-01",
            "latest" => value == "2024-10-26",
            "types" => ["virtual_machine", "new one"].contains(&value.as_str()),
            _ => false,
        };
        assert!(fits, "{operation}: {name}={value}");
    }
}

fn check_headers(operation: &str, headers: &http::HeaderMap, example: &Value) {
    let bearer = &headers["authorization"];
    assert_eq!(bearer, &format!("Bearer {}", support::TOKEN), "{operation}");
    assert!(bearer.is_sensitive() && !format!("{headers:?}").contains(support::TOKEN), "{operation}");
    let bare = headers.get("x-api-token");
    assert_eq!(bare.is_some(), example["auth"] == "x-api-token", "{operation}");
    assert!(bare.is_none_or(|value| value == support::TOKEN && value.is_sensitive()));
    let json = headers.get("content-type").map(|value| value.to_str().unwrap());
    assert_eq!(json, (!example["request"].is_null()).then_some("application/json"), "{operation}");
}

#[tokio::test]
async fn absent_null_and_unreadable_fields_fail_nothing() {
    for mut example in examples() {
        let operation = text(&example["operation"]);
        for replacement in [None, Some(Value::Null), Some(Value::from("?")), Some(serde_json::json!({"new": [1]}))] {
            weaken(&mut example["response"], replacement.as_ref());
            let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
            let (client, _) = client(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
            let shown = call(&client, &example).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
            assert!(!shown.contains("Unreadable"), "{operation}: {shown}");
        }
    }
}

/// Takes away every field but ids, the lists of lists, and the one word that a check of cloud-init is for.
fn weaken(value: &mut Value, replacement: Option<&Value>) {
    let needed = |name: &str| ["id", "vm_id", "rental_id", "results", "transactions", "error"].contains(&name);
    match value {
        Value::Object(fields) => {
            let old = std::mem::take(fields);
            *fields = old
                .into_iter()
                .filter_map(|(name, mut field)| {
                    if needed(&name) {
                        weaken(&mut field, replacement);
                        return Some((name, field));
                    }
                    replacement.map(|new| (name, new.clone()))
                })
                .collect::<Map<_, _>>();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| weaken(item, replacement)),
        _ => {}
    }
}

#[test]
fn both_spellings_may_come_at_once() {
    use voltagepark::types::{BareMetalRental, VmPricing};
    for (json, expected) in
        [(r#"{"vcpus_per_hr": "1", "vcpu_per_hr": "1"}"#, "1"), (r#"{"vcpu_per_hr": 2.50}"#, "2.50")]
    {
        assert_eq!(serde_json::from_str::<VmPricing>(json).unwrap().vcpus().text(), Some(expected));
    }
    for json in [r#"{"id": "a", "sub_order": "7", "suborder": 7}"#, r#"{"id": "a", "suborder": 7}"#] {
        assert_eq!(serde_json::from_str::<BareMetalRental>(json).unwrap().any_sub_order(), Some("7"));
    }
}

#[test]
fn counts_that_live_answers_have_are_read() {
    use voltagepark::types::BareMetalLocation;
    let json = r#"{"id": "a", "reserved_gpu_count_infiniband_cluster_one": 16,
        "reserved_gpu_count_infiniband_cluster_two": null}"#;
    let place: BareMetalLocation = serde_json::from_str(json).unwrap();
    assert_eq!(place.reserved_gpu_count_infiniband_cluster_one, Some(16));
    assert_eq!(place.reserved_gpu_count_infiniband_cluster_two, None);
}

#[test]
fn unknown_words_survive_a_round_trip() {
    let status: VmStatus = serde_json::from_str("\"Hibernating\"").unwrap();
    assert_eq!(status, VmStatus::Unknown("Hibernating".into()));
    assert_eq!(serde_json::to_string(&status).unwrap(), "\"Hibernating\"");
    for known in PowerStatus::KNOWN {
        assert_eq!(&PowerStatus::from(known.as_str()), known);
    }
}

#[test]
fn no_secret_is_shown() {
    let mut request = vm(&examples()[3]["request"]);
    request.password = Some(voltagepark::Secret::new("canary-password"));
    request.cloud_init = Some(CloudInit {
        packages: vec!["canary-package".into()],
        write_files: vec![WriteFile { content: "canary-file".into(), ..WriteFile::default() }],
        runcmd: vec!["canary-command".into()],
    });
    let content = CloudInitContent::Text(CloudInitText("canary-text".into()));
    let shown = format!("{request:?} {content:?} {:?}", request.cloud_init.as_ref().unwrap().write_files);
    assert!(!shown.contains("canary"), "{shown}");
}
