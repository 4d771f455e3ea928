//! Storage volumes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Common, World};
use crate::billing::{Micros, Of, print};
use crate::records::Access;
use crate::reply::Problem;

/// The page's `hourly_rate_per_gb`; its volume of 100 GB costs as much in all. The sandbox follows both, so that a
/// client has to see that size × rate is not what is billed.
pub const PRINTED_RATE: Micros = 17_408;

/// A storage volume.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Volume {
    pub common: Common,
    pub size_in_gb: u32,
    pub order_ids: Vec<Uuid>,
    pub tenant_id: u32,
    /// Bytes written each hour, until it is nine tenths full.
    pub fills_by: u64,
    /// The provider's word.
    #[serde(default = "active")]
    pub status: String,
}

/// The state of a volume that can be mounted.
pub fn active() -> String {
    "active".to_owned()
}

impl Volume {
    pub fn rate(&self) -> Micros {
        (PRINTED_RATE * Micros::from(self.size_in_gb) + 50) / 100
    }

    pub fn used_bytes(&self, now: DateTime<Utc>) -> u64 {
        let minutes = u64::try_from((now - self.common.created).num_minutes()).unwrap_or(0);
        let room = u64::from(self.size_in_gb) * 900_000_000;
        (self.fills_by.saturating_mul(minutes) / 60).min(room)
    }

    /// As the list and the write operations have it: without the used capacity.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.common.id,
            "size_in_gb": self.size_in_gb,
            "name": self.common.name,
            "status": self.status,
            "rate_hourly": print(self.rate()),
            "order_ids": self.order_ids,
            "tenant_id": self.tenant_id,
            "vip": format!("10.32.{}.{}", self.tenant_id / 250 % 250, self.tenant_id % 250 + 1),
        })
    }
}

/// The 404 of a volume.
pub fn no_volume() -> Problem {
    Problem::not_found("Storage volume")
}

impl World {
    /// Live volumes, newest first.
    pub fn listed_volumes(&self) -> Vec<&Volume> {
        let mut listed: Vec<&Volume> = self.volumes.iter().filter(|volume| volume.common.is_live()).collect();
        listed.sort_by_key(|volume| (std::cmp::Reverse(volume.common.created), volume.common.id));
        listed
    }

    pub fn create_volume(
        &mut self,
        name: &str,
        size_in_gb: u32,
        order_ids: Vec<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Uuid, Problem> {
        self.check_volume_name(name, None)?;
        self.check_orders(&order_ids, None)?;
        let id = self.chance.uuid();
        let fills_by = u64::from(self.chance.between(200, 3000)) * 1_000_000;
        let tenant_id = 1000 + self.chance.between(0, 8999);
        let common = Common::new(id, name, &[], now, Access::default());
        Ok(self
            .start_volume_bills(Volume { common, size_in_gb, order_ids, tenant_id, fills_by, status: active() }, now))
    }

    /// A name is one volume's.
    fn check_volume_name(&self, name: &str, of: Option<Uuid>) -> Result<(), Problem> {
        let mut others = self.volumes.iter().filter(|volume| volume.common.is_live() && Some(volume.common.id) != of);
        if others.any(|volume| volume.common.name == name) {
            return Err(Problem::bad_request("A storage volume of this name exists already"));
        }
        Ok(())
    }

    /// A volume is attached to rentals that live, each of which has one volume at most. Whatever was on its list
    /// before may stay there, be it known or not.
    fn check_orders(&self, order_ids: &[Uuid], of: Option<&Volume>) -> Result<(), Problem> {
        for id in order_ids.iter().filter(|id| of.is_none_or(|volume| !volume.order_ids.contains(id))) {
            let rental = self.rentals.iter().find(|rental| rental.common.id == *id && rental.common.is_live());
            let Some(rental) = rental else {
                return Err(Problem::bad_request(format!("Order {id} not found")));
            };
            if rental.storage_id.is_some() {
                return Err(Problem::bad_request(format!("Order {id} has another storage volume attached")));
            }
        }
        Ok(())
    }

    /// Adds a volume with its bill, and to the rentals that it is attached to.
    pub fn start_volume_bills(&mut self, volume: Volume, now: DateTime<Utc>) -> Uuid {
        let (id, rate) = (volume.common.id, volume.rate());
        self.bill(Of::Volume, id, rate, now);
        self.volumes.push(volume);
        self.follow_attachments(id);
        id
    }

    /// Changes a volume, which never shrinks. Another size is another billing segment.
    pub fn update_volume(
        &mut self,
        id: Uuid,
        name: Option<String>,
        size: Option<u32>,
        order_ids: Option<Vec<Uuid>>,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let volume = self.volume(id).ok_or_else(no_volume)?;
        if size.is_some_and(|size| size < volume.size_in_gb) {
            let least = volume.size_in_gb;
            return Err(Problem::bad_request(format!("A storage volume cannot shrink: it has {least} GB")));
        }
        if let Some(name) = &name {
            self.check_volume_name(name.trim(), Some(id))?;
        }
        if let Some(order_ids) = &order_ids {
            self.check_orders(order_ids, Some(volume))?;
        }
        let volume = self.volume_mut(id).ok_or_else(no_volume)?;
        volume.common.modify(name, None, now);
        let before = volume.rate();
        volume.size_in_gb = size.unwrap_or(volume.size_in_gb);
        let after = volume.rate();
        if let Some(order_ids) = order_ids {
            volume.order_ids = order_ids;
        }
        if before != after {
            self.ledger.close(id, Some(Of::Volume), now);
            self.bill(Of::Volume, id, after, now);
        }
        self.follow_attachments(id);
        Ok(())
    }

    /// Terminates a volume that is attached to nothing.
    pub fn terminate_volume(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Problem> {
        let volume = self.volume_mut(id).ok_or_else(no_volume)?;
        if !volume.order_ids.is_empty() {
            return Err(Problem::bad_request("This storage volume is attached. Detach it, then terminate it"));
        }
        volume.common.asked("terminate", now);
        volume.common.terminated = Some(now);
        self.ledger.close(id, None, now);
        Ok(())
    }

    /// Replaces a volume's list behind the client's back, be it by ids that nobody knows.
    pub fn force_orders(&mut self, id: Uuid, order_ids: Vec<Uuid>) -> bool {
        let Some(volume) = self.volume_mut(id) else {
            return false;
        };
        volume.order_ids = order_ids;
        self.follow_attachments(id);
        true
    }

    /// Makes the rentals' `storage_id` say what the volume's list says.
    fn follow_attachments(&mut self, id: Uuid) {
        let volume = self.volumes.iter().find(|volume| volume.common.id == id);
        let attached = volume.map(|volume| volume.order_ids.clone()).unwrap_or_default();
        for rental in &mut self.rentals {
            if attached.contains(&rental.common.id) {
                rental.storage_id = Some(id);
            } else if rental.storage_id == Some(id) {
                rental.storage_id = None;
            }
        }
    }
}
