//! Budgets of a month, for all of an account or for what carries a tag; and what is told of money after each reading.

mod check;
mod planned;
mod reckon;
mod standing;
mod store;
mod tell;

use std::sync::Arc;

pub use planned::with_machine;
use reckon::Reckoning;
use store::Budget;

use crate::runway;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{
    Answer, BudgetCheck, BudgetDraft, BudgetsView, CommandError, ErrorCode, Event, IdArgs, NoArgs,
};
use voltdeck_machines::fleet;

/// All budgets and where they stand.
pub async fn budgets(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<BudgetsView> {
    views(&app, &account)
}

/// What is wrong with a budget as it is typed, where it would stand, and what it may be for.
pub async fn check(app: Arc<App>, account: Arc<Account>, args: BudgetDraft) -> Answer<BudgetCheck> {
    let known_tags = fleet::tags_by_use(&account);
    Ok(match checked(&app, &account, &args)? {
        Ok(budget) => {
            let standing = Reckoning::of(&app, &account, std::slice::from_ref(&budget))?.view(&budget);
            BudgetCheck { issues: Vec::new(), standing: Some(standing), known_tags }
        }
        Err(issues) => BudgetCheck { issues, standing: None, known_tags },
    })
}

/// Sets a budget, new or changed. It changes nothing at the provider, so an account that may only look can have one.
pub async fn set(app: Arc<App>, account: Arc<Account>, args: BudgetDraft) -> Answer<BudgetsView> {
    let budget = checked(&app, &account, &args)?.map_err(|issues| {
        let first = issues.into_iter().next();
        let (field, message) = first.map(|issue| (issue.field, issue.message)).unwrap_or_default();
        CommandError::new(ErrorCode::Invalid, message).at(field)
    })?;
    if !store::keep(&app.store, account.profile_id(), &budget, &app.host.now().to_rfc3339())? {
        return Err(gone());
    }
    app.host.emit(Event::Money);
    views(&app, &account)
}

/// Removes a budget.
pub async fn remove(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<BudgetsView> {
    store::remove(&app.store, account.profile_id(), &args.id)?;
    app.host.emit(Event::Money);
    views(&app, &account)
}

/// All budgets of an account as a window shows them.
pub fn views(app: &App, account: &Account) -> Answer<BudgetsView> {
    let budgets = store::all(&app.store, account.profile_id())?;
    Ok(Reckoning::of(app, account, &budgets)?.views(&budgets))
}

/// After each reading of the money of an account, in front or behind: tells of its budgets and of how long its
/// balance lasts. What cannot be told now is told after the next reading.
pub async fn look(app: &Arc<App>, account: &Arc<Account>) {
    let told = [tell::tell(app, account), runway::tell(app, account).await];
    for CommandError { code, .. } in told.into_iter().filter_map(Result::err) {
        tracing::warn!(?code, "what is to be told of money could not be kept");
    }
}

fn checked(
    app: &App,
    account: &Account,
    draft: &BudgetDraft,
) -> Answer<Result<Budget, Vec<voltdeck_contract::FieldIssue>>> {
    let others: Vec<Budget> = store::all(&app.store, account.profile_id())?;
    if let Some(id) = &draft.id
        && !others.iter().any(|budget| budget.id == *id)
    {
        return Err(gone());
    }
    let others: Vec<Budget> = others.into_iter().filter(|budget| Some(&budget.id) != draft.id.as_ref()).collect();
    let id = draft.id.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    Ok(check::check(draft, &others).map(|checked| Budget { id, tag: checked.tag, amount: checked.amount }))
}

fn gone() -> CommandError {
    CommandError::new(ErrorCode::Gone, "This budget is no longer there. Set it anew.")
}
