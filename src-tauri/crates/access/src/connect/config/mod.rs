//! The part of the SSH config that Voltdeck keeps: one file of its own with a host for each machine, and one line in the
//! person's config that includes it.
//!
//! The file stands in `~/.ssh/voltdeck` and not in the data folder: OpenSSH finds it there by a path without spaces that
//! is the same on every system, and a home folder that is taken along to another computer stays whole.

mod files;
pub mod include;
mod render;
mod rows;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::identity::Identities;
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, activity, profiles};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, Mark, Place, SshConfigView, SshHostView};

/// Setting that says whether it is kept.
const ON: &str = "ssh_config";
/// Setting that says when the file was last written.
const WRITTEN: &str = "ssh_config_written";

/// What is known of the files since the start.
#[derive(Debug, Default)]
pub struct SshConfigState {
    /// Why they could not be written. Held while they are written, so that two writers never meet.
    problem: Mutex<Option<String>>,
}

impl Part for SshConfigState {}

struct Paths {
    config: PathBuf,
    machines: PathBuf,
}

fn paths(app: &App) -> Answer<Paths> {
    let home = app.host.computer().home().ok_or_else(|| {
        CommandError::new(ErrorCode::Local, "There is no home folder here, so there is no SSH config to write to.")
    })?;
    let folder = home.join(".ssh");
    Ok(Paths { config: folder.join("config"), machines: folder.join("voltdeck").join("config") })
}

/// How it is with the files.
pub(super) fn view(app: &App) -> Answer<SshConfigView> {
    let paths = paths(app)?;
    let hosts = hosts(app, &paths)?.into_iter().map(|(_, host)| host).collect();
    let written: Option<DateTime<Utc>> = profiles::setting(&app.store, WRITTEN)?.and_then(|at| at.parse().ok());
    let problem = app.part::<SshConfigState>().problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(SshConfigView {
        on: is_on(app)?,
        path: paths.machines.display().to_string(),
        config: paths.config.display().to_string(),
        hosts,
        written_at: written,
        problem,
    })
}

/// Keeps them from now on, or takes out what is ours. What cannot be done changes nothing.
pub(super) fn set(app: &App, on: bool) -> Answer<SshConfigView> {
    let mut problem = app.part::<SshConfigState>().problem.lock().unwrap_or_else(PoisonError::into_inner);
    let paths = paths(app)?;
    let done = if on { write(app, &paths) } else { clear(app, &paths) };
    if let Err(said) = done {
        return Err(CommandError::new(ErrorCode::Local, said).at("sshConfig"));
    }
    *problem = None;
    drop(problem);
    let was = is_on(app)?;
    profiles::set_setting(&app.store, ON, if on { "on" } else { "off" })?;
    if was != on {
        note(app, &paths, on);
    }
    app.host.emit(Event::Connect);
    view(app)
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
    refresh(app);
    Ok(())
}

/// Writes the files again where they are kept; a problem is noted and said at its place.
pub fn refresh(app: &App) {
    if !is_on(app).unwrap_or(false) {
        return;
    }
    let mut problem = app.part::<SshConfigState>().problem.lock().unwrap_or_else(PoisonError::into_inner);
    let said = match paths(app) {
        Ok(paths) => write(app, &paths).map(drop).err(),
        Err(error) => Some(error.message),
    };
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
pub(crate) fn aliases(app: &App, account: &Account, machine: &str) -> HashMap<u32, String> {
    if !is_on(app).unwrap_or(false) {
        return HashMap::new();
    }
    let Ok(hosts) = paths(app).and_then(|paths| hosts(app, &paths)) else { return HashMap::new() };
    let ours = |row: &render::HostRow| row.profile == account.profile_id() && row.machine == machine;
    hosts.into_iter().filter(|(row, _)| ours(row)).map(|(row, host)| (row.node + 1, host.alias)).collect()
}

fn is_on(app: &App) -> Answer<bool> {
    Ok(profiles::setting(&app.store, ON)?.as_deref() == Some("on"))
}

fn hosts(app: &App, paths: &Paths) -> Answer<Vec<(render::HostRow, SshHostView)>> {
    let own = files::read(&paths.config).map(|config| include::own_hosts(&config)).unwrap_or_default();
    Ok(render::hosts(&rows::all(&app.store)?, &own))
}

/// Writes what differs: first the file with the machines, then the line that includes it.
fn write(app: &App, paths: &Paths) -> Result<(), String> {
    let hosts = hosts(app, paths).map_err(|error| error.message)?;
    let keys = Identities::of(app).map_err(|error| error.message)?;
    let text = render::text(hosts.iter().map(|(_, host)| host), &keys);
    let machines = files::read(&paths.machines).map_err(|error| failed(&paths.machines, &error))?;
    if machines != text.as_bytes() {
        let folder = paths.machines.parent().unwrap_or(&paths.machines);
        files::make_folder(folder).map_err(|error| failed(folder, &error))?;
        files::replace(&paths.machines, text.as_bytes()).map_err(|error| failed(&paths.machines, &error))?;
        profiles::set_setting(&app.store, WRITTEN, &app.host.now().to_rfc3339()).map_err(|error| error.message)?;
        app.host.emit(Event::Connect);
    }
    let config = files::read(&paths.config).map_err(|error| failed(&paths.config, &error))?;
    if let Some(added) = include::added(&config) {
        files::replace(&paths.config, &added).map_err(|error| failed(&paths.config, &error))?;
    }
    Ok(())
}

/// Takes out what is ours: the line first, so that no config includes a file that is gone.
fn clear(_app: &App, paths: &Paths) -> Result<(), String> {
    let config = files::read(&paths.config).map_err(|error| failed(&paths.config, &error))?;
    if let Some(removed) = include::removed(&config) {
        files::replace(&paths.config, &removed).map_err(|error| failed(&paths.config, &error))?;
    }
    files::remove(&paths.machines).map_err(|error| failed(&paths.machines, &error))?;
    if let Some(folder) = paths.machines.parent() {
        // It stays where something else was put into it.
        let _ = std::fs::remove_dir(folder);
    }
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
