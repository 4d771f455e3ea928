//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn set(_app: Arc<App>, _args: LeaseArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
