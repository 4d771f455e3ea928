//! Saves what can be saved of a damaged store. Each table is read as far as it goes, into a new store; what is missing is taken
//! from the newest backup where that is safe, and what is lost is said by name. The damaged file is kept.
//!
//! A new store takes the place of the old one only once it is whole: a crash at any moment leaves the old one, or the new one
//! under a name of its own, and the next start goes on from there.

mod before;
mod places;
mod report;
mod rows;
mod source;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use self::before::{Backup, as_of_before};
use self::places::{FILLING, WHOLE, WORK, set_aside};
use self::report::{Part, Report};
use self::rows::{Key, Table};
use super::backup;
use super::file::FILE;
use super::migrate;
use crate::{accounts_file, format, owner};

pub(super) use self::places::finish;
pub(super) use self::source::{ends_early, version};

/// What costs money or acts by itself comes first.
const FIRST: [&str; 7] = ["profile", "lease", "jobs", "forgotten_order", "standing_order", "budget", "setting"];
/// Reports of months as they were read. One that lacks a line would be a wrong sum, and all can be read again.
const LEDGER: [&str; 7] =
    ["bill_month", "bill_reading", "bill_line", "bill_order", "bill_day", "bill_use", "bill_problem"];

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// Pages of it.
    Pages,
    /// Its log, so that what was committed last cannot be read.
    Log,
    /// It is not there, or empty, where there was one.
    Gone,
}

/// Why nothing could be saved: then the damaged file stays where it is.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    /// A file could not be read or made.
    #[error("{0}")]
    File(#[from] io::Error),
    /// The new store could not be written.
    #[error("{0}")]
    Store(#[from] rusqlite::Error),
}

/// Saves what can be saved, and says what became of it.
pub(super) fn mend(folder: &Path, now: DateTime<Utc>, damage: Damage, log: bool) -> Result<String, Failed> {
    let file = folder.join(FILE);
    let since: Option<DateTime<Utc>> = fs::metadata(&file).and_then(|file| file.modified()).ok().map(Into::into);
    let aside = set_aside(&file, now)?;
    let work = folder.join(WORK);
    owner::folder(&work)?;
    let copy = work.join(FILE);
    for tail in ["", "-wal"] {
        let from = folder.join(format!("{FILE}{tail}"));
        if from.exists() {
            fs::copy(from, work.join(format!("{FILE}{tail}")))?;
        }
    }
    let of_file = version(&copy).filter(|version| (1..=migrate::NEWEST).contains(version));
    let backup = backup::all(folder).into_iter().find_map(Backup::open);
    let same_form = |backup: &&Backup| of_file.is_none_or(|version| version == backup.version);
    let like = backup.as_ref().filter(same_form).map(|backup| backup.copy.path.as_path());
    let source = source::open(&copy, like)?;
    let version = of_file.or(backup.as_ref().map(|backup| backup.version)).unwrap_or(migrate::NEWEST);

    let filling = folder.join(FILLING);
    let _ = fs::remove_file(&filling);
    drop(owner::create(&filling)?);
    let mut fresh = Connection::open(&filling)?;
    fresh.pragma_update(None, "foreign_keys", false)?;
    migrate::to(&mut fresh, version)?;
    let report = Report { aside, log, gone: damage == Damage::Gone, ..Report::default() };
    // Where the log alone is damaged, a backup from before what the file has knows only what was changed since.
    let older = |backup: &&Backup| damage != Damage::Log || Some(backup.copy.made_at) > since;
    let backup = backup.as_ref().filter(older);
    let mut salvage = Salvage { source: &source, backup, damage, log, report };
    let transaction = fresh.transaction()?;
    salvage.fill(&transaction)?;
    transaction.commit()?;
    migrate::migrate(&mut fresh)?;
    let transaction = fresh.transaction()?;
    salvage.accounts(&transaction, folder)?;
    let said = salvage.report.words(|table, key| name(&transaction, table, key));
    note(&transaction, now, salvage.report.deed(), &said)?;
    transaction.commit()?;
    fresh.close().map_err(|(_, error)| error)?;
    drop(source);
    fs::File::open(&filling)?.sync_all()?;
    fs::rename(&filling, folder.join(WHOLE))?;
    finish(folder)?;
    Ok(said)
}

struct Salvage<'a> {
    source: &'a Connection,
    backup: Option<&'a Backup>,
    damage: Damage,
    /// The log is damaged, so that what can be read may not be the newest.
    log: bool,
    report: Report,
}

impl Salvage<'_> {
    fn fill(&mut self, fresh: &Connection) -> rusqlite::Result<()> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut all: Vec<String> =
            fresh.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        all.sort_by_key(|name| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()));
        let (ledger, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|name| LEDGER.contains(&name.as_str()));
        for name in all {
            let part = self.table(fresh, &Table::of(fresh, &name)?)?;
            self.report.parts.extend(part);
        }
        self.ledger(fresh, &ledger)
    }

    /// Carries a table over. Says what is missing of it, if anything may be.
    fn table(&mut self, fresh: &Connection, table: &Table) -> rusqlite::Result<Option<Part>> {
        let mut read = HashSet::new();
        let mut refused = 0;
        // Where the end of the log is lost, an order may have bought since, and would buy again.
        let acts = self.log && table.name == "standing_order";
        let whole = match table.in_file(self.source).filter(|_| !acts) {
            Some(theirs) => theirs.read(self.source, &mut |number, mut row| {
                if self.log && theirs.name == "jobs" {
                    as_of_before(&theirs, &mut row);
                }
                let key = theirs.key_of(&row);
                if theirs.put(fresh, number, row)? {
                    read.insert(key);
                } else if !read.contains(&key) {
                    refused += 1;
                }
                Ok(())
            })?,
            None => false,
        };
        if whole && refused == 0 && !self.log {
            return Ok(None);
        }
        // An index lies elsewhere, and knows what there was. One that may be old itself knows nothing.
        let keys = table.keys(self.source).filter(|_| !self.log && self.damage == Damage::Pages);
        let mut part = Part { table: table.name.clone(), lost: None, lost_keys: Vec::new(), from_backup: Vec::new() };
        if table.name != "profile" {
            part.from_backup = self.take_from_backup(fresh, table, keys.as_ref())?;
        }
        read.extend(part.from_backup.iter().cloned());
        if let Some(keys) = keys {
            part.lost_keys = keys.difference(&read).cloned().collect();
            part.lost_keys.sort();
            part.lost = Some(part.lost_keys.len());
        } else if whole && refused == 0 {
            // Only what the log had may be missing, and that is said of all.
            part.lost = Some(0);
        }
        Ok(Some(part))
    }

    /// Takes rows that are missing from the backup, where the thing may still be as it was then.
    fn take_from_backup(
        &mut self,
        fresh: &Connection,
        table: &Table,
        keys: Option<&HashSet<Key>>,
    ) -> rusqlite::Result<Vec<Key>> {
        // An order that bought since would buy again, and what was out then is out no more.
        let is_of_then = ["standing_order", "claim"].contains(&table.name.as_str());
        let Some(backup) = self.backup.filter(|_| !is_of_then) else { return Ok(Vec::new()) };
        let Some(theirs) = table.in_file(&backup.connection) else { return Ok(Vec::new()) };
        let mut taken = Vec::new();
        theirs.read_through(&backup.connection, &mut |_, mut row| {
            let key = theirs.key_of(&row);
            if keys.is_some_and(|keys| !keys.contains(&key)) {
                return Ok(());
            }
            as_of_before(&theirs, &mut row);
            if theirs.put(fresh, None, row)? {
                taken.push(key);
            }
            Ok(())
        })?;
        if !taken.is_empty() {
            self.report.backup_at = Some(backup.copy.made_at);
        }
        Ok(taken)
    }

    /// Months are carried over all together or not at all.
    fn ledger(&mut self, fresh: &Connection, names: &[String]) -> rusqlite::Result<()> {
        let mut whole = self.damage != Damage::Gone;
        for name in names {
            let table = Table::of(fresh, name)?;
            let read = table.in_file(self.source).is_some_and(|theirs| {
                let put = &mut |number, row| {
                    theirs.put(fresh, number, row)?.then_some(()).ok_or(rusqlite::Error::QueryReturnedNoRows)
                };
                theirs.read(self.source, put).is_ok_and(|whole| whole)
            });
            whole = whole && read;
        }
        if !whole {
            for name in names {
                fresh.execute(&format!("DELETE FROM \"{name}\""), [])?;
            }
            let table = "bill_month".to_owned();
            self.report.parts.push(Part { table, lost: None, lost_keys: Vec::new(), from_backup: Vec::new() });
        }
        Ok(())
    }

    /// Accounts come back from the file beside the store, which is of now; else from the backup.
    fn accounts(&mut self, fresh: &Connection, folder: &Path) -> rusqlite::Result<()> {
        let Some(at) = self.report.parts.iter().position(|part| part.table == "profile") else { return Ok(()) };
        self.report.accounts = accounts_file::adopt(fresh, folder)?;
        let known = accounts_file::is_there(folder);
        if !known {
            let table = Table::of(fresh, "profile")?;
            self.report.parts[at].from_backup = self.take_from_backup(fresh, &table, None)?;
        }
        self.report.accounts.extend(by_what_is_theirs(fresh)?);
        let there: HashSet<Key> = fresh
            .prepare("SELECT id FROM profile")?
            .query_map([], |row| Ok(vec![row.get(0)?]))?
            .collect::<rusqlite::Result<_>>()?;
        let part = &mut self.report.parts[at];
        part.lost_keys.retain(|key| !there.contains(key));
        part.lost = match part.lost {
            Some(_) => Some(part.lost_keys.len()),
            None => known.then_some(0),
        };
        Ok(())
    }
}

/// An account of which nothing but its leases, deploys or machines is left comes back without its name: its token is in the keychain
/// under its id. It may only look, at the provider's usual address.
fn by_what_is_theirs(fresh: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT profile_id FROM lease UNION SELECT profile_id FROM jobs UNION SELECT profile_id FROM machine
               EXCEPT SELECT id FROM profile";
    let ids: Vec<String> = fresh.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let name = |number: usize| format!("Recovered account {number}");
    for (number, id) in (1..).zip(&ids) {
        let sql = "INSERT INTO profile (id, name, kind, token_kept, created_at, read_only) VALUES (?1, ?2, 'provider', 1, '', 1)";
        fresh.execute(sql, [id, &name(number)])?;
    }
    Ok((1..=ids.len()).map(name).collect())
}

/// What a thing is called, for the words.
fn name(fresh: &Connection, table: &str, key: &Key) -> String {
    let (sql, key): (_, &[String]) = match (table, key.as_slice()) {
        ("lease", [profile, id, ..]) => {
            let sql = "SELECT name FROM machine WHERE profile_id = ?1 AND id = ?2 AND name <> ''";
            let found = fresh.query_row(sql, [profile, id], |row| row.get::<_, String>(0)).optional();
            return format::shown_name(found.ok().flatten().as_ref().unwrap_or(id));
        }
        ("jobs", key @ [_]) => ("SELECT name FROM jobs WHERE id = ?1", key),
        ("profile", key @ [_]) => ("SELECT name FROM profile WHERE id = ?1", key),
        ("setting", [key]) => return key.clone(),
        _ => return String::new(),
    };
    let found = fresh.query_row(sql, rusqlite::params_from_iter(key), |row| row.get::<_, String>(0)).optional();
    let name = found.ok().flatten().or_else(|| key.last().cloned()).unwrap_or_default();
    format::shown_name(&name)
}

/// A line of the record, which the system is told of, for the account that was in front.
fn note(fresh: &Connection, now: DateTime<Utc>, deed: &str, said: &str) -> rusqlite::Result<()> {
    let sql = "SELECT coalesce((SELECT value FROM setting WHERE key = 'profile_in_front'
                                AND value IN (SELECT id FROM profile)), 'sandbox')";
    let profile: String = fresh.query_row(sql, [], |row| row.get(0))?;
    // The words of the record's enums, as migrations know them: the store knows no area.
    fresh.execute(
        "INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome, kind, actor, meaning, notice, told)
         VALUES (?1, ?2, ?3, 'The store', ?4, 'failed', 'done', 'notice', 'voltdeck', ?5, 'voltdeck', 'pending')",
        params![uuid::Uuid::new_v4().to_string(), profile, now.to_rfc3339(), deed, said],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
