//! What is said of a draft as one types, and at the last look before money is spent.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::bought::Bought;
use super::cost::{self, Purse};
use super::draft::{cleaned_tags, kind_of};
use super::draft_rules::{self, Checked, Known};
use super::first_steps::{self, Around};
use super::reviewed::{self, Held};
use super::{cloud_init, curl, job_store, metal, options, provider, spending, standing_bounds, words};
use crate::deploy::DeployMemory;
use crate::standing_orders::names as names_on_order;
use voltdeck_access::ssh_keys::KeyReading;
use voltdeck_base::account::Account;
use voltdeck_base::{App, rates, settings};
use voltdeck_billing::billing::month;
use voltdeck_billing::budget;
use voltdeck_contract::{
    Answer, CloudInitCheck, CloudInitForm, CommandError, DeployCost, DeployDraft, DeployReview, DraftCheck, ErrorCode,
    FieldIssue, FirstStepsView, KeyMode, MachineKind, OrganizationKey, Quote, Severity,
};

/// Looks at a draft with what was read last. No request: it is asked at each key.
pub(super) fn check(app: &App, account: &Account, draft: &DeployDraft) -> Answer<DraftCheck> {
    let checked = checked(app, account, draft, None)?;
    let quote = Bought::known(account, draft).and_then(|bought| bought.quote());
    let mut view = checked.view();
    view.cost = quote.map(|quote| costs(app, account, draft, &quote)).transpose()?;
    Ok(view)
}

/// The issues of a draft and its keys as they were understood. `order` is the standing order that buys it.
pub(super) fn checked(app: &App, account: &Account, draft: &DeployDraft, order: Option<&str>) -> Answer<Checked> {
    let offer = account.part::<DeployMemory>().offer();
    let metal = account.part::<DeployMemory>().metal().filter(|_| draft.metal.is_some());
    let names = options::machine_names(account);
    let open_names: Vec<String> =
        job_store::open(&app.store, account.profile_id())?.into_iter().map(|job| job.name).collect();
    let ordered_names = names_on_order(&app.store, account.profile_id(), order)?;
    let around = around(app, account, draft)?;
    let known = Known {
        presets: offer.as_ref().map(|offer| offer.presets.as_slice()),
        metal: metal.as_deref(),
        keys: match &metal {
            Some(metal) => metal.keys.as_deref(),
            None => offer.as_ref().and_then(|offer| offer.keys.as_deref()),
        },
        names: &names,
        open_names: &open_names,
        now: app.host.now(),
        ordered_names: &ordered_names,
        around: &around,
    };
    Ok(draft_rules::check(draft, known))
}

/// What the first steps of a draft depend on, from what was read last.
pub(super) fn around(app: &App, account: &Account, draft: &DeployDraft) -> Answer<Around> {
    let memory = account.part::<DeployMemory>();
    let preset = draft.preset_id.as_deref().filter(|_| draft.metal.is_none());
    let system = preset.zip(memory.offer()).and_then(|(id, offer)| {
        offer.presets.iter().find(|preset| preset.id == id).map(|preset| preset.operating_system.clone())
    });
    let listed = memory.metal().filter(|_| draft.metal.is_some()).map(|offer| offer.listed.clone());
    let mount_template = settings::current(app)?.mount_template;
    Ok(Around { system, volumes: listed.unwrap_or_default(), mount_template })
}

/// The first steps of a draft, and the document that they make.
pub(super) fn first_steps(app: &App, account: &Account, draft: DeployDraft) -> Answer<FirstStepsView> {
    let held = Held::new(draft);
    Ok(first_steps::view(&held, &around(app, account, &held)?))
}

/// The provider's word on a cloud-init.
pub(super) async fn cloud_init(
    app: &App,
    account: &Account,
    form: &CloudInitForm,
    kind: MachineKind,
) -> Answer<CloudInitCheck> {
    let message = match cloud_init::cleaned(form) {
        None => {
            return Ok(CloudInitCheck { accepted: true, empty: true, message: None, checked_at: app.host.now() });
        }
        Some(form) => provider::validate(account, &form, kind).await?.err(),
    };
    Ok(CloudInitCheck { accepted: message.is_none(), empty: false, message, checked_at: app.host.now() })
}

/// The last look.
pub(super) async fn review(app: &Arc<App>, account: &Arc<Account>, draft: DeployDraft) -> Answer<DeployReview> {
    let mut held = Held::new(draft);
    match kind_of(&held) {
        MachineKind::Vm if account.part::<DeployMemory>().offer().is_none_or(|offer| offer.keys.is_none()) => {
            options::offer(app, account).await?;
        }
        MachineKind::BareMetal if account.part::<DeployMemory>().metal().is_none_or(|offer| offer.keys.is_none()) => {
            metal::offer(app, account).await?;
        }
        _ => {}
    }
    held.settle(&around(app, account, &held)?);
    let (draft, software): (&DeployDraft, _) = (&held, held.software().form.clone().unwrap_or_default());
    let (bought, cloud_init) =
        futures::join!(Bought::now(app, account, draft), cloud_init(app, account, &software, kind_of(draft)));
    let (bought, cloud_init) = (bought?, cloud_init?);
    let quote = bought.quote().ok_or_else(|| bought.here(words::no_price()))?;
    let Checked { mut issues, keys, .. } = checked(app, account, draft, None)?;
    if let Some(message) = &cloud_init.message {
        issues.push(FieldIssue { field: "cloudInit".into(), severity: Severity::Error, message: message.clone() });
    }
    let organization = organization_keys(account, draft);
    let lines: Vec<String> = keys.iter().filter_map(|key| key.line.clone()).collect();
    let passed = spending::passed(app, account, Some(adds(draft, &quote)))?;
    let (name_asked, cost) = (passed.map(|passed| passed.asks(&draft.name)), costs(app, account, draft, &quote)?);
    let (key_names, curl) = (
        key_names(draft, &organization, &keys),
        curl::preview(&account.base_url, draft, held.software().form.as_ref(), &lines),
    );
    Ok(DeployReview {
        id: keep(app, account, held, &quote)?,
        name_asked,
        read_at: app.host.now(),
        cost,
        quote,
        issues,
        key_names,
        key_count: u32::try_from(organization.len()).unwrap_or(u32::MAX),
        cloud_init,
        curl,
        metal: match &bought {
            Bought::Rental(rental) => Some(rental.review()),
            Bought::Preset(_) => None,
        },
        preset: match bought {
            Bought::Preset(preset) => Some(*preset),
            Bought::Rental(_) => None,
        },
    })
}

/// Keeps what was reviewed for one order, for as long as the account stays in front.
fn keep(app: &Arc<App>, account: &Arc<Account>, held: Held, quote: &Quote) -> Answer<String> {
    // It may have left the front while prices were read, and what it held was dropped then.
    if app.account().is_ok_and(|front| !Arc::ptr_eq(&front, account)) {
        let message = "You switched accounts while this was reviewed. Nothing was sent or bought. Review it again.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    let id = account.part::<DeployMemory>().reviews.keep(held, quote.clone());
    let of = Arc::downgrade(account);
    account.spawn_in_front(async move {
        tokio::time::sleep(reviewed::VALID).await;
        if let Some(account) = of.upgrade() {
            account.part::<DeployMemory>().reviews.expire();
        }
    });
    Ok(id)
}

/// What it may add to the burn rate: what it costs now, or as much as a standing order may pay.
fn adds(draft: &DeployDraft, quote: &Quote) -> Decimal {
    let price = cost::per_hour(quote).0;
    draft.standing.as_ref().and_then(standing_bounds::read_limit).map_or(price, |limit| limit.max(price))
}

fn organization_keys(account: &Account, draft: &DeployDraft) -> Vec<OrganizationKey> {
    let keys = match kind_of(draft) {
        MachineKind::Vm => account.part::<DeployMemory>().offer().and_then(|offer| offer.keys.clone()),
        MachineKind::BareMetal => account.part::<DeployMemory>().metal().and_then(|offer| offer.keys.clone()),
    };
    keys.unwrap_or_default()
}

/// The keys that the machine is given, by fingerprint, as far as they are known.
pub(super) fn key_fingerprints(account: &Account, draft: &DeployDraft, extra: &[KeyReading]) -> Vec<String> {
    let organization = organization_keys(account, draft);
    let chosen = chosen_keys(draft, &organization).filter_map(|key| key.fingerprint.clone());
    chosen.chain(extra.iter().filter_map(|key| key.check.fingerprint.clone())).collect()
}

/// The organization's keys that a draft chooses.
fn chosen_keys<'a>(
    draft: &'a DeployDraft,
    organization: &'a [OrganizationKey],
) -> impl Iterator<Item = &'a OrganizationKey> {
    organization.iter().filter(|key| match draft.key_mode {
        KeyMode::None => false,
        KeyMode::All => true,
        KeyMode::Selective => draft.key_ids.contains(&key.id),
    })
}

/// Who gets in, by name.
fn key_names(draft: &DeployDraft, organization: &[OrganizationKey], extra: &[KeyReading]) -> Vec<String> {
    let mut names: Vec<String> = chosen_keys(draft, organization).map(|key| key.name.clone()).collect();
    names.extend(extra.iter().filter(|key| key.line.is_some()).map(|key| {
        let check = &key.check;
        check.comment.clone().or_else(|| check.fingerprint.clone()).unwrap_or_else(|| "a key of this deploy".to_owned())
    }));
    names
}

/// What it costs, and what it does to the account, this month and its budgets among it.
fn costs(app: &App, account: &Account, draft: &DeployDraft, quote: &Quote) -> Answer<DeployCost> {
    let (lease, now) = (draft.lease.as_ref(), app.host.now());
    let tags = cleaned_tags(&draft.tags);
    let month = budget::with_machine(app, account, &tags, cost::this_month(quote, lease, now))?;
    let burn = rates::burn(account).map(|(burn, _)| burn);
    let purse = Purse { burn, balance: month::sums(app, account).and_then(|month| month.balance) };
    Ok(DeployCost { month, ..cost::cost(quote, lease, purse, now) })
}
