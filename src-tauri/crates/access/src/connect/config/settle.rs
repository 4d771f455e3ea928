//! Settles what OpenSSH has to be asked about: whether the aliases are free, whether it reads the file with the machines,
//! and where an alias leads. Nothing waits for it but the person who switches it on.

use std::collections::{BTreeSet, HashMap};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::include::{self, Stand};
use super::render::{HostRow, Verdict};
use super::told::Told;
use super::{Paths, SshConfigState, ask, failed, files, is_on, lines, named, paths, rows, say, stamp, write};
use crate::connect::ssh;
use voltdeck_base::App;
use voltdeck_contract::{Event, SshHostView, SshSeen};

/// So often the aliases are settled again at most, where machines come while they are.
const ROUNDS: u32 = 5;

/// What came of it last.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Names that were asked about.
    pub(super) names: HashMap<String, Verdict>,
    /// Why OpenSSH could not be asked.
    pub(super) by_hand: Option<String>,
    /// The person's config may not be written, so the line is not in it.
    pub(super) locked: bool,
    /// Why the person's config cannot be dealt with.
    pub(super) problem: Option<String>,
    pub(super) seen: Option<SshSeen>,
    /// The files that the answers hang on, and how they stood; `None` before anything was settled.
    watched: BTreeSet<PathBuf>,
    stamp: Option<u64>,
}

impl Known {
    /// It was settled in this run.
    pub(super) fn is_settled(&self) -> bool {
        self.stamp.is_some()
    }

    /// The files are as they were.
    pub(super) fn holds(&self, paths: &Paths) -> bool {
        self.stamp == Some(stamp::of(&self.watched, &paths.machines))
    }
}

/// Settles what is wanted, whenever something is.
pub async fn keep(app: Arc<App>) {
    loop {
        app.part::<SshConfigState>().wanted.notified().await;
        let turn = app.part::<SshConfigState>().turn.load(Ordering::SeqCst);
        if is_on(&app).unwrap_or(false) {
            let said = settle(&app, turn).await.err();
            say(&app, said);
        }
    }
}

/// Settles it now, unless it was switched over since this turn began. What is wrong with the file of the machines is the
/// error; what is wrong with the person's config is known then.
pub(super) async fn settle(app: &App, turn: u64) -> Result<(), String> {
    let state = app.part::<SshConfigState>();
    let _one_at_a_time = state.asking.lock().await;
    let paths = paths(app).map_err(|error| error.message)?;
    let mut known = state.known();
    for _ in 0..ROUNDS {
        let mut asker = Asker::begin(app, &paths).await;
        let watched = stamp::watched(&paths.home, &paths.config, &asker.anybody);
        let now = Some(stamp::of(&watched, &paths.machines));
        if known.stamp != now || known.by_hand.is_some() || asker.problem.is_some() {
            known.names.clear();
        }
        (known.watched, known.stamp) = (watched, now);
        if !asker.ask_all(&mut known.names, turn).await? {
            return Ok(());
        }
        known.by_hand = asker.problem;
        *state.known.lock().unwrap_or_else(PoisonError::into_inner) = known.clone();
        let _one_writer = state.problem.lock().unwrap_or_else(PoisonError::into_inner);
        if state.turn.load(Ordering::SeqCst) != turn {
            return Ok(());
        }
        if let Err(said) = write(app, &paths) {
            // It is tried again with the next reading.
            state.known.lock().unwrap_or_else(PoisonError::into_inner).stamp = None;
            return Err(said);
        }
        if named(app, &paths).map_err(|error| error.message)?.unknown.is_empty() {
            break;
        }
    }
    let as_asked = known.holds(&paths);
    let included = include(app, &paths, turn).await;
    known.locked = included == Ok(Included::Locked);
    known.problem = included.err();
    known.seen = see(app, &paths).await;
    if as_asked {
        // Of what was written just now nothing is news.
        known.stamp = Some(stamp::of(&known.watched, &paths.machines));
    }
    *state.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    app.host.emit(Event::Connect);
    Ok(())
}

/// Asks about names, each beside one that nobody has.
struct Asker<'a> {
    app: &'a App,
    config: Vec<u8>,
    path: String,
    /// What counts for everybody; of no use where there is a problem.
    anybody: Told,
    problem: Option<String>,
}

impl<'a> Asker<'a> {
    async fn begin(app: &'a App, paths: &Paths) -> Self {
        let config = files::read(&paths.config).unwrap_or_default();
        let (anybody, problem) = match ask::explain(app, lines::NOBODY).await {
            Ok(told) => (told, None),
            Err(problem) => (Told::default(), Some(problem)),
        };
        Self { app, config, path: paths.config.display().to_string(), anybody, problem }
    }

    /// Asks until every machine has an alias or none. Says whether it was still wanted.
    async fn ask_all(&mut self, names: &mut HashMap<String, Verdict>, turn: u64) -> Result<bool, String> {
        loop {
            let rows = rows::all(&self.app.store).map_err(|error| error.message)?;
            let prefix = super::prefix::prefix(self.app).map_err(|error| error.message)?;
            let unknown = super::render::named(&rows, &prefix, |name| names.get(name).cloned()).unknown;
            if unknown.is_empty() {
                return Ok(true);
            }
            for name in unknown {
                if self.app.part::<SshConfigState>().turn.load(Ordering::SeqCst) != turn {
                    return Ok(false);
                }
                let verdict = self.verdict(&name).await;
                names.insert(name, verdict);
            }
        }
    }

    async fn verdict(&mut self, name: &str) -> Verdict {
        let mut host = lines::own_host(&self.config, name).map(|host| format!("{host} in {}", self.path));
        if self.problem.is_none() {
            match ask::explain(self.app, name).await {
                Ok(told) => host = told.beyond(&self.anybody),
                Err(problem) => self.problem = Some(problem),
            }
        }
        host.map_or(Verdict::Free, Verdict::Taken)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Included {
    /// The line stands there, or another way leads to the file.
    Yes,
    /// The config may not be changed: the person has to add the line.
    Locked,
}

/// Sees to the line in the person's config, unless OpenSSH reads the file already by a way of the person's.
async fn include(app: &App, paths: &Paths, turn: u64) -> Result<Included, String> {
    let read = |path: &Path| files::read(path).map_err(|error| failed(path, &error));
    match include::stand(&read(&paths.config)?) {
        Stand::Missing => {}
        Stand::NotText => return Ok(Included::Locked),
        Stand::First | Stand::BelowSettings { .. } | Stand::BelowHost { .. } => return Ok(Included::Yes),
    }
    if ask::explain(app, lines::NOBODY).await.is_ok_and(|told| told.ours) {
        return Ok(Included::Yes);
    }
    let state = app.part::<SshConfigState>();
    let _one_writer = state.problem.lock().unwrap_or_else(PoisonError::into_inner);
    // It was read before somebody else was asked.
    let Some(added) = include::added(&read(&paths.config)?) else { return Ok(Included::Yes) };
    if state.turn.load(Ordering::SeqCst) != turn {
        return Ok(Included::Yes);
    }
    match files::replace(&paths.config, &added) {
        Ok(()) => Ok(Included::Yes),
        Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            Ok(Included::Locked)
        }
        Err(error) => Err(failed(&paths.config, &error)),
    }
}

/// Where OpenSSH says that an alias leads; `None` where there is none, or no OpenSSH.
async fn see(app: &App, paths: &Paths) -> Option<SshSeen> {
    let computer = app.host.computer();
    let (row, host) = named(app, paths).ok()?.hosts.into_iter().next()?;
    if !computer.has(Path::new(&ssh::program(computer.system()))) {
        return None;
    }
    let seen = ask::settings(app, &host.alias).await;
    Some(seen.map_or_else(
        |said| SshSeen { works: false, said: format!("ssh cannot read its config, so no host in it works: {said}.") },
        |settings| judge(&row, &host, &settings),
    ))
}

fn judge(row: &HostRow, host: &SshHostView, settings: &HashMap<String, String>) -> SshSeen {
    let one = |name: &str| settings.get(name).map_or("", String::as_str);
    let (alias, end) = (&host.alias, format!("{}@{} port {}", host.user, host.host, host.port));
    let seen = format!("{}@{} port {}", one("user"), one("hostname"), one("port"));
    let key = row.ssh().is_some_and(|ssh| one("hostkeyalias") == ssh.host_key());
    if seen == end && key {
        return SshSeen { works: true, said: format!("ssh {alias} leads to {end}.") };
    }
    let why = if one("hostname") == alias {
        "ssh does not find the host"
    } else if seen == end {
        "another HostKeyAlias counts first"
    } else {
        "other settings count first"
    };
    SshSeen { works: false, said: format!("ssh {alias} leads to {seen}, and not to {end}: {why}.") }
}
