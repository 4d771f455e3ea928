//! What can be said of a draft for a standing order. It is kept for days and bought with nobody looking: it holds no
//! secret, buys one thing, and somebody gets in.

use super::issues::Issues;
use super::{cloud_init, standing_bounds};
use voltdeck_contract::{DeployDraft, StandingDraft, StorageMode};

/// Looks at what a standing order does not take, and at its bounds.
pub(super) fn check(issues: &mut Issues, draft: &DeployDraft, bounds: &StandingDraft) {
    if !draft.password.is_empty() {
        issues.error(
            "password",
            "A standing order is kept on this computer, and Voltdeck keeps no passwords. Leave it empty: keys only.",
        );
    }
    if cloud_init::cleaned(&draft.cloud_init).is_some() {
        issues.error(
            "cloudInit",
            "A standing order is kept on this computer, and cloud-init may hold secrets, so it takes none. Leave it empty, \
             and set the machine up once it runs.",
        );
    }
    let steps = &draft.first_steps;
    if steps.mount || steps.docker || steps.run {
        issues.error(
            "firstSteps",
            "A standing order takes no cloud-init, and the first steps are put into it. Switch them off, and set the instance \
             up once it runs.",
        );
    }
    for (index, key) in draft.extra_keys.iter().enumerate() {
        if key.save_as.is_some() {
            issues.error(
                format!("extraKeys.{index}.saveAs"),
                "A standing order changes nothing but to buy. Save the key to the organization in Keys, now.",
            );
        }
    }
    if draft.metal.as_ref().is_some_and(|metal| metal.storage_mode == StorageMode::New) {
        issues.error(
            "metal.storageMode",
            "A standing order creates no volume: it would cost money though no rental came of it. Create it in Storage now \
             and choose it, or choose \"None\".",
        );
    }
    for (field, problem) in standing_bounds::problems(bounds) {
        issues.error(field, problem);
    }
}
