//! docs/operations.md: which command, screen and test reach each operation of the provider, and which test sends each
//! parameter and field. Made from what the tests in the window left in the folder of build results, never by hand.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Outcome;
use crate::process::{root, target};

/// Where the operations and their fields stand, as the provider's page has them.
const PAGE: &str = "tests/api/examples.json";
const TABLE: &str = "docs/operations.md";
/// What asks when no command does.
const WATCHER: &str = "watcher";

/// How the programs of those tests begin that are about nothing else, and wait for what they ask for.
const ABOUT_IT: &str = "operations_";

/// Fields that no test can send: operation, field, why.
const LEFT_OUT: &[(&str, &str, &str)] =
    &[("list_bare_metal", "limit as enum", "the page names none of its possible values")];

const HEAD: &str = "\
# The provider's operations

Written by `cargo xtask test` from what its tests in the real window asked of the sandbox; `cargo xtask operations` takes \
a new table over. Every operation of [the provider's page](api/provider-page.txt) has a command, a screen and a test that \
reaches it by clicks or keys, and every parameter and field has a test that sends a value other than the default. Only \
requests that succeeded count, and what goes on by itself (`watcher`) counts only where no command asks. The run fails \
where a cell is empty, and where this file says what the tests no longer do.
";

/// Forgets what earlier runs left, tests of other names among it.
pub fn forget() -> Outcome {
    let folder = records_folder();
    match fs::remove_dir_all(&folder) {
        Err(error) if folder.exists() => Err(format!("{} could not be removed: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// Writes the table of this run beside the records; fails where a cell is empty or the committed table says otherwise.
pub fn check() -> Outcome {
    let committed = fs::read_to_string(root().join(TABLE)).unwrap_or_default();
    let Table { text, faults } = Table::new(&page()?, &records()?, &committed);
    let path = fresh();
    fs::write(&path, &text).map_err(|error| format!("{} could not be written: {error}", path.display()))?;
    if !faults.is_empty() {
        return Err(format!("{} of the table's cells are wrong:\n  {}", faults.len(), faults.join("\n  ")));
    }
    // A checkout may have its own line ends.
    if committed.replace("\r\n", "\n") == text {
        return Ok(());
    }
    Err(format!("{TABLE} is stale. `cargo xtask operations` takes over what this run wrote; look at it and commit it."))
}

/// Makes the table of the last run the committed one.
pub fn take_over() -> Outcome {
    let path = fresh();
    let copied = fs::copy(&path, root().join(TABLE));
    copied.map_err(|error| format!("{}: {error}. `cargo xtask test` writes it.", path.display()))?;
    println!("{TABLE} is what the last run of the tests wrote.");
    Ok(())
}

fn fresh() -> PathBuf {
    target().join("operations.md")
}

fn records_folder() -> PathBuf {
    target().join("operations")
}

fn page() -> Outcome<Vec<Value>> {
    match json(&root().join(PAGE))? {
        Value::Array(operations) => Ok(operations),
        _ => Err(format!("{PAGE} is not a list of operations.")),
    }
}

fn records() -> Outcome<Vec<Value>> {
    let folder = records_folder();
    let entries = fs::read_dir(&folder).map_err(|error| {
        format!("{}: {error}. The tests in the window write there; run them first.", folder.display())
    })?;
    let paths =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|is| is == "json"));
    paths.map(|path| json(&path)).collect()
}

fn json(path: &Path) -> Outcome<Value> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The table, and what is wrong with it.
struct Table {
    text: String,
    faults: Vec<String>,
}

impl Table {
    fn new(page: &[Value], records: &[Value], committed: &str) -> Self {
        let seen = Seen::of(records);
        let committed: BTreeSet<&str> = committed.lines().collect();
        let mut table = Self { text: HEAD.to_owned(), faults: Vec::new() };
        table.line("\n## What asks for each\n");
        table.line("| operation | request | command | screen | test |\n| --- | --- | --- | --- | --- |");
        for operation in page {
            let name = word(operation, "operation");
            let start = format!("| `{name}` | `{} {}` |", word(operation, "method"), word(operation, "path"));
            let rows = seen
                .ways(name)
                .into_iter()
                .map(|(command, screen, test)| format!("{start} `{command}` | `{screen}` | `{test}` |"));
            match choose(rows, &committed) {
                Some(row) => table.line(&row),
                None => table.fault(format!("{name}: no test reaches it"), &format!("{start} | | |")),
            }
        }
        table.line("\n## What is sent with it\n");
        table.line("| operation | in | field | default | test |\n| --- | --- | --- | --- | --- |");
        for operation in page {
            let name = word(operation, "operation");
            for (place, field, default) in fields(operation) {
                let start = format!("| `{name}` | {place} | `{field}` | {default} |");
                let tests = seen.senders(name, &field);
                let excuse = LEFT_OUT.iter().find(|(one, other, _)| (*one, *other) == (name, field.as_str()));
                let rows = tests.into_iter().map(|test| format!("{start} `{test}` |"));
                match (choose(rows, &committed), excuse) {
                    (Some(row), None) => table.line(&row),
                    (None, Some((.., why))) => table.line(&format!("{start} none: {why} |")),
                    (Some(row), Some(_)) => {
                        table.fault(format!("{name}, {field}: left out, yet a test sends it"), &row);
                    }
                    (None, None) => table.fault(format!("{name}, {field}: no test sends it"), &format!("{start} |")),
                }
            }
        }
        table
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn fault(&mut self, fault: String, line: &str) {
        self.faults.push(fault);
        self.line(line);
    }
}

/// The best of these rows; but one that the committed table has stays for as long as it is true, since which requests a
/// test sends beside those it is about is a matter of time.
fn choose(mut rows: impl Iterator<Item = String>, committed: &BTreeSet<&str>) -> Option<String> {
    let best = rows.next()?;
    if committed.contains(best.as_str()) {
        return Some(best);
    }
    Some(rows.find(|row| committed.contains(row.as_str())).unwrap_or(best))
}

/// What the tests did, by operation.
#[derive(Default)]
struct Seen<'a> {
    /// The tests by command and screen.
    ways: BTreeMap<&'a str, BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>>,
    /// The tests by field.
    senders: BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>,
}

impl<'a> Seen<'a> {
    fn of(records: &'a [Value]) -> Self {
        let mut seen = Self::default();
        for record in records {
            let test = word(record, "test");
            for (operation, did) in record["operations"].as_object().into_iter().flatten() {
                for by in did["by"].as_array().into_iter().flatten() {
                    let way = (word(by, "command"), word(by, "screen"));
                    seen.ways.entry(operation).or_default().entry(way).or_default().insert(test);
                }
                for field in did["fields"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    seen.senders.entry((operation, field)).or_default().insert(test);
                }
            }
        }
        seen
    }

    /// Command, screen and test: first where a test is about it, then where most tests go, which is no accident.
    fn ways(&self, operation: &str) -> Vec<(&'a str, &'a str, &'a str)> {
        let Some(ways) = self.ways.get(operation) else { return Vec::new() };
        let asked = ways.keys().any(|(command, _)| *command != WATCHER);
        let mut ways: Vec<_> = ways.iter().filter(|((command, _), _)| !asked || *command != WATCHER).collect();
        ways.sort_by_key(|(_, tests)| (!tests.iter().any(is_about_it), Reverse(tests.len())));
        let each = |(&(command, screen), tests)| in_order(tests).into_iter().map(move |test| (command, screen, test));
        ways.into_iter().flat_map(each).collect()
    }

    fn senders(&self, operation: &str, field: &str) -> Vec<&'a str> {
        self.senders.get(&(operation, field)).map(in_order).unwrap_or_default()
    }
}

/// By name, those that are about it first.
fn in_order<'a>(tests: &BTreeSet<&'a str>) -> Vec<&'a str> {
    let (about, others): (Vec<&str>, Vec<&str>) = tests.iter().partition(|test| is_about_it(test));
    [about, others].concat()
}

fn is_about_it(test: &&str) -> bool {
    test.starts_with(ABOUT_IT)
}

/// The parameters and fields of an operation: where each is sent, its name, and its default in words.
fn fields(operation: &Value) -> Vec<(&'static str, String, String)> {
    let in_path = operation["path_parameters"].as_object().into_iter().flat_map(|names| names.keys());
    let mut all: Vec<_> = in_path.map(|name| ("path", name.clone(), "required".to_owned())).collect();
    for (place, part) in [("query", "query"), ("body", "body_fields")] {
        let listed = operation[part].as_array().into_iter().flatten();
        for field in listed {
            let name = word(field, "name");
            all.push((place, name.to_owned(), default(field)));
            // A second form, beside which its name alone would say too much.
            all.extend(field["or_type"].as_str().map(|other| (place, format!("{name} as {other}"), default(field))));
            // What an object is made of stands on the page in its example.
            let parts = within(name, &operation["request"][name], &field["default"]);
            all.extend(parts.into_iter().map(|(name, default)| (place, name, default)));
        }
    }
    all
}

/// The fields within the example of a field, in its order: `cloud_init.write_files[].path`, each with its default.
fn within(name: &str, example: &Value, default: &Value) -> Vec<(String, String)> {
    match example {
        Value::Object(parts) => parts
            .iter()
            .flat_map(|(part, example)| {
                let (name, default) = (format!("{name}.{part}"), &default[part.as_str()]);
                let word = if default.is_null() { "none".to_owned() } else { format!("`{default}`") };
                [vec![(name.clone(), word)], within(&name, example, default)].concat()
            })
            .collect(),
        Value::Array(items) => {
            let first = items.first().filter(|item| item.is_object());
            first.map(|item| within(&format!("{name}[]"), item, &Value::Null)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn default(field: &Value) -> String {
    match field.get("default") {
        Some(default) => format!("`{default}`"),
        None if field["required"] == true => "required".to_owned(),
        None => "none".to_owned(),
    }
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page() -> Vec<Value> {
        vec![json!({
            "operation": "list_things", "method": "GET", "path": "/things/", "path_parameters": {},
            "query": [{"name": "limit", "default": 10}], "body_fields": [],
        })]
    }

    fn record(test: &str, command: &str, screen: &str, fields: &[&str]) -> Value {
        let by = json!([{"command": command, "screen": screen}]);
        json!({"test": test, "operations": {"list_things": {"by": by, "fields": fields}}})
    }

    #[test]
    fn a_cell_that_no_test_fills_is_a_fault() {
        let faults = Table::new(&page(), &[], "").faults;
        assert_eq!(faults, ["list_things: no test reaches it", "list_things, limit: no test sends it"]);
        let filled = Table::new(&page(), &[record("a::b", "things", "/things", &["limit"])], "");
        assert!(filled.faults.is_empty());
        assert!(filled.text.contains("\n| `list_things` | `GET /things/` | `things` | `/things` | `a::b` |\n"));
        assert!(filled.text.ends_with("\n| `list_things` | query | `limit` | `10` | `a::b` |\n"));
    }

    #[test]
    fn the_watcher_counts_only_where_no_command_asks() {
        let watched = [record("a::a", WATCHER, "/", &[]), record("a::b", WATCHER, "/", &[])];
        assert!(Table::new(&page(), &watched, "").text.contains("`watcher` | `/` | `a::a` |"));
        let both = [watched.as_slice(), &[record("a::c", "things", "/things", &[])]].concat();
        assert!(Table::new(&page(), &both, "").text.contains("`things` | `/things` | `a::c` |"));
    }

    #[test]
    fn the_usual_way_stands_unless_the_committed_one_is_still_true() {
        let records = [
            record("a::a", "odd", "/things", &[]),
            record("a::b", "things", "/things", &[]),
            record("a::c", "things", "/things", &[]),
        ];
        let usual = "| `list_things` | `GET /things/` | `things` | `/things` | `a::b` |";
        let odd = "| `list_things` | `GET /things/` | `odd` | `/things` | `a::a` |";
        assert!(Table::new(&page(), &records, "").text.contains(usual));
        assert!(Table::new(&page(), &records, odd).text.contains(odd));
        assert!(Table::new(&page(), &records[1..], odd).text.contains(usual), "it is no longer true");
    }

    #[test]
    fn a_test_that_is_about_it_comes_first() {
        let records = [
            record("a::a", "things", "/", &["limit"]),
            record("a::b", "things", "/", &["limit"]),
            record("operations_x::c", "things", "/things", &["limit"]),
        ];
        let text = Table::new(&page(), &records, "").text;
        assert!(text.contains("`things` | `/things` | `operations_x::c` |"));
        assert!(text.ends_with("`10` | `operations_x::c` |\n"));
    }

    #[test]
    fn what_an_object_is_made_of_is_listed_with_it() {
        let operation = json!({
            "request": {"keys": {"mode": "all"}, "init": {"files": [{"path": "/a"}], "run": ["ls"]}},
            "body_fields": [{"name": "keys", "default": {"mode": "none"}}, {"name": "init"}],
        });
        let names: Vec<_> = fields(&operation).into_iter().map(|(_, name, default)| (name, default)).collect();
        let expected = [
            ("keys", "`{\"mode\":\"none\"}`"),
            ("keys.mode", "`\"none\"`"),
            ("init", "none"),
            ("init.files", "none"),
            ("init.files[].path", "none"),
            ("init.run", "none"),
        ];
        assert_eq!(names, expected.map(|(name, default)| (name.to_owned(), default.to_owned())));
    }

    #[test]
    fn what_is_left_out_is_on_the_page() {
        let page = super::page().unwrap();
        for (operation, field, _) in LEFT_OUT {
            let found = page.iter().find(|one| word(one, "operation") == *operation);
            assert!(
                found.is_some_and(|one| fields(one).iter().any(|(_, name, _)| name == field)),
                "{operation} {field}"
            );
        }
    }
}
