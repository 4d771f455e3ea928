//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn copy_text(_app: Arc<App>, _args: CopyArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn open_link(_app: Arc<App>, _args: OpenArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn report_ui_fault(_app: Arc<App>, _args: UiFaultArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
