//! What a rental does not tell while it is being set up: from its last reading that told it, or from the deploy that
//! ordered it. It is shown and no more: what is sent to the provider begins with the provider's own word.

use voltdeck_base::account::Account;
use voltdeck_base::{App, hardware};
use voltdeck_contract::{Answer, InstanceView, MachineKind, Mark};
use voltdeck_deploy::deploy;
use voltdeck_machines::fleet::{self, JOB_TAG};

/// The row with what is recalled in the place of what it lacks. A failure of the store leaves it as it is.
pub(super) fn filled(app: &App, account: &Account, row: InstanceView) -> InstanceView {
    let young = row.kind == MachineKind::BareMetal && row.state.mark == Mark::Pending;
    let lacks = row.gpus == 0 || row.tags.is_empty();
    if !young || !lacks {
        return row;
    }
    recall(app, account, &row).unwrap_or(row)
}

fn recall(app: &App, account: &Account, row: &InstanceView) -> Answer<InstanceView> {
    let mut row = row.clone();
    let ordered = deploy::ordered(&app.store, account.profile_id(), &row.id)?;
    let seen = fleet::last_seen(&app.store, account.profile_id(), &row.id)?;
    let (seen_gpus, seen_tags) = seen.unwrap_or_default();
    let order = ordered.unwrap_or_default();
    if row.gpus == 0 {
        row.gpus = if seen_gpus > 0 { seen_gpus } else { order.gpus };
    }
    if row.tags.is_empty() {
        let tags = if seen_tags.is_empty() { order.tags } else { seen_tags };
        row.tags = tags.into_iter().filter(|tag| !tag.starts_with(JOB_TAG)).collect();
    }
    if let Some(rental) = row.rental.as_mut().filter(|rental| rental.network.is_none()) {
        rental.network = order.network.map(|network| hardware::network(&network));
    }
    Ok(row)
}
