//! The user of a machine: the API tells it for rentals only.

use std::collections::HashMap;

use rusqlite::params;

use voltdeck_base::account::Account;
use voltdeck_base::store::Store;
use voltdeck_base::{App, profiles, settings};
use voltdeck_contract::{Answer, ConnectUser, UserSource};

/// Who is who on the machines of an account.
#[derive(Debug, Default)]
pub struct Users {
    by_machine: HashMap<String, String>,
    profile: String,
    settings: String,
}

impl Users {
    /// As it was set for an account.
    pub fn of(app: &App, account: &Account) -> Answer<Self> {
        Ok(Self {
            by_machine: all(&app.store, account.profile_id())?,
            profile: profiles::by_id(&app.store, account.profile_id())?
                .map(|profile| profile.ssh_user)
                .unwrap_or_default(),
            settings: settings::current(app)?.ssh_user,
        })
    }

    /// The user of a machine: set for it, else for the account, else told by the provider, else from the settings.
    pub fn name(&self, machine: &str, hint: Option<&str>) -> String {
        self.by_machine.get(machine).cloned().unwrap_or_else(|| self.otherwise(hint).0)
    }

    /// The same with who says so.
    pub fn view(&self, machine: &str, hint: Option<&str>) -> ConnectUser {
        let (otherwise, source) = self.otherwise(hint);
        let (name, source) = match self.by_machine.get(machine) {
            Some(name) => (name.clone(), UserSource::Machine),
            None => (otherwise.clone(), source),
        };
        let says = match source {
            UserSource::Machine => "set for this machine",
            UserSource::Profile => "set for this account",
            UserSource::Provider => "told by the provider",
            UserSource::Settings => "from the settings",
        };
        ConnectUser { name, source, says: says.into(), otherwise }
    }

    fn otherwise(&self, hint: Option<&str>) -> (String, UserSource) {
        let usable = |name: &&str| settings::user_problem(name).is_none();
        if let Some(name) = Some(self.profile.as_str()).filter(usable) {
            return (name.to_owned(), UserSource::Profile);
        }
        match hint.map(str::trim).filter(usable) {
            Some(name) => (name.to_owned(), UserSource::Provider),
            None => (self.settings.clone(), UserSource::Settings),
        }
    }
}

/// Keeps the user of a machine; an empty one is forgotten.
pub(super) fn keep(store: &Store, profile: &str, machine: &str, user: &str) -> Answer<()> {
    store.transact(|connection| {
        if user.is_empty() {
            let sql = "DELETE FROM machine_user WHERE profile_id = ?1 AND instance_id = ?2";
            return connection.execute(sql, params![profile, machine]);
        }
        connection.execute(
            "INSERT INTO machine_user (profile_id, instance_id, user) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id, instance_id) DO UPDATE SET user = excluded.user",
            params![profile, machine, user],
        )
    })?;
    Ok(())
}

fn all(store: &Store, profile: &str) -> Answer<HashMap<String, String>> {
    store.read(|connection| {
        connection
            .prepare_cached("SELECT instance_id, user FROM machine_user WHERE profile_id = ?1")?
            .query_map([profile], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(profile: &str) -> Users {
        Users {
            by_machine: HashMap::from([("m1".to_owned(), "maria".to_owned())]),
            profile: profile.into(),
            settings: "user".into(),
        }
    }

    #[test]
    fn the_nearest_word_counts() {
        let with_profile = users("team");
        assert_eq!(with_profile.name("m1", Some("ubuntu")), "maria");
        assert_eq!(with_profile.name("m2", Some("ubuntu")), "team");
        let without = users("");
        assert_eq!(without.name("m2", Some("ubuntu")), "ubuntu");
        assert_eq!(without.name("m2", None), "user");
        assert_eq!(without.view("m1", None).otherwise, "user");
        assert_eq!(without.view("m2", Some("ubuntu")).source, UserSource::Provider);
    }

    #[test]
    fn a_hostile_word_of_the_provider_is_passed_over() {
        assert_eq!(users("").view("m2", Some("-oProxyCommand=x")).name, "user");
    }
}
