//! Who a change goes back to: an act of ours in the activity list, or a deploy, explains it; else it is the provider, or
//! somebody else at the provider.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::difference::{Change, Facts};
use super::memory::{Key, Kind, Row};
use super::now::Thing;
use voltdeck_base::activity::of_word;
use voltdeck_base::hardware;
use voltdeck_contract::Actor;

/// How far back acts are looked at; an end counts for ever.
const RECENT: TimeDelta = TimeDelta::days(1);
/// An act whose first effect was told may lead to another state for so long.
const LASTS: TimeDelta = TimeDelta::minutes(15);

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Start,
    Stop,
    Release,
    Restart,
    End,
    Rename,
    Grow,
    Create,
}

/// The first letters of what the activity list says of an act, asked for or done.
const DEEDS: [(&str, Deed); 13] = [
    ("start", Deed::Start),
    ("stop", Deed::Stop),
    ("release", Deed::Release),
    ("restart", Deed::Restart),
    ("terminat", Deed::End),
    ("delet", Deed::End),
    ("renamed to", Deed::Rename),
    ("to be renamed", Deed::Rename),
    ("growth", Deed::Grow),
    ("grown", Deed::Grow),
    ("to be called", Deed::Rename),
    ("called", Deed::Rename),
    ("creat", Deed::Create),
];

/// An act that was not refused.
#[derive(Debug)]
struct Act {
    machine: Option<String>,
    subject: String,
    deed: Deed,
    words: String,
    actor: Actor,
    at: DateTime<Utc>,
}

/// A deploy.
#[derive(Debug)]
struct Job {
    machine: Option<String>,
    tag: Option<String>,
    name: String,
    /// Nobody knows yet which machine it is.
    looking: bool,
    actor: Actor,
}

/// What this app asked for.
pub(super) struct Ours {
    /// Newest first.
    acts: Vec<Act>,
    ended: HashMap<String, Actor>,
    jobs: Vec<Job>,
}

impl Ours {
    pub(super) fn load(connection: &Connection, profile: &str, now: DateTime<Utc>) -> rusqlite::Result<Self> {
        Ok(Self {
            acts: acts(connection, profile, now)?,
            ended: ended(connection, profile)?,
            jobs: jobs(connection, profile)?,
        })
    }

    /// Who of us asked for a change; `None` where nobody did.
    pub(super) fn by(&self, key: &Key, change: Change, row: Option<&Row>, thing: Option<&Thing>) -> Option<Actor> {
        let (kind, id) = key;
        let told = row.map(|row| &row.facts);
        let now = thing.map(|thing| &thing.facts);
        if change == Change::New && *kind != Kind::Volume {
            return self.jobs.iter().find(|job| job.is_of(id, thing)).map(|job| job.actor);
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
                let is_its =
                    |facts: Option<&Facts>| facts.is_some_and(|facts| facts.name.as_ref() == Some(&act.subject));
                act.machine.is_none() && (is_its(told) || is_its(now))
            }
        };
        let explains = |act: &&Act| match change {
            Change::State => row.is_some_and(|row| act.leads(row, now)),
            Change::New => act.deed == Deed::Create,
            Change::Gone => act.deed == Deed::End,
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
        match self.deed {
            Deed::Start => (underway(to) && first) || (to == "Running" && (first || (underway(from) && second))),
            Deed::Stop => to == "Stopped" && first,
            Deed::Release => {
                (to == "Stopped" && first) || (to == "Released" && (first || (from == "Stopped" && second)))
            }
            Deed::Restart => (underway(to) && first) || (to == "Running" && underway(from) && second),
            Deed::End => to == "Terminated" || (underway(to) && first),
            Deed::Rename | Deed::Grow | Deed::Create => false,
        }
    }

    /// Whether it asked for this very name or size.
    fn names(&self, what: Option<String>) -> bool {
        matches!(self.deed, Deed::Rename | Deed::Grow) && what.is_some_and(|what| self.words.contains(&what))
    }
}

fn size(gb: u64) -> String {
    u32::try_from(gb).map(hardware::gb).unwrap_or_default()
}

impl Job {
    fn is_of(&self, id: &str, thing: Option<&Thing>) -> bool {
        let tagged = |thing: &Thing| self.tag.as_ref().is_some_and(|tag| thing.job_tags.contains(tag));
        let named = |thing: &Thing| self.looking && thing.facts.name.as_ref() == Some(&self.name);
        self.machine.as_deref() == Some(id) || thing.is_some_and(|thing| tagged(thing) || named(thing))
    }
}

fn acts(connection: &Connection, profile: &str, now: DateTime<Utc>) -> rusqlite::Result<Vec<Act>> {
    let mut found = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT instance_id, subject, deed, actor, at FROM activity
         WHERE profile_id = ?1 AND at >= ?2 AND kind = 'act' AND outcome <> 'refused' ORDER BY at DESC, rowid DESC",
    )?;
    let mut lines = statement.query(params![profile, (now - RECENT).to_rfc3339()])?;
    while let Some(line) = lines.next()? {
        let (words, at): (String, String) = (line.get(2)?, line.get(4)?);
        let Some(deed) = DEEDS.into_iter().find(|(start, _)| words.starts_with(start)).map(|(_, deed)| deed) else {
            continue;
        };
        found.push(Act {
            machine: line.get(0)?,
            subject: line.get(1)?,
            deed,
            words,
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
             WHERE profile_id = ?1 AND kind = 'act' AND outcome <> 'refused' AND mark = 'terminated'
               AND instance_id IS NOT NULL ORDER BY at, rowid",
        )?
        .query_map([profile], |line| Ok((line.get(0)?, actor(line.get(1)?))))?
        .collect()
}

/// A job that cannot be read explains nothing, and stops nothing.
fn jobs(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<Job>> {
    connection
        .prepare_cached(
            "SELECT jobs.instance_id, jobs.name, jobs.open AND jobs.instance_id IS NULL, activity.actor,
                    CASE WHEN json_valid(document) THEN json_extract(document, '$.tag') END
             FROM jobs LEFT JOIN activity
               ON activity.id = CASE WHEN json_valid(document) THEN json_extract(document, '$.activity_id') END
             WHERE jobs.profile_id = ?1",
        )?
        .query_map([profile], |line| {
            Ok(Job {
                machine: line.get(0)?,
                name: line.get(1)?,
                looking: line.get(2)?,
                actor: actor(line.get(3)?),
                tag: line.get(4)?,
            })
        })?
        .collect()
}

fn actor(word: Option<String>) -> Actor {
    word.and_then(|word| of_word(&word)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_explains_what_it_leads_to_and_nothing_else() {
        let at = |minute: i64| DateTime::<Utc>::default() + TimeDelta::minutes(minute);
        let facts = |word: &str| Facts { state: word.into(), word: word.into(), ..Facts::default() };
        // The act was at minute 30; `told` is when the state before was told.
        for (deed, told, from, to, so) in [
            (Deed::Start, 0, "Released", "Relocating", true),
            (Deed::Start, 31, "Relocating", "Running", true),
            (Deed::Start, 31, "Running", "Relocating", false),
            (Deed::Start, 0, "Running", "Stopped", false),
            (Deed::Start, 50, "Relocating", "Running", false),
            (Deed::Stop, 0, "Running", "Stopped", true),
            (Deed::Stop, 0, "Running", "Outbid", false),
            (Deed::Stop, 31, "Running", "Stopped", false),
            (Deed::Release, 0, "Running", "Stopped", true),
            (Deed::Release, 31, "Stopped", "Released", true),
            (Deed::Restart, 0, "Running", "Pending", true),
            (Deed::Restart, 31, "Pending", "Running", true),
            (Deed::Restart, 31, "Pending", "Failed", false),
            (Deed::End, 0, "Running", "Terminated", true),
            (Deed::Rename, 0, "Running", "Stopped", false),
        ] {
            let act = Act {
                machine: None,
                subject: String::new(),
                deed,
                words: String::new(),
                actor: Actor::You,
                at: at(30),
            };
            let row = Row { facts: facts(from), state_at: at(told), waits_since: None };
            assert_eq!(act.leads(&row, Some(&facts(to))), so, "{deed:?} at 30, {from} told at {told}, {to}");
        }
    }

    #[test]
    fn a_name_or_a_size_is_explained_by_the_act_that_asked_for_it() {
        let act = |deed, words: &str| Act {
            machine: None,
            subject: String::new(),
            deed,
            words: words.into(),
            actor: Actor::You,
            at: Utc::now(),
        };
        assert!(act(Deed::Rename, "renamed to eval-b").names(Some("eval-b".into())));
        assert!(!act(Deed::Rename, "renamed to eval-b").names(Some("other".into())));
        assert!(act(Deed::Grow, "grown to 5,000 GB").names(Some(size(5_000))));
        assert!(!act(Deed::Start, "started").names(Some("started".into())));
    }

    #[test]
    fn no_deed_is_taken_for_another() {
        let of = |words: &str| DEEDS.into_iter().find(|(start, _)| words.starts_with(start)).map(|(_, deed)| deed);
        assert_eq!(of("restart of 2 nodes asked for"), Some(Deed::Restart));
        assert_eq!(of("stopped, still billed"), Some(Deed::Stop));
        assert_eq!(of("lease until 16 Oct 12:00 UTC, then terminated"), None);
        assert_eq!(of("tags changed"), None);
        assert_eq!(of("attached to train-01"), None);
    }
}
