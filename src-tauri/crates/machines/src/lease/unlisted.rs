//! Leases that are over and whose machine its own list lacks: they are looked for, and the person sees them though no row
//! shows them.

use super::memory::Heard;
use super::store::{self, Lease, State};
use super::tell::Subject;
use crate::fleet::Fleet;
use crate::lease::LeaseMemory;
use crate::out;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, LeaseAction, MachineKind};

/// A lease that is over and whose machine is not listed.
pub struct Unlisted {
    /// The machine.
    pub id: String,
    /// Its name, as it was last seen.
    pub name: String,
    /// What was to happen.
    pub action: LeaseAction,
}

/// All of them.
pub fn unlisted(app: &App, account: &Account) -> Answer<Vec<Unlisted>> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let mut found = Vec::new();
    for (id, lease) in store::all(&app.store, profile)? {
        let over = lease.state != State::Gone && now >= lease.ends_at;
        let silent = app.part::<LeaseMemory>().heard(profile, &id) != Heard::Perhaps;
        if over && silent && app.store.read(|connection| out::of(connection, profile, &id))?.is_none() {
            let name = Subject::known(app, account, &id).name;
            found.push(Unlisted { id, name, action: lease.action });
        }
    }
    Ok(found)
}

/// Hears what the newest sweep says of the machine of a lease.
pub(super) fn listen(app: &App, account: &Account, id: &str, lease: &Lease) {
    let fleet = account.part::<Fleet>();
    let kinds = match lease.kind.or_else(|| fleet.kind(id)) {
        Some(kind) => vec![kind],
        None => vec![MachineKind::Vm, MachineKind::BareMetal],
    };
    let known = fleet.known(id).is_some();
    let lacks = fleet.last_sweep().filter(|sweep| {
        let whole = kinds.into_iter().all(|kind| sweep.is_whole(kind));
        !known && whole && sweep.find(id).is_none()
    });
    match lacks {
        Some(sweep) => app.part::<LeaseMemory>().listen(account.profile_id(), id, Some(sweep.asked)),
        // A sweep that is not whole says neither.
        None if known => app.part::<LeaseMemory>().listen(account.profile_id(), id, None),
        None => {}
    }
}
