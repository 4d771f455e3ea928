//! One machine as its panel shows it: read by its id, and where it stands over its host node.

use std::sync::Arc;
use std::time::Duration;

use super::{fields, list};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, ErrorCode, InstanceDetail};
use voltdeck_machines::fleet::{self, Fleet, Machine};

/// A machine that was read less long ago is shown in its panel without being read again.
const FRESH: Duration = Duration::from_secs(5);

/// One machine for its panel.
pub async fn detail(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<InstanceDetail> {
    let read = match account.part::<Fleet>().known(id).filter(|known| known.read.counted.elapsed() < FRESH) {
        Some(known) => Ok(known.machine),
        None => fleet::read_machine(app, account, id).await,
    };
    if let Err(error) = &read
        && error.code != ErrorCode::Gone
    {
        return Err(error.clone());
    }
    let gone = account.part::<Fleet>().state().gone.iter().find(|(machine, _)| machine.id() == id).cloned();
    let known = account.part::<Fleet>().known(id).map(|known| known.machine);
    let (machine, gone_since) = match (read.ok().or(known), gone) {
        (Some(machine), _) => (machine, None),
        (None, Some((machine, since))) => (machine, Some(since)),
        (None, None) => return Err(fleet::not_listed()),
    };
    let location = if gone_since.is_none() { place(account, &machine).await } else { None };
    let row = list::row(app, account, &machine);
    let instance = match gone_since {
        Some(since) => list::gone(row, &machine, since),
        None => row,
    };
    Ok(InstanceDetail { fields: fields::of(&machine), instance, location, gone_since })
}

/// Where a VM stands, over its host node. Only an aid: a failure leaves it out. A rental does not say.
async fn place(account: &Account, machine: &Machine) -> Option<String> {
    let Machine::Vm(vm) = machine else { return None };
    let hostnode = vm.hostnode_id.as_ref()?;
    if let Some(place) = account.part::<Fleet>().state().places.get(hostnode.as_str()) {
        return Some(place.clone());
    }
    let client = account.background();
    let node = client.get_hostnode(hostnode).await.ok()?;
    let location = client.get_location(node.location_id.as_ref()?).await.ok()?;
    let parts: Vec<String> = [location.city, location.region, location.country].into_iter().flatten().collect();
    let place = (!parts.is_empty()).then(|| parts.join(", "))?;
    account.part::<Fleet>().state().places.insert(hostnode.to_string(), place.clone());
    Some(place)
}
