//! Another name or size for a volume.

use std::sync::Arc;

use futures::TryFutureExt as _;
use voltagepark::types::{StorageVolume, UpdateStorage};

use super::check::{self, Quote};
use super::send::{self, Change};
use super::{facts, price, read, rentals, view};
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::Verb;
use voltdeck_base::{App, hardware, rates};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Mark, VolumeChangeArgs, VolumeDone};

/// Changes what differs from what was read last.
pub(super) async fn change(app: &Arc<App>, account: &Arc<Account>, args: &VolumeChangeArgs) -> Answer<VolumeDone> {
    let volume = read::known(account, &args.id)?;
    let wanted = wanted(&volume, args)?;
    if wanted == UpdateStorage::default() {
        return Ok(VolumeDone { volume: view::row(&rentals::named(account), &volume), notice: None });
    }
    let size = wanted.size_in_gb.and_then(|size| u32::try_from(size).ok());
    let (asked, done, blame) = match (&wanted.name, size) {
        (Some(name), Some(size)) => (
            format!("to be called {name} and have {}", hardware::gb(size)),
            format!("called {name}, {}", hardware::gb(size)),
            None,
        ),
        (None, Some(size)) => (
            format!("growth to {} asked for", hardware::gb(size)),
            format!("grown to {}", hardware::gb(size)),
            Some("size"),
        ),
        (Some(name), None) => (format!("to be renamed to {name}"), format!("renamed to {name}"), Some("name")),
        (None, None) => return Err(CommandError::new(ErrorCode::Invalid, "Nothing is changed yet.")),
    };
    let effect = size.and_then(|size| {
        let after = Quote::new(&account.part::<StorageMemory>().state(), Some(&volume), Some(size)).per_hour?;
        Some(after - volume.rate_hourly.decimal()?)
    });
    let verb = if wanted.name.is_some() { Verb::Rename } else { Verb::Grow };
    let change = Change { volume: &volume, verb, asked: &asked, done: &done, mark: Mark::Running, effect, blame };
    let aim = wanted.clone();
    let is_so = move |volume: Option<&StorageVolume>| volume.is_some_and(|volume| agrees(volume, &aim));
    let answer =
        send::send(app, account, change, is_so, account.client().update_storage(&volume.id, &wanted).map_ok(Some))
            .await?;
    let now = seen(app, account, &volume, answer).await;
    rates::wake(account);
    let notice = if agrees(&now, &wanted) { price_notice(&volume, &now, effect) } else { Some(unlike(&now)) };
    Ok(VolumeDone { volume: view::row(&rentals::named(account), &now), notice })
}

fn wanted(volume: &StorageVolume, args: &VolumeChangeArgs) -> Answer<UpdateStorage> {
    let at = |field: &str, message: String| CommandError::new(ErrorCode::Invalid, message).at(field);
    let name = match args.name.as_deref().map(str::trim) {
        Some("") => return Err(at("name", "A volume needs a name.".into())),
        name => name.filter(|name| volume.name.as_deref() != Some(*name)).map(str::to_owned),
    };
    let size = match args.size.as_deref() {
        None => None,
        Some(text) => {
            let size = check::parse_size(text).map_err(|problem| at("size", problem.into()))?;
            if let Some(problem) = check::shrinks(volume, size) {
                return Err(at("size", problem));
            }
            Some(u64::from(size)).filter(|size| volume.size_in_gb != Some(*size))
        }
    };
    Ok(UpdateStorage { size_in_gb: size, name, order_ids: None })
}

fn agrees(volume: &StorageVolume, wanted: &UpdateStorage) -> bool {
    wanted.size_in_gb.is_none_or(|size| volume.size_in_gb == Some(size))
        && wanted.name.as_ref().is_none_or(|name| volume.name.as_ref() == Some(name))
}

/// The volume after a write: as it is read now, else as the provider answered.
pub(super) async fn seen(
    app: &Arc<App>,
    account: &Arc<Account>,
    before: &StorageVolume,
    answer: Option<StorageVolume>,
) -> StorageVolume {
    if let Ok(read) = read::one(app, account, before.id.as_str()).await {
        return read;
    }
    // An answer that names no volume, or another one, is not taken.
    match answer.filter(|answer| answer.id == before.id) {
        Some(answer) => {
            account.part::<StorageMemory>().state().take(answer.clone(), app.host.now());
            app.host.emit(voltdeck_contract::Event::Storage);
            answer
        }
        None => account.part::<StorageMemory>().known(before.id.as_str()).unwrap_or_else(|| before.clone()),
    }
}

/// Said where the price that came is not the one that was expected.
fn price_notice(before: &StorageVolume, now: &StorageVolume, effect: Option<rust_decimal::Decimal>) -> Option<String> {
    let (was, is) = (before.rate_hourly.decimal()?, now.rate_hourly.decimal()?);
    let expected = was + effect?;
    let slack = rust_decimal::Decimal::new(2, 6);
    ((is - expected).abs() > slack).then(|| {
        format!(
            "It costs {}/h now, not {}/h as was expected: the provider's figure is what is billed.",
            price::said(is),
            price::said(expected)
        )
    })
}

fn unlike(now: &StorageVolume) -> String {
    let size = view::size(now).map_or_else(|| "an unknown size".to_owned(), hardware::gb);
    format!(
        "The provider took it, but still shows {} with {size}. It may lag: look again in a minute before you repeat it.",
        facts::name(now)
    )
}
