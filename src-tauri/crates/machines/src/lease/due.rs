//! What is to be done with a lease now: decided from the clock alone.

use chrono::{DateTime, TimeDelta, Utc};

use super::store::{Lease, State};
use super::when::When;
use voltdeck_base::clock::Jump;
use voltdeck_contract::LeaseAction;

/// A lease that is found later than this asks first.
pub(super) const LATE: TimeDelta = TimeDelta::minutes(10);
/// How long before its end a lease is warned of, the last warning first.
const WARNINGS: [i64; 2] = [5, 30];

/// What is to be done with a lease now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing.
    NotYet,
    /// It is over, and says so: that is what a reminder is for.
    Remind,
    /// It came due while nobody looked, or is too late: the person decides.
    Ask,
    /// Stop, release or terminate.
    Act,
}

/// `since` is from when on it was looked without a gap: the start of this account, or the end of the newest sleep. What
/// ended before that was missed, and nothing ends on start-up. One that was found due in time and waits its turn behind
/// others is not late.
pub(super) fn due(lease: &Lease, now: DateTime<Utc>, since: DateTime<Utc>, in_time: bool) -> Due {
    if lease.state != State::Set || now < lease.ends_at {
        Due::NotYet
    } else if lease.ends_at < since || (now - lease.ends_at > LATE && !in_time) {
        Due::Ask
    } else if lease.action == LeaseAction::Remind {
        Due::Remind
    } else {
        Due::Act
    }
}

/// From when on it is looked without a gap, after the clock did this. What came due in hours that the clock left out was
/// missed; a clock that was put back makes nothing due, and begins the hours anew.
pub(super) fn since(before: DateTime<Utc>, jump: Option<Jump>, now: DateTime<Utc>) -> DateTime<Utc> {
    match jump {
        Some(Jump::Ahead(_) | Jump::Back(_)) => now,
        None => before,
    }
}

/// The warning that is due, in minutes before the end. A lease that was set shorter than that before its end was chosen
/// so a moment ago: it is not warned of at once.
pub(super) fn warning(lease: &Lease, now: DateTime<Utc>) -> Option<i64> {
    let left = lease.ends_at - now;
    // One that counts down was told of when it began to.
    if lease.state != State::Set || lease.when != When::Time || left <= TimeDelta::zero() {
        return None;
    }
    let due = WARNINGS.into_iter().find(|minutes| left <= TimeDelta::minutes(*minutes))?;
    (lease.began_at < lease.ends_at - TimeDelta::minutes(due)).then_some(due)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}Z").parse().unwrap()
    }

    fn lease(action: LeaseAction) -> Lease {
        Lease {
            began_at: at("08:00:00"),
            ends_at: at("12:00:00"),
            action,
            state: State::Set,
            kind: None,
            when: When::Time,
        }
    }

    #[test]
    fn a_lease_acts_in_time_and_asks_when_it_is_late_or_was_missed() {
        let opened = at("09:00:00");
        let terminate = lease(LeaseAction::Terminate);
        for (now, since, expected) in [
            ("11:59:59", opened, Due::NotYet),
            ("12:00:00", opened, Due::Act),
            ("12:10:00", opened, Due::Act),
            ("12:10:01", opened, Due::Ask),
            // Ended while Voltdeck was not running: never by itself on start-up, however short ago.
            ("12:00:05", at("12:00:04"), Due::Ask),
        ] {
            assert_eq!(due(&terminate, at(now), since, false), expected, "{now}");
        }
        assert_eq!(due(&lease(LeaseAction::Remind), at("12:00:00"), opened, false), Due::Remind);
        assert_eq!(due(&lease(LeaseAction::Remind), at("12:10:01"), opened, false), Due::Ask);
        assert_eq!(due(&terminate, at("12:40:00"), opened, true), Due::Act, "found in time, it waits its turn");
        let asked = terminate.asking();
        assert_eq!(due(&asked, at("12:00:01"), opened, false), Due::NotYet);
    }

    #[test]
    fn what_came_due_in_a_jump_ahead_asks_and_a_clock_put_back_changes_nothing() {
        let opened = at("09:00:00");
        let terminate = lease(LeaseAction::Terminate);
        // Asleep from 11:58 to 12:03: late by three minutes only, but nobody looked when it came due.
        let awake = at("12:03:00");
        let jumped = since(opened, Some(Jump::Ahead(TimeDelta::minutes(5))), awake);
        assert_eq!(due(&terminate, awake, jumped, true), Due::Ask);
        assert_eq!(due(&terminate, awake, since(opened, None, awake), false), Due::Act);
        // Put back by two hours at 11:30: it acts when that clock reaches its end, though it looked later before.
        let back = since(at("11:30:00"), Some(Jump::Back(TimeDelta::hours(2))), at("09:30:00"));
        assert_eq!(due(&terminate, at("09:30:00"), back, false), Due::NotYet);
        assert_eq!(due(&terminate, at("12:00:03"), back, false), Due::Act);
    }

    #[test]
    fn it_is_warned_of_twice_and_not_of_what_was_set_a_moment_ago() {
        let lease = lease(LeaseAction::Remind);
        for (now, expected) in [
            ("11:29:59", None),
            ("11:30:00", Some(30)),
            ("11:54:59", Some(30)),
            // Found late, the last one is told alone.
            ("11:55:00", Some(5)),
            ("11:59:59", Some(5)),
            ("12:00:00", None),
        ] {
            assert_eq!(warning(&lease, at(now)), expected, "{now}");
        }
        let short = Lease { began_at: at("11:40:00"), ..lease.clone() };
        assert_eq!((warning(&short, at("11:41:00")), warning(&short, at("11:55:00"))), (None, Some(5)));
        assert_eq!(warning(&lease.asking(), at("11:55:00")), None);
    }

    proptest! {
        #[test]
        fn no_lease_acts_before_its_end_or_late_or_where_nobody_looked(
            ends in 0_i64..100_000, now in 0_i64..200_000, opened in 0_i64..200_000,
            action in prop::sample::select(LeaseAction::ALL.to_vec()), asks in any::<bool>(), waits in any::<bool>(),
        ) {
            let moment = |seconds: i64| at("00:00:00") + TimeDelta::seconds(seconds);
            let state = if asks { State::Asks } else { State::Set };
            let lease = Lease { began_at: moment(0), ends_at: moment(ends), action, state, kind: None, when: When::Time };
            let decided = due(&lease, moment(now), moment(opened), waits);
            let in_time = now >= ends && (waits || now - ends <= LATE.num_seconds()) && ends >= opened && !asks;
            prop_assert_eq!(decided == Due::Act, in_time && action != LeaseAction::Remind);
            prop_assert_eq!(decided == Due::NotYet, asks || now < ends);
        }
    }
}
