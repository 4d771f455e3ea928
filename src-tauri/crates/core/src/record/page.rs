//! A part of the record with its counts: by kind, and by the days at this computer.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rusqlite::{Connection, params_from_iter};

use super::filter::Narrowed;
use voltdeck_base::App;
use voltdeck_base::activity::{FIELDS, line, word};
use voltdeck_contract::{ActivityArgs, ActivityCounts, ActivityDay, ActivityKind, ActivityLine, ActivityView, Answer};

/// The most lines of one answer.
const MOST: u32 = 1000;

pub(super) fn page(app: &App, args: &ActivityArgs) -> Answer<ActivityView> {
    let narrowed = Narrowed::by(app, &args.filter)?;
    let local = |at| app.host.local(at);
    app.store.read(|connection| {
        let mut tally = Tally::new(args, &local);
        tally.over(connection, &narrowed)?;
        let lines = lines(connection, &tally.shown)?;
        let Tally { counts, days, seen: total, .. } = tally;
        Ok(ActivityView { lines, offset: args.offset, total, counts, days: days.found })
    })
}

fn lines(connection: &Connection, rows: &[i64]) -> rusqlite::Result<Vec<ActivityLine>> {
    let mut one = connection.prepare_cached(&format!("SELECT {FIELDS} FROM activity WHERE rowid = ?1"))?;
    rows.iter().map(|row| one.query_row([row], line)).collect()
}

/// A moment on the clock at the wall.
type Local<'a> = &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime;

/// What all lines that fit come to, and which of them are asked for: found in one go over an index.
struct Tally<'a> {
    counts: ActivityCounts,
    days: Days<'a>,
    /// The kind that is asked for.
    chosen: Option<String>,
    from: u32,
    to: u32,
    /// Lines of the chosen kind so far.
    seen: u32,
    /// The rows of those that are asked for.
    shown: Vec<i64>,
    /// Rows of one moment: an index has them in an order of its own.
    moment: (String, Vec<i64>),
}

impl<'a> Tally<'a> {
    fn new(args: &ActivityArgs, local: Local<'a>) -> Self {
        Self {
            counts: ActivityCounts::default(),
            days: Days { local, found: Vec::new(), start: None },
            chosen: args.filter.kind.as_ref().map(word),
            from: args.offset,
            to: args.offset.saturating_add(args.limit.min(MOST)),
            seen: 0,
            shown: Vec::new(),
            moment: (String::new(), Vec::new()),
        }
    }

    fn over(&mut self, connection: &Connection, narrowed: &Narrowed) -> rusqlite::Result<()> {
        let (change, notice) = (word(&ActivityKind::Change), word(&ActivityKind::Notice));
        let mut statement = connection.prepare_cached(&sql(narrowed))?;
        let mut rows = statement.query(params_from_iter(narrowed.values()))?;
        while let Some(row) = rows.next()? {
            let (at, kind) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
            self.counts.all += 1;
            if kind == change {
                self.counts.changes += 1;
            } else if kind == notice {
                self.counts.notices += 1;
            } else {
                self.counts.acts += 1;
            }
            if self.chosen.as_ref().is_none_or(|chosen| chosen == kind) {
                self.days.count(at);
                self.see(at, row.get(2)?);
            }
        }
        self.end_moment();
        Ok(())
    }

    fn see(&mut self, at: &str, row: i64) {
        if self.moment.0 != at {
            self.end_moment();
            self.moment.0.clear();
            self.moment.0.push_str(at);
        }
        self.moment.1.push(row);
    }

    /// What was written last stands first.
    fn end_moment(&mut self) {
        let rows = &mut self.moment.1;
        rows.sort_unstable_by(|a, b| b.cmp(a));
        for row in rows.drain(..) {
            if (self.from..self.to).contains(&self.seen) {
                self.shown.push(row);
            }
            self.seen += 1;
        }
    }
}

fn sql(narrowed: &Narrowed) -> String {
    format!("SELECT at, kind, rowid FROM activity {} ORDER BY at DESC", narrowed.sql())
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
