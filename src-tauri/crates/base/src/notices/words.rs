//! The words of a notice, from the lines that it copies.

use std::collections::BTreeSet;

use super::notice::Notice;
use voltdeck_contract::Place;

/// Lines that are named one by one; the rest is counted.
const NAMED: usize = 3;

/// A line that is told.
#[derive(Debug, Clone)]
pub(super) struct NoticeLine {
    /// What its account is called, where that must be said.
    pub(super) account: Option<String>,
    pub(super) profile: String,
    pub(super) subject: String,
    pub(super) deed: String,
    pub(super) meaning: String,
    /// It is about a machine.
    pub(super) machine: bool,
    pub(super) place: Option<Place>,
}

/// One notice for all the lines; `None` where there are none.
pub(super) fn compose(lines: &[NoticeLine]) -> Option<Notice> {
    let first = lines.first()?;
    let one_account = lines.iter().all(|line| line.profile == first.profile);
    let account = first.account.as_deref().filter(|_| one_account);
    let (title, body, place) = if let [line] = lines {
        (sentence(line), line.meaning.clone(), line.place.clone().unwrap_or(Place::Activity))
    } else {
        let machines = lines.iter().all(|line| line.machine);
        // A machine that appeared and is ready is one machine.
        let subjects: BTreeSet<_> = lines.iter().map(|line| (&line.profile, &line.subject)).collect();
        let title = match (machines, subjects.len()) {
            (true, 1) => format!("{} changed", first.subject),
            (true, count) => format!("{count} instances changed"),
            (false, _) => format!("{} things happened", lines.len()),
        };
        let mut named: Vec<String> = lines.iter().take(NAMED).map(|line| among(line, one_account)).collect();
        if lines.len() > NAMED {
            named.push(format!("and {} more", lines.len() - NAMED));
        }
        (title, format!("{}.", named.join(", ")), Place::Activity)
    };
    let title = account.map_or_else(|| title.clone(), |account| format!("{account}: {title}"));
    Some(Notice::new(&title, &body, first.profile.clone(), place))
}

fn sentence(line: &NoticeLine) -> String {
    format!("{} {}", line.subject, line.deed)
}

fn among(line: &NoticeLine, one_account: bool) -> String {
    match &line.account {
        Some(account) if !one_account => format!("{account}: {}", sentence(line)),
        _ => sentence(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(subject: &str, deed: &str) -> NoticeLine {
        NoticeLine {
            account: None,
            profile: "p".into(),
            subject: subject.into(),
            deed: deed.into(),
            meaning: "$3.98/h from 14:33.".into(),
            machine: true,
            place: Some(Place::Instance { id: subject.into(), ask: None }),
        }
    }

    #[test]
    fn one_line_is_told_as_it_stands_and_leads_to_its_place() {
        let notice = compose(&[line("eval-d", "is ready")]).unwrap();
        assert_eq!((notice.title.as_str(), notice.body.as_str()), ("eval-d is ready", "$3.98/h from 14:33."));
        assert_eq!(notice.place, Place::Instance { id: "eval-d".into(), ask: None });
        assert_eq!(compose(&[]), None);
    }

    #[test]
    fn several_are_counted_and_lead_to_the_record() {
        let lines = ["a", "b", "c", "d", "e"].map(|name| line(name, "stopped"));
        let notice = compose(&lines).unwrap();
        assert_eq!(notice.title, "5 instances changed");
        assert_eq!(notice.body, "a stopped, b stopped, c stopped, and 2 more.");
        assert_eq!(notice.place, Place::Activity);
        let mixed = [line("a", "stopped"), NoticeLine { machine: false, ..line("Runway", "is under 7 days") }];
        assert_eq!(compose(&mixed).unwrap().title, "2 things happened");
    }

    #[test]
    fn a_machine_that_changed_twice_is_counted_once() {
        let notice = compose(&[line("a", "appeared"), line("a", "is ready to connect")]).unwrap();
        assert_eq!((notice.title.as_str(), notice.body.as_str()), ("a changed", "a appeared, a is ready to connect."));
        let notice = compose(&[line("a", "appeared"), line("a", "is ready to connect"), line("b", "stopped")]).unwrap();
        assert_eq!(notice.title, "2 instances changed");
    }

    #[test]
    fn the_account_is_named_where_it_must_be() {
        let sandbox = |name: &str| NoticeLine { account: Some("SANDBOX".into()), ..line(name, "stopped") };
        assert_eq!(compose(&[sandbox("a")]).unwrap().title, "SANDBOX: a stopped");
        let other = NoticeLine { account: Some("Work".into()), profile: "q".into(), ..line("b", "stopped") };
        let notice = compose(&[sandbox("a"), other]).unwrap();
        assert_eq!(notice.title, "2 instances changed");
        assert_eq!(notice.body, "SANDBOX: a stopped, Work: b stopped.");
    }
}
