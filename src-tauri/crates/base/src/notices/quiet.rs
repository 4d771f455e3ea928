//! Quiet hours, in the time of this computer.

use chrono::{NaiveDateTime, NaiveTime};

use voltdeck_contract::NoticeSettings;

/// Whether notices wait at this moment of the local clock. Hours that cannot be read hold nothing back.
pub(super) fn is_quiet(settings: &NoticeSettings, local: NaiveDateTime) -> bool {
    let Some(quiet) = &settings.quiet else { return false };
    let (Some(from), Some(to)) = (time(&quiet.from), time(&quiet.to)) else { return false };
    let now = local.time();
    if from <= to { from <= now && now < to } else { now >= from || now < to }
}

/// What is wrong with quiet hours as they were typed.
pub fn problem(settings: &NoticeSettings) -> Option<(&'static str, &'static str)> {
    let quiet = settings.quiet.as_ref()?;
    let said = "Write a time of day as 22:00.";
    match (time(&quiet.from), time(&quiet.to)) {
        (None, _) => Some(("notices.quiet.from", said)),
        (_, None) => Some(("notices.quiet.to", said)),
        (Some(from), Some(to)) if from == to => {
            Some(("notices.quiet.to", "Quiet hours that end when they begin would last all day. Choose another end."))
        }
        _ => None,
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::QuietHours;

    fn quiet(from: &str, to: &str) -> NoticeSettings {
        NoticeSettings { quiet: Some(QuietHours { from: from.into(), to: to.into() }), ..NoticeSettings::default() }
    }

    fn at(time: &str) -> NaiveDateTime {
        format!("2026-10-15T{time}:00").parse().unwrap()
    }

    #[test]
    fn a_night_crosses_midnight_and_a_noon_does_not() {
        let night = quiet("22:00", "07:00");
        let quiet_at: Vec<bool> =
            ["21:59", "22:00", "00:00", "06:59", "07:00"].map(|time| is_quiet(&night, at(time))).into();
        assert_eq!(quiet_at, [false, true, true, true, false]);
        let noon = quiet("12:00", "13:00");
        assert!(is_quiet(&noon, at("12:30")) && !is_quiet(&noon, at("13:00")) && !is_quiet(&noon, at("11:59")));
        assert!(!is_quiet(&NoticeSettings::default(), at("03:00")));
    }

    #[test]
    fn hours_that_are_none_are_said_at_their_field() {
        assert_eq!(problem(&quiet("22", "07:00")).unwrap().0, "notices.quiet.from");
        assert_eq!(problem(&quiet("22:00", "25:00")).unwrap().0, "notices.quiet.to");
        assert_eq!(problem(&quiet("22:00", "22:00")).unwrap().0, "notices.quiet.to");
        assert_eq!(problem(&quiet("22:00", "07:00")), None);
        assert!(!is_quiet(&quiet("x", "07:00"), at("03:00")));
    }
}
