//! The limits of every field of the page: what is too much is a 422 at its place, what is just enough is taken.

use serde_json::{Value, json};

use super::super::{Answer, Config, config};
use super::{Api, Auth, Call, Example, Field, examples};

/// A call with one field of its query.
async fn ask(api: &Api, example: &Example, field: &Field, value: impl ToString) -> Answer {
    let mut call = example.call(api).await;
    call.path = format!("{}?{}={}", call.path, field.name, value.to_string());
    call.send(api, example.auth).await
}

fn one(place: String, kind: &str) -> Vec<(String, String)> {
    vec![(place, kind.to_owned())]
}

#[tokio::test(start_paused = true)]
async fn queries_have_the_pages_limits() {
    let api = Api::new();
    for example in examples() {
        for field in &example.query {
            let name = format!("{} {}", example.operation, field.name);
            let mut refused = match (field.r#type.as_str(), field.name.as_str()) {
                ("integer", _) => vec![("x".to_owned(), "int_parsing"), ("1.5".into(), "int_parsing")],
                ("boolean", _) => vec![("maybe".to_owned(), "bool_parsing")],
                ("date", _) => vec![("yesterday".to_owned(), "date_from_datetime_parsing")],
                ("array", _) => vec![("charge".to_owned(), "enum")],
                other => panic!("{name}: {other:?}"),
            };
            let mut taken: Vec<String> = field.example.iter().cloned().collect();
            // The page states no least offset; the sandbox has none below zero.
            if let Some(least) = field.minimum.or((field.name == "offset").then_some(0)) {
                refused.push(((least - 1).to_string(), "greater_than_equal"));
                taken.push(least.to_string());
            }
            if let Some(most) = field.maximum {
                refused.push(((most + 1).to_string(), "less_than_equal"));
                taken.push(most.to_string());
            } else if field.r#type == "integer" {
                taken.push("100000".to_owned());
            }
            let place = match field.items {
                Some(_) => format!("query.{}.0", field.name),
                None => format!("query.{}", field.name),
            };
            for (value, kind) in refused {
                let answer = ask(&api, &example, field, &value).await;
                assert_eq!(answer.fields(), one(place.clone(), kind), "{name}={value}");
            }
            for value in taken {
                let answer = ask(&api, &example, field, &value).await;
                assert_eq!(answer.status, 200, "{name}={value}: {}", answer.body);
            }
        }
    }
}

/// More of everything than a list shows unasked, where the sandbox can have that many.
async fn crowded() -> Api {
    let api = Api::with(Config { instances: 12, ..config() });
    for number in 0..20 {
        let volume = json!({"size_in_gb": 1, "name": format!("volume {number}")});
        assert_eq!(api.post("/storage/", volume).await.status, 201);
    }
    for number in 0..150 {
        let key = json!({"name": format!("key {number}"), "content": super::super::KEY});
        assert_eq!(api.post("/organization/ssh-keys", key).await.status, 201);
    }
    // The second location's stock is counted anew every half hour, so that in time it has enough.
    let place = api.get("/bare-metal/locations").await.body["results"][1]["id"].clone();
    for number in 0..200 {
        let order = json!({
            "location_id": place, "gpu_count": 8, "name": format!("rack {number}"), "network_type": "infiniband",
        });
        api.post("/bare-metal/", order).await;
        api.advance(1800);
    }
    api
}

#[tokio::test(start_paused = true)]
async fn a_list_is_as_long_as_the_page_says_where_nothing_is_asked() {
    let api = crowded().await;
    for example in examples() {
        let Some(field) = example.query.iter().find(|field| field.name == "limit") else {
            continue;
        };
        let default = field.default.as_ref().and_then(Value::as_u64).unwrap();
        let plain = example.call(&api).await.send(&api, example.auth).await.body;
        let asked = ask(&api, &example, field, default).await.body;
        assert_eq!(plain, asked, "{}", example.operation);
        assert_eq!(
            plain["results"].as_array().unwrap().len(),
            usize::try_from(default).unwrap(),
            "{}",
            example.operation
        );
        // There are no more locations than their list shows unasked.
        assert_eq!(plain["has_next"], example.operation != "list_locations", "{}", example.operation);
    }
}

/// Sends a call with one field of its body changed, or left out.
async fn with_field(api: &Api, call: &Call, name: &str, value: Option<&Value>) -> Answer {
    let mut call = call.clone();
    let body = call.body.as_mut().and_then(Value::as_object_mut).unwrap();
    match value {
        Some(value) => body.insert(name.to_owned(), value.clone()),
        None => body.remove(name),
    };
    call.send(api, Auth::Bearer).await
}

/// What a field must not be, with the place under it and the kind of the fault.
fn wrong_values(field: &Field) -> Vec<(Value, &'static str, &'static str)> {
    let mut wrong = match field.r#type.as_str() {
        "string" | "string or object" => vec![(json!(7), "", "string_type")],
        "uuid" => vec![(json!("x"), "", "uuid_parsing"), (json!(7), "", "uuid_parsing")],
        "integer" => vec![(json!("twelve"), "", "int_parsing"), (json!([]), "", "int_type")],
        "enum" => vec![(json!("nobody"), "", "enum"), (json!(7), "", "enum")],
        "object" => vec![(json!("text"), "", "dict_type"), (json!([]), "", "dict_type")],
        "array" => vec![(json!("text"), "", "list_type")],
        other => panic!("{other}"),
    };
    if let Some(items) = &field.items {
        let kind = if items == "uuid" { "uuid_parsing" } else { "string_type" };
        wrong.push((json!([7]), ".0", kind));
    }
    if let Some(least) = field.minimum {
        wrong.push((json!(least - 1), "", "greater_than_equal"));
    }
    if let Some(least) = field.min_length {
        wrong.push((json!("a".repeat(least - 1)), "", "string_too_short"));
    }
    if let Some(most) = field.max_length {
        wrong.push((json!("a".repeat(most + 1)), "", "string_too_long"));
    }
    if field.pattern.is_some() {
        wrong.push((json!("under_score"), "", "string_pattern_mismatch"));
    }
    wrong
}

#[tokio::test(start_paused = true)]
async fn bodies_are_refused_at_the_field() {
    for example in examples() {
        if example.body_fields.is_empty() {
            continue;
        }
        let api = Api::new();
        let call = example.call(&api).await;
        let before = api.sandbox.records().resources.len();
        for field in &example.body_fields {
            let name = format!("{} {}", example.operation, field.name);
            let place = format!("body.{}", field.name);
            if field.required {
                let answer = with_field(&api, &call, &field.name, None).await;
                assert_eq!(answer.fields(), one(place.clone(), "missing"), "{name}");
            }
            if !field.nullable {
                let answer = with_field(&api, &call, &field.name, Some(&Value::Null)).await;
                let places: Vec<String> = answer.fields().into_iter().map(|(at, _)| at).collect();
                assert!(places.iter().eq([&place]), "{name}: null: {places:?}");
            }
            for (value, under, kind) in wrong_values(field) {
                let answer = with_field(&api, &call, &field.name, Some(&value)).await;
                assert_eq!(answer.fields(), one(format!("{place}{under}"), kind), "{name}: {value}");
            }
        }
        assert_eq!(before, api.sandbox.records().resources.len(), "a refused call deploys nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_are_taken_up_to_their_limits() {
    for example in examples() {
        for field in &example.body_fields {
            let mut taken: Vec<Option<Value>> = Vec::new();
            if !field.required {
                taken.push(None);
            }
            if field.nullable {
                taken.push(Some(Value::Null));
            }
            taken.extend(field.default.clone().map(Some));
            taken.extend(field.minimum.map(|least| Some(json!(least))));
            for length in [field.min_length, field.max_length].into_iter().flatten() {
                taken.push(Some(json!("a".repeat(length))));
            }
            if field.r#type == "string or object" {
                taken.push(Some(json!({"packages": ["htop"]})));
            }
            for value in taken {
                let api = Api::new();
                let call = example.call(&api).await;
                let answer = with_field(&api, &call, &field.name, value.as_ref()).await;
                assert_eq!(
                    answer.status.as_u16(),
                    example.status,
                    "{} {}: {value:?}: {}",
                    example.operation,
                    field.name,
                    answer.body
                );
            }
        }
    }
}
