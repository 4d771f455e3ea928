//! Reading machines: the whole list, one by id, and the place of one.

use std::sync::Arc;

use chrono::TimeDelta;
use voltagepark::Client;
use voltagepark::types::VirtualMachine;

use super::{Sweep, history, view};
use crate::account::Account;
use crate::views::{Event, InstanceDetail};
use crate::{Answer, App, CommandError, ErrorCode, error, session};

/// Machines per page: the most that the page allows.
const PAGE: u32 = 100;
/// A machine that was read less long ago is shown in its panel without being read again.
const FRESH: TimeDelta = TimeDelta::seconds(5);

/// Reads the whole list now. Two that come at once share one reading.
pub(crate) async fn sweep(app: &Arc<App>, account: &Arc<Account>) -> Answer<Arc<Sweep>> {
    let before = account.fleet.last_sweep().map(|sweep| sweep.ended);
    let _one_at_a_time = account.fleet.sweeping.lock().await;
    if let Some(newer) = account.fleet.last_sweep()
        && Some(newer.ended) > before
    {
        return Ok(newer);
    }
    account.fleet.state().reading = true;
    let began = app.host.now();
    let read = account.background().list_virtual_machines_all(PAGE).await;
    let ended = app.host.now();
    account.fleet.state().reading = false;
    match read {
        Ok(list) => {
            session::note_token(app, account, false);
            let sweep = Arc::new(Sweep { began, ended, complete: list.complete, pages: list.pages, vms: list.items });
            {
                let mut state = account.fleet.state();
                state.fault = (!sweep.complete).then(partial);
                state.take_sweep(Arc::clone(&sweep));
            }
            if let Err(CommandError { code, .. }) = history::keep(&app.store, &account.profile.id, &sweep) {
                // What is shown does not depend on what is remembered.
                tracing::error!(?code, "what was seen of the machines could not be kept");
            }
            app.host.emit(Event::Fleet);
            Ok(sweep)
        }
        Err(failed) => {
            let said = error::reading(&failed);
            session::note_token(app, account, said.code == ErrorCode::TokenRefused);
            account.fleet.state().fault = Some(said.clone());
            app.host.emit(Event::Fleet);
            Err(said)
        }
    }
}

/// Reads one machine now; [`ErrorCode::Gone`] where the provider does not list it.
pub(crate) async fn read_vm(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<VirtualMachine> {
    read_with(app, account, &account.client, id).await
}

/// The same for what goes on by itself.
pub(crate) async fn read_vm_for_list(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<VirtualMachine> {
    read_with(app, account, &account.background(), id).await
}

async fn read_with(app: &App, account: &Account, client: &Client, id: &str) -> Answer<VirtualMachine> {
    let vm = client.get_virtual_machine(&id.into()).await.map_err(|failed| error::reading(&failed))?;
    let news = account.fleet.state().take(vm.clone(), app.host.now());
    // Only news is told: an open panel reads its machine again with each event.
    if news {
        app.host.emit(Event::Fleet);
    }
    Ok(vm)
}

/// One machine for its panel.
pub(crate) async fn detail(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<InstanceDetail> {
    let read = match account.fleet.known(id).filter(|known| app.host.now() - known.read_at < FRESH) {
        Some(known) => Ok(known.vm),
        None => read_vm(app, account, id).await,
    };
    if let Err(error) = &read
        && error.code != ErrorCode::Gone
    {
        return Err(error.clone());
    }
    let gone = account.fleet.state().gone.iter().find(|(vm, _)| vm.id.as_str() == id).cloned();
    let known = account.fleet.known(id).map(|known| known.vm);
    let (vm, gone_since) = match (read.ok().or(known), gone) {
        (Some(vm), _) => (vm, None),
        (None, Some((vm, since))) => (vm, Some(since)),
        (None, None) => {
            return Err(CommandError::new(
                ErrorCode::Gone,
                "The provider does not list this machine. It was terminated, or it belongs to another account.",
            ));
        }
    };
    let location = if gone_since.is_none() { place(account, &vm).await } else { None };
    let row = view::row(app, account, &vm);
    let instance = match gone_since {
        Some(since) => view::gone(row, &vm, since),
        None => row,
    };
    Ok(InstanceDetail { fields: view::fields(&vm), instance, location, gone_since })
}

/// Where a machine stands, over its host node. Only an aid: a failure leaves it out.
async fn place(account: &Account, vm: &VirtualMachine) -> Option<String> {
    let hostnode = vm.hostnode_id.as_ref()?;
    if let Some(place) = account.fleet.state().places.get(hostnode.as_str()) {
        return Some(place.clone());
    }
    let client = account.background();
    let node = client.get_hostnode(hostnode).await.ok()?;
    let location = client.get_location(node.location_id.as_ref()?).await.ok()?;
    let parts: Vec<String> = [location.city, location.region, location.country].into_iter().flatten().collect();
    let place = (!parts.is_empty()).then(|| parts.join(", "))?;
    account.fleet.state().places.insert(hostnode.to_string(), place.clone());
    Some(place)
}

fn partial() -> CommandError {
    CommandError {
        retryable: true,
        ..CommandError::new(
            ErrorCode::Provider,
            "The provider's list was incomplete, so what is missing in it is not taken for gone. It is read again soon.",
        )
    }
}
