//! A budget of all: each step told once in a month and for an amount.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::{REPORT, amount, lines, overview, set, told};

/// What was spent this month, as the overview has it.
async fn spent(bench: &Bench) -> Decimal {
    amount(&overview(bench).await["monthToDate"])
}

#[test]
fn a_budget_stands_beside_what_was_spent_and_what_the_month_comes_to() {
    run(async {
        let bench = Bench::open().await;
        let before = overview(&bench).await;
        let (spent, forecast) = (amount(&before["monthToDate"]), amount(&before["monthIfUnchanged"]));
        let budgets = set(&bench, None, None, spent * Decimal::TWO).await;
        let all = overview(&bench).await["budgets"]["budgets"][0].clone();
        assert_eq!(budgets["budgets"][0], all);
        assert_eq!((amount(&all["spent"]), amount(&all["forecast"])), (spent, forecast));
        assert_eq!(all["perHour"], before["burnPerHour"]);
        let budget = amount(&all["amount"]);
        assert_eq!(amount(&all["left"]), budget - spent);
        assert!(all["percent"] == 49 || all["percent"] == 50, "{all}");
        let over = forecast - budget;
        assert_eq!(all["overBy"], if over > Decimal::ZERO { json!(over.to_string()) } else { Value::Null });
        // What is typed is looked at before.
        let check = bench.call("budget_check", json!({ "id": null, "tag": "team:research", "amount": "12.5" }));
        let check = check.await.unwrap();
        assert_eq!((&check["issues"], &check["standing"]["tag"]), (&json!([]), &json!("team:research")));
        assert!(check["knownTags"].as_array().unwrap().contains(&json!("team:research")));
        for (tag, typed, field) in [(Value::Null, "5", "tag"), (json!("x"), "1,5", "amount"), (json!(""), "5", "tag")] {
            let draft = json!({ "id": null, "tag": tag, "amount": typed });
            let check = bench.call("budget_check", draft.clone()).await.unwrap();
            assert_eq!(check["issues"][0]["field"], field);
            assert_eq!(bench.call("budget_set", draft).await.unwrap_err()["field"], field);
        }
        let id = all["id"].as_str().unwrap();
        let left = bench.call("budget_remove", json!({ "id": id })).await.unwrap();
        assert_eq!(left["budgets"], json!([]));
        let gone = json!({ "id": id, "tag": null, "amount": "5" });
        assert_eq!(bench.call("budget_set", gone).await.unwrap_err()["code"], "gone");
    });
}

#[test]
fn each_step_is_told_once_and_a_raise_arms_it_again() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let spent = spent(bench).await;
        // Fifty-odd per cent, and the rest of the month passes it.
        let budgets = set(bench, None, None, spent / Decimal::new(55, 2)).await;
        bench.pass(80).await;
        let subject = "Budget of $";
        let first = lines(&world, subject);
        assert_eq!(first.len(), 2, "{first:?}");
        assert!(first[0].ends_with("is 55 % spent") || first[0].ends_with("is 54 % spent"), "{first:?}");
        assert!(first[1].ends_with("will not last the month"), "{first:?}");
        let (title, _) = told(bench, "things happened").pop().unwrap();
        assert_eq!(title, "SANDBOX: 2 things happened", "together, as one notice");
        bench.pass(2 * REPORT).await;
        assert_eq!(lines(&world, subject).len(), 2);
        budgets["budgets"][0]["id"].as_str().unwrap().to_owned()
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(120).await;
        assert_eq!(lines(&world, "Budget").len(), 2, "a restart repeats nothing");
        let spent = spent(bench).await;
        set(bench, Some(&id), None, spent).await;
        bench.pass(80).await;
        let now = lines(&world, "Budget");
        assert_eq!(now.len(), 3, "{now:?}");
        assert!(now[2].ends_with("is used up"), "of another amount, and that alone: {now:?}");
        let (_, body) = told(bench, "is used up").pop().unwrap();
        assert!(body.contains("of October") && body.ends_with("Nothing is stopped by itself."), "{body}");
        // Back to an amount of which it was told: nothing is told twice.
        set(bench, Some(&id), None, spent).await;
        bench.pass(80).await;
        assert_eq!(lines(&world, "Budget").len(), 3);
    });
    // The next month begins anew.
    world.sandbox.advance(std::time::Duration::from_secs(17 * 86_400));
    run_in(&world, async |bench: &Bench| {
        bench.pass(120).await;
        let now = lines(&world, "Budget");
        assert!(now.len() > 3 && now[3..].iter().all(|line| !line.ends_with("is used up")), "{now:?}");
    });
}

#[test]
fn the_forecast_is_told_when_it_passes_and_a_dearer_machine_makes_it_pass() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let forecast = amount(&overview(bench).await["monthIfUnchanged"]);
        let budget = (forecast + Decimal::from(40)).ceil();
        set(bench, None, None, budget).await;
        bench.pass(80).await;
        assert!(lines(&world, "Budget").iter().all(|line| !line.ends_with("last the month")));
        bench.sandbox.add_vm("dear", 8);
        bench.pass(REPORT).await;
        let (_, body) = told(bench, "will not last the month").pop().unwrap();
        assert!(body.starts_with("At $") && body.contains(" % over it. So far $"), "{body}");
        assert_eq!(lines(&world, "Budget").iter().filter(|line| line.ends_with("last the month")).count(), 1);
    });
}

#[test]
fn a_month_that_does_not_reconcile_tells_nothing_and_says_so() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let spent = spent(bench).await;
        bench.tamper(|path, answer| {
            if path.contains("/billing/reports/") {
                answer["balance_delta_in_period"] = json!("1.000001");
            }
        });
        bench.pass(REPORT).await;
        set(bench, None, None, spent).await;
        set(bench, None, Some("team:research"), Decimal::ONE).await;
        bench.pass(REPORT).await;
        let budgets = overview(bench).await["budgets"].clone();
        assert!(budgets["fault"]["message"].as_str().unwrap().contains("does not add up"), "{budgets}");
        for at in 0..2 {
            assert_eq!(
                (&budgets["budgets"][at]["spent"], &budgets["budgets"][at]["forecast"]),
                (&Value::Null, &Value::Null)
            );
        }
        assert_eq!(lines(&world, "Budget"), Vec::<String>::new());
    });
}

#[test]
fn a_budget_is_watched_on_after_a_reading_failed() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.sandbox.add_fault(Fault::always(Operation::MonthlyReport, FaultKind::CutJson));
        let spent = spent(bench).await;
        set(bench, None, None, spent * Decimal::from(10)).await;
        bench.pass(REPORT).await;
        bench.sandbox.clear_faults();
        set(bench, None, Some("x"), Decimal::ONE).await;
        bench.pass(REPORT).await;
        let budgets = overview(bench).await["budgets"].clone();
        assert_eq!(budgets["fault"], Value::Null);
        assert!(amount(&budgets["budgets"][0]["spent"]) > spent);
    });
}

#[test]
fn budgets_go_with_their_account_and_are_not_those_of_another() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        set(bench, None, None, Decimal::from(100)).await;
        let sign_in = json!({
            "profileId": null, "name": "Work", "baseUrl": crate::bench::BASE, "token": crate::bench::TOKEN,
            "readOnly": true,
        });
        let work = bench.call("sign_in", sign_in).await.unwrap()["active"].clone();
        assert_eq!(bench.call("budgets", json!({})).await.unwrap()["budgets"], json!([]));
        // It changes nothing at the provider, so a read-only account has one too.
        set(bench, None, None, Decimal::from(200)).await;
        bench.call("switch_profile", json!({ "id": "sandbox" })).await.unwrap();
        bench.call("profile_remove", json!({ "id": work })).await.unwrap();
        let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        assert_eq!(world.read().query_row("SELECT count(*) FROM budget", [], count), Ok(1));
    });
}
