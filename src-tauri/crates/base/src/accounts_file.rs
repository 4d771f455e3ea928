//! The accounts in a second, tiny file beside the store: who they are and where, with nothing that is secret. Should the store
//! lose them, they come back from here, with their tokens, which lie in the keychain under the ids of the accounts.

use std::path::Path;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::owner;

/// Name of the file inside the data folder.
const FILE: &str = "accounts.json";

/// An account, as the store has it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    id: String,
    name: String,
    kind: String,
    base_url: Option<String>,
    token_kept: bool,
    organization_id: String,
    currency: String,
    colour: String,
    ssh_user: String,
    read_only: bool,
    token_ends_on: String,
    created_at: String,
    /// Files of earlier versions do not have it.
    #[serde(default)]
    spending_limit: String,
    #[serde(default)]
    samples_gpus: bool,
}

const FIELDS: &str = "id, name, kind, base_url, token_kept, organization_id, currency, colour, ssh_user, read_only, \
                      token_ends_on, created_at, spending_limit, samples_gpus";

/// The accounts as a store has them.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Row>> {
    connection
        .prepare(&format!("SELECT {FIELDS} FROM profile ORDER BY created_at, id"))?
        .query_map([], |row| {
            Ok(Row {
                id: row.get(0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                base_url: row.get(3)?,
                token_kept: row.get(4)?,
                organization_id: row.get(5)?,
                currency: row.get(6)?,
                colour: row.get(7)?,
                ssh_user: row.get(8)?,
                read_only: row.get(9)?,
                token_ends_on: row.get(10)?,
                created_at: row.get(11)?,
                spending_limit: row.get(12)?,
                samples_gpus: row.get(13)?,
            })
        })?
        .collect()
}

/// Writes them down in place of those that stand there.
pub(crate) fn write(folder: &Path, all: &[Row]) -> std::io::Result<()> {
    owner::replace(&folder.join(FILE), &serde_json::to_vec_pretty(all)?)
}

/// Whether accounts were written down here.
pub(crate) fn is_there(folder: &Path) -> bool {
    folder.join(FILE).exists()
}

/// Puts accounts that a store lost back into it. Answers their names.
pub(crate) fn adopt(connection: &Connection, folder: &Path) -> rusqlite::Result<Vec<String>> {
    let Ok(bytes) = std::fs::read(folder.join(FILE)) else { return Ok(Vec::new()) };
    let all: Vec<Row> = serde_json::from_slice(&bytes).unwrap_or_default();
    let sql = format!(
        "INSERT OR IGNORE INTO profile ({FIELDS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    );
    let mut names = Vec::new();
    for one in all {
        let values = params![
            one.id,
            one.name,
            one.kind,
            one.base_url,
            one.token_kept,
            one.organization_id,
            one.currency,
            one.colour,
            one.ssh_user,
            one.read_only,
            one.token_ends_on,
            one.created_at,
            one.spending_limit,
            one.samples_gpus,
        ];
        if connection.execute(&sql, values)? > 0 {
            names.push(one.name);
        } else {
            // A store whose end was lost may have it from before it was made read-only, or was given a limit.
            connection.execute(
                "UPDATE profile SET read_only = max(read_only, ?2),
                        spending_limit = CASE WHEN ?3 = '' THEN spending_limit ELSE ?3 END
                 WHERE id = ?1",
                params![one.id, one.read_only, one.spending_limit],
            )?;
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::profiles::{self, Profile};
    use crate::store::Store;

    #[test]
    fn what_holds_a_person_back_from_spending_comes_back_with_an_account() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let url = "https://example.com/api/v1".to_owned();
        let kept =
            Profile { spending_limit: "20.50".parse().ok(), ..Profile::new("p".into(), "Work".into(), url, true) };
        profiles::keep(&store, &kept, Utc::now()).unwrap();
        let lose = ["UPDATE profile SET read_only = 0, spending_limit = ''", "DELETE FROM profile WHERE id = 'p'"];
        for (sql, names) in lose.into_iter().zip([vec![], vec!["Work".to_owned()]]) {
            store.transact(|c| c.execute(sql, [])).unwrap();
            assert_eq!(store.transact(|c| adopt(c, folder.path())).unwrap(), names);
            assert_eq!(profiles::by_id(&store, "p").unwrap().as_ref(), Some(&kept), "{sql}");
        }
        // One of an earlier version has none.
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        let mut all: serde_json::Value = serde_json::from_str(&text).unwrap();
        all.as_array_mut()
            .unwrap()
            .iter_mut()
            .for_each(|one| drop(one.as_object_mut().unwrap().remove("spending_limit")));
        std::fs::write(folder.path().join(FILE), all.to_string()).unwrap();
        store.transact(|c| c.execute(lose[1], [])).unwrap();
        assert_eq!(store.transact(|c| adopt(c, folder.path())).unwrap(), ["Work"]);
        assert_eq!(profiles::by_id(&store, "p").unwrap().unwrap().spending_limit, None);
    }
}
