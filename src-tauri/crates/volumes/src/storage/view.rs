//! Volumes as a window shows them.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use voltagepark::types::{StorageStatus, StorageVolume};

use super::facts::name;
use super::memory::StorageState;
use super::price::{self, Paid};
use super::{mount, rentals};
use voltdeck_base::account::Account;
use voltdeck_base::hardware;
use voltdeck_contract::{
    AttachedRental, ClaimView, FieldLine, Mark, Money, StateView, StorageView, UnsettledVolume, UsedView, VolumeChoice,
    VolumeDetail, VolumeView,
};
use voltdeck_machines::fleet::Fleet;

/// From here on a volume is called nearly full.
const NEARLY_FULL: u64 = 90;
const BYTES_PER_GB: u64 = 1_000_000_000;

pub(super) fn state_view(status: Option<&StorageStatus>) -> StateView {
    let raw = status.map_or("", StorageStatus::as_str);
    let (word, mark) = match status {
        Some(StorageStatus::Active) => ("Active", Mark::Running),
        Some(StorageStatus::Inactive) => ("Inactive", Mark::Stopped),
        _ => (if raw.is_empty() { "Unknown" } else { raw }, Mark::Unknown),
    };
    StateView { word: word.into(), mark, raw: raw.into() }
}

/// The size, where it is one that can be shown and reckoned with.
pub(super) fn size(volume: &StorageVolume) -> Option<u32> {
    volume.size_in_gb.and_then(|size| u32::try_from(size).ok())
}

/// One row.
pub(super) fn row(state: &StorageState, volume: &StorageVolume) -> VolumeView {
    let id = volume.id.as_str();
    let per_hour = volume.rate_hourly.decimal();
    VolumeView {
        id: id.to_owned(),
        name: name(volume).to_owned(),
        state: state_view(volume.status.as_ref()),
        underway: state.deleting.contains_key(id).then(|| "Deleting".to_owned()),
        size_gb: size(volume),
        used: state.used.get(id).map(|(bytes, read_at)| used(*bytes, volume.size_in_gb, *read_at)),
        per_hour: per_hour.map(Money),
        per_30_days: per_hour.and_then(price::per_30_days).map(Money),
        attached: volume.order_ids.iter().map(|id| attached(state, id.as_str())).collect(),
        vip: volume.vip.clone().filter(|vip| !vip.trim().is_empty()),
    }
}

fn attached(state: &StorageState, id: &str) -> AttachedRental {
    AttachedRental { id: id.to_owned(), name: state.rental(id).map(|rental| rental.name.clone()) }
}

/// The names of what a volume is attached to, unknown ones by id, for a sentence.
pub(super) fn attached_names(state: &StorageState, volume: &StorageVolume) -> Vec<String> {
    let names = volume.order_ids.iter().map(|id| attached(state, id.as_str()));
    names.map(|one| one.name.unwrap_or(one.id)).collect()
}

fn used(bytes: u64, size_gb: Option<u64>, read_at: DateTime<Utc>) -> UsedView {
    let percent = size_gb.filter(|size| *size > 0).map(|size| {
        let whole = u128::from(size) * u128::from(BYTES_PER_GB);
        u64::try_from(u128::from(bytes) * 100 / whole).unwrap_or(u64::MAX)
    });
    UsedView {
        percent: percent.map(|percent| u32::try_from(percent).unwrap_or(u32::MAX)),
        text: amount(bytes),
        nearly_full: percent.is_some_and(|percent| percent >= NEARLY_FULL),
        read_at,
    }
}

/// Bytes as a person reads them beside a size: in the decimal GB that sizes are sold in, smaller units below one.
fn amount(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(BYTES_PER_GB, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    if let Ok(gb) = u32::try_from(bytes / BYTES_PER_GB)
        && gb >= 100
    {
        return hardware::gb(gb);
    }
    let Some((unit, word)) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit) else {
        return format!("{bytes} bytes");
    };
    let (whole, tenth) = (bytes / unit, bytes % unit * 10 / unit);
    if tenth == 0 { format!("{whole} {word}") } else { format!("{whole}.{tenth} {word}") }
}

/// All volumes, dearest first.
pub(super) fn all(account: &Account) -> StorageView {
    let rentals_fault = account.part::<Fleet>().fault(voltdeck_contract::MachineKind::BareMetal);
    let state = rentals::named(account);
    let mut volumes: Vec<VolumeView> = state.volumes.values().map(|volume| row(&state, volume)).collect();
    volumes.sort_by(|a, b| b.per_hour.cmp(&a.per_hour).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id)));
    let price_sum = volumes.iter().map(|volume| volume.per_hour.map(|price| price.0)).sum::<Option<Decimal>>();
    let sizes = volumes.iter().map(|volume| volume.size_gb.map(u64::from)).sum::<Option<u64>>();
    let mut choices: Vec<_> = state.rentals.iter().map(rentals::choice).collect();
    choices.sort_by(|a, b| a.off.is_some().cmp(&b.off.is_some()).then_with(|| a.name.cmp(&b.name)));
    StorageView {
        read_at: state.read_at,
        fault: state.fault.clone(),
        size_sum_gb: sizes.and_then(|sum| sum.to_u32()),
        price_sum: price_sum.map(Money),
        price_sum_30_days: price_sum.and_then(price::per_30_days).map(Money),
        paid_per_gb: Paid::largest(state.volumes.values()).and_then(|paid| paid.per_gb()).map(Money),
        printed_per_gb: state.rate.map(|(rate, _)| Money(rate)),
        rentals: choices,
        rentals_fault,
        off: account.read_only_reason().map(str::to_owned),
        unsettled: state
            .unsettled
            .iter()
            .map(|pending| UnsettledVolume {
                name: pending.name.clone(),
                size_gb: pending.size_gb,
                sent_at: pending.sent_at,
                said: pending.said.clone(),
                settled: pending.settled,
            })
            .collect(),
        volumes,
    }
}

/// Volumes for a form that attaches one, by name.
pub(super) fn choices(state: &StorageState) -> Vec<VolumeChoice> {
    let mut choices: Vec<VolumeChoice> = state
        .volumes
        .values()
        .filter(|volume| !state.deleting.contains_key(volume.id.as_str()))
        .map(|volume| VolumeChoice {
            id: volume.id.to_string(),
            name: name(volume).to_owned(),
            size_gb: size(volume),
            per_hour: volume.rate_hourly.decimal().map(Money),
            attached_to: u32::try_from(volume.order_ids.len()).unwrap_or(u32::MAX),
        })
        .collect();
    choices.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
    choices
}

/// One volume with what only its panel needs.
pub(super) fn detail(
    state: &StorageState,
    volume: &StorageVolume,
    read_at: DateTime<Utc>,
    gone_since: Option<DateTime<Utc>>,
    template: &str,
) -> VolumeDetail {
    let mut row = row(state, volume);
    if gone_since.is_some() {
        row.state = StateView { word: "Gone".into(), mark: Mark::Terminated, raw: row.state.raw };
        row.underway = None;
    }
    let claims = volume.order_ids.iter().filter_map(|id| {
        let rental = state.rental(id.as_str())?;
        Some(ClaimView { rental: rental.name.clone(), pvc: rental.pvc.clone()?, pv: rental.pv.clone() })
    });
    VolumeDetail {
        read_at,
        gone_since,
        mount: mount::of(Some(volume), template),
        claims: claims.collect(),
        fields: fields(state, volume),
        volume: row,
    }
}

/// Every field as it came.
fn fields(state: &StorageState, volume: &StorageVolume) -> Vec<FieldLine> {
    let ids: Vec<&str> = volume.order_ids.iter().map(voltagepark::Id::as_str).collect();
    let used = state.used.get(volume.id.as_str()).map(|(bytes, _)| bytes.to_string());
    [
        ("Id", Some(volume.id.to_string())),
        ("State, as the provider says", volume.status.as_ref().map(|status| status.as_str().to_owned())),
        ("Size in GB", volume.size_in_gb.map(|size| size.to_string())),
        ("Used, in bytes", used),
        ("Price per hour, as it came", volume.rate_hourly.text().map(str::to_owned)),
        ("Address (vip)", volume.vip.clone()),
        ("Tenant", volume.tenant_id.map(|tenant| tenant.to_string())),
        ("Attached to (order_ids)", (!ids.is_empty()).then(|| ids.join(", "))),
    ]
    .into_iter()
    .filter_map(|(label, text)| Some(FieldLine { label: label.into(), text: text.filter(|text| !text.is_empty())? }))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_is_said_in_the_units_that_sizes_are_sold_in() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (84_260_000_000, "84.2 GB"),
            (100_000_000_000, "100 GB"),
            (1_999_000_000_000, "1,999 GB"),
            (12_000_000, "12 MB"),
        ] {
            assert_eq!(amount(bytes), text);
        }
    }

    #[test]
    fn the_share_is_whole_and_never_breaks() {
        let at = Utc::now();
        let of = |bytes, size| {
            let used = used(bytes, size, at);
            (used.percent, used.nearly_full)
        };
        assert_eq!(of(89_999_999_999, Some(100)), (Some(89), false));
        assert_eq!(of(90_000_000_000, Some(100)), (Some(90), true));
        assert_eq!(of(250_000_000_000, Some(100)), (Some(250), true));
        assert_eq!(of(1, Some(0)), (None, false));
        assert_eq!(of(1, None), (None, false));
        assert_eq!(of(u64::MAX, Some(u64::MAX)).0, Some(0));
    }

    #[test]
    fn an_unknown_state_is_shown_as_it_came() {
        let mut volume = super::super::memory::tests::volume("a", "", 1, "x");
        volume.status = Some(StorageStatus::from("migrating"));
        let row = row(&StorageState::default(), &volume);
        assert_eq!((row.state.word.as_str(), row.state.mark), ("migrating", Mark::Unknown));
        assert_eq!((row.name.as_str(), row.per_hour), ("a", None), "no name, and a price that is none");
    }
}
