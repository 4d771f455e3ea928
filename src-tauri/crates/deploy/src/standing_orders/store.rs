//! Standing orders in the store. Each change reads, changes and writes in one transaction.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::order::StandingOrder;
use voltdeck_base::activity::word;
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// Most orders that a window is shown.
const SHOWN: u32 = 100;

pub(super) const WAITING: &str = "'waiting'";
const TRYING: &str = "'trying'";
const STANDING: &str = "'waiting', 'trying'";

/// Writes a new order down, with what is told of it. False where another that stands has its name.
pub(super) fn insert(
    store: &Store,
    order: &StandingOrder,
    tell: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Answer<bool> {
    store.transact(|connection| {
        let sql = "SELECT 1 FROM standing_order WHERE profile_id = ?1 AND name = ?2 AND state IN ('waiting', 'trying')";
        let taken =
            connection.query_row(sql, params![order.profile_id, order.name()], |_| Ok(())).optional()?.is_some();
        if taken {
            return Ok(false);
        }
        connection.execute(
            "INSERT INTO standing_order (id, profile_id, name, state, tries, max_tries, created_at, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                order.id,
                order.profile_id,
                order.name(),
                word(&order.state),
                order.tries,
                order.max_tries,
                order.created_at.to_rfc3339(),
                document(order)?,
            ],
        )?;
        tell(connection)?;
        Ok(true)
    })
}

/// The orders that a window lists: those that stand first, then the newest.
pub(super) fn list(store: &Store, profile: &str) -> Answer<Vec<StandingOrder>> {
    let rest = "dismissed = 0 ORDER BY state NOT IN ('waiting', 'trying'), created_at DESC, id LIMIT ?2";
    select(store, profile, rest, SHOWN)
}

/// Orders of one of these states, oldest first.
pub(super) fn of_states(store: &Store, profile: &str, states: &'static str) -> Answer<Vec<StandingOrder>> {
    select(store, profile, &format!("state IN ({states}) ORDER BY created_at, id LIMIT ?2"), u32::MAX)
}

/// Orders that wait for stock, oldest first.
pub fn waiting(store: &Store, profile: &str) -> Answer<Vec<StandingOrder>> {
    of_states(store, profile, WAITING)
}

/// Orders of which a try is under way.
pub fn trying(store: &Store, profile: &str) -> Answer<Vec<StandingOrder>> {
    of_states(store, profile, TRYING)
}

/// Names of the orders that stand, but for one.
pub fn names(store: &Store, profile: &str, except: Option<&str>) -> Answer<Vec<String>> {
    let orders = of_states(store, profile, STANDING)?;
    let others = orders.iter().filter(|order| Some(order.id.as_str()) != except);
    Ok(others.map(|order| order.name().to_owned()).collect())
}

/// How many orders stand, those that cannot be read among them.
pub(super) fn standing(store: &Store, profile: &str) -> Answer<u32> {
    let sql = "SELECT count(*) FROM standing_order WHERE profile_id = ?1 AND state IN ('waiting', 'trying')";
    store.read(|connection| connection.query_row(sql, [profile], |row| row.get(0)))
}

/// Changes an order as it stands now, and says what it is after; what is told of the change is written with it. The change
/// may leave it alone by answering `None`.
pub(super) fn change<T>(
    store: &Store,
    profile: &str,
    id: &str,
    act: impl FnOnce(&mut StandingOrder, &Connection) -> rusqlite::Result<Option<T>>,
) -> Answer<Option<(StandingOrder, T)>> {
    store.transact(|connection| change_in(connection, profile, id, act))
}

/// The same within a transaction of the caller.
pub(super) fn change_in<T>(
    connection: &Connection,
    profile: &str,
    id: &str,
    act: impl FnOnce(&mut StandingOrder, &Connection) -> rusqlite::Result<Option<T>>,
) -> rusqlite::Result<Option<(StandingOrder, T)>> {
    let sql = "SELECT document, id FROM standing_order WHERE profile_id = ?1 AND id = ?2";
    let Some(before) = connection.query_row(sql, [profile, id], read).optional()? else { return Ok(None) };
    let mut order = before.clone();
    let Some(answer) = act(&mut order, connection)? else { return Ok(None) };
    connection.execute(
        "UPDATE standing_order SET state = ?3, tries = ?4, document = ?5 WHERE profile_id = ?1 AND id = ?2",
        params![profile, id, word(&order.state), order.tries, document(&order)?],
    )?;
    Ok(Some((order, answer)))
}

/// Takes an order that is over off the list.
pub(super) fn dismiss(store: &Store, profile: &str, id: &str) -> Answer<bool> {
    let changed = store.transact(|connection| {
        connection.execute(
            "UPDATE standing_order SET dismissed = 1
             WHERE profile_id = ?1 AND id = ?2 AND state NOT IN ('waiting', 'trying')",
            [profile, id],
        )
    })?;
    Ok(changed > 0)
}

/// One order.
pub(super) fn load(store: &Store, profile: &str, id: &str) -> Answer<StandingOrder> {
    let sql = "SELECT document, id FROM standing_order WHERE profile_id = ?1 AND id = ?2";
    store.read(|connection| connection.query_row(sql, [profile, id], read).optional())?.ok_or_else(gone)
}

/// A document that cannot be read hides its own order alone, which buys nothing.
fn select(store: &Store, profile: &str, rest: &str, limit: u32) -> Answer<Vec<StandingOrder>> {
    let rows: Vec<(String, rusqlite::Result<StandingOrder>)> = store.read(|connection| {
        connection
            .prepare_cached(&format!("SELECT document, id FROM standing_order WHERE profile_id = ?1 AND {rest}"))?
            .query_map(params![profile, limit], |row| Ok((row.get(1)?, read(row))))?
            .collect()
    })?;
    let readable = rows.into_iter().filter_map(|(id, order)| match order {
        Ok(order) => Some(order),
        Err(error) => {
            tracing::error!(order = id, %error, "a standing order in the store cannot be read");
            None
        }
    });
    Ok(readable.collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<StandingOrder> {
    let text: String = row.get(0)?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

fn document(order: &StandingOrder) -> rusqlite::Result<String> {
    serde_json::to_string(order).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn gone() -> CommandError {
    CommandError::new(ErrorCode::Gone, "This standing order is no longer in the list of Voltdeck.")
}
