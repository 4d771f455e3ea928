//! A standing order as it is kept on disk, and the only ways on from each of its states. No field of it may ever hold a
//! secret: it takes keys only.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::deploy::{Goods, standing_bounds};
use voltdeck_contract::{
    CloudInitForm, DeployDraft, ExtraKey, FirstSteps, JobPhase, KeyMode, LeaseDraft, MachineKind, MetalDraft, Money,
    StandingDraft, StandingOrderView, StandingState, StockThing,
};

/// By how much the clock may be set right without being thought wrong.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);
/// An order that ends within this is near its end.
const SOON: TimeDelta = TimeDelta::hours(24);

/// What an order is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingOrder {
    pub(super) id: String,
    pub(super) profile_id: String,
    pub(super) state: StandingState,
    /// What is bought.
    pub(super) goods: Goods,
    pub(super) draft: KeptDraft,
    /// The most that it may cost per hour.
    pub(super) limit: Decimal,
    /// The account's spending limit that it passed when it was given, and against which its name was typed.
    #[serde(default)]
    pub(super) accepted_limit: Option<Decimal>,
    /// Tries that were counted: each before its order was sent.
    pub(super) tries: u32,
    pub(super) max_tries: u32,
    pub(super) created_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    /// The job of the last try.
    pub(super) job_id: Option<String>,
    /// What was said of it last, and when.
    pub(super) said: Option<String>,
    pub(super) said_at: Option<DateTime<Utc>>,
    /// It was ended while a try was under way: there is no other.
    pub(super) ending: bool,
    /// What it bought, and for how much per hour.
    pub(super) instance_id: Option<String>,
    pub(super) bought_per_hour: Option<Decimal>,
}

/// A draft as it is kept: it has no place for a password or a cloud-init.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptDraft {
    pub(super) preset_id: Option<String>,
    pub(super) metal: Option<MetalDraft>,
    pub(super) name: String,
    pub(super) key_mode: KeyMode,
    pub(super) key_ids: Vec<String>,
    /// Public keys as they are sent, never as they were pasted.
    pub(super) key_lines: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) lease: Option<LeaseDraft>,
}

impl KeptDraft {
    /// What is kept of a draft without errors.
    pub(super) fn of(draft: &DeployDraft, key_lines: Vec<String>) -> Self {
        let selective = draft.key_mode == KeyMode::Selective;
        Self {
            preset_id: draft.preset_id.clone().filter(|_| draft.metal.is_none()),
            metal: draft.metal.clone(),
            name: draft.name.trim().to_owned(),
            key_mode: draft.key_mode,
            key_ids: if selective { draft.key_ids.clone() } else { Vec::new() },
            key_lines,
            tags: draft.tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
            lease: draft.lease.clone(),
        }
    }
}

/// What a try came to, by its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is still under way.
    Underway,
    /// It bought.
    Bought,
    /// Nobody knows: the order is over, and the job looks for the machine.
    Unknown,
    /// It was refused, and there may be another.
    Again,
    /// It was refused, and there is no other.
    Over,
}

impl StandingOrder {
    /// What it waits for.
    pub fn thing(&self) -> StockThing {
        match &self.draft.metal {
            None => StockThing::Preset { id: self.draft.preset_id.clone().unwrap_or_default() },
            Some(metal) => StockThing::Metal {
                location_id: metal.location_id.clone().unwrap_or_default(),
                network: metal.network.clone().unwrap_or_default(),
            },
        }
    }

    /// GPUs that must be free, of bare metal.
    pub(super) fn gpus(&self) -> u32 {
        self.draft.metal.as_ref().and_then(|metal| metal.gpu_count).unwrap_or(1)
    }

    /// Name of the machine.
    pub(super) fn name(&self) -> &str {
        &self.draft.name
    }

    /// The draft that is bought.
    pub(super) fn draft(&self) -> DeployDraft {
        let kept = self.draft.clone();
        let key = |text: String| ExtraKey { text, save_as: None };
        DeployDraft {
            preset_id: kept.preset_id,
            metal: kept.metal,
            name: kept.name,
            password: String::new(),
            key_mode: kept.key_mode,
            key_ids: kept.key_ids,
            extra_keys: kept.key_lines.into_iter().map(key).collect(),
            cloud_init: CloudInitForm::default(),
            first_steps: FirstSteps::default(),
            tags: kept.tags,
            lease: kept.lease,
            // What holds for a standing order holds when it buys, too.
            standing: Some(StandingDraft {
                limit: self.limit.to_string(),
                days: standing_bounds::DEFAULT_DAYS.to_string(),
                tries: self.max_tries.to_string(),
            }),
        }
    }

    /// It waits, or a try of it is under way.
    pub(super) fn stands(&self) -> bool {
        matches!(self.state, StandingState::Waiting | StandingState::Trying)
    }

    /// Counts a try, before anything is sent; false, and nothing changes, where it may not be tried.
    pub(super) fn claim(&mut self, job: &str, now: DateTime<Utc>) -> bool {
        let may = self.state == StandingState::Waiting
            && !self.ending
            && self.tries < self.max_tries
            && now < self.ends_at
            && !self.before_its_time(now);
        if may {
            self.state = StandingState::Trying;
            self.tries += 1;
            self.job_id = Some(job.to_owned());
        }
        may
    }

    /// The clock stands before the moment at which the order was given: it is wrong, and so is what is reckoned by it.
    pub(super) fn before_its_time(&self, now: DateTime<Utc>) -> bool {
        now < self.created_at - CLOCKS_DIFFER
    }

    /// What its last try came to.
    pub(super) fn turn(&self, job: JobPhase) -> Turn {
        match job {
            JobPhase::Planned | JobPhase::Sent => Turn::Underway,
            JobPhase::Accepted | JobPhase::Up | JobPhase::Found => Turn::Bought,
            JobPhase::Unknown | JobPhase::Absent => Turn::Unknown,
            JobPhase::Refused if self.ending || self.tries >= self.max_tries => Turn::Over,
            JobPhase::Refused => Turn::Again,
        }
    }

    /// Goes on to a state; false, and nothing changes, where that is no way on. Nothing leads back from an end but that an
    /// unknown outcome comes to be known.
    pub(super) fn go(&mut self, next: StandingState, now: DateTime<Utc>) -> bool {
        use StandingState::{Bought, Ended, Trying, Unknown, Waiting};
        let may = matches!(
            (self.state, next),
            (Trying, Waiting | Bought | Unknown | Ended) | (Waiting, Ended) | (Unknown, Bought)
        );
        if may {
            self.state = next;
            if !self.stands() {
                self.ended_at = Some(now);
            }
        }
        may
    }

    /// Notes what is said of it.
    pub(super) fn say(&mut self, said: impl Into<String>, now: DateTime<Utc>) {
        self.said = Some(said.into());
        self.said_at = Some(now);
    }

    /// For the window.
    pub(super) fn view(&self, now: DateTime<Utc>) -> StandingOrderView {
        StandingOrderView {
            id: self.id.clone(),
            kind: if self.draft.metal.is_some() { MachineKind::BareMetal } else { MachineKind::Vm },
            thing: self.thing(),
            name: self.draft.name.clone(),
            hardware: self.goods.line.clone(),
            state: self.state,
            limit_per_hour: Money(self.limit),
            tries: self.tries,
            max_tries: self.max_tries,
            tags: self.draft.tags.clone(),
            lease: self.draft.lease.clone(),
            created_at: self.created_at,
            ends_at: self.ends_at,
            ended_at: self.ended_at,
            said: self.said.clone(),
            said_at: self.said_at,
            job_id: self.job_id.clone(),
            instance_id: self.instance_id.clone(),
            bought_per_hour: self.bought_per_hour.map(Money),
            ending: self.ending,
            ends_soon: self.ends_soon(now),
        }
    }

    /// It waits and ends within a day.
    pub(super) fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        self.stands() && self.ends_at - now <= SOON
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::standing_orders) fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-{text}Z").parse().unwrap()
    }

    pub(in crate::standing_orders) fn order() -> StandingOrder {
        let draft = DeployDraft {
            preset_id: Some("p".into()),
            name: " train-01 ".into(),
            password: "canary-password".into(),
            tags: vec![" team ".into(), String::new()],
            ..DeployDraft::default()
        };
        StandingOrder {
            id: "o".into(),
            profile_id: "profile".into(),
            state: StandingState::Waiting,
            goods: Goods { hardware_id: "p".into(), what: "1 × H100".into(), line: "1 × H100".into() },
            draft: KeptDraft::of(&draft, vec!["ssh-ed25519 AAAA me".into()]),
            limit: "2.10".parse().unwrap(),
            accepted_limit: None,
            tries: 0,
            max_tries: 2,
            created_at: at("15T12:00:00"),
            ends_at: at("22T12:00:00"),
            ended_at: None,
            job_id: None,
            said: None,
            said_at: None,
            ending: false,
            instance_id: None,
            bought_per_hour: None,
        }
    }

    #[test]
    fn a_try_is_counted_before_it_is_sent_and_only_while_the_order_stands() {
        let now = at("16T12:00:00");
        let fresh = order;
        let mut order = order();
        assert!(order.claim("job-1", now));
        assert_eq!((order.tries, order.state, order.job_id.as_deref()), (1, StandingState::Trying, Some("job-1")));
        assert!(!order.claim("job-2", now), "one try at a time");
        order.go(StandingState::Waiting, now);
        assert!(order.claim("job-2", now));
        order.go(StandingState::Waiting, now);
        assert!(!order.claim("job-3", now), "its tries are used up");
        assert!(!fresh().claim("late", at("22T12:00:00")));
        assert!(fresh().claim("in time", at("22T11:59:59")));
        assert!(!fresh().claim("the clock is a day back", at("14T12:00:00")));
        assert!(!StandingOrder { ending: true, ..fresh() }.claim("ended", now));
        for state in [StandingState::Bought, StandingState::Unknown, StandingState::Ended] {
            assert!(!StandingOrder { state, ..fresh() }.claim("over", now));
        }
    }

    #[test]
    fn only_a_definite_refusal_leads_to_another_try() {
        let mut order = order();
        order.claim("job", at("16T12:00:00"));
        assert_eq!(order.turn(JobPhase::Refused), Turn::Again);
        for phase in [JobPhase::Unknown, JobPhase::Absent] {
            assert_eq!(order.turn(phase), Turn::Unknown);
        }
        for phase in [JobPhase::Accepted, JobPhase::Up, JobPhase::Found] {
            assert_eq!(order.turn(phase), Turn::Bought);
        }
        for phase in [JobPhase::Planned, JobPhase::Sent] {
            assert_eq!(order.turn(phase), Turn::Underway);
        }
        assert_eq!(StandingOrder { tries: 2, ..order.clone() }.turn(JobPhase::Refused), Turn::Over);
        assert_eq!(StandingOrder { ending: true, ..order }.turn(JobPhase::Refused), Turn::Over);
    }

    #[test]
    fn no_way_leads_back_to_waiting_from_an_end() {
        use StandingState::*;
        let all = [Waiting, Trying, Bought, Unknown, Ended];
        for end in [Bought, Unknown, Ended] {
            for next in [Waiting, Trying] {
                assert!(!StandingOrder { state: end, ..order() }.go(next, at("16T12:00:00")));
            }
        }
        for end in [Bought, Ended] {
            assert!(all.into_iter().all(|next| !StandingOrder { state: end, ..order() }.go(next, at("16T12:00:00"))));
        }
        assert!(!order().go(Trying, at("16T12:00:00")), "a try is counted");
    }

    #[test]
    fn what_is_kept_has_no_place_for_a_secret_and_comes_back_as_it_was_ordered() {
        let order = order();
        let text = serde_json::to_string(&order).unwrap();
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains(r#""limit":"2.10""#), "{text}");
        assert_eq!(serde_json::from_str::<StandingOrder>(&text).unwrap(), order);
        let draft = order.draft();
        assert_eq!((draft.name.as_str(), draft.tags), ("train-01", vec!["team".to_owned()]));
        assert_eq!(draft.extra_keys[0].text, "ssh-ed25519 AAAA me");
        assert!(draft.password.is_empty());
    }
}
