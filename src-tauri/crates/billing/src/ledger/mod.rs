//! The ledger: every month's report as it was last read, on this computer, back to the oldest transaction. Billing shows
//! what stands here, with the time it was read, whether or not the provider answers.

mod closing;
mod days;
mod export;
mod keep;
mod lines;
mod load;
mod outlook;
mod rules;
mod series;
mod statement;
mod subjects;
mod sync;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::billing;
use voltdeck_base::account::Account;
use voltdeck_base::{App, rates};
use voltdeck_contract::{
    Answer, BilledNameArgs, BillingGroup, BillingMonthView, BillingYearView, ChartArgs, ChartView, CloseMonthArgs,
    CommandError, CostRule, CostRuleCheck, CostRulesArgs, Done, ErrorCode, Event, FieldIssue, ForecastView,
    InvoiceArgs, LedgerLinesArgs, LedgerLinesView, LedgerView, Money, MonthArgs, NoArgs, Severity,
};

pub use export::ExportMemory;
pub use export::{export_open, export_start, export_stop, exports};
pub use keep::clear;
pub use sync::LedgerMemory;

/// All parts of a statement, in its order.
pub const PARTS: [BillingGroup; 7] = [
    BillingGroup::Deposits,
    BillingGroup::VirtualMachines,
    BillingGroup::Disks,
    BillingGroup::BareMetal,
    BillingGroup::Storage,
    BillingGroup::Refunds,
    BillingGroup::Other,
];

/// How far the ledger is.
pub async fn ledger(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<LedgerView> {
    sync::view(&app, &account)
}

/// Brings it up to date, in the background.
pub async fn ledger_sync(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<LedgerView> {
    sync::start(&app, &account);
    sync::view(&app, &account)
}

/// Stops that after the report that is being read.
pub async fn ledger_stop(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<LedgerView> {
    sync::stop(&account);
    sync::view(&app, &account)
}

/// The statement of a month, read again where that was a while ago, or as it was read where it cannot be.
pub async fn month(app: Arc<App>, account: Arc<Account>, args: MonthArgs) -> Answer<BillingMonthView> {
    let now = app.host.now();
    let first = billing::first_day(&args.month, now)?;
    let fault = sync::fresh(&app, &account, first).await?;
    let profile = account.profile_id().to_owned();
    let view = app.store.scan(move |connection| {
        let kept = load::month(connection, &profile, first)?;
        kept.map(|kept| statement::view(connection, &profile, &kept, now)).transpose()
    });
    let view = view.await?;
    let burn = rates::burn(&account);
    let view = view.ok_or_else(|| not_read(first))?;
    Ok(BillingMonthView {
        fault,
        burn_per_hour: burn.map(|(rate, _)| Money(rate)),
        burn_read_at: burn.map(|(_, at)| at),
        ..view
    })
}

/// The charges of a month by day and group.
pub async fn chart(app: Arc<App>, account: Arc<Account>, args: ChartArgs) -> Answer<ChartView> {
    let first = billing::first_day(&args.month, app.host.now())?;
    let earlier = first.checked_sub_months(chrono::Months::new(1)).unwrap_or(first);
    let subjects = subjects::read(&app, &account)?;
    let profile = account.profile_id().to_owned();
    let chart = app.store.scan(move |connection| {
        let rules = rules::read(connection, &profile)?;
        let keys = series::Keys { by: args.by, subjects: &subjects, rules: &rules };
        let of = charged(connection, &profile, first)?;
        let before = charged(connection, &profile, earlier)?;
        Ok(of.map(|of| series::chart(&of, before.as_ref(), &keys)))
    });
    chart.await?.ok_or_else(|| not_read(first))
}

fn charged(
    connection: &rusqlite::Connection,
    profile: &str,
    first: NaiveDate,
) -> rusqlite::Result<Option<series::Charged>> {
    let Some(kept) = load::month(connection, profile, first)? else { return Ok(None) };
    let cells = load::cells(connection, kept.id)?;
    let signs = load::signs(&load::months(connection, profile)?, &kept, &load::by_part(&cells));
    let uses = load::uses(connection, kept.id)?;
    Ok(Some(series::Charged { kept, cells, uses, signs }))
}

/// What this month comes to.
pub async fn forecast(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<ForecastView> {
    outlook::view(&app, &account)
}

/// Twelve months up to and with one.
pub async fn year(app: Arc<App>, account: Arc<Account>, args: MonthArgs) -> Answer<BillingYearView> {
    let last = billing::first_day(&args.month, app.host.now())?;
    let profile = account.profile_id().to_owned();
    let year = app.store.scan(move |connection| {
        let mut all = Vec::new();
        for kept in load::months(connection, &profile)? {
            let cells = load::cells(connection, kept.id)?;
            all.push((kept, cells));
        }
        Ok(series::year(&all, last))
    });
    year.await
}

/// Lines of a month.
pub async fn ledger_lines(app: Arc<App>, account: Arc<Account>, args: LedgerLinesArgs) -> Answer<LedgerLinesView> {
    let first = billing::first_day(&args.month, app.host.now())?;
    let subjects = subjects::read(&app, &account)?;
    let profile = account.profile_id().to_owned();
    let page = app.store.scan(move |connection| {
        let rules = rules::read(connection, &profile)?;
        let keys = series::Keys { by: args.by, subjects: &subjects, rules: &rules };
        let of = charged(connection, &profile, first)?;
        of.map(|of| lines::page(connection, &of, &keys, &args)).transpose()
    });
    page.await?.ok_or_else(|| not_read(first))
}

/// The rules for cost centres.
pub async fn cost_rules(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Vec<CostRule>> {
    app.store.read(|connection| rules::read(connection, account.profile_id()))
}

/// What is wrong with rules as they are typed, and what each would take of all that was ever billed.
pub async fn cost_rules_check(app: Arc<App>, account: Arc<Account>, args: CostRulesArgs) -> Answer<CostRuleCheck> {
    let rules = rules::cleaned(args.rules);
    let subjects = subjects::read(&app, &account)?;
    let mut takes = vec![0_u32; rules.len()];
    let mut unallocated = 0;
    for (part, resource) in app.store.read(|connection| load::billed(connection, account.profile_id()))? {
        match rules::taken_by(&rules, &subjects, part, &resource) {
            Some((at, _)) => takes[at] += 1,
            None => unallocated += 1,
        }
    }
    Ok(CostRuleCheck { issues: rules::issues(&rules), takes, unallocated })
}

/// Keeps the rules.
pub async fn cost_rules_set(app: Arc<App>, account: Arc<Account>, args: CostRulesArgs) -> Answer<Vec<CostRule>> {
    let rules = rules::cleaned(args.rules);
    if let Some(FieldIssue { field, message, .. }) =
        rules::issues(&rules).into_iter().find(|issue| issue.severity == Severity::Error)
    {
        return Err(CommandError::new(ErrorCode::Invalid, message).at(field));
    }
    let (profile, kept) = (account.profile_id().to_owned(), rules.clone());
    app.store.write(move |connection| rules::keep(connection, &profile, &kept)).await?;
    app.host.emit(Event::Ledger);
    Ok(rules)
}

/// Compares an invoice's total with the statement.
pub async fn invoice_set(app: Arc<App>, account: Arc<Account>, args: InvoiceArgs) -> Answer<BillingMonthView> {
    let first = billing::first_day(&args.month, app.host.now())?;
    let total = closing::total(&args.total)?;
    let name = first.format("%Y-%m").to_string();
    let (profile, of) = (account.profile_id().to_owned(), name.clone());
    app.store.write(move |connection| closing::set_invoice(connection, &profile, &of, total)).await?;
    app.host.emit(Event::Ledger);
    month(app, account, MonthArgs { month: name }).await
}

/// Closes a month with a note, or opens it again.
pub async fn month_close(app: Arc<App>, account: Arc<Account>, args: CloseMonthArgs) -> Answer<BillingMonthView> {
    let now = app.host.now();
    let first = billing::first_day(&args.month, now)?;
    closing::check_note(&args.note)?;
    // What is signed is what the provider says now.
    if let Some(fault) = sync::fresh(&app, &account, first).await? {
        return Err(fault);
    }
    let profile = account.profile_id();
    let kept = app.store.read(|connection| load::month(connection, profile, first))?.ok_or_else(|| not_read(first))?;
    if args.closed && kept.month.now < kept.month.end() {
        let message = "This month was last read before it was over, so it cannot be closed yet. Read it again once it is \
                       over (months end at midnight UTC).";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    let closed_at = args.closed.then_some(now);
    let (profile, note) = (profile.to_owned(), args.note);
    app.store.write(move |connection| closing::close(connection, &profile, &kept, closed_at, note.trim())).await?;
    app.host.emit(Event::Ledger);
    month(app, account, MonthArgs { month: args.month }).await
}

/// Gives a name to what was billed before Voltdeck saw it.
pub async fn billed_name_set(app: Arc<App>, account: Arc<Account>, args: BilledNameArgs) -> Answer<Done> {
    let (profile, name) = (account.profile_id().to_owned(), args.name.trim().to_owned());
    if name.chars().count() > 100 {
        return Err(CommandError::new(ErrorCode::Invalid, "A name has 100 characters at most.").at("name"));
    }
    app.store.write(move |connection| subjects::set_name(connection, &profile, &args.resource, &name)).await?;
    app.host.emit(Event::Ledger);
    Ok(Done {})
}

/// Reads a month's report and reckons all that the ledger keeps of it, and keeps nothing. Says how many lines it has: for
/// the bench that holds this against a bare pass of the parser over the same bytes.
///
/// # Errors
/// Where it cannot be read.
#[doc(hidden)]
pub async fn summed(client: &voltagepark::Client, year: i32, month: u32) -> Result<usize, voltagepark::Error> {
    let (mut report, read_at) = (billing::report::MonthReport::default(), chrono::DateTime::<chrono::Utc>::MAX_UTC);
    let balances = client.stream_monthly_report(year, month, |line| report.add(&line)).await?;
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    report.close(first, read_at, balances);
    Ok(keep::reckoned(days::Month::of(first, read_at), report))
}

fn not_read(first: NaiveDate) -> CommandError {
    let month = first.format("%B %Y");
    CommandError::new(ErrorCode::Gone, format!("The report of {month} was not read yet. Read it again."))
}
