//! A job as a window shows it: its progress line by line, and what is to be said of it.

use chrono::{DateTime, Utc};

use super::job::{Job, KeptSteps, VolumeState};
use super::job_state::JobState;
use super::words;
use voltdeck_contract::{JobAgain, JobPhase, JobStep, JobView, MachineKind, MetalDraft, Money, StepState, StorageMode};

/// The view of a job.
pub(super) fn view(job: &Job) -> JobView {
    JobView {
        id: job.id.clone(),
        kind: job.kind,
        name: job.name.clone(),
        tag: job.tag.clone(),
        hardware: job.hardware.clone(),
        per_hour: job.per_hour(),
        phase: job.state.phase(),
        steps: steps(job),
        created_at: job.created_at,
        instance_id: job.state.machine_id().map(str::to_owned),
        settled: job.settled(),
        said: job.state.said().cloned(),
        candidates: job.state.candidates().to_vec(),
        key_notes: job.key_notes.clone(),
        ssh_answers: match job.state {
            JobState::Up { ssh_answers, .. } => ssh_answers,
            _ => None,
        },
        warning: job.state.machine().and_then(|machine| machine.warning.clone()),
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
            first_steps: job.first_steps.as_ref().map(KeptSteps::view),
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
    let over = job.state.machine().is_some_and(|machine| machine.failed || machine.listing.is_gone());
    let stays = over || matches!(job.state, JobState::Refused { .. } | JobState::Absent(_));
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
    match (&volume.state, job.state.phase()) {
        (VolumeState::Planned, _) => None,
        (VolumeState::Sent, JobPhase::Planned) => Some(format!("The volume {} is being created.", volume.name)),
        (VolumeState::Sent, _) => Some(format!(
            "Nobody knows whether the volume {} was created. Look in Storage: if it is there, it costs money.",
            volume.name
        )),
        (VolumeState::Created(_), JobPhase::Refused | JobPhase::Absent) => Some(format!(
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
    let sent_at = job.state.sent_at();
    let state = match (&job.state, sent_at) {
        (_, Some(_)) => StepState::Done,
        (JobState::Refused { .. }, None) => StepState::Failed,
        (_, None) => StepState::Current,
    };
    step(if state == StepState::Failed { "Not sent" } else { "Sent to the provider" }, state, sent_at)
}

fn answer(job: &Job) -> JobStep {
    let accepted = "Accepted by the provider";
    let (label, state, at) = match &job.state {
        JobState::Planned { .. } | JobState::Refused { sent_at: None, .. } => (accepted, StepState::Ahead, None),
        JobState::Sent { .. } => (accepted, StepState::Current, None),
        JobState::Refused { at, .. } => ("Refused by the provider", StepState::Failed, Some(*at)),
        JobState::Unknown(search) => {
            ("The answer was lost: looking in the list", StepState::Unknown, Some(search.given_up_at))
        }
        JobState::Absent(search) => {
            ("Not found in the list", StepState::Unknown, search.silence.map(|silence| silence.last))
        }
        JobState::Accepted(machine) | JobState::Found(machine) | JobState::Up { machine, .. } => match machine.found_at
        {
            Some(found) => ("Found in the list", StepState::Done, Some(found)),
            None => (accepted, StepState::Done, Some(machine.answered_at)),
        },
    };
    step(label, state, at)
}

fn running(job: &Job) -> JobStep {
    match &job.state {
        JobState::Up { at, .. } => step("Running", StepState::Done, Some(*at)),
        JobState::Accepted(machine) | JobState::Found(machine) if machine.failed => {
            step("Failed to set up", StepState::Failed, None)
        }
        JobState::Accepted(machine) | JobState::Found(machine) if machine.listing.is_gone() => {
            step("No longer listed", StepState::Failed, None)
        }
        JobState::Accepted(_) | JobState::Found(_) => step("Running", StepState::Current, None),
        _ => step("Running", StepState::Ahead, None),
    }
}

fn way_in(job: &Job) -> JobStep {
    let JobState::Up { ssh_answers, .. } = job.state else {
        let label = if job.remote_desktop { "Reached by Remote Desktop" } else { "Answers by SSH" };
        return step(label, StepState::Ahead, None);
    };
    match ssh_answers {
        // Nothing tries it, so nothing is waited for.
        _ if job.remote_desktop => step("Reached by Remote Desktop", StepState::Done, None),
        Some(true) => step("Answers by SSH", StepState::Done, None),
        Some(false) => step("Does not answer by SSH yet", StepState::Unknown, None),
        None => step("Answers by SSH", StepState::Current, None),
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
        job.state.send(at("12:00:01"));
        assert_eq!(states(&job), [Done, Done, Current, Ahead, Ahead]);
        let mut refused = job.clone();
        refused.state.refuse(CommandError::new(ErrorCode::Invalid, "no"), at("12:00:02"));
        assert_eq!(states(&refused), [Done, Done, Failed, Ahead, Ahead]);
        let mut lost = job.clone();
        lost.state.lose(CommandError::new(ErrorCode::OutcomeUnknown, "lost"), at("12:00:02"));
        assert_eq!(states(&lost), [Done, Done, Unknown, Ahead, Ahead]);
        assert!(!view(&lost).settled);
        lost.state.find("vm", at("12:00:09"));
        assert_eq!(view(&lost).steps[2].label, "Found in the list");
        job.state.accept("vm", None, at("12:00:02"));
        assert_eq!(states(&job), [Done, Done, Done, Current, Ahead]);
        job.state.run(at("12:00:30"));
        assert_eq!(states(&job), [Done, Done, Done, Done, Current]);
        let JobState::Up { ssh_answers, .. } = &mut job.state else { panic!("it does not run") };
        *ssh_answers = Some(true);
        assert_eq!(states(&job), [Done; 5]);
        assert!(view(&job).settled);
    }

    #[test]
    fn a_machine_that_is_reached_by_remote_desktop_has_no_step_that_waits_for_ssh() {
        let mut job = Job { remote_desktop: true, ..planned("a") };
        job.state.send(at("12:00:01"));
        job.state.accept("vm", None, at("12:00:02"));
        assert_eq!(view(&job).steps[4].label, "Reached by Remote Desktop");
        job.state.run(at("12:00:30"));
        assert_eq!(states(&job), [StepState::Done; 5]);
    }

    #[test]
    fn an_order_that_was_never_sent_says_so() {
        let mut job = planned("a");
        job.state.refuse(CommandError::new(ErrorCode::Local, "closed"), at("12:01:00"));
        assert_eq!(view(&job).steps[1].label, "Not sent");
        assert_eq!(states(&job)[2], StepState::Ahead);
    }
}
