//! A deploy: what was ordered, all but the secrets, and where it stands.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::draft::{cleaned_tags, kind_of};
use super::job_state::{BoughtMachine, JobState};
use super::{cloud_init, cost};
use voltdeck_contract::{
    DeployDraft, FirstSteps, KeyMode, LeaseDraft, MachineKind, MetalDraft, Money, Quote, StepsAgain, StorageMode,
};
use voltdeck_machines::fleet::JOB_TAG;
use voltdeck_volumes::storage;

/// What a job is made of: what was ordered, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) profile_id: String,
    pub(super) name: String,
    pub(super) tag: String,
    pub(super) state: JobState,
    pub(super) hardware: String,
    pub(super) compute_per_hour: Decimal,
    pub(super) storage_per_hour: Decimal,
    pub(super) kind: MachineKind,
    /// What is bought: see [`Quote`].
    pub(super) hardware_id: String,
    /// Hardware and storage of a rental, as they were chosen.
    pub(super) metal: Option<MetalDraft>,
    /// The volume that is created before a rental is ordered.
    pub(super) volume: Option<JobVolume>,
    pub(super) key_mode: KeyMode,
    pub(super) key_ids: Vec<String>,
    /// Fingerprints of the keys that its machine is given, as far as they are known.
    pub(super) key_fingerprints: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) lease: Option<LeaseDraft>,
    pub(super) had_password: bool,
    pub(super) had_cloud_init: bool,
    pub(super) created_at: DateTime<Utc>,
    pub(super) key_notes: Vec<String>,
    /// One gets in by Remote Desktop, so SSH is not tried.
    pub(super) remote_desktop: bool,
    pub(super) activity_id: Option<String>,
    /// The standing order whose try it is.
    pub(super) order_id: Option<String>,
    /// The template of cloud-init that it was ordered with, unchanged.
    pub(super) template: Option<String>,
    /// The first steps that it was ordered with, where it was.
    pub(super) first_steps: Option<KeptSteps>,
    /// The run of Voltdeck that sends it, from its first byte on.
    pub(super) owner: Option<String>,
}

/// The first steps as they are kept: the script may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptSteps {
    pub(super) mount: bool,
    pub(super) export_path: String,
    pub(super) docker: bool,
    pub(super) had_script: bool,
}

impl KeptSteps {
    fn of(steps: &FirstSteps) -> Option<Self> {
        let export_path = if steps.mount { steps.export_path.trim().to_owned() } else { String::new() };
        let kept = Self { mount: steps.mount, export_path, docker: steps.docker, had_script: steps.run };
        (kept.mount || kept.docker || kept.had_script).then_some(kept)
    }

    /// As a window is told of them.
    pub(super) fn view(&self) -> StepsAgain {
        let Self { mount, export_path, docker, had_script } = self.clone();
        StepsAgain { mount, export_path, docker, had_script }
    }

    /// The steps to take again, all but the script.
    pub(super) fn again(&self) -> FirstSteps {
        FirstSteps {
            mount: self.mount,
            export_path: self.export_path.clone(),
            docker: self.docker,
            ..FirstSteps::default()
        }
    }
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
            state: JobState::Planned { known_before },
            hardware,
            compute_per_hour: quote.compute_per_hour.0,
            storage_per_hour: quote.storage_per_hour.0,
            kind: kind_of(draft),
            hardware_id: quote.hardware_id.clone(),
            volume: draft.metal.as_ref().and_then(JobVolume::planned),
            metal: draft.metal.clone(),
            key_mode: draft.key_mode,
            key_ids,
            key_fingerprints: Vec::new(),
            tags: cleaned_tags(&draft.tags),
            lease: draft.lease.clone(),
            had_password: !draft.password.is_empty(),
            had_cloud_init: cloud_init::cleaned(&draft.cloud_init).is_some(),
            created_at: now,
            key_notes: Vec::new(),
            remote_desktop: false,
            activity_id: None,
            order_id: None,
            template: None,
            first_steps: KeptSteps::of(&draft.first_steps),
            owner: None,
        }
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
        match &self.state {
            JobState::Refused { .. } | JobState::Absent(_) => true,
            JobState::Up { machine, .. } => is_over(machine) || !self.lacks_lease(),
            JobState::Accepted(machine) | JobState::Found(machine) => is_over(machine),
            JobState::Planned { .. } | JobState::Sent { .. } | JobState::Unknown(_) => false,
        }
    }

    /// It has a machine whose lease does not stand yet.
    pub(super) fn lacks_lease(&self) -> bool {
        let waits = |machine: &BoughtMachine| !machine.lease_set && !machine.listing.is_gone();
        self.lease.is_some() && self.state.machine().is_some_and(waits)
    }

    /// Its name is taken. An absent one waits for the person's word, so that its order is not given again by habit.
    pub(super) fn open(&self) -> bool {
        match &self.state {
            JobState::Refused { .. } | JobState::Up { .. } => false,
            JobState::Accepted(machine) | JobState::Found(machine) => !is_over(machine),
            JobState::Planned { .. } | JobState::Sent { .. } | JobState::Unknown(_) | JobState::Absent(_) => true,
        }
    }
}

/// Nothing more comes of it.
fn is_over(machine: &BoughtMachine) -> bool {
    machine.failed || machine.listing.is_gone()
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
    use voltdeck_contract::{CommandError, ErrorCode};

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

    pub(in crate::deploy) fn sent(name: &str) -> Job {
        let mut job = planned(name);
        job.state.send(at("12:00:00"));
        job
    }

    pub(in crate::deploy) fn lost(name: &str) -> Job {
        let mut job = sent(name);
        job.state.lose(CommandError::new(ErrorCode::OutcomeUnknown, "lost"), at("12:00:30"));
        job
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
}
