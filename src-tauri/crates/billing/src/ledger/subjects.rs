//! What the billed things are called: bills carry ids alone, our own history knows the rest.

use std::collections::HashMap;

use rusqlite::Connection;
use rust_decimal::Decimal;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::Answer;
use voltdeck_machines::fleet::JOB_TAG;
use voltdeck_volumes::storage;

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
    /// Readable, and in the provider's word.
    pub(super) gpu_model: Option<String>,
    pub(super) gpu_word: Option<String>,
    /// What an hour of it was when it was last seen, without the disk of a VM.
    pub(super) price: Option<Decimal>,
    /// What an hour of the disk of a VM was.
    pub(super) disk_price: Option<Decimal>,
    /// The provider's word for how it is sold.
    pub(super) terms: Option<String>,
    /// Id of the location that it was ordered at from here. The provider's answers do not name one.
    pub(super) place: Option<String>,
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
    let Subjects { mut all } = app.store.read(|connection| kept(connection, account.profile_id()))?;
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

/// What was written down of them.
pub(super) fn kept(connection: &Connection, profile: &str) -> rusqlite::Result<Subjects> {
    let price = |text: Option<String>| text.and_then(|price| price.parse().ok());
    let mut all: HashMap<String, Subject> = connection
        .prepare_cached(
            "SELECT id, name, tags, gpus, gpu_model, own_price, disk_price, gpu_word, terms FROM machine
             WHERE profile_id = ?1",
        )?
        .query_map([profile], |row| {
            let (name, tags): (String, String) = (row.get(1)?, row.get(2)?);
            let gpus: u32 = row.get(3)?;
            let mut tags: Vec<String> = serde_json::from_str(&tags).unwrap_or_default();
            tags.retain(|tag| !tag.starts_with(JOB_TAG));
            tags.sort();
            let subject = Subject {
                name: (!name.trim().is_empty()).then_some(name),
                given: false,
                tags,
                gpus: (gpus > 0).then_some(gpus),
                gpu_model: row.get(4)?,
                gpu_word: row.get(7)?,
                price: price(row.get(5)?),
                disk_price: price(row.get(6)?),
                terms: row.get(8)?,
                place: None,
            };
            Ok((row.get(0)?, subject))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut places =
        connection.prepare_cached("SELECT instance_id, location_id FROM machine_place WHERE profile_id = ?1")?;
    for row in places.query_map([profile], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))? {
        let (id, place) = row?;
        if let Some(subject) = all.get_mut(&id) {
            subject.place = Some(place);
        }
    }
    let mut volumes = connection.prepare_cached("SELECT id, name, price FROM volume WHERE profile_id = ?1")?;
    for row in volumes.query_map([profile], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))? {
        let (id, name, of_hour) = row?;
        let name = (!name.is_empty()).then_some(name);
        all.insert(id, Subject { name, price: price(of_hour), ..Subject::default() });
    }
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
    Ok(Subjects { all })
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use voltdeck_base::store::Store;

    #[test]
    fn what_was_seen_and_ordered_and_given_makes_one_subject() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        store
            .transact(|connection| {
                connection.execute_batch(
                    r#"INSERT INTO machine (profile_id, id, name, tags, gpus, price, state, first_seen, last_seen,
                                            own_price, disk_price, gpu_word, terms)
                       VALUES ('p', 'rack', 'train', '["b", "vd-job-x", "a"]', 8, '20', 'Running', '', '', '19.92', NULL,
                               'h100-sxm5-80gb', 'ondem');
                       INSERT INTO machine_place (profile_id, instance_id, location_id)
                       VALUES ('p', 'rack', 'dallas'), ('p', 'gone', 'dallas'), ('other', 'rack', 'ogden');
                       INSERT INTO volume (profile_id, id, name, price) VALUES ('p', 'v', 'data', '0.2');
                       INSERT INTO bill_name (profile_id, resource, name) VALUES ('p', 'rack', 'no'), ('p', 'old', 'lab');
                       INSERT INTO volume (profile_id, id, name, price) VALUES ('other', 'w', 'theirs', '0.2');"#,
                )
            })
            .unwrap();
        let subjects = store.read(|connection| kept(connection, "p")).unwrap();
        let rack = subjects.get("rack").unwrap();
        assert_eq!((rack.name.as_deref(), rack.given), (Some("train"), false), "what was seen counts more");
        assert_eq!((rack.tags.join(","), rack.gpus, rack.place.as_deref()), ("a,b".into(), Some(8), Some("dallas")));
        assert_eq!(rack.price, Some("19.92".parse().unwrap()), "without the disk");
        assert_eq!(subjects.get("v").unwrap().price, Some("0.2".parse().unwrap()));
        assert_eq!((subjects.name("old"), subjects.get("old").unwrap().price), ("lab".into(), None));
        assert_eq!(subjects.get("w"), None);
    }
}
