//! What a person set.

use std::sync::Arc;

use crate::views::{AppState, Event, SettingsView};
use crate::{Answer, App, CommandError, ErrorCode, clients, connect, exports, notices, opening, profiles, session};

/// Key under which the settings stand in the store.
const SETTINGS: &str = "settings";

/// Keeps the settings. A proxy or certificate that cannot be used is refused at its field.
pub async fn set(app: Arc<App>, args: SettingsView) -> Answer<AppState> {
    let _one_at_a_time = app.session_change.lock().await;
    let args = SettingsView {
        ssh_user: args.ssh_user.trim().to_owned(),
        proxy: args.proxy.trim().to_owned(),
        extra_root: args.extra_root.trim().to_owned(),
        export_folder: args.export_folder.trim().to_owned(),
        ..args
    };
    if let Some(problem) = connect::target::user_problem(&args.ssh_user) {
        return Err(bad_user(problem));
    }
    if let Some((field, said)) = notices::quiet_problem(&args.notices) {
        return Err(CommandError::new(ErrorCode::Invalid, said).at(field));
    }
    if let Some(said) = exports::problem(&app, &args.export_folder) {
        return Err(CommandError::new(ErrorCode::Invalid, said).at("exportFolder"));
    }
    clients::check_network(&args)?;
    let before = current(&app)?;
    let text = serde_json::to_string(&differences(&args)).unwrap_or_default();
    profiles::set_setting(&app.store, SETTINGS, &text)?;
    if (&before.proxy, &before.extra_root) != (&args.proxy, &args.extra_root) {
        opening::renew_all(&app).await?;
    }
    app.notifier.wake();
    app.host.emit(Event::Session);
    session::state(&app)
}

/// Refuses a user that could be taken for anything else in a command.
pub(crate) fn check_ssh_user(user: &str) -> Answer<()> {
    match connect::target::user_problem(user) {
        Some(problem) if !user.is_empty() => Err(bad_user(problem)),
        _ => Ok(()),
    }
}

fn bad_user(problem: &str) -> CommandError {
    CommandError::new(ErrorCode::Invalid, problem).at("sshUser")
}

/// The settings, with defaults for what was never changed.
pub(crate) fn current(app: &App) -> Answer<SettingsView> {
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
    fn only_differences_are_kept() {
        assert_eq!(differences(&SettingsView::default()), serde_json::json!({}));
        let changed = SettingsView { ssh_user: "ubuntu".into(), ..SettingsView::default() };
        assert_eq!(differences(&changed), serde_json::json!({ "sshUser": "ubuntu" }));
    }
}
