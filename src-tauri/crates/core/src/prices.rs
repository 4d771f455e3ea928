//! Not written yet.
use std::sync::Arc;

use crate::{views::*, Answer, App, CommandError, ErrorCode};

/// Placeholder until it is written.
pub async fn price_list(_app: Arc<App>, _args: NoArgs) -> Answer<PriceList> {
    Err(CommandError::new(ErrorCode::Local, "not written"))
}
