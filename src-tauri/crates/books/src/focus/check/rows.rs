//! What the values of a row mean to each other.

use chrono::{DateTime, Utc};

use super::{Faults, forms, units};
use crate::focus::columns::COLUMNS;
use crate::focus::currencies;
use crate::focus::words::{self, CORRECTION, HOURS, PROVIDER, SERVICES, USAGE};
use crate::{JOB_TAG, Month};

/// A millionth, in trillionths.
const MICRO: i128 = 1_000_000;
const ONE: i128 = 1_000_000_000_000;

/// Keys of price details that FOCUS has a meaning for.
const DETAILS: &[&str] = &[
    "CoreCount",
    "DiskMaxIops",
    "DiskSpace",
    "DiskType",
    "GpuCount",
    "InstanceSeries",
    "InstanceType",
    "MemorySize",
    "NetworkMaxIops",
    "NetworkMaxThroughput",
    "OperatingSystem",
    "Redundancy",
    "StorageClass",
];

/// A row, by the names of its columns.
pub(super) struct Row<'a> {
    pub number: usize,
    pub cells: &'a [Option<String>],
}

impl<'a> Row<'a> {
    pub(super) fn new(number: usize, cells: &'a [Option<String>]) -> Self {
        Self { number, cells }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let at = COLUMNS.iter().position(|column| column.name == name)?;
        self.cells.get(at)?.as_deref()
    }

    pub(super) fn units(&self, name: &str) -> Option<i128> {
        units(self.get(name)?)
    }

    fn time(&self, name: &str) -> Option<DateTime<Utc>> {
        forms::time(self.get(name)?)
    }

    fn is_usage(&self) -> bool {
        self.get("ChargeCategory") == Some(USAGE)
    }

    /// Everything that one row can be wrong in.
    pub(super) fn check(&self, faults: &mut Faults) {
        let mut must = |rule: &'static str, holds: bool, said: &str| {
            if !holds {
                faults.add(rule, Some(self.number), said.to_owned());
            }
        };
        self.words(&mut must);
        self.times(&mut must);
        self.money(&mut must);
        self.together(&mut must);
        self.json(&mut must);
    }

    fn words(&self, must: &mut impl FnMut(&'static str, bool, &str)) {
        let one_of = |name: &str, allowed: &[&str]| self.get(name).is_none_or(|word| allowed.contains(&word));
        must("enum", one_of("ChargeCategory", words::CHARGE_CATEGORIES), "ChargeCategory is no word of FOCUS");
        must("enum", one_of("ChargeClass", &[CORRECTION]), "ChargeClass is Correction or null");
        must("enum", one_of("ChargeFrequency", words::CHARGE_FREQUENCIES), "ChargeFrequency is no word of FOCUS");
        must("enum", one_of("PricingCategory", words::PRICING_CATEGORIES), "PricingCategory is no word of FOCUS");
        let service = SERVICES.iter().find(|service| self.get("ServiceName") == Some(service.name));
        must("enum", service.is_some(), "ServiceName is none that is sold");
        if let Some(service) = service {
            let category = self.get("ServiceCategory") == Some(service.category);
            must("service", category, "ServiceCategory is not the one of ServiceName");
            let subcategory = self.get("ServiceSubcategory") == Some(service.subcategory);
            must("service", subcategory, "ServiceSubcategory is not the one of ServiceName");
        }
        for name in ["InvoiceIssuerName", "ProviderName", "PublisherName"] {
            must("provider", self.get(name) == Some(PROVIDER), "there is one provider, publisher and issuer");
        }
        let currency = self.get("BillingCurrency").is_some_and(currencies::is_one);
        must("currency", currency, "BillingCurrency is no currency of ISO 4217");
        must("invoice", self.get("InvoiceId").is_none(), "no line names an invoice");
    }

    fn times(&self, must: &mut impl FnMut(&'static str, bool, &str)) {
        let billed = self.time("BillingPeriodStart").zip(self.time("BillingPeriodEnd"));
        let charged = self.time("ChargePeriodStart").zip(self.time("ChargePeriodEnd"));
        // What is no time at all is told by its form.
        let (Some((from, until)), Some((start, end))) = (billed, charged) else { return };
        let month = Month::of(from).is_some_and(|month| (month.start(), month.end()) == (from, until));
        must("period", month, "the billing period is a month, from its first moment to the next month's");
        must("period", start < end, "the charge period ends after it begins");
        let corrects = self.get("ChargeClass") == Some(CORRECTION);
        must("correction", corrects == (end <= from), "a correction, and nothing else, is for a time before its month");
        let within = from <= start && end <= until;
        must("period", within || !self.is_usage(), "usage lies within its month");
    }

    fn money(&self, must: &mut impl FnMut(&'static str, bool, &str)) {
        let billed = self.units("BilledCost");
        for name in ["ContractedCost", "EffectiveCost", "ListCost"] {
            must("costs", self.units(name) == billed, "all four costs are the same where nothing is discounted");
        }
        let (price, hours) = (self.units("ContractedUnitPrice"), self.units("PricingQuantity"));
        must("pair", price.is_some() == hours.is_some(), "a price and its quantity come together");
        must("unit", self.get("PricingUnit") == hours.map(|_| HOURS), "PricingUnit is Hours where there is a quantity");
        must("price", price.is_none_or(|price| price >= 0), "a price is not below zero");
        must("list", self.get("ListUnitPrice").is_none(), "the list price of that day is not known");
        if let Some(((price, hours), billed)) = price.zip(hours).zip(billed) {
            must("price", self.is_usage(), "only usage has a price");
            let product = product(price, hours).is_some_and(|product| (product - billed).abs() < MICRO);
            must("product", product, "price times quantity is the cost, to the micro-dollar");
        }
        let pricing = self.get("PricingCategory").is_some();
        must("pricing", pricing == self.is_usage(), "usage, and nothing else, has a PricingCategory");
        let frequency = if self.is_usage() { words::USAGE_BASED } else { words::ONE_TIME };
        must("frequency", self.get("ChargeFrequency") == Some(frequency), "usage is usage-based, the rest is one-time");
    }

    /// What is there only with something else.
    fn together(&self, must: &mut impl FnMut(&'static str, bool, &str)) {
        let (id, name) = (self.get("ResourceId"), self.get("ResourceName"));
        must("resource", id.is_some() || name.is_none(), "a name without a resource");
        must("resource", name.is_none() || name != id, "ResourceName repeats ResourceId");
        must("resource", id.is_some() == self.get("ResourceType").is_some(), "ResourceType comes with ResourceId");
        let resource = SERVICES.iter().find(|service| self.get("ServiceName") == Some(service.name));
        let kind = resource.map(|service| service.resource);
        must("resource", id.is_none() || self.get("ResourceType") == kind, "ResourceType is not that of the service");
        let region = self.get("RegionId").is_some() == self.get("RegionName").is_some();
        must("region", region, "RegionName comes with RegionId");
        let (sku, sku_price) = (self.get("SkuId"), self.get("SkuPriceId"));
        must("sku", sku.is_some() == self.get("SkuMeter").is_some(), "SkuMeter comes with SkuId");
        must("sku", sku_price.is_none() || sku.is_some(), "SkuPriceId comes with SkuId");
        must("sku", sku_price.is_none() || self.get("PricingQuantity").is_some(), "SkuPriceId without a price");
        must("sku", sku.is_none() || self.is_usage(), "only usage has a SkuId");
        let details = self.get("SkuPriceDetails").is_none() || sku_price.is_some();
        must("sku", details, "SkuPriceDetails come with SkuPriceId");
    }

    fn json(&self, must: &mut impl FnMut(&'static str, bool, &str)) {
        if let Some(text) = self.get("Tags") {
            let tags = forms::object(text);
            must("json", tags.is_some(), "Tags are a JSON object of plain values, each key once");
            for (tag, value) in tags.unwrap_or_default() {
                must("tags", value == true, "a tag has no value, for which FOCUS wants true");
                must("tags", !tag.starts_with(JOB_TAG), "a tag of Voltdeck's own orders");
            }
        }
        if let Some(text) = self.get("SkuPriceDetails") {
            let details = forms::object(text);
            must("json", details.is_some(), "SkuPriceDetails are a JSON object of plain values, each key once");
            for key in details.unwrap_or_default().keys() {
                let known = DETAILS.contains(&key.as_str()) || key.starts_with("x_");
                must("details", known, "a key of SkuPriceDetails is FOCUS's or begins with x_");
            }
        }
    }
}

/// The product of two amounts in trillionths, cut to trillionths.
fn product(one: i128, other: i128) -> Option<i128> {
    let (whole, part) = (one / ONE, one % ONE);
    let high = whole.checked_mul(other)?;
    // Both below a trillion trillions: 80 bits and 40.
    let low = part.checked_mul(other / ONE)?.checked_add(part.checked_mul(other % ONE)? / ONE)?;
    high.checked_add(low)
}
