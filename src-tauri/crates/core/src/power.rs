//! Power, where a start may pass the account's spending limit.

use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, Done, IdArgs, PowerArgs, PowerTarget, StartPreview};
use voltdeck_deploy::deploy::spending::{self, Passed};
use voltdeck_machines::fleet::Machine;
use voltdeck_machines::machine::{self, known};

/// What a start comes to.
pub async fn start_preview(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<StartPreview> {
    let machine = known(&account, &args.id)?;
    let passed = passed(&app, &account, &machine)?;
    Ok(StartPreview { name_asked: passed.map(|passed| passed.asks(machine.name())) })
}

/// Starts, stops, or stops and releases a machine. A start that passes the spending limit needs the name.
pub async fn power(app: Arc<App>, account: Arc<Account>, args: PowerArgs) -> Answer<Done> {
    let machine = known(&account, &args.id)?;
    if args.target == PowerTarget::Start
        && let Some(passed) = passed(&app, &account, &machine)?
    {
        passed.needs(&args.typed_name, machine.name(), Some(machine.id()))?;
    }
    machine::set_power(&app, &account, &machine, args.target).await
}

/// Whether the start of a machine passes the limit. One that costs as much when it is stopped adds nothing.
fn passed(app: &App, account: &Account, machine: &Machine) -> Answer<Option<Passed>> {
    let price = machine.price();
    let adds = price.associated.zip(price.now).map(|(after, now)| after - now);
    if adds.is_some_and(|adds| adds <= rust_decimal::Decimal::ZERO) {
        return Ok(None);
    }
    spending::passed(app, account, adds)
}
