//! What is said of accounts that should be watched and are not: once when it begins, and once when it is over.

use voltdeck_base::App;
use voltdeck_base::activity::{self, News};
use voltdeck_base::notices::Notice;
use voltdeck_base::profiles::{self, Duties, Profile};
use voltdeck_base::trouble::Trouble;
use voltdeck_contract::{ActivityKind, Actor, CommandError, Mark, NoticeKind, Place};

/// What a trouble of an account is about.
fn about(id: &str) -> String {
    format!("{ABOUT}{id}")
}

const ABOUT: &str = "account:";

/// An account could not be opened. Where something is to be done for it, the system is told.
pub(super) fn said(app: &App, profile: &Profile, why: &str) {
    say(app, profile, &format!("{why} Voltdeck tries again by itself."));
}

/// An account is signed out. Nothing is said of one behind where nothing is to be done for it.
pub(super) fn signed_out(app: &App, profile: &Profile, in_front: bool) {
    match profiles::duties(&app.store, &profile.id) {
        Ok(duties) if in_front || !duties.is_none() => say(app, profile, "It is signed out. Give its token to go on."),
        _ => drop(app.trouble(&about(&profile.id), None)),
    }
}

fn say(app: &App, profile: &Profile, why: &str) {
    let duties = profiles::duties(&app.store, &profile.id);
    let grave = duties.as_ref().map_or(true, |duties| !duties.is_none());
    let kept = duties.as_ref().map_or_else(|_| UNREAD.to_owned(), |duties| not_kept(*duties));
    let title = if grave {
        format!("Voltdeck cannot watch {}: {kept}", profile.name)
    } else {
        format!("{} is not watched", profile.name)
    };
    let meaning = if grave { format!("{why} {MEANING}") } else { why.to_owned() };
    let before = app.trouble(&about(&profile.id), Some(Trouble { title, meaning: meaning.clone(), grave }));
    if !grave || before.is_some_and(|before| before.grave) {
        return;
    }
    let deed = format!("cannot watch {}: {kept}", profile.name);
    let kind = kind(duties.unwrap_or_default());
    let news = News { deed: &deed, meaning: &meaning, mark: Mark::Failed, notice: Some(kind), ..news() };
    if let Err(CommandError { code, .. }) = activity::tell(app, &profile.id, &news) {
        tracing::error!(?code, "an account that is not watched could not be told");
        let notice = Notice::new(&format!("Voltdeck {deed}"), &meaning, profile.id.clone(), Place::Settings);
        let host = std::sync::Arc::clone(&app.host);
        app.spawn(async move {
            if let Err(why) = host.notify(notice).await {
                tracing::warn!(%why, "the system did not take a notice");
            }
        });
    }
}

/// An account is open, and watched again where it was not.
pub(super) fn well(app: &App, profile: &Profile) {
    let Some(before) = app.trouble(&about(&profile.id), None) else { return };
    if !before.grave {
        return;
    }
    let kind = kind(profiles::duties(&app.store, &profile.id).unwrap_or_default());
    let deed = format!("watches {} again", profile.name);
    let meaning = "What came due meanwhile asks, or is looked up and told.";
    let news = News { deed: &deed, meaning, mark: Mark::Running, notice: Some(kind), ..news() };
    if let Err(CommandError { code, .. }) = activity::tell(app, &profile.id, &news) {
        tracing::error!(?code, "an account that is watched again could not be told");
    }
}

/// Accounts that are gone are no trouble any more.
pub(super) fn forget_others(app: &App, all: &[Profile]) {
    for (told, _) in app.troubles() {
        if let Some(id) = told.strip_prefix(ABOUT)
            && !all.iter().any(|profile| profile.id == id)
        {
            app.trouble(&told, None);
        }
    }
}

fn news<'a>() -> News<'a> {
    News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "Voltdeck",
        place: Some(Place::Settings),
        ..News::default()
    }
}

fn kind(duties: Duties) -> NoticeKind {
    if duties.leases == 0 && duties.orders > 0 { NoticeKind::Order } else { NoticeKind::Lease }
}

const UNREAD: &str = "what is to be done for it could not be read";
const MEANING: &str = "Until then nothing of it is ended, bought or looked for by itself, and what runs is billed.";

fn not_kept(duties: Duties) -> String {
    let counted = |count: u32, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {more}")),
    };
    let said: Vec<String> = [
        counted(duties.leases, "lease is not being kept", "leases are not being kept"),
        counted(duties.jobs, "deploy is not being followed", "deploys are not being followed"),
        counted(duties.orders, "standing order does not stand", "standing orders do not stand"),
    ]
    .into_iter()
    .flatten()
    .collect();
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_counted_in_words() {
        let said = |leases, jobs, orders| not_kept(Duties { leases, jobs, orders });
        assert_eq!(said(3, 0, 0), "3 leases are not being kept");
        assert_eq!(
            said(1, 1, 2),
            "1 lease is not being kept, 1 deploy is not being followed, 2 standing orders do not stand"
        );
    }
}
