//! What is said of a lease: what happened, what it means for the money, what to do.

use chrono::{NaiveDateTime, TimeDelta};
use rust_decimal::Decimal;

use crate::fleet::Machine;
use voltdeck_base::format;
use voltdeck_contract::{LeaseAction, MachineKind};

/// What the words need to know of a machine.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prices {
    pub kind: MachineKind,
    /// Now.
    pub now: Option<Decimal>,
    /// Once released.
    pub released: Option<Decimal>,
}

impl Prices {
    pub(super) fn of(machine: &Machine) -> Self {
        let price = machine.price();
        Self { kind: machine.kind(), now: price.now, released: price.released }
    }
}

/// So many machines are named in one line.
const NAMED: usize = 20;

/// Why a lease asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// It only reminds, and does.
    Reminder,
    /// Nobody looked when it came due.
    Missed,
    /// The account may only look.
    ReadOnly,
    /// What was tried did not work.
    Failed(String),
    /// The provider did not list the machine then.
    Unlisted,
    /// Its machine was taken for gone, and is listed again.
    Back,
    /// It was sent, and nobody knows what became of it.
    Unknown,
    /// It powered off while nobody looked.
    Unseen,
    /// Its countdown could not be told.
    NotWarned,
}

/// What a lease does, as in "then …".
pub(super) fn then(action: LeaseAction) -> &'static str {
    match action {
        LeaseAction::Remind => "then a reminder",
        LeaseAction::Stop => "then stopped, which saves nothing",
        LeaseAction::Release => "then released",
        LeaseAction::Terminate => "then terminated",
    }
}

/// What is done, as in "it was …".
pub(super) fn done(action: LeaseAction) -> &'static str {
    match action {
        LeaseAction::Remind => "said",
        LeaseAction::Stop => "stopped",
        LeaseAction::Release => "stopped and released",
        LeaseAction::Terminate => "terminated",
    }
}

/// A warning before the end: what stands behind the name, and what it means.
pub(super) fn warning(action: LeaseAction, left: TimeDelta, prices: Prices) -> (String, String) {
    // What has 29 min 58 s left is said as half an hour.
    let left = format::lasting(left + TimeDelta::seconds(30));
    let now = format::per_hour(prices.now);
    let deed = match action {
        LeaseAction::Remind => format!("reaches the end of its lease in {left}"),
        _ => format!("is {} in {left}", done(action)),
    };
    let meaning = match action {
        LeaseAction::Remind => format!("Nothing happens by itself: it goes on for {now}."),
        LeaseAction::Stop => after_stop(prices),
        LeaseAction::Release => {
            let after = format::per_hour(prices.released);
            format!("It falls from {now} to {after}, and its GPUs may be gone later.")
        }
        LeaseAction::Terminate => format!("Its disk is erased then, which saves {now}."),
    };
    (deed, format!("{meaning} Its panel has Extend 1 h."))
}

/// It was carried out.
pub(super) fn ended(action: LeaseAction, because: &str, prices: Prices) -> (String, String) {
    let meaning = match action {
        LeaseAction::Remind => String::new(),
        LeaseAction::Stop => after_stop(prices),
        LeaseAction::Release => match prices.now.zip(prices.released) {
            Some((now, released)) => format!(
                "It saves {}; its disk costs {}.",
                format::per_hour(Some(now - released)),
                format::per_hour(Some(released))
            ),
            None => "What it saves is not known.".to_owned(),
        },
        LeaseAction::Terminate => match prices.now {
            Some(now) => format!("It saves {}.", format::per_hour(Some(now))),
            None => "What it saves is not known.".to_owned(),
        },
    };
    (format!("was {} {because}", done(action)), meaning)
}

fn after_stop(prices: Prices) -> String {
    let now = format::per_hour(prices.now);
    match prices.kind {
        MachineKind::Vm => format!("That saves nothing: it still costs {now} until it is released or terminated."),
        MachineKind::BareMetal => format!("It may still cost {now}: what stopping saves is not published."),
    }
}

/// What a lease wanted is so, and nothing had to be done.
pub(super) fn so_already(action: LeaseAction, of: &str) -> String {
    match action {
        LeaseAction::Remind => format!("is terminated, and its {of} is over"),
        _ => format!("is {} already, and its {of} is over", done(action)),
    }
}

/// It is over and asks: what stands behind the name.
pub(super) const OVER: &str = "reached the end of its lease";

/// Why it asks, and what it costs meanwhile.
pub(super) fn asks(action: LeaseAction, why: &Why, ended_at: NaiveDateTime, prices: Prices) -> String {
    let was = format!("It was to be {} on {}", done(action), moment(ended_at));
    let goes_on = format!("It goes on and costs {}.", format::per_hour(prices.now));
    match why {
        Why::Reminder => format!("This is the reminder. {goes_on}"),
        Why::Missed if action == LeaseAction::Remind => {
            format!("That was on {}, while Voltdeck did not look. {goes_on}", moment(ended_at))
        }
        Why::Missed => format!(
            "{was}, but Voltdeck did not run then, slept, or the clock was moved. Nothing was ended. {goes_on} Decide now."
        ),
        Why::ReadOnly => format!("{was}, but the account is read-only. Nothing was ended. {goes_on} Decide now."),
        Why::Failed(error) => format!("{was}, but that failed: {error} {goes_on} Decide now."),
        Why::Unlisted if action == LeaseAction::Remind => {
            format!("That was on {}, when the provider did not list it. {goes_on}", moment(ended_at))
        }
        Why::Unlisted => {
            format!("{was}, but the provider did not list it then. Nothing was ended. {goes_on} Decide now.")
        }
        Why::Unseen => format!(
            "It powered off while Voltdeck did not watch it, and may have been stopped on purpose. Nothing was ended. \
             {goes_on} Decide now."
        ),
        Why::NotWarned => format!(
            "{was}, but no notification could warn you: they are switched off, or the system does not take them. Nothing was \
             ended. {goes_on} Decide now."
        ),
        Why::Back => format!("The provider lists it again, after it was taken for gone. {goes_on} Decide now."),
        Why::Unknown => format!(
            "It was asked to be {}, and nobody knows yet whether that was done. It is not asked again. Watch what the \
             list shows.",
            done(action)
        ),
    }
}

/// It is over, and the list of its machine lacks it: what stands behind the name.
pub(super) const UNLISTED: &str = "is not listed at the end of its lease";

/// What that means, and what becomes of it.
pub(super) fn unlisted(action: LeaseAction, ended_at: NaiveDateTime, prices: Prices) -> String {
    let was = match action {
        LeaseAction::Remind => format!("That was on {}", moment(ended_at)),
        _ => format!("It was to be {} on {}", done(action), moment(ended_at)),
    };
    let price = match prices.now {
        Some(now) => format!("it costs {}", format::per_hour(Some(now))),
        None => "it is billed".to_owned(),
    };
    let back = match action {
        LeaseAction::Remind => "when it is back that is said".to_owned(),
        _ => format!("back within 10 minutes of its end it is {}, later it asks", done(action)),
    };
    format!(
        "{was}. Its list and its id both lack it, which may be a fault of the provider's: if it runs, {price}. It is looked \
         for; {back}. Look in the provider's console."
    )
}

/// It was taken for gone: what stands behind the name.
pub(super) const GONE: &str = "is gone, and its lease is over";

/// By which rule, and what if that was wrong.
pub(super) const GONE_MEANS: &str = "At least three whole lists over 15 minutes lacked it, and so did its id. Nothing was ended by \
                                     the lease. If it is listed again, its lease asks.";

/// A person ended its machine.
pub(super) const ENDED_BY_HAND: &str = "lease ended: its machine was terminated";

/// The account of leases was removed, with these machines.
pub(super) fn forgotten(machines: &[String]) -> (String, String) {
    let which = match machines {
        [_] => "1 lease".to_owned(),
        several => format!("{} leases", several.len()),
    };
    let named: Vec<&str> = machines.iter().take(NAMED).map(String::as_str).collect();
    let more = if machines.len() > NAMED { format!(" and {} more", machines.len() - NAMED) } else { String::new() };
    (
        format!("removed, and {which} ended with it"),
        format!("Nothing ends these machines any more, and what runs is billed: {}{more}.", named.join(", ")),
    )
}

/// The clock was put back.
pub(super) fn put_back(by: TimeDelta, leases: usize) -> (String, String) {
    let which = if leases == 1 { "1 lease ends".to_owned() } else { format!("{leases} leases end") };
    (
        format!("was put back by {}", format::lasting(by)),
        format!("{which} when this clock reaches the time that was set, which is that much later. Look them through."),
    )
}

fn moment(at: NaiveDateTime) -> String {
    at.format("%-d %b at %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn vm() -> Prices {
        Prices { kind: MachineKind::Vm, now: Some(d("1.990000")), released: Some(d("0.100000")) }
    }

    #[test]
    fn a_warning_says_when_and_what_it_means_for_the_money() {
        let half = TimeDelta::seconds(1_797);
        let said = |action| warning(action, half, vm());
        assert_eq!(
            said(LeaseAction::Release),
            (
                "is stopped and released in 30 min".into(),
                "It falls from $1.99/h to $0.10/h, and its GPUs may be gone later. Its panel has Extend 1 h.".into()
            )
        );
        assert_eq!(said(LeaseAction::Terminate).0, "is terminated in 30 min");
        assert_eq!(said(LeaseAction::Remind).0, "reaches the end of its lease in 30 min");
        assert!(said(LeaseAction::Stop).1.starts_with("That saves nothing: it still costs $1.99/h"));
        let rental = Prices { kind: MachineKind::BareMetal, now: Some(d("19.92")), released: None };
        let (_, meaning) = warning(LeaseAction::Stop, half, rental);
        assert!(meaning.starts_with("It may still cost $19.92/h"), "{meaning}");
    }

    #[test]
    fn what_was_ended_says_what_it_saves() {
        assert_eq!(
            ended(LeaseAction::Release, "at the end of its lease", vm()).1,
            "It saves $1.89/h; its disk costs $0.10/h."
        );
        assert_eq!(
            ended(LeaseAction::Terminate, "at the end of its lease", vm()),
            ("was terminated at the end of its lease".into(), "It saves $1.99/h.".into())
        );
        assert_eq!(
            ended(LeaseAction::Terminate, "at the end of its lease", Prices::default()).1,
            "What it saves is not known."
        );
    }

    #[test]
    fn a_lease_that_asks_says_why_and_what_it_costs() {
        let at: NaiveDateTime = "2026-10-15T12:00:00".parse().unwrap();
        let said = |action, why| asks(action, &why, at, vm());
        assert_eq!(
            said(LeaseAction::Terminate, Why::Missed),
            "It was to be terminated on 15 Oct at 12:00, but Voltdeck did not run then, slept, or the clock was moved. \
             Nothing was ended. It goes on and costs $1.99/h. Decide now."
        );
        assert_eq!(said(LeaseAction::Remind, Why::Reminder), "This is the reminder. It goes on and costs $1.99/h.");
        assert!(said(LeaseAction::Remind, Why::Missed).starts_with("That was on 15 Oct at 12:00"));
        let failed = said(LeaseAction::Release, Why::Failed("The provider cannot be reached.".into()));
        assert!(failed.contains("but that failed: The provider cannot be reached. It goes on"), "{failed}");
        assert!(said(LeaseAction::Release, Why::Unknown).contains("It is not asked again."));
    }
}
