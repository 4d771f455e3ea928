//! A deploy as it is kept on disk: flat, as every version of Voltdeck wrote it, so that each reads the other's. No field of
//! it may ever hold a secret: what a job needs and may not keep is asked for again.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::job::{Job, JobVolume, KeptSteps};
use super::job_state::{BoughtMachine, JobState, Listing, Search, Silence};
use voltdeck_contract::{Candidate, CommandError, JobPhase, KeyMode, LeaseDraft, MachineKind, MetalDraft};

/// The document of a job. What is not known in a phase is empty in it.
#[derive(Debug, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the form of documents that are on disks")]
pub(super) struct JobRecord {
    id: String,
    profile_id: String,
    name: String,
    tag: String,
    phase: JobPhase,
    hardware: String,
    compute_per_hour: Decimal,
    storage_per_hour: Decimal,
    /// Virtual machine, as every job was at first, or bare metal.
    #[serde(default)]
    kind: MachineKind,
    #[serde(alias = "preset_id")]
    hardware_id: String,
    #[serde(default)]
    metal: Option<MetalDraft>,
    #[serde(default)]
    volume: Option<JobVolume>,
    #[serde(default)]
    warning: Option<String>,
    #[serde(default)]
    failed: bool,
    key_mode: KeyMode,
    key_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    key_fingerprints: Vec<String>,
    tags: Vec<String>,
    lease: Option<LeaseDraft>,
    had_password: bool,
    had_cloud_init: bool,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    answered_at: Option<DateTime<Utc>>,
    found_at: Option<DateTime<Utc>>,
    up_at: Option<DateTime<Utc>>,
    instance_id: Option<String>,
    known_before: Vec<String>,
    not_it: Vec<String>,
    candidates: Vec<Candidate>,
    silence: Option<Silence>,
    listed: bool,
    gone: bool,
    said: Option<CommandError>,
    key_notes: Vec<String>,
    ssh_answers: Option<bool>,
    #[serde(default)]
    remote_desktop: bool,
    lease_set: bool,
    activity_id: Option<String>,
    #[serde(default)]
    order_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_steps: Option<KeptSteps>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

/// A document that says that there is a machine, and not which.
#[derive(Debug)]
pub(super) struct NoMachine;

impl std::fmt::Display for NoMachine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a job with a machine lacks its id")
    }
}

impl std::error::Error for NoMachine {}

impl From<&Job> for JobRecord {
    fn from(job: &Job) -> Self {
        let job = job.clone();
        let mut record = Self {
            phase: job.state.phase(),
            sent_at: job.state.sent_at(),
            answered_at: job.state.answered_at(),
            said: job.state.said().cloned(),
            id: job.id,
            profile_id: job.profile_id,
            name: job.name,
            tag: job.tag,
            hardware: job.hardware,
            compute_per_hour: job.compute_per_hour,
            storage_per_hour: job.storage_per_hour,
            kind: job.kind,
            hardware_id: job.hardware_id,
            metal: job.metal,
            volume: job.volume,
            key_mode: job.key_mode,
            key_ids: job.key_ids,
            key_fingerprints: job.key_fingerprints,
            tags: job.tags,
            lease: job.lease,
            had_password: job.had_password,
            had_cloud_init: job.had_cloud_init,
            created_at: job.created_at,
            key_notes: job.key_notes,
            remote_desktop: job.remote_desktop,
            activity_id: job.activity_id,
            order_id: job.order_id,
            template: job.template,
            first_steps: job.first_steps,
            owner: job.owner,
            warning: None,
            failed: false,
            found_at: None,
            up_at: None,
            instance_id: None,
            known_before: Vec::new(),
            not_it: Vec::new(),
            candidates: Vec::new(),
            silence: None,
            listed: false,
            gone: false,
            ssh_answers: None,
            lease_set: false,
        };
        match job.state {
            JobState::Planned { known_before } | JobState::Sent { known_before, .. } => {
                record.known_before = known_before;
            }
            JobState::Refused { .. } => {}
            JobState::Unknown(search) | JobState::Absent(search) => record.keep_search(search),
            JobState::Accepted(machine) | JobState::Found(machine) => record.keep_machine(machine),
            JobState::Up { machine, at, ssh_answers } => {
                record.keep_machine(machine);
                (record.up_at, record.ssh_answers) = (Some(at), ssh_answers);
            }
        }
        record
    }
}

impl JobRecord {
    fn keep_search(&mut self, search: Search) {
        self.known_before = search.known_before;
        self.not_it = search.not_it;
        self.candidates = search.candidates;
        self.silence = search.silence;
    }

    fn keep_machine(&mut self, machine: BoughtMachine) {
        self.instance_id = Some(machine.id);
        self.found_at = machine.found_at;
        self.listed = machine.listing.was_listed();
        self.gone = machine.listing.is_gone();
        self.failed = machine.failed;
        self.lease_set = machine.lease_set;
        self.warning = machine.warning;
    }

    /// When it was sent. A job that was is never dropped because a time is missing: it may cost money.
    fn sent(&self) -> DateTime<Utc> {
        self.sent_at.unwrap_or(self.created_at)
    }

    fn answered(&self) -> DateTime<Utc> {
        self.answered_at.unwrap_or_else(|| self.sent())
    }

    fn state(&mut self) -> Result<JobState, NoMachine> {
        Ok(match self.phase {
            JobPhase::Planned => JobState::Planned { known_before: std::mem::take(&mut self.known_before) },
            JobPhase::Sent => JobState::Sent { at: self.sent(), known_before: std::mem::take(&mut self.known_before) },
            JobPhase::Refused => {
                JobState::Refused { sent_at: self.sent_at, at: self.answered(), said: self.said.take() }
            }
            JobPhase::Unknown => JobState::Unknown(self.search()),
            JobPhase::Absent => JobState::Absent(self.search()),
            JobPhase::Accepted => JobState::Accepted(self.machine()?),
            JobPhase::Found => JobState::Found(self.machine()?),
            JobPhase::Up => JobState::Up {
                machine: self.machine()?,
                at: self.up_at.unwrap_or_else(|| self.answered()),
                ssh_answers: self.ssh_answers,
            },
        })
    }

    fn search(&mut self) -> Search {
        Search {
            sent_at: self.sent(),
            given_up_at: self.answered(),
            known_before: std::mem::take(&mut self.known_before),
            not_it: std::mem::take(&mut self.not_it),
            candidates: std::mem::take(&mut self.candidates),
            silence: self.silence,
            said: self.said.take(),
        }
    }

    fn machine(&mut self) -> Result<BoughtMachine, NoMachine> {
        Ok(BoughtMachine {
            id: self.instance_id.take().ok_or(NoMachine)?,
            sent_at: self.sent(),
            answered_at: self.answered(),
            found_at: self.found_at,
            listing: match (self.listed, self.gone) {
                (false, false) => Listing::Awaited,
                (true, false) => Listing::Listed,
                (true, true) => Listing::Gone,
                (false, true) => Listing::NeverListed,
            },
            failed: self.failed,
            lease_set: self.lease_set,
            warning: self.warning.take(),
            said: self.said.take(),
        })
    }
}

impl TryFrom<JobRecord> for Job {
    type Error = NoMachine;

    fn try_from(mut record: JobRecord) -> Result<Self, NoMachine> {
        let state = record.state()?;
        Ok(Self {
            id: record.id,
            profile_id: record.profile_id,
            name: record.name,
            tag: record.tag,
            state,
            hardware: record.hardware,
            compute_per_hour: record.compute_per_hour,
            storage_per_hour: record.storage_per_hour,
            kind: record.kind,
            hardware_id: record.hardware_id,
            metal: record.metal,
            volume: record.volume,
            key_mode: record.key_mode,
            key_ids: record.key_ids,
            key_fingerprints: record.key_fingerprints,
            tags: record.tags,
            lease: record.lease,
            had_password: record.had_password,
            had_cloud_init: record.had_cloud_init,
            created_at: record.created_at,
            key_notes: record.key_notes,
            remote_desktop: record.remote_desktop,
            activity_id: record.activity_id,
            order_id: record.order_id,
            template: record.template,
            first_steps: record.first_steps,
            owner: record.owner,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::tests::planned;
    use super::super::job_view;
    use super::*;
    use serde_json::{Value, json};
    use voltdeck_contract::Money;

    fn read(document: &Value) -> Job {
        serde_json::from_value::<JobRecord>(document.clone()).unwrap().try_into().unwrap()
    }

    /// Documents as they were written before a job had a state of its own, one of each phase and more, with what it showed of them.
    #[test]
    fn jobs_of_earlier_versions_are_read_as_they_were_and_written_as_they_were() {
        let kept: Vec<Value> = serde_json::from_str(include_str!("job_record/kept.json")).unwrap();
        assert_eq!(kept.len(), 14);
        for one in &kept {
            let job = read(&one["document"]);
            assert_eq!(serde_json::to_value(job_view::view(&job)).unwrap(), one["view"]);
            assert_eq!(
                (json!(job.open()), json!(job.lacks_lease())),
                (one["open"].clone(), one["lacks_lease"].clone())
            );
            let mut document = one["document"].clone();
            if job.state.search().is_none() {
                // How long it was looked for is not kept of a machine that was found.
                document["silence"] = Value::Null;
            }
            assert_eq!(serde_json::to_value(JobRecord::from(&job)).unwrap(), document);
        }
    }

    #[test]
    fn a_machine_without_an_id_is_no_job_and_a_missing_time_loses_none() {
        let kept: Vec<Value> = serde_json::from_str(include_str!("job_record/kept.json")).unwrap();
        for one in kept {
            let mut document = one["document"].clone();
            for time in ["sent_at", "answered_at", "found_at", "up_at"] {
                document[time] = Value::Null;
            }
            assert_eq!(json!(read(&document).state.phase()), document["phase"]);
            document["instance_id"] = Value::Null;
            let record: JobRecord = serde_json::from_value(document).unwrap();
            let has_machine = !one["document"]["instance_id"].is_null();
            assert_eq!(Job::try_from(record).is_err(), has_machine);
        }
    }

    #[test]
    fn what_is_kept_has_no_password_and_keeps_the_price_as_text() {
        let text = serde_json::to_string(&JobRecord::from(&planned("a"))).unwrap();
        assert!(!text.contains("canary"));
        assert!(text.contains(r#""compute_per_hour":"1.890000""#), "{text}");
        let back: Job = serde_json::from_str::<JobRecord>(&text).unwrap().try_into().unwrap();
        assert_eq!(back.per_hour(), Money("1.99".parse().unwrap()));
    }
}
