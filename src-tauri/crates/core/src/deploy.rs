//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn options(_app: Arc<App>, _args: NoArgs) -> Answer<DeployOptions> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn check(_app: Arc<App>, _args: DraftArgs) -> Answer<DraftCheck> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn cloud_init_check(_app: Arc<App>, _args: CloudInitArgs) -> Answer<CloudInitCheck> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn review(_app: Arc<App>, _args: DraftArgs) -> Answer<DeployReview> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn start(_app: Arc<App>, _args: DeployArgs) -> Answer<JobView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn jobs(_app: Arc<App>, _args: NoArgs) -> Answer<Vec<JobView>> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn job(_app: Arc<App>, _args: IdArgs) -> Answer<JobView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn look(_app: Arc<App>, _args: IdArgs) -> Answer<JobView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn choose(_app: Arc<App>, _args: ChooseArgs) -> Answer<JobView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}

/// Placeholder until it is written.
pub async fn dismiss(_app: Arc<App>, _args: IdArgs) -> Answer<Done> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
