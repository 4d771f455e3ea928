//! A deploy as it is kept on disk. No field of it may ever hold a secret: what a job needs and may not keep is asked for
//! again.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::draft_rules::cleaned_tags;
use super::{cloud_init, cost};
use voltdeck_contract::{
    Candidate, CommandError, DeployDraft, JobPhase, KeyMode, LeaseDraft, MachineKind, MetalDraft, Money, Quote,
    StorageMode,
};
use voltdeck_machines::fleet::JOB_TAG;
use voltdeck_volumes::storage;

/// What a job is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts that came to be known, each on its own")]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) profile_id: String,
    pub(super) name: String,
    pub(super) tag: String,
    pub(super) phase: Phase,
    pub(super) hardware: String,
    pub(super) compute_per_hour: Decimal,
    pub(super) storage_per_hour: Decimal,
    /// Virtual machine, as every job was at first, or bare metal.
    #[serde(default)]
    pub(super) kind: MachineKind,
    /// What is bought: see [`Quote`].
    #[serde(alias = "preset_id")]
    pub(super) hardware_id: String,
    /// Hardware and storage of a rental, as they were chosen.
    #[serde(default)]
    pub(super) metal: Option<MetalDraft>,
    /// The volume that is created before a rental is ordered.
    #[serde(default)]
    pub(super) volume: Option<JobVolume>,
    /// What the provider warned of when it accepted a rental.
    #[serde(default)]
    pub(super) warning: Option<String>,
    /// The provider could not set the rental up.
    #[serde(default)]
    pub(super) failed: bool,
    pub(super) key_mode: KeyMode,
    pub(super) key_ids: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) lease: Option<LeaseDraft>,
    pub(super) had_password: bool,
    pub(super) had_cloud_init: bool,
    pub(super) created_at: DateTime<Utc>,
    pub(super) sent_at: Option<DateTime<Utc>>,
    /// When it was accepted, refused, or the answer was given up.
    pub(super) answered_at: Option<DateTime<Utc>>,
    pub(super) found_at: Option<DateTime<Utc>>,
    pub(super) up_at: Option<DateTime<Utc>>,
    pub(super) instance_id: Option<String>,
    /// Machines of the last full sweep before it was sent: none of them can be the one.
    pub(super) known_before: Vec<String>,
    /// Machines of which the person said that they are not it.
    pub(super) not_it: Vec<String>,
    pub(super) candidates: Vec<Candidate>,
    /// Whole sweeps without it.
    pub(super) silence: Option<Silence>,
    /// The machine was seen in the list. An answer by its id alone does not count: the list may lag behind it.
    pub(super) listed: bool,
    /// It was listed, or long accepted, and is no longer there.
    pub(super) gone: bool,
    pub(super) said: Option<CommandError>,
    pub(super) key_notes: Vec<String>,
    pub(super) ssh_answers: Option<bool>,
    /// One gets in by Remote Desktop, so SSH is not tried.
    #[serde(default)]
    pub(super) remote_desktop: bool,
    pub(super) lease_set: bool,
    pub(super) activity_id: Option<String>,
    /// The standing order whose try it is.
    #[serde(default)]
    pub(super) order_id: Option<String>,
}

/// A volume that is created for a rental.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct JobVolume {
    pub(super) name: String,
    pub(super) size_gb: u32,
    pub(super) state: VolumeState,
    /// What it costs per hour, as the provider answered.
    pub(super) per_hour: Option<Decimal>,
}

/// How far the volume of a job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum VolumeState {
    /// Not sent.
    Planned,
    /// The request is out, or its answer was lost.
    Sent,
    /// It is there, with this id.
    Created(String),
}

/// Whole sweeps that agree that a machine is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Silence {
    pub(super) first: DateTime<Utc>,
    pub(super) last: DateTime<Utc>,
    pub(super) sweeps: u32,
}

/// The phases of docs/architecture.md, rule 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Phase {
    Planned,
    Sent,
    Accepted,
    Up,
    Refused,
    Unknown,
    Found,
    Absent,
}

impl Phase {
    /// The word in the store.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Up => "up",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Found => "found",
            Self::Absent => "absent",
        }
    }

    /// For the window.
    pub(super) fn view(self) -> JobPhase {
        match self {
            Self::Planned => JobPhase::Planned,
            Self::Sent => JobPhase::Sent,
            Self::Accepted => JobPhase::Accepted,
            Self::Up => JobPhase::Up,
            Self::Refused => JobPhase::Refused,
            Self::Unknown => JobPhase::Unknown,
            Self::Found => JobPhase::Found,
            Self::Absent => JobPhase::Absent,
        }
    }

    /// The only ways on. In particular nothing leads back to `Sent`: an order is sent once.
    fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Planned, Self::Sent | Self::Refused)
                | (Self::Sent, Self::Accepted | Self::Refused | Self::Unknown)
                | (Self::Accepted | Self::Found, Self::Up)
                | (Self::Unknown, Self::Found | Self::Absent)
                | (Self::Absent, Self::Found)
        )
    }
}

impl Job {
    /// Writes down what was ordered, all but the secrets.
    pub(super) fn plan(
        profile_id: &str,
        draft: &DeployDraft,
        quote: &Quote,
        hardware: String,
        known_before: Vec<String>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut key_ids = draft.key_ids.clone();
        if draft.key_mode != KeyMode::Selective {
            key_ids.clear();
        }
        Self {
            id: Uuid::new_v4().to_string(),
            profile_id: profile_id.to_owned(),
            name: draft.name.trim().to_owned(),
            tag: job_tag(Uuid::new_v4()),
            phase: Phase::Planned,
            hardware,
            compute_per_hour: quote.compute_per_hour.0,
            storage_per_hour: quote.storage_per_hour.0,
            kind: kind_of(draft),
            hardware_id: quote.hardware_id.clone(),
            volume: draft.metal.as_ref().and_then(JobVolume::planned),
            metal: draft.metal.clone(),
            warning: None,
            failed: false,
            key_mode: draft.key_mode,
            key_ids,
            tags: cleaned_tags(&draft.tags),
            lease: draft.lease.clone(),
            had_password: !draft.password.is_empty(),
            had_cloud_init: cloud_init::cleaned(&draft.cloud_init).is_some(),
            created_at: now,
            sent_at: None,
            answered_at: None,
            found_at: None,
            up_at: None,
            instance_id: None,
            known_before,
            not_it: Vec::new(),
            candidates: Vec::new(),
            silence: None,
            listed: false,
            gone: false,
            said: None,
            key_notes: Vec::new(),
            ssh_answers: None,
            remote_desktop: false,
            lease_set: false,
            activity_id: None,
            order_id: None,
        }
    }

    /// Goes on to a phase; false, and nothing changes, where that is no way on.
    pub(super) fn go(&mut self, next: Phase, now: DateTime<Utc>) -> bool {
        if !self.phase.may_become(next) {
            return false;
        }
        self.phase = next;
        match next {
            Phase::Sent => self.sent_at = Some(now),
            Phase::Accepted | Phase::Refused | Phase::Unknown => self.answered_at = Some(now),
            Phase::Found => {
                self.found_at = Some(now);
                self.listed = true;
            }
            Phase::Up => self.up_at = Some(now),
            Phase::Planned | Phase::Absent => {}
        }
        if matches!(next, Phase::Accepted | Phase::Found | Phase::Up) {
            self.said = None;
            self.candidates.clear();
        }
        // Nothing is looked for any more: of a big fleet these are many, and each look at the jobs reads them.
        if matches!(next, Phase::Accepted | Phase::Found | Phase::Refused) {
            self.known_before.clear();
            self.not_it.clear();
        }
        true
    }

    /// Refused: nothing was bought.
    pub(super) fn refuse(&mut self, said: CommandError, now: DateTime<Utc>) -> bool {
        let went = self.go(Phase::Refused, now);
        if went {
            self.said = Some(said);
        }
        went
    }

    /// It has a machine by now.
    pub(super) fn have(&mut self, phase: Phase, instance_id: &str, now: DateTime<Utc>) -> bool {
        let went = self.go(phase, now);
        if went {
            self.instance_id = Some(instance_id.to_owned());
        }
        went
    }

    /// Where a rental was ordered.
    pub(super) fn location(&self) -> Option<&str> {
        self.metal.as_ref()?.location_id.as_deref().filter(|place| !place.is_empty())
    }

    /// Price per hour agreed to.
    pub(super) fn per_hour(&self) -> Money {
        cost::per_hour(&self.quote())
    }

    /// The price agreed to.
    pub(super) fn quote(&self) -> Quote {
        Quote {
            hardware_id: self.hardware_id.clone(),
            compute_per_hour: Money(self.compute_per_hour),
            storage_per_hour: Money(self.storage_per_hour),
        }
    }

    /// Nothing more will happen by itself.
    pub(super) fn settled(&self) -> bool {
        self.gone
            || self.failed
            || matches!(self.phase, Phase::Refused | Phase::Absent)
            || (self.phase == Phase::Up && !self.lacks_lease())
    }

    /// It has a machine whose lease does not stand yet.
    pub(super) fn lacks_lease(&self) -> bool {
        self.lease.is_some() && !self.lease_set && self.instance_id.is_some() && !self.gone
    }

    /// Its name is taken. An absent one waits for the person's word, so that its order is not given again by habit.
    pub(super) fn open(&self) -> bool {
        !self.gone && !self.failed && !matches!(self.phase, Phase::Up | Phase::Refused)
    }
}

/// What kind of machine a draft orders.
pub(super) fn kind_of(draft: &DeployDraft) -> MachineKind {
    if draft.metal.is_some() { MachineKind::BareMetal } else { MachineKind::Vm }
}

impl JobVolume {
    fn planned(draft: &MetalDraft) -> Option<Self> {
        if draft.storage_mode != StorageMode::New {
            return None;
        }
        let size_gb = storage::parse_size(&draft.volume_gb).ok()?;
        let name = draft.volume_name.trim().to_owned();
        Some(Self { name, size_gb, state: VolumeState::Planned, per_hour: None })
    }
}

/// Eight characters of base 36: 2.8 million million of them, enough to tell the machines of an organization apart.
fn job_tag(random: Uuid) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = random.as_u128();
    let mut tag = String::from(JOB_TAG);
    for _ in 0..8 {
        let digit = usize::try_from(rest % 36).unwrap_or_default();
        tag.push(char::from(DIGITS[digit]));
        rest /= 36;
    }
    tag
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::deploy) fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}Z").parse().unwrap()
    }

    pub(in crate::deploy) fn planned(name: &str) -> Job {
        let draft = DeployDraft { name: name.into(), password: "canary-password".into(), ..DeployDraft::default() };
        let quote = Quote {
            hardware_id: "preset".into(),
            compute_per_hour: Money("1.890000".parse().unwrap()),
            storage_per_hour: Money("0.100000".parse().unwrap()),
        };
        Job::plan("profile", &draft, &quote, "1 × H100".into(), vec!["old".into()], at("12:00:00"))
    }

    #[test]
    fn a_tag_is_made_of_eight_lower_case_characters_and_is_new_each_time() {
        let tags: std::collections::HashSet<String> = (0..200).map(|_| planned("a").tag).collect();
        assert_eq!(tags.len(), 200);
        for tag in tags {
            let rest = tag.strip_prefix("vd-job-").unwrap();
            assert_eq!(rest.len(), 8);
            assert!(rest.chars().all(|char| char.is_ascii_digit() || char.is_ascii_lowercase()));
        }
    }

    #[test]
    fn no_way_leads_back_to_sent_and_none_out_of_refused_or_up() {
        use Phase::*;
        let all = [Planned, Sent, Accepted, Up, Refused, Unknown, Found, Absent];
        let into_sent: Vec<_> = all.into_iter().filter(|phase| phase.may_become(Sent)).collect();
        assert_eq!(into_sent, [Planned]);
        for end in [Refused, Up] {
            assert!(all.into_iter().all(|next| !end.may_become(next)));
        }
    }

    #[test]
    fn a_phase_that_is_no_way_on_changes_nothing() {
        let mut job = planned("a");
        assert!(!job.have(Phase::Accepted, "vm", at("12:00:01")));
        assert_eq!((job.phase, job.instance_id.as_deref(), job.answered_at), (Phase::Planned, None, None));
        assert!(job.go(Phase::Sent, at("12:00:01")));
        assert!(!job.go(Phase::Sent, at("12:00:02")));
        assert_eq!(job.sent_at, Some(at("12:00:01")));
    }

    #[test]
    fn what_there_was_before_is_kept_only_while_it_is_looked_for() {
        let mut lost = planned("a");
        lost.go(Phase::Sent, at("12:00:01"));
        let mut accepted = lost.clone();
        accepted.have(Phase::Accepted, "vm", at("12:00:02"));
        assert!(accepted.known_before.is_empty());
        for phase in [Phase::Unknown, Phase::Absent] {
            lost.go(phase, at("12:20:00"));
            assert_eq!(lost.known_before, ["old"]);
        }
        lost.have(Phase::Found, "vm", at("12:21:00"));
        assert!(lost.known_before.is_empty());
    }

    #[test]
    fn what_is_kept_has_no_password_and_keeps_the_price_as_text() {
        let text = serde_json::to_string(&planned("a")).unwrap();
        assert!(!text.contains("canary"));
        assert!(text.contains(r#""compute_per_hour":"1.890000""#), "{text}");
        let back: Job = serde_json::from_str(&text).unwrap();
        assert_eq!(back.per_hour(), Money("1.99".parse().unwrap()));
    }
}
