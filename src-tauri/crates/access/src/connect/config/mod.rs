//! The part of the SSH config that Voltdeck keeps: one file of its own with a host for each machine, and one line in the
//! person's config that includes it.
//!
//! The file stands in `~/.ssh/voltdeck` and not in the data folder: OpenSSH finds it there by a path without spaces that
//! is the same on every system, and a home folder that is taken along to another computer stays whole.

mod ask;
mod files;
pub mod include;
pub mod lines;
mod note;
mod render;
mod rows;
mod settle;
mod stamp;
pub mod told;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::given_keys;
use super::identity::Identities;
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, activity, profiles};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, Mark, Place, SshConfigView, SshLeftOut};

use render::{Named, Verdict};
use settle::{Known, settle};

pub use settle::keep;

/// Setting that says whether it is kept.
const ON: &str = "ssh_config";
/// Setting that says when the file was last written.
const WRITTEN: &str = "ssh_config_written";

/// Setting with the prefix.
const PREFIX: &str = "ssh_alias_prefix";
/// The prefix where none was set.
const USUAL_PREFIX: &str = "vp-";
/// Longest prefix.
const LONGEST_PREFIX: usize = 16;

/// What is known of the files since the start.
#[derive(Debug, Default)]
pub struct SshConfigState {
    /// Why the file with the machines could not be written. Held while files are written, so that two writers never meet.
    problem: Mutex<Option<String>>,
    /// What OpenSSH said.
    known: Mutex<Known>,
    /// Held while it is asked.
    asking: tokio::sync::Mutex<()>,
    /// Held while it is switched over.
    switching: tokio::sync::Mutex<()>,
    /// Something is to be asked.
    wanted: tokio::sync::Notify,
    /// Counts how often it was switched over: what began before writes nothing any more.
    turn: AtomicU64,
}

impl SshConfigState {
    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Part for SshConfigState {}

struct Paths {
    home: PathBuf,
    config: PathBuf,
    machines: PathBuf,
}

fn paths(app: &App) -> Answer<Paths> {
    let home = app.host.computer().home().ok_or_else(|| {
        CommandError::new(ErrorCode::Local, "There is no home folder here, so there is no SSH config to write to.")
    })?;
    let folder = home.join(".ssh");
    Ok(Paths { home, config: folder.join("config"), machines: folder.join("voltdeck").join("config") })
}

/// How it is with the files.
pub(super) fn view(app: &App) -> Answer<SshConfigView> {
    let paths = paths(app)?;
    let named = named(app, &paths)?;
    let written: Option<DateTime<Utc>> = profiles::setting(&app.store, WRITTEN)?.and_then(|at| at.parse().ok());
    let state = app.part::<SshConfigState>();
    let problem = state.problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (known, on) = (state.known(), is_on(app)?);
    if on && !known.holds(&paths) {
        // Who looks at it may have changed the config a moment ago.
        state.wanted.notify_one();
    }
    let left_out = |(row, alias, by): (render::HostRow, String, String)| SshLeftOut {
        machine: row.name,
        said: format!("{by} fits {alias}, and so do your hosts the shorter names. Choose another prefix."),
    };
    let by_hand = known.by_hand.as_ref().map(|why| {
        format!(
            "ssh could not be asked whether the aliases are free: {why}. So only the Host lines of {} were looked at, and \
             not those of the files that it includes.",
            paths.config.display()
        )
    });
    Ok(SshConfigView {
        on,
        path: paths.machines.display().to_string(),
        config: paths.config.display().to_string(),
        prefix: prefix(app)?,
        hosts: named.hosts.into_iter().map(|(_, host)| host).collect(),
        left_out: named.taken.into_iter().map(left_out).collect(),
        being_checked: u32::try_from(named.unknown.len()).unwrap_or(u32::MAX),
        written_at: written,
        problem: problem.or_else(|| known.problem.clone().filter(|_| on)),
        include: if on { note::while_on(&paths.config, &known) } else { note::while_off(&paths.config) },
        by_hand: by_hand.filter(|_| on),
        seen: known.seen.filter(|_| on),
    })
}

/// Keeps them from now on, or takes out what is ours. What cannot be done changes nothing.
pub(super) async fn set(app: &App, on: bool) -> Answer<SshConfigView> {
    let state = app.part::<SshConfigState>();
    let turn = state.turn.fetch_add(1, Ordering::SeqCst) + 1;
    let _one_at_a_time = state.switching.lock().await;
    if state.turn.load(Ordering::SeqCst) != turn {
        // Somebody switched it again meanwhile.
        return view(app);
    }
    let done = if on { settle(app, turn).await } else { clear(app) };
    if let Err(said) = done.and_then(|()| state.known().problem.map_or(Ok(()), Err)) {
        return Err(CommandError::new(ErrorCode::Local, said).at("sshConfig"));
    }
    let was = is_on(app)?;
    profiles::set_setting(&app.store, ON, if on { "on" } else { "off" })?;
    say(app, None);
    if was != on {
        note(app, &paths(app)?, on);
    }
    app.host.emit(Event::Connect);
    view(app)
}

/// Sets what every alias begins with.
pub(super) async fn set_prefix(app: &App, prefix: &str) -> Answer<SshConfigView> {
    if let Some(problem) = prefix_problem(prefix) {
        return Err(CommandError::new(ErrorCode::Invalid, problem).at("prefix"));
    }
    profiles::set_setting(&app.store, PREFIX, prefix)?;
    settle_now(app).await?;
    view(app)
}

/// What is wrong with a prefix, if anything.
fn prefix_problem(prefix: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let begins = prefix.starts_with(|c: char| c.is_ascii_alphanumeric());
    (!begins || prefix.len() > LONGEST_PREFIX || !prefix.chars().all(fits)).then_some(
        "A prefix has 1 to 16 letters, digits, hyphens and underscores, and begins with a letter or a digit.",
    )
}

/// Moves the line that includes the file to the top of the person's config.
pub(super) async fn move_include(app: &App) -> Answer<SshConfigView> {
    let local = |said: String| CommandError::new(ErrorCode::Local, said);
    let paths = paths(app)?;
    {
        let state = app.part::<SshConfigState>();
        let _one_writer = state.problem.lock().unwrap_or_else(PoisonError::into_inner);
        let config = files::read(&paths.config).map_err(|error| local(failed(&paths.config, &error)))?;
        let moved = include::moved(&config).ok_or_else(|| {
            local(format!("{} has no such line to move. It may have been changed meanwhile.", paths.config.display()))
        })?;
        files::replace(&paths.config, &moved).map_err(|error| local(failed(&paths.config, &error)))?;
    }
    settle_now(app).await?;
    view(app)
}

async fn settle_now(app: &App) -> Answer<()> {
    if is_on(app)? {
        let said = settle(app, app.part::<SshConfigState>().turn.load(Ordering::SeqCst)).await.err();
        say(app, said);
    }
    app.host.emit(Event::Connect);
    Ok(())
}

/// It is of all accounts; the one in front keeps the line.
fn note(app: &App, paths: &Paths, on: bool) {
    let Some(account) = app.try_account() else { return };
    let config = paths.config.display().to_string();
    let act = activity::Act {
        subject: &config,
        deed: if on {
            "includes the machines of Voltdeck"
        } else {
            "left by Voltdeck: its lines and its file are gone"
        },
        mark: if on { Mark::Running } else { Mark::Terminated },
        place: Some(Place::Settings),
        ..activity::Act::default()
    };
    activity::remark(app, account.profile_id(), &act);
}

/// Takes over what the newest reading says. Only a whole reading of all machines counts: after a failed or a partial
/// one the hosts stay as they are.
pub fn follow(app: &App, account: &Account) {
    match rows::take_over(app, account) {
        Ok(()) => refresh(app),
        Err(error) => tracing::warn!(code = ?error.code, "the hosts of the SSH config could not be kept"),
    }
}

/// The account was signed out: its machines are nobody's to reach from here.
pub fn forget(app: &App, profile: &str) -> Answer<()> {
    rows::forget(&app.store, profile)?;
    given_keys::forget(&app.store, profile)?;
    write_known(app, true);
    Ok(())
}

/// Writes the files again where they are kept; a problem is noted and said at its place.
pub fn refresh(app: &App) {
    write_known(app, false);
}

/// Writes what is known now, and has asked about what is not. Before anything was settled in this run the file stays, unless
/// it has to change at once.
fn write_known(app: &App, at_once: bool) {
    if !is_on(app).unwrap_or(false) {
        return;
    }
    let (state, paths) = (
        app.part::<SshConfigState>(),
        match paths(app) {
            Ok(paths) => paths,
            Err(error) => return say(app, Some(error.message)),
        },
    );
    let known = state.known();
    if known.is_settled() || at_once {
        let said = {
            let _one_writer = state.problem.lock().unwrap_or_else(PoisonError::into_inner);
            write(app, &paths).err()
        };
        say(app, said);
    }
    if !known.holds(&paths) || named(app, &paths).is_ok_and(|named| !named.unknown.is_empty()) {
        state.wanted.notify_one();
    }
}

/// Notes why the file with the machines could not be written, or that it could.
fn say(app: &App, said: Option<String>) {
    let mut problem = app.part::<SshConfigState>().problem.lock().unwrap_or_else(PoisonError::into_inner);
    if *problem != said {
        if let Some(said) = &said {
            tracing::warn!(said, "the SSH config could not be kept");
        }
        *problem = said;
        drop(problem);
        app.host.emit(Event::Connect);
    }
}

/// Aliases of a machine by the number of the node, while the files are kept. A node whose address cannot be used has
/// none.
pub(super) fn aliases(app: &App, account: &Account, machine: &str) -> HashMap<u32, String> {
    if !is_on(app).unwrap_or(false) {
        return HashMap::new();
    }
    let Ok(named) = paths(app).and_then(|paths| named(app, &paths)) else { return HashMap::new() };
    let ours = |row: &render::HostRow| row.profile == account.profile_id() && row.machine == machine;
    named.hosts.into_iter().filter(|(row, _)| ours(row)).map(|(row, host)| (row.node + 1, host.alias)).collect()
}

fn is_on(app: &App) -> Answer<bool> {
    Ok(profiles::setting(&app.store, ON)?.as_deref() == Some("on"))
}

fn prefix(app: &App) -> Answer<String> {
    let kept = profiles::setting(&app.store, PREFIX)?.filter(|prefix| prefix_problem(prefix).is_none());
    Ok(kept.unwrap_or_else(|| USUAL_PREFIX.to_owned()))
}

/// The machines with their aliases, as far as they are known: what stands in the file was free when it was written.
fn named(app: &App, paths: &Paths) -> Answer<Named> {
    let known = app.part::<SshConfigState>().known();
    let file = files::read(&paths.machines).unwrap_or_default();
    let file = String::from_utf8_lossy(&file);
    let written = render::written(&file);
    let verdict = |name: &str| {
        let known = known.names.get(name).cloned();
        known.or_else(|| written.contains(name).then_some(Verdict::Free))
    };
    Ok(render::named(&rows::all(&app.store)?, &prefix(app)?, verdict))
}

/// Writes the file with the machines where it differs.
fn write(app: &App, paths: &Paths) -> Result<(), String> {
    let hosts = named(app, paths).map_err(|error| error.message)?.hosts;
    let keys = Identities::of(app).map_err(|error| error.message)?;
    let text = render::text(&hosts, &keys);
    let machines = files::read(&paths.machines).map_err(|error| failed(&paths.machines, &error))?;
    if machines != text.as_bytes() {
        let folder = paths.machines.parent().unwrap_or(&paths.machines);
        files::make_folder(folder).map_err(|error| failed(folder, &error))?;
        files::replace(&paths.machines, text.as_bytes()).map_err(|error| failed(&paths.machines, &error))?;
        profiles::set_setting(&app.store, WRITTEN, &app.host.now().to_rfc3339()).map_err(|error| error.message)?;
        app.host.emit(Event::Connect);
    }
    Ok(())
}

/// Takes out what is ours: the line first, so that no config includes a file that is gone. Where the line may not be taken
/// out it stays, and does no harm.
fn clear(app: &App) -> Result<(), String> {
    let state = app.part::<SshConfigState>();
    let _one_writer = state.problem.lock().unwrap_or_else(PoisonError::into_inner);
    let paths = paths(app).map_err(|error| error.message)?;
    let config = files::read(&paths.config).map_err(|error| failed(&paths.config, &error))?;
    if let Some(removed) = include::removed(&config)
        && !files::is_locked(&paths.config)
    {
        files::replace(&paths.config, &removed).map_err(|error| failed(&paths.config, &error))?;
    }
    files::remove(&paths.machines).map_err(|error| failed(&paths.machines, &error))?;
    if let Some(folder) = paths.machines.parent() {
        // It stays where something else was put into it.
        let _ = std::fs::remove_dir(folder);
    }
    *state.known.lock().unwrap_or_else(PoisonError::into_inner) = Known::default();
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> String {
    let place = path.display();
    match error.kind() {
        io::ErrorKind::IsADirectory => format!("{place} is a folder, not a file. Move it away, then try again."),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("{place} may not be written ({error}). Give yourself the right to write it, then try again.")
        }
        _ => format!("{place} could not be written: {error}. What stood there is unchanged."),
    }
}
