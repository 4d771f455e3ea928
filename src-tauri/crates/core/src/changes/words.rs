//! The words of a change, and what it means for the money.

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::difference::{Change, Facts};
use super::memory::{Key, Kind};
use super::now::Thing;
use voltdeck_base::{format, hardware};
use voltdeck_contract::{Actor, Mark, NoticeKind};
use voltdeck_volumes::storage::price;

/// A line of the activity list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChangeLine {
    pub subject: String,
    pub deed: String,
    pub meaning: String,
    pub mark: Mark,
    /// Effect on the burn rate per hour; an act of ours told its own.
    pub effect: Option<Decimal>,
    pub price: Option<Decimal>,
    pub actor: Actor,
    /// `None` where a lease or a standing order asked for it, which tells by itself.
    pub notice: Option<NoticeKind>,
    pub gone: bool,
}

/// What a thing is called: what has no name goes by its id.
pub(super) fn name<'a>((_, id): &'a Key, facts: &'a Facts) -> &'a str {
    facts.name.as_deref().unwrap_or(id)
}

/// A change in words. `by` is who of us asked for it.
pub(super) fn line(
    key: &Key,
    change: Change,
    told: Option<&Facts>,
    thing: Option<&Thing>,
    by: Option<Actor>,
) -> ChangeLine {
    let nothing = Facts::default();
    let now = thing.map(|thing| &thing.facts);
    let (told, facts) = (told.or(now).unwrap_or(&nothing), now.or(told).unwrap_or(&nothing));
    let mark = thing.map_or(Mark::Terminated, |thing| thing.mark);
    let (deed, meaning) = match change {
        Change::New => (format!("appeared, {}", facts.word), appeared(key.0, facts, by)),
        Change::Gone => gone(key.0, by),
        Change::State => (format!("{} → {}", told.word, facts.word), state(key.0, facts, mark)),
        Change::Name => (
            format!("is called {} now", name(key, facts)),
            "Its price and its state are as they were. Scripts that go by its name have to follow.".to_owned(),
        ),
        Change::Address => (
            format!("is reached at {} now", facts.address.as_deref().unwrap_or_default()),
            format!(
                "It was {}. Connections to it have ended; open them again.",
                told.address.as_deref().unwrap_or_default()
            ),
        ),
        Change::Price => (
            format!("costs {} now, was {}", per_hour(facts.price), per_hour(told.price)),
            "Its state is as it was: the provider changed the price.".to_owned(),
        ),
        Change::Size => size(told, facts),
    };
    let price_now = if change == Change::Gone { Some(Decimal::ZERO) } else { facts.price };
    let effect = effect(change, told, price_now).filter(|_| by.is_none());
    ChangeLine {
        // By the name that it had: that is the one that is known.
        subject: name(key, told).to_owned(),
        deed,
        meaning,
        mark,
        effect,
        price: price_now,
        actor: by.unwrap_or(Actor::Provider),
        notice: (!matches!(by, Some(Actor::Lease | Actor::Order))).then(|| notice(key.0, change, by)),
        gone: change == Change::Gone,
    }
}

fn effect(change: Change, told: &Facts, price_now: Option<Decimal>) -> Option<Decimal> {
    let before = if change == Change::New { Some(Decimal::ZERO) } else { told.price };
    let counts = matches!(change, Change::New | Change::Gone | Change::State | Change::Price | Change::Size);
    Some(price_now? - before?).filter(|effect| counts && !effect.is_zero())
}

fn notice(kind: Kind, change: Change, by: Option<Actor>) -> NoticeKind {
    match (kind, change) {
        (_, Change::Gone) if by.is_none() => NoticeKind::Vanished,
        (Kind::Volume, _) => NoticeKind::Volume,
        (_, Change::New | Change::Gone | Change::State) => NoticeKind::State,
        (_, Change::Name | Change::Address | Change::Price | Change::Size) => NoticeKind::Changed,
    }
}

fn appeared(kind: Kind, facts: &Facts, by: Option<Actor>) -> String {
    let whence = match (by, kind) {
        (None, _) => "Nobody here asked for it.",
        (Some(_), Kind::Volume) => "It was created from here.",
        (Some(_), Kind::Vm | Kind::BareMetal) => "It was deployed from here.",
    };
    let size = facts.size_gb.and_then(|size| u32::try_from(size).ok());
    let size = size.map(|size| format!(" It has {}.", hardware::gb(size))).unwrap_or_default();
    format!("{whence}{size} {}", costs(facts.price))
}

fn gone(kind: Kind, by: Option<Actor>) -> (String, String) {
    let (ended, lost) = match kind {
        Kind::Volume => ("deleted", "all that was on it is"),
        Kind::Vm | Kind::BareMetal => ("terminated", "what was on its local disks is"),
    };
    // A list may lag: what it lacks is no proof that nothing is billed.
    let meaning = format!(
        "If it was {ended}, it costs nothing more and {lost} gone. A list can lag: look again before you count on it."
    );
    match by {
        Some(_) => (format!("is gone: {ended}"), meaning),
        None => (
            format!("is gone: nobody here {} it", if kind == Kind::Volume { "deleted" } else { "ended" }),
            format!("The provider does not list it any more. {meaning}"),
        ),
    }
}

fn state(kind: Kind, facts: &Facts, mark: Mark) -> String {
    let price = per_hour(facts.price);
    match (kind, mark) {
        (Kind::Volume, Mark::Running) => format!("It can be mounted. {}", costs(facts.price)),
        (Kind::Volume, Mark::Stopped) => format!("It cannot be mounted now, and is billed on: {price}."),
        (Kind::Volume, _) => format!("Voltdeck does not know this state. It is billed on: {price}."),
        (_, Mark::Running) => costs(facts.price),
        (Kind::Vm, Mark::Pending) => format!("The provider brings it to a host. {}", costs(facts.price)),
        (_, Mark::Pending) => format!("The provider sets it up. {}", costs(facts.price)),
        (Kind::Vm, Mark::Stopped) => format!("It is still billed, {price}, until it is released or terminated."),
        (_, Mark::Stopped) => {
            format!("What stopping does to the price of a rental is not published: it may still cost {price}.")
        }
        (_, Mark::Released) => format!("It keeps its disk for {price}. Its GPUs may be gone at the next start."),
        (_, Mark::Outbid) => format!("Its GPUs went to a higher bid. It keeps its disk for {price}."),
        (_, Mark::Failed) => format!(
            "Whether a rental that failed is billed is not published: it may still cost {price}. Terminate it, then deploy \
             another."
        ),
        (_, Mark::Terminated) => "It costs nothing any more, and what was on its local disks is gone.".to_owned(),
        (_, Mark::Unknown) => {
            format!("Voltdeck does not know this state, and takes it at its full price. {}", costs(facts.price))
        }
    }
}

fn size(told: &Facts, facts: &Facts) -> (String, String) {
    let said = |size: Option<u64>| {
        size.and_then(|size| u32::try_from(size).ok()).map_or_else(|| "an unknown size".to_owned(), hardware::gb)
    };
    let verb = if facts.size_gb > told.size_gb { "grown" } else { "shrunk" };
    (format!("{verb} from {} to {}", said(told.size_gb), said(facts.size_gb)), costs(facts.price))
}

/// What is said of a machine that answers.
pub(super) fn ready(after: TimeDelta, price: Option<Decimal>) -> String {
    format!("It answers by SSH {} after it came up. {}", format::span(after), costs(price))
}

fn costs(price: Option<Decimal>) -> String {
    price.map_or_else(|| "What it costs is not told.".to_owned(), |_| format!("It costs {}.", per_hour(price)))
}

fn per_hour(price: Option<Decimal>) -> String {
    price.map_or_else(|| "an unknown price".to_owned(), |price| format!("{}/h", price::said(price)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(word: &str, mark: Mark, price: &str) -> Thing {
        let facts = Facts {
            name: Some("eval-a".into()),
            state: word.into(),
            word: word.into(),
            price: price.parse().ok(),
            ..Facts::default()
        };
        Thing { facts, mark, by_ssh: false, job_tags: Vec::new(), listed: true }
    }

    fn key(kind: Kind) -> Key {
        (kind, "i-1".into())
    }

    #[test]
    fn a_state_is_told_with_its_price_and_its_effect_on_the_burn_rate() {
        let (told, now) = (thing("Running", Mark::Running, "1.99"), thing("Outbid", Mark::Outbid, "0.10"));
        let line = line(&key(Kind::Vm), Change::State, Some(&told.facts), Some(&now), None);
        assert_eq!((line.subject.as_str(), line.deed.as_str()), ("eval-a", "Running → Outbid"));
        assert_eq!(line.meaning, "Its GPUs went to a higher bid. It keeps its disk for $0.10/h.");
        assert_eq!((line.effect, line.price), ("-1.89".parse().ok(), "0.10".parse().ok()));
        assert_eq!((line.actor, line.notice), (Actor::Provider, Some(NoticeKind::State)));
    }

    #[test]
    fn what_was_asked_for_here_told_its_effect_with_the_act() {
        let told = thing("Running", Mark::Running, "1.99");
        let line = line(&key(Kind::Vm), Change::Gone, Some(&told.facts), None, Some(Actor::Lease));
        assert_eq!((line.deed.as_str(), line.effect, line.actor), ("is gone: terminated", None, Actor::Lease));
        assert_eq!((line.notice, line.mark), (None, Mark::Terminated));
    }

    #[test]
    fn what_nobody_here_ended_is_said_so() {
        let told = thing("Running", Mark::Running, "1.99");
        let line_of = |kind| line(&key(kind), Change::Gone, Some(&told.facts), None, None);
        assert_eq!(line_of(Kind::Vm).deed, "is gone: nobody here ended it");
        assert_eq!(
            (line_of(Kind::Vm).effect, line_of(Kind::Vm).notice),
            ("-1.99".parse().ok(), Some(NoticeKind::Vanished))
        );
        assert_eq!(line_of(Kind::Volume).deed, "is gone: nobody here deleted it");
    }

    #[test]
    fn words_that_nobody_knows_and_prices_that_cannot_be_read_are_told_as_they_came() {
        let told = thing("Running", Mark::Running, "1.99");
        let now = thing("Hibernating", Mark::Unknown, "?");
        let line = line(&key(Kind::BareMetal), Change::State, Some(&told.facts), Some(&now), None);
        assert_eq!(line.deed, "Running → Hibernating");
        assert_eq!(
            line.meaning,
            "Voltdeck does not know this state, and takes it at its full price. What it costs is not told."
        );
        assert_eq!((line.effect, line.price), (None, None));
    }
}
