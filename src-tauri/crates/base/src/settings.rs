//! What a person set, as it is kept.

use crate::{App, profiles};
use voltdeck_contract::{Answer, CommandError, ErrorCode, SettingsView};

/// Key under which the settings stand in the store.
const SETTINGS: &str = "settings";
/// Longest name of a user.
const USER_LENGTH: usize = 64;

/// Keeps the settings.
pub fn keep(app: &App, settings: &SettingsView) -> Answer<()> {
    let text = serde_json::to_string(&differences(settings)).unwrap_or_default();
    profiles::set_setting(&app.store, SETTINGS, &text)
}

/// Keeps the settings, and takes what stood in them before out of every file.
pub(crate) fn scrub(app: &App, settings: &SettingsView) -> Answer<()> {
    let text = serde_json::to_string(&differences(settings)).unwrap_or_default();
    let sql = "UPDATE setting SET value = ?2 WHERE key = ?1";
    app.store.scrub(move |connection| connection.execute(sql, [SETTINGS, &text]).map(drop))
}

/// What is wrong with the name of a user, if anything.
pub fn user_problem(user: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if user.is_empty() || user.len() > USER_LENGTH || !user.chars().all(fits) || user.starts_with('-') {
        return Some(
            "A user name has letters, digits, dots, hyphens and underscores, and does not begin with a hyphen.",
        );
    }
    None
}

/// Refuses a user that could be taken for anything else in a command.
pub fn check_ssh_user(user: &str) -> Answer<()> {
    match user_problem(user) {
        Some(problem) if !user.is_empty() => Err(CommandError::new(ErrorCode::Invalid, problem).at("sshUser")),
        _ => Ok(()),
    }
}

/// The settings, with defaults for what was never changed.
pub fn current(app: &App) -> Answer<SettingsView> {
    let kept = profiles::setting(&app.store, SETTINGS)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Only what differs from the defaults is kept, so that a better default reaches everyone who never chose.
fn differences(settings: &SettingsView) -> serde_json::Value {
    let defaults = serde_json::to_value(SettingsView::default()).unwrap_or_default();
    let mut value = serde_json::to_value(settings).unwrap_or_default();
    if let (Some(fields), Some(defaults)) = (value.as_object_mut(), defaults.as_object()) {
        fields.retain(|name, value| defaults.get(name) != Some(value));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_a_plain_word() {
        assert_eq!(user_problem("ubuntu"), None);
        assert_eq!(user_problem("first.last_2-x"), None);
        let long = "x".repeat(USER_LENGTH + 1);
        for user in ["", "-l", "two words", "a;b", "$USER", "a\nb", "a@b", "a'b", "ü", &long] {
            assert!(user_problem(user).is_some(), "{user:?}");
        }
    }

    #[test]
    fn only_differences_are_kept() {
        assert_eq!(differences(&SettingsView::default()), serde_json::json!({}));
        let changed = SettingsView { ssh_user: "ubuntu".into(), ..SettingsView::default() };
        assert_eq!(differences(&changed), serde_json::json!({ "sshUser": "ubuntu" }));
    }
}
