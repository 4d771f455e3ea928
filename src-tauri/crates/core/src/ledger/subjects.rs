//! What the billed things are called: bills carry ids alone, our own history knows the rest.

use std::collections::HashMap;

use rusqlite::Connection;
use rust_decimal::Decimal;

use crate::Answer;
use crate::App;
use crate::account::Account;
use crate::fleet::JOB_TAG;
use crate::storage;

/// What is known of a machine or volume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Subject {
    /// Its name, where one was seen or given.
    pub(super) name: Option<String>,
    /// Given by the person, since Voltdeck never saw it.
    pub(super) given: bool,
    /// Its tags, without those of our own jobs.
    pub(super) tags: Vec<String>,
    pub(super) gpus: Option<u32>,
    pub(super) gpu_model: Option<String>,
    /// Price per hour when it was last seen.
    pub(super) price: Option<Decimal>,
}

/// All that is known of the things of an account, by id.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    all: HashMap<String, Subject>,
}

impl Subjects {
    pub(super) fn get(&self, id: &str) -> Option<&Subject> {
        self.all.get(id)
    }

    /// The name, or the beginning of the id.
    pub(super) fn name(&self, id: &str) -> String {
        match self.get(id).and_then(|subject| subject.name.as_deref()) {
            Some(name) => name.to_owned(),
            None => short(id),
        }
    }

    /// Its tags as one label: a thing with several is not counted twice.
    pub(super) fn tags(&self, id: &str) -> Option<String> {
        let tags = &self.get(id)?.tags;
        (!tags.is_empty()).then(|| tags.join(" + "))
    }

    #[cfg(test)]
    pub(super) fn of(all: impl IntoIterator<Item = (&'static str, Subject)>) -> Self {
        Self { all: all.into_iter().map(|(id, subject)| (id.to_owned(), subject)).collect() }
    }
}

/// An id that stands where a name is missing.
pub(super) fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

/// Reads them. What runs now is known better than what was written down.
pub(super) fn read(app: &App, account: &Account) -> Answer<Subjects> {
    let mut all = app.store.with(|connection| kept(connection, account.profile_id()))?;
    for volume in storage::known_names(account) {
        let subject = all.entry(volume.0).or_default();
        if !subject.given {
            subject.name = Some(volume.1);
        }
    }
    Ok(Subjects { all })
}

/// Keeps a name that a person gave, or takes it away.
pub(super) fn set_name(connection: &Connection, profile: &str, resource: &str, name: &str) -> rusqlite::Result<()> {
    if name.is_empty() {
        let sql = "DELETE FROM bill_name WHERE profile_id = ?1 AND resource = ?2";
        return connection.execute(sql, [profile, resource]).map(drop);
    }
    let sql = "INSERT INTO bill_name (profile_id, resource, name) VALUES (?1, ?2, ?3)
               ON CONFLICT (profile_id, resource) DO UPDATE SET name = excluded.name";
    connection.execute(sql, [profile, resource, name]).map(drop)
}

fn kept(connection: &Connection, profile: &str) -> rusqlite::Result<HashMap<String, Subject>> {
    let mut all: HashMap<String, Subject> = connection
        .prepare_cached("SELECT id, name, tags, gpus, gpu_model, price FROM machine WHERE profile_id = ?1")?
        .query_map([profile], |row| {
            let (name, tags): (String, String) = (row.get(1)?, row.get(2)?);
            let (gpus, price): (u32, Option<String>) = (row.get(3)?, row.get(5)?);
            let mut tags: Vec<String> = serde_json::from_str(&tags).unwrap_or_default();
            tags.retain(|tag| !tag.starts_with(JOB_TAG));
            tags.sort();
            let subject = Subject {
                name: (!name.trim().is_empty()).then_some(name),
                given: false,
                tags,
                gpus: (gpus > 0).then_some(gpus),
                gpu_model: row.get(4)?,
                price: price.and_then(|price| price.parse().ok()),
            };
            Ok((row.get(0)?, subject))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut given = connection.prepare_cached("SELECT resource, name FROM bill_name WHERE profile_id = ?1")?;
    for row in given.query_map([profile], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
        let (resource, name) = row?;
        let subject = all.entry(resource).or_default();
        // What was seen counts more than what was guessed.
        if subject.name.is_none() {
            subject.name = Some(name);
            subject.given = true;
        }
    }
    Ok(all)
}
