//! A part of the record with its counts: by kind, and by the days at this computer.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::filter::Narrowed;
use super::line::{FIELDS, line, word};
use crate::views::{ActivityArgs, ActivityCounts, ActivityDay, ActivityKind, ActivityLine, ActivityView};
use crate::{Answer, App};

/// The most lines of one answer.
const MOST: u32 = 1000;

pub(super) fn page(app: &App, args: &ActivityArgs) -> Answer<ActivityView> {
    let narrowed = Narrowed::by(app, &args.filter)?;
    let kind = args.filter.kind;
    let local = |at| app.host.local(at);
    let (counts, days) = app.store.with(|connection| tally(connection, &local, &narrowed, kind))?;
    let lines = app
        .store
        .with(|connection| lines(connection, &narrowed.of_kind(&args.filter), args.limit.min(MOST), args.offset))?;
    let total = match kind {
        None => counts.all,
        Some(ActivityKind::Change) => counts.changes,
        Some(ActivityKind::Act) => counts.acts,
        Some(ActivityKind::Notice) => counts.notices,
    };
    Ok(ActivityView { lines, offset: args.offset, total, counts, days })
}

const NEWEST_FIRST: &str = "ORDER BY at DESC, rowid DESC";

fn lines(connection: &Connection, narrowed: &Narrowed, limit: u32, offset: u32) -> rusqlite::Result<Vec<ActivityLine>> {
    let sql = format!("SELECT {FIELDS} FROM activity {} {NEWEST_FIRST} LIMIT ? OFFSET ?", narrowed.sql());
    let bounds = [Value::from(limit), Value::from(offset)];
    let values = narrowed.values().chain(&bounds);
    connection.prepare_cached(&sql)?.query_map(params_from_iter(values), line)?.collect()
}

/// A moment on the clock at the wall.
type Local<'a> = &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime;

/// Counts what fits in one go over an index: all kinds, and the days of the chosen one.
fn tally(
    connection: &Connection,
    local: Local<'_>,
    narrowed: &Narrowed,
    chosen: Option<ActivityKind>,
) -> rusqlite::Result<(ActivityCounts, Vec<ActivityDay>)> {
    let sql = format!("SELECT at, kind FROM activity {} ORDER BY at DESC", narrowed.sql());
    let mut counts = ActivityCounts::default();
    let mut days = Days { local, found: Vec::new(), start: None };
    let (chosen, change, notice) =
        (chosen.as_ref().map(word), word(&ActivityKind::Change), word(&ActivityKind::Notice));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(narrowed.values()))?;
    while let Some(row) = rows.next()? {
        let (at, kind) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        counts.all += 1;
        if kind == change {
            counts.changes += 1;
        } else if kind == notice {
            counts.notices += 1;
        } else {
            counts.acts += 1;
        }
        if chosen.as_ref().is_none_or(|chosen| chosen == kind) {
            days.count(at);
        }
    }
    Ok((counts, days.found))
}

/// Days as they come, newest first. Moments are compared as the text they are kept as: only a new day is reckoned.
struct Days<'a> {
    local: Local<'a>,
    found: Vec<ActivityDay>,
    /// When the last day began.
    start: Option<String>,
}

impl Days<'_> {
    fn count(&mut self, at: &str) {
        if self.start.as_deref().is_none_or(|start| at < start) {
            let moment: DateTime<Utc> = at.parse().unwrap_or_default();
            let day = (self.local)(moment).date();
            self.start = Some(midnight(self.local, day, moment).to_rfc3339());
            if self.found.last().is_none_or(|last| last.day != day) {
                self.found.push(ActivityDay { day, lines: 0 });
            }
        }
        if let Some(last) = self.found.last_mut() {
            last.lines += 1;
        }
    }
}

/// When a day began at this computer. A day may begin on another side of a change of the clocks than `moment`, so the
/// difference is looked up there again.
fn midnight(local: Local<'_>, day: NaiveDate, moment: DateTime<Utc>) -> DateTime<Utc> {
    let begins = day.and_time(NaiveTime::MIN);
    let ahead = |at: DateTime<Utc>| local(at) - at.naive_utc();
    let guess = (begins - ahead(moment)).and_utc();
    (begins - ahead(guess)).and_utc()
}

#[cfg(test)]
mod tests;
