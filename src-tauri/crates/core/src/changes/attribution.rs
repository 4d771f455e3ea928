//! Who a change goes back to: an act of ours in the activity list, or a deploy, explains it; else it is the provider, or
//! somebody else at the provider.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::difference::{Change, Facts};
use super::memory::{Key, Kind, Row};
use super::now::Thing;
use voltdeck_base::activity::{Verb, of_word};
use voltdeck_base::{format, hardware};
use voltdeck_contract::Actor;
use voltdeck_deploy::deploy::{self, OrderClaim};

/// How far back acts are looked at; an end counts for ever.
const RECENT: TimeDelta = TimeDelta::days(1);
/// An act whose first effect was told may lead to another state for so long.
const LASTS: TimeDelta = TimeDelta::minutes(15);

/// An act that was not refused.
#[derive(Debug)]
struct Act {
    machine: Option<String>,
    subject: String,
    verb: Verb,
    words: String,
    actor: Actor,
    at: DateTime<Utc>,
}

/// What this app asked for.
pub(super) struct Ours {
    /// Newest first.
    acts: Vec<Act>,
    ended: HashMap<String, Actor>,
    orders: Vec<OrderClaim>,
}

impl Ours {
    pub(super) fn load(connection: &Connection, profile: &str, now: DateTime<Utc>) -> rusqlite::Result<Self> {
        Ok(Self {
            acts: acts(connection, profile, now)?,
            ended: ended(connection, profile)?,
            orders: deploy::claims(connection, profile)?,
        })
    }

    /// Who of us asked for a change; `None` where nobody did.
    pub(super) fn by(&self, key: &Key, change: Change, row: Option<&Row>, thing: Option<&Thing>) -> Option<Actor> {
        let (kind, id) = key;
        let told = row.map(|row| &row.facts);
        let now = thing.map(|thing| &thing.facts);
        if change == Change::New && *kind != Kind::Volume {
            let tags = thing.map_or(&[][..], |thing| &thing.job_tags);
            let name = now.and_then(|now| now.name.as_deref());
            return self.orders.iter().find(|order| order.claims(id, tags, name)).map(|order| order.actor);
        }
        if change == Change::Gone
            && let Some(actor) = self.ended.get(id)
        {
            return Some(*actor);
        }
        let is_of = |act: &&Act| match kind {
            Kind::Vm | Kind::BareMetal => act.machine.as_deref() == Some(id),
            // Acts on volumes go by their name, as it was or as it was to be.
            Kind::Volume => {
                // Lines have names as they are shown.
                let name = |facts: &Facts| facts.name.as_deref().map(format::shown_name);
                let is_its = |facts: Option<&Facts>| facts.and_then(name).as_ref() == Some(&act.subject);
                act.machine.is_none() && (is_its(told) || is_its(now))
            }
        };
        let explains = |act: &&Act| match change {
            Change::State => row.is_some_and(|row| act.leads(row, now)),
            Change::New => act.verb == Verb::Create,
            Change::Gone => matches!(act.verb, Verb::Terminate | Verb::Delete),
            Change::Name => act.names(now.and_then(|now| now.name.clone())),
            Change::Size => act.names(now.and_then(|now| now.size_gb).map(size)),
            Change::Address | Change::Price => false,
        };
        self.acts.iter().filter(is_of).find(explains).map(|act| act.actor)
    }
}

impl Act {
    /// Whether it leads from what was told of a state to the one that is now. One that was told to have led somewhere leads
    /// no further, but for those that take two steps.
    fn leads(&self, row: &Row, now: Option<&Facts>) -> bool {
        let (from, to) = (row.facts.word.as_str(), now.map_or("", |now| now.word.as_str()));
        let underway = |word: &str| matches!(word, "Pending" | "Relocating");
        let first = self.at >= row.state_at;
        let second = self.at >= row.state_at - LASTS;
        match self.verb {
            Verb::Start => (underway(to) && first) || (to == "Running" && (first || (underway(from) && second))),
            Verb::Stop => to == "Stopped" && first,
            Verb::Release => {
                (to == "Stopped" && first) || (to == "Released" && (first || (from == "Stopped" && second)))
            }
            Verb::Restart => (underway(to) && first) || (to == "Running" && underway(from) && second),
            Verb::Terminate => to == "Terminated" || (underway(to) && first),
            _ => false,
        }
    }

    /// Whether it asked for this very name or size.
    fn names(&self, what: Option<String>) -> bool {
        matches!(self.verb, Verb::Rename | Verb::Grow)
            && what.is_some_and(|what| self.words.contains(&format::shown_name(&what)))
    }
}

fn size(gb: u64) -> String {
    u32::try_from(gb).map(hardware::gb).unwrap_or_default()
}

fn acts(connection: &Connection, profile: &str, now: DateTime<Utc>) -> rusqlite::Result<Vec<Act>> {
    let mut found = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT instance_id, subject, deed, actor, at, verb FROM activity
         WHERE profile_id = ?1 AND at >= ?2 AND kind = 'act' AND outcome <> 'refused' AND verb IS NOT NULL
         ORDER BY at DESC, rowid DESC",
    )?;
    let mut lines = statement.query(params![profile, (now - RECENT).to_rfc3339()])?;
    while let Some(line) = lines.next()? {
        let (at, verb): (String, String) = (line.get(4)?, line.get(5)?);
        // A verb of a newer Voltdeck explains nothing here.
        let Some(verb) = of_word(&verb) else { continue };
        found.push(Act {
            machine: line.get(0)?,
            subject: line.get(1)?,
            verb,
            words: line.get(2)?,
            actor: actor(line.get(3)?),
            at: at.parse().unwrap_or_default(),
        });
    }
    Ok(found)
}

/// Machines that were ever asked to end, and by whom: a list may lag, and Voltdeck may be closed for long.
fn ended(connection: &Connection, profile: &str) -> rusqlite::Result<HashMap<String, Actor>> {
    connection
        .prepare_cached(
            "SELECT instance_id, actor FROM activity
             WHERE profile_id = ?1 AND kind = 'act' AND outcome <> 'refused' AND verb = 'terminate'
               AND instance_id IS NOT NULL ORDER BY at, rowid",
        )?
        .query_map([profile], |line| Ok((line.get(0)?, actor(line.get(1)?))))?
        .collect()
}

fn actor(word: Option<String>) -> Actor {
    word.and_then(|word| of_word(&word)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_base::activity;
    use voltdeck_base::store::Store;
    use voltdeck_contract::Mark;

    #[test]
    fn an_act_explains_a_change_however_it_is_worded() {
        let folder = tempfile::tempdir().unwrap();
        let now = Utc::now();
        let store = Store::open(folder.path(), now).unwrap().store;
        let noted = |id, verb, deed| {
            let act = activity::Act { subject: id, deed, verb, instance_id: Some(id), ..activity::Act::default() };
            activity::note(&store, "p", now, &act).unwrap();
        };
        noted("halted", Some(Verb::Stop), "power off requested");
        noted("ended", Some(Verb::Terminate), "its end was asked for");
        noted("named", Some(Verb::Rename), "is eval-b from now on");
        noted("saved", None, "stop of the machine was not asked for");
        let ours = store.read(|connection| Ours::load(connection, "p", now)).unwrap();
        let state = |word: &str| Facts { name: Some("eval-b".into()), word: word.into(), ..Facts::default() };
        let thing = |facts| Thing { facts, mark: Mark::Stopped, by_ssh: false, job_tags: Vec::new(), listed: true };
        let by = |id: &str, change, to| {
            let row = Row { facts: state("Running"), state_at: now - TimeDelta::hours(1), waits_since: None };
            ours.by(&(Kind::Vm, id.to_owned()), change, Some(&row), Some(&thing(state(to))))
        };
        assert_eq!(by("halted", Change::State, "Stopped"), Some(Actor::You));
        assert_eq!(by("halted", Change::State, "Failed"), None);
        assert_eq!(by("ended", Change::Gone, "Terminated"), Some(Actor::You));
        assert_eq!(by("named", Change::Name, "Running"), Some(Actor::You));
        assert_eq!(by("saved", Change::State, "Stopped"), None, "a sentence alone explains nothing");
    }

    #[test]
    fn an_act_explains_what_it_leads_to_and_nothing_else() {
        let at = |minute: i64| DateTime::<Utc>::default() + TimeDelta::minutes(minute);
        let facts = |word: &str| Facts { state: word.into(), word: word.into(), ..Facts::default() };
        // The act was at minute 30; `told` is when the state before was told.
        for (verb, told, from, to, so) in [
            (Verb::Start, 0, "Released", "Relocating", true),
            (Verb::Start, 31, "Relocating", "Running", true),
            (Verb::Start, 31, "Running", "Relocating", false),
            (Verb::Start, 0, "Running", "Stopped", false),
            (Verb::Start, 50, "Relocating", "Running", false),
            (Verb::Stop, 0, "Running", "Stopped", true),
            (Verb::Stop, 0, "Running", "Outbid", false),
            (Verb::Stop, 31, "Running", "Stopped", false),
            (Verb::Release, 0, "Running", "Stopped", true),
            (Verb::Release, 31, "Stopped", "Released", true),
            (Verb::Restart, 0, "Running", "Pending", true),
            (Verb::Restart, 31, "Pending", "Running", true),
            (Verb::Restart, 31, "Pending", "Failed", false),
            (Verb::Terminate, 0, "Running", "Terminated", true),
            (Verb::Rename, 0, "Running", "Stopped", false),
        ] {
            let act = Act {
                machine: None,
                subject: String::new(),
                verb,
                words: String::new(),
                actor: Actor::You,
                at: at(30),
            };
            let row = Row { facts: facts(from), state_at: at(told), waits_since: None };
            assert_eq!(act.leads(&row, Some(&facts(to))), so, "{verb:?} at 30, {from} told at {told}, {to}");
        }
    }

    #[test]
    fn a_name_or_a_size_is_explained_by_the_act_that_asked_for_it() {
        let act = |verb, words: &str| Act {
            machine: None,
            subject: String::new(),
            verb,
            words: words.into(),
            actor: Actor::You,
            at: Utc::now(),
        };
        assert!(act(Verb::Rename, "renamed to eval-b").names(Some("eval-b".into())));
        assert!(!act(Verb::Rename, "renamed to eval-b").names(Some("other".into())));
        assert!(act(Verb::Grow, "grown to 5,000 GB").names(Some(size(5_000))));
        assert!(!act(Verb::Start, "started").names(Some("started".into())));
    }
}
