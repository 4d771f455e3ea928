//! A month as one sum, from what the store has of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rust_decimal::Decimal;

use super::closing;
use super::load::{self, Cell, KeptMonth};
use crate::billing::micros;
use crate::billing::signs::{Both, Reading, Signs};
use crate::billing::words::{self, CHARGES};
use voltdeck_contract::{BillingDay, BillingGroup, BillingMonthView, BillingPart, Money, UnreadableLine, Unreconciled};

/// The statement of a month that was read.
pub(super) fn view(
    connection: &Connection,
    profile: &str,
    of: &KeptMonth,
    now: DateTime<Utc>,
) -> rusqlite::Result<BillingMonthView> {
    let cells = load::cells(connection, of.id)?;
    let parts = load::by_part(&cells);
    let signs = load::signs(&load::months(connection, profile)?, of, &parts);
    let reading = signs.reading();
    let problems = load::problems(connection, of.id)?;
    let uncounted = problems.iter().any(|problem| !problem.counted);
    let spent = signs.settled().then(|| micros::money(load::spent(&parts, reading)));
    let unreconciled = match signs {
        Signs::Settled(_) => None,
        other => Some(unreconciled(connection, of, other, &parts, uncounted)?),
    };
    let closing = closing::view(connection, profile, of, spent)?;
    Ok(BillingMonthView {
        month: of.month.name(),
        first_day: of.month.first,
        last_day: of.month.next.pred_opt().unwrap_or(of.month.next),
        read_at: of.month.now,
        over: of.month.end() <= now,
        balance_start: of.start.map(Money),
        balance_delta: of.delta.map(Money),
        balance_end: of.end.map(Money),
        spent,
        parts: parts.iter().map(|(part, sum)| one_part(*part, *sum, reading)).collect(),
        days: days(of, &cells, signs),
        lines: u32::try_from(of.lines).unwrap_or(u32::MAX),
        unreadable: problems
            .into_iter()
            .map(|problem| UnreadableLine { label: problem.label, reason: problem.reason, counted: problem.counted })
            .collect(),
        signs: sentence(signs).to_owned(),
        unreconciled,
        closing,
        digest: of.digest.clone(),
        fault: None,
        burn_per_hour: None,
        burn_read_at: None,
    })
}

fn one_part(part: BillingGroup, (both, lines): (Both, i64), reading: Reading) -> BillingPart {
    BillingPart {
        group: part,
        label: words::group_label(part).into(),
        amount: micros::money(both.effect(reading)),
        lines: u32::try_from(lines).unwrap_or(u32::MAX),
    }
}

fn days(of: &KeptMonth, cells: &[Cell], signs: Signs) -> Vec<BillingDay> {
    let reading = signs.reading();
    let mut sums: BTreeMap<(usize, BillingGroup), Both> = BTreeMap::new();
    for cell in cells {
        sums.entry((cell.day, cell.part)).or_default().add(cell.both);
    }
    let on = |day: usize, parts: &[BillingGroup]| -> i64 {
        parts.iter().filter_map(|part| sums.get(&(day, *part))).map(|both| both.effect(reading)).sum()
    };
    let cost = |amount: i64| if signs.settled() { -amount } else { amount };
    of.month
        .first
        .iter_days()
        .take(of.month.days())
        .enumerate()
        .map(|(at, day)| BillingDay {
            day,
            charges: micros::money(cost(on(at, &CHARGES))),
            refunds: micros::money(on(at, &[BillingGroup::Refunds])),
            deposits: micros::money(on(at, &[BillingGroup::Deposits])),
            other: micros::money(on(at, &[BillingGroup::Other])),
        })
        .collect()
}

/// What the signs were taken to mean.
pub(super) fn sentence(signs: Signs) -> &'static str {
    match signs {
        Signs::Settled(Reading::Printed) => "Signs as printed: what comes in is positive.",
        Signs::Settled(Reading::Negated) => "Signs the other way round: charges are printed as positive.",
        Signs::Settled(Reading::ByKind) => "Amounts are printed without signs; the kind of a line says its sign.",
        Signs::None | Signs::Several | Signs::Contradicted => "Amounts are shown as printed.",
    }
}

/// Why the month does not add up, and what may explain it.
fn unreconciled(
    connection: &Connection,
    of: &KeptMonth,
    signs: Signs,
    parts: &BTreeMap<BillingGroup, (Both, i64)>,
    uncounted: bool,
) -> rusqlite::Result<Unreconciled> {
    let (Some(start), Some(delta), Some(end)) = (of.start, of.delta, of.end) else {
        let reason = "A balance of this month cannot be read.".into();
        return Ok(Unreconciled { reason, difference: None, explaining: Vec::new() });
    };
    let all = micros::decimal(parts.values().map(|(both, _)| both.printed).sum());
    let (reason, difference) = if start + delta != end {
        (
            "The three balances do not agree with each other: start and change together are not the end.",
            end - start - delta,
        )
    } else if signs == Signs::Several {
        (
            "The lines sum to the change of the balance in more than one way, so their signs are not known.",
            Decimal::ZERO,
        )
    } else if signs == Signs::Contradicted {
        ("This month adds up only if its signs are read otherwise than those of other months.", Decimal::ZERO)
    } else if uncounted {
        ("Some lines cannot be read, so the others do not sum to the change of the balance.", delta - all)
    } else {
        ("The lines do not sum to the change of the balance, whichever way their signs are read.", delta - all)
    };
    let explaining = match load::exact(Some(difference)) {
        Some(difference) => load::explaining(connection, of.id, difference)?,
        None => Vec::new(),
    };
    let explaining = explaining.into_iter().map(|(id, amount)| format!("{id}: {}", micros::text(amount))).collect();
    Ok(Unreconciled { reason: reason.into(), difference: Some(Money(difference)), explaining })
}
