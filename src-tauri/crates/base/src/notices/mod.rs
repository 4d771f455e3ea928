//! Notices of the system: copies of lines of the activity list, never twice for one event, also across starts.
//!
//! A line that is to be told stands as `pending` in the store, put there with what it tells of in one transaction. It is
//! marked as told before it is shown: a crash in between loses a notice, whose line stays, and never repeats one.

mod notice;
mod notifier;
mod quiet;
mod words;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use crate::activity::{self, News};
use crate::{App, profiles, settings};
use voltdeck_contract::{
    ActivityKind, ActivityLine, Actor, Answer, CommandError, Done, ErrorCode, Event, Mark, NoArgs, NoticeKind,
    NoticeSettings, Place, ProfileKind, Told,
};

pub use notice::Notice;
pub use notifier::Notifier;
pub use quiet::problem as quiet_problem;

/// Changes within this time come as one notice.
const TOGETHER: Duration = Duration::from_secs(10);
/// The least time between two looks at a pause that is about to end.
const SECOND: Duration = Duration::from_secs(1);
/// While notices wait, it is looked this often whether they still must: clocks and settings change.
const LOOK: Duration = Duration::from_secs(60);
/// The longest pause, in minutes: a week.
const LONGEST_PAUSE: u32 = 7 * 24 * 60;
/// What warns of something that ends unless the person puts it off waits for no quiet hours and no pause: told after them it
/// would be too late.
const URGENT: &str = "CASE WHEN json_valid(place) THEN coalesce(json_extract(place, '$.ask') = 'putOff', 0) ELSE 0 END";
/// Everything.
const ALL: &str = "1";
/// Setting that holds until when notices are paused.
const PAUSED: &str = "notices_paused_until";

/// Sends a notice at once, so that a person sees whether and how they come.
pub async fn notices_test(app: Arc<App>, _args: NoArgs) -> Answer<Done> {
    let profile = app.try_account().map_or(profiles::SANDBOX.to_owned(), |account| account.profile_id().to_owned());
    let body = "This is how a notice looks. A click opens what it is about.";
    let notice = Notice::new("Voltdeck can reach you", body, profile.clone(), Place::Settings);
    let shown = app.host.notify(notice).await;
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "Test notice",
        deed: if shown.is_ok() { "handed to the system" } else { "not taken by the system" },
        mark: if shown.is_ok() { Mark::Running } else { Mark::Failed },
        place: Some(Place::Settings),
        ..News::default()
    };
    activity::tell(&app, &profile, &news)?;
    shown.map(|()| Done {}).map_err(|why| {
        let message = format!(
            "The system did not take the notice: {why} Everything is told in Activity all the same. See that notices of \
             Voltdeck are allowed in the system's settings."
        );
        CommandError::new(ErrorCode::Local, message)
    })
}

/// Holds notices of the system back for so many minutes, or ends that.
pub fn pause(app: &App, minutes: Option<u32>) -> Answer<()> {
    let minutes = minutes.unwrap_or_default().min(LONGEST_PAUSE);
    let until = (minutes > 0).then(|| app.host.now() + TimeDelta::minutes(minutes.into()));
    profiles::set_setting(&app.store, PAUSED, &until.map(|until| until.to_rfc3339()).unwrap_or_default())?;
    app.notifier.wake();
    app.host.emit(Event::Session);
    Ok(())
}

/// Until when notices are paused, if they are.
pub fn paused_until(app: &App) -> Answer<Option<DateTime<Utc>>> {
    let kept = profiles::setting(&app.store, PAUSED)?.and_then(|text| text.parse().ok());
    // A pause longer than can be set comes from a clock that was put back: it would never end.
    let longest = app.host.now() + TimeDelta::minutes(LONGEST_PAUSE.into());
    Ok(kept.filter(|until| *until > app.host.now() && *until <= longest))
}

/// Tells the system of something of which no line can be written, since the store takes none. What holds notices back
/// holds this too, as far as it can be read; then it is not told later.
pub async fn without_a_line(app: &App, kind: NoticeKind, notice: Notice) {
    let settings = settings::current(app).unwrap_or_default().notices;
    let paused = paused_until(app).unwrap_or_default().is_some();
    let quiet = quiet::is_quiet(&settings, app.host.local(app.host.now()));
    if settings.off.contains(&kind) || paused || quiet {
        return;
    }
    if let Err(why) = app.host.notify(notice).await {
        tracing::warn!(%why, "the system did not take a notice");
    }
}

/// Tells the system for as long as the app runs.
pub async fn watch(app: Arc<App>) {
    let mut paused = false;
    loop {
        let next = deliver(&app).await;
        // A pause that ran out tells nobody by itself, and windows and tray offer to end it.
        let until = paused_until(&app).unwrap_or_default();
        if std::mem::replace(&mut paused, until.is_some()) && until.is_none() {
            app.host.emit(Event::Session);
        }
        match next {
            Ok(Next::Idle) => match until {
                None => app.notifier.wake.notified().await,
                Some(until) => {
                    let rest = (until - app.host.now()).to_std().unwrap_or_default().clamp(SECOND, LOOK);
                    let _ = tokio::time::timeout(rest, app.notifier.wake.notified()).await;
                }
            },
            Ok(Next::Wait(time)) => {
                // What held them may change before.
                let _ = tokio::time::timeout(time, app.notifier.wake.notified()).await;
            }
            // The rest of what changes in these seconds joins it.
            Ok(Next::Gather(time)) => tokio::time::sleep(time).await,
            Err(CommandError { code, .. }) => {
                tracing::error!(?code, "notices could not be read from the store");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// Nothing is left to tell.
    Idle,
    /// Something waits for quiet hours or a pause to end.
    Wait(Duration),
    /// More may come within this time.
    Gather(Duration),
}

async fn deliver(app: &Arc<App>) -> Answer<Next> {
    let now = app.host.now();
    let settings = settings::current(app)?.notices;
    let held = paused_until(app)?.is_some() || quiet::is_quiet(&settings, app.host.local(now));
    let Some(first) = switch_off(app, &settings)? else { return Ok(Next::Idle) };
    if held {
        let urgent = app.store.write(|c| take_due(c, URGENT)).await?;
        app.store.write(|c| c.execute("UPDATE activity SET told = 'held' WHERE told = 'pending'", [])).await?;
        show(app, &urgent).await?;
        app.host.emit(Event::Activity);
        return Ok(Next::Wait(LOOK));
    }
    // A clock that was put back must not make it wait for longer than the few seconds.
    let waited = (now - first).to_std().unwrap_or(TOGETHER);
    if let Some(rest) = TOGETHER.checked_sub(waited).filter(|rest| !rest.is_zero()) {
        return Ok(Next::Gather(rest));
    }
    let due = app.store.write(|c| take_due(c, ALL)).await?;
    show(app, &due).await?;
    app.host.emit(Event::Activity);
    Ok(Next::Idle)
}

/// Hands the system what was taken.
async fn show(app: &App, due: &[Due]) -> Answer<()> {
    let Some(notice) = words::compose(&named(app, due)?) else { return Ok(()) };
    let Err(why) = app.host.notify(notice).await else { return Ok(()) };
    tracing::warn!(%why, "the system did not take a notice");
    failed(app, due, &why)
}

/// Settles what nobody wants to be told of; when the first of the rest was written, if there is any.
fn switch_off(app: &App, settings: &NoticeSettings) -> Answer<Option<DateTime<Utc>>> {
    app.store.transact(|connection| {
        for kind in &settings.off {
            let sql = "UPDATE activity SET told = 'off' WHERE told IN ('pending', 'held') AND notice = ?1";
            connection.execute(sql, [activity::word(kind)])?;
        }
        let sql = "SELECT min(at) FROM activity WHERE told IN ('pending', 'held')";
        let first: Option<String> = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(first.map(|at| at.parse().unwrap_or_default()))
    })
}

/// A line with the account it is of.
type Due = (String, ActivityLine);

/// Takes what is to be told of these, and marks it as told.
fn take_due(connection: &Connection, which: &str) -> rusqlite::Result<Vec<Due>> {
    let fields = activity::FIELDS;
    let due = connection
        .prepare(&format!(
            "SELECT {fields}, profile_id FROM activity WHERE told IN ('pending', 'held') AND {which} ORDER BY at, rowid"
        ))?
        .query_map([], |row| Ok((row.get("profile_id")?, activity::line(row)?)))?
        .collect::<rusqlite::Result<Vec<Due>>>()?;
    let taken = format!("UPDATE activity SET told = 'told' WHERE told IN ('pending', 'held') AND {which}");
    connection.execute(&taken, [])?;
    Ok(due)
}

fn failed(app: &App, due: &[Due], why: &str) -> Answer<()> {
    app.store.transact(|connection| {
        let mut one = connection.prepare("UPDATE activity SET told = ?2, told_why = ?3 WHERE id = ?1")?;
        for (_, line) in due {
            one.execute(params![line.id, activity::word(&Told::Failed), why])?;
        }
        Ok(())
    })
}

/// The lines with what their account is called, where that must be said.
fn named(app: &App, due: &[Due]) -> Answer<Vec<words::NoticeLine>> {
    let all = profiles::all(&app.store)?;
    let several = all.iter().filter(|profile| profile.kind == ProfileKind::Provider).count() > 1;
    let account = |id: &str| {
        let profile = all.iter().find(|profile| profile.id == id)?;
        match profile.kind {
            ProfileKind::Sandbox => Some("SANDBOX".to_owned()),
            ProfileKind::Provider => several.then(|| profile.name.clone()),
        }
    };
    let line = |(profile, line): &Due| words::NoticeLine {
        account: account(profile),
        profile: profile.clone(),
        subject: line.subject.clone(),
        deed: line.deed.clone(),
        meaning: line.meaning.clone(),
        machine: line.instance_id.is_some(),
        place: line.place.clone(),
    };
    Ok(due.iter().map(line).collect())
}
