//! What is said of a draft as one types, and at the last look before money is spent.

use std::sync::Arc;

use super::cost::{self, Purse};
use super::draft_rules::{self, Checked, Known};
use super::{cloud_init, curl, job_store, options, provider, words};
use crate::account::Account;
use crate::views::{
    CloudInitCheck, CloudInitForm, DeployDraft, DeployReview, DraftCheck, FieldIssue, KeyMode, OrganizationKey,
    PresetView, Severity,
};
use crate::{Answer, App};

/// Looks at a draft with what was read last. No request: it is asked at each key.
pub(super) fn check(app: &App, account: &Account, draft: &DeployDraft) -> Answer<DraftCheck> {
    let checked = checked(app, account, draft)?;
    let offer = account.deploy.offer();
    let quote = offer.as_ref().and_then(|offer| {
        let chosen = draft.preset_id.as_deref()?;
        cost::quote(offer.presets.iter().find(|preset| preset.id == chosen)?)
    });
    let mut view = checked.view();
    view.cost = quote.map(|quote| cost::cost(&quote, draft.lease.as_ref(), purse(account)));
    Ok(view)
}

/// The issues of a draft and its keys as they were understood.
pub(super) fn checked(app: &App, account: &Account, draft: &DeployDraft) -> Answer<Checked> {
    let offer = account.deploy.offer();
    let names = options::machine_names(account);
    let open_names: Vec<String> =
        job_store::open(&app.store, account.profile_id())?.into_iter().map(|job| job.name).collect();
    let known = Known {
        presets: offer.as_ref().map(|offer| offer.presets.as_slice()),
        keys: offer.as_ref().and_then(|offer| offer.keys.as_deref()),
        names: &names,
        open_names: &open_names,
    };
    Ok(draft_rules::check(draft, known))
}

/// The provider's word on a cloud-init.
pub(super) async fn cloud_init(app: &App, account: &Account, form: &CloudInitForm) -> Answer<CloudInitCheck> {
    let message = match cloud_init::cleaned(form) {
        None => {
            return Ok(CloudInitCheck { accepted: true, empty: true, message: None, checked_at: app.host.now() });
        }
        Some(form) => provider::validate(account, &form).await?.err(),
    };
    Ok(CloudInitCheck { accepted: message.is_none(), empty: false, message, checked_at: app.host.now() })
}

/// The last look.
pub(super) async fn review(app: &Arc<App>, account: &Arc<Account>, draft: &DeployDraft) -> Answer<DeployReview> {
    if account.deploy.offer().is_none_or(|offer| offer.keys.is_none()) {
        options::offer(app, account).await?;
    }
    let id = draft.preset_id.as_deref().unwrap_or_default();
    let (preset, cloud_init) = futures::join!(preset_again(account, id), cloud_init(app, account, &draft.cloud_init));
    let (preset, cloud_init) = (preset?, cloud_init?);
    let quote = cost::quote(&preset).ok_or_else(words::no_price)?;
    let Checked { mut issues, keys } = checked(app, account, draft)?;
    if let Some(message) = &cloud_init.message {
        issues.push(FieldIssue { field: "cloudInit".into(), severity: Severity::Error, message: message.clone() });
    }
    let offer = account.deploy.offer();
    let organization = offer.as_ref().and_then(|offer| offer.keys.as_deref()).unwrap_or_default();
    let lines: Vec<String> = keys.iter().filter_map(|key| key.line.clone()).collect();
    Ok(DeployReview {
        read_at: app.host.now(),
        cost: cost::cost(&quote, draft.lease.as_ref(), purse(account)),
        quote,
        issues,
        key_names: key_names(draft, organization, &keys),
        key_count: u32::try_from(organization.len()).unwrap_or(u32::MAX),
        cloud_init,
        curl: curl::preview(&account.base_url, draft, &lines),
        preset: Some(preset),
        metal: None,
    })
}

/// Reads a preset again by its id, so that the price is the one of now.
pub(super) async fn preset_again(account: &Account, id: &str) -> Answer<PresetView> {
    let places = options::places(account).await;
    let preset = provider::preset(account, id).await?.map(|preset| options::view(&preset, &places));
    account.deploy.keep_preset(id, preset.clone());
    preset.ok_or_else(words::no_such_preset)
}

/// Who gets in, by name.
fn key_names(draft: &DeployDraft, organization: &[OrganizationKey], extra: &[super::keys::KeyReading]) -> Vec<String> {
    let chosen = organization.iter().filter(|key| match draft.key_mode {
        KeyMode::None => false,
        KeyMode::All => true,
        KeyMode::Selective => draft.key_ids.contains(&key.id),
    });
    let mut names: Vec<String> = chosen.map(|key| key.name.clone()).collect();
    names.extend(extra.iter().filter(|key| key.line.is_some()).map(|key| {
        let check = &key.check;
        check.comment.clone().or_else(|| check.fingerprint.clone()).unwrap_or_else(|| "a key of this deploy".to_owned())
    }));
    names
}

fn purse(account: &Account) -> Purse {
    let money = account.money();
    Purse { burn: money.burn.map(|(burn, _)| burn), balance: money.month.as_ref().and_then(|month| month.balance) }
}
