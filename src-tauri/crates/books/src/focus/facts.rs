//! What a row says of a line.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::price::{self, Priced};
use super::words::{self, Service};
use super::{Account, period};
use crate::{Line, Role, exact};

/// What a row says of a line.
pub(super) struct Facts<'a> {
    pub account: &'a Account,
    pub line: &'a Line,
    /// In trillionths.
    pub cost: i128,
    pub category: &'static str,
    pub corrects: bool,
    pub service: Service,
    pub period: (DateTime<Utc>, DateTime<Utc>),
    pub priced: Option<Priced>,
    pub sku: Option<String>,
    pub sku_price: Option<String>,
    pub sku_details: Option<String>,
    pub tags: Option<String>,
    pub description: String,
}

impl<'a> Facts<'a> {
    pub(super) fn of(account: &'a Account, line: &'a Line, cost: i128) -> Self {
        let service = words::service(line.resource.as_ref().map(|resource| &resource.kind));
        let charge = line.role == Role::Charge;
        let priced = line.price_per_hour.filter(|_| charge).and_then(|price| {
            let runs = line.until.or(line.completed).is_none();
            price::hours(-line.effect, price, period::within(line)?, runs)
        });
        let sku = service.sku.filter(|_| charge).and_then(|(begin, _)| sku(begin, service, line));
        let sku_price =
            sku.as_ref().zip(priced).map(|(sku, priced)| format!("{sku}@{}/hour", exact::units_text(priced.price, 6)));
        let span = period::of(line);
        Self {
            account,
            line,
            cost,
            category: words::charge_category(line.role, cost),
            corrects: period::corrects(line, span),
            service,
            period: span,
            sku_details: sku_price.as_ref().and_then(|_| details(line)),
            priced,
            sku,
            sku_price,
            tags: tags(line),
            description: description(account, line, priced, service),
        }
    }
}

/// The provider has no product numbers: what is sold is named by what it is. `None` where that is not known.
fn sku(begin: &str, service: Service, line: &Line) -> Option<String> {
    match hardware(line) {
        Some((count, model)) => Some(format!("{begin}-{count}x-{model}")),
        None if service.category == "Storage" => Some(begin.to_owned()),
        None => None,
    }
}

fn hardware(line: &Line) -> Option<(u32, &str)> {
    let model = line.gpu_model.as_deref().map(str::trim).filter(|model| !model.is_empty())?;
    Some((line.gpu_count?, model))
}

/// FOCUS knows a key for the number of GPUs, and none for the model.
fn details(line: &Line) -> Option<String> {
    let (count, model) = hardware(line)?;
    let mut details = Map::new();
    details.insert("GpuCount".into(), count.into());
    details.insert("x_GpuModel".into(), model.into());
    Some(Json::Object(details).to_string())
}

/// A tag has no value, for which FOCUS wants `true`.
fn tags(line: &Line) -> Option<String> {
    let tags: Map<String, Json> = line.own_tags().map(|tag| (tag.to_owned(), Json::Bool(true))).collect();
    (!tags.is_empty()).then(|| Json::Object(tags).to_string())
}

/// Reads alone: what, which, of what hardware, at what price.
fn description(account: &Account, line: &Line, priced: Option<Priced>, service: Service) -> String {
    let mut said = match (line.role, &line.resource) {
        (Role::Payout, Some(_)) => format!("Refund, {}", service.resource),
        (_, Some(_)) => service.resource.to_owned(),
        (Role::Payout, None) => "Refund".to_owned(),
        (Role::Charge | Role::Deposit | Role::Other, None) => "Other".to_owned(),
    };
    let mut and = |part: &str| {
        said.push_str(", ");
        said.push_str(part);
    };
    if let Some(resource) = &line.resource {
        and(resource.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&resource.id));
    }
    if let Some((count, model)) = hardware(line) {
        and(&format!("{count} x {model}"));
    }
    if let Some(priced) = priced {
        and(&format!("{} {} per hour", exact::units_text(priced.price, 6), account.currency));
    }
    if let Some(note) = line.note.as_deref().filter(|note| !note.trim().is_empty()) {
        and(note);
    }
    said
}
