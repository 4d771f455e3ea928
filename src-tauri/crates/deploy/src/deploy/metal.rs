//! What the bare-metal wizard offers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::metal_offer::{MetalOffer, choice};
use super::options;
use super::provider;
use crate::deploy::DeployMemory;
use voltdeck_base::account::Account;
use voltdeck_base::{App, failure};
use voltdeck_catalog::offers::{self, Offers, Reading};
use voltdeck_contract::{Answer, BareMetalPrice, CommandError, MetalOptions, Money};
use voltdeck_machines::fleet::{self, Fleet, Machine};
use voltdeck_volumes::storage::price::Paid;

/// What the wizard offers, read now. Without hardware there is no wizard; without keys, volumes or places there is.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>) -> Answer<MetalOptions> {
    let offer = offer(app, account).await?;
    let taken = options::taken_names(app, account)?.into_iter().collect();
    let short = offer.hardware.iter().find_map(|line| line.gpu_model.as_deref()).unwrap_or("gpu");
    let base = format!("{}-metal", short.split(' ').next().unwrap_or(short));
    Ok(MetalOptions {
        read_at: offer.read_at,
        hardware: offer.hardware.clone(),
        keys: offer.keys.clone().unwrap_or_default(),
        keys_fault: offer.keys_fault.clone(),
        volumes: offer.volumes.clone().unwrap_or_default(),
        volumes_fault: offer.volumes_fault.clone(),
        storage_rate: offer.paid.as_ref().and_then(Paid::per_gb).or(offer.printed_rate).map(Money),
        suggested_name: options::free_name(&base, &taken),
        known_tags: fleet::tags_by_use(account),
        known_sub_orders: sub_orders(account),
    })
}

/// Reads what is offered and remembers it.
pub(super) async fn offer(app: &Arc<App>, account: &Arc<Account>) -> Answer<Arc<MetalOffer>> {
    let client = account.client();
    let (hardware, keys, volumes, rate) = futures::join!(
        offers::metal(&client, offers::places(account, &client)),
        provider::keys(account),
        client.list_storage_all(100),
        client.get_storage_rate(),
    );
    let split = |fault: CommandError| (None, Some(fault));
    let (keys, keys_fault) = keys.map_or_else(split, |keys| (Some(keys), None));
    let volumes = volumes.map_err(|failed| failure::reading(&failed));
    let paid = volumes.as_ref().ok().and_then(|list| Paid::largest(list.items.iter()));
    let listed = volumes.as_ref().map(|list| list.items.iter().map(|one| (one.id.to_string(), one.clone())).collect());
    let listed = listed.unwrap_or_default();
    let (volumes, volumes_fault) = match volumes {
        Ok(list) => (Some(list.items.iter().map(choice).collect()), None),
        Err(fault) => (None, Some(fault)),
    };
    let hardware = hardware?;
    offers::note(app, account, &reading(&hardware));
    Ok(account.part::<DeployMemory>().keep_metal(MetalOffer {
        read_at: app.host.now(),
        hardware: hardware.items,
        keys,
        keys_fault,
        volumes,
        volumes_fault,
        listed,
        paid,
        printed_rate: rate.ok().and_then(|rate| rate.hourly_rate_per_gb.decimal()),
    }))
}

fn reading(hardware: &Offers<BareMetalPrice>) -> Reading {
    Reading { presets: None, metal: Some(hardware.clone()), fault: None }
}

fn sub_orders(account: &Account) -> Vec<String> {
    let state = account.part::<Fleet>().state();
    let of = |machine: &Machine| match machine {
        Machine::Rental(rental) => rental.any_sub_order().map(str::to_owned),
        Machine::Vm(_) => None,
    };
    state.machines.values().filter_map(|known| of(&known.machine)).collect::<BTreeSet<_>>().into_iter().collect()
}
