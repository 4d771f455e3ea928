//! Deploy templates in the store.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::file::{self, Document};
use super::words::{hardware, kind};
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, CommandError, DeployTemplateView, ErrorCode};

/// All of them, by name. One that cannot be read is not shown, and stays.
pub(super) fn all(store: &Store) -> Answer<Vec<DeployTemplateView>> {
    let rows: Vec<(String, String, String)> = store.read(|connection| {
        connection
            .prepare_cached("SELECT id, document, saved_at FROM deploy_template ORDER BY name")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect()
    })?;
    let view = |(id, text, saved_at): (String, String, String)| {
        let document = file::decode(&text).ok()?;
        Some(DeployTemplateView {
            id,
            kind: kind(&document),
            hardware: hardware(&document),
            saved_at: saved_at.parse().ok()?,
            has_cloud_init: document.cloud_init.is_some(),
            name: document.name,
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

pub(super) fn load(store: &Store, id: &str) -> Answer<Document> {
    let text: Option<String> = store.read(|connection| {
        let sql = "SELECT document FROM deploy_template WHERE id = ?1";
        connection.query_row(sql, [id], |row| row.get(0)).optional()
    })?;
    let gone = || CommandError::new(ErrorCode::Gone, "This deploy template is no longer there. Choose another one.");
    file::decode(&text.ok_or_else(gone)?).map_err(|why| CommandError::new(ErrorCode::Local, why))
}

pub(super) fn exists(store: &Store, name: &str) -> Answer<bool> {
    store.read(|connection| {
        let sql = "SELECT 1 FROM deploy_template WHERE name = ?1";
        connection.query_row(sql, [name], |_| Ok(())).optional().map(|found| found.is_some())
    })
}

/// Keeps one; one of the same name is replaced.
pub(super) fn put(store: &Store, document: &Document, now: DateTime<Utc>) -> Answer<()> {
    store
        .transact(|connection| {
            connection.execute("DELETE FROM deploy_template WHERE name = ?1", [&document.name])?;
            connection.execute(
                "INSERT INTO deploy_template (id, name, document, saved_at) VALUES (?1, ?2, ?3, ?4)",
                params![uuid::Uuid::new_v4().to_string(), document.name, document.encode(), now.to_rfc3339()],
            )
        })
        .map(drop)
}

pub(super) fn delete(store: &Store, id: &str) -> Answer<()> {
    store.transact(|connection| connection.execute("DELETE FROM deploy_template WHERE id = ?1", [id])).map(drop)
}
