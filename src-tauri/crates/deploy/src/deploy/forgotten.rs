//! Orders of accounts that were removed before anybody knew what came of them. Each is shown until it is settled or a person
//! takes it off; and the sweeps of every account are held against them by tag and id, so that an account that is signed in
//! again goes on where the removed one left off.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::job::Job;
use super::job_state::JobState;
use super::provider::Bought;
use super::{job_store, news, outcome, under_way, words};
use voltdeck_base::account::Account;
use voltdeck_base::profiles::Profile;
use voltdeck_base::write::Outcome;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, ForgottenOrder, JobPhase};
use voltdeck_machines::fleet::{Machine, Sweep};

/// The orders of a profile that are out, or of which nobody knows what came of them: name and price of each.
///
/// # Errors
/// Where the store cannot be read.
pub fn orders_out(app: &App, profile: &str) -> Answer<Vec<String>> {
    let out = |job: &Job| match job.state.phase() {
        JobPhase::Planned => under_way::is_under_way(app, &job.id),
        JobPhase::Sent | JobPhase::Unknown | JobPhase::Absent => true,
        JobPhase::Accepted | JobPhase::Found | JobPhase::Up | JobPhase::Refused => false,
    };
    let jobs = job_store::undismissed(&app.store, profile)?;
    let said = |job: &Job| format!("{} ({}/h)", job.name, words::dollars(job.per_hour()));
    Ok(jobs.iter().filter(|job| out(job)).map(said).collect())
}

/// Keeps what would be forgotten with a profile though nobody knows what came of it, in the transaction that forgets it.
///
/// # Errors
/// A fault of the store.
pub fn forget(connection: &Connection, profile: &Profile, now: DateTime<Utc>) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO forgotten_order (id, account, forgotten_at, document)
         SELECT id, ?2, ?3, document FROM jobs
         WHERE profile_id = ?1 AND phase IN ('sent', 'unknown', 'absent') AND dismissed = 0",
        params![profile.id, profile.name, now.to_rfc3339()],
    )?;
    Ok(())
}

/// What is kept, oldest first.
///
/// # Errors
/// Where the store cannot be read.
pub fn views(app: &App) -> Answer<Vec<ForgottenOrder>> {
    Ok(all(app)?.into_iter().map(|(account, job)| view(account, &job)).collect())
}

/// Takes one off that a person looked for.
///
/// # Errors
/// Where the store cannot be written.
pub fn dismiss(app: &App, id: &str) -> Answer<()> {
    app.store.transact(|connection| remove(connection, id))?;
    app.host.emit(Event::Session);
    Ok(())
}

/// The answer to an order that was still out when its account was removed.
pub(super) fn answered(app: &App, id: &str, outcome: &Outcome<Bought>) -> Answer<()> {
    let now = app.host.now();
    app.store.transact(|connection| {
        let Some(mut job) = find(connection, id)? else { return Ok(()) };
        match outcome {
            Outcome::Done(bought) => {
                job.state.accept(bought.id.as_str(), bought.warning.clone(), now);
            }
            Outcome::Unknown(why) => {
                outcome::lost(&mut job, &why.message, now);
            }
            Outcome::Refused(_) => return remove(connection, id).map(drop),
        }
        let sql = "UPDATE forgotten_order SET document = ?2 WHERE id = ?1";
        connection.execute(sql, params![id, job_store::document(&job)?]).map(drop)
    })?;
    app.host.emit(Event::Session);
    Ok(())
}

/// Makes an order whose machine is in the list of an account one of that account's jobs; it goes on as such. Answers those
/// that it became, which the caller follows.
pub(super) fn look(app: &App, account: &Account, sweep: &Sweep) -> Answer<Vec<String>> {
    let mut all_adopted = Vec::new();
    for (_, mut job) in all(app)? {
        let is_its =
            |machine: &Machine| job.state.machine_id() == Some(machine.id()) || machine.tags().contains(&job.tag);
        if !sweep.machines.iter().any(is_its) {
            continue;
        }
        account.profile_id().clone_into(&mut job.profile_id);
        // Its standing order, and the line of the record, went with the account.
        (job.order_id, job.activity_id) = (None, None);
        outcome::lost(&mut job, words::closed_while_sent(), app.host.now());
        let taken = job_store::taken_machines(&app.store, account.profile_id())?;
        let adopted = app.store.transact(|connection| {
            if job.state.machine_id().is_some_and(|id| taken.contains(id)) || remove(connection, &job.id)? == 0 {
                return Ok(false);
            }
            if job.state.machine_id().is_some() {
                activity::tell_in(connection, &job.profile_id, app.host.now(), &news::found(&job).news())?;
            }
            job_store::adopt(connection, &job)?;
            Ok(true)
        })?;
        if adopted {
            activity::told_now(app);
            app.host.emit(Event::Session);
            app.host.emit(Event::Job { id: job.id.clone() });
            all_adopted.push(job.id);
        }
    }
    Ok(all_adopted)
}

fn view(account: String, job: &Job) -> ForgottenOrder {
    ForgottenOrder {
        id: job.id.clone(),
        account,
        name: job.name.clone(),
        tag: job.tag.clone(),
        hardware: job.hardware.clone(),
        per_hour: job.per_hour(),
        sent_at: job.state.sent_at(),
        instance_id: job.state.machine_id().map(str::to_owned),
        said: said(job),
    }
}

fn said(job: &Job) -> String {
    let price = words::dollars(job.per_hour());
    let what = match &job.state {
        JobState::Accepted(machine) => {
            format!("The provider accepted it as {}: it costs {price}/h while it exists.", machine.id)
        }
        _ => format!("Nobody knows whether it was bought: if the machine exists, it costs {price}/h."),
    };
    format!(
        "{what} Its account was removed from Voltdeck. Connect that account again and Voltdeck goes on looking, or look in the \
         provider's console for the tag {}.",
        job.tag
    )
}

fn all(app: &App) -> Answer<Vec<(String, Job)>> {
    let rows: Vec<(String, rusqlite::Result<Job>)> = app.store.read(|connection| {
        connection
            .prepare_cached("SELECT document, account FROM forgotten_order ORDER BY forgotten_at, id")?
            .query_map([], |row| Ok((row.get(1)?, job_store::read(row))))?
            .collect()
    })?;
    let readable = rows.into_iter().filter_map(|(account, job)| match job {
        Ok(job) => Some((account, job)),
        Err(error) => {
            tracing::error!(%error, "an order of a removed account cannot be read");
            None
        }
    });
    Ok(readable.collect())
}

fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Job>> {
    let sql = "SELECT document FROM forgotten_order WHERE id = ?1";
    connection.query_row(sql, [id], job_store::read).optional()
}

fn remove(connection: &Connection, id: &str) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM forgotten_order WHERE id = ?1", [id])
}

/// Said where an account is to be removed while one of its orders is out.
pub fn still_out(orders: &[String]) -> CommandError {
    CommandError::new(
        ErrorCode::Unsettled,
        format!(
            "Nobody knows yet what came of {}: it may be bought, and then it costs until it is ended. Wait until that is \
             settled, or settle it in Deploy or Storage. If you remove the account all the same, Voltdeck keeps a note of a \
             machine that was ordered in Settings, and looks for it where you connect the account again. Nothing was removed.",
            orders.join(", ")
        ),
    )
}
