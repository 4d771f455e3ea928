//! What can be said of a draft from what was read last, with no request.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::first_steps::{self, Around};
use super::issues::Issues;
use super::metal_offer::MetalOffer;
use super::{cloud_init, metal_rules, standing_rules};
use voltdeck_access::ssh_keys as keys;
use voltdeck_access::ssh_keys::KeyReading;
use voltdeck_contract::{
    DeployDraft, DeployStep, DraftCheck, FieldIssue, KeyMode, LeaseAction, OrganizationKey, PresetView, Severity,
};
use voltdeck_machines::fleet::JOB_TAG;
use voltdeck_machines::lease as leases;

/// What a draft is held against. Borrowed from what was read last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// Presets; `None` where they were not read yet.
    pub(super) presets: Option<&'a [PresetView]>,
    /// What the bare-metal wizard was offered; `None` where it was not read yet.
    pub(super) metal: Option<&'a MetalOffer>,
    /// Keys of the organization; `None` where they could not be read.
    pub(super) keys: Option<&'a [OrganizationKey]>,
    /// Names of machines that exist.
    pub(super) names: &'a [String],
    /// Names of deploys that are not settled.
    pub(super) open_names: &'a [String],
    /// The time now.
    pub(super) now: DateTime<Utc>,
    /// Names of standing orders.
    pub(super) ordered_names: &'a [String],
    /// What the first steps depend on.
    pub(super) around: &'a Around,
}

/// A draft that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    /// Errors and warnings in the order of the form.
    pub(super) issues: Vec<FieldIssue>,
    /// The extra keys, in their order.
    pub(super) keys: Vec<KeyReading>,
    /// A free name for each of them.
    names: Vec<Option<String>>,
}

impl Checked {
    /// The first error.
    pub(super) fn first_error(&self) -> Option<&FieldIssue> {
        self.issues.iter().find(|issue| issue.severity == Severity::Error)
    }

    /// The view of it; the cost is added by whoever knows the account's money.
    pub(super) fn view(self) -> DraftCheck {
        let first = self.first_error().cloned();
        DraftCheck {
            ready: first.is_none(),
            first_open_step: first.as_ref().map(|issue| step(&issue.field)),
            not_ready_reason: first.map(|issue| issue.message),
            extra_key_names: self.names,
            extra_keys: self.keys.into_iter().map(|key| key.check).collect(),
            issues: self.issues,
            cost: None,
        }
    }
}

/// The step of the wizard on which a field stands.
pub(super) fn step(field: &str) -> DeployStep {
    match field.split('.').next().unwrap_or_default() {
        "presetId" => DeployStep::Hardware,
        "metal" => match field.split('.').nth(1).unwrap_or_default() {
            "subOrder" => DeployStep::Access,
            "storageId" | "storageMode" | "volumeName" | "volumeGb" => DeployStep::Storage,
            _ => DeployStep::Hardware,
        },
        "cloudInit" | "firstSteps" => DeployStep::Software,
        "tags" | "lease" | "standing" => DeployStep::Guardrails,
        _ => DeployStep::Access,
    }
}

/// Looks at the whole draft.
pub(super) fn check(draft: &DeployDraft, known: Known<'_>) -> Checked {
    let mut issues = Issues::default();
    match &draft.metal {
        Some(metal) => metal_rules::check(&mut issues, metal, known.metal, draft.standing.is_some()),
        None => preset(&mut issues, draft, known),
    }
    name(&mut issues, draft, known);
    if draft.metal.is_some() && !draft.password.is_empty() {
        issues.error("password", "Bare metal takes no password: people get in by key. Leave it empty.");
    } else if !draft.password.is_empty() && draft.password.chars().count() < 8 {
        issues.error("password", "A password has at least 8 characters. Leave it empty to get in by key only.");
    }
    organization_keys(&mut issues, draft, known);
    let keys = extra_keys(&mut issues, draft, known);
    nobody_gets_in(&mut issues, draft, &keys, known);
    for (field, message) in cloud_init::problems(&draft.cloud_init) {
        issues.error(field, message);
    }
    for field in cloud_init::placeholders(&draft.cloud_init) {
        issues.warn(field, "A mark of the template (REPLACE_WITH_…) still stands here. Put in what it stands for.");
    }
    first_steps::check(&mut issues, draft, known.around);
    tags(&mut issues, draft);
    lease(&mut issues, draft, known.now);
    if let Some(bounds) = &draft.standing {
        standing_rules::check(&mut issues, draft, bounds);
    }
    let names = key_names(draft, &keys, known);
    Checked { issues: issues.0, keys, names }
}

fn preset(issues: &mut Issues, draft: &DeployDraft, known: Known<'_>) {
    let at = "presetId";
    let Some(id) = draft.preset_id.as_deref().filter(|id| !id.is_empty()) else {
        return issues.error(at, "Choose the hardware.");
    };
    let Some(presets) = known.presets else {
        return issues.error(at, "The prices were not read yet, so nothing can be deployed.");
    };
    match presets.iter().find(|preset| preset.id == id) {
        None => issues.error(at, "This hardware is no longer offered. Choose another."),
        Some(preset) if preset.per_hour.is_none() => {
            issues.error(at, "The provider sent no readable price for this hardware, so it cannot be chosen.");
        }
        Some(preset) if !preset.in_stock && draft.standing.is_none() => {
            issues.error(at, "This hardware is sold out. Choose another.");
        }
        Some(preset) if preset.in_stock && draft.standing.is_some() => {
            issues.warn(at, "It is in stock now: the order would buy it within a minute.");
        }
        Some(_) => {}
    }
}

fn name(issues: &mut Issues, draft: &DeployDraft, known: Known<'_>) {
    let at = "name";
    let name = draft.name.trim();
    if name.is_empty() {
        issues.error(at, "Give the machine a name.");
    } else if name.chars().any(char::is_control) {
        issues.error(at, "The name has a character in it that cannot be seen. Type it again.");
    } else if known.open_names.iter().any(|open| open == name) {
        issues.error(at, "Another deploy of this name is not settled. Look at it first, or choose another name.");
    } else if draft.standing.is_some() && known.ordered_names.iter().any(|ordered| ordered == name) {
        issues.error(at, "Another standing order has this name. Choose another.");
    } else if draft.standing.is_some() && known.names.iter().any(|taken| taken == name) {
        issues
            .error(at, "A machine of this name exists, and a standing order buys none beside it. Choose another name.");
    } else if known.ordered_names.iter().any(|ordered| ordered == name) {
        issues.warn(at, "A standing order has this name: it will not buy while a machine of this name exists.");
    } else if known.names.iter().any(|taken| taken == name) {
        issues.warn(at, "A machine of this name exists. They would be hard to tell apart.");
    }
}

fn organization_keys(issues: &mut Issues, draft: &DeployDraft, known: Known<'_>) {
    if draft.key_mode != KeyMode::Selective {
        return;
    }
    if draft.key_ids.is_empty() {
        return issues.error("keyIds", "Choose at least one key, or choose \"None\".");
    }
    if let Some(keys) = known.keys
        && draft.key_ids.iter().any(|id| keys.iter().all(|key| &key.id != id))
    {
        issues.error("keyIds", "A chosen key is no longer among the organization's keys. Choose again.");
    }
}

fn extra_keys(issues: &mut Issues, draft: &DeployDraft, known: Known<'_>) -> Vec<KeyReading> {
    let organization = known.keys.unwrap_or_default();
    let readings = keys::read_all(&draft.extra_keys, organization);
    let mut names: HashSet<String> = organization.iter().map(|key| key.name.clone()).collect();
    for (index, (key, reading)) in draft.extra_keys.iter().zip(&readings).enumerate() {
        if let Some(problem) = &reading.check.problem {
            issues.error(format!("extraKeys.{index}"), problem.clone());
        }
        if let Some(caution) = &reading.check.caution {
            issues.warn(format!("extraKeys.{index}"), caution.clone());
        }
        let Some(save_as) = key.save_as.as_deref() else { continue };
        let at = format!("extraKeys.{index}.saveAs");
        if let Some(known_as) = &reading.check.already_known_as {
            issues.warn(at, format!("The organization has this key as \"{known_as}\": it is not saved again."));
        } else if key.text.trim().is_empty() {
            issues.error(format!("extraKeys.{index}"), "Paste the public key that is to be saved.");
        } else if let Some(problem) = keys::name_problem(save_as.trim()) {
            issues.error(at, problem);
        } else if !names.insert(save_as.trim().to_owned()) {
            issues.error(at, "The organization's keys have unique names, and this one is taken.");
        }
    }
    readings
}

/// A name for each extra key that nothing else has, by the rules of the organization's list.
fn key_names(draft: &DeployDraft, keys: &[KeyReading], known: Known<'_>) -> Vec<Option<String>> {
    let organization = known.keys.unwrap_or_default().iter().map(|key| key.name.clone());
    let mut taken: Vec<String> = organization.collect();
    taken.extend(draft.extra_keys.iter().filter_map(|key| key.save_as.as_deref()).map(|name| name.trim().to_owned()));
    let name = |key: &KeyReading| {
        let after = key.check.named_after().filter(|_| key.line.is_some())?;
        let name = keys::suggested_name(after, &taken.iter().map(String::as_str));
        taken.push(name.clone());
        Some(name)
    };
    keys.iter().map(name).collect()
}

/// Neither key nor password: the machine would cost money and let nobody in.
fn nobody_gets_in(issues: &mut Issues, draft: &DeployDraft, keys: &[KeyReading], known: Known<'_>) {
    let by_organization = match draft.key_mode {
        KeyMode::None => false,
        KeyMode::Selective => !draft.key_ids.is_empty(),
        KeyMode::All => known.keys.is_none_or(|keys| !keys.is_empty()),
    };
    // An extra key with a problem has its own error; this would only be said on top of it.
    let by_extra = keys.iter().any(|key| key.line.is_some() || key.check.problem.is_some());
    if by_organization || by_extra || !draft.password.is_empty() {
        return;
    }
    if draft.standing.is_some() {
        // Nobody is there to see the warning when it is bought.
        let why = if draft.key_mode == KeyMode::All { "The organization has no keys" } else { "There is no key" };
        return issues.error(
            "keyMode",
            format!("{why}, and a standing order takes no password: nobody could log in. Choose or add a key."),
        );
    }
    let message = match (draft.metal.is_some(), draft.key_mode) {
        (true, KeyMode::All) => "The organization has no keys, and bare metal takes no password: nobody could log in.",
        (true, _) => "There is no key, and bare metal takes no password: nobody could log in.",
        (false, KeyMode::All) => "The organization has no keys and there is no password: nobody could log in.",
        (false, _) => "There is neither a key nor a password: nobody could log in.",
    };
    issues.warn("keyMode", message);
}

fn tags(issues: &mut Issues, draft: &DeployDraft) {
    let mut seen = HashSet::new();
    for (index, tag) in draft.tags.iter().enumerate() {
        let at = format!("tags.{index}");
        let tag = tag.trim();
        if tag.is_empty() {
            continue;
        }
        if tag.starts_with(JOB_TAG) {
            issues.error(at, format!("Tags that start with \"{JOB_TAG}\" are Voltdeck's own. Choose another."));
        } else if !seen.insert(tag) {
            issues.error(at, "This tag is there twice.");
        }
    }
}

fn lease(issues: &mut Issues, draft: &DeployDraft, now: DateTime<Utc>) {
    let Some(lease) = &draft.lease else { return };
    let field = if lease.ends_at.is_some() { "endsAt" } else { "hours" };
    if let Some((field, said)) = leases::problem(lease, now) {
        issues.error(format!("lease.{field}"), said);
    } else if draft.metal.is_some() && lease.action == LeaseAction::Release {
        issues.error(
            "lease.action",
            "Bare metal cannot give its GPUs back while it is kept. Choose Remind or Terminate.",
        );
    } else if lease.action == LeaseAction::Terminate && leases::length(lease, now) < TimeDelta::hours(2) {
        issues.warn(format!("lease.{field}"), "The machine and its disk are gone within two hours.");
    }
}

#[cfg(test)]
mod tests;
