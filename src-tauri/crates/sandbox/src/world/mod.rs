//! The state of the provider: what exists, what is for sale, what was billed.
//!
//! Nothing happens by itself. What a moment looks like is computed from it when somebody asks, so that a clock that
//! is turned by hand needs nothing else.

pub mod catalog;
pub mod inside;
pub mod keys;
mod many;
pub mod metal;
pub mod persist;
pub mod power;
mod records;
pub mod stock;
pub mod unasked;
pub mod vms;
pub mod volumes;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::billing::{Entry, Ledger, Micros, Of};
use crate::chance::Chance;
use crate::records::{Access, Asked};
use catalog::Catalog;
use inside::Inside;
use keys::SshKey;
use metal::Rental;
use vms::Vm;
use volumes::Volume;

/// The state of the provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct World {
    pub chance: Chance,
    pub catalog: Catalog,
    pub vms: Vec<Vm>,
    pub rentals: Vec<Rental>,
    pub volumes: Vec<Volume>,
    pub keys: Vec<SshKey>,
    pub ledger: Ledger,
}

/// What every resource has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Common {
    pub id: Uuid,
    pub name: String,
    pub tags: Vec<String>,
    pub created: DateTime<Utc>,
    pub terminated: Option<DateTime<Utc>>,
    pub asked: Vec<Asked>,
    pub access: Access,
    #[serde(default)]
    pub inside: Inside,
}

impl Common {
    pub fn new(id: Uuid, name: &str, tags: &[String], now: DateTime<Utc>, access: Access) -> Self {
        let asked = vec![Asked { at: now, act: "deploy".to_owned() }];
        Self {
            id,
            name: name.to_owned(),
            tags: tags.to_vec(),
            created: now,
            terminated: None,
            asked,
            access,
            inside: Inside::default(),
        }
    }

    /// With the keys of its deploy, and no others.
    pub fn with_keys(mut self, keys: Vec<String>) -> Self {
        self.inside.keys = Some(keys);
        self
    }

    pub fn asked(&mut self, act: &str, now: DateTime<Utc>) {
        self.asked.push(Asked { at: now, act: act.to_owned() });
    }

    pub fn modify(&mut self, name: Option<String>, tags: Option<Vec<String>>, now: DateTime<Utc>) {
        self.asked("modify", now);
        if let Some(name) = name {
            name.trim().clone_into(&mut self.name);
        }
        if let Some(tags) = tags {
            self.tags = tags;
        }
    }

    pub fn is_live(&self) -> bool {
        self.terminated.is_none()
    }
}

impl World {
    /// Opens a billing segment.
    pub fn bill(&mut self, of: Of, resource: Uuid, rate: Micros, now: DateTime<Utc>) {
        let (id, own) = (self.chance.uuid(), self.chance.uuid());
        // A volume is its own segment: its transactions link to the volume itself.
        let segment = if of == Of::Volume { resource } else { own };
        self.ledger.add(Entry::charge(id, of, resource, segment, now, None, rate));
    }

    pub fn vm_mut(&mut self, id: Uuid) -> Option<&mut Vm> {
        self.vms.iter_mut().find(|vm| vm.common.id == id && vm.common.is_live())
    }

    pub fn rental_mut(&mut self, id: Uuid) -> Option<&mut Rental> {
        self.rentals.iter_mut().find(|rental| rental.common.id == id && rental.common.is_live())
    }

    pub fn volume(&self, id: Uuid) -> Option<&Volume> {
        self.volumes.iter().find(|volume| volume.common.id == id && volume.common.is_live())
    }

    pub fn volume_mut(&mut self, id: Uuid) -> Option<&mut Volume> {
        self.volumes.iter_mut().find(|volume| volume.common.id == id && volume.common.is_live())
    }

    /// What is inside a machine that lives.
    pub fn inside_mut(&mut self, id: Uuid) -> Option<&mut Inside> {
        if let Some(at) = self.vms.iter().position(|vm| vm.common.id == id && vm.common.is_live()) {
            return Some(&mut self.vms[at].common.inside);
        }
        self.rental_mut(id).map(|rental| &mut rental.common.inside)
    }

    /// The keys that a machine takes.
    pub fn keys_of<'a>(&'a self, inside: &'a Inside) -> Vec<&'a str> {
        match &inside.keys {
            Some(keys) => keys.iter().map(String::as_str).collect(),
            None => self.keys.iter().map(|key| key.content.as_str()).collect(),
        }
    }
}
