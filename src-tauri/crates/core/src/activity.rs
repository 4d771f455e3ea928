//! The record: what this app did, written before it is sent and completed after, so that a crash leaves a trace; what was
//! seen to change; and what Voltdeck said by itself. A notice of the system is a copy of a line here.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::Store;
use crate::views::{ActivityKind, ActivityLine, Actor, Event, Mark, Money, NoticeKind, Place};
use crate::{Answer, App};

tokio::task_local! {
    /// Who acts: set around what a lease or a standing order carries out. Elsewhere it is the person.
    static ACTOR: Actor;
}

/// Runs an act in the name of whoever wished it.
pub(crate) async fn in_the_name_of<T>(actor: Actor, act: impl Future<Output = T>) -> T {
    ACTOR.scope(actor, act).await
}

/// Who acts here: a task of its own is told it with [`in_the_name_of`].
pub(crate) fn actor() -> Actor {
    ACTOR.try_with(|actor| *actor).unwrap_or_default()
}

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

/// Something that nobody here asked for just now: a change that was seen, or a word of Voltdeck.
#[derive(Debug, Clone)]
pub(crate) struct News<'a> {
    /// A change, or a word of Voltdeck.
    pub kind: ActivityKind,
    /// By whom.
    pub actor: Actor,
    /// Name of the thing.
    pub subject: &'a str,
    /// What became of it, e.g. `Running → Stopped`.
    pub deed: &'a str,
    /// What it means for the money or the machine, in a sentence; may be empty.
    pub meaning: &'a str,
    /// Mark.
    pub mark: Mark,
    /// Effect on the burn rate per hour.
    pub effect: Option<Decimal>,
    /// Price per hour of the thing now.
    pub price: Option<Decimal>,
    /// The machine.
    pub instance_id: Option<&'a str>,
    /// Where it is shown.
    pub place: Option<Place>,
    /// The kind of notice that copies it; `None` where the system is not told.
    pub notice: Option<NoticeKind>,
    /// Names the event where it must be told no more than once, also across starts of the app.
    pub once: Option<&'a str>,
}

impl Default for News<'_> {
    fn default() -> Self {
        Self {
            kind: ActivityKind::Change,
            actor: Actor::Provider,
            subject: "",
            deed: "",
            meaning: "",
            mark: Mark::Unknown,
            effect: None,
            price: None,
            instance_id: None,
            place: None,
            notice: None,
            once: None,
        }
    }
}

/// Writes news down and has the system told. False where this event was told before.
pub(crate) fn tell(app: &App, profile: &str, news: &News<'_>) -> Answer<bool> {
    let at = app.host.now();
    let told = app.store.with(|connection| tell_in(connection, profile, at, news))?;
    if told {
        told_now(app);
    }
    Ok(told)
}

/// The same within a transaction of the caller, who calls [`told_now`] once it stands.
pub(crate) fn tell_in(
    connection: &Connection,
    profile: &str,
    at: DateTime<Utc>,
    news: &News<'_>,
) -> rusqlite::Result<bool> {
    let written = connection
        .prepare_cached(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, instance_id, outcome,
                                   kind, actor, meaning, price, place, notice, told, once)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'done', ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (profile_id, once) WHERE once IS NOT NULL DO NOTHING",
        )?
        .execute(params![
            uuid::Uuid::new_v4().to_string(),
            profile,
            at.to_rfc3339(),
            news.subject,
            news.deed,
            mark_word(news.mark),
            news.effect.map(|effect| effect.to_string()),
            news.instance_id,
            word(&news.kind),
            word(&news.actor),
            news.meaning,
            news.price.map(|price| price.to_string()),
            news.place.as_ref().and_then(|place| serde_json::to_string(place).ok()),
            news.notice.as_ref().map(word),
            news.notice.map(|_| "pending"),
            news.once,
        ])?;
    Ok(written > 0)
}

/// Tells windows and the notifier that the record grew.
pub(crate) fn told_now(app: &App) {
    app.host.emit(Event::Activity);
    app.notifier.wake();
}

/// Writes an act down before it is sent. Answers its id.
pub(crate) fn begin(store: &Store, profile: &str, at: DateTime<Utc>, act: &Act<'_>) -> Answer<String> {
    let id = uuid::Uuid::new_v4().to_string();
    store.with(|connection| {
        connection.execute(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, instance_id, outcome, kind, actor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
                word(&ActivityKind::Act),
                word(&actor()),
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
            .prepare(&format!(
                "SELECT {FIELDS} FROM activity WHERE profile_id = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2"
            ))?
            .query_map(params![profile, count], line)?
            .collect()
    })
}

/// What [`line`] reads, in its order.
pub(crate) const FIELDS: &str = "id, at, subject, deed, mark, effect, instance_id, outcome, kind, actor, meaning, price, \
                                 place, request, answer, notice, told, told_why";

/// A row of [`FIELDS`].
pub(crate) fn line(row: &Row<'_>) -> rusqlite::Result<ActivityLine> {
    let text = |index: usize| row.get::<_, Option<String>>(index);
    let money = |text: Option<String>| text.and_then(|text| text.parse().ok()).map(Money);
    let at: String = row.get(1)?;
    let mark: String = row.get(4)?;
    let outcome: String = row.get(7)?;
    let (kind, actor): (String, String) = (row.get(8)?, row.get(9)?);
    Ok(ActivityLine {
        id: row.get(0)?,
        at: at.parse().unwrap_or_default(),
        kind: of_word(&kind).unwrap_or_default(),
        actor: of_word(&actor).unwrap_or_default(),
        subject: row.get(2)?,
        deed: row.get(3)?,
        meaning: row.get(10)?,
        mark: match outcome.as_str() {
            "refused" => Mark::Failed,
            "unknown" => Mark::Unknown,
            _ => mark_of(&mark),
        },
        effect: money(text(5)?),
        price: money(text(11)?),
        instance_id: row.get(6)?,
        place: text(12)?.and_then(|json| serde_json::from_str(&json).ok()),
        request: row.get(13)?,
        answer: row.get(14)?,
        unknown: matches!(outcome.as_str(), "open" | "unknown"),
        notice: text(15)?.and_then(|kind| of_word(&kind)),
        told: text(16)?.and_then(|told| of_word(&told)),
        told_why: row.get(17)?,
    })
}

/// The word under which a plain value of an enum crosses to a window, which is also its word in the store.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value of a word; `None` where this version does not know it.
pub(crate) fn of_word<T: DeserializeOwned>(word: &str) -> Option<T> {
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

fn mark_word(mark: Mark) -> &'static str {
    MARKS.iter().find(|(known, _)| *known == mark).map_or("unknown", |(_, word)| word)
}

fn mark_of(word: &str) -> Mark {
    MARKS.iter().find(|(_, known)| *known == word).map_or(Mark::Unknown, |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        (folder, store)
    }

    #[test]
    fn an_act_is_open_until_it_is_completed_and_a_refused_one_has_no_effect() {
        let (_folder, store) = store();
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
    fn news_survives_the_store_and_an_event_is_told_once() {
        let (_folder, store) = store();
        let news = News {
            kind: ActivityKind::Notice,
            actor: Actor::Voltdeck,
            subject: "Runway",
            deed: "is under 7 days",
            meaning: "$1,204.10 lasts 6 d 17 h.",
            price: Some("1.89".parse().unwrap()),
            place: Some(Place::Instance { id: "i-1".into(), ask: None }),
            notice: Some(NoticeKind::Runway),
            once: Some("runway:7d:2026-10-15"),
            ..News::default()
        };
        let tell = |profile: &str| store.with(|c| tell_in(c, profile, Utc::now(), &news)).unwrap();
        assert!(tell("p"));
        assert!(!tell("p"), "the same event");
        assert!(tell("other"), "the same event of another account");
        let lines = newest(&store, "p", 5).unwrap();
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!((line.kind, line.actor, line.notice), (news.kind, news.actor, news.notice));
        assert_eq!((line.meaning.as_str(), &line.place), (news.meaning, &news.place));
        assert_eq!((line.price, line.told), (Some(Money("1.89".parse().unwrap())), Some(crate::views::Told::Pending)));
        let plain = News { once: None, notice: None, ..news };
        for _ in 0..2 {
            assert!(
                store.with(|c| tell_in(c, "p", Utc::now(), &plain)).unwrap(),
                "without a name it is told each time"
            );
        }
    }

    #[tokio::test]
    async fn an_act_is_in_the_name_of_whoever_wished_it() {
        assert_eq!(actor(), Actor::You);
        assert_eq!(in_the_name_of(Actor::Lease, async { actor() }).await, Actor::Lease);
    }

    #[test]
    fn every_mark_survives_the_store() {
        for (mark, word) in MARKS {
            assert_eq!((mark_of(word), mark_word(mark)), (mark, word));
        }
    }
}
