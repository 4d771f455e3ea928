//! What is wrong with a budget as it is typed.

use rust_decimal::Decimal;

use super::store::Budget;
use voltdeck_contract::{BudgetDraft, FieldIssue, Severity};
use voltdeck_machines::fleet::JOB_TAG;

/// Digits before the point: more than anybody spends, fewer than a typing error may have.
const DIGITS: usize = 9;
/// The longest tag that is taken.
const TAG: usize = 100;

/// A budget without errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub tag: Option<String>,
    pub amount: Decimal,
}

/// Looks at a draft; `others` are the budgets of the account that it is not itself.
pub(super) fn check(draft: &BudgetDraft, others: &[Budget]) -> Result<Checked, Vec<FieldIssue>> {
    let mut issues = Vec::new();
    let mut wrong = |field: &str, message: String| {
        issues.push(FieldIssue { field: field.into(), severity: Severity::Error, message });
    };
    let tag = draft.tag.as_deref().map(str::trim);
    match tag {
        Some("") => wrong("tag", "Choose the tag that it is for.".into()),
        Some(tag) if tag.starts_with(JOB_TAG) => {
            wrong("tag", format!("Tags that begin with {JOB_TAG} are how Voltdeck finds its own deploys again."));
        }
        Some(tag) if tag.chars().count() > TAG || tag.chars().any(char::is_control) => {
            wrong("tag", format!("A tag is one line of at most {TAG} characters."));
        }
        _ => {}
    }
    if others.iter().any(|other| other.tag.as_deref() == tag) {
        let what = tag.map_or_else(|| "all".to_owned(), |tag| format!("the tag {tag}"));
        wrong("tag", format!("There is a budget for {what} already. Change that one."));
    }
    let amount = amount(&draft.amount);
    if let Err(said) = &amount {
        wrong("amount", (*said).to_owned());
    }
    match amount {
        Ok(amount) if issues.is_empty() => Ok(Checked { tag: tag.map(str::to_owned), amount }),
        _ => Err(issues),
    }
}

/// An amount as it is typed: digits, and a point with one or two places.
fn amount(typed: &str) -> Result<Decimal, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("Give the amount of a month.");
    }
    let (whole, places) = typed.split_once('.').map_or((typed, None), |(whole, places)| (whole, Some(places)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || places.is_some_and(|places| !digits(places)) {
        return Err("Write digits alone, with a point before the cents, such as 1500 or 1500.50.");
    }
    if places.is_some_and(|places| places.len() > 2) {
        return Err("An amount has two places behind the point at most.");
    }
    if whole.trim_start_matches('0').len() > DIGITS {
        return Err("That is more than a budget can be. Give at most nine digits before the point.");
    }
    match typed.parse::<Decimal>() {
        Ok(amount) if amount > Decimal::ZERO => Ok(amount),
        Ok(_) => Err("A budget is more than nothing."),
        Err(_) => Err("This amount cannot be read."),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(tag: Option<&str>, amount: &str) -> BudgetDraft {
        BudgetDraft { id: None, tag: tag.map(str::to_owned), amount: amount.into() }
    }

    fn fields(draft: &BudgetDraft, others: &[Budget]) -> Vec<String> {
        check(draft, others).err().unwrap_or_default().into_iter().map(|issue| issue.field).collect()
    }

    #[test]
    fn an_amount_is_positive_and_has_two_places_at_most() {
        for good in ["1", "60000", " 1500.5 ", "0.01", "999999999.99", "007"] {
            assert!(check(&draft(None, good), &[]).is_ok(), "{good}");
        }
        for bad in
            ["", " ", "0", "0.00", "-5", "+5", "1.", ".5", "1.234", "1,500", "1e3", "$5", "5 USD", "1000000000", "٣"]
        {
            assert_eq!(fields(&draft(None, bad), &[]), ["amount"], "{bad}");
        }
    }

    #[test]
    fn a_tag_has_one_budget_and_those_of_jobs_have_none() {
        let other = |tag: Option<&str>| Budget { id: "b".into(), tag: tag.map(str::to_owned), amount: Decimal::ONE };
        assert_eq!(fields(&draft(None, "5"), &[other(None)]), ["tag"]);
        assert_eq!(fields(&draft(Some("team:a"), "5"), &[other(None)]), Vec::<String>::new());
        assert_eq!(fields(&draft(Some(" team:a "), "5"), &[other(Some("team:a"))]), ["tag"]);
        assert_eq!(fields(&draft(Some(" "), "x"), &[]), ["tag", "amount"]);
        assert_eq!(fields(&draft(Some("vd-job-12345678"), "5"), &[]), ["tag"]);
        assert_eq!(check(&draft(Some(" a "), "5.50"), &[]).unwrap().tag.as_deref(), Some("a"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_an_amount_or_said(typed in ".{0,24}") {
            match amount(&typed) {
                Ok(amount) => prop_assert!(amount > Decimal::ZERO && amount.scale() <= 2),
                Err(said) => prop_assert!(said.ends_with('.')),
            }
        }
    }
}
