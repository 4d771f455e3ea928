//! The end of a volume, with all that is on it.

use std::sync::Arc;

use futures::TryFutureExt as _;
use rust_decimal::Decimal;
use tokio::time::Instant;
use voltagepark::types::StorageVolume;

use super::send::{self, Change};
use super::{facts, read, rentals, view};
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::Verb;
use voltdeck_base::{App, hardware, rates, typed};
use voltdeck_contract::{
    Answer, CommandError, Done, ErrorCode, Event, LossLine, Mark, Money, MoneyChange, VolumeDeleteArgs,
    VolumeDeletePreview,
};

/// What it means, from a fresh reading: who has it attached may have changed.
pub(super) async fn preview(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<VolumeDeletePreview> {
    let volume = read::listed(app, account, id).await?.ok_or_else(|| {
        CommandError::new(
            ErrorCode::Gone,
            "This volume is not in the provider's list any more. There is nothing to delete.",
        )
    })?;
    let burn = rates::burn(account);
    let state = rentals::named(account);
    let row = view::row(&state, &volume);
    let mut title = row
        .size_gb
        .map_or_else(|| "All that is on it".to_owned(), |size| format!("All that is on its {}", hardware::gb(size)));
    if let Some(used) = &row.used {
        title = format!("{title}: {} used", used.text);
    }
    let mut lost = vec![LossLine { kind: "disk".into(), title, meaning: "Erased. It cannot be brought back.".into() }];
    if let Some(vip) = &row.vip {
        lost.push(LossLine {
            kind: "address".into(),
            title: vip.clone(),
            meaning: "Given up. Mounts of it hang until they are taken away.".into(),
        });
    }
    let stays = vec![LossLine {
        kind: "price".into(),
        title: "What it has cost so far".into(),
        meaning: "Stays on the bill of this month.".into(),
    }];
    let names = view::attached_names(&state, &volume);
    let warning = (!names.is_empty()).then(|| {
        format!(
            "It is attached to {}. What is mounted there stops working, and pods that use it fail. Detach it first, so that \
             you see whether anything still needs it; the provider may refuse to delete it while it is attached.",
            names.join(", ")
        )
    });
    let saves = volume.rate_hourly.decimal();
    let burn = burn
        .zip(saves)
        .map(|((burn, _), saves)| MoneyChange { before: Money(burn), after: Money((burn - saves).max(Decimal::ZERO)) });
    Ok(VolumeDeletePreview {
        short_id: typed::short_id(id),
        volume: row,
        lost,
        stays,
        warning,
        burn,
        saves: saves.map(Money),
    })
}

/// Deletes it.
pub(super) async fn delete(app: &Arc<App>, account: &Arc<Account>, args: &VolumeDeleteArgs) -> Answer<Done> {
    let volume = read::known(account, &args.id)?;
    let name = facts::name(&volume);
    if !typed::names(&args.typed_name, name, Some(&args.id)) {
        let message = format!("Type {} to delete it. Nothing was deleted.", typed::asked(name, &args.id));
        return Err(CommandError::new(ErrorCode::Invalid, message).at("typedName"));
    }
    let change = Change {
        volume: &volume,
        verb: Verb::Delete,
        asked: "deletion asked for",
        done: "deleted",
        mark: Mark::Terminated,
        effect: volume.rate_hourly.decimal().map(|rate| -rate),
        blame: None,
    };
    let is_gone = |volume: Option<&StorageVolume>| volume.is_none();
    send::send(app, account, change, is_gone, account.client().terminate_storage(&volume.id).map_ok(|()| None)).await?;
    account.part::<StorageMemory>().state().deleting.insert(args.id.clone(), Instant::now());
    rates::wake(account);
    // The list says when it is gone; until then the row says that it was asked for.
    let _ = read::sweep(app, account, &account.client()).await;
    app.host.emit(Event::Storage);
    Ok(Done {})
}
