//! FOCUS's words: allowed values, and which of them our resources are.

use crate::{ResourceKind, Role};

pub(super) const PROVIDER: &str = "Voltage Park";
pub(super) const HOURS: &str = "Hours";
pub(super) const CORRECTION: &str = "Correction";

pub(super) const USAGE: &str = "Usage";
pub(super) const CREDIT: &str = "Credit";
pub(super) const ADJUSTMENT: &str = "Adjustment";
pub(super) const CHARGE_CATEGORIES: &[&str] = &[USAGE, "Purchase", "Tax", CREDIT, ADJUSTMENT];

pub(super) const USAGE_BASED: &str = "Usage-Based";
pub(super) const ONE_TIME: &str = "One-Time";
pub(super) const CHARGE_FREQUENCIES: &[&str] = &[ONE_TIME, "Recurring", USAGE_BASED];

pub(super) const PRICING_CATEGORIES: &[&str] = &["Standard", "Dynamic", "Committed", "Other"];

/// What is sold: its name, and FOCUS's category and subcategory of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service {
    pub name: &'static str,
    pub category: &'static str,
    pub subcategory: &'static str,
    /// What a resource of it is called.
    pub resource: &'static str,
    /// What its SKU begins with, and what is metered; none for what is no product.
    pub sku: Option<(&'static str, &'static str)>,
}

const VMS: Service = Service {
    name: "Virtual Machines",
    category: "Compute",
    subcategory: "Virtual Machines",
    resource: "Virtual Machine",
    sku: Some(("vm", "Machine Time")),
};
const VM_DISKS: Service = Service {
    name: "Virtual Machine Disks",
    category: "Storage",
    subcategory: "Block Storage",
    resource: "Virtual Machine Disk",
    sku: Some(("vm-disk", "Disk Time")),
};
const BARE_METAL: Service = Service {
    name: "Bare Metal",
    category: "Compute",
    subcategory: "Other (Compute)",
    resource: "Bare Metal Rental",
    sku: Some(("bare-metal", "Machine Time")),
};
const STORAGE: Service = Service {
    name: "Storage Volumes",
    category: "Storage",
    subcategory: "File Storage",
    resource: "Storage Volume",
    sku: Some(("storage", "Volume Time")),
};
const OTHER: Service =
    Service { name: "Other", category: "Other", subcategory: "Other (Other)", resource: "Other", sku: None };

pub(super) const SERVICES: [Service; 5] = [VMS, VM_DISKS, BARE_METAL, STORAGE, OTHER];

/// The service that a resource is of.
pub(super) fn service(kind: Option<&ResourceKind>) -> Service {
    match kind {
        Some(ResourceKind::Vm) => VMS,
        Some(ResourceKind::VmDisk) => VM_DISKS,
        Some(ResourceKind::BareMetal) => BARE_METAL,
        Some(ResourceKind::Storage) => STORAGE,
        Some(ResourceKind::Other(_)) | None => OTHER,
    }
}

/// What kind of charge a line is. A payout is money back after the fact, which FOCUS calls a credit.
pub(super) fn charge_category(role: Role, cost: i128) -> &'static str {
    match role {
        Role::Charge => USAGE,
        Role::Payout => CREDIT,
        Role::Deposit | Role::Other if cost < 0 => CREDIT,
        Role::Deposit | Role::Other => ADJUSTMENT,
    }
}

/// How the price of a usage comes about, by the provider's word for how the resource is sold. Nothing but on-demand is
/// sold without a word.
pub(super) fn pricing_category(terms: Option<&str>) -> &'static str {
    match terms {
        None | Some("" | "ondem" | "subscription") => "Standard",
        Some("spot") => "Dynamic",
        Some(_) => "Other",
    }
}
