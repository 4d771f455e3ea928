//! The columns, the same in every file: FOCUS's own in the order of the alphabet, then Voltdeck's.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::facts::Facts;
use super::read::ColumnType;
use super::words::{self, CORRECTION, HOURS, PROVIDER};

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    /// In trillionths.
    Decimal(i128),
    Time(DateTime<Utc>),
    Integer(i32),
}

/// A column.
pub(super) struct Column {
    pub name: &'static str,
    pub kind: ColumnType,
    pub nullable: bool,
    pub value: for<'a> fn(&'a Facts<'_>) -> Value<'a>,
}

const fn must(name: &'static str, kind: ColumnType, value: for<'a> fn(&'a Facts<'_>) -> Value<'a>) -> Column {
    Column { name, kind, nullable: false, value }
}

const fn may(name: &'static str, kind: ColumnType, value: for<'a> fn(&'a Facts<'_>) -> Value<'a>) -> Column {
    Column { name, kind, nullable: true, value }
}

const TEXT: ColumnType = ColumnType::Text;
const DECIMAL: ColumnType = ColumnType::Decimal;
const TIME: ColumnType = ColumnType::Time;

pub(super) const COLUMNS: [Column; 42] = [
    must("BilledCost", DECIMAL, |f| Value::Decimal(f.cost)),
    must("BillingAccountId", TEXT, |f| text(&f.account.id)),
    must("BillingAccountName", TEXT, |f| text(&f.account.name)),
    must("BillingCurrency", TEXT, |f| text(&f.account.currency)),
    must("BillingPeriodEnd", TIME, |f| Value::Time(f.line.month.end())),
    must("BillingPeriodStart", TIME, |f| Value::Time(f.line.month.start())),
    must("ChargeCategory", TEXT, |f| text(f.category)),
    may("ChargeClass", TEXT, |f| if f.corrects { text(CORRECTION) } else { Value::Null }),
    must("ChargeDescription", TEXT, |f| text(&f.description)),
    must("ChargeFrequency", TEXT, |f| text(if is_usage(f) { words::USAGE_BASED } else { words::ONE_TIME })),
    must("ChargePeriodEnd", TIME, |f| Value::Time(f.period.1)),
    must("ChargePeriodStart", TIME, |f| Value::Time(f.period.0)),
    must("ContractedCost", DECIMAL, |f| Value::Decimal(f.cost)),
    may("ContractedUnitPrice", DECIMAL, |f| f.priced.map_or(Value::Null, |priced| Value::Decimal(priced.price))),
    must("EffectiveCost", DECIMAL, |f| Value::Decimal(f.cost)),
    // The provider sends no invoices that a line names.
    may("InvoiceId", TEXT, |_| Value::Null),
    must("InvoiceIssuerName", TEXT, |_| text(PROVIDER)),
    must("ListCost", DECIMAL, |f| Value::Decimal(f.cost)),
    // What is paid is known; what the list said on that day is not.
    may("ListUnitPrice", DECIMAL, |_| Value::Null),
    may("PricingCategory", TEXT, |f| {
        if is_usage(f) { text(words::pricing_category(f.line.terms.as_deref())) } else { Value::Null }
    }),
    may("PricingQuantity", DECIMAL, |f| f.priced.map_or(Value::Null, |priced| Value::Decimal(priced.hours))),
    may("PricingUnit", TEXT, |f| f.priced.map_or(Value::Null, |_| text(HOURS))),
    must("ProviderName", TEXT, |_| text(PROVIDER)),
    must("PublisherName", TEXT, |_| text(PROVIDER)),
    may("RegionId", TEXT, |f| maybe(f.line.place.as_ref().map(|place| place.id.as_str()))),
    may("RegionName", TEXT, |f| {
        let place = f.line.place.as_ref().filter(|place| !is_blank(&place.id));
        maybe(place.map(|place| place.name.as_deref().filter(|name| !is_blank(name)).unwrap_or(&place.id)))
    }),
    may("ResourceId", TEXT, |f| maybe(resource_id(f))),
    may("ResourceName", TEXT, |f| {
        let name = f.line.resource.as_ref().and_then(|resource| resource.name.as_deref());
        maybe(name.filter(|name| resource_id(f).is_some_and(|id| id != *name)))
    }),
    may("ResourceType", TEXT, |f| resource_id(f).map_or(Value::Null, |_| text(f.service.resource))),
    must("ServiceCategory", TEXT, |f| text(f.service.category)),
    must("ServiceName", TEXT, |f| text(f.service.name)),
    must("ServiceSubcategory", TEXT, |f| text(f.service.subcategory)),
    may("SkuId", TEXT, |f| maybe(f.sku.as_deref())),
    may("SkuMeter", TEXT, |f| maybe(f.service.sku.filter(|_| f.sku.is_some()).map(|(_, meter)| meter))),
    may("SkuPriceDetails", TEXT, |f| maybe(f.sku_details.as_deref())),
    may("SkuPriceId", TEXT, |f| maybe(f.sku_price.as_deref())),
    may("Tags", TEXT, |f| maybe(f.tags.as_deref())),
    may("x_CostCentre", TEXT, |f| maybe(f.line.cost_centre.as_deref())),
    may("x_GpuCount", ColumnType::Integer, |f| {
        f.line.gpu_count.and_then(|count| i32::try_from(count).ok()).map_or(Value::Null, Value::Integer)
    }),
    may("x_GpuModel", TEXT, |f| maybe(f.line.gpu_model.as_deref())),
    must("x_TransactionId", TEXT, |f| text(&f.line.id)),
    may("x_TransactionKind", TEXT, |f| maybe(Some(&f.line.kind))),
];

fn is_usage(f: &Facts<'_>) -> bool {
    f.category == words::USAGE
}

fn resource_id<'a>(f: &'a Facts<'_>) -> Option<&'a str> {
    f.line.resource.as_ref().map(|resource| resource.id.as_str()).filter(|id| !is_blank(id))
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// An empty text is no value in FOCUS.
fn maybe(value: Option<&str>) -> Value<'_> {
    value.filter(|value| !is_blank(value)).map_or(Value::Null, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_in_the_order_of_the_alphabet_and_ours_are_last() {
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        let (ours, theirs): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.starts_with("x_"));
        assert!(theirs.is_sorted() && ours.is_sorted());
        assert_eq!(names, [theirs, ours].concat());
    }
}
