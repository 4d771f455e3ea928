//! Whether an auto-stop counts down, acts, or is called off: decided from what was seen alone. Whatever is not known ends
//! nothing.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Duration;
use voltdeck_base::clock::Moment;

use crate::lease::store::State;
use crate::lease::when::When;

/// A stop of ours explains a machine that is down for so long after it was last seen running: lists lag, and an act whose
/// answer was lost may be carried out late.
pub const OURS_LASTS: TimeDelta = TimeDelta::hours(1);
/// Two readings that agree are at least so far apart.
const APART: Duration = Duration::from_secs(20);
/// What is ended was looked into at most so long before.
pub const FRESH: TimeDelta = TimeDelta::seconds(90);

/// What is to be done with an auto-stop now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// The machine is seen running: note since when.
    Ran,
    /// The machine is down for a reason that is none of this lease: it waits until the machine ran again.
    Rest,
    /// Its condition is met: count down, or tell where that is all it does.
    Begin,
    /// Its condition is met no more: the countdown ends.
    CallOff(Why),
    /// It powered off while nobody looked: the person decides.
    Ask,
}

/// Why a countdown is called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is used again.
    Used,
    /// Nobody could look, so it counts as used.
    NotKnown,
    /// It runs no more, or runs again.
    State,
    /// It was started from here, which its list may show minutes later.
    Started,
}

/// The newest act on a machine's power that was asked for from this store and not refused, also where its answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// A start, or what ends in a machine that is down.
    pub start: bool,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// What of ours explains that a machine is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ours {
    /// Nothing.
    Nothing,
    /// Somebody stopped it from here.
    Stopped,
    /// Somebody started it from here, and it was not seen running since.
    Starting,
}

/// Of a lease for when a machine is idle: since when it is, as far as that counts here.
pub fn idle(
    state: State,
    minutes: u32,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    runs: bool,
    last_look_is_known: bool,
) -> Step {
    let met = runs && since.is_some_and(|since| now - since >= TimeDelta::minutes(minutes.into()));
    match state {
        State::Armed if met => Step::Begin,
        State::Set if met => Step::Wait,
        State::Set if !runs => Step::CallOff(Why::State),
        State::Set if last_look_is_known => Step::CallOff(Why::Used),
        State::Set => Step::CallOff(Why::NotKnown),
        State::Armed | State::Asks | State::Gone => Step::Wait,
    }
}

/// From when on a machine counts as idle: not before the lease was set or put off, nor before a time in which nobody looked,
/// nor before somebody stopped, started or restarted it from here.
pub fn counted_from(
    idle: Option<DateTime<Utc>>,
    began_at: DateTime<Utc>,
    looked_since: DateTime<Utc>,
    asked: Option<Asked>,
) -> Option<DateTime<Utc>> {
    let from = began_at.max(looked_since);
    idle.map(|idle| idle.max(asked.map_or(from, |asked| from.max(asked.at))))
}

/// What was seen of a machine's power in this run, without a gap.
#[derive(Debug, Clone, Copy, Default)]
pub struct Power {
    newest: Option<Moment>,
    /// When it was last seen running, with nothing but a stop after it.
    ran: Option<Moment>,
    /// When it was first seen stopped after that, and in another reading.
    down: Option<(Moment, bool)>,
}

impl Power {
    /// Takes a reading, by when it was asked for. One that is older than what was seen says nothing.
    pub fn see(&mut self, status: &str, asked: Moment) {
        if self.newest.is_some_and(|newest| newest.counted >= asked.counted) {
            return;
        }
        self.newest = Some(asked);
        match (status, self.down) {
            ("Running", _) => (self.ran, self.down) = (Some(asked), None),
            ("Stopped", None) => self.down = Some((asked, false)),
            ("Stopped", Some((first, _))) => self.down = Some((first, asked.counted - first.counted >= APART)),
            // On the move, or unknown: what comes after it is nobody's guess.
            _ => (self.ran, self.down) = (None, None),
        }
    }

    /// When it was last seen running.
    pub fn ran(&self) -> Option<DateTime<Utc>> {
        self.ran.map(|ran| ran.wall)
    }

    /// Whether two readings agree that it is stopped.
    fn is_down(&self) -> bool {
        self.down.is_some_and(|(_, agreed)| agreed)
    }
}

/// Of a lease for when a machine powers itself off.
pub fn powered_off(state: State, when: When, status: &str, power: Power, ours: Ours) -> Step {
    let When::PoweredOff { ran_at } = when else { return Step::Wait };
    match (state, status, ran_at) {
        (State::Armed, "Running", None) => Step::Ran,
        // What is released or terminated costs less already: somebody did that.
        (State::Armed, "StoppedDisassociated" | "Terminated", Some(_)) => Step::Rest,
        // Also where it was started: it counts anew once it was seen running.
        (State::Armed, "Stopped", Some(_)) if ours != Ours::Nothing => Step::Rest,
        (State::Set, "Stopped", Some(_)) if ours == Ours::Starting => Step::CallOff(Why::Started),
        (State::Armed, "Stopped", Some(_)) if !power.is_down() => Step::Wait,
        (State::Armed | State::Set, "Stopped", Some(_)) if power.ran().is_none() => Step::Ask,
        (State::Armed, "Stopped", Some(_)) => Step::Begin,
        (State::Set, "Stopped", Some(_)) if ours == Ours::Nothing => Step::Wait,
        (State::Set, _, _) => Step::CallOff(Why::State),
        _ => Step::Wait,
    }
}

/// What of ours explains that a machine is down that was last seen running then. A stop does for long after that; a start
/// until it is seen running, since lists lag.
pub fn ours(asked: Option<Asked>, ran: Option<DateTime<Utc>>) -> Ours {
    match asked {
        Some(Asked { start: true, at }) if ran.is_none_or(|ran| at >= ran) => Ours::Starting,
        Some(Asked { start: false, at }) if ran.is_none_or(|ran| at >= ran - OURS_LASTS) => Ours::Stopped,
        _ => Ours::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::time::Instant;

    use super::*;
    use crate::idle::{GAP, IdleMemory, Look};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_040 + seconds, 0).unwrap()
    }

    fn moment(began: Instant, seconds: u32) -> Moment {
        Moment { wall: at(seconds.into()), counted: began + Duration::from_secs(seconds.into()) }
    }

    fn seen(readings: &[(&str, u32)]) -> Power {
        let began = Instant::now();
        let mut power = Power::default();
        for (status, seconds) in readings {
            power.see(status, moment(began, *seconds));
        }
        power
    }

    fn decided(readings: &[(&str, u32)], ours: Ours) -> Step {
        let status = readings.iter().max_by_key(|(_, at)| *at).unwrap().0;
        powered_off(State::Armed, When::PoweredOff { ran_at: Some(at(0)) }, status, seen(readings), ours)
    }

    #[test]
    fn a_machine_powered_off_where_two_readings_agree_after_one_that_saw_it_run() {
        assert_eq!(decided(&[("Running", 0), ("Stopped", 60)], Ours::Nothing), Step::Wait, "one reading is not enough");
        assert_eq!(decided(&[("Running", 0), ("Stopped", 60), ("Stopped", 61)], Ours::Nothing), Step::Wait);
        assert_eq!(decided(&[("Running", 0), ("Stopped", 60), ("Stopped", 120)], Ours::Nothing), Step::Begin);
        assert_eq!(decided(&[("Running", 0), ("Stopped", 60), ("Stopped", 120)], Ours::Stopped), Step::Rest);
        assert_eq!(decided(&[("Stopped", 60), ("Stopped", 120)], Ours::Nothing), Step::Ask, "nobody saw it run");
        for other in ["Relocating", "Outbid", "Hibernating", ""] {
            assert_eq!(decided(&[("Running", 0), (other, 60)], Ours::Nothing), Step::Wait, "{other}");
            let after = [("Running", 0), (other, 60), ("Stopped", 120), ("Stopped", 180)];
            assert_eq!(decided(&after, Ours::Nothing), Step::Ask, "{other}");
        }
        let late = [("Running", 0), ("Stopped", 60), ("Stopped", 120), ("Running", 90)];
        assert_eq!(decided(&late, Ours::Nothing), Step::Begin, "an older answer that comes late says nothing");
        assert_eq!(decided(&[("Running", 0), ("StoppedDisassociated", 60)], Ours::Nothing), Step::Rest);
        let never_ran = When::PoweredOff { ran_at: None };
        let down = seen(&[("Stopped", 60), ("Stopped", 120)]);
        assert_eq!(powered_off(State::Armed, never_ran, "Stopped", down, Ours::Nothing), Step::Wait);
    }

    #[test]
    fn a_countdown_is_called_off_once_the_machine_is_anything_but_stopped_by_itself() {
        let off = When::PoweredOff { ran_at: Some(at(0)) };
        let down = seen(&[("Running", 0), ("Stopped", 60), ("Stopped", 120)]);
        assert_eq!(powered_off(State::Set, off, "Stopped", down, Ours::Nothing), Step::Wait);
        assert_eq!(powered_off(State::Set, off, "Stopped", down, Ours::Stopped), Step::CallOff(Why::State));
        assert_eq!(
            powered_off(State::Set, off, "Stopped", Power::default(), Ours::Nothing),
            Step::Ask,
            "after a restart"
        );
        for other in ["Running", "Relocating", "StoppedDisassociated", "odd"] {
            assert_eq!(powered_off(State::Set, off, other, down, Ours::Nothing), Step::CallOff(Why::State), "{other}");
        }
    }

    #[test]
    fn a_stop_of_ours_explains_for_an_hour_and_a_start_takes_that_away() {
        let stop = |seconds| Some(Asked { start: false, at: at(seconds) });
        assert_eq!(ours(stop(0), Some(at(10))), Ours::Stopped, "the list lagged behind the stop");
        assert_eq!(ours(stop(20), Some(at(10))), Ours::Stopped);
        assert_eq!(ours(stop(0), None), Ours::Stopped, "nobody saw it run since");
        assert_eq!(ours(stop(0), Some(at(3_601))), Ours::Nothing);
        assert_eq!(ours(None, Some(at(0))), Ours::Nothing);
        let start = Some(Asked { start: true, at: at(20) });
        assert_eq!(ours(start, Some(at(10))), Ours::Starting, "the list lags behind the start");
        assert_eq!(ours(start, None), Ours::Starting);
        assert_eq!(ours(start, Some(at(21))), Ours::Nothing, "it was seen running since");
    }

    #[test]
    fn a_start_from_here_calls_the_countdown_off_whatever_the_list_says() {
        let off = When::PoweredOff { ran_at: Some(at(0)) };
        let down = seen(&[("Running", 0), ("Stopped", 60), ("Stopped", 120)]);
        for power in [down, Power::default()] {
            assert_eq!(
                powered_off(State::Set, off, "Stopped", power, Ours::Starting),
                Step::CallOff(Why::Started),
                "{power:?}"
            );
            assert_eq!(powered_off(State::Armed, off, "Stopped", power, Ours::Starting), Step::Rest, "{power:?}");
        }
    }

    /// What a look saw: idle, busy, or nothing.
    fn look(what: u8, seconds: i64) -> Look {
        match what {
            0 => Look::unknown(at(seconds)),
            1 => Look { at: at(seconds), gpu: Some(80), processes: Some(1), sessions: Some(0) },
            _ => Look { at: at(seconds), gpu: Some(0), processes: Some(0), sessions: Some(0) },
        }
    }

    proptest! {
        /// Plays looks and ticks of a lease as `follow` does, and looks back at what was seen once it would act.
        #[test]
        fn no_idle_lease_acts_with_a_busy_or_unknown_look_in_its_span_or_before_it_warned(
            minutes in 10_u32..40, set_at in 0_i64..7_200, slept in 0_i64..14_400,
            looks in prop::collection::vec((prop::sample::select(vec![2_u8, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 0]), 5_i64..800), 1..120),
        ) {
            let memory = IdleMemory::default();
            let when = When::Idle { minutes, percent: 5 };
            let (mut state, mut ends, mut told) = (State::Armed, None, None);
            let mut all: Vec<(u8, i64)> = Vec::new();
            let mut next = looks.iter().scan(0, |time, (what, after)| { *time += after; Some((*what, *time)) }).peekable();
            let last: i64 = looks.iter().map(|(_, after)| after).sum();
            for now in (0..last + 1_800).step_by(5) {
                while let Some(one) = next.next_if(|(_, time)| *time <= now) {
                    memory.note("m", look(one.0, one.1));
                    all.push(one);
                }
                let looked_since = if now >= slept { at(slept) } else { at(0) };
                let since = counted_from(memory.since("m", 5, at(now)), at(set_at), looked_since, None);
                let known = memory.newest("m").is_some_and(|look| look.is_known());
                match idle(state, minutes, since, at(now), true, known) {
                    Step::Begin => (state, ends, told) = (State::Set, Some(at(now) + when.countdown()), Some(now)),
                    Step::CallOff(_) => (state, ends) = (State::Armed, None),
                    _ => {}
                }
                if state == State::Set && ends.is_some_and(|ends| at(now) >= ends) {
                    let span = now - i64::from(minutes) * 60 - 15 * 60;
                    prop_assert!(now - told.unwrap() >= 15 * 60, "it did not warn for long enough");
                    prop_assert!(span >= set_at, "time from before it was set counts");
                    prop_assert!(now < slept || span >= slept, "time from before a sleep counts");
                    prop_assert!(all.iter().all(|(what, time)| *what == 2 || *time < span), "{all:?} at {now}");
                    let in_span: Vec<i64> = all.iter().map(|(_, time)| *time).filter(|time| *time >= span).collect();
                    let apart = in_span.iter().zip(in_span.iter().skip(1).chain([&now])).all(|(a, b)| b - a <= GAP.num_seconds());
                    prop_assert!(apart, "a time without looks counts");
                    return Ok(());
                }
            }
        }

        #[test]
        fn no_lease_begins_to_count_for_a_machine_that_was_stopped_here_or_not_seen_to_run(
            readings in prop::collection::vec(
                (prop::sample::select(vec!["Running", "Running", "Stopped", "Stopped", "StoppedDisassociated", "Relocating", "Outbid", "?"]), 1_u32..200),
                1..30,
            ),
            ours in prop::sample::select(vec![Ours::Nothing, Ours::Stopped, Ours::Starting]),
        ) {
            let mut time = 0;
            let readings: Vec<(&str, u32)> =
                readings.into_iter().map(|(status, after)| { time += after; (status, time) }).collect();
            if decided(&readings, ours) == Step::Begin {
                prop_assert_eq!(ours, Ours::Nothing);
                let tail: Vec<&str> = readings.iter().rev().map(|(status, _)| *status).skip_while(|one| *one == "Stopped").collect();
                prop_assert_eq!(tail.first(), Some(&"Running"));
                let stops = readings.len() - tail.len();
                prop_assert!(stops >= 2);
            }
        }
    }
}
