//! Accounts, as they are kept. The token is not among it: it lives in the keychain.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rust_decimal::Decimal;

use crate::accounts_file;
use crate::store::Store;
use voltdeck_contract::{Answer, CommandError, ErrorCode, ProfileColour, ProfileKind};

/// Id of the sandbox's profile; there is one.
pub const SANDBOX: &str = "sandbox";
/// Setting that names the profile in front.
const IN_FRONT: &str = "profile_in_front";

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Provider or sandbox.
    pub kind: ProfileKind,
    /// Base URL; the sandbox has a new one at each start.
    pub base_url: Option<String>,
    /// Its token is in the keychain.
    pub token_kept: bool,
    /// The organization's id at the provider, or nothing.
    pub organization_id: String,
    /// Currency code under which amounts are shown.
    pub currency: String,
    /// Colour of its dot.
    pub colour: ProfileColour,
    /// User in the SSH command of its VMs; empty takes the one of the settings.
    pub ssh_user: String,
    /// It can look and never change or buy anything.
    pub read_only: bool,
    /// The day on which its token ends, where a person noted it.
    pub token_ends_on: Option<NaiveDate>,
    /// What it may spend per hour before a name must be typed.
    pub spending_limit: Option<Decimal>,
    /// Its machines are logged in on in the background, to read what their GPUs do.
    pub samples_gpus: bool,
}

impl Profile {
    /// A new account at the provider.
    pub fn new(id: String, name: String, base_url: String, read_only: bool) -> Self {
        Self {
            id,
            name,
            kind: ProfileKind::Provider,
            base_url: Some(base_url),
            token_kept: false,
            organization_id: String::new(),
            currency: "USD".into(),
            colour: ProfileColour::Grey,
            ssh_user: String::new(),
            read_only,
            token_ends_on: None,
            spending_limit: None,
            samples_gpus: false,
        }
    }
}

const FIELDS: &str = "id, name, kind, base_url, token_kept, organization_id, currency, colour, ssh_user, read_only, token_ends_on, \
     spending_limit, samples_gpus";

/// All profiles, oldest first; the sandbox is always among them and first.
pub fn all(store: &Store) -> Answer<Vec<Profile>> {
    store.read(|connection| {
        connection
            .prepare(&format!("SELECT {FIELDS} FROM profile ORDER BY kind <> 'sandbox', created_at, rowid"))?
            .query_map([], profile)?
            .collect()
    })
}

/// One profile.
pub fn by_id(store: &Store, id: &str) -> Answer<Option<Profile>> {
    store.read(|connection| {
        connection.query_row(&format!("SELECT {FIELDS} FROM profile WHERE id = ?1"), [id], profile).optional()
    })
}

/// Keeps a profile, new or changed.
pub fn keep(store: &Store, profile: &Profile, now: DateTime<Utc>) -> Answer<()> {
    store.transact(|connection| {
        connection.execute(
            "INSERT INTO profile (id, name, kind, base_url, token_kept, organization_id, currency, colour, ssh_user,
                                  read_only, created_at, token_ends_on, spending_limit, samples_gpus)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (id) DO UPDATE SET
               name = excluded.name, base_url = excluded.base_url, token_kept = excluded.token_kept,
               organization_id = excluded.organization_id, currency = excluded.currency, colour = excluded.colour,
               ssh_user = excluded.ssh_user, read_only = excluded.read_only, token_ends_on = excluded.token_ends_on,
               spending_limit = excluded.spending_limit, samples_gpus = excluded.samples_gpus",
            params![
                profile.id,
                profile.name,
                match profile.kind {
                    ProfileKind::Provider => "provider",
                    ProfileKind::Sandbox => SANDBOX,
                },
                profile.base_url,
                profile.token_kept,
                profile.organization_id,
                profile.currency,
                profile.colour.word(),
                profile.ssh_user,
                profile.read_only,
                now.to_rfc3339(),
                profile.token_ends_on.map(|day| day.to_string()).unwrap_or_default(),
                profile.spending_limit.map(|limit| limit.to_string()).unwrap_or_default(),
                profile.samples_gpus,
            ],
        )
    })?;
    write_down(store);
    Ok(())
}

/// Forgets a profile with everything that was learnt with it, in whichever table; `before` keeps what must not be forgotten
/// with it.
pub fn forget(store: &Store, id: &str, before: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Answer<()> {
    store.transact(|connection| {
        before(connection)?;
        let owned: Vec<String> = connection
            .prepare(
                "SELECT tables.name FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS fields
                 WHERE tables.type = 'table' AND fields.name = 'profile_id'",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for table in owned {
            connection.execute(&format!("DELETE FROM \"{table}\" WHERE profile_id = ?1"), [id])?;
        }
        connection.execute("DELETE FROM setting WHERE key = 'identity:' || ?1", [id])?;
        connection.execute("DELETE FROM profile WHERE id = ?1", [id])
    })?;
    write_down(store);
    Ok(())
}

/// Writes the accounts down beside the store. It has them all the same, so a fault is only logged.
pub fn write_down(store: &Store) {
    match store.read(accounts_file::all) {
        Ok(all) => {
            if let Err(error) = accounts_file::write(store.folder(), &all) {
                tracing::warn!(kind = ?error.kind(), "the accounts could not be written down beside the store");
            }
        }
        Err(error) => tracing::warn!(code = ?error.code, "the accounts could not be read to be written down"),
    }
}

/// What is to be done for an account by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Duties {
    /// Leases.
    pub leases: u32,
    /// Deploys that are not settled.
    pub jobs: u32,
    /// Standing orders that wait or try.
    pub orders: u32,
}

impl Duties {
    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What is to be done for an account by itself.
pub fn duties(store: &Store, id: &str) -> Answer<Duties> {
    // A lease of what was taken for gone is kept only in case it is back.
    let sql = "SELECT (SELECT count(*) FROM lease WHERE profile_id = ?1 AND state <> 'gone'),
                      (SELECT count(*) FROM jobs WHERE profile_id = ?1 AND open = 1 AND dismissed = 0),
                      (SELECT count(*) FROM standing_order WHERE profile_id = ?1 AND state IN ('waiting', 'trying'))";
    store.read(|c| {
        c.query_row(sql, [id], |row| Ok(Duties { leases: row.get(0)?, jobs: row.get(1)?, orders: row.get(2)? }))
    })
}

/// The profile that was last in front.
pub fn in_front(store: &Store) -> Answer<Option<Profile>> {
    match setting(store, IN_FRONT)? {
        Some(id) => by_id(store, &id),
        None => Ok(None),
    }
}

/// Remembers which profile is in front.
pub fn set_in_front(store: &Store, id: Option<&str>) -> Answer<()> {
    match id {
        Some(id) => set_setting(store, IN_FRONT, id),
        None => store.transact(|c| c.execute("DELETE FROM setting WHERE key = ?1", [IN_FRONT])).map(drop),
    }
}

/// One setting.
pub fn setting(store: &Store, key: &str) -> Answer<Option<String>> {
    store.read(|c| c.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0)).optional())
}

/// Keeps one setting.
pub fn set_setting(store: &Store, key: &str, value: &str) -> Answer<()> {
    store.transact(|connection| {
        connection.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![key, value],
        )
    })?;
    Ok(())
}

/// Said where a profile was removed meanwhile.
pub fn no_such_profile() -> CommandError {
    CommandError::new(ErrorCode::Gone, "This profile is no longer there.")
}

fn profile(row: &Row<'_>) -> rusqlite::Result<Profile> {
    let (kind, colour, token_ends_on): (String, String, String) = (row.get(2)?, row.get(7)?, row.get(10)?);
    let spending_limit: String = row.get(11)?;
    Ok(Profile {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: if kind == SANDBOX { ProfileKind::Sandbox } else { ProfileKind::Provider },
        base_url: row.get(3)?,
        token_kept: row.get(4)?,
        organization_id: row.get(5)?,
        currency: row.get(6)?,
        colour: ProfileColour::of(&colour),
        ssh_user: row.get(8)?,
        read_only: row.get(9)?,
        token_ends_on: token_ends_on.parse().ok(),
        // A limit that cannot be read any more is one that everything passes, not none.
        spending_limit: Some(spending_limit)
            .filter(|text| !text.is_empty())
            .map(|text| text.parse().unwrap_or_default()),
        samples_gpus: row.get(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_survives_the_store_and_takes_everything_with_it_when_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let kept = Profile {
            organization_id: "0b7b3f0c-6f0e-4f34-9c64-6f2c8a1f0d11".into(),
            currency: "EUR".into(),
            colour: ProfileColour::Teal,
            ssh_user: "ubuntu".into(),
            token_ends_on: "2027-03-01".parse().ok(),
            spending_limit: "20.50".parse().ok(),
            samples_gpus: true,
            ..Profile::new("p".into(), "Work".into(), "https://example.com/api/v1".into(), true)
        };
        keep(&store, &kept, Utc::now()).unwrap();
        assert_eq!(by_id(&store, "p").unwrap(), Some(kept));
        assert_eq!(all(&store).unwrap().iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [SANDBOX, "p"]);
        for profile in ["p", SANDBOX] {
            store
                .transact(|c| {
                    c.execute(
                        "INSERT INTO lease (profile_id, instance_id, began_at, ends_at, action, state)
                         VALUES (?1, 'i', '', '', 'remind', 'set')",
                        [profile],
                    )
                })
                .unwrap();
        }
        forget(&store, "p", |_| Ok(())).unwrap();
        let left: Vec<String> = store
            .read(|c| c.prepare("SELECT profile_id FROM lease")?.query_map([], |row| row.get(0))?.collect())
            .unwrap();
        assert_eq!((by_id(&store, "p").unwrap(), left), (None, vec![SANDBOX.to_owned()]));
    }

    #[test]
    fn every_colour_survives_the_store_and_unknown_words_are_grey() {
        for colour in ProfileColour::ALL {
            assert_eq!(ProfileColour::of(colour.word()), colour);
        }
        assert_eq!(ProfileColour::of("plaid"), ProfileColour::Grey);
    }
}
