//! What the wizard was offered last, so that a draft is checked as one types, with no request.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::metal_offer::MetalOffer;
use super::reviewed::Reviews;
use voltdeck_base::parts::Part;
use voltdeck_base::silence::Silence;
use voltdeck_contract::{CommandError, OrganizationKey, PresetView, VolumeChoice};

/// What was read last for the wizard of one account, and which of its jobs are being followed.
#[derive(Debug, Default)]
pub struct DeployMemory {
    offer: Mutex<Option<Arc<Offer>>>,
    metal: Mutex<Option<Arc<MetalOffer>>>,
    followed: Mutex<HashSet<String>>,
    /// Whole sweeps of this run that lack the machine of a job, by the job.
    silences: Mutex<HashMap<String, Option<Silence>>>,
    /// What was reviewed and may be ordered.
    pub(super) reviews: Reviews,
    /// Held from the look at the spending limit until what is ordered counts as under way.
    spending: Mutex<()>,
    /// The try of a standing order may have come to its end.
    pub(crate) tried: Notify,
}

/// One reading of what is offered.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) read_at: DateTime<Utc>,
    pub(super) presets: Vec<PresetView>,
    /// `None` where they could not be read.
    pub(super) keys: Option<Vec<OrganizationKey>>,
    pub(super) keys_fault: Option<CommandError>,
}

impl Part for DeployMemory {
    fn leave_front(&self) {
        self.reviews.clear();
    }
}

impl DeployMemory {
    /// What was read last.
    pub(super) fn offer(&self) -> Option<Arc<Offer>> {
        lock(&self.offer).clone()
    }

    /// Keeps a reading.
    pub(super) fn keep(&self, offer: Offer) -> Arc<Offer> {
        let offer = Arc::new(offer);
        *lock(&self.offer) = Some(Arc::clone(&offer));
        offer
    }

    /// Keeps one preset that was read again by its id; `None` takes it off the offer.
    pub(super) fn keep_preset(&self, id: &str, preset: Option<PresetView>) {
        let mut kept = lock(&self.offer);
        let Some(offer) = kept.as_mut() else { return };
        let offer = Arc::make_mut(offer);
        match (offer.presets.iter().position(|known| known.id == id), preset) {
            (Some(index), Some(preset)) => offer.presets[index] = preset,
            (Some(index), None) => drop(offer.presets.remove(index)),
            (None, Some(preset)) => offer.presets.push(preset),
            (None, None) => {}
        }
    }

    /// Keeps a key that was just saved to the organization.
    pub(super) fn keep_key(&self, key: OrganizationKey) {
        let mut kept = lock(&self.offer);
        if let Some(keys) = kept.as_mut().and_then(|offer| Arc::make_mut(offer).keys.as_mut()) {
            keys.push(key.clone());
        }
        let mut kept = lock(&self.metal);
        if let Some(keys) = kept.as_mut().and_then(|offer| Arc::make_mut(offer).keys.as_mut()) {
            keys.push(key);
        }
    }

    /// What the bare-metal wizard was offered last.
    pub(super) fn metal(&self) -> Option<Arc<MetalOffer>> {
        lock(&self.metal).clone()
    }

    /// Keeps what was offered.
    pub(super) fn keep_metal(&self, offer: MetalOffer) -> Arc<MetalOffer> {
        let offer = Arc::new(offer);
        *lock(&self.metal) = Some(Arc::clone(&offer));
        offer
    }

    /// Keeps a volume that was just created for a rental.
    pub(super) fn keep_volume(&self, volume: VolumeChoice) {
        let mut kept = lock(&self.metal);
        if let Some(volumes) = kept.as_mut().and_then(|offer| Arc::make_mut(offer).volumes.as_mut()) {
            volumes.push(volume);
        }
    }

    /// Counts a whole sweep that lacks the machine of a job. True once they are enough.
    pub(super) fn is_silent(&self, job: &str, asked: Instant) -> bool {
        Silence::note(lock(&self.silences).entry(job.to_owned()).or_default(), asked)
    }

    /// Something was seen that may be the machine of a job, or is: what was counted so far says nothing any more.
    pub(super) fn forget_silence(&self, job: &str) {
        lock(&self.silences).remove(job);
    }

    /// One order at a time passes the spending limit.
    pub(super) fn one_spends(&self) -> MutexGuard<'_, ()> {
        lock(&self.spending)
    }

    /// Marks a job as followed; `None` where it is already.
    pub(super) fn follow(account: &Arc<voltdeck_base::account::Account>, job: &str) -> Option<Followed> {
        let new = lock(&account.part::<DeployMemory>().followed).insert(job.to_owned());
        new.then(|| Followed { account: Arc::clone(account), job: job.to_owned() })
    }
}

/// A job is followed for as long as this lives.
pub(super) struct Followed {
    account: Arc<voltdeck_base::account::Account>,
    job: String,
}

impl Drop for Followed {
    fn drop(&mut self) {
        lock(&self.account.part::<DeployMemory>().followed).remove(&self.job);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
