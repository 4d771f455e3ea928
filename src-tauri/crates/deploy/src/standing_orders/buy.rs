//! Carries orders out when their hardware is in stock. Everything is read again before, and the way of buying is the one on
//! which everything is bought.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;

use super::order::StandingOrder;
use super::store::{self, WAITING};
use super::{settle, words};
use crate::deploy::{self, StandingTerms};
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity};
use voltdeck_catalog::offers::{Found, Reading};
use voltdeck_contract::{Actor, Answer, CommandError, ErrorCode, Event, Money, StandingState, StockThing};

/// Looks at every order that waits, oldest first, with a reading of now. `gone` are things that are no longer offered.
#[allow(clippy::implicit_hasher, reason = "there is one caller")]
pub async fn carry_out(
    app: &Arc<App>,
    account: &Arc<Account>,
    reading: &Reading,
    gone: &HashSet<StockThing>,
) -> Answer<()> {
    let profile = account.profile_id();
    // One after the other, and each as it stands when its turn comes.
    for order in store::of_states(&app.store, profile, WAITING)? {
        if gone.contains(&order.thing()) {
            settle::end(app, profile, &order, words::gone)?;
        } else if order.before_its_time(app.host.now()) {
            hold(app, profile, &order, &words::wrong_clock())?;
        } else if is_for_it(app, profile, &order, reading)? {
            attempt(app, account, &order).await?;
        }
    }
    Ok(())
}

/// Whether a reading shows enough of the order's hardware within its limit. A price above it is told.
fn is_for_it(app: &App, profile: &str, order: &StandingOrder, reading: &Reading) -> Answer<bool> {
    let found = reading.find(&order.thing());
    if found.has(order.gpus()) != Some(true) {
        return Ok(false);
    }
    let price = match found {
        Found::Preset(preset) => preset.per_hour.map(|price| price.0),
        Found::Metal(line) => line.per_gpu_hour.and_then(|price| price.0.checked_mul(order.gpus().into())),
        Found::Gone | Found::Unsaid => None,
    };
    // Without a readable price nothing is bought.
    let Some(price) = price else { return Ok(false) };
    if price > order.limit {
        hold(app, profile, order, &deploy::above_limit(Money(price), order.limit))?;
        return Ok(false);
    }
    Ok(true)
}

/// One attempt. It becomes a try where everything that was read again still holds.
async fn attempt(app: &Arc<App>, account: &Arc<Account>, order: &StandingOrder) -> Answer<()> {
    let profile = account.profile_id();
    let claim = {
        let (app, profile, id) = (Arc::clone(app), profile.to_owned(), order.id.clone());
        move |connection: &Connection, job: &str| {
            let now = app.host.now();
            let claimed = store::change_in(connection, &profile, &id, |order, _| {
                Ok(order.claim(job, now).then(|| order.say(words::trying(order), now)))
            })?;
            Ok(claimed.is_some())
        }
    };
    let buying = async {
        let before = deploy::read_again(app, account, &order.draft()).await?;
        let terms = StandingTerms {
            order_id: &order.id,
            goods: &order.goods,
            limit: order.limit,
            accepted_limit: order.accepted_limit,
            claim: &claim,
            before,
        };
        deploy::buy(app, account, order.draft(), terms).await
    };
    let bought = activity::in_the_name_of(Actor::Order, buying).await;
    let after = store::load(&app.store, profile, &order.id)?;
    app.host.emit(Event::Stock);
    if after.state == StandingState::Trying {
        return settle::by_job(app, profile, &after);
    }
    match bought {
        Err(fault) if after.state == StandingState::Waiting => hold(app, profile, &after, &fault),
        _ => Ok(()),
    }
}

/// Notes why an order did not buy. What it waits for with everybody else is only shown; what a person should know is told,
/// once for each thing that is said.
fn hold(app: &App, profile: &str, order: &StandingOrder, fault: &CommandError) -> Answer<()> {
    let now = app.host.now();
    let held = words::held(order, fault);
    let once = format!("order:{}:{}", order.id, fault.message);
    let changed = store::change(&app.store, profile, &order.id, |order, connection| {
        if order.state != StandingState::Waiting {
            return Ok(None);
        }
        let mut news = held.news();
        news.once = Some(&once);
        let told = is_worth_telling(fault) && activity::tell_in(connection, profile, now, &news)?;
        let said_before = order.said.as_deref() == Some(fault.message.as_str());
        order.say(fault.message.clone(), now);
        Ok((told || !said_before).then_some(told))
    })?;
    if let Some((_, told)) = changed {
        if told {
            activity::told_now(app);
        }
        app.host.emit(Event::Stock);
    }
    Ok(())
}

fn is_worth_telling(fault: &CommandError) -> bool {
    !fault.retryable
        && matches!(
            fault.code,
            ErrorCode::PriceMoved | ErrorCode::Invalid | ErrorCode::Unsettled | ErrorCode::NotAllowed
        )
}
