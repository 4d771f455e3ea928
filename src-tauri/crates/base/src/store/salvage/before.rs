//! What a backup knows: the newest one that can be read, and how its rows are taken.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::super::backup::{self, Copy};
use super::super::migrate;
use super::rows::Table;

/// A backup that can be read.
pub(super) struct Backup {
    pub(super) copy: Copy,
    pub(super) connection: Connection,
    pub(super) version: u32,
}

impl Backup {
    pub(super) fn open(copy: Copy) -> Option<Self> {
        let connection = backup::open(&copy.path).ok()?;
        let check: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).ok()?;
        let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).ok()?;
        (check == "ok" && (1..=migrate::NEWEST).contains(&version)).then_some(Self { copy, connection, version })
    }
}

/// A row of a backup may have been changed since, so that it must not act on what it says.
pub(super) fn as_of_before(table: &Table, row: &mut [Value]) {
    let at = |name: &str| table.columns.iter().position(|column| column == name);
    match table.name.as_str() {
        // It may have been extended, or ended.
        "lease" => set(row, at("action"), Value::Text("remind".into())),
        // It may have been sent: then nobody knows what came of it, and it is looked for.
        "jobs" => {
            let planned = at("phase").is_some_and(|at| row[at] == Value::Text("planned".into()));
            let document = at("document").and_then(|at| match &row[at] {
                Value::Text(text) => serde_json::from_str::<serde_json::Value>(text).ok(),
                _ => None,
            });
            if let (true, Some(mut document)) = (planned, document) {
                document["phase"] = "sent".into();
                document["sent_at"] = document["created_at"].clone();
                set(row, at("phase"), Value::Text("sent".into()));
                set(row, at("document"), Value::Text(document.to_string()));
            }
        }
        "profile" => set(row, at("read_only"), Value::Integer(1)),
        _ => {}
    }
}

fn set(row: &mut [Value], at: Option<usize>, value: Value) {
    if let Some(at) = at {
        row[at] = value;
    }
}
