//! The data is the page's: every example is held against the text that it was taken from.

use serde_json::{Deserializer, Value};
use voltdeck_sandbox::Operation;

use super::{Auth, Example, examples};

const PAGE: &str = include_str!("../../../../../../docs/api/provider-page.txt");

/// An operation's part of the page: from its title to its request line, and from there to the next title.
fn parts(example: &Example, all: &[Example]) -> (&'static str, &'static str) {
    let request = format!("\n{} {} HTTP/1.1\n", example.method, example.path);
    let at = PAGE.find(&request).unwrap_or_else(|| panic!("no{request}on the page"));
    let title = PAGE[..at]
        .rfind(&format!("\n{}\n", example.title))
        .unwrap_or_else(|| panic!("no {} before{request}", example.title));
    let next = all.iter().filter_map(|other| PAGE[at..].find(&format!("\n{}\n", other.title)));
    let end = next.min().or_else(|| PAGE[at..].find("\n  •")).unwrap();
    (&PAGE[title..at], &PAGE[at..at + end])
}

/// The JSON texts of a part.
fn values(part: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut rest = part;
    while let Some(at) = ["\n{", "\n["].iter().filter_map(|open| rest.find(open)).min() {
        rest = &rest[at + 1..];
        let mut stream = Deserializer::from_str(rest).into_iter();
        found.push(stream.next().unwrap().unwrap());
        rest = &rest[stream.byte_offset()..];
    }
    found
}

/// The same, but for what the page leaves open as "text".
fn agree(page: &Value, ours: &Value) -> bool {
    match (page, ours) {
        (Value::Object(page), Value::Object(ours)) => {
            page.keys().eq(ours.keys()) && page.values().zip(ours.values()).all(|(a, b)| agree(a, b))
        }
        (Value::Array(page), Value::Array(ours)) => {
            page.len() == ours.len() && page.iter().zip(ours).all(|(a, b)| agree(a, b))
        }
        (Value::String(text), Value::String(_)) if text == "text" => true,
        _ => page == ours,
    }
}

#[test]
fn the_examples_are_the_pages() {
    let all = examples();
    assert_eq!(all.len(), PAGE.matches(" HTTP/1.1\n").count());
    for example in &all {
        let name = &example.operation;
        let (before, after) = parts(example, &all);
        let auth = match (after.contains("\nAuthorization: Bearer "), after.contains("\nx-api-token: ")) {
            (true, false) => Auth::Bearer,
            (false, true) => Auth::XApiToken,
            _ => Auth::None,
        };
        assert_eq!(example.auth, auth, "{name}");
        assert_eq!(before.contains("\nAuthorizations\n"), auth != Auth::None, "{name}");

        let mut wanted: Vec<&Value> = example.request.iter().collect();
        wanted.extend(Some(&example.response).filter(|response| !response.is_null()));
        let found = values(after);
        let agreed = found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| agree(a, b));
        assert!(agreed, "{name}: the page has {found:?}");

        let statuses: Vec<u16> =
            before.lines().filter(|line| line.len() == 3).filter_map(|line| line.parse().ok()).collect();
        let ours: Vec<u16> = [example.status].into_iter().chain(example.error_statuses.clone()).collect();
        assert_eq!(ours, statuses, "{name}");

        let fields: Vec<(&str, &str)> = before.lines().filter_map(field).collect();
        let mut named: Vec<&str> = fields.iter().map(|(field, _)| *field).collect();
        named.sort_unstable();
        let path = example.path_parameters.keys().map(String::as_str);
        let rest = example.query.iter().chain(&example.body_fields);
        let mut ours: Vec<&str> = path.chain(rest.clone().map(|field| field.name.as_str())).collect();
        ours.sort_unstable();
        assert_eq!(ours, named, "{name}");
        for field in rest {
            let (_, kind) = fields.iter().find(|(name, _)| *name == field.name).unwrap();
            assert_eq!(kind.contains("Required"), field.required, "{name} {kind}");
            let most = field.max_length.and_then(|most| i64::try_from(most).ok());
            for (word, limit) in [("min", field.minimum), ("max", field.maximum), ("max", most)] {
                if let Some(limit) = limit {
                    assert!(before.contains(&format!("{word}: {limit}")), "{name} {kind}");
                }
            }
            if let Some(other) = &field.or_type {
                assert!(before.contains(&format!("\nor\nstring · {other}Optional")), "{name} {kind}");
            }
        }
    }
}

/// A line of a field: its name, then its type with limits, with nothing between.
fn field(line: &str) -> Option<(&str, &str)> {
    let types = ["string", "integer", "any of", "one of"];
    let at = types.iter().filter_map(|kind| line.find(kind)).min()?;
    let is_field = at > 0 && (line.contains("Required") || line.contains("Optional"));
    is_field.then(|| line.split_at(at))
}

#[test]
fn the_sandbox_has_the_pages_operations() {
    for (example, operation) in examples().iter().zip(Operation::ALL) {
        assert_eq!(
            (example.method.as_str(), example.path.as_str()),
            (operation.method().as_str(), &*format!("/api/v1{}", operation.path()))
        );
        assert_eq!(operation.needs_token(), example.auth != Auth::None);
    }
    assert_eq!(examples().len(), Operation::ALL.len());
}
