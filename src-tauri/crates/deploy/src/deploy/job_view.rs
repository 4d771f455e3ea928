//! A job as a window shows it: its progress line by line, and what is to be said of it.

use chrono::{DateTime, Utc};

use super::job::{Job, Phase, VolumeState};
use super::words;
use voltdeck_contract::{JobAgain, JobStep, JobView, MachineKind, MetalDraft, Money, StepState, StorageMode};

/// The view of a job.
pub(super) fn view(job: &Job) -> JobView {
    JobView {
        id: job.id.clone(),
        kind: job.kind,
        name: job.name.clone(),
        tag: job.tag.clone(),
        hardware: job.hardware.clone(),
        per_hour: job.per_hour(),
        phase: job.phase.view(),
        steps: steps(job),
        created_at: job.created_at,
        instance_id: job.instance_id.clone(),
        settled: job.settled(),
        said: job.said.clone(),
        candidates: job.candidates.clone(),
        key_notes: job.key_notes.clone(),
        ssh_answers: job.ssh_answers,
        warning: job.warning.clone(),
        volume_note: volume_note(job),
        again: JobAgain {
            preset_id: (job.kind == MachineKind::Vm).then(|| job.hardware_id.clone()),
            metal: metal_again(job),
            name: job.name.clone(),
            key_mode: job.key_mode,
            key_ids: job.key_ids.clone(),
            tags: job.tags.clone(),
            lease: job.lease.clone(),
            had_password: job.had_password,
            had_cloud_init: job.had_cloud_init,
        },
    }
}

fn steps(job: &Job) -> Vec<JobStep> {
    vec![
        step("Order written down", StepState::Done, Some(job.created_at)),
        sent(job),
        answer(job),
        running(job),
        way_in(job),
    ]
}

/// The hardware to order again. Where no rental came of it the volume that was created for it stays: ordered as new it
/// would be bought twice.
fn metal_again(job: &Job) -> Option<MetalDraft> {
    let metal = job.metal.clone()?;
    let stays = job.failed || job.gone || matches!(job.phase, Phase::Refused | Phase::Absent);
    Some(match job.volume.as_ref().map(|volume| &volume.state) {
        Some(VolumeState::Created(id)) if stays => MetalDraft {
            storage_mode: StorageMode::Existing,
            storage_id: Some(id.clone()),
            volume_name: String::new(),
            volume_gb: String::new(),
            ..metal
        },
        _ => metal,
    })
}

/// What became of the volume that was created for it: it costs money of its own.
fn volume_note(job: &Job) -> Option<String> {
    let volume = job.volume.as_ref()?;
    let price = volume.per_hour.map(|rate| format!(" It costs {}/h.", words::dollars(Money(rate)))).unwrap_or_default();
    match (&volume.state, job.phase) {
        (VolumeState::Planned, _) => None,
        (VolumeState::Sent, Phase::Planned) => Some(format!("The volume {} is being created.", volume.name)),
        (VolumeState::Sent, _) => Some(format!(
            "Nobody knows whether the volume {} was created. Look in Storage: if it is there, it costs money.",
            volume.name
        )),
        (VolumeState::Created(_), Phase::Refused | Phase::Absent) => Some(format!(
            "The volume {} was created and stays.{price} Attach it to another rental, or delete it, in Storage.",
            volume.name
        )),
        (VolumeState::Created(_), _) => Some(format!("The volume {} was created.{price}", volume.name)),
    }
}

fn step(label: &str, state: StepState, at: Option<DateTime<Utc>>) -> JobStep {
    JobStep { label: label.to_owned(), state, at }
}

fn sent(job: &Job) -> JobStep {
    let state = match (job.phase, job.sent_at) {
        (_, Some(_)) => StepState::Done,
        (Phase::Refused, None) => StepState::Failed,
        (_, None) => StepState::Current,
    };
    step(if state == StepState::Failed { "Not sent" } else { "Sent to the provider" }, state, job.sent_at)
}

fn answer(job: &Job) -> JobStep {
    let (label, state, at) = match job.phase {
        Phase::Planned => ("Accepted by the provider", StepState::Ahead, None),
        Phase::Sent => ("Accepted by the provider", StepState::Current, None),
        Phase::Refused if job.sent_at.is_none() => ("Accepted by the provider", StepState::Ahead, None),
        Phase::Refused => ("Refused by the provider", StepState::Failed, job.answered_at),
        Phase::Unknown => ("The answer was lost: looking in the list", StepState::Unknown, job.answered_at),
        Phase::Absent => ("Not found in the list", StepState::Unknown, job.silence.map(|silence| silence.last)),
        Phase::Accepted | Phase::Found | Phase::Up => match job.found_at {
            Some(found) => ("Found in the list", StepState::Done, Some(found)),
            None => ("Accepted by the provider", StepState::Done, job.answered_at),
        },
    };
    step(label, state, at)
}

fn running(job: &Job) -> JobStep {
    match job.phase {
        Phase::Up => step("Running", StepState::Done, job.up_at),
        Phase::Accepted | Phase::Found if job.failed => step("Failed to set up", StepState::Failed, None),
        Phase::Accepted | Phase::Found if job.gone => step("No longer listed", StepState::Failed, None),
        Phase::Accepted | Phase::Found => step("Running", StepState::Current, None),
        _ => step("Running", StepState::Ahead, None),
    }
}

fn way_in(job: &Job) -> JobStep {
    if job.remote_desktop {
        // Nothing tries it, so nothing is waited for.
        let state = if job.phase == Phase::Up { StepState::Done } else { StepState::Ahead };
        return step("Reached by Remote Desktop", state, None);
    }
    match (job.phase, job.ssh_answers) {
        (Phase::Up, Some(true)) => step("Answers by SSH", StepState::Done, None),
        (Phase::Up, Some(false)) => step("Does not answer by SSH yet", StepState::Unknown, None),
        (Phase::Up, None) => step("Answers by SSH", StepState::Current, None),
        _ => step("Answers by SSH", StepState::Ahead, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::tests::{at, planned};
    use super::*;
    use voltdeck_contract::{CommandError, ErrorCode};

    fn states(job: &Job) -> Vec<StepState> {
        view(job).steps.iter().map(|step| step.state).collect()
    }

    #[test]
    fn each_phase_has_its_line() {
        use StepState::{Ahead, Current, Done, Failed, Unknown};
        let mut job = planned("a");
        assert_eq!(states(&job), [Done, Current, Ahead, Ahead, Ahead]);
        job.go(Phase::Sent, at("12:00:01"));
        assert_eq!(states(&job), [Done, Done, Current, Ahead, Ahead]);
        let mut refused = job.clone();
        refused.refuse(CommandError::new(ErrorCode::Invalid, "no"), at("12:00:02"));
        assert_eq!(states(&refused), [Done, Done, Failed, Ahead, Ahead]);
        let mut lost = job.clone();
        lost.go(Phase::Unknown, at("12:00:02"));
        assert_eq!(states(&lost), [Done, Done, Unknown, Ahead, Ahead]);
        assert!(!view(&lost).settled);
        lost.have(Phase::Found, "vm", at("12:00:09"));
        assert_eq!(view(&lost).steps[2].label, "Found in the list");
        job.have(Phase::Accepted, "vm", at("12:00:02"));
        assert_eq!(states(&job), [Done, Done, Done, Current, Ahead]);
        job.go(Phase::Up, at("12:00:30"));
        assert_eq!(states(&job), [Done, Done, Done, Done, Current]);
        job.ssh_answers = Some(true);
        assert_eq!(states(&job), [Done; 5]);
        assert!(view(&job).settled);
    }

    #[test]
    fn a_machine_that_is_reached_by_remote_desktop_has_no_step_that_waits_for_ssh() {
        let mut job = Job { remote_desktop: true, ..planned("a") };
        job.go(Phase::Sent, at("12:00:01"));
        job.have(Phase::Accepted, "vm", at("12:00:02"));
        assert_eq!(view(&job).steps[4].label, "Reached by Remote Desktop");
        job.go(Phase::Up, at("12:00:30"));
        assert_eq!(states(&job), [StepState::Done; 5]);
    }

    #[test]
    fn an_order_that_was_never_sent_says_so() {
        let mut job = planned("a");
        job.refuse(CommandError::new(ErrorCode::Local, "closed"), at("12:01:00"));
        assert_eq!(view(&job).steps[1].label, "Not sent");
        assert_eq!(states(&job)[2], StepState::Ahead);
    }
}
