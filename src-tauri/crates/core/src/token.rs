//! The end of a token, as a person noted it. The provider does not tell it, so it is never asserted.

use chrono::NaiveDate;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::profiles::{self, Profile};
use voltdeck_contract::{
    ActivityKind, Actor, Answer, AttentionAct, AttentionItem, CommandError, ErrorCode, Mark, NoticeKind, Place,
    ProfileKind,
};

/// How many days before its end a token is told of, the last first.
const DAYS: [i64; 2] = [3, 14];

/// A day as it is typed; nothing means that none is known.
pub fn day(typed: &str) -> Answer<Option<NaiveDate>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = (typed.len() == 10).then(|| NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok()).flatten();
    day.map(Some).ok_or_else(|| {
        let said = "A day is a year, a month and a day, such as 2027-03-01. Leave it empty where you do not know.";
        CommandError::new(ErrorCode::Invalid, said).at("tokenEndsOn")
    })
}

/// What of the end of a token is due to be told, in days before it.
fn due(ends_on: NaiveDate, today: NaiveDate) -> Option<i64> {
    let left = (ends_on - today).num_days();
    DAYS.into_iter().find(|days| left <= *days)
}

/// When it ends, seen from today.
fn when(ends_on: NaiveDate, today: NaiveDate) -> String {
    match (ends_on - today).num_days() {
        0 => "ends today".to_owned(),
        1 => "ends tomorrow".to_owned(),
        left if left > 1 => format!("ends in {left} days"),
        _ => format!("was to end on {}", ends_on.format("%-d %b %Y")),
    }
}

const MEANING: &str = "That is the day that was noted. Without a token nothing is watched or ended, while what runs is \
                       billed: make a new one in the console and give it here.";

/// The profile of an account, where the day on which its token ends is noted.
fn noted(app: &App, account: &Account) -> Answer<Option<(Profile, NaiveDate)>> {
    let profile = profiles::by_id(&app.store, account.profile_id())?;
    let of_provider = profile.filter(|profile| profile.kind == ProfileKind::Provider);
    Ok(of_provider.and_then(|profile| profile.token_ends_on.map(|day| (profile, day))))
}

/// Tells of a token that is near its end, once for each threshold and day.
pub fn tell(app: &App, account: &Account) -> Answer<()> {
    let Some((profile, ends_on)) = noted(app, account)? else { return Ok(()) };
    let today = app.host.local(app.host.now()).date();
    let Some(days) = due(ends_on, today) else { return Ok(()) };
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: &format!("The token of {}", profile.name),
        deed: &when(ends_on, today),
        meaning: MEANING,
        mark: Mark::Pending,
        place: Some(Place::Settings),
        notice: Some(NoticeKind::Token),
        once: Some(&format!("token:{ends_on}:{days}")),
        ..News::default()
    };
    activity::tell(app, account.profile_id(), &news).map(drop)
}

/// A token near its end wants a decision.
pub fn attention(app: &App, account: &Account) -> Answer<Option<AttentionItem>> {
    let Some((profile, ends_on)) = noted(app, account)? else { return Ok(None) };
    let today = app.host.local(app.host.now()).date();
    Ok(due(ends_on, today).map(|_| AttentionItem {
        key: "token".into(),
        mark: Mark::Pending,
        title: format!("The token of {} {}", profile.name, when(ends_on, today)),
        meaning: MEANING.into(),
        act: AttentionAct::ShowSettings,
        target: String::new(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_is_told_of_two_weeks_and_three_days_before_its_end() {
        let ends = on("2027-03-01");
        for (today, expected, said) in [
            ("2027-02-14", None, "ends in 15 days"),
            ("2027-02-15", Some(14), "ends in 14 days"),
            ("2027-02-25", Some(14), "ends in 4 days"),
            ("2027-02-26", Some(3), "ends in 3 days"),
            ("2027-02-28", Some(3), "ends tomorrow"),
            ("2027-03-01", Some(3), "ends today"),
            ("2027-03-09", Some(3), "was to end on 1 Mar 2027"),
        ] {
            assert_eq!((due(ends, on(today)), when(ends, on(today)).as_str()), (expected, said), "{today}");
        }
    }

    #[test]
    fn a_day_is_read_or_said_at_its_field() {
        assert_eq!(day(" ").unwrap(), None);
        assert_eq!(day("2027-03-01 ").unwrap(), Some(on("2027-03-01")));
        for bad in ["1.3.2027", "2027-3-1", "2027-02-30", "soon", "20270-03-01"] {
            assert_eq!(day(bad).unwrap_err().field.as_deref(), Some("tokenEndsOn"), "{bad}");
        }
    }
}
