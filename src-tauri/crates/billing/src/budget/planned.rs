//! What a machine that is considered would do to this month and to the budgets it counts to.

use rust_decimal::Decimal;

use super::reckon::Reckoning;
use super::standing::Standing;
use super::store::{self, Budget};
use crate::money;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, BudgetChange, Money, MoneyChange, MonthChange};

/// This month without and with a machine that carries these tags and costs so much until it is over. `None` where
/// nobody can say what the month comes to.
pub fn with_machine(app: &App, account: &Account, tags: &[String], costs: Decimal) -> Answer<Option<MonthChange>> {
    let mut budgets = store::all(&app.store, account.profile_id())?;
    budgets.retain(|budget| budget.tag.as_ref().is_none_or(|tag| tags.contains(tag)));
    let reckoning = Reckoning::of(app, account, &budgets)?;
    // What all comes to is told without a budget of all, too.
    let all = Budget { id: String::new(), tag: None, amount: Decimal::ZERO };
    Ok(change(reckoning.standing(&all).forecast, costs).map(|comes_to| MonthChange {
        month: money::month_start(app.host.now()).format("%Y-%m").to_string(),
        comes_to,
        budgets: budgets.iter().map(|budget| view(budget, &reckoning.standing(budget), costs)).collect(),
    }))
}

fn change(forecast: Option<Decimal>, costs: Decimal) -> Option<MoneyChange> {
    forecast.map(|before| MoneyChange { before: Money(before), after: Money(before.saturating_add(costs)) })
}

fn view(budget: &Budget, before: &Standing, costs: Decimal) -> BudgetChange {
    let comes_to = change(before.forecast, costs);
    let after = Standing { forecast: comes_to.as_ref().map(|change| change.after.0), ..*before };
    BudgetChange {
        tag: budget.tag.clone(),
        amount: Money(budget.amount),
        over_before: before.over_by().is_some(),
        over_by: after.over_by().map(Money),
        comes_to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn changed(forecast: Option<&str>, costs: &str) -> BudgetChange {
        let budget = Budget { id: "b".into(), tag: Some("team".into()), amount: d("1000") };
        let before = Standing { amount: budget.amount, spent: None, forecast: forecast.map(d) };
        view(&budget, &before, d(costs))
    }

    #[test]
    fn a_budget_is_told_of_before_and_after_and_whose_fault_it_is_that_it_is_passed() {
        for (forecast, over_before, over_by) in
            [("211.96", false, None), ("211.97", false, Some("0.01")), ("1000.01", true, Some("788.05"))]
        {
            let change = changed(Some(forecast), "788.04");
            let comes_to = change.comes_to.unwrap();
            assert_eq!((comes_to.before.0, comes_to.after.0), (d(forecast), d(forecast) + d("788.04")));
            assert_eq!((change.over_before, change.over_by.map(|over| over.0)), (over_before, over_by.map(d)));
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_and_absurd_amounts_do_not_end_the_app() {
        let unknown = changed(None, "788.04");
        assert_eq!((unknown.comes_to, unknown.over_before, unknown.over_by), (None, false, None));
        let huge = change(Some(Decimal::MAX), Decimal::MAX).unwrap();
        assert_eq!(huge.after.0, Decimal::MAX);
    }
}
