//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn fleet(_app: Arc<App>, _args: NoArgs) -> Answer<FleetView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn refresh(_app: Arc<App>, _args: NoArgs) -> Answer<FleetView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn instance(_app: Arc<App>, _args: IdArgs) -> Answer<InstanceDetail> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
