//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn overview(_app: Arc<App>, _args: NoArgs) -> Answer<OverviewView> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
