//! Rates, the log of transactions, the report of a month.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::Ask;
use crate::billing::{ListQuery, ResourceType, print};
use crate::reply::{Problem, Reply};
use crate::validate::alternatives;
use crate::world::World;

pub fn hourly_rate(world: &World) -> Reply {
    Reply::ok(json!({"rate_hourly": print(world.ledger.rate())}))
}

pub fn transactions(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    const TYPES: [&str; 4] = ["virtual_machine", "baremetal", "storage_block", "storage"];
    let page = ask.page(30, None)?;
    let mut query = ask.query();
    let mut types = Vec::new();
    for (index, word) in query.every("types").into_iter().enumerate() {
        match word {
            "virtual_machine" => types.push(ResourceType::VirtualMachine),
            "baremetal" => types.push(ResourceType::BareMetal),
            "storage_block" => types.push(ResourceType::StorageBlock),
            "storage" => types.push(ResourceType::Storage),
            _ => {
                let loc = [json!("query"), json!("types"), json!(index)];
                query.errors.add(&loc, "enum", format!("Input should be {}", alternatives(&TYPES)));
            }
        }
    }
    let (earliest, latest) = (query.date("earliest"), query.date("latest"));
    query.errors.finish()?;
    let wanted = ListQuery { types: Some(types).filter(|types| !types.is_empty()), earliest, latest };
    let (results, total) = world.ledger.list(&wanted, page.offset, page.limit, ask.now);
    Ok(page.of(&results, total))
}

pub fn report(world: &World, ask: &Ask<'_>) -> Result<Reply, Problem> {
    let (year, month) = (ask.number("year")?, ask.number("month")?);
    let first_day = i32::try_from(year)
        .ok()
        .filter(|year| (1..=9998).contains(year))
        .zip(u32::try_from(month).ok())
        .and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
    let Some(first_day) = first_day else {
        let wrong = if (1..=12).contains(&month) { "year" } else { "month" };
        let msg = if wrong == "year" { "Input should be a year" } else { "Input should be between 1 and 12" };
        return Err(Problem::field(&["path", wrong], "value_error", msg));
    };
    let report: Value = world.ledger.report(first_day, ask.now);
    Ok(Reply::ok(report))
}
