//! What a wizard begins with: a machine that there is or was, or a deploy template, held against what is offered now.
//!
//! Nothing is made up: what is not known, no longer offered or never kept is left open and said. No price is taken over, and
//! hardware that is not the same is not chosen in its place.

mod hardware;
mod keys;
mod like;
mod name;
mod volume;

use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CloudInitForm, DeployStart, FirstSteps, JobAgain, LeaseAction, LeaseDraft};

use super::options;
use crate::standing_orders::names as names_on_order;
pub(super) use hardware::Hardware;
pub(super) use keys::{KeyName, Keys};
pub(super) use like::like;
pub(super) use volume::Volume;

/// What is asked for, as far as it is known.
pub(super) struct Wanted {
    /// What it is after, in a short sentence.
    pub(super) title: String,
    /// The name to begin with; the next free one is taken.
    pub(super) name: String,
    /// The name itself is used up, be its machine gone.
    pub(super) name_is_taken: bool,
    pub(super) hardware: Hardware,
    pub(super) volume: Volume,
    pub(super) keys: Keys,
    pub(super) tags: Vec<String>,
    pub(super) lease: Option<LeaseDraft>,
    pub(super) cloud_init: Option<CloudInitForm>,
    pub(super) first_steps: FirstSteps,
    /// What is known to be missing.
    pub(super) remarks: Vec<String>,
}

/// Holds it against what is offered now.
pub(super) async fn begin(app: &Arc<App>, account: &Arc<Account>, wanted: Wanted) -> Answer<DeployStart> {
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
    let mut taken: std::collections::HashSet<String> = options::taken_names(app, account)?.into_iter().collect();
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
    };
    Ok(DeployStart { kind, title, again, cloud_init, first_steps, remarks: remarks.0 })
}

/// What is said beside the form.
pub(super) struct Remarks(Vec<String>);

impl Remarks {
    fn say(&mut self, sentence: impl Into<String>) {
        self.0.push(sentence.into());
    }
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
