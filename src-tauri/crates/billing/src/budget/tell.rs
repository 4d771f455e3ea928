//! What of budgets is told: each step once in a month and for an amount.

use rusqlite::Connection;
use rust_decimal::Decimal;

use super::reckon::Reckoning;
use super::standing::{Standing, Word};
use super::store::{self, Budget};
use crate::money;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::{App, format};
use voltdeck_contract::{ActivityKind, Actor, Answer, Mark, NoticeKind, Place};

/// Tells of budgets after a reading of the money.
pub(super) fn tell(app: &App, account: &Account) -> Answer<()> {
    let budgets = store::all(&app.store, account.profile_id())?;
    if budgets.is_empty() {
        return Ok(());
    }
    let reckoning = Reckoning::of(app, account, &budgets)?;
    let mut any = false;
    for budget in &budgets {
        any |= tell_of(app, account, budget, &reckoning)?;
    }
    if any {
        activity::told_now(app);
    }
    Ok(())
}

fn tell_of(app: &App, account: &Account, budget: &Budget, reckoning: &Reckoning) -> Answer<bool> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let (standing, (rate, _)) = (reckoning.standing(budget), reckoning.per_hour(budget));
    let month = money::month_start(now);
    // The amount is in it: a budget that was raised is told of anew.
    let of_month = format!("budget:{}:{}:{}", budget.id, month.format("%Y-%m"), budget.amount.normalize());
    let event = |word: Word| format!("{of_month}:{}", word.key());
    let name = month.format("%B").to_string();
    app.store.transact(|connection| {
        let told = told(connection, profile, event)?;
        let mut any = false;
        for word in standing.news(&told) {
            let (deed, meaning) = words(word, &standing, &name, rate);
            let news = News {
                kind: ActivityKind::Notice,
                actor: Actor::Voltdeck,
                subject: &subject(budget),
                deed: &deed,
                meaning: &meaning,
                mark: Mark::Pending,
                place: Some(Place::Overview),
                notice: Some(NoticeKind::Budget),
                once: Some(&event(word)),
                ..News::default()
            };
            any |= activity::tell_in(connection, profile, now, &news)?;
        }
        Ok(any)
    })
}

fn told(connection: &Connection, profile: &str, event: impl Fn(Word) -> String) -> rusqlite::Result<Vec<Word>> {
    let mut told = Vec::new();
    for word in Word::EACH {
        if store::was_told(connection, profile, &event(word))? {
            told.push(word);
        }
    }
    Ok(told)
}

fn subject(budget: &Budget) -> String {
    let amount = format::amount(budget.amount);
    match &budget.tag {
        None => format!("Budget of {amount}"),
        Some(tag) => format!("Budget of {amount} for {tag}"),
    }
}

/// What stands behind the name of a budget, and what it means.
fn words(word: Word, standing: &Standing, month: &str, rate: Option<Decimal>) -> (String, String) {
    let spent = standing.spent.unwrap_or_default();
    let spent_of = format!("{} of {month}", format::dollars(spent));
    let comes_to = standing.forecast.map(|forecast| format!("the month comes to {}", format::whole_dollars(forecast)));
    let at_this_rate = comes_to.as_ref().map(|comes_to| format!("; if nothing changes {comes_to}")).unwrap_or_default();
    match word {
        Word::Half | Word::Most => {
            let deed = match standing.percent() {
                Some(50) => "is half spent".to_owned(),
                percent => format!("is {} % spent", percent.unwrap_or_default()),
            };
            (deed, format!("{spent_of}{at_this_rate}."))
        }
        Word::All => {
            let over = spent - standing.amount;
            let passed = if over.is_zero() { String::new() } else { format!(", {} over it", format::dollars(over)) };
            ("is used up".to_owned(), format!("{spent_of}{passed}. Nothing is stopped by itself."))
        }
        Word::Forecast => {
            let by = standing.over_percent().unwrap_or_default();
            let at = format!("At {} ", format::per_hour(rate));
            let comes_to = comes_to.unwrap_or_default();
            ("will not last the month".to_owned(), format!("{at}{comes_to}, {by} % over it. So far {spent_of}."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_words_say_how_much_and_what_it_comes_to() {
        let standing =
            |spent: &str| Standing { amount: d("60000"), spent: Some(d(spent)), forecast: Some(d("68406.12")) };
        let said = |word, spent| words(word, &standing(spent), "October", Some(d("112.88")));
        assert_eq!(
            said(Word::Half, "30000"),
            ("is half spent".into(), "$30,000.00 of October; if nothing changes the month comes to $68,406.".into())
        );
        assert_eq!(said(Word::Most, "49000").0, "is 81 % spent");
        assert_eq!(
            said(Word::All, "60012.11"),
            ("is used up".into(), "$60,012.11 of October, $12.11 over it. Nothing is stopped by itself.".into())
        );
        assert_eq!(
            said(Word::Forecast, "32118.44"),
            (
                "will not last the month".into(),
                "At $112.88/h the month comes to $68,406, 14 % over it. So far $32,118.44 of October.".into()
            )
        );
        let tagged = Budget { id: "b".into(), tag: Some("team:research".into()), amount: d("5000.00") };
        assert_eq!(subject(&tagged), "Budget of $5,000 for team:research");
    }
}
