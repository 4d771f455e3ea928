//! Exports for finance: lines and statements as files, out of what the ledger has.

mod line;
mod notes;
mod plan;
mod run;
mod source;
mod write;

use std::path::Path;
use std::sync::Arc;

use voltdeck_base::account::Account;
use voltdeck_base::{App, exports as folders, profiles};
use voltdeck_contract::{
    Answer, CommandError, Done, ErrorCode, Event, ExportArgs, ExportsView, NoArgs, OpenExportArgs,
};

pub use run::ExportMemory;

use super::load;

/// The export that runs, and how the last one ended.
pub async fn exports(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<ExportsView> {
    view(&app, &account)
}

/// Begins an export. It only reads at the provider's expense what is on this computer, so every account may.
pub async fn export_start(app: Arc<App>, account: Arc<Account>, args: ExportArgs) -> Answer<ExportsView> {
    let plan = plan::plan(&app, &account, &args)?;
    run::start(&app, &account, plan)?;
    view(&app, &account)
}

/// Stops the one that runs. Nothing of it is left.
pub async fn export_stop(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<ExportsView> {
    account.part::<ExportMemory>().stop();
    app.host.emit(Event::Exports);
    view(&app, &account)
}

/// Opens a file of the last export, or the folder that it is in.
pub async fn export_open(app: Arc<App>, account: Arc<Account>, args: OpenExportArgs) -> Answer<Done> {
    // A window names no path: only what was written here is opened.
    let file = account.part::<ExportMemory>().file(args.id, args.file).ok_or_else(|| {
        CommandError::new(ErrorCode::Gone, "This is not the last export any more. Open the file from its folder.")
    })?;
    let path = if args.folder { file.parent().unwrap_or(Path::new("/")) } else { &file };
    if !path.exists() {
        let message = format!("{} is no longer there. Export again.", path.display());
        return Err(CommandError::new(ErrorCode::Gone, message));
    }
    app.host.open_path(path).map(|()| Done {}).map_err(|reason| {
        CommandError::new(ErrorCode::Local, format!("{} could not be opened ({reason}).", path.display()))
    })
}

fn view(app: &App, account: &Account) -> Answer<ExportsView> {
    let profile = account.profile_id();
    let kept = app.store.read(|connection| load::months(connection, profile))?;
    let organization = profiles::by_id(&app.store, profile)?.map(|profile| profile.organization_id);
    let (running, last) = account.part::<ExportMemory>().view();
    Ok(ExportsView {
        // Where none can be told an export says why, and asks for one.
        folder: folders::folder(app).map(|folder| folder.display().to_string()).unwrap_or_default(),
        has_organization: organization.is_some_and(|id| !id.trim().is_empty()),
        months: kept.iter().rev().map(|kept| kept.month.name()).collect(),
        running,
        last,
    })
}
