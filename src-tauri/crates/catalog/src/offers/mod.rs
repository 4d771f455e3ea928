//! What the provider offers and what of it is in stock: read, remembered, and since when it stands as it does.
//!
//! A reading that failed or is not whole says nothing: neither that something sold out nor that it is gone.

mod reading;
mod seen;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use voltagepark::types::InstantDeployPreset;
use voltagepark::{Client, Listing};

use crate::prices;
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, failure};
use voltdeck_contract::{Answer, BareMetalPrice, Event, PresetView, StockOffer, StockThing};

use reading::Offer;
#[cfg(test)]
pub use reading::tests as samples;
pub use reading::{Found, Offers, Reading, machine_kind};
pub use seen::{GAP, columns, of_columns, since};

/// Names of places by id.
pub type Places = HashMap<String, String>;

/// What was on offer to an account when it was last read.
#[derive(Debug, Default)]
pub struct OfferMemory {
    offers: Mutex<BTreeMap<StockThing, Offer>>,
    places: Mutex<Option<Places>>,
}

impl Part for OfferMemory {}

impl OfferMemory {
    fn offers(&self) -> MutexGuard<'_, BTreeMap<StockThing, Offer>> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Names of places by id, where they were read.
    fn places(&self) -> Option<Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the names of places.
    fn keep_places(&self, places: Places) {
        *self.places.lock().unwrap_or_else(PoisonError::into_inner) = Some(places);
    }
}

/// Remembers what a reading shows, whoever asked for it.
pub fn note(app: &App, account: &Account, reading: &Reading) {
    let news = {
        let mut offers = account.part::<OfferMemory>().offers();
        let before = offers.clone();
        offers.retain(|thing, _| reading.find(thing) != Found::Gone);
        offers.extend(reading.offers());
        *offers != before
    };
    seen::note(app, account.profile_id(), reading);
    if news {
        app.host.emit(Event::Stock);
    }
}

/// How a thing is called that was on offer when it was last read.
pub fn name(account: &Account, thing: &StockThing) -> Option<String> {
    account.part::<OfferMemory>().offers().get(thing).map(|offer| offer.name.clone())
}

/// What was on offer when it was last read, and since when it stands as it does.
pub fn offers(app: &App, account: &Account) -> Answer<Vec<StockOffer>> {
    let since = since(&app.store, account.profile_id(), app.host.now())?;
    let offers = account.part::<OfferMemory>().offers();
    let offer = |(thing, offer): (&StockThing, &Offer)| {
        let since = since.get(thing).filter(|since| Some(since.in_stock) == offer.in_stock);
        StockOffer {
            thing: thing.clone(),
            name: offer.name.clone(),
            in_stock: offer.in_stock,
            gpus_per_node: offer.gpus_per_node,
            since: since.map(|since| since.at),
            since_exact: since.is_some_and(|since| since.exact),
        }
    };
    Ok(offers.iter().map(offer).collect())
}

/// All presets, smallest first.
pub async fn presets(client: &Client, places: impl Future<Output = Places>) -> Answer<Offers<PresetView>> {
    let (list, places) = futures::join!(client.list_instant_deploy_presets(None), places);
    let list = list.map_err(|failed| failure::reading(&failed))?;
    let mut presets: Vec<PresetView> = list.items.iter().map(|preset| view(preset, &places)).collect();
    prices::sort(&mut presets);
    Ok(Offers { items: presets, whole: is_whole(&list) })
}

/// Price and stock of each network of each location, what can be had first.
pub async fn metal(client: &Client, places: impl Future<Output = Places>) -> Answer<Offers<BareMetalPrice>> {
    let (list, places) = futures::join!(client.list_bare_metal_locations(), places);
    let list = list.map_err(|failed| failure::reading(&failed))?;
    let whole = is_whole(&list);
    let mut lines: Vec<BareMetalPrice> = list.items.iter().flat_map(prices::networks).collect();
    for line in &mut lines {
        line.place = places.get(&line.location_id).cloned();
    }
    lines.sort_by_key(|line| (line.free_gpus.unwrap_or(0) == 0, line.place.clone(), line.network.clone()));
    Ok(Offers { items: lines, whole })
}

/// Whether what a list lacks is not offered.
fn is_whole<T>(list: &Listing<T>) -> bool {
    list.unreadable.is_empty() && list.has_next != Some(true)
}

/// A preset as a card, with the names of its places where they are known.
pub fn view(preset: &InstantDeployPreset, places: &Places) -> PresetView {
    prices::preset_view(preset, |id| places.get(id).cloned().unwrap_or_else(|| id.to_owned()))
}

/// Names of places by id. They hardly change, so they are read once; an aid, so a failure leaves them out.
pub async fn places(account: &Account, client: &Client) -> Places {
    if let Some(places) = account.part::<OfferMemory>().places() {
        return places;
    }
    match read_places(client).await {
        Ok(places) => {
            account.part::<OfferMemory>().keep_places(places.clone());
            places
        }
        Err(fault) => {
            tracing::debug!(code = ?fault.code, "the names of places could not be read");
            HashMap::new()
        }
    }
}

/// Names of places by id.
async fn read_places(client: &Client) -> Answer<HashMap<String, String>> {
    let list = client.list_locations_all(15).await.map_err(|failed| failure::reading(&failed))?;
    let named = list.items.iter().filter_map(|place| Some((place.id.to_string(), prices::place_name(place)?)));
    Ok(named.collect())
}

/// The presets that are on offer now, for reading that goes on by itself.
pub async fn presets_on_offer(account: &Account) -> Answer<Offers<PresetView>> {
    let known = async { account.part::<OfferMemory>().places().unwrap_or_default() };
    presets(&account.background(), known).await
}

/// The same of bare metal.
pub async fn metal_on_offer(account: &Account) -> Answer<Offers<BareMetalPrice>> {
    let known = async { account.part::<OfferMemory>().places().unwrap_or_default() };
    metal(&account.background(), known).await
}
