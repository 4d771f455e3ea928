//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn power(_app: Arc<App>, _args: PowerArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn rename(_app: Arc<App>, _args: RenameArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn set_tags(_app: Arc<App>, _args: TagsArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn terminate_preview(_app: Arc<App>, _args: IdArgs) -> Answer<TerminatePreview> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn terminate(_app: Arc<App>, _args: TerminateArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
