//! Settles a deploy whose answer was lost, by listing alone. Pure: what was listed goes in, what it means comes out.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::job::{Job, Silence};
use crate::views::Candidate;

/// How much earlier than our clock says the provider's may have dated a machine.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);
/// For how long a list may lag behind a deploy.
pub(super) const LISTS_LAG: TimeDelta = TimeDelta::minutes(15);
/// Whole sweeps that must agree before a machine is called absent.
const SWEEPS_THAT_AGREE: u32 = 3;

/// A machine of a list, as far as it tells whose it is.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) created_at: Option<DateTime<Utc>>,
    /// `None` where no tags are shown.
    pub(super) tags: Option<Vec<String>>,
}

/// What a list says of a deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// This is it.
    Found(String),
    /// These may be it: the person knows.
    Choose(Vec<Candidate>),
    /// None of them is it.
    Nothing,
}

/// Looks for the machine of a job among those that are listed. `taken` are machines of other jobs.
pub(super) fn judge(job: &Job, machines: &[Listed], taken: &HashSet<String>) -> Verdict {
    let fitting: Vec<(&Listed, Sign)> = machines
        .iter()
        .filter(|machine| !taken.contains(&machine.id) && could_be(job, machine))
        .filter_map(|machine| sign(job, machine).map(|sign| (machine, sign)))
        .collect();
    let confirmed: Vec<&Listed> =
        fitting.iter().filter(|(_, sign)| *sign == Sign::OurTag).map(|(machine, _)| *machine).collect();
    match (confirmed.as_slice(), fitting.as_slice()) {
        ([], []) => Verdict::Nothing,
        // It was sent with a tag. One that shows none at all may not show it yet; one with an empty list says that it
        // has none, which is for the person to judge: a lease on another's machine would end that one.
        ([only], _) | ([], [(only, Sign::NoTagsShown)]) => Verdict::Found(only.id.clone()),
        ([], several) => Verdict::Choose(several.iter().map(|(machine, _)| candidate(machine)).collect()),
        (several, _) => Verdict::Choose(several.iter().map(|machine| candidate(machine)).collect()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    OurTag,
    NoTagsShown,
    NoTags,
}

/// New, of that name, and not older than the order.
fn could_be(job: &Job, machine: &Listed) -> bool {
    let Some(sent_at) = job.sent_at else { return false };
    !job.known_before.contains(&machine.id)
        && !job.not_it.contains(&machine.id)
        && machine.name.trim() == job.name
        && machine.created_at.is_none_or(|created| created >= sent_at - CLOCKS_DIFFER)
}

/// `None` where its tags say that it is another's.
fn sign(job: &Job, machine: &Listed) -> Option<Sign> {
    match machine.tags.as_deref() {
        None => Some(Sign::NoTagsShown),
        Some([]) => Some(Sign::NoTags),
        Some(tags) => tags.contains(&job.tag).then_some(Sign::OurTag),
    }
}

fn candidate(machine: &Listed) -> Candidate {
    Candidate { id: machine.id.clone(), name: machine.name.clone(), created_at: machine.created_at }
}

/// Counts a whole sweep without the machine. True once they are enough to call it absent.
pub(super) fn note_silence(job: &mut Job, sweep_began: DateTime<Utc>) -> bool {
    let Some(sent_at) = job.sent_at else { return false };
    if sweep_began <= sent_at {
        return false;
    }
    let silence = match job.silence {
        // The same sweep seen twice is one sweep.
        Some(silence) if sweep_began <= silence.last => silence,
        Some(silence) => Silence { last: sweep_began, sweeps: silence.sweeps.saturating_add(1), ..silence },
        None => Silence { first: sweep_began, last: sweep_began, sweeps: 1 },
    };
    job.silence = Some(silence);
    silence.sweeps >= SWEEPS_THAT_AGREE && silence.last - silence.first >= LISTS_LAG
}

#[cfg(test)]
mod tests {
    use super::super::job::Phase;
    use super::super::job::tests::{at, planned};
    use super::*;

    fn lost() -> Job {
        let mut job = planned("train-01");
        job.go(Phase::Sent, at("12:00:00"));
        job.go(Phase::Unknown, at("12:00:30"));
        job
    }

    fn machine(id: &str, created: &str, tags: Option<&[&str]>) -> Listed {
        Listed {
            id: id.into(),
            name: "train-01".into(),
            created_at: Some(at(created)),
            tags: tags.map(|tags| tags.iter().map(|&tag| tag.to_owned()).collect()),
        }
    }

    fn nobodys() -> HashSet<String> {
        HashSet::new()
    }

    #[test]
    fn the_tag_finds_it_even_beside_another_of_the_name() {
        let job = lost();
        let ours = machine("a", "12:00:01", Some(&["x", &job.tag]));
        let machines = [machine("b", "12:00:02", Some(&[])), ours, machine("c", "12:00:03", None)];
        assert_eq!(judge(&job, &machines, &nobodys()), Verdict::Found("a".into()));
    }

    #[test]
    fn one_that_shows_no_tags_yet_is_it_if_it_is_the_only_one() {
        assert_eq!(judge(&lost(), &[machine("a", "11:56:00", None)], &nobodys()), Verdict::Found("a".into()));
    }

    #[test]
    fn others_are_not_it() {
        let job = lost();
        let mut named = machine("n", "12:00:01", None);
        named.name = "train-02".into();
        let machines = [
            machine("old", "12:00:01", None),
            machine("early", "11:54:59", None),
            machine("tagged", "12:00:01", Some(&["vd-job-00000000"])),
            machine("theirs", "12:00:01", Some(&["team-a"])),
            machine("taken", "12:00:01", None),
            named,
        ];
        let taken = HashSet::from(["taken".to_owned()]);
        assert_eq!(judge(&job, &machines, &taken), Verdict::Nothing);
    }

    #[test]
    fn two_that_fit_are_for_the_person_and_so_is_one_without_any_tag() {
        let two = [machine("a", "12:00:01", None), machine("b", "12:00:02", None)];
        let Verdict::Choose(candidates) = judge(&lost(), &two, &nobodys()) else { panic!("not a choice") };
        assert_eq!(candidates.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let bare = [machine("a", "12:00:01", Some(&[]))];
        assert!(matches!(judge(&lost(), &bare, &nobodys()), Verdict::Choose(one) if one.len() == 1));
    }

    #[test]
    fn what_the_person_ruled_out_is_not_offered_again() {
        let mut job = lost();
        job.not_it.push("a".into());
        let two = [machine("a", "12:00:01", None), machine("b", "12:00:02", None)];
        assert_eq!(judge(&job, &two, &nobodys()), Verdict::Found("b".into()));
    }

    #[test]
    fn absent_takes_three_sweeps_and_fifteen_minutes() {
        let mut job = lost();
        assert!(!note_silence(&mut job, at("12:00:00")), "it began before the order was out");
        assert_eq!(job.silence, None);
        assert!(!note_silence(&mut job, at("12:01:00")));
        assert!(!note_silence(&mut job, at("12:08:00")));
        assert!(!note_silence(&mut job, at("12:15:59")), "three, but not fifteen minutes");
        assert!(note_silence(&mut job, at("12:16:00")));
    }

    #[test]
    fn fifteen_minutes_with_two_sweeps_are_not_enough_and_one_sweep_counts_once() {
        let mut job = lost();
        assert!(!note_silence(&mut job, at("12:01:00")));
        assert!(!note_silence(&mut job, at("12:30:00")));
        assert!(!note_silence(&mut job, at("12:30:00")));
        assert!(note_silence(&mut job, at("12:31:00")));
    }
}
