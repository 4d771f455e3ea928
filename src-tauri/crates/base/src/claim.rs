//! What is out just now, in the store: a thing is claimed in the transaction that decides to act on it, so that nobody else
//! does, be it another command, the watcher or another copy of the app.
//!
//! Whoever holds a claim counts it on. One that is not counted on any more was left by an app that was killed: it is found
//! by [`abandoned`], by the clock that only counts and never by the age of a time that was written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::App;
use crate::parts::Part;
use voltdeck_contract::{Answer, CommandError};

/// How often a claim is counted on.
const BEAT: Duration = Duration::from_secs(5);
/// One of another run that stood still for this long is left by one that ended.
const STILL: Duration = Duration::from_secs(20);

/// The claims of this run, and what was seen of those of others.
#[derive(Debug)]
struct Claims {
    owner: String,
    /// How many of this run hold each, or are about to: whoever lets it go and whoever takes it next may meet.
    held: Mutex<HashMap<Key, u32>>,
    seen: Mutex<HashMap<Key, Seen>>,
}

/// Profile and thing.
type Key = (String, String);

#[derive(Debug)]
struct Seen {
    owner: String,
    beat: i64,
    since: Instant,
}

impl Default for Claims {
    fn default() -> Self {
        Self { owner: uuid::Uuid::new_v4().to_string(), held: Mutex::default(), seen: Mutex::default() }
    }
}

impl Part for Claims {}

impl Claims {
    fn hold(&self, key: &Key) {
        *lock(&self.held).entry(key.clone()).or_default() += 1;
    }

    fn let_go(&self, key: &Key) {
        let mut held = lock(&self.held);
        if let Some(count) = held.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                held.remove(key);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A claim that is held, until it is dropped.
pub struct Claim {
    app: Arc<App>,
    key: Key,
    beats: AbortHandle,
}

/// What came of the wish to claim a thing.
pub enum Taken {
    /// It is held.
    Held(Claim),
    /// Something else is out for it: the deed in one word.
    Out(String),
    /// What was to be done together with it could not be done any more.
    Not,
}

impl Claim {
    /// Claims a thing for one act, in one transaction with `also`; nothing is claimed where that answers `false`.
    pub fn take(
        app: &Arc<App>,
        profile: &str,
        thing: &str,
        deed: &str,
        also: impl FnOnce(&Connection) -> rusqlite::Result<bool>,
    ) -> Answer<Taken> {
        let claims = app.part::<Claims>();
        let key = (profile.to_owned(), thing.to_owned());
        // Held before it stands, so that nobody of this run takes it for one that was left.
        claims.hold(&key);
        let written = app.store.transact(|connection| {
            if let Some(deed) = out(connection, profile, thing)? {
                return Ok(Err(Some(deed)));
            }
            if !also(connection)? {
                return Ok(Err(None));
            }
            connection.execute(
                "INSERT INTO claim (profile_id, thing, deed, rest, owner, beat) VALUES (?1, ?2, ?3, '', ?4, 0)",
                params![profile, thing, deed, claims.owner],
            )?;
            Ok(Ok(()))
        });
        if let Ok(Ok(())) = written {
            let beats = tokio::spawn(beat(Arc::clone(app), key.clone())).abort_handle();
            return Ok(Taken::Held(Self { app: Arc::clone(app), key, beats }));
        }
        claims.let_go(&key);
        Ok(written?.err().flatten().map_or(Taken::Not, Taken::Out))
    }

    /// Notes what is left of it where it ends early.
    pub fn keep_rest(&self, rest: &str) -> Answer<()> {
        let (owner, (profile, thing)) = (&self.app.part::<Claims>().owner, &self.key);
        let sql = "UPDATE claim SET rest = ?4 WHERE profile_id = ?1 AND thing = ?2 AND owner = ?3";
        self.app.store.transact(|connection| connection.execute(sql, params![profile, thing, owner, rest])).map(drop)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.beats.abort();
        let (claims, (profile, thing)) = (self.app.part::<Claims>(), &self.key);
        let sql = "DELETE FROM claim WHERE profile_id = ?1 AND thing = ?2 AND owner = ?3";
        let gone = self.app.store.transact(|connection| connection.execute(sql, params![profile, thing, claims.owner]));
        claims.let_go(&self.key);
        // It is found as one that was left, and let go then.
        if let Err(CommandError { code, .. }) = gone {
            tracing::warn!(?code, thing, "a claim could not be let go");
        }
    }
}

/// Counts a claim on for as long as it is held.
async fn beat(app: Arc<App>, (profile, thing): Key) {
    let sql = "UPDATE claim SET beat = beat + 1 WHERE profile_id = ?1 AND thing = ?2 AND owner = ?3";
    loop {
        tokio::time::sleep(BEAT).await;
        let owner = &app.part::<Claims>().owner;
        // Where the store takes nothing, others take it for left after a while, and then ask.
        let _ = app.store.transact(|connection| connection.execute(sql, params![profile, thing, owner]));
    }
}

/// What is out for a thing, within a transaction or a reading of the caller.
pub fn out(connection: &Connection, profile: &str, thing: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT deed FROM claim WHERE profile_id = ?1 AND thing = ?2")?
        .query_row([profile, thing], |row| row.get(0))
        .optional()
}

/// The things of a profile for which this is out.
pub fn things(connection: &Connection, profile: &str, deed: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT thing FROM claim WHERE profile_id = ?1 AND deed = ?2")?
        .query_map([profile, deed], |row| row.get(0))?
        .collect()
}

/// A claim that nobody holds any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What was claimed.
    pub thing: String,
    /// What was left of it.
    pub rest: String,
    owner: String,
    beat: i64,
}

impl Left {
    /// Lets it go, within a transaction of the caller; false where it is held after all.
    pub fn let_go(&self, connection: &Connection, profile: &str) -> rusqlite::Result<bool> {
        let sql = "DELETE FROM claim WHERE profile_id = ?1 AND thing = ?2 AND owner = ?3 AND beat = ?4";
        Ok(connection.execute(sql, params![profile, self.thing, self.owner, self.beat])? > 0)
    }
}

/// Looks at the claims of a profile on things that begin so, and answers those that nobody holds any more. It takes looks
/// over some time to know that of another run.
pub fn abandoned(app: &App, profile: &str, thing: &str) -> Answer<Vec<Left>> {
    let sql = "SELECT thing, rest, owner, beat FROM claim WHERE profile_id = ?1 AND substr(thing, 1, length(?2)) = ?2";
    let all: Vec<Left> = app.store.read(|connection| {
        let left = |row: &rusqlite::Row<'_>| {
            Ok(Left { thing: row.get(0)?, rest: row.get(1)?, owner: row.get(2)?, beat: row.get(3)? })
        };
        connection.prepare_cached(sql)?.query_map([profile, thing], left)?.collect()
    })?;
    let claims = app.part::<Claims>();
    let (held, mut seen) = (lock(&claims.held).clone(), lock(&claims.seen));
    let is_left = |one: &Left| {
        let key = (profile.to_owned(), one.thing.clone());
        if one.owner == claims.owner {
            return !held.contains_key(&key);
        }
        let new = || Seen { owner: one.owner.clone(), beat: one.beat, since: Instant::now() };
        let known = seen.entry(key).or_insert_with(new);
        if known.owner != one.owner || known.beat != one.beat {
            *known = new();
        }
        known.since.elapsed() >= STILL
    };
    Ok(all.into_iter().filter(is_left).collect())
}
