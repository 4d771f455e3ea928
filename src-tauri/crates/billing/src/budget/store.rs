//! Budgets as they are kept.

use rusqlite::{Connection, Row, params};
use rust_decimal::Decimal;

use voltdeck_base::store::Store;
use voltdeck_contract::Answer;

/// What a month may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Budget {
    pub id: String,
    /// Of what carries this tag; `None` for all.
    pub tag: Option<String>,
    pub amount: Decimal,
}

/// All budgets of a profile: that of all first, then by tag.
pub(super) fn all(store: &Store, profile: &str) -> Answer<Vec<Budget>> {
    let sql = "SELECT id, tag, amount FROM budget WHERE profile_id = ?1 ORDER BY tag";
    store.read(|connection| {
        let budgets = connection.prepare_cached(sql)?.query_map([profile], budget)?.collect::<Result<Vec<_>, _>>()?;
        Ok(budgets.into_iter().flatten().collect())
    })
}

/// Keeps a budget, new or changed. False where it is not of this profile.
pub(super) fn keep(store: &Store, profile: &str, budget: &Budget, created_at: &str) -> Answer<bool> {
    store.transact(|connection| {
        let kept = connection.execute(
            "INSERT INTO budget (id, profile_id, tag, amount, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET tag = excluded.tag, amount = excluded.amount
             WHERE profile_id = excluded.profile_id",
            params![
                budget.id,
                profile,
                budget.tag.as_deref().unwrap_or_default(),
                budget.amount.to_string(),
                created_at,
            ],
        )?;
        Ok(kept > 0)
    })
}

/// Removes a budget.
pub(super) fn remove(store: &Store, profile: &str, id: &str) -> Answer<()> {
    let sql = "DELETE FROM budget WHERE profile_id = ?1 AND id = ?2";
    store.transact(|connection| connection.execute(sql, [profile, id])).map(drop)
}

/// Whether an event was told before.
pub(super) fn was_told(connection: &Connection, profile: &str, once: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM activity WHERE profile_id = ?1 AND once = ?2)";
    connection.prepare_cached(sql)?.query_row([profile, once], |row| row.get(0))
}

/// Ids and tags of all machines that were ever seen. Tags of a rental that was seen while it was being set up alone are
/// not known: the provider does not tell them then.
pub(super) fn machines(store: &Store, profile: &str) -> Answer<Vec<(String, Vec<String>)>> {
    let sql = "SELECT id, tags FROM machine WHERE profile_id = ?1 AND NOT (tags = '[]' AND state = 'Pending')";
    store.read(|connection| {
        let row = |row: &Row<'_>| {
            let tags: String = row.get(1)?;
            Ok((row.get(0)?, serde_json::from_str(&tags).unwrap_or_default()))
        };
        connection.prepare_cached(sql)?.query_map([profile], row)?.collect()
    })
}

/// One whose amount cannot be read is left out: nothing is told of it on a guess.
fn budget(row: &Row<'_>) -> rusqlite::Result<Option<Budget>> {
    let (tag, amount): (String, String) = (row.get(1)?, row.get(2)?);
    let id = row.get(0)?;
    Ok(amount.parse().ok().map(|amount| Budget { id, tag: Some(tag).filter(|tag| !tag.is_empty()), amount }))
}
