//! The log of transactions, a page at a time.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::params_from_iter;
use voltagepark::Page;
use voltagepark::types::{Transaction, TransactionFilter};

use super::report::span;
use super::{unreadable, words};
use voltdeck_base::account::Account;
use voltdeck_base::{App, failure};
use voltdeck_contract::{Answer, CommandError, ErrorCode, LinesArgs, LinesView, Money, TransactionView};
use voltdeck_machines::fleet::Fleet;
use voltdeck_volumes::storage;

/// Lines of a page.
const LIMIT: u32 = 50;

/// Reads one page.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>, args: &LinesArgs) -> Answer<LinesView> {
    let earliest = day("earliest", &args.earliest)?;
    let latest = day("latest", &args.latest)?;
    if let Some((earliest, latest)) = earliest.zip(latest)
        && earliest > latest
    {
        return Err(wrong("latest", "The last day lies before the first."));
    }
    let types = args.types.iter().map(|word| word.as_str().into()).collect();
    let filter = TransactionFilter { types, earliest, latest };
    let page = Page { limit: Some(LIMIT), offset: Some(args.offset) };
    let list = account.client().list_transactions(&filter, page).await.map_err(|failed| failure::reading(&failed))?;
    let names = names(app, account, &list.items)?;
    let total = list.total_result_count.and_then(|total| u32::try_from(total).ok());
    let found = u32::try_from(list.items.len() + list.unreadable.len()).unwrap_or(LIMIT);
    let after = args.offset.saturating_add(found);
    Ok(LinesView {
        read_at: app.host.now(),
        lines: list.items.iter().map(|line| view(line, &names)).collect(),
        unreadable: list
            .unreadable
            .iter()
            .map(|line| {
                let index = line.index + args.offset as usize;
                unreadable(&voltagepark::Unreadable { index, ..line.clone() })
            })
            .collect(),
        total,
        offset: args.offset,
        limit: LIMIT,
        has_previous: args.offset > 0,
        has_next: found > 0 && list.has_next.unwrap_or_else(|| total.map_or(found >= LIMIT, |total| after < total)),
    })
}

fn view(line: &Transaction, names: &HashMap<String, String>) -> TransactionView {
    let subject_id = words::subject(line);
    let (from, until) = span(line).map_or((None, None), |(from, until)| (Some(from), until));
    TransactionView {
        id: line.id.to_string(),
        created_at: line.timestamp_creation,
        completed_at: line.timestamp_completion,
        running: line.timestamp_completion.is_none(),
        kind: words::label(line),
        subject: subject_id.and_then(|id| names.get(id)).cloned(),
        subject_id: subject_id.map(str::to_owned),
        from,
        until,
        amount: line.total_amount.decimal().map(Money),
        period_amount: line.period_amount.decimal().map(Money),
        note: line.details.as_ref().and_then(|details| details.note_public.clone()).filter(|note| !note.is_empty()),
    }
}

/// Names by id: of what runs now, else of what was seen once. Bills carry ids alone.
fn names(app: &App, account: &Account, lines: &[Transaction]) -> Answer<HashMap<String, String>> {
    let ids: Vec<&str> = lines.iter().filter_map(words::subject).collect();
    let marks = vec!["?"; ids.len()].join(", ");
    let sql = format!("SELECT id, name FROM machine WHERE profile_id = ? AND id IN ({marks}) AND name <> ''");
    let given = std::iter::once(account.profile_id()).chain(ids.iter().copied());
    let mut names: HashMap<String, String> = app.store.read(|connection| {
        connection.prepare(&sql)?.query_map(params_from_iter(given), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    })?;
    for id in ids {
        let machine = account.part::<Fleet>().known(id).map(|known| known.machine.name().to_owned());
        if let Some(name) = machine.or_else(|| storage::known_name(account, id)) {
            names.insert(id.to_owned(), name);
        }
    }
    Ok(names)
}

fn day(field: &str, text: &str) -> Answer<Option<NaiveDate>> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    day.map(Some).map_err(|_| wrong(field, "A day is a year, a month and a day, such as 2026-09-30."))
}

fn wrong(field: &str, said: &str) -> CommandError {
    CommandError::new(ErrorCode::Invalid, said).at(field)
}
