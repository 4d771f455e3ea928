//! Machines as a window shows them: the list, one row, and the panel of one.

mod detail;
mod fields;
mod list;
mod recalled;
mod row;

use std::sync::Arc;

use voltdeck_base::account::Account;
use voltdeck_base::{App, rates};
use voltdeck_contract::{Answer, FleetView, IdArgs, InstanceDetail, NoArgs};
use voltdeck_machines::fleet;

pub use list::{row, rows};

/// All machines as they were last read.
pub async fn fleet(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<FleetView> {
    list::fleet(&app, &account)
}

/// Reads the list now.
pub async fn refresh(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<FleetView> {
    rates::wake(&account);
    // A failure is part of the view, so that old rows stay on the screen beside it.
    let _ = fleet::sweep(&app, &account).await;
    list::fleet(&app, &account)
}

/// One machine with what only its panel needs: read by id, and where it stands over its host node.
pub async fn instance(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<InstanceDetail> {
    detail::detail(&app, &account, &args.id).await
}
