//! Where a job stands, with what is known in each phase and in no other, and the only ways on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use voltdeck_contract::{Candidate, CommandError, JobPhase};

/// The phases of docs/architecture.md, rule 8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum JobState {
    /// Written down. Machines of the last full sweep before it was sent: none of them can be the one.
    Planned { known_before: Vec<String> },
    /// The request is out, or was when the app ended.
    Sent { at: DateTime<Utc>, known_before: Vec<String> },
    /// The provider gave an id.
    Accepted(BoughtMachine),
    /// It was found in the list.
    Found(BoughtMachine),
    /// It runs; one may or may not have got in by SSH.
    Up { machine: BoughtMachine, at: DateTime<Utc>, ssh_answers: Option<bool> },
    /// Nothing was bought.
    Refused { sent_at: Option<DateTime<Utc>>, at: DateTime<Utc>, said: Option<CommandError> },
    /// The answer was lost.
    Unknown(Search),
    /// Whole sweeps long enough did not show it.
    Absent(Search),
}

/// The machine that came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BoughtMachine {
    pub(super) id: String,
    pub(super) sent_at: DateTime<Utc>,
    /// When it was accepted, or the answer was given up.
    pub(super) answered_at: DateTime<Utc>,
    pub(super) found_at: Option<DateTime<Utc>>,
    pub(super) listing: Listing,
    /// The provider could not set it up.
    pub(super) failed: bool,
    pub(super) lease_set: bool,
    /// What the provider warned of when it accepted it.
    pub(super) warning: Option<String>,
    pub(super) said: Option<CommandError>,
}

/// What the list says of a machine. An answer by its id alone does not count: the list may lag behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// Not seen in it yet.
    Awaited,
    /// Seen in it.
    Listed,
    /// Seen in it, and no longer there.
    Gone,
    /// Long accepted, and never seen in it.
    NeverListed,
}

/// The look for a machine whose order's answer was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    pub(super) sent_at: DateTime<Utc>,
    /// When the answer was given up.
    pub(super) given_up_at: DateTime<Utc>,
    /// Machines that there were before: none of them can be the one.
    pub(super) known_before: Vec<String>,
    /// Machines of which the person said that they are not it.
    pub(super) not_it: Vec<String>,
    pub(super) candidates: Vec<Candidate>,
    /// Whole sweeps without it, by which it was given up.
    pub(super) silence: Option<Silence>,
    pub(super) said: Option<CommandError>,
}

/// Whole sweeps that agreed that a machine is not there, by the clock at the wall: they are shown, and decide nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Silence {
    pub(super) first: DateTime<Utc>,
    pub(super) last: DateTime<Utc>,
    pub(super) sweeps: u32,
}

impl Silence {
    /// The sweep by which a machine was given up, for the window.
    pub(super) fn until(last: DateTime<Utc>) -> Self {
        Self { first: last, last, sweeps: 1 }
    }
}

impl Listing {
    /// It was seen in the list once.
    pub(super) fn was_listed(self) -> bool {
        matches!(self, Self::Listed | Self::Gone)
    }

    /// It is no longer taken to be there.
    pub(super) fn is_gone(self) -> bool {
        matches!(self, Self::Gone | Self::NeverListed)
    }

    /// It is there, by the list or by its id alone.
    pub(super) fn there(self, in_list: bool) -> Self {
        if in_list || self.was_listed() { Self::Listed } else { Self::Awaited }
    }

    /// It is not there.
    pub(super) fn gone(self) -> Self {
        if self.was_listed() { Self::Gone } else { Self::NeverListed }
    }
}

impl BoughtMachine {
    fn new(id: &str, sent_at: DateTime<Utc>, answered_at: DateTime<Utc>) -> Self {
        Self {
            id: id.to_owned(),
            sent_at,
            answered_at,
            found_at: None,
            listing: Listing::Awaited,
            failed: false,
            lease_set: false,
            warning: None,
            said: None,
        }
    }
}

/// The ways on: false, and nothing changes, where a phase has no such way. In particular nothing leads back to `Sent`: an
/// order is sent once. What there was before is kept only while the machine is looked for: of a big fleet these are many,
/// and each look at the jobs reads them.
impl JobState {
    /// The order goes out.
    pub(super) fn send(&mut self, now: DateTime<Utc>) -> bool {
        let Self::Planned { known_before } = self else { return false };
        *self = Self::Sent { at: now, known_before: std::mem::take(known_before) };
        true
    }

    /// The provider gave an id.
    pub(super) fn accept(&mut self, id: &str, warning: Option<String>, now: DateTime<Utc>) -> bool {
        let Self::Sent { at, .. } = self else { return false };
        *self = Self::Accepted(BoughtMachine { warning, ..BoughtMachine::new(id, *at, now) });
        true
    }

    /// Refused, or not sent: nothing was bought.
    pub(super) fn refuse(&mut self, said: CommandError, now: DateTime<Utc>) -> bool {
        let sent_at = match self {
            Self::Planned { .. } => None,
            Self::Sent { at, .. } => Some(*at),
            _ => return false,
        };
        *self = Self::Refused { sent_at, at: now, said: Some(said) };
        true
    }

    /// The answer was lost.
    pub(super) fn lose(&mut self, said: CommandError, now: DateTime<Utc>) -> bool {
        let Self::Sent { at, known_before } = self else { return false };
        *self = Self::Unknown(Search {
            sent_at: *at,
            given_up_at: now,
            known_before: std::mem::take(known_before),
            not_it: Vec::new(),
            candidates: Vec::new(),
            silence: None,
            said: Some(said),
        });
        true
    }

    /// The answer came after all, to the one who sent the order: another copy of Voltdeck had taken it for lost.
    pub(super) fn answer_late(
        &mut self,
        machine: Result<(&str, Option<String>), CommandError>,
        now: DateTime<Utc>,
    ) -> bool {
        let (Self::Unknown(search) | Self::Absent(search)) = self else { return false };
        *self = match machine {
            Ok((id, warning)) => {
                Self::Accepted(BoughtMachine { warning, ..BoughtMachine::new(id, search.sent_at, now) })
            }
            Err(said) => Self::Refused { sent_at: Some(search.sent_at), at: now, said: Some(said) },
        };
        true
    }

    /// It is most likely not there.
    pub(super) fn give_up(&mut self, said: CommandError) -> bool {
        let Self::Unknown(search) = self else { return false };
        *self = Self::Absent(Search { said: Some(said), ..search.clone() });
        true
    }

    /// There is something after all that may be it: it is looked for again.
    pub(super) fn reopen(&mut self) -> bool {
        let Self::Absent(search) = self else { return false };
        *self = Self::Unknown(search.clone());
        true
    }

    /// It was found in the list.
    pub(super) fn find(&mut self, id: &str, now: DateTime<Utc>) -> bool {
        let (Self::Unknown(search) | Self::Absent(search)) = self else { return false };
        let machine = BoughtMachine::new(id, search.sent_at, search.given_up_at);
        *self = Self::Found(BoughtMachine { found_at: Some(now), listing: Listing::Listed, ..machine });
        true
    }

    /// It runs.
    pub(super) fn run(&mut self, now: DateTime<Utc>) -> bool {
        let (Self::Accepted(machine) | Self::Found(machine)) = self else { return false };
        let machine = BoughtMachine { said: None, ..machine.clone() };
        *self = Self::Up { machine, at: now, ssh_answers: None };
        true
    }
}

/// What is known.
impl JobState {
    /// Its phase, without what is known in it.
    pub(super) fn phase(&self) -> JobPhase {
        match self {
            Self::Planned { .. } => JobPhase::Planned,
            Self::Sent { .. } => JobPhase::Sent,
            Self::Accepted(_) => JobPhase::Accepted,
            Self::Found(_) => JobPhase::Found,
            Self::Up { .. } => JobPhase::Up,
            Self::Refused { .. } => JobPhase::Refused,
            Self::Unknown(_) => JobPhase::Unknown,
            Self::Absent(_) => JobPhase::Absent,
        }
    }

    /// The machine that came of it.
    pub(super) fn machine(&self) -> Option<&BoughtMachine> {
        match self {
            Self::Accepted(machine) | Self::Found(machine) | Self::Up { machine, .. } => Some(machine),
            _ => None,
        }
    }

    /// The same, to note what is seen of it.
    pub(super) fn machine_mut(&mut self) -> Option<&mut BoughtMachine> {
        match self {
            Self::Accepted(machine) | Self::Found(machine) | Self::Up { machine, .. } => Some(machine),
            _ => None,
        }
    }

    /// The id of its machine.
    pub(super) fn machine_id(&self) -> Option<&str> {
        self.machine().map(|machine| machine.id.as_str())
    }

    /// The look for its machine.
    pub(super) fn search(&self) -> Option<&Search> {
        match self {
            Self::Unknown(search) | Self::Absent(search) => Some(search),
            _ => None,
        }
    }

    /// The same, to note what is seen.
    pub(super) fn search_mut(&mut self) -> Option<&mut Search> {
        match self {
            Self::Unknown(search) | Self::Absent(search) => Some(search),
            _ => None,
        }
    }

    /// When the order went out.
    pub(super) fn sent_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Planned { .. } => None,
            Self::Sent { at, .. } => Some(*at),
            Self::Refused { sent_at, .. } => *sent_at,
            Self::Unknown(search) | Self::Absent(search) => Some(search.sent_at),
            Self::Accepted(machine) | Self::Found(machine) | Self::Up { machine, .. } => Some(machine.sent_at),
        }
    }

    /// When it was accepted, refused, or the answer was given up.
    pub(super) fn answered_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Planned { .. } | Self::Sent { .. } => None,
            Self::Refused { at, .. } => Some(*at),
            Self::Unknown(search) | Self::Absent(search) => Some(search.given_up_at),
            Self::Accepted(machine) | Self::Found(machine) | Self::Up { machine, .. } => Some(machine.answered_at),
        }
    }

    /// What is to be said of it.
    pub(super) fn said(&self) -> Option<&CommandError> {
        match self {
            Self::Planned { .. } | Self::Sent { .. } => None,
            Self::Refused { said, .. } => said.as_ref(),
            Self::Unknown(search) | Self::Absent(search) => search.said.as_ref(),
            Self::Accepted(machine) | Self::Found(machine) | Self::Up { machine, .. } => machine.said.as_ref(),
        }
    }

    /// Machines that may be it.
    pub(super) fn candidates(&self) -> &[Candidate] {
        self.search().map(|search| search.candidates.as_slice()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::ErrorCode;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}Z").parse().unwrap()
    }

    fn said() -> CommandError {
        CommandError::new(ErrorCode::Local, "said")
    }

    /// A job in each phase.
    fn all() -> [JobState; 8] {
        let planned = JobState::Planned { known_before: vec!["old".into()] };
        let on = |from: &JobState, way: &dyn Fn(&mut JobState) -> bool| {
            let mut next = from.clone();
            assert!(way(&mut next));
            next
        };
        let sent = on(&planned, &|state| state.send(at("12:00:01")));
        let accepted = on(&sent, &|state| state.accept("vm", None, at("12:00:02")));
        let up = on(&accepted, &|state| state.run(at("12:00:30")));
        let refused = on(&sent, &|state| state.refuse(said(), at("12:00:02")));
        let unknown = on(&sent, &|state| state.lose(said(), at("12:00:20")));
        let absent = on(&unknown, &|state| state.give_up(said()));
        let found = on(&absent, &|state| state.find("vm", at("12:21:00")));
        [planned, sent, accepted, up, refused, unknown, absent, found]
    }

    #[test]
    fn no_way_leads_back_to_sent_and_none_out_of_refused_or_up() {
        use JobPhase::{Absent, Accepted, Found, Planned, Refused, Sent, Unknown, Up};
        let now = at("13:00:00");
        let mut ways = Vec::new();
        for state in all() {
            let way = |on: &dyn Fn(&mut JobState) -> bool| {
                let mut next = state.clone();
                let went = on(&mut next);
                assert!(went || next == state, "a phase that is no way on changes nothing");
                went.then(|| (state.phase(), next.phase()))
            };
            ways.extend(way(&|state| state.send(now)));
            ways.extend(way(&|state| state.accept("vm", None, now)));
            ways.extend(way(&|state| state.refuse(said(), now)));
            ways.extend(way(&|state| state.lose(said(), now)));
            ways.extend(way(&|state| state.give_up(said())));
            ways.extend(way(&|state| state.reopen()));
            ways.extend(way(&|state| state.find("vm", now)));
            ways.extend(way(&|state| state.run(now)));
        }
        let only = [
            (Planned, Sent),
            (Planned, Refused),
            (Sent, Accepted),
            (Sent, Refused),
            (Sent, Unknown),
            (Accepted, Up),
            (Unknown, Absent),
            (Unknown, Found),
            (Absent, Unknown),
            (Absent, Found),
            (Found, Up),
        ];
        assert_eq!(ways, only);
    }

    #[test]
    fn what_there_was_before_is_kept_while_it_is_looked_for() {
        for state in all() {
            let known = state.search().map(|search| search.known_before.as_slice());
            assert_eq!(
                known,
                matches!(state.phase(), JobPhase::Unknown | JobPhase::Absent).then_some(&["old".to_owned()][..])
            );
        }
    }

    #[test]
    fn a_machine_that_is_there_again_is_not_gone_and_by_its_id_alone_not_listed() {
        assert_eq!(Listing::Awaited.gone().there(false), Listing::Awaited);
        assert_eq!(Listing::Awaited.gone().there(true), Listing::Listed);
        assert_eq!(Listing::Listed.gone().there(false), Listing::Listed);
    }
}
