//! Standing orders: a filled-in wizard that buys by itself when its hardware is in stock, within the limit, the time and the
//! tries that a person set, and only while Voltdeck runs.
//!
//! It buys at most what was ordered, and at most once (docs/decisions/0020-standing-orders.md): a try is counted in the
//! transaction that writes its job down, the store has no room for a second job beside one that was not refused, and only a
//! definite refusal leads to another try.

mod buy;
mod clock;
mod order;
mod settle;
mod store;
mod words;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use rust_decimal::Decimal;

use crate::deploy::{self, standing_bounds};
use crate::stock::StockMemory;
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity};
use voltdeck_contract::{
    Answer, CommandError, DraftArgs, ErrorCode, Event, IdArgs, Money, NoArgs, ReviewedArgs, Severity, StandingCheck,
    StandingOrderView, StandingState, StandingView,
};

pub use buy::carry_out;
pub use clock::Clock;
pub use order::StandingOrder;
pub use settle::settle;
pub use store::{names, trying, waiting};

/// More that stand at the same time are a mistake.
const MOST: u32 = 20;
/// What the bounds of an order come to, from what was read last. No request: it is asked at each key.
pub async fn check(app: Arc<App>, account: Arc<Account>, args: DraftArgs) -> Answer<StandingCheck> {
    let Some(typed) = &args.draft.standing else { return Err(no_bounds()) };
    let issues = standing_bounds::problems(typed);
    let now = deploy::said_per_hour(&account, &args.draft);
    let limit = standing_bounds::read_limit(typed);
    let at_most = |hours: u32| limit.and_then(|limit| limit.checked_mul(Decimal::from(hours))).map(Money);
    Ok(StandingCheck {
        issues: words::issues(issues, limit, now.map(|(price, _)| price)),
        limit_per_hour: limit.map(Money),
        limit_per_day: at_most(24),
        limit_per_30_days: at_most(720),
        now_per_hour: now.map(|(price, _)| price),
        suggested_limit: now.map(|(price, _)| standing_bounds::suggested(price.0)),
        in_stock: now.map(|(_, in_stock)| in_stock),
        ends_at: standing_bounds::read_days(typed).map(|days| app.host.now() + TimeDelta::days(days.into())),
        tries: standing_bounds::read_tries(typed),
    })
}

/// Gives an order, as it was reviewed.
pub async fn create(app: Arc<App>, account: Arc<Account>, args: ReviewedArgs) -> Answer<StandingOrderView> {
    let (draft, quote) = deploy::take_reviewed(&account, &args.review_id)?;
    let Some(typed) = &draft.standing else { return Err(no_bounds()) };
    // What would be refused anyway is refused before anything is read.
    first_error(&app, &account, &draft)?;
    deploy::read_again(&app, &account, &draft).await?;
    let goods = deploy::goods(&app, &account, &draft, &quote).await?;
    let key_lines = first_error(&app, &account, &draft)?;
    let Some(bounds) = standing_bounds::read(typed) else { return Err(no_bounds()) };
    if store::standing(&app.store, account.profile_id())? >= MOST {
        let message = format!("{MOST} orders stand already. End one in Deploy, Standing, before you give another.");
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    account.may_change()?;
    let passed = deploy::spending::passed(&app, &account, Some(bounds.limit))?;
    if let Some(passed) = &passed {
        passed.needs(&args.typed_name, &draft.name, None)?;
    }
    let now = app.host.now();
    let order = StandingOrder {
        id: uuid::Uuid::new_v4().to_string(),
        profile_id: account.profile_id().to_owned(),
        state: StandingState::Waiting,
        goods,
        draft: order::KeptDraft::of(&draft, key_lines),
        limit: bounds.limit,
        accepted_limit: passed.map(|passed| passed.limit),
        tries: 0,
        max_tries: bounds.tries,
        created_at: now,
        ends_at: now + TimeDelta::days(bounds.days.into()),
        ended_at: None,
        job_id: None,
        said: None,
        said_at: None,
        ending: false,
        instance_id: None,
        bought_per_hour: None,
    };
    let told = words::given(&order);
    let tell = |connection: &rusqlite::Connection| {
        activity::tell_in(connection, &order.profile_id, now, &told.news()).map(drop)
    };
    if !store::insert(&app.store, &order, tell)? {
        let message = "Another standing order has this name. Choose another.";
        return Err(CommandError::new(ErrorCode::Invalid, message).at("name"));
    }
    changed(&app, &account);
    Ok(order.view(now))
}

/// The orders, and how they are carried out.
pub async fn orders(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<StandingView> {
    view(&app, &account)
}

/// Ends an order. A try that is under way cannot be called back, and has no other after it.
pub async fn end(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<StandingView> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let ended = store::change(&app.store, profile, &args.id, |order, connection| {
        let told = match order.state {
            StandingState::Waiting => {
                order.go(StandingState::Ended, now);
                words::ended_by_person(order)
            }
            StandingState::Trying if !order.ending => {
                order.ending = true;
                words::ending(order)
            }
            _ => return Ok(None),
        };
        order.say(told.meaning.clone(), now);
        activity::tell_in(connection, profile, now, &told.news()).map(Some)
    })?;
    if ended.is_none() {
        // Says where it is not there.
        store::load(&app.store, profile, &args.id)?;
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "This standing order is over already. It buys nothing more.",
        ));
    }
    changed(&app, &account);
    view(&app, &account)
}

/// Takes an order that is over off the list.
pub async fn dismiss(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<StandingView> {
    if !store::dismiss(&app.store, account.profile_id(), &args.id)? {
        store::load(&app.store, account.profile_id(), &args.id)?;
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "This order stands. End it before you take it off the list.",
        ));
    }
    app.host.emit(Event::Stock);
    view(&app, &account)
}

/// The same for the first screen.
pub fn views(app: &App, profile: &str) -> Answer<Vec<StandingOrderView>> {
    let now = app.host.now();
    Ok(store::list(&app.store, profile)?.iter().map(|order| order.view(now)).collect())
}

/// How long it is until the next order ends.
pub fn next_end(app: &App, profile: &str) -> Answer<Option<Duration>> {
    let now = app.host.now();
    let ends = waiting(&app.store, profile)?.into_iter().map(|order| order.ends_at).min();
    Ok(ends.map(|end| (end - now).to_std().unwrap_or_default().max(Duration::from_secs(1))))
}

fn view(app: &App, account: &Account) -> Answer<StandingView> {
    let last = account.part::<StockMemory>().last();
    Ok(StandingView { orders: views(app, account.profile_id())?, read_at: last.read_at, fault: last.fault })
}

/// The lines of the draft's own keys, where it has no error.
fn first_error(app: &App, account: &Account, draft: &voltdeck_contract::DeployDraft) -> Answer<Vec<String>> {
    let (issues, key_lines) = deploy::draft_issues(app, account, draft)?;
    match issues.into_iter().find(|issue| issue.severity == Severity::Error) {
        Some(issue) => {
            let message = format!("{} Nothing was ordered.", issue.message);
            Err(CommandError::new(ErrorCode::Invalid, message).at(issue.field))
        }
        None => Ok(key_lines),
    }
}

fn changed(app: &App, account: &Account) {
    account.part::<StockMemory>().wake.notify_one();
    app.notifier.wake();
    app.host.emit(Event::Activity);
    app.host.emit(Event::Stock);
}

fn no_bounds() -> CommandError {
    CommandError::new(
        ErrorCode::Invalid,
        "A standing order needs a limit, an end and a number of tries. Nothing was ordered.",
    )
    .at("standing.limit")
}
