//! The books as tests read them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Common, World};
use crate::billing::{Micros, What, decimal};
use crate::records::{LedgerLine, Records, ResourceKind, ResourceRecord, StockRecord};

impl World {
    pub fn records(&self, now: DateTime<Utc>) -> Records {
        // One pass over the ledger, which may be long, instead of one for each resource.
        let mut sums: HashMap<Uuid, (Micros, Micros)> = HashMap::new();
        for entry in self.ledger.entries() {
            if let What::Charge { resource, .. } = entry.what {
                let (rate, charged) = sums.entry(resource).or_default();
                *rate += if entry.is_open() { entry.rate } else { 0 };
                *charged -= entry.amount(now);
            }
        }
        let record = |common: &Common, kind, status: &str| {
            let (rate, charged) = sums.get(&common.id).copied().unwrap_or_default();
            ResourceRecord {
                id: common.id,
                kind,
                name: common.name.clone(),
                status: status.to_owned(),
                tags: common.tags.clone(),
                created: common.created,
                terminated: common.terminated,
                asked: common.asked.clone(),
                rate_hourly: decimal(rate),
                charged: decimal(charged),
                access: common.access.clone(),
            }
        };
        let mut resources = Vec::new();
        for vm in &self.vms {
            let shown = !vm.common.is_live() || vm.is_listed(now);
            resources.push(record(&vm.common, ResourceKind::Vm, if shown { &vm.status } else { "NotListed" }));
        }
        for rental in &self.rentals {
            resources.push(record(&rental.common, ResourceKind::BareMetal, rental.status(now)));
        }
        for volume in &self.volumes {
            let status = if volume.common.is_live() { &volume.status } else { "Terminated" };
            resources.push(record(&volume.common, ResourceKind::Volume, status));
        }
        resources.sort_by_key(|resource| resource.created);
        let presets = self.catalog.presets.iter();
        Records {
            now,
            balance: decimal(self.ledger.balance(now)),
            rate_hourly: decimal(self.ledger.rate()),
            resources,
            stock: presets
                .map(|preset| StockRecord { gpus: preset.gpus, available: preset.shelf.available(now) })
                .collect(),
        }
    }

    /// What was charged for resources in a span.
    pub fn charged(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Decimal {
        let charges = self.ledger.entries().iter().filter(|entry| matches!(entry.what, What::Charge { .. }));
        decimal(charges.map(|entry| entry.amount(from) - entry.amount(until)).sum())
    }

    pub fn ledger_lines(&self, now: DateTime<Utc>) -> Vec<LedgerLine> {
        let entries = self.ledger.entries().iter();
        entries
            .map(|entry| LedgerLine {
                id: entry.id,
                kind: entry.kind().to_owned(),
                resource: entry.resource(),
                amount: decimal(entry.amount(now)),
                created: entry.created,
                completed: entry.ended,
            })
            .collect()
    }
}
