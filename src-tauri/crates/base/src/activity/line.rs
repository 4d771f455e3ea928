//! A line of the record as it is read.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::Store;
use voltdeck_contract::{ActOutcome as Outcome, ActivityLine, Answer, CommandError, ErrorCode, Mark, Money, Place};

/// The newest lines of a profile.
pub fn newest(store: &Store, profile: &str, count: u32) -> Answer<Vec<ActivityLine>> {
    store.read(|connection: &Connection| {
        connection
            .prepare(&format!(
                "SELECT {FIELDS} FROM activity WHERE profile_id = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2"
            ))?
            .query_map(params![profile, count], line)?
            .collect()
    })
}

/// One line, of whichever account.
pub fn by_id(store: &Store, id: &str) -> Answer<ActivityLine> {
    let sql = format!("SELECT {FIELDS} FROM activity WHERE id = ?1");
    let found = store.read(|connection| connection.query_row(&sql, [id], line).optional())?;
    found.ok_or_else(|| CommandError::new(ErrorCode::Gone, "This line is no longer there: its account was removed."))
}

/// What [`line`] reads, in its order.
pub const FIELDS: &str = "id, at, subject, deed, mark, effect, instance_id, outcome, kind, actor, meaning, price, \
                                 place, request, answer, notice, told, told_why, profile_id";

/// A row of [`FIELDS`].
pub fn line(row: &Row<'_>) -> rusqlite::Result<ActivityLine> {
    let text = |index: usize| row.get::<_, Option<String>>(index);
    let money = |text: Option<String>| text.and_then(|text| text.parse().ok()).map(Money);
    let at: String = row.get(1)?;
    let mark: String = row.get(4)?;
    let outcome: String = row.get(7)?;
    let outcome = of_word(&outcome).unwrap_or(Outcome::Unknown);
    let instance_id = text(6)?;
    let place = text(12)?.and_then(|json| serde_json::from_str(&json).ok());
    let machine = || Some(Place::Instance { id: instance_id.clone()?, ask: None });
    let (kind, actor): (String, String) = (row.get(8)?, row.get(9)?);
    Ok(ActivityLine {
        id: row.get(0)?,
        profile: row.get(18)?,
        at: at.parse().unwrap_or_default(),
        kind: of_word(&kind).unwrap_or_default(),
        actor: of_word(&actor).unwrap_or_default(),
        subject: row.get(2)?,
        deed: row.get(3)?,
        meaning: row.get(10)?,
        mark: match outcome {
            Outcome::Refused => Mark::Failed,
            Outcome::Unknown => Mark::Unknown,
            Outcome::Open | Outcome::Done => mark_of(&mark),
        },
        outcome,
        effect: money(text(5)?),
        price: money(text(11)?),
        place: place.or_else(machine),
        instance_id,
        request: row.get(13)?,
        answer: row.get(14)?,
        unknown: matches!(outcome, Outcome::Open | Outcome::Unknown),
        notice: text(15)?.and_then(|kind| of_word(&kind)),
        told: text(16)?.and_then(|told| of_word(&told)),
        told_why: row.get(17)?,
    })
}

/// The word under which a plain value of an enum crosses to a window, which is also its word in the store.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value of a word; `None` where this version does not know it.
pub fn of_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

const MARKS: [(Mark, &str); 8] = [
    (Mark::Running, "running"),
    (Mark::Pending, "pending"),
    (Mark::Stopped, "stopped"),
    (Mark::Released, "released"),
    (Mark::Outbid, "outbid"),
    (Mark::Failed, "failed"),
    (Mark::Terminated, "terminated"),
    (Mark::Unknown, "unknown"),
];

pub fn mark_word(mark: Mark) -> &'static str {
    MARKS.iter().find(|(known, _)| *known == mark).map_or("unknown", |(_, word)| word)
}

fn mark_of(word: &str) -> Mark {
    MARKS.iter().find(|(_, known)| *known == word).map_or(Mark::Unknown, |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_survives_the_store() {
        for (mark, word) in MARKS {
            assert_eq!((mark_of(word), mark_word(mark)), (mark, word));
        }
    }
}
