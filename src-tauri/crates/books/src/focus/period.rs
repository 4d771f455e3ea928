//! Which time a row is for, in whole seconds as FOCUS has it: from, and up to but not with.

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use crate::{Line, Role};

const SECOND: TimeDelta = TimeDelta::seconds(1);

/// The segment within the line's month, to the microsecond; `None` where the line is for no length of time.
pub(super) fn within(line: &Line) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let from = line.from.or(line.created)?.max(line.month.start());
    let until = line.until.or(line.completed).unwrap_or(line.read_at).min(line.month.end());
    (from < until).then_some((from, until))
}

/// What a row is for: usage by its segment within the month; money back by the segment that it is for, whole; else the
/// moment of booking.
pub(super) fn of(line: &Line) -> (DateTime<Utc>, DateTime<Utc>) {
    let span = match line.role {
        Role::Charge => within(line),
        Role::Payout => line.from.zip(line.until).filter(|(from, until)| from < until),
        Role::Deposit | Role::Other => None,
    };
    let (from, until) = span.unwrap_or_else(|| {
        let last = line.month.end() - SECOND;
        let at = line.created.map_or(line.month.start(), |at| at.clamp(line.month.start(), last));
        (at, at)
    });
    let (from, whole) = (from.with_nanosecond(0).unwrap_or(from), until.with_nanosecond(0).unwrap_or(until));
    let until = if whole < until { whole + SECOND } else { whole };
    (from, until.max(from + SECOND))
}

/// Whether a row for that time puts right what was charged in a month before.
pub(super) fn corrects(line: &Line, (_, end): (DateTime<Utc>, DateTime<Utc>)) -> bool {
    line.role == Role::Payout && end <= line.month.start()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn line(role: Role, from: &str, until: Option<&str>) -> Line {
        let month: crate::Month = "2026-10".parse().unwrap();
        Line {
            role,
            created: Some(at("2026-10-08T09:00:00.5Z")),
            from: Some(at(from)),
            until: until.map(at),
            ..Line::new(month, at("2026-10-15T12:00:00.25Z"), "t")
        }
    }

    #[test]
    fn usage_is_of_its_month_and_ends_with_the_reading_while_it_runs() {
        let over = line(Role::Charge, "2026-09-20T00:00:00Z", Some("2026-11-02T00:00:00Z"));
        assert_eq!(of(&over), (at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")));
        let runs = line(Role::Charge, "2026-10-14T10:00:00.9Z", None);
        assert_eq!(of(&runs), (at("2026-10-14T10:00:00Z"), at("2026-10-15T12:00:01Z")));
    }

    #[test]
    fn what_has_no_length_is_the_second_of_its_booking() {
        let moment = (at("2026-10-08T09:00:00Z"), at("2026-10-08T09:00:01Z"));
        assert_eq!(of(&line(Role::Other, "2026-10-01T00:00:00Z", Some("2026-10-02T00:00:00Z"))), moment);
        // A completion before its creation, and a segment of another month.
        assert_eq!(of(&line(Role::Charge, "2026-10-09T00:00:00Z", Some("2026-10-01T00:00:00Z"))), moment);
        assert_eq!(of(&line(Role::Charge, "2026-08-01T00:00:00Z", Some("2026-08-02T00:00:00Z"))), moment);
        let late =
            Line { created: Some(at("2027-01-01T00:00:00Z")), ..line(Role::Other, "2026-10-01T00:00:00Z", None) };
        assert_eq!(of(&late), (at("2026-10-31T23:59:59Z"), at("2026-11-01T00:00:00Z")));
        let unknown = Line { created: None, from: None, ..late };
        assert_eq!(of(&unknown).0, at("2026-10-01T00:00:00Z"));
    }

    #[test]
    fn money_back_is_for_the_segment_that_was_paid() {
        let back = line(Role::Payout, "2026-08-01T00:00:00Z", Some("2026-08-02T00:00:00Z"));
        assert_eq!(of(&back), (at("2026-08-01T00:00:00Z"), at("2026-08-02T00:00:00Z")));
        let is_correction = |line: Line| corrects(&line, of(&line));
        assert!(is_correction(back));
        assert!(is_correction(line(Role::Payout, "2026-09-29T00:00:00Z", Some("2026-10-01T00:00:00Z"))));
        assert!(!is_correction(line(Role::Payout, "2026-09-30T00:00:00Z", Some("2026-10-02T00:00:00Z"))));
        assert!(!is_correction(line(Role::Payout, "2026-09-30T00:00:00Z", Some("2026-09-02T00:00:00Z"))));
        assert!(!is_correction(line(Role::Charge, "2026-08-01T00:00:00Z", Some("2026-08-02T00:00:00Z"))));
    }
}
