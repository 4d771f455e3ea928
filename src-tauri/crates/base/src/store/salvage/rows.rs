//! Reads what can be read of a damaged table: from its front, from its back, and in between wherever a search by row number
//! finds a part that is well.

use std::collections::HashSet;

use rusqlite::types::Value;
use rusqlite::{Connection, params};

/// How often it is looked between two damaged places.
const LOOKS: u32 = 4_000;

/// The values of a row's key, as text.
pub(super) type Key = Vec<String>;

/// Where a row goes; an error ends the reading.
type Put<'a> = &'a mut dyn FnMut(Option<i64>, Vec<Value>) -> rusqlite::Result<()>;

/// A table as it is made here, with the columns of it that another file has too.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// Its primary key.
    pub(super) key: Vec<String>,
    /// Rows have numbers of their own, beside their columns.
    pub(super) numbered: bool,
}

impl Table {
    /// A table of a new store.
    pub(super) fn of(connection: &Connection, name: &str) -> rusqlite::Result<Self> {
        let mut info = connection.prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?;
        let all: Vec<(String, String, u32)> =
            info.query_map([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
        let mut key: Vec<_> = all.iter().filter(|(_, _, pk)| *pk > 0).collect();
        key.sort_by_key(|(_, _, pk)| *pk);
        let number = matches!(key.as_slice(), [(_, kind, _)] if kind == "INTEGER");
        let sql = "SELECT wr FROM pragma_table_list WHERE name = ?1 AND schema = 'main'";
        let without: bool = connection.query_row(sql, [name], |row| row.get(0))?;
        Ok(Self {
            name: name.to_owned(),
            key: key.iter().map(|(name, ..)| name.clone()).collect(),
            columns: all.into_iter().map(|(name, ..)| name).collect(),
            numbered: !without && !number,
        })
    }

    /// The same with the columns that a file has; nothing where it does not have the table, or its plan cannot be read.
    pub(super) fn in_file(&self, file: &Connection) -> Option<Self> {
        let theirs = Self::of(file, &self.name).ok()?;
        let columns: Vec<_> = self.columns.iter().filter(|one| theirs.columns.contains(one)).cloned().collect();
        (!columns.is_empty()).then(|| Self { name: self.name.clone(), columns, key: theirs.key, ..*self })
    }

    fn list(columns: &[String]) -> String {
        columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    /// Puts a row in. False where a rule of the table, or a row that is there, does not let it in.
    pub(super) fn put(&self, into: &Connection, number: Option<i64>, row: Vec<Value>) -> rusqlite::Result<bool> {
        // Migrations put the sandbox's own account into a new store.
        let or = if self.name == "profile" && number.is_some() { "REPLACE" } else { "IGNORE" };
        let (first, mut values) = match number {
            Some(number) => ("rowid, ", vec![Value::Integer(number)]),
            None => ("", Vec::new()),
        };
        values.extend(row);
        let marks = vec!["?"; values.len()].join(", ");
        let columns = Self::list(&self.columns);
        let sql = format!("INSERT OR {or} INTO \"{}\" ({first}{columns}) VALUES ({marks})", self.name);
        let written = into.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values));
        match written {
            Ok(rows) => Ok(rows > 0),
            // A value that is of another type than its column came from a damaged place.
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Hands out every row that can be read. False where there may be more. An error is of whoever takes them.
    pub(super) fn read(&self, file: &Connection, put: Put) -> rusqlite::Result<bool> {
        if !self.numbered {
            return self.read_through(file, put);
        }
        let mut looks = LOOKS;
        let mut whole = true;
        let mut ranges = vec![(i64::MIN, i64::MAX)];
        while let Some((mut low, mut high)) = ranges.pop() {
            let (last, ended) = self.read_range(file, (low, high), "ASC", put)?;
            if ended {
                continue;
            }
            whole = false;
            low = last.map_or(low, |last| last.saturating_add(1));
            let (first, _) = self.read_range(file, (low, high), "DESC", put)?;
            high = first.map_or(high, |first| first.saturating_sub(1));
            // Where neither end can be found, nothing of the table can.
            let nothing = last.is_none() && first.is_none() && looks == LOOKS;
            looks = looks.saturating_sub(1);
            if nothing || looks == 0 || low >= high {
                continue;
            }
            let middle = i64::midpoint(low, high);
            ranges.extend([(middle + 1, high), (low, middle)]);
        }
        Ok(whole)
    }

    /// Rows between two numbers, up to the first that cannot be read: the last one that was, and whether none was left.
    fn read_range(
        &self,
        file: &Connection,
        (low, high): (i64, i64),
        order: &str,
        put: Put,
    ) -> rusqlite::Result<(Option<i64>, bool)> {
        let columns = Self::list(&self.columns);
        let sql = format!(
            "SELECT rowid, {columns} FROM \"{}\" NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid {order}",
            self.name
        );
        let mut last = None;
        let Ok(mut statement) = file.prepare_cached(&sql) else { return Ok((None, false)) };
        let Ok(mut rows) = statement.query(params![low, high]) else { return Ok((None, false)) };
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok((last, true)),
                Err(_) => return Ok((last, false)),
            };
            let values = (1..=self.columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>();
            let (Ok(number), Ok(values)) = (row.get(0), values) else { return Ok((last, false)) };
            put(Some(number), values)?;
            last = Some(number);
        }
    }

    /// The rows from the first on, up to one that cannot be read.
    pub(super) fn read_through(&self, file: &Connection, put: Put) -> rusqlite::Result<bool> {
        let sql = format!("SELECT {} FROM \"{}\"", Self::list(&self.columns), self.name);
        let Ok(mut statement) = file.prepare(&sql) else { return Ok(false) };
        let Ok(mut rows) = statement.query([]) else { return Ok(false) };
        loop {
            let Ok(row) = rows.next() else { return Ok(false) };
            let Some(row) = row else { return Ok(true) };
            let values = (0..self.columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>();
            let Ok(values) = values else { return Ok(false) };
            put(None, values)?;
        }
    }

    /// The keys of all its rows by its index, which lies in other pages than they; nothing where it cannot be read whole.
    pub(super) fn keys(&self, file: &Connection) -> Option<HashSet<Key>> {
        let columns = Self::list(&self.key);
        let index = format!("sqlite_autoindex_{}_1", self.name);
        let sql = format!("SELECT {columns} FROM \"{}\" INDEXED BY \"{index}\"", self.name);
        let mut statement = file.prepare(&sql).ok()?;
        let key = |row: &rusqlite::Row<'_>| (0..self.key.len()).map(|at| row.get::<_, String>(at)).collect();
        statement.query_map([], key).ok()?.collect::<rusqlite::Result<_>>().ok()
    }

    /// The key of a row; empty where a part of it is no text.
    pub(super) fn key_of(&self, row: &[Value]) -> Key {
        let value = |name: &String| {
            let at = self.columns.iter().position(|column| column == name)?;
            match row.get(at)? {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            }
        };
        self.key.iter().map(value).collect::<Option<Key>>().unwrap_or_default()
    }
}
