//! What a deploy is wanted to be, and what of it can be had.

use std::collections::HashSet;
use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CloudInitForm, DeployStart, FirstSteps, JobAgain, LeaseAction, LeaseDraft};

use super::hardware::{self, Hardware};
use super::keys::Keys;
use super::name;
use super::remarks::Remarks;
use super::volume::Volume;
use crate::deploy::options;
use crate::standing_orders::names as names_on_order;

/// What is asked for, as far as it is known.
pub(crate) struct Wanted {
    /// What it is after, in a short sentence.
    pub(crate) title: String,
    /// The name to begin with; the next free one is taken.
    pub(crate) name: String,
    /// The name itself is used up, be its machine gone.
    pub(crate) name_is_taken: bool,
    pub(crate) hardware: Hardware,
    pub(crate) volume: Volume,
    pub(crate) keys: Keys,
    pub(crate) tags: Vec<String>,
    pub(crate) lease: Option<LeaseDraft>,
    pub(crate) cloud_init: Option<CloudInitForm>,
    pub(crate) first_steps: FirstSteps,
    /// What is known to be missing.
    pub(crate) remarks: Vec<String>,
}

/// Holds it against what is offered now.
pub(crate) async fn begin(app: &Arc<App>, account: &Arc<Account>, wanted: Wanted) -> Answer<DeployStart> {
    let Wanted { title, name, name_is_taken, hardware, volume, keys, tags, lease, cloud_init, first_steps, remarks } =
        wanted;
    let mut remarks = Remarks(remarks);
    let kind = hardware.kind();
    let offered = hardware::read(app, account, kind).await?;
    let preset_id = hardware.preset(&offered, &mut remarks);
    let mut metal = hardware.rental(&offered, &mut remarks);
    if let Some(metal) = &mut metal {
        volume.choose(metal, &offered, &mut remarks);
    }
    let (key_mode, key_ids) = keys.choose(&offered, &mut remarks);
    if let Some(lease) = &lease {
        remarks.say(lease_again(lease));
    }
    let mut taken: HashSet<String> = options::taken_names(app, account)?.into_iter().collect();
    taken.extend(names_on_order(&app.store, account.profile_id(), None)?);
    if name_is_taken {
        taken.insert(name.clone());
    }
    let again = JobAgain {
        preset_id,
        metal,
        name: name::counted_up(&name, &taken),
        key_mode,
        key_ids,
        tags,
        lease,
        had_password: false,
        had_cloud_init: false,
        // The start has them beside it, with a script where a template has one.
        first_steps: None,
    };
    Ok(DeployStart { kind, title, again, cloud_init, first_steps, remarks: remarks.0 })
}

/// A lease ends what it is set for: it is never taken over in silence.
fn lease_again(lease: &LeaseDraft) -> String {
    let then = match lease.action {
        LeaseAction::Remind => "a reminder",
        LeaseAction::Stop => "auto-stop",
        LeaseAction::Release => "auto-stop with release",
        LeaseAction::Terminate => "auto-terminate",
    };
    format!("The same lease is set: {then} after {} h. Check it under Guardrails.", lease.hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_said_with_what_it_does() {
        let lease = |action| LeaseDraft { hours: 12, ends_at: None, action };
        assert!(lease_again(&lease(LeaseAction::Terminate)).contains("auto-terminate after 12 h"));
        assert!(lease_again(&lease(LeaseAction::Remind)).contains("a reminder after 12 h"));
    }
}
