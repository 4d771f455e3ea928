//! What a standing order asks of the wizard: what is on offer, what is wrong with its draft, and to buy it.

use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, DeployDraft, FieldIssue, JobView, KeyMode, MachineKind, Money, Quote};
use voltdeck_machines::fleet::Sweep;

use super::bought::Bought;
use super::draft::kind_of;
use super::goods::Goods;
use super::reviewed::{Held, Reviewed};
use super::terms::{StandingTerms, Terms};
use super::{cost, job_store, job_view, metal, options, review, start, words};
use crate::deploy::DeployMemory;

/// The hardware of a draft, read now, at exactly the price that was reviewed, be it sold out.
pub async fn goods(app: &Arc<App>, account: &Arc<Account>, draft: &DeployDraft, seen: &Quote) -> Answer<Goods> {
    let bought = Bought::now(app, account, draft).await?;
    let quote = bought.quote().ok_or_else(|| bought.here(words::no_price()))?;
    if quote.hardware_id != seen.hardware_id {
        return Err(bought.here(words::other_hardware()));
    }
    if quote != *seen {
        return Err(bought.here(words::price_moved(cost::per_hour(seen), cost::per_hour(&quote))));
    }
    bought.goods().ok_or_else(|| bought.here(words::no_price()))
}

/// Price per hour and stock of a draft's hardware, as they were read last.
pub fn said_per_hour(account: &Account, draft: &DeployDraft) -> Option<(Money, bool)> {
    let bought = Bought::known(account, draft)?;
    Some((cost::per_hour(&bought.quote()?), bought.in_stock()))
}

/// What is wrong with a draft, from what was read last, and the key lines of it.
pub fn draft_issues(app: &App, account: &Account, draft: &DeployDraft) -> Answer<(Vec<FieldIssue>, Vec<String>)> {
    let checked = review::checked(app, account, draft, None)?;
    let lines = checked.keys.iter().filter_map(|key| key.line.clone()).collect();
    Ok((checked.issues, lines))
}

/// Reads again what a draft is held against, keys among it. Answers with the machines that there are now: all of them.
pub async fn read_again(app: &Arc<App>, account: &Arc<Account>, draft: &DeployDraft) -> Answer<Arc<Sweep>> {
    let keys_fault = match kind_of(draft) {
        MachineKind::Vm => options::offer(app, account).await?.keys_fault.clone(),
        MachineKind::BareMetal => {
            let offer = metal::offer(app, account).await?;
            if draft.metal.as_ref().is_some_and(|metal| metal.storage_id.is_some())
                && let Some(fault) = &offer.volumes_fault
            {
                return Err(CommandError { retryable: true, ..fault.clone() });
            }
            offer.keys_fault.clone()
        }
    };
    if draft.key_mode != KeyMode::None
        && let Some(fault) = keys_fault
    {
        return Err(words::no_keys(&fault));
    }
    start::whole_sweep(app, account, kind_of(draft)).await
}

/// Takes what was reviewed, for good: the draft, and the price that was seen.
pub(crate) fn take_reviewed(account: &Account, id: &str) -> Answer<(Held, Quote)> {
    let Reviewed { draft, quote, .. } = account.part::<DeployMemory>().reviews.take(id)?;
    Ok((draft, quote))
}

/// Buys a draft within the bounds of a standing order, once, on the way on which everything is bought.
pub async fn buy(
    app: &Arc<App>,
    account: &Arc<Account>,
    draft: DeployDraft,
    terms: StandingTerms<'_>,
) -> Answer<JobView> {
    account.may_change()?;
    start::order(app, account, Held::new(draft), &Terms::Standing(terms)).await
}

/// The job of a standing order's try.
pub fn of_order(app: &App, profile: &str, id: &str) -> Answer<JobView> {
    Ok(job_view::view(&job_store::load(&app.store, profile, id)?))
}
