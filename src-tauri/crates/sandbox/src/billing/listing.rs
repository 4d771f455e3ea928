//! Transactions as the provider lists them: the log with its filters, and the report of a month.

use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

use super::{Entry, Ledger, Micros, Of, What, print};
use crate::reply::instant;

/// A value of the `types` filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceType {
    VirtualMachine,
    BareMetal,
    StorageBlock,
    Storage,
}

/// What the log is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Only charges and credits of these; deposits are none of them.
    pub types: Option<Vec<ResourceType>>,
    /// Created on this day (UTC) or later.
    pub earliest: Option<NaiveDate>,
    /// Created on this day (UTC) or earlier. Amounts of the period end with it.
    pub latest: Option<NaiveDate>,
}

impl Entry {
    fn is_of(&self, types: &[ResourceType]) -> bool {
        let of = match self.what {
            What::Charge { of, .. } | What::Payout { of, .. } => of,
            What::StripeDeposit | What::Other { .. } => return false,
        };
        types.contains(&match of {
            Of::Vm => ResourceType::VirtualMachine,
            Of::BlockStorage => ResourceType::StorageBlock,
            Of::BareMetal => ResourceType::BareMetal,
            Of::Volume => ResourceType::Storage,
        })
    }

    fn to_json(&self, now: DateTime<Utc>, period_amount: Micros) -> Value {
        json!({
            "id": self.id,
            "total_amount": print(self.amount(now)),
            "timestamp_creation": instant(self.created),
            "timestamp_completion": self.ended.map(instant),
            "details": self.details(),
            "period_amount": print(period_amount),
        })
    }

    fn details(&self) -> Value {
        let (of, resource, segment, created, deleted) = match &self.what {
            What::Charge { of, resource, segment } => (*of, *resource, *segment, self.created, self.ended),
            // Its times are those of what the money is for, not of the booking.
            What::Payout { of, resource, segment, span } => (*of, *resource, *segment, span.0, Some(span.1)),
            What::StripeDeposit => return json!({"type": self.kind()}),
            What::Other { note } => return json!({"type": self.kind(), "note_public": note}),
        };
        let (created, deleted) = (instant(created), deleted.map(instant));
        let virtual_machine = |kind: &str| {
            json!({
                "type": kind,
                "id": segment,
                "virtual_machine_id": resource,
                "timestamp_creation": created,
                "timestamp_deletion": deleted,
            })
        };
        let linked = match of {
            Of::Vm => virtual_machine("virtual_machine_instance"),
            Of::BlockStorage => virtual_machine("storage_block_instance"),
            Of::BareMetal => json!({
                "id": segment,
                "baremetal_rental_id": resource,
                "timestamp_creation": created,
                "timestamp_deletion": deleted,
            }),
            Of::Volume => json!({
                "id": resource,
                "timestamp_creation": created,
                "timestamp_deletion": deleted,
            }),
        };
        json!({"type": self.kind(), "linked_instance": linked})
    }
}

impl Ledger {
    /// The log, newest first: one page of it, and how many there are in all.
    pub fn list(&self, query: &ListQuery, offset: usize, limit: usize, now: DateTime<Utc>) -> (Vec<Value>, usize) {
        let from = query.earliest.map(midnight);
        let to = query.latest.and_then(|day| day.succ_opt()).map(midnight);
        let matching: Vec<&Entry> = self
            .entries()
            .iter()
            .rev()
            .filter(|entry| from.is_none_or(|from| entry.created >= from))
            .filter(|entry| to.is_none_or(|to| entry.created < to))
            .filter(|entry| query.types.as_deref().is_none_or(|types| entry.is_of(types)))
            .collect();
        let until = to.map_or(now, |to| to.min(now));
        let page = matching.iter().skip(offset).take(limit);
        (page.map(|entry| entry.to_json(now, entry.amount(until))).collect(), matching.len())
    }

    /// The report of a month: every entry that touches it, with what fell into it.
    pub fn report(&self, first_day: NaiveDate, now: DateTime<Utc>) -> Value {
        let start = midnight(first_day);
        let end = first_day.checked_add_months(Months::new(1)).map_or(now, midnight);
        let (opening, closing) = (self.balance(start.min(now)), self.balance(end.min(now)));
        let touching = self.entries().iter().filter(|entry| {
            let last = entry.ended.unwrap_or(now);
            entry.created < end && (entry.created >= start || last > start)
        });
        let transactions: Vec<Value> = touching
            .map(|entry| {
                let before = if entry.created < start { entry.amount(start) } else { 0 };
                entry.to_json(now, entry.amount(end.min(now)) - before)
            })
            .collect();
        json!({
            "transactions": transactions,
            "balance_at_period_start": print(opening),
            "balance_delta_in_period": print(closing - opening),
            "balance_at_period_end": print(closing),
        })
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
