//! Whether a machine answers by SSH. It is tried only while somebody looks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::memory::ConnectMemory;
use super::target::{Target, is_host};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{AnswerKind, ConnectAnswer, Event, Mark, StateView};

/// For how long "not yet" is the word; after that something is in the way.
pub const TRIED: Duration = Duration::from_secs(180);
/// How long one try may take.
const LIMIT: Duration = Duration::from_secs(4);
/// How often it is tried.
const LOOK: Duration = Duration::from_secs(5);
/// How often it is tried once it answers, or once it was tried in vain for long.
const LOOK_LATER: Duration = Duration::from_secs(30);
/// An address that nobody asked for within this time is not tried any more.
const ASKED: Duration = Duration::from_secs(15);

/// What was found at an address.
#[derive(Debug, Clone, Copy)]
struct Seen {
    answers: Option<bool>,
    /// Since when it is tried without an answer.
    since: Instant,
    /// When somebody last asked.
    asked: Instant,
    /// When it is tried next.
    due: Instant,
    /// A task tries it.
    tried: bool,
}

/// What was found at the addresses of an account.
#[derive(Debug, Default)]
pub struct Probes {
    seen: Mutex<HashMap<(String, u16), Seen>>,
}

impl Probes {
    fn seen(&self) -> MutexGuard<'_, HashMap<(String, u16), Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what a try found. Says whether it is news.
    fn note(&self, host: &str, port: u16, answers: bool) -> bool {
        let mut seen = self.seen();
        let Some(one) = seen.get_mut(&(host.to_owned(), port)) else { return false };
        let before = kind(one);
        if answers || one.answers == Some(true) {
            one.since = Instant::now();
        }
        one.answers = Some(answers);
        let later = matches!(kind(one), AnswerKind::Ready | AnswerKind::Unreachable);
        one.due = Instant::now() + if later { LOOK_LATER } else { LOOK };
        kind(one) != before
    }
}

fn kind(seen: &Seen) -> AnswerKind {
    match seen.answers {
        Some(true) => AnswerKind::Ready,
        Some(false) if seen.since.elapsed() >= TRIED => AnswerKind::Unreachable,
        _ => AnswerKind::Waiting,
    }
}

/// Tries SSH once. Whoever watches the same address learns it too.
pub async fn once(app: &App, account: &Account, host: &str, port: u16) -> bool {
    // What cannot be an address is not handed to a resolver.
    let answers = is_host(host) && app.host.probe_ssh(host, port, LIMIT).await;
    if account.part::<ConnectMemory>().probes.note(host, port, answers) {
        app.host.emit(Event::Connect);
    }
    answers
}

/// What is known of an address, and sees to it that it is tried while it is asked for.
pub(super) fn ask(app: &Arc<App>, account: &Arc<Account>, target: &Target, host: &str, port: u16) -> ConnectAnswer {
    if !target.runs {
        return off(target);
    }
    let now = Instant::now();
    let mut seen = account.part::<ConnectMemory>().probes.seen();
    let one = seen.entry((host.to_owned(), port)).or_insert(Seen {
        answers: None,
        since: now,
        asked: now,
        due: now,
        tried: false,
    });
    if now - one.asked > ASKED {
        // Nobody looked for a while: what was found then is no answer now.
        *one = Seen { answers: one.answers.filter(|answers| *answers), since: now, due: now, ..*one };
    }
    one.asked = now;
    let answer = answer(kind(one));
    if !std::mem::replace(&mut one.tried, true) {
        drop(seen);
        account.spawn(try_while_asked(Arc::clone(app), Arc::clone(account), host.to_owned(), port));
    }
    answer
}

/// Tries again from the beginning.
pub(super) fn again(account: &Account, host: &str, port: u16) {
    if let Some(one) = account.part::<ConnectMemory>().probes.seen().get_mut(&(host.to_owned(), port)) {
        let now = Instant::now();
        *one = Seen { answers: None, since: now, asked: now, due: now, ..*one };
    }
}

async fn try_while_asked(app: Arc<App>, account: Arc<Account>, host: String, port: u16) {
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
            once(&app, &account, &host, port).await;
        }
        // In short steps, so that it ends soon after nobody asks any more, and starts at once when asked again.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn answer(kind: AnswerKind) -> ConnectAnswer {
    let (word, mark) = match kind {
        AnswerKind::Ready => ("Ready", Mark::Running),
        AnswerKind::Unreachable => ("Running, SSH not reachable from here", Mark::Unknown),
        AnswerKind::Off | AnswerKind::Waiting | AnswerKind::Untried => ("Waiting for SSH", Mark::Pending),
    };
    let checks =
        if kind == AnswerKind::Unreachable { CHECKS.iter().map(|&line| line.to_owned()).collect() } else { vec![] };
    ConnectAnswer { kind, state: StateView { word: word.into(), mark, raw: String::new() }, checks }
}

const CHECKS: [&str; 3] = [
    "A firewall or VPN of this network may block the port: try from another network.",
    "The machine may still be setting itself up, or its own firewall or SSH server was changed by a cloud-init command.",
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
