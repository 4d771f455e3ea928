//! Lists that cannot be read: told at the third failure in a row, and again when they can. Never taken for a loss.

use chrono::TimeDelta;

use super::memory::{ChangeMemory, ChangeState, Kind, List};
use super::settle::{TellingOutcome, settle};
use super::store;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::hooks::List as ProviderList;
use voltdeck_base::{App, format};
use voltdeck_contract::{ActivityKind, Actor, Answer, CommandError, ErrorCode, Mark, NoticeKind, Place};

/// So many failures in a row are told: one or two are the weather.
const TOLD_AFTER: u32 = 3;
const MACHINES: [Kind; 2] = [Kind::Vm, Kind::BareMetal];

#[derive(Debug, Default)]
struct Lines(usize);

impl TellingOutcome for Lines {
    fn is_news(&self) -> bool {
        self.0 > 0
    }

    /// What the lists show is told by itself, and may still be waiting for the store.
    fn shows_that_it_works(&self) -> bool {
        self.0 > 0
    }
}

/// Notes how lists were read.
pub fn lists_read(app: &App, account: &Account, lists: &[(ProviderList, Option<&CommandError>)]) {
    let kind = |list: ProviderList| match list {
        ProviderList::Vms => Kind::Vm,
        ProviderList::BareMetal => Kind::BareMetal,
        ProviderList::Volumes => Kind::Volume,
    };
    let lists: Vec<_> = lists.iter().map(|(list, fault)| (kind(*list), *fault)).collect();
    read(app, account, &lists);
}

fn read(app: &App, account: &Account, lists: &[(Kind, Option<&CommandError>)]) {
    if account.is_closed() {
        return;
    }
    let mut state = account.part::<ChangeMemory>().state();
    for (kind, fault) in lists {
        let failures = state.failures.entry(*kind).or_default();
        *failures = if fault.is_some() { failures.saturating_add(1) } else { 0 };
    }
    let told = tell(app, account, &mut state, lists);
    if told.is_err() {
        state.kept = None;
    }
    drop(state);
    settle(app, told);
}

fn tell(
    app: &App,
    account: &Account,
    state: &mut ChangeState,
    lists: &[(Kind, Option<&CommandError>)],
) -> Answer<Lines> {
    let failures = state.failures.clone();
    let failed = |kind: &Kind| failures.get(kind).copied().unwrap_or_default();
    // Where no machine can be read, that volumes cannot either is no other news.
    let covered = |kind: Kind| kind == Kind::Volume && MACHINES.iter().all(|kind| failed(kind) > 0);
    let kept = state.kept(app, account.profile_id())?;
    let told = |kind: Kind| kept.lists.get(&kind).is_some_and(|list| list.failing_since.is_some());
    let mut lost: Vec<(Kind, &CommandError)> = Vec::new();
    let mut back: Vec<Kind> = Vec::new();
    for (kind, fault) in lists {
        match fault {
            Some(fault) if failed(kind) >= TOLD_AFTER && !told(*kind) && !covered(*kind) => lost.push((*kind, fault)),
            None if told(*kind) => back.push(*kind),
            _ => {}
        }
    }
    if lost.is_empty() && back.is_empty() {
        return Ok(Lines(0));
    }
    let (profile, at) = (account.profile_id(), app.host.now());
    let (lists, lines) = app.store.transact(|connection| {
        let mut after: Vec<(Kind, List)> = Vec::new();
        let mut lines = 0;
        // Another copy of Voltdeck may have told it meanwhile.
        let mut is_news = |kind: Kind, now_lost: bool| -> rusqlite::Result<Option<TimeDelta>> {
            let known = store::list(connection, profile, kind)?.unwrap_or_default();
            let (news, now) = match (known.failing_since, now_lost) {
                (None, true) => (Some(TimeDelta::zero()), List { failing_since: Some(at), ..known }),
                (Some(since), false) => (Some(at - since), List { failing_since: None, ..known }),
                _ => (None, known),
            };
            store::keep_list(connection, profile, kind, now, &at.to_rfc3339())?;
            after.push((kind, now));
            Ok(news)
        };
        let mut newly_lost = Vec::new();
        for (kind, fault) in lost {
            newly_lost.extend(is_news(kind, true)?.map(|_| (kind, fault)));
        }
        let mut newly_back = Vec::new();
        for kind in back {
            newly_back.extend(is_news(kind, false)?.map(|time| (kind, time)));
        }
        for news in lost_words(&newly_lost).iter().chain(&back_words(&newly_back)) {
            lines += usize::from(activity::tell_in(connection, profile, at, &news.of())?);
        }
        Ok((after, lines))
    })?;
    kept.lists.extend(lists);
    Ok(Lines(lines))
}

/// A line about lists.
struct Words {
    subject: &'static str,
    deed: &'static str,
    meaning: String,
    mark: Mark,
    notice: NoticeKind,
}

impl Words {
    fn of(&self) -> News<'_> {
        News {
            kind: ActivityKind::Notice,
            actor: Actor::Voltdeck,
            subject: self.subject,
            deed: self.deed,
            meaning: &self.meaning,
            mark: self.mark,
            place: Some(Place::Instances),
            notice: Some(self.notice),
            ..News::default()
        }
    }
}

/// Both lists of machines that fail at once are one thing: the provider.
fn lost_words(lost: &[(Kind, &CommandError)]) -> Vec<Words> {
    let words = |subject: &'static str, fault: &CommandError| {
        let refused = fault.code == ErrorCode::TokenRefused;
        Words {
            subject,
            deed: if refused { "refuses the token" } else { "cannot be read" },
            meaning: format!(
                "{} Nothing is taken for gone: what was last read stays, with its age, and Voltdeck goes on trying.",
                fault.message
            ),
            mark: Mark::Failed,
            notice: if refused { NoticeKind::Token } else { NoticeKind::Connection },
        }
    };
    match lost {
        [(_, fault), _] => vec![words(ALL, fault)],
        some => some
            .iter()
            .map(|(kind, fault)| words(if fault.code == ErrorCode::TokenRefused { ALL } else { subject(*kind) }, fault))
            .collect(),
    }
}

fn back_words(back: &[(Kind, TimeDelta)]) -> Vec<Words> {
    let words = |subject: &'static str, time: &TimeDelta| Words {
        subject,
        deed: "can be read again",
        meaning: format!("It could not for {}.", format::span((*time).max(TimeDelta::zero()))),
        mark: Mark::Running,
        notice: NoticeKind::Connection,
    };
    match back {
        [(_, time), _] => vec![words(ALL, time)],
        some => some.iter().map(|(kind, time)| words(subject(*kind), time)).collect(),
    }
}

const ALL: &str = "The provider";

fn subject(kind: Kind) -> &'static str {
    match kind {
        Kind::Vm => "The list of VMs",
        Kind::BareMetal => "The list of bare metal",
        Kind::Volume => "The list of volumes",
    }
}
