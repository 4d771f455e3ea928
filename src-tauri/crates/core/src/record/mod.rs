//! The record as it is read: narrowed, counted, one line whole, and as a file. [`voltdeck_base::activity`] writes it.

mod export;
mod filter;
mod page;

use std::sync::Arc;

use voltdeck_base::{App, activity};
use voltdeck_contract::{ActivityArgs, ActivityExportArgs, ActivityLine, ActivityView, Answer, Exported, IdArgs};

/// Lines of the record, newest first, with what they come to.
pub async fn activity(app: Arc<App>, args: ActivityArgs) -> Answer<ActivityView> {
    page::page(&app, &args)
}

/// One line.
pub async fn activity_line(app: Arc<App>, args: IdArgs) -> Answer<ActivityLine> {
    activity::by_id(&app.store, &args.id)
}

/// Writes the lines that fit into a file of the export folder, oldest first.
pub async fn activity_export(app: Arc<App>, args: ActivityExportArgs) -> Answer<Exported> {
    export::export(&app, args).await
}
