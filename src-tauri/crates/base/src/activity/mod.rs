//! The record: what this app did, written before it is sent and completed after, so that a crash leaves a trace; what was
//! seen to change; and what Voltdeck said by itself. A notice of the system is a copy of a line here.

mod earlier;
mod line;
pub mod retention;
mod verb;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use rust_decimal::Decimal;

use crate::store::Store;
use crate::{App, format};
pub use voltdeck_contract::ActOutcome as Outcome;
use voltdeck_contract::{ActivityKind, Actor, Answer, CommandError, Event, Mark, NoticeKind, Place};

pub use earlier::close_open;
use line::mark_word;
pub use line::{FIELDS, by_id, line, newest, of_word, word};
pub use verb::Verb;

tokio::task_local! {
    /// Who acts: set around what a lease or a standing order carries out. Elsewhere it is the person.
    static ACTOR: Actor;
}

/// The longest deed and meaning that a line keeps. What is longer is the provider's, and no sentence of ours.
const LONGEST_DEED: usize = 300;
const LONGEST_MEANING: usize = 4_000;

fn deed_of(text: &str) -> String {
    format::shown_text(text, LONGEST_DEED)
}

fn meaning_of(text: &str) -> String {
    format::shown_text(text, LONGEST_MEANING)
}

/// Runs an act in the name of whoever wished it.
pub async fn in_the_name_of<T>(actor: Actor, act: impl Future<Output = T>) -> T {
    ACTOR.scope(actor, act).await
}

/// Who acts now, to be taken along to a task of its own.
pub fn actor() -> Actor {
    ACTOR.try_with(|actor| *actor).unwrap_or_default()
}

/// A line to write.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// Name of the thing.
    pub subject: &'a str,
    /// What is asked for, e.g. `stop asked for`.
    pub deed: &'a str,
    /// The same in one word; `None` where the provider is asked for nothing.
    pub verb: Option<Verb>,
    /// Mark.
    pub mark: Mark,
    /// Effect on the burn rate per hour.
    pub effect: Option<Decimal>,
    /// Price per hour of the thing now.
    pub price: Option<Decimal>,
    /// The machine.
    pub instance_id: Option<&'a str>,
    /// Where it is shown, where that is not the machine.
    pub place: Option<Place>,
}

impl Default for Act<'_> {
    fn default() -> Self {
        Self {
            subject: "",
            deed: "",
            verb: None,
            mark: Mark::Unknown,
            effect: None,
            price: None,
            instance_id: None,
            place: None,
        }
    }
}

/// Something that nobody here asked for just now: a change that was seen, or a word of Voltdeck.
#[derive(Debug, Clone)]
pub struct News<'a> {
    /// A change, or a word of Voltdeck.
    pub kind: ActivityKind,
    /// By whom.
    pub actor: Actor,
    /// Name of the thing.
    pub subject: &'a str,
    /// What became of it, e.g. `Running → Stopped`.
    pub deed: &'a str,
    /// The act that it tells of in one word, where it tells of one.
    pub verb: Option<Verb>,
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
            verb: None,
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
pub fn tell(app: &App, profile: &str, news: &News<'_>) -> Answer<bool> {
    let at = app.host.now();
    let told = app.store.transact(|connection| tell_in(connection, profile, at, news))?;
    if told {
        told_now(app);
    }
    Ok(told)
}

/// The same within a transaction of the caller, who calls [`told_now`] once it stands.
pub fn tell_in(connection: &Connection, profile: &str, at: DateTime<Utc>, news: &News<'_>) -> rusqlite::Result<bool> {
    let written = connection
        .prepare_cached(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, instance_id, outcome,
                                   kind, actor, meaning, price, place, notice, told, once, verb)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'done', ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
             ON CONFLICT (profile_id, once) WHERE once IS NOT NULL DO NOTHING",
        )?
        .execute(params![
            uuid::Uuid::new_v4().to_string(),
            profile,
            at.to_rfc3339(),
            format::shown_name(news.subject),
            deed_of(news.deed),
            mark_word(news.mark),
            news.effect.map(|effect| effect.to_string()),
            news.instance_id,
            word(&news.kind),
            word(&news.actor),
            meaning_of(news.meaning),
            news.price.map(|price| price.to_string()),
            news.place.as_ref().and_then(|place| serde_json::to_string(place).ok()),
            news.notice.as_ref().map(word),
            news.notice.map(|_| "pending"),
            news.once,
            news.verb.as_ref().map(word),
        ])?;
    Ok(written > 0)
}

/// Tells windows and the notifier that the record grew.
pub fn told_now(app: &App) {
    app.host.emit(Event::Activity);
    app.notifier.wake();
}

/// Writes an act down before it is sent. Answers its id.
pub fn begin(store: &Store, profile: &str, at: DateTime<Utc>, act: &Act<'_>) -> Answer<String> {
    let id = uuid::Uuid::new_v4().to_string();
    store.transact(|connection| {
        connection.execute(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, instance_id, outcome, kind, actor,
                                   price, place, verb)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                id,
                profile,
                at.to_rfc3339(),
                format::shown_name(act.subject),
                deed_of(act.deed),
                mark_word(act.mark),
                act.effect.map(|effect| effect.to_string()),
                act.instance_id,
                word(&Outcome::Open),
                word(&ActivityKind::Act),
                word(&actor()),
                act.price.map(|price| price.to_string()),
                act.place.as_ref().and_then(|place| serde_json::to_string(place).ok()),
                act.verb.as_ref().map(word),
            ],
        )
    })?;
    Ok(id)
}

/// Says how an act ended, in new words where `deed` has some.
pub fn complete(store: &Store, id: &str, outcome: Outcome, deed: Option<&str>) -> Answer<()> {
    conclude(store, id, outcome, deed, None)
}

/// The same with what was said to the person, where it did not go as asked.
pub fn conclude(
    store: &Store,
    id: &str,
    outcome: Outcome,
    deed: Option<&str>,
    said: Option<&CommandError>,
) -> Answer<()> {
    store.transact(|connection| {
        connection.execute(
            "UPDATE activity SET outcome = ?2, deed = coalesce(?3, deed), meaning = ?4,
                    effect = CASE WHEN ?2 = 'refused' THEN NULL ELSE effect END
             WHERE id = ?1",
            params![id, word(&outcome), deed.map(deed_of), meaning_of(said.map_or("", |said| said.message.as_str())),],
        )
    })?;
    Ok(())
}

/// Says what an act is about, once that is known: the machine or the place that came of it.
pub fn about(store: &Store, id: &str, instance_id: Option<&str>, place: Option<&Place>) -> Answer<()> {
    let place = place.and_then(|place| serde_json::to_string(place).ok());
    let sql = "UPDATE activity SET instance_id = coalesce(?2, instance_id), place = coalesce(?3, place) WHERE id = ?1";
    store.transact(|connection| connection.execute(sql, params![id, instance_id, place])).map(drop)
}

/// Notes something that is over already.
pub fn note(store: &Store, profile: &str, at: DateTime<Utc>, act: &Act<'_>) -> Answer<()> {
    let id = begin(store, profile, at, act)?;
    complete(store, &id, Outcome::Done, None)
}

/// Notes what was done on this computer. It is done whatever the store says, so a fault is only logged.
pub fn remark(app: &App, profile: &str, act: &Act<'_>) {
    if let Err(CommandError { code, .. }) = note(&app.store, profile, app.host.now(), act) {
        tracing::warn!(?code, deed = act.deed, "what was done here could not be noted");
    }
    app.host.emit(Event::Activity);
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::Money;

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
            verb: Some(Verb::Stop),
            mark: Mark::Stopped,
            effect: Some("-1.89".parse().unwrap()),
            price: Some("1.99".parse().unwrap()),
            instance_id: Some("i-1"),
            place: None,
        };
        let id = begin(&store, "p", "2026-10-15T12:00:00Z".parse().unwrap(), &act).unwrap();
        let open = newest(&store, "p", 5).unwrap().remove(0);
        assert!(open.unknown);
        assert_eq!(open.effect, Some(Money("-1.89".parse().unwrap())));
        assert_eq!(open.price, Some(Money("1.99".parse().unwrap())));
        assert_eq!(open.place, Some(Place::Instance { id: "i-1".into(), ask: None }), "a machine is its own place");
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
        let tell = |profile: &str| store.transact(|c| tell_in(c, profile, Utc::now(), &news)).unwrap();
        assert!(tell("p"));
        assert!(!tell("p"), "the same event");
        assert!(tell("other"), "the same event of another account");
        let lines = newest(&store, "p", 5).unwrap();
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!((line.kind, line.actor, line.notice), (news.kind, news.actor, news.notice));
        assert_eq!((line.meaning.as_str(), &line.place), (news.meaning, &news.place));
        assert_eq!(
            (line.price, line.told),
            (Some(Money("1.89".parse().unwrap())), Some(voltdeck_contract::Told::Pending))
        );
        let plain = News { once: None, notice: None, ..news };
        for _ in 0..2 {
            assert!(
                store.transact(|c| tell_in(c, "p", Utc::now(), &plain)).unwrap(),
                "without a name it is told each time"
            );
        }
    }

    #[tokio::test]
    async fn an_act_is_in_the_name_of_whoever_wished_it() {
        assert_eq!(actor(), Actor::You);
        assert_eq!(in_the_name_of(Actor::Lease, async { actor() }).await, Actor::Lease);
    }
}
