//! A year of the sandbox's history as lines and statements, mapped by hand from what it serves.

use std::collections::HashMap;
use std::error::Error;

use axum::body::Body;
use chrono::{DateTime, Months, Utc};
use http_body_util::BodyExt;
use rust_decimal::Decimal;
use serde_json::Value;
use tower::ServiceExt;
use voltdeck_books::{Balances, Group, Line, Month, Resource, ResourceKind, Role, Statement, Verdict};
use voltdeck_sandbox::{Config, Sandbox};

pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The sandbox's history is fourteen months long; in the first of these it begins.
const MONTHS: u32 = 14;

/// One month.
pub struct OneMonth {
    pub statement: Statement,
    /// By id.
    pub lines: Vec<Line>,
}

/// A sandbox at a fixed moment, with as many transactions.
pub fn sandbox(seed: u64, transactions: usize) -> Outcome<Sandbox> {
    let now = "2026-10-15T12:00:00.123456Z".parse()?;
    let config = Config { now, seed, speed: 0, transactions, rate_limit: None, ssh: false, ..Config::default() };
    Ok(Sandbox::new(config)?)
}

/// All months, oldest first.
pub async fn months(sandbox: &Sandbox, account: &str, organization: &str) -> Outcome<Vec<OneMonth>> {
    let history = History::read(sandbox).await?;
    let now = sandbox.now();
    let mut months = Vec::new();
    for back in (0..=MONTHS).rev() {
        let at = now.checked_sub_months(Months::new(back)).ok_or("no such month")?;
        let month = Month::of(at).ok_or("no such month")?;
        let path = format!("/billing/reports/{}/transactions", month.to_string().replace('-', "/"));
        let report = get(sandbox, &path).await?;
        let mut lines: Vec<Line> = Vec::new();
        for transaction in list(&report, "transactions") {
            lines.push(history.line(month, now, transaction)?);
        }
        lines.sort_by(|one, other| one.id.cmp(&other.id));
        months.push(OneMonth { statement: statement(account, organization, month, now, &report, &lines)?, lines });
    }
    Ok(months)
}

fn statement(
    account: &str,
    organization: &str,
    month: Month,
    read_at: DateTime<Utc>,
    report: &Value,
    lines: &[Line],
) -> Outcome<Statement> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| group.name == line.group) {
            Some(group) => (group.lines, group.amount) = (group.lines + 1, group.amount + line.effect),
            None => groups.push(Group { name: line.group.clone(), lines: 1, amount: line.effect }),
        }
    }
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    let balances = Balances {
        start: Some(decimal(&report["balance_at_period_start"])?),
        change: Some(decimal(&report["balance_delta_in_period"])?),
        end: Some(decimal(&report["balance_at_period_end"])?),
    };
    Ok(Statement {
        account: account.into(),
        organization: Some(organization.into()),
        currency: "USD".into(),
        month,
        read_at,
        balances,
        groups,
        verdict: Verdict::Reconciled { reading: "Amounts are as printed: charges are negative.".into() },
        unreadable: Vec::new(),
        closed: None,
    })
}

/// What is known of resources, as a store would have kept it.
struct History {
    known: HashMap<String, Known>,
}

#[derive(Default, Clone)]
struct Known {
    name: String,
    tags: Vec<String>,
    gpus: Option<(String, u32)>,
    price: Option<Decimal>,
    disk_price: Option<Decimal>,
    terms: Option<String>,
}

impl History {
    async fn read(sandbox: &Sandbox) -> Outcome<Self> {
        // Machines that are gone: seen once, by name and tag, and no price was kept of them.
        let gone = sandbox.records().resources.into_iter();
        let gone =
            gone.map(|gone| (gone.id.to_string(), Known { name: gone.name, tags: gone.tags, ..Known::default() }));
        let mut known: HashMap<String, Known> = gone.collect();
        for vm in list(&get(sandbox, "/virtual-machines/?limit=100").await?, "results") {
            let gpus = vm["resources"]["gpus"].as_object().and_then(|gpus| gpus.iter().next());
            let (model, gpus) = gpus.ok_or("no GPU")?;
            let (disk, all) = (&vm["pricing"]["storage_per_hr"], &vm["pricing"]["total_associated_per_hr"]);
            let here = Known {
                gpus: Some((model.clone(), count(&gpus["count"])?)),
                price: Some(decimal(all)? - decimal(disk)?),
                disk_price: Some(decimal(disk)?),
                terms: vm["type"].as_str().map(str::to_owned),
                ..common(vm)
            };
            known.insert(text(&vm["id"]), here);
        }
        for rental in list(&get(sandbox, "/bare-metal/?limit=100").await?, "results") {
            let specs = &rental["specs_per_node"];
            let gpus = count(&specs["gpu_count"])? * count(&rental["node_count"])?;
            let here = Known {
                gpus: Some((text(&specs["gpu_model"]), gpus)),
                price: Some(decimal(&rental["rate_hourly"])?),
                ..common(rental)
            };
            known.insert(text(&rental["id"]), here);
        }
        for volume in list(&get(sandbox, "/storage/?limit=100").await?, "results") {
            let here = Known { price: Some(decimal(&volume["rate_hourly"])?), ..common(volume) };
            known.insert(text(&volume["id"]), here);
        }
        Ok(Self { known })
    }

    fn line(&self, month: Month, read_at: DateTime<Utc>, transaction: &Value) -> Outcome<Line> {
        let details = &transaction["details"];
        let segment = &details["linked_instance"];
        let kind = text(&details["type"]);
        let resource = resource(&kind, segment);
        let (role, group) = role(&kind, resource.as_ref().map(|(_, kind)| kind));
        let known = resource.as_ref().and_then(|(id, _)| self.known.get(id)).cloned().unwrap_or_default();
        let is_disk = matches!(&resource, Some((_, ResourceKind::VmDisk)));
        let name = Some(known.name).filter(|name| !name.is_empty());
        let printed = text(&transaction["period_amount"]);
        Ok(Line {
            kind,
            role,
            group: group.into(),
            effect: printed.parse()?,
            printed,
            total: text(&transaction["total_amount"]),
            created: time(&transaction["timestamp_creation"])?,
            completed: time(&transaction["timestamp_completion"])?,
            from: time(&segment["timestamp_creation"])?,
            until: time(&segment["timestamp_deletion"])?,
            resource: resource.map(|(id, kind)| Resource { id, name, kind }),
            cost_centre: known.tags.iter().find_map(|tag| tag.strip_prefix("team:")).map(str::to_owned),
            tags: known.tags,
            gpu_model: known.gpus.as_ref().map(|(model, _)| model.clone()),
            gpu_count: known.gpus.map(|(_, count)| count),
            price_per_hour: if is_disk { known.disk_price } else { known.price },
            terms: known.terms,
            note: details["note_public"].as_str().map(str::to_owned),
            ..Line::new(month, read_at, &text(&transaction["id"]))
        })
    }
}

fn common(resource: &Value) -> Known {
    let tags = list(resource, "tags").iter().map(text).collect();
    Known { name: text(&resource["name"]), tags, ..Known::default() }
}

fn resource(kind: &str, segment: &Value) -> Option<(String, ResourceKind)> {
    let machine = segment["virtual_machine_id"].as_str();
    let found = match (segment["type"].as_str(), machine, segment["baremetal_rental_id"].as_str()) {
        (Some("virtual_machine_instance"), Some(id), _) => (id, ResourceKind::Vm),
        (Some("storage_block_instance"), Some(id), _) => (id, ResourceKind::VmDisk),
        (_, _, Some(id)) => (id, ResourceKind::BareMetal),
        (_, _, None) if kind.starts_with("storage_") => (segment["id"].as_str()?, ResourceKind::Storage),
        _ => return None,
    };
    Some((found.0.to_owned(), found.1))
}

fn role(kind: &str, resource: Option<&ResourceKind>) -> (Role, &'static str) {
    match (kind, resource) {
        ("stripe_deposit", _) => (Role::Deposit, "Deposits"),
        ("payout" | "baremetal_payout" | "storage_payout", _) => (Role::Payout, "Refunds"),
        ("charge", Some(ResourceKind::VmDisk)) => (Role::Charge, "Disks of VMs"),
        ("charge", _) => (Role::Charge, "Virtual machines"),
        ("baremetal_charge", _) => (Role::Charge, "Bare metal"),
        ("storage_charge", _) => (Role::Charge, "Storage"),
        _ => (Role::Other, "Other"),
    }
}

async fn get(sandbox: &Sandbox, path: &str) -> Outcome<Value> {
    let request = axum::http::Request::get(format!("/api/v1{path}"))
        .header("authorization", "Bearer sandbox")
        .body(Body::empty())?;
    let answer = sandbox.router().oneshot(request).await?;
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("{path} was answered with {status}").into());
    }
    Ok(serde_json::from_slice(&body)?)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn decimal(value: &Value) -> Outcome<Decimal> {
    Ok(value.as_str().ok_or("no amount")?.parse()?)
}

fn count(value: &Value) -> Outcome<u32> {
    Ok(u32::try_from(value.as_u64().ok_or("no count")?)?)
}

fn time(value: &Value) -> Outcome<Option<DateTime<Utc>>> {
    Ok(value.as_str().map(str::parse).transpose()?)
}
