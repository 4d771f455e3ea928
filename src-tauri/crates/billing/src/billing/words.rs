//! What a line is, in words.

use voltagepark::types::{LinkedInstance, LinkedInstanceType, Transaction, TransactionKind};

use super::signs;
use voltdeck_contract::BillingGroup;

/// What is billed for a resource.
pub const CHARGES: [BillingGroup; 4] =
    [BillingGroup::VirtualMachines, BillingGroup::Disks, BillingGroup::BareMetal, BillingGroup::Storage];

/// A group of a statement in words.
pub fn group_label(group: BillingGroup) -> &'static str {
    match group {
        BillingGroup::Deposits => "Deposits",
        BillingGroup::VirtualMachines => "Virtual machines",
        BillingGroup::Disks => "Disks of VMs",
        BillingGroup::BareMetal => "Bare metal",
        BillingGroup::Storage => "Storage",
        BillingGroup::Refunds => "Refunds",
        BillingGroup::Other => "Other",
    }
}

/// The provider's word for a line's kind.
pub fn kind(line: &Transaction) -> &str {
    let kind = line.details.as_ref().and_then(|details| details.kind.as_ref());
    kind.map_or("", TransactionKind::as_str)
}

/// Where a line stands in a statement.
pub fn group(line: &Transaction) -> BillingGroup {
    let word = kind(line);
    if signs::is_deposit(word) {
        return BillingGroup::Deposits;
    }
    if signs::is_payout(word) {
        return BillingGroup::Refunds;
    }
    match line.details.as_ref().and_then(|details| details.kind.as_ref()) {
        Some(TransactionKind::Charge) if is_disk(line) => BillingGroup::Disks,
        Some(TransactionKind::Charge) => BillingGroup::VirtualMachines,
        Some(TransactionKind::BareMetalCharge) => BillingGroup::BareMetal,
        Some(TransactionKind::StorageCharge) => BillingGroup::Storage,
        _ => BillingGroup::Other,
    }
}

/// A line's kind in words; the provider's own where nobody knows it.
pub fn label(line: &Transaction) -> String {
    let word = kind(line);
    let known = match line.details.as_ref().and_then(|details| details.kind.as_ref()) {
        Some(TransactionKind::StripeDeposit) => "Deposit",
        Some(TransactionKind::Charge) if is_disk(line) => "Disk of a VM",
        Some(TransactionKind::Charge) => "Virtual machine",
        Some(TransactionKind::Payout) if is_disk(line) => "Refund, disk of a VM",
        Some(TransactionKind::Payout) => "Refund, virtual machine",
        Some(TransactionKind::BareMetalCharge) => "Bare metal",
        Some(TransactionKind::BareMetalPayout) => "Refund, bare metal",
        Some(TransactionKind::StorageCharge) => "Storage",
        Some(TransactionKind::StoragePayout) => "Refund, storage",
        Some(TransactionKind::Other) => "Other",
        _ if word.is_empty() => "Not said",
        _ => word,
    };
    known.to_owned()
}

/// The machine that a line is for.
pub fn machine(line: &Transaction) -> Option<&str> {
    let segment = segment(line)?;
    segment.virtual_machine_id.as_ref().or(segment.baremetal_rental_id.as_ref()).map(voltagepark::Id::as_str)
}

/// The machine or volume that a line is for.
pub fn subject(line: &Transaction) -> Option<&str> {
    // Storage names no machine: its segment is the volume.
    machine(line).or_else(|| segment(line)?.id.as_ref().map(voltagepark::Id::as_str))
}

/// The provider's note, where there is one.
pub fn note(line: &Transaction) -> Option<&str> {
    line.details.as_ref()?.note_public.as_deref().filter(|note| !note.is_empty())
}

/// A kept line's kind in words; the provider's own where nobody knows it.
pub fn of(kind: &str, part: BillingGroup) -> String {
    match part {
        BillingGroup::Deposits => "Deposit".to_owned(),
        BillingGroup::VirtualMachines => "Virtual machine".to_owned(),
        BillingGroup::Disks => "Disk of a VM".to_owned(),
        BillingGroup::BareMetal => "Bare metal".to_owned(),
        BillingGroup::Storage => "Storage".to_owned(),
        BillingGroup::Refunds => "Refund".to_owned(),
        BillingGroup::Other if kind == "other" => "Other".to_owned(),
        BillingGroup::Other if kind.is_empty() => "Not said".to_owned(),
        BillingGroup::Other => kind.to_owned(),
    }
}

fn segment(line: &Transaction) -> Option<&LinkedInstance> {
    line.details.as_ref()?.linked_instance.as_ref()
}

/// Whether a line is for the disk of the machine that it names.
pub fn is_disk(line: &Transaction) -> bool {
    segment(line).and_then(|segment| segment.kind.as_ref()) == Some(&LinkedInstanceType::StorageBlock)
}
