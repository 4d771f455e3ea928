//! The telling of what differs, with the record moved on in the same transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::attribution::Ours;
use super::difference::{Change, changes, merged};
use super::memory::{ChangeMemory, ChangeState, KeptChanges, Key, Kind, List, Row};
use super::now::{Now, Thing};
use super::settle::{TellingOutcome, settle};
use super::store;
use super::words::{self, ChangeLine};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_contract::{ActivityKind, Actor, Answer, Mark, NoticeKind, Place};

/// What a telling came to.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// Machines on their way to another state: they are worth a look every few seconds.
    pub changing: Vec<String>,
    /// A machine came up that is to answer by SSH.
    pub came_up: bool,
    lines: usize,
}

impl TellingOutcome for Telling {
    fn is_news(&self) -> bool {
        self.lines > 0
    }

    fn shows_that_it_works(&self) -> bool {
        true
    }
}

/// Tells all that differs.
pub(super) fn tell(app: &App, account: &Account, state: &mut ChangeState) -> Answer<Telling> {
    let (profile, now) = (account.profile_id(), Now::of(account));
    let kept = state.kept(app, profile)?;
    let touched = touched(kept, &now);
    let first: Vec<Kind> =
        now.whole.iter().copied().filter(|kind| kept.lists.get(kind).is_none_or(|list| !list.whole)).collect();
    if touched.is_empty() && first.is_empty() {
        return Ok(Telling::default());
    }
    let at = app.host.now();
    let (rows, telling) = app.store.transact(|connection| {
        let mut writing = Writing { connection, profile, at, telling: Telling::default() };
        let rows = writing.tell(&touched, &now)?;
        for kind in &first {
            let list = store::list(connection, profile, *kind)?.unwrap_or_default();
            store::keep_list(connection, profile, *kind, List { whole: true, ..list }, &at.to_rfc3339())?;
        }
        Ok((rows, writing.telling))
    })?;
    for (key, row) in rows {
        match row {
            Some(row) => kept.rows.insert(key, row),
            None => kept.rows.remove(&key),
        };
    }
    for kind in first {
        kept.lists.entry(kind).or_default().whole = true;
    }
    Ok(telling)
}

/// What is not as it was told, as far as this process knows.
fn touched(kept: &KeptChanges, now: &Now) -> Vec<Key> {
    let differs = |(key, thing): &(&Key, &Thing)| match kept.rows.get(*key) {
        // A list may lag behind an answer by id: only it says that a machine came, and only it that one went.
        None => thing.listed,
        Some(row) => {
            merged(Some(&row.facts), &thing.facts) != row.facts || (row.waits_since.is_some() && !thing.by_ssh)
        }
    };
    let is_gone = |key: &&Key| now.whole.contains(&key.0) && !now.things.contains_key(*key);
    let other = now.things.iter().filter(differs).map(|(key, _)| key);
    other.chain(kept.rows.keys().filter(is_gone)).cloned().collect()
}

/// One transaction.
struct Writing<'a> {
    connection: &'a Connection,
    profile: &'a str,
    at: DateTime<Utc>,
    telling: Telling,
}

impl Writing<'_> {
    /// Tells of each what differs from the record as it stands in the store, which another copy of Voltdeck may have moved
    /// on. Answers the record as it stands after.
    fn tell(&mut self, touched: &[Key], now: &Now) -> rusqlite::Result<BTreeMap<Key, Option<Row>>> {
        let mut ours = None;
        let mut rows = BTreeMap::new();
        for key in touched {
            let row = store::one(self.connection, self.profile, key)?;
            let thing = now.things.get(key);
            let whole = store::list(self.connection, self.profile, key.0)?.is_some_and(|list| list.whole);
            let found = changes(row.as_ref().map(|row| &row.facts), thing.map(|thing| &thing.facts));
            // What was there when an account was first seen whole was never news.
            let told: Vec<Change> = found.iter().copied().filter(|change| whole || *change != Change::New).collect();
            for change in &told {
                let ours = match &mut ours {
                    Some(ours) => ours,
                    none => none.insert(Ours::load(self.connection, self.profile, self.at)?),
                };
                let by = ours.by(key, *change, row.as_ref(), thing);
                let line = words::line(key, *change, row.as_ref().map(|row| &row.facts), thing, by);
                self.write(key, &line)?;
            }
            let after = thing.map(|thing| self.after(key, row.as_ref(), thing, &found, &told));
            match &after {
                Some(after) => store::keep(self.connection, self.profile, key, after)?,
                None => store::forget(self.connection, self.profile, key)?,
            }
            rows.insert(key.clone(), after);
        }
        Ok(rows)
    }

    fn after(&mut self, key: &Key, row: Option<&Row>, thing: &Thing, found: &[Change], told: &[Change]) -> Row {
        let is_move = |changes: &[Change]| changes.iter().any(|one| matches!(one, Change::New | Change::State));
        if is_move(told) && key.0 != Kind::Volume && thing.mark == Mark::Pending {
            self.telling.changing.push(key.1.clone());
        }
        let came_up = is_move(told) && thing.by_ssh;
        self.telling.came_up |= came_up;
        Row {
            facts: merged(row.map(|row| &row.facts), &thing.facts),
            state_at: row.filter(|_| !is_move(found)).map_or(self.at, |row| row.state_at),
            waits_since: match row {
                _ if came_up => Some(self.at),
                Some(row) if thing.by_ssh => row.waits_since,
                _ => None,
            },
        }
    }

    fn write(&mut self, (kind, id): &Key, line: &ChangeLine) -> rusqlite::Result<()> {
        let machine = *kind != Kind::Volume;
        let news = News {
            kind: ActivityKind::Change,
            actor: line.actor,
            subject: &line.subject,
            deed: &line.deed,
            verb: None,
            meaning: &line.meaning,
            mark: line.mark,
            effect: line.effect,
            price: line.price,
            instance_id: machine.then_some(id.as_str()),
            place: Some(match (line.gone, machine) {
                // There is nothing to open but the record.
                (true, _) => Place::Activity,
                (false, true) => Place::Instance { id: id.clone(), ask: None },
                (false, false) => Place::Volume { id: id.clone() },
            }),
            notice: line.notice,
            once: None,
        };
        self.telling.lines += usize::from(activity::tell_in(self.connection, self.profile, self.at, &news)?);
        Ok(())
    }
}

/// Tells that a machine answers by SSH, once for each time that it came up. `since` is when it did.
pub fn answers(app: &App, account: &Account, id: &str, since: DateTime<Utc>) {
    let mut state = account.part::<ChangeMemory>().state();
    let told = tell_ready(app, account, &mut state, id, since);
    if told.is_err() {
        state.kept = None;
    }
    drop(state);
    settle(app, told);
}

fn tell_ready(
    app: &App,
    account: &Account,
    state: &mut ChangeState,
    id: &str,
    since: DateTime<Utc>,
) -> Answer<Telling> {
    let (profile, at) = (account.profile_id(), app.host.now());
    let kept = state.kept(app, profile)?;
    let Some(key) = kept.rows.keys().find(|(kind, key)| *kind != Kind::Volume && key == id).cloned() else {
        return Ok(Telling::default());
    };
    let (row, telling) = app.store.transact(|connection| {
        let mut telling = Telling::default();
        let Some(row) = store::one(connection, profile, &key)? else { return Ok((None, telling)) };
        if row.waits_since != Some(since) {
            return Ok((Some(row), telling));
        }
        let row = Row { waits_since: None, ..row };
        store::keep(connection, profile, &key, &row)?;
        let price = row.facts.price;
        let meaning = words::ready((at - since).max(TimeDelta::zero()), price);
        let news = News {
            actor: Actor::Provider,
            subject: words::name(&key, &row.facts),
            deed: "is ready to connect",
            meaning: &meaning,
            mark: Mark::Running,
            price,
            instance_id: Some(id),
            place: Some(Place::Instance { id: id.to_owned(), ask: None }),
            notice: Some(NoticeKind::Ready),
            ..News::default()
        };
        telling.lines += usize::from(activity::tell_in(connection, profile, at, &news)?);
        Ok((Some(row), telling))
    })?;
    match row {
        Some(row) => kept.rows.insert(key, row),
        None => kept.rows.remove(&key),
    };
    Ok(telling)
}
