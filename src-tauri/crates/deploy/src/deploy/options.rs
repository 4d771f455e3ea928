//! What the wizard offers.

use std::collections::HashSet;
use std::sync::Arc;

use super::memory::Offer;
use super::{job_store, provider};
use crate::deploy::DeployMemory;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_catalog::offers::{self, Reading};
use voltdeck_contract::{Answer, DeployOptions, PresetView};
use voltdeck_machines::fleet::{self, Fleet};

/// Presets, keys and places side by side. Without presets there is no wizard; without keys or places there is.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>) -> Answer<DeployOptions> {
    let offer = offer(app, account).await?;
    let names = taken_names(app, account)?;
    Ok(DeployOptions {
        read_at: offer.read_at,
        suggested_name: suggested_name(&offer.presets, &names.iter().cloned().collect()),
        presets: offer.presets.clone(),
        keys: offer.keys.clone().unwrap_or_default(),
        keys_fault: offer.keys_fault.clone(),
        known_tags: fleet::tags_by_use(account),
    })
}

/// Reads what is offered and remembers it.
pub(super) async fn offer(app: &Arc<App>, account: &Arc<Account>) -> Answer<Arc<Offer>> {
    let (presets, keys) = futures::join!(
        offers::presets(&account.client(), offers::places(account, &account.client())),
        provider::keys(account)
    );
    let (read_at, presets) = (app.host.now(), presets?);
    offers::note(app, account, &Reading { presets: Some(presets.clone()), metal: None, fault: None });
    let presets = presets.items;
    let (keys, keys_fault) = match keys {
        Ok(keys) => (Some(keys), None),
        Err(fault) => (None, Some(fault)),
    };
    Ok(account.part::<DeployMemory>().keep(Offer { read_at, presets, keys, keys_fault }))
}

/// Names of machines that exist.
pub(super) fn machine_names(account: &Account) -> Vec<String> {
    account
        .part::<Fleet>()
        .state()
        .machines
        .values()
        .filter_map(|known| known.machine.given_name().map(str::to_owned))
        .collect()
}

/// Names that are in use by machines and by deploys that are not settled.
pub(super) fn taken_names(app: &App, account: &Account) -> Answer<Vec<String>> {
    let mut names = machine_names(account);
    names.extend(job_store::open(&app.store, account.profile_id())?.into_iter().map(|job| job.name));
    Ok(names)
}

/// `h100-1`, or the next that is free, after the smallest preset that can be had.
fn suggested_name(presets: &[PresetView], taken: &HashSet<String>) -> String {
    let preset = presets.iter().find(|preset| preset.in_stock).or(presets.first());
    let base: String = preset
        .map_or("gpu", |preset| preset.gpu_short.as_str())
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    free_name(if base.is_empty() { "gpu" } else { &base }, taken)
}

/// The first numbered name that is free, in small letters.
pub(super) fn free_name(base: &str, taken: &HashSet<String>) -> String {
    let base = base.to_lowercase();
    (1..=u32::MAX).map(|number| format!("{base}-{number}")).find(|name| !taken.contains(name)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preset(short: &str, in_stock: bool) -> PresetView {
        PresetView {
            id: short.to_owned(),
            gpus: 1,
            gpu_model: short.to_owned(),
            gpu_short: short.to_owned(),
            vcpu: None,
            ram_gb: None,
            storage_gb: None,
            operating_system: String::new(),
            compute_per_hour: None,
            storage_per_hour: None,
            per_hour: None,
            in_stock,
            places: Vec::new(),
        }
    }

    #[test]
    fn the_suggested_name_is_free_and_follows_what_can_be_had() {
        let presets = [preset("H100", false), preset("H200", true)];
        let taken = HashSet::from(["h200-1".to_owned(), "h200-3".to_owned()]);
        assert_eq!(suggested_name(&presets, &taken), "h200-2");
        assert_eq!(suggested_name(&presets[..1], &taken), "h100-1");
        assert_eq!(suggested_name(&[], &taken), "gpu-1");
    }
}
