//! What is said of auto-stops and of machines that nobody uses.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::decide::Why;
use crate::lease::store::{Lease, State};
use crate::lease::when::When;
use crate::lease::words::{OVER, Prices, done};
use voltdeck_base::{format, rates};
use voltdeck_contract::LeaseAction;

fn clock(at: NaiveDateTime) -> String {
    at.format("%H:%M").to_string()
}

/// What idle time costs at the current rate.
pub fn costs(price: Option<Decimal>, idle: TimeDelta) -> Option<Decimal> {
    price.map(|price| rates::over(price, idle))
}

/// It counts down: what stands behind the name, and what it means.
pub fn countdown(lease: &Lease, idle: TimeDelta, acts_at: NaiveDateTime, prices: Prices) -> (String, String) {
    let (then, now) = (done(lease.action), format::per_hour(prices.now));
    let saves = match lease.action {
        LeaseAction::Terminate => format!("Its disk is erased then, which saves {now}."),
        _ => format!("It falls from {now} to {}, and its GPUs may be gone later.", format::per_hour(prices.released)),
    };
    match lease.when {
        When::PoweredOff { .. } => (
            format!("powered off and will be {then} at {}", clock(acts_at)),
            format!("{saves} A stop in the provider's console looks the same: put it off if that was it."),
        ),
        _ => (
            format!("will be {then} at {} because it is idle", clock(acts_at)),
            format!("{} {saves} Put it off if you still need it.", idle_for(idle, prices.now)),
        ),
    }
}

/// Nobody uses it: for how long, and what that cost.
fn idle_for(idle: TimeDelta, price: Option<Decimal>) -> String {
    let lasted = format::lasting(idle);
    match costs(price, idle) {
        Some(costs) => format!("Idle for {lasted}, which cost {} at its current rate.", format::dollars(costs)),
        None => format!("Idle for {lasted}."),
    }
}

/// Nobody uses it, and that is all that is told: what stands behind the name, and what it means.
pub fn is_idle(idle: TimeDelta, price: Option<Decimal>) -> (String, String) {
    let meaning = match costs(price, idle) {
        Some(costs) => format!(
            "That cost {} at its current rate, and {} go on. Release or terminate it if nobody needs it.",
            format::dollars(costs),
            format::per_hour(price)
        ),
        None => "It is billed on. Release or terminate it if nobody needs it.".to_owned(),
    };
    (format!("has been idle for {}", format::lasting(idle)), meaning)
}

/// It powered itself off, and that is all that is told.
pub fn is_off(prices: Prices) -> (String, String) {
    let now = format::per_hour(prices.now);
    ("powered itself off".into(), format!("It still costs {now} until it is released or terminated."))
}

/// A countdown is called off: what stands behind the name, and why.
pub fn called_off(lease: &Lease, why: Why, status: &str) -> (String, String) {
    let not = format!("will not be {}", done(lease.action));
    match why {
        Why::Used => (format!("is in use again and {not}"), "Idle time counts anew.".into()),
        Why::NotKnown => (
            format!("{not}: Voltdeck could not see whether it is in use"),
            "What cannot be seen counts as use. Idle time counts anew.".into(),
        ),
        Why::Started => (format!("was started and {not}"), "Its auto-stop waits for the next time.".into()),
        Why::State => (format!("{not}: its status is {status} now"), "Its auto-stop waits for the next time.".into()),
    }
}

/// How a lease that waits came to act, as in "was terminated …".
pub fn because(lease: &Lease) -> String {
    match lease.when {
        When::Time => "at the end of its lease".into(),
        When::Idle { minutes, .. } => {
            format!("after it was idle for more than {}", format::lasting(TimeDelta::minutes(minutes.into())))
        }
        When::PoweredOff { .. } => "after it powered itself off".into(),
    }
}

/// It asks: what stands behind the name.
pub fn asks(when: &When) -> &'static str {
    match when {
        When::Time => OVER,
        When::Idle { .. } => "is idle, and its auto-stop needs your decision",
        When::PoweredOff { .. } => "powered off, and its auto-stop needs your decision",
    }
}

/// A person set it.
pub fn set(lease: &Lease) -> String {
    let then = match lease.action {
        LeaseAction::Remind => "notify",
        LeaseAction::Stop => "stop",
        LeaseAction::Release => "stop and release",
        LeaseAction::Terminate => "terminate",
    };
    match lease.when {
        When::Idle { minutes, percent } => {
            let time = format::lasting(TimeDelta::minutes(minutes.into()));
            format!("auto-stop set: {then} after {time} idle, GPU use up to {percent}%")
        }
        _ => format!("auto-stop set: {then} when it powers itself off"),
    }
}

/// What is known of the use of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nobody uses it, since then as far as it counts.
    Idle(DateTime<Utc>),
    /// Somebody does.
    Used,
    /// The newest look could not tell.
    NotKnown,
    /// Nobody looks.
    NotLooked,
}

/// How a lease stands, for a window.
pub fn stands(lease: &Lease, seen: Seen, runs: bool, now: DateTime<Utc>) -> String {
    let said = match (lease.state, lease.when) {
        (State::Asks, _) => {
            "It could not act in time. Nothing was ended, and it is billed on. Decide now, or put it off."
        }
        (State::Set, When::Idle { .. }) => "Idle. Any use until then cancels it.",
        (State::Set, _) => "Powered off. A start until then cancels it.",
        (_, When::Idle { .. }) if !runs => "Waits until the instance runs.",
        (_, When::Idle { minutes, .. }) => {
            return match seen {
                Seen::Idle(since) if since > now => {
                    format!("Put off for {}.", format::lasting(since - now + TimeDelta::seconds(30)))
                }
                Seen::Idle(since) => format!(
                    "Idle for {} of {}.",
                    format::lasting(now - since),
                    format::lasting(TimeDelta::minutes(minutes.into()))
                ),
                Seen::Used => "In use.".into(),
                Seen::NotKnown => "Voltdeck could not see whether it is in use, which counts as use.".into(),
                Seen::NotLooked => {
                    "Voltdeck has not looked into this instance yet. Until it can, nothing happens.".into()
                }
            };
        }
        (_, When::PoweredOff { ran_at: None }) => "Waits until the instance runs.",
        (_, _) => "Waits until the instance powers itself off.",
    };
    said.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::MachineKind;

    fn lease(action: LeaseAction, when: When) -> Lease {
        let at = "2026-10-15T12:00:00Z".parse().unwrap();
        Lease { began_at: at, ends_at: at, action, state: State::Armed, kind: None, when }
    }

    fn prices() -> Prices {
        let d = |text: &str| Some(text.parse().unwrap());
        Prices { kind: MachineKind::Vm, now: d("15.92"), released: d("0.80") }
    }

    #[test]
    fn a_countdown_says_when_why_and_what_it_means_for_the_money() {
        let at: NaiveDateTime = "2026-10-15T14:30:00".parse().unwrap();
        let idle = lease(LeaseAction::Terminate, When::Idle { minutes: 60, percent: 5 });
        assert_eq!(
            countdown(&idle, TimeDelta::minutes(65), at, prices()),
            (
                "will be terminated at 14:30 because it is idle".into(),
                "Idle for 1 h 5 min, which cost $17.25 at its current rate. Its disk is erased then, which saves \
                 $15.92/h. Put it off if you still need it."
                    .into()
            )
        );
        let off = lease(LeaseAction::Release, When::PoweredOff { ran_at: None });
        let (deed, meaning) = countdown(&off, TimeDelta::zero(), at, prices());
        assert_eq!(deed, "powered off and will be stopped and released at 14:30");
        assert!(meaning.starts_with("It falls from $15.92/h to $0.80/h"), "{meaning}");
    }

    #[test]
    fn an_unknown_price_is_not_said_as_an_amount() {
        let (_, meaning) = is_idle(TimeDelta::hours(6), None);
        assert!(!meaning.contains('$'), "{meaning}");
        let (deed, meaning) = is_idle(TimeDelta::hours(6), prices().now);
        assert_eq!(deed, "has been idle for 6 h");
        assert!(meaning.starts_with("That cost $95.52 at its current rate"), "{meaning}");
    }
}
