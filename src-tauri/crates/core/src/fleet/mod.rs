//! The machines: reading them, and how they are shown.

mod fields;
mod history;
mod machine;
mod read;
mod recalled;
mod row;
mod state;
mod view;

use std::sync::Arc;

use crate::views::{FleetView, IdArgs, InstanceDetail, NoArgs};
use crate::{Answer, App};

pub(crate) use machine::Machine;
pub(crate) use read::{read_machine, read_machine_of, read_rentals, read_vm_for_list, sweep};
pub(crate) use row::{JOB_TAG, MAY_STILL_COST};
pub use state::{Fleet, Sweep};
pub(crate) use view::{row, rows};

/// All machines as they were last read.
pub async fn fleet(app: Arc<App>, _args: NoArgs) -> Answer<FleetView> {
    let account = app.account()?;
    view::fleet(&app, &account)
}

/// Reads the list now.
pub async fn refresh(app: Arc<App>, _args: NoArgs) -> Answer<FleetView> {
    let account = app.account()?;
    account.money_wake.notify_one();
    // A failure is part of the view, so that old rows stay on the screen beside it.
    let _ = sweep(&app, &account).await;
    view::fleet(&app, &account)
}

/// One machine with what only its panel needs: read by id, and where it stands over its host node.
pub async fn instance(app: Arc<App>, args: IdArgs) -> Answer<InstanceDetail> {
    let account = app.account()?;
    read::detail(&app, &account, &args.id).await
}
