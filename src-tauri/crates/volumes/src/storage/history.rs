//! What is kept of volumes when the provider forgets them: bills carry ids alone.

use rusqlite::{OptionalExtension, params};
use voltagepark::types::StorageVolume;

use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, CommandError};

/// Keeps what a list showed, where something of it is new.
pub(super) fn follow(store: &Store, profile: &str, volumes: &[StorageVolume]) {
    // What is shown does not depend on what is remembered. The next reading tries again.
    if let Err(CommandError { code, .. }) = keep(store, profile, volumes) {
        tracing::error!(?code, "what was seen of the volumes could not be kept");
    }
}

/// What a volume was called, be it gone; `None` where it was never seen or had no name.
pub fn seen_name(store: &Store, profile: &str, id: &str) -> Answer<Option<String>> {
    store.read(|connection| {
        let sql = "SELECT name FROM volume WHERE profile_id = ?1 AND id = ?2 AND name <> ''";
        connection.prepare_cached(sql)?.query_row([profile, id], |row| row.get(0)).optional()
    })
}

fn keep(store: &Store, profile: &str, volumes: &[StorageVolume]) -> Answer<()> {
    store.transact(|connection| {
        let mut known =
            connection.prepare_cached("SELECT name, price FROM volume WHERE profile_id = ?1 AND id = ?2")?;
        let mut keep = connection.prepare_cached(
            "INSERT INTO volume (profile_id, id, name, price) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (profile_id, id) DO UPDATE SET
               name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
               price = coalesce(excluded.price, price)",
        )?;
        for volume in volumes {
            let (id, name) = (volume.id.as_str(), volume.name.as_deref().map(str::trim).unwrap_or_default());
            let price = volume.rate_hourly.decimal().map(|price| price.to_string());
            // The list is read every minute and hardly ever says anything new: nothing is written then.
            let now = (name.to_owned(), price.clone());
            let before = known.query_row([profile, id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
            if before.is_ok_and(|before: (String, Option<String>)| before == now) {
                continue;
            }
            keep.execute(params![profile, id, name, price])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    #[test]
    fn a_name_and_a_price_that_are_missing_now_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let volume = |name: &str, price: serde_json::Value| -> StorageVolume {
            serde_json::from_value(serde_json::json!({ "id": "v", "name": name, "rate_hourly": price })).unwrap()
        };
        let kept = || -> (String, String) {
            let sql = "SELECT name, price FROM volume WHERE profile_id = 'p' AND id = 'v'";
            store.read(|c| c.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap()
        };
        follow(&store, "p", &[volume("data", "0.2".into())]);
        follow(&store, "p", &[volume("", serde_json::Value::Null)]);
        assert_eq!(kept(), ("data".into(), "0.2".into()));
        follow(&store, "p", &[volume("data-2", "0.4".into())]);
        assert_eq!(kept(), ("data-2".into(), "0.4".into()));
    }
}
