//! What a row says of a line.

use chrono::{DateTime, Utc};

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
            price::hours(cost, price, period::within(line)?, runs)
        });
        let price = priced.map(|priced| exact::units_text(priced.price, 6));
        let hardware = hardware(line);
        let sku = service.sku.filter(|_| charge).and_then(|(begin, _)| sku(begin, service, hardware.as_deref()));
        let sku_price = sku.as_ref().zip(price.as_ref()).map(|(sku, price)| [sku, "@", price, "/hour"].concat());
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
            description: description(account, line, hardware.as_deref(), price.as_deref(), service),
            priced,
            sku,
            sku_price,
            tags: tags(line),
        }
    }
}

/// `8x-h100-sxm5-80gb`.
fn hardware(line: &Line) -> Option<String> {
    let model = line.gpu_model.as_deref().map(str::trim).filter(|model| !model.is_empty())?;
    Some([&line.gpu_count?.to_string(), "x-", model].concat())
}

/// The provider has no product numbers: what is sold is named by what it is. `None` where that is not known.
fn sku(begin: &str, service: Service, hardware: Option<&str>) -> Option<String> {
    match hardware {
        Some(hardware) => Some([begin, "-", hardware].concat()),
        None if service.category == "Storage" => Some(begin.to_owned()),
        None => None,
    }
}

/// FOCUS knows a key for the number of GPUs, and none for the model.
fn details(line: &Line) -> Option<String> {
    let (count, model) = line.gpu_count.zip(line.gpu_model.as_deref().filter(|model| !model.trim().is_empty()))?;
    let mut details = ["{\"GpuCount\":", &count.to_string(), ",\"x_GpuModel\":"].concat();
    push_json(&mut details, model);
    details.push('}');
    Some(details)
}

/// A tag has no value, for which FOCUS wants `true`. One that stands twice is one.
fn tags(line: &Line) -> Option<String> {
    let mut json = String::new();
    for (at, tag) in line.own_tags().enumerate() {
        if line.own_tags().take(at).any(|before| before == tag) {
            continue;
        }
        json.push(if json.is_empty() { '{' } else { ',' });
        push_json(&mut json, tag);
        json.push_str(":true");
    }
    (!json.is_empty()).then(|| json + "}")
}

/// Text as JSON has it. Most needs nothing but its quotes.
fn push_json(json: &mut String, text: &str) {
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        json.push_str(&serde_json::Value::from(text).to_string());
    } else {
        json.extend(["\"", text, "\""]);
    }
}

/// Reads alone: what, which, of what hardware, at what price.
fn description(
    account: &Account,
    line: &Line,
    hardware: Option<&str>,
    price: Option<&str>,
    service: Service,
) -> String {
    let mut said = String::with_capacity(96);
    said.push_str(match (line.role, &line.resource) {
        (Role::Payout, Some(_)) => "Refund, ",
        (Role::Payout, None) => "Refund",
        (Role::Charge | Role::Deposit | Role::Other, Some(_)) => "",
        (Role::Charge | Role::Deposit | Role::Other, None) => "Other",
    });
    if let Some(resource) = &line.resource {
        let name = resource.name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&resource.id);
        said.extend([service.resource, ", ", name]);
    }
    if let Some((count, model)) = hardware.and_then(|hardware| hardware.split_once("x-")) {
        said.extend([", ", count, " x ", model]);
    }
    if let Some(price) = price {
        said.extend([", ", price, " ", &account.currency, " per hour"]);
    }
    if let Some(note) = line.note.as_deref().filter(|note| !note.trim().is_empty()) {
        said.extend([", ", note]);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_by_hand_is_what_a_writer_of_json_makes() {
        for text in [
            "",
            "team:research",
            "a \"b\"",
            "back\\slash",
            "new\nline",
            "tab\t",
            "\u{1}",
            "漢字 🚀",
            "</script>",
            "\u{7f}",
        ] {
            let mut json = String::new();
            push_json(&mut json, text);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
