//! What a reviewer has to know of an export, in sentences.

use rust_decimal::Decimal;
use voltdeck_books::focus::Exported;
use voltdeck_books::{Error, Totals};

use super::plan::ExportPlan;
use super::source::{OfMonth, Source};

/// Lines that are named one by one; the statement of a month names them all.
const NAMED: usize = 20;

/// An amount with its currency: exact, with two places at least.
fn money(plan: &ExportPlan, amount: Decimal) -> String {
    let mut amount = if amount.is_zero() { Decimal::ZERO } else { amount.normalize() };
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    format!("{amount} {}", plan.profile.currency)
}

/// What is to be said of the months, whatever is made of them.
pub(super) fn of_months(plan: &ExportPlan, source: &Source) -> Vec<String> {
    let mut said: Vec<String> = source.months().iter().flat_map(|of| of_month(plan, of)).collect();
    let problems = || source.months().iter().flat_map(|of| of.view.unreadable.iter().map(move |one| (of, one)));
    said.extend(problems().take(NAMED).map(|(of, one)| {
        let sums = if one.counted { "It is in the sums." } else { "It is in no sum and in no line." };
        format!("{}, {}: {} {sums}", of.month.words(), one.label, one.reason)
    }));
    if let Some(more @ 1..) = problems().count().checked_sub(NAMED) {
        said.push(format!("{more} more such lines are not named here. The statements of their months name them."));
    }
    said
}

fn of_month(plan: &ExportPlan, of: &OfMonth) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(off) = &of.view.unreconciled {
        let by = off.difference.map(|by| format!(" Difference: {}.", money(plan, by.0))).unwrap_or_default();
        said.push(format!("{} is not reconciled. {}{by}", of.month.words(), off.reason));
    }
    if of.read_at < of.month.end() {
        let read = of.read_at.format("%Y-%m-%d %H:%M");
        said.push(format!("{} was last read at {read} UTC, before it was over.", of.month.words()));
    }
    said
}

/// What the lines sum to.
pub(super) fn of_sum(plan: &ExportPlan, lines: u64, sum: Decimal) -> String {
    format!("{lines} lines; together they changed the balance by {}.", money(plan, sum))
}

/// What the lines of a statement sum to, and the checksum that names them.
pub(super) fn of_totals(plan: &ExportPlan, totals: &Totals) -> Vec<String> {
    vec![of_sum(plan, totals.lines, totals.sum), format!("Checksum of the lines (SHA-256): {}.", totals.checksum)]
}

/// What a statement comes to.
pub(super) fn of_statement(plan: &ExportPlan, of: &OfMonth) -> Vec<String> {
    let change = of.view.balance_delta.map(|change| money(plan, change.0));
    let change = change.unwrap_or_else(|| "an amount that could not be read".to_owned());
    let mut said = vec![format!("The balance changed by {change} in {}.", of.month.words())];
    if of.view.unreconciled.is_none() {
        said.push(format!("Reconciled. {}", of.view.signs));
    }
    said
}

/// What FOCUS has in its rows and what not, and what is left between them and the statements.
pub(super) fn of_focus(plan: &ExportPlan, source: &Source, exported: &[Exported]) -> Result<Vec<String>, Error> {
    let add = |sum: Decimal, more: Decimal| sum.checked_add(more).ok_or(Error::TooLarge);
    let (mut billed, mut deposits, mut paid) = (Decimal::ZERO, 0, Decimal::ZERO);
    for one in exported {
        let (count, amount) = one.summary.deposits()?;
        billed = add(billed, one.summary.billed()?)?;
        paid = add(paid, amount)?;
        deposits += count;
    }
    let rows: u64 = exported.iter().map(|one| one.summary.rows()).sum();
    let mut said = vec![format!("{rows} rows; BilledCost sums to {}.", money(plan, billed))];
    if deposits > 0 {
        let many = if deposits == 1 { "1 deposit is".to_owned() } else { format!("{deposits} deposits are") };
        said.push(format!("{many} no cost and in no row: {}.", money(plan, paid)));
    }
    let change: Option<Decimal> = source.months().iter().map(|of| of.view.balance_delta.map(|delta| delta.0)).sum();
    said.push(match change {
        None => "A balance could not be read, so the rows cannot be held against the statements.".to_owned(),
        Some(change) => {
            let left = change - paid + billed;
            let begin = format!("The balance changed by {}: deposits less BilledCost", money(plan, change));
            if left.is_zero() { format!("{begin}.") } else { format!("{begin}, and {} more.", money(plan, left)) }
        }
    });
    Ok(said)
}
