//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn app_state(_app: Arc<App>, _args: NoArgs) -> Answer<AppState> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn settings_set(_app: Arc<App>, _args: SettingsView) -> Answer<AppState> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn check_base_url(_app: Arc<App>, _args: BaseUrlArgs) -> Answer<Vec<FieldIssue>> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn sign_in(_app: Arc<App>, _args: SignInArgs) -> Answer<AppState> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn sign_out(_app: Arc<App>, _args: IdArgs) -> Answer<AppState> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn open_sandbox(_app: Arc<App>, _args: NoArgs) -> Answer<AppState> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn switch_profile(_app: Arc<App>, _args: IdArgs) -> Answer<AppState> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
