//! Settles a deploy whose answer was lost, by listing alone. Pure: what was listed goes in, what it means comes out.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::job::Job;
use super::job_state::Search;
use voltdeck_contract::Candidate;

/// A machine of a list, as far as it tells whose it is.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) tags: Vec<String>,
}

/// By what a machine may be a job's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// By its tag; and one without tags by its name, where the person says that it is.
    TagOrName,
    /// By its tag alone. The person settled the job otherwise: a machine of its name is that of a later order, or of somebody
    /// else.
    Tag,
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
pub(super) fn judge(job: &Job, machines: &[Listed], taken: &HashSet<String>, by: By) -> Verdict {
    let Some(search) = job.state.search() else { return Verdict::Nothing };
    let (ours, bare): (Vec<&Listed>, Vec<&Listed>) = machines
        .iter()
        .filter(|machine| !taken.contains(&machine.id) && could_be(job, search, machine, by))
        .partition(|machine| machine.tags.contains(&job.tag));
    match (ours.as_slice(), bare.as_slice()) {
        ([], []) => Verdict::Nothing,
        ([only], _) => Verdict::Found(only.id.clone()),
        // It was sent with a tag, and a VM that is listed shows its tags: one without any is for the person to judge. A
        // lease on another's machine would end that one.
        ([], bare) => Verdict::Choose(bare.iter().copied().map(candidate).collect()),
        (ours, _) => Verdict::Choose(ours.iter().copied().map(candidate).collect()),
    }
}

/// New, and with our tag; or without any tag and of that name, as a rental is that has not begun. What it says of when it was
/// made does not count: its clock and ours may differ by more than anybody thinks, and a list may lag behind by any time. The
/// tag alone is enough: a provider may write a name otherwise than it was sent. Other tags are another's.
fn could_be(job: &Job, search: &Search, machine: &Listed, by: By) -> bool {
    let fits = if machine.tags.is_empty() {
        by == By::TagOrName && machine.name.trim() == job.name
    } else {
        machine.tags.contains(&job.tag)
    };
    fits && !search.known_before.contains(&machine.id) && !search.not_it.contains(&machine.id)
}

fn candidate(machine: &Listed) -> Candidate {
    Candidate { id: machine.id.clone(), name: machine.name.clone(), created_at: machine.created_at }
}

#[cfg(test)]
mod tests {
    use super::super::job::tests::at;
    use super::*;

    fn lost() -> Job {
        super::super::job::tests::lost("train-01")
    }

    fn search(job: &mut Job) -> &mut Search {
        job.state.search_mut().unwrap()
    }

    fn machine(id: &str, created: &str, tags: &[&str]) -> Listed {
        Listed {
            id: id.into(),
            name: "train-01".into(),
            created_at: Some(at(created)),
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        }
    }

    fn nobodys() -> HashSet<String> {
        HashSet::new()
    }

    #[test]
    fn the_tag_finds_it_even_beside_another_of_the_name() {
        let job = lost();
        let ours = machine("a", "12:00:01", &["x", &job.tag]);
        let machines = [machine("b", "12:00:02", &[]), ours, machine("c", "12:00:03", &[])];
        assert_eq!(judge(&job, &machines, &nobodys(), By::TagOrName), Verdict::Found("a".into()));
    }

    #[test]
    fn the_tag_finds_it_whatever_its_name_and_its_time() {
        let job = lost();
        let mut ours = machine("a", "09:00:00", &[&job.tag]);
        ours.name = "Train 01".into();
        assert_eq!(judge(&job, std::slice::from_ref(&ours), &nobodys(), By::TagOrName), Verdict::Found("a".into()));
        let (mut there_before, mut ruled_out) = (job.clone(), job);
        search(&mut there_before).known_before.push("a".into());
        search(&mut ruled_out).not_it.push("a".into());
        for known in [there_before, ruled_out] {
            assert_eq!(judge(&known, std::slice::from_ref(&ours), &nobodys(), By::TagOrName), Verdict::Nothing);
        }
    }

    #[test]
    fn others_are_not_it() {
        let job = lost();
        let mut named = machine("n", "12:00:01", &[]);
        named.name = "train-02".into();
        let machines = [
            machine("old", "12:00:01", &[]),
            machine("tagged", "12:00:01", &["vd-job-00000000"]),
            machine("theirs", "12:00:01", &["team-a"]),
            machine("taken", "12:00:01", &[&job.tag]),
            named,
        ];
        let taken = HashSet::from(["taken".to_owned()]);
        assert_eq!(judge(&job, &machines, &taken, By::TagOrName), Verdict::Nothing);
    }

    fn offered(job: &Job, machines: &[Listed]) -> Vec<String> {
        let Verdict::Choose(candidates) = judge(job, machines, &nobodys(), By::TagOrName) else {
            panic!("not a choice")
        };
        candidates.into_iter().map(|one| one.id).collect()
    }

    #[test]
    fn two_that_fit_are_for_the_person_and_so_is_one_without_any_tag() {
        let job = lost();
        assert_eq!(offered(&job, &[machine("a", "11:56:00", &[])]), ["a"]);
        assert_eq!(offered(&job, &[machine("a", "06:00:00", &[])]), ["a"], "whatever the clocks say");
        assert_eq!(offered(&job, &[machine("a", "12:00:01", &[]), machine("b", "12:00:02", &[])]), ["a", "b"]);
        let twice = [machine("a", "12:00:01", &[&job.tag]), machine("b", "12:00:02", &[&job.tag])];
        assert_eq!(offered(&job, &twice), ["a", "b"]);
    }

    #[test]
    fn what_the_person_ruled_out_is_not_offered_again() {
        let mut job = lost();
        search(&mut job).not_it.push("a".into());
        assert_eq!(offered(&job, &[machine("a", "12:00:01", &[]), machine("b", "12:00:02", &[])]), ["b"]);
    }

    #[test]
    fn of_a_job_that_the_person_dismissed_the_tag_alone_tells() {
        let job = lost();
        let (bare, ours) = (machine("a", "12:00:01", &[]), machine("b", "12:00:01", &[&job.tag]));
        assert_eq!(judge(&job, std::slice::from_ref(&bare), &nobodys(), By::Tag), Verdict::Nothing);
        assert_eq!(judge(&job, &[bare, ours], &nobodys(), By::Tag), Verdict::Found("b".into()));
    }
}
