//! What this app did: written before it is sent and completed after, so that a crash leaves a trace.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use rust_decimal::Decimal;

use crate::Answer;
use crate::store::Store;
use crate::views::{ActivityLine, Mark, Money};

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Sent, or about to be.
    Open,
    /// Done.
    Done,
    /// Refused: nothing changed.
    Refused,
    /// Nobody knows.
    Unknown,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A line to write.
#[derive(Debug, Clone)]
pub(crate) struct Act<'a> {
    /// Name of the thing.
    pub subject: &'a str,
    /// What is asked for, e.g. `stop asked for`.
    pub deed: &'a str,
    /// Mark.
    pub mark: Mark,
    /// Effect on the burn rate per hour.
    pub effect: Option<Decimal>,
    /// The machine.
    pub instance_id: Option<&'a str>,
}

/// Writes an act down before it is sent. Answers its id.
pub(crate) fn begin(store: &Store, profile: &str, at: DateTime<Utc>, act: &Act<'_>) -> Answer<String> {
    let id = uuid::Uuid::new_v4().to_string();
    store.with(|connection| {
        connection.execute(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, instance_id, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id,
                profile,
                at.to_rfc3339(),
                act.subject,
                act.deed,
                mark_word(act.mark),
                act.effect.map(|effect| effect.to_string()),
                act.instance_id,
                Outcome::Open.word(),
            ],
        )
    })?;
    Ok(id)
}

/// Says how an act ended, in new words where `deed` has some.
pub(crate) fn complete(store: &Store, id: &str, outcome: Outcome, deed: Option<&str>) -> Answer<()> {
    store.with(|connection| {
        connection.execute(
            "UPDATE activity SET outcome = ?2, deed = coalesce(?3, deed),
                    effect = CASE WHEN ?2 = 'refused' THEN NULL ELSE effect END
             WHERE id = ?1",
            params![id, outcome.word(), deed],
        )
    })?;
    Ok(())
}

/// Notes something that is over already.
pub(crate) fn note(store: &Store, profile: &str, at: DateTime<Utc>, act: &Act<'_>) -> Answer<()> {
    let id = begin(store, profile, at, act)?;
    complete(store, &id, Outcome::Done, None)
}

/// The newest lines of a profile.
pub(crate) fn newest(store: &Store, profile: &str, count: u32) -> Answer<Vec<ActivityLine>> {
    store.with(|connection: &Connection| {
        connection
            .prepare(
                "SELECT id, at, subject, deed, mark, effect, instance_id, outcome FROM activity
                 WHERE profile_id = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2",
            )?
            .query_map(params![profile, count], line)?
            .collect()
    })
}

fn line(row: &Row<'_>) -> rusqlite::Result<ActivityLine> {
    let at: String = row.get(1)?;
    let mark: String = row.get(4)?;
    let effect: Option<String> = row.get(5)?;
    let outcome: String = row.get(7)?;
    Ok(ActivityLine {
        id: row.get(0)?,
        at: at.parse().unwrap_or_default(),
        subject: row.get(2)?,
        deed: row.get(3)?,
        mark: match outcome.as_str() {
            "refused" => Mark::Failed,
            "unknown" => Mark::Unknown,
            _ => mark_of(&mark),
        },
        effect: effect.and_then(|effect| effect.parse().ok()).map(Money),
        instance_id: row.get(6)?,
        unknown: matches!(outcome.as_str(), "open" | "unknown"),
    })
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

fn mark_word(mark: Mark) -> &'static str {
    MARKS.iter().find(|(known, _)| *known == mark).map_or("unknown", |(_, word)| word)
}

fn mark_of(word: &str) -> Mark {
    MARKS.iter().find(|(_, known)| *known == word).map_or(Mark::Unknown, |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_open_until_it_is_completed_and_a_refused_one_has_no_effect() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let act = Act {
            subject: "eval-a",
            deed: "stop asked for",
            mark: Mark::Stopped,
            effect: Some("-1.89".parse().unwrap()),
            instance_id: Some("i-1"),
        };
        let id = begin(&store, "p", "2026-10-15T12:00:00Z".parse().unwrap(), &act).unwrap();
        let open = newest(&store, "p", 5).unwrap().remove(0);
        assert!(open.unknown);
        assert_eq!(open.effect, Some(Money("-1.89".parse().unwrap())));
        complete(&store, &id, Outcome::Refused, Some("stop refused")).unwrap();
        let done = newest(&store, "p", 5).unwrap().remove(0);
        assert_eq!((done.deed.as_str(), done.unknown, done.effect), ("stop refused", false, None));
        assert_eq!(newest(&store, "other", 5).unwrap(), []);
    }

    #[test]
    fn every_mark_survives_the_store() {
        for (mark, word) in MARKS {
            assert_eq!((mark_of(word), mark_word(mark)), (mark, word));
        }
    }
}
