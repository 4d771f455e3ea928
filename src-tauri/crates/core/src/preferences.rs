//! What a person sets for all accounts.

use std::sync::Arc;

use crate::accounts::open;
use crate::session;
use voltdeck_base::activity::retention;
use voltdeck_base::{App, clients, exports, network, notices, settings};
use voltdeck_contract::{Answer, AppState, CommandError, ErrorCode, Event, PauseArgs, SettingsView};

/// A machine that is idle is told of after a week at most.
const LONGEST_IDLE: u32 = 7 * 24 * 60;

/// Keeps the settings. A proxy or certificate that cannot be used is refused at its field.
pub async fn set(app: Arc<App>, args: SettingsView) -> Answer<AppState> {
    let _one_at_a_time = session::one_at_a_time(&app).await;
    let args = SettingsView {
        ssh_user: args.ssh_user.trim().to_owned(),
        proxy: args.proxy.trim().to_owned(),
        extra_root: args.extra_root.trim().to_owned(),
        export_folder: args.export_folder.trim().to_owned(),
        ..args
    };
    if let Some(problem) = settings::user_problem(&args.ssh_user) {
        return Err(CommandError::new(ErrorCode::Invalid, problem).at("sshUser"));
    }
    if let Some((field, said)) = notices::quiet_problem(&args.notices) {
        return Err(CommandError::new(ErrorCode::Invalid, said).at(field));
    }
    if let Some(said) = exports::problem(&app, &args.export_folder) {
        return Err(CommandError::new(ErrorCode::Invalid, said).at("exportFolder"));
    }
    if !(1..=retention::LONGEST).contains(&args.record_months) {
        let said = format!("The record is kept for 1 to {} months.", retention::LONGEST);
        return Err(CommandError::new(ErrorCode::Invalid, said).at("recordMonths"));
    }
    if !(10..=LONGEST_IDLE).contains(&args.idle_minutes) {
        let said = "Give 10 minutes to 7 days (10080 minutes).";
        return Err(CommandError::new(ErrorCode::Invalid, said).at("idleMinutes"));
    }
    network::begin(&app).await;
    let given = network::given(args);
    clients::check_network(&given.whole())?;
    let before = settings::current(&app)?;
    network::keep_password(&app, &before.proxy, &given).await;
    let args = &given.settings;
    settings::keep(&app, args)?;
    let other = (&before.proxy, &before.extra_root) != (&args.proxy, &args.extra_root);
    if other || given.password.is_some() {
        open::renew_all(&app).await?;
    }
    app.notifier.wake();
    app.host.emit(Event::Session);
    session::state(&app)
}

/// Holds notices back for a while, or ends that.
pub async fn notices_pause(app: Arc<App>, args: PauseArgs) -> Answer<AppState> {
    notices::pause(&app, args.minutes)?;
    session::state(&app)
}
