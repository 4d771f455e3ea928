//! The folder of a machine that is opened: the one that was set for it, else the home folder of its user.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};

use crate::connect::ssh::Ssh;
use voltdeck_base::App;
use voltdeck_base::computer::output;
use voltdeck_base::parts::Part;
use voltdeck_base::store::Store;
use voltdeck_contract::Answer;

/// Longest path that Linux takes.
const LONGEST: usize = 4096;
/// How long a machine may take to say where its user is at home.
const LIMIT: Duration = Duration::from_secs(10);

/// Why a text is no folder of a machine. One that begins with a slash can be no option of a program.
pub(super) fn problem(folder: &str) -> Option<&'static str> {
    if !folder.starts_with('/') {
        return Some("Give the whole path on the instance, such as /home/ubuntu/project.");
    }
    if folder.len() > LONGEST || folder.chars().any(char::is_control) {
        return Some("A path is one line of at most 4,096 characters.");
    }
    None
}

/// The folder that was set for a machine.
pub(super) fn of(store: &Store, profile: &str, machine: &str) -> Answer<Option<String>> {
    let sql = "SELECT folder FROM machine_folder WHERE profile_id = ?1 AND instance_id = ?2";
    let kept: Option<String> =
        store.read(|connection| connection.query_row(sql, [profile, machine], |row| row.get(0)).optional())?;
    Ok(kept.filter(|folder| problem(folder).is_none()))
}

/// Keeps the folder of a machine; an empty one is forgotten.
pub(super) fn keep(store: &Store, profile: &str, machine: &str, folder: &str) -> Answer<()> {
    store.transact(|connection| {
        if folder.is_empty() {
            let sql = "DELETE FROM machine_folder WHERE profile_id = ?1 AND instance_id = ?2";
            return connection.execute(sql, params![profile, machine]);
        }
        connection.execute(
            "INSERT INTO machine_folder (profile_id, instance_id, folder) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id, instance_id) DO UPDATE SET folder = excluded.folder",
            params![profile, machine, folder],
        )
    })?;
    Ok(())
}

/// Where users are at home on the machines of an account, as the machines said in this run.
#[derive(Debug, Default)]
pub(super) struct Homes(Mutex<HashMap<(String, String), String>>);

impl Part for Homes {}

impl Homes {
    /// Where the user of a login is at home: the machine is asked once. Where it does not say, it is where Linux has the
    /// folder, and the editor says if there is none.
    pub(super) async fn of(&self, app: &App, machine: &str, ssh: &Ssh) -> String {
        let key = (machine.to_owned(), ssh.user.clone());
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let said = output(app.host.computer(), &ssh.run("pwd"), LIMIT).await;
        let said = said.ok().filter(|done| done.end.code == Some(0)).map(|done| done.text);
        // What a login script printed may stand before it.
        let home = said.as_deref().and_then(|text| text.lines().rev().map(str::trim).find(|line| !line.is_empty()));
        match home.filter(|home| problem(home).is_none()) {
            Some(home) => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, home.to_owned());
                home.to_owned()
            }
            None if ssh.user == "root" => "/root".into(),
            None => format!("/home/{}", ssh.user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_path_on_one_line_is_a_folder() {
        for folder in ["/", "/home/ubuntu", "/data/my model", "/-x", "/a;b"] {
            assert_eq!(problem(folder), None, "{folder}");
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for folder in ["", "-x", "--install-extension", "~", "~/x", "home", "/a\nb", "/a\0", "/\u{7}", &long] {
            assert!(problem(folder).is_some(), "{folder:?}");
        }
    }
}
