//! A kept line as a file has it: with what our own history knows of the thing.

use rusqlite::Row;
use voltdeck_books::{Line, Place, Resource, ResourceKind, Role};

use super::super::rules;
use super::super::subjects::Subject;
use super::source::{OfMonth, Source};
use crate::billing::report::moment;
use crate::billing::signs::Both;
use crate::billing::{micros, words};
use voltdeck_base::activity::of_word;
use voltdeck_contract::BillingGroup;

pub(super) const FIELDS: &str =
    "id, kind, part, resource, created, completed, begun, ended, amount, total, amount_text, note, disk";

/// A row of [`FIELDS`].
pub(super) fn read(source: &Source, of: &OfMonth, row: &Row<'_>) -> rusqlite::Result<Line> {
    let (id, kind, part): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let part = of_word(&part).unwrap_or(BillingGroup::Other);
    let at = |index: usize| row.get::<_, Option<i64>>(index).map(|at| at.and_then(moment));
    let (amount, total): (i64, Option<i64>) = (row.get(8)?, row.get(9)?);
    let (resource, printed): (Option<String>, Option<String>) = (row.get(3)?, row.get(10)?);
    let disk: bool = row.get(12)?;
    let known = resource.as_deref().and_then(|id| source.subjects.get(id));
    let centre = resource.as_deref().and_then(|id| rules::taken_by(&source.rules, &source.subjects, part, id));
    let deposit = part == BillingGroup::Deposits;
    Ok(Line {
        role: role(part),
        group: words::group_label(part).to_owned(),
        effect: micros::decimal(Both::of(&kind, amount).effect(of.reading())),
        printed: printed.unwrap_or_else(|| micros::text(amount)),
        total: total.map(micros::text).unwrap_or_default(),
        created: at(4)?,
        completed: at(5)?,
        // Money that is paid in is for no time.
        from: at(6)?.filter(|_| !deposit),
        until: at(7)?.filter(|_| !deposit),
        cost_centre: centre.map(|(_, rule)| rule.cost_centre.clone()),
        tags: known.map(|known| known.tags.clone()).unwrap_or_default(),
        gpu_model: known.and_then(|known| known.gpu_word.clone().or_else(|| known.gpu_model.clone())),
        gpu_count: known.and_then(|known| known.gpus),
        price_per_hour: known.and_then(|known| if disk { known.disk_price } else { known.price }),
        terms: known.and_then(|known| known.terms.clone()),
        place: known.and_then(|known| known.place.clone()).map(|id| Place { id, name: None }),
        resource: resource.map(|id| Resource { name: name(known), kind: what(part, disk, &kind), id }),
        note: row.get::<_, Option<String>>(11)?.filter(|note| !note.is_empty()),
        kind,
        ..Line::new(of.month, of.read_at, &id)
    })
}

fn name(known: Option<&Subject>) -> Option<String> {
    known.and_then(|known| known.name.clone())
}

fn role(part: BillingGroup) -> Role {
    match part {
        BillingGroup::Deposits => Role::Deposit,
        BillingGroup::Refunds => Role::Payout,
        BillingGroup::Other => Role::Other,
        BillingGroup::VirtualMachines | BillingGroup::Disks | BillingGroup::BareMetal | BillingGroup::Storage => {
            Role::Charge
        }
    }
}

/// What a line is for. Money back tells it by the beginning of its kind.
fn what(part: BillingGroup, disk: bool, kind: &str) -> ResourceKind {
    match part {
        _ if disk => ResourceKind::VmDisk,
        BillingGroup::VirtualMachines => ResourceKind::Vm,
        BillingGroup::Disks => ResourceKind::VmDisk,
        BillingGroup::BareMetal => ResourceKind::BareMetal,
        BillingGroup::Storage => ResourceKind::Storage,
        BillingGroup::Refunds if kind == "payout" => ResourceKind::Vm,
        BillingGroup::Refunds if kind.starts_with("baremetal") => ResourceKind::BareMetal,
        BillingGroup::Refunds if kind.starts_with("storage") => ResourceKind::Storage,
        BillingGroup::Refunds | BillingGroup::Deposits | BillingGroup::Other => ResourceKind::Other(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_back_is_for_what_was_paid() {
        for (kind, disk, expected) in [
            ("payout", false, ResourceKind::Vm),
            ("payout", true, ResourceKind::VmDisk),
            ("baremetal_payout", false, ResourceKind::BareMetal),
            ("storage_payout", false, ResourceKind::Storage),
            ("new_payout", false, ResourceKind::Other(String::new())),
        ] {
            assert_eq!(what(BillingGroup::Refunds, disk, kind), expected, "{kind}");
        }
        assert_eq!(role(BillingGroup::Refunds), Role::Payout);
    }
}
