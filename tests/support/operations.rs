//! What a window asked of its provider, kept for docs/operations.md: which command asked, from which screen, and what was
//! sent that is not the default.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, RequestLine, Sandbox};

use super::target_folder;

/// The page's operations with their parameters, fields and defaults, in the order of [`Operation::ALL`].
static PAGE: LazyLock<Vec<Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../api/examples.json"))
        .expect("the page's operations in tests/api/examples.json")
});

/// What one test did so far; a test may open several windows.
static KEPT: Mutex<BTreeMap<String, BTreeMap<String, Kept>>> = Mutex::new(BTreeMap::new());

/// An operation as one test reached it.
#[derive(Debug, Default)]
struct Kept {
    by: BTreeSet<(String, String)>,
    fields: BTreeSet<String>,
}

/// The screens of a window, and since when each was in front.
#[derive(Debug, Default)]
pub(super) struct Trail(Mutex<Vec<(DateTime<Utc>, String)>>);

impl Trail {
    /// Notes the part of the address that names the screen.
    pub(super) fn note(&self, since: DateTime<Utc>, hash: &str) {
        let Some(screen) = screen(hash) else { return };
        let mut screens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if screens.last().is_none_or(|(_, last)| *last != screen) {
            screens.push((since, screen));
        }
    }

    fn at(&self, time: DateTime<Utc>) -> Option<String> {
        let screens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = screens.iter().rev().find(|(since, _)| *since <= time);
        before.or(screens.first()).map(|(_, screen)| screen.clone())
    }
}

/// The route of an address, with no search and no id.
fn screen(hash: &str) -> Option<String> {
    let path = hash.strip_prefix('#')?.split('?').next()?;
    let words: Vec<&str> =
        path.split('/').filter(|word| !word.contains(|letter: char| letter.is_ascii_digit())).collect();
    (path.len() > 1).then(|| words.join("/"))
}

/// Writes what a test did, in a file of its own below the folder of build results.
pub(super) fn keep(test: &str, provider: &Sandbox, log: &str, screens: &Trail) {
    let test = format!("{}::{test}", env!("CARGO_CRATE_NAME"));
    let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = all.entry(test.clone()).or_default();
    for line in provider.log() {
        let Some(page) = line.operation.filter(|_| is_answered(&line)).and_then(page_of) else { continue };
        kept.entry(text(&page["operation"])).or_default().fields.extend(sent(page, &line));
    }
    for (operation, command, began) in log.lines().filter_map(asked) {
        if let (Some(kept), Some(screen)) = (kept.get_mut(&operation), screens.at(began)) {
            kept.by.insert((command, screen));
        }
    }
    let operations = kept.iter().map(|(operation, kept)| {
        let by: Vec<Value> =
            kept.by.iter().map(|(command, screen)| json!({"command": command, "screen": screen})).collect();
        (operation.clone(), json!({"by": by, "fields": kept.fields}))
    });
    let record = json!({"test": test, "operations": operations.collect::<serde_json::Map<_, _>>()});
    let folder = target_folder().join("operations");
    let path = folder.join(format!("{}.json", test.replace("::", "-")));
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, format!("{record:#}\n")));
    written.unwrap_or_else(|error| panic!("{} could not be written: {error}", path.display()));
}

/// A request that failed proves nothing.
fn is_answered(line: &RequestLine) -> bool {
    line.status.is_some_and(|status| (200..300).contains(&status))
}

fn page_of(operation: Operation) -> Option<&'static Value> {
    PAGE.get(Operation::ALL.iter().position(|one| *one == operation)?)
}

/// The names of parameters and fields that a request sent with a value other than the page's default.
fn sent(page: &Value, line: &RequestLine) -> BTreeSet<String> {
    let in_path = page["path_parameters"].as_object().into_iter().flat_map(|names| names.keys().cloned());
    let in_query = fields(page, "query").filter_map(|(name, default)| {
        let default = default.map(text);
        let values = line.parameters.get(&name)?;
        values.iter().any(|value| Some(value) != default.as_ref()).then_some(name)
    });
    let in_body = fields(page, "body_fields").filter_map(|(name, default)| {
        let value = line.body.as_ref()?.get(&name).filter(|value| !value.is_null())?;
        (Some(value) != default).then(|| [within(&name, value, default), vec![name]].concat())
    });
    in_path.chain(in_query).chain(in_body.flatten()).collect()
}

/// The fields within a field that have a value other than the default: `cloud_init.write_files[].path`.
fn within(name: &str, value: &Value, default: Option<&Value>) -> Vec<String> {
    match value {
        Value::Object(parts) => parts
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(part, value)| {
                let (name, default) = (format!("{name}.{part}"), default.and_then(|default| default.get(part)));
                let mut all = within(&name, value, default);
                all.extend((Some(value) != default).then_some(name));
                all
            })
            .collect(),
        Value::Array(items) => {
            let objects = items.iter().filter(|item| item.is_object());
            objects.flat_map(|item| within(&format!("{name}[]"), item, None)).collect()
        }
        _ => Vec::new(),
    }
}

fn fields<'a>(page: &'a Value, part: &str) -> impl Iterator<Item = (String, Option<&'a Value>)> {
    page[part].as_array().into_iter().flatten().map(|field| (text(&field["name"]), field.get("default")))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A line of the program's log that tells of an answered request: the operation, what asked for it, and when.
fn asked(line: &str) -> Option<(String, String, DateTime<Utc>)> {
    let (head, request) = line.split_once("voltagepark::log: request operation=\"")?;
    let (operation, rest) = request.split_once('"')?;
    let took: i64 = rest.split_once(" ms=")?.1.split(' ').next()?.parse().ok()?;
    let ended: DateTime<Utc> = head.split(' ').next()?.parse().ok()?;
    let command = match head.rsplit_once("command{name=\"") {
        Some((_, rest)) => rest.split('"').next()?,
        None if head.contains(" watcher: ") => "watcher",
        None => return None,
    };
    Some((operation.to_owned(), command.to_owned(), ended - TimeDelta::milliseconds(took)))
}
