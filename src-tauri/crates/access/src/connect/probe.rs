//! Whether a machine answers by SSH. It is tried only while somebody looks, and by the way that the person's own SSH config
//! leads by: straight, or by `ssh` itself where the config names a host or a program on the way.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::login::{login_on, ssh_missing};
use super::memory::ConnectMemory;
use super::own_config::{Detour, OwnConfig};
use super::refused;
use super::ssh::Ssh;
use super::target::{Node, Target, is_host};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::computer::{Ended, System, output};
use voltdeck_contract::{AnswerKind, ConnectAnswer, Event, Mark, StateView};

/// For how long "not yet" is the word; after that something is in the way.
pub const TRIED: Duration = Duration::from_secs(180);
/// How long one try may take.
const LIMIT: Duration = Duration::from_secs(4);
/// The same by a way with hosts on it.
const LIMIT_ROUND: Duration = Duration::from_secs(15);
/// For how long it is known by which way the person's config leads.
const WAY: Duration = Duration::from_secs(60);
/// How often it is tried.
const LOOK: Duration = Duration::from_secs(5);
/// How often it is tried once it answers, or once it was tried in vain for long.
const LOOK_LATER: Duration = Duration::from_secs(30);
/// An address that nobody asked for within this time is not tried any more.
const ASKED: Duration = Duration::from_secs(15);

/// What was found at an address.
#[derive(Debug, Clone)]
struct Seen {
    answers: Option<bool>,
    /// By which way it was tried, where not straight, and what `ssh` said in vain.
    round: Option<Round>,
    /// Since when it is tried without an answer.
    since: Instant,
    /// When somebody last asked.
    asked: Instant,
    /// When it is tried next.
    due: Instant,
    /// A task tries it.
    tried: bool,
}

/// A try by a way that is not straight.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Round {
    by: Detour,
    said: Option<String>,
}

/// What was found at the addresses of an account.
#[derive(Debug, Default)]
pub struct Probes {
    seen: Mutex<HashMap<(String, u16), Seen>>,
    /// The ways that the person's config leads by, and when that was asked.
    ways: Mutex<HashMap<(String, u16), Way>>,
    /// Counts how often somebody wanted to begin again: what began before that is no answer any more.
    turn: AtomicU64,
}

/// The way that the person's config led by, when that was asked.
#[derive(Debug, Clone)]
struct Way {
    asked: Instant,
    detour: Option<Detour>,
}

impl Probes {
    fn seen(&self) -> MutexGuard<'_, HashMap<(String, u16), Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> u64 {
        self.turn.load(Ordering::SeqCst)
    }

    /// Notes what a try of this turn found. Says whether it is news.
    fn note(&self, turn: u64, (host, port): (&str, u16), answers: bool, round: Option<Round>) -> bool {
        let mut seen = self.seen();
        if self.turn() != turn {
            return false;
        }
        let Some(one) = seen.get_mut(&(host.to_owned(), port)) else { return false };
        let before = (kind(one), std::mem::replace(&mut one.round, round));
        if answers || one.answers == Some(true) {
            one.since = Instant::now();
        }
        one.answers = Some(answers);
        let later = matches!(kind(one), AnswerKind::Ready | AnswerKind::Unreachable);
        one.due = Instant::now() + if later { LOOK_LATER } else { LOOK };
        (kind(one), &one.round) != (before.0, &before.1)
    }

    fn way(&self, host: &str, port: u16) -> Option<Way> {
        let ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        ways.get(&(host.to_owned(), port)).filter(|way| way.asked.elapsed() < WAY).cloned()
    }

    /// The person may have changed the config.
    fn forget_way(&self, host: &str, port: u16) {
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        self.turn.fetch_add(1, Ordering::SeqCst);
        ways.remove(&(host.to_owned(), port));
    }

    fn keep_way(&self, turn: u64, host: &str, port: u16, detour: Option<Detour>) {
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        if self.turn() != turn {
            return;
        }
        ways.retain(|_, way| way.asked.elapsed() < WAY);
        ways.insert((host.to_owned(), port), Way { asked: Instant::now(), detour });
    }
}

fn kind(seen: &Seen) -> AnswerKind {
    match seen.answers {
        Some(true) => AnswerKind::Ready,
        Some(false) if seen.since.elapsed() >= TRIED => AnswerKind::Unreachable,
        _ => AnswerKind::Waiting,
    }
}

/// Tries SSH once, straight at first: of many machines that come up at once each would ask OpenSSH for its way. Whoever
/// watches the same address learns it too.
pub async fn once(app: &App, account: &Account, target: &Target, node: &Node) -> bool {
    let (host, port) = (node.host.as_str(), node.port);
    let probes = &account.part::<ConnectMemory>().probes;
    let turn = probes.turn();
    let straight = straight(app, host, port).await;
    if let Some(ssh) = login_on(app, account, target, node).ok().filter(|_| !straight)
        && way(app, probes, &ssh).await.is_some()
    {
        return try_once(app, account, host, port, Some(&ssh)).await;
    }
    if probes.note(turn, (host, port), straight, None) {
        app.host.emit(Event::Connect);
    }
    straight
}

async fn try_once(app: &App, account: &Account, host: &str, port: u16, ssh: Option<&Ssh>) -> bool {
    let probes = &account.part::<ConnectMemory>().probes;
    let turn = probes.turn();
    let round = match ssh {
        Some(ssh) => way(app, probes, ssh).await.map(|by| (by, ssh)),
        None => None,
    };
    let (answers, round) = match round {
        None => (straight(app, host, port).await, None),
        Some((by, ssh)) => {
            let said = knock(app, ssh).await.err();
            (said.is_none(), Some(Round { by, said }))
        }
    };
    if probes.note(turn, (host, port), answers, round) {
        app.host.emit(Event::Connect);
    }
    answers
}

async fn straight(app: &App, host: &str, port: u16) -> bool {
    // What cannot be an address is not handed to a resolver.
    is_host(host) && app.host.probe_ssh(host, port, LIMIT).await
}

/// By which way the person's config leads, where not straight. Where OpenSSH gives no answer that is not known, and it is asked
/// again by the next try.
async fn way(app: &App, probes: &Probes, ssh: &Ssh) -> Option<Detour> {
    if let Some(known) = probes.way(&ssh.host, ssh.port) {
        return known.detour;
    }
    if ssh_missing(app).is_some() {
        return None;
    }
    let turn = probes.turn();
    let way = OwnConfig::of(app.host.computer(), ssh).await.ok()?.detour;
    probes.keep_way(turn, &ssh.host, ssh.port, way.clone());
    way
}

/// Tries by `ssh` itself, which logs in nowhere but on the hosts on the way. An error is why the machine was not reached.
async fn knock(app: &App, ssh: &Ssh) -> Result<(), String> {
    let computer = app.host.computer();
    let mut argv = ssh.knock();
    if computer.system() != System::Windows {
        // The `ssh` to a host on the way would ask on the screen, and nobody has asked for that.
        argv.splice(0..0, ["env".to_owned(), "SSH_ASKPASS_REQUIRE=never".to_owned()]);
    }
    let ended = output(computer, &argv, LIMIT_ROUND).await?.end;
    if has_answered(&ended) {
        return Ok(());
    }
    Err(refused::why(&ended.said, ssh).unwrap_or_else(|| format!("ssh says: {}", refused::last_words(&ended.said))))
}

/// Whether the machine's own SSH server spoke: it let in, or refused. A refusal of a host on the way is followed by the end
/// of the connection that it should have carried.
fn has_answered(ended: &Ended) -> bool {
    let spoke =
        ["Permission denied (", "Too many authentication failures", "Host key verification failed", "no matching "];
    let said = |text: &&str| ended.said.contains(*text);
    ended.code == Some(0) || (spoke.iter().any(said) && !said(&"UNKNOWN port"))
}

/// What is known of an address, and sees to it that it is tried while it is asked for.
pub(super) fn ask(
    app: &Arc<App>,
    account: &Arc<Account>,
    target: &Target,
    (host, port): (&str, u16),
    ssh: Option<Ssh>,
) -> ConnectAnswer {
    if !target.runs {
        return off(target);
    }
    let now = Instant::now();
    let mut seen = account.part::<ConnectMemory>().probes.seen();
    let one = seen.entry((host.to_owned(), port)).or_insert(Seen {
        answers: None,
        round: None,
        since: now,
        asked: now,
        due: now,
        tried: false,
    });
    if now - one.asked > ASKED {
        // Nobody looked for a while: what was found then is no answer now.
        *one = Seen { answers: one.answers.filter(|answers| *answers), since: now, due: now, ..one.clone() };
    }
    one.asked = now;
    let answer = answer(kind(one), one.round.as_ref());
    if !std::mem::replace(&mut one.tried, true) {
        drop(seen);
        account.spawn(try_while_asked(Arc::clone(app), Arc::clone(account), host.to_owned(), port, ssh));
    }
    answer
}

/// Tries again from the beginning.
pub(super) fn again(account: &Account, host: &str, port: u16) {
    account.part::<ConnectMemory>().probes.forget_way(host, port);
    if let Some(one) = account.part::<ConnectMemory>().probes.seen().get_mut(&(host.to_owned(), port)) {
        let now = Instant::now();
        *one = Seen { answers: None, since: now, asked: now, due: now, ..one.clone() };
    }
}

async fn try_while_asked(app: Arc<App>, account: Arc<Account>, host: String, port: u16, ssh: Option<Ssh>) {
    loop {
        let now = Instant::now();
        let due = {
            let mut seen = account.part::<ConnectMemory>().probes.seen();
            let Some(one) = seen.get_mut(&(host.clone(), port)) else { return };
            if now - one.asked > ASKED {
                one.tried = false;
                return;
            }
            one.due
        };
        if due <= now {
            try_once(&app, &account, &host, port, ssh.as_ref()).await;
        }
        // In short steps, so that it ends soon after nobody asks any more, and starts at once when asked again.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn answer(kind: AnswerKind, round: Option<&Round>) -> ConnectAnswer {
    let through = round.map(|round| match &round.by {
        Detour::Jump(hosts) => format!(", through {}", shown(hosts)),
        Detour::Command(_) => ", by your ProxyCommand".to_owned(),
    });
    let through = through.unwrap_or_default();
    let (word, mark) = match kind {
        AnswerKind::Ready => (format!("Ready{through}"), Mark::Running),
        AnswerKind::Unreachable if round.is_some() => (format!("Running, SSH not reached{through}"), Mark::Unknown),
        AnswerKind::Unreachable => ("Running, SSH not reachable from here".to_owned(), Mark::Unknown),
        AnswerKind::Off | AnswerKind::Waiting | AnswerKind::Untried => {
            (format!("Waiting for SSH{through}"), Mark::Pending)
        }
    };
    let checks = match round {
        // It is their way: what ssh says of it is known at once.
        Some(Round { said: Some(said), by }) if kind != AnswerKind::Ready => vec![came_by(by), said.clone()],
        None if kind == AnswerKind::Unreachable => CHECKS.iter().map(|&line| line.to_owned()).collect(),
        _ => Vec::new(),
    };
    ConnectAnswer { kind, state: StateView { word, mark, raw: String::new() }, checks }
}

fn came_by(by: &Detour) -> String {
    match by {
        Detour::Jump(hosts) => {
            format!("Your SSH config leads to it through {} (ProxyJump), and it was tried that way.", shown(hosts))
        }
        Detour::Command(_) => "Your SSH config leads to it by a ProxyCommand, and it was tried that way.".to_owned(),
    }
}

fn shown(hosts: &str) -> String {
    hosts.chars().filter(|c| !c.is_control()).take(80).collect()
}

const CHECKS: [&str; 3] = [
    "A firewall or VPN of this network may block the port: try from another network.",
    "The instance may still be setting itself up, or its own firewall or SSH server was changed by a cloud-init command.",
    "If the command asks for a password or refuses the key, the port is open: check the user and the key instead.",
];

fn off(target: &Target) -> ConnectAnswer {
    let state = StateView { word: format!("Not running: {}", target.state.word), ..target.state.clone() };
    ConnectAnswer { kind: AnswerKind::Off, state, checks: Vec::new() }
}

/// For what is not tried.
pub(super) fn untried(target: &Target, word: &str) -> ConnectAnswer {
    if !target.runs {
        return off(target);
    }
    let state = StateView { word: word.into(), mark: Mark::Unknown, raw: String::new() };
    ConnectAnswer { kind: AnswerKind::Untried, state, checks: Vec::new() }
}
