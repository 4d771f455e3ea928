//! One reading of a month's report and one rule of sign: the first screen, budgets, the forecast and Billing cannot disagree.

use futures::FutureExt;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use super::ledger::{amount, sync};
use crate::bench::{Bench, World, run, run_in};

/// The watcher reads this month this often, in seconds, and a little more.
const REPORT: u32 = 620;

/// Changes this month's report alone.
fn of_october(bench: &Bench, change: impl Fn(&mut Value) + Send + Sync + 'static) {
    bench.tamper(move |path, answer| {
        if path.contains("/billing/reports/2026/10/") {
            change(answer);
        }
    });
}

fn october(bench: &Bench) -> impl Future<Output = Result<Value, Value>> {
    bench.call("billing_month", json!({ "month": "2026-10" }))
}

fn july(bench: &Bench) -> impl Future<Output = Result<Value, Value>> {
    bench.call("billing_month", json!({ "month": "2026-07" }))
}

fn reports(bench: &Bench) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::MonthlyReport)).count()
}

/// Moves the balance at the end, as the provider's own books would.
fn moved(report: &mut Value, by: Decimal) {
    for field in ["balance_delta_in_period", "balance_at_period_end"] {
        report[field] = json!((amount(&report[field]) + by).to_string());
    }
}

fn line(id: &str, kind: &str, amount: &str) -> Value {
    json!({
        "id": id, "total_amount": amount, "period_amount": amount, "timestamp_creation": "2026-10-08T09:00:00Z",
        "timestamp_completion": "2026-10-08T09:00:00Z", "details": { "type": kind },
    })
}

fn whole(report: &mut Value, lines: &[Value], balances: [&str; 3]) {
    report["transactions"] = json!(lines);
    let fields = ["balance_at_period_start", "balance_delta_in_period", "balance_at_period_end"];
    for (field, balance) in fields.into_iter().zip(balances) {
        report[field] = json!(balance);
    }
}

/// Every amount the other way round.
fn negated(report: &mut Value) {
    for line in report["transactions"].as_array_mut().unwrap() {
        line["period_amount"] = json!((-amount(&line["period_amount"])).to_string());
    }
}

/// These come to nothing under every reading, and mean different things.
fn three_ways(report: &mut Value) {
    let lines = [line("a", "stripe_deposit", "100.000000"), line("b", "charge", "-100.000000")];
    whole(report, &lines, ["10.000000", "0.000000", "10.000000"]);
}

fn twice(report: &mut Value) {
    let line = report["transactions"][0].clone();
    moved(report, amount(&line["period_amount"]));
    report["transactions"].as_array_mut().unwrap().push(line);
}

fn finer_than_a_micro_dollar(report: &mut Value) {
    let finer = Decimal::new(1, 7);
    report["transactions"][0]["period_amount"] =
        json!((amount(&report["transactions"][0]["period_amount"]) + finer).to_string());
    moved(report, finer);
}

/// A refund that was taken back and a credit come to the same sum as printed and by their kinds, and to other parts.
fn other_parts(report: &mut Value) {
    let lines = [line("a", "charge", "-10.000000"), line("b", "payout", "-3.000000"), line("c", "other", "3.000000")];
    whole(report, &lines, ["10.000000", "-10.000000", "0.000000"]);
}

/// Money back, a credit, and a kind that nobody knows.
fn refund_credit_and_unknown(report: &mut Value) {
    let lines = [
        line("a", "charge", "-10.000000"),
        line("b", "payout", "2.000000"),
        line("c", "other", "3.000000"),
        line("d", "levy_2027", "-1.500000"),
        line("e", "wire_deposit", "50.000000"),
    ];
    whole(report, &lines, ["10.000000", "43.500000", "53.500000"]);
}

/// Why readings may differ, whether the other months are read before, what is done to this one, and what was spent in it.
type Case = (&'static str, bool, fn(&mut Value), Option<&'static str>);

#[test]
fn a_report_comes_to_the_same_on_every_screen() {
    let cases: [Case; 6] = [
        ("other months contradict it", true, negated, None),
        ("other months settle it", true, three_ways, Some("100.000000")),
        ("a line stands twice", true, twice, None),
        ("an amount is too fine", true, finer_than_a_micro_dollar, None),
        ("its parts are told in two ways", false, other_parts, None),
        ("money back and a credit", true, refund_credit_and_unknown, Some("6.500000")),
    ];
    let mut wrong = Vec::new();
    for (name, synced, change, spent) in cases {
        run_in(&World::new(), async |bench: &Bench| {
            if synced {
                sync(bench).await;
            }
            of_october(bench, change);
            bench.call("budget_set", json!({ "id": null, "tag": null, "amount": "1000000" })).await.unwrap();
            bench.pass(REPORT).await;
            let billing = october(bench).await.unwrap();
            let overview = bench.call("overview", json!({})).await.unwrap();
            let forecast = bench.call("billing_forecast", json!({})).await.unwrap();
            let figures = [
                &billing["spent"],
                &overview["monthToDate"],
                &overview["budgets"]["budgets"][0]["spent"],
                &forecast["spent"],
            ];
            let expected = json!(spent);
            if figures.iter().any(|figure| **figure != expected) || overview["moneyFault"].is_null() != spent.is_some()
            {
                wrong.push(format!("{name}: {figures:?}, not {expected}; {}", overview["moneyFault"]));
            }
        });
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_billing_reads_is_what_the_first_screen_shows() {
    run(async {
        let bench = Bench::open().await;
        bench.pass(120).await;
        let billing = october(&bench).await.unwrap();
        let overview = bench.call("overview", json!({})).await.unwrap();
        let forecast = bench.call("billing_forecast", json!({})).await.unwrap();
        assert_eq!(
            (&overview["monthToDate"], &overview["balance"], &overview["balanceReadAt"]),
            (&billing["spent"], &billing["balanceEnd"], &billing["readAt"])
        );
        assert_eq!((&forecast["spent"], &forecast["ifUnchanged"]), (&billing["spent"], &overview["monthIfUnchanged"]));
    });
}

#[test]
fn a_report_that_was_just_read_or_is_being_read_is_not_asked_for_again() {
    run(async {
        let bench = Bench::open().await;
        let before = reports(&bench);
        assert!(before > 0, "the first screen has read this month");
        let spent = october(&bench).await.unwrap()["spent"].clone();
        assert_eq!(reports(&bench), before, "and Billing takes it from there");
        assert_eq!(bench.call("overview", json!({})).await.unwrap()["monthToDate"], spent);
        bench.sandbox.add_fault(Fault::always(Operation::MonthlyReport, FaultKind::Delay { ms: 300 }));
        let (one, other) = tokio::join!(july(&bench), july(&bench));
        assert_eq!(one.unwrap(), other.unwrap());
        assert_eq!(reports(&bench) - before, 1);
    });
}

#[test]
fn a_reading_that_fails_fails_for_all_who_wait_and_one_that_is_given_up_for_none() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::always(Operation::MonthlyReport, FaultKind::Stall { after_bytes: 9 }));
        let before = reports(&bench);
        july(&bench).await.unwrap_err();
        let tries = reports(&bench) - before;
        let (one, other) = tokio::join!(july(&bench), july(&bench));
        assert_eq!(one.unwrap_err(), other.unwrap_err());
        assert_eq!(reports(&bench) - before, 2 * tries);
        assert_eq!(july(&bench).now_or_never(), None, "it is under way, and then nobody wants it any more");
        bench.sandbox.clear_faults();
        assert_eq!(july(&bench).await.unwrap()["month"], "2026-07");
    });
}

#[test]
fn billing_keeps_what_the_first_screen_has_read_since() {
    run(async {
        let bench = Bench::open().await;
        bench.pass(REPORT - 40).await;
        let before = october(&bench).await.unwrap();
        bench.pass(30).await;
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert_ne!(overview["balanceReadAt"], before["readAt"], "it was read again meanwhile");
        let asked = reports(&bench);
        let billing = october(&bench).await.unwrap();
        assert_eq!((&billing["readAt"], &billing["spent"]), (&overview["balanceReadAt"], &overview["monthToDate"]));
        assert_eq!(reports(&bench), asked);
    });
}

#[test]
fn the_band_and_the_month_if_nothing_changes_begin_from_one_sum() {
    run(async {
        let bench = Bench::open().await;
        sync(&bench).await;
        bench.pass(120).await;
        october(&bench).await.unwrap();
        let before = bench.call("billing_forecast", json!({})).await.unwrap();
        let credit = Decimal::from(1_000_000);
        of_october(&bench, move |report| {
            report["transactions"].as_array_mut().unwrap().push(line("credit", "other", "1000000.000000"));
            moved(report, credit);
        });
        bench.pass(120).await;
        october(&bench).await.unwrap();
        let after = bench.call("billing_forecast", json!({})).await.unwrap();
        for figure in ["spent", "ifUnchanged", "low", "high"] {
            let fell = amount(&before[figure]) - amount(&after[figure]);
            assert!((fell - credit).abs() < Decimal::ONE_HUNDRED, "{figure} fell by {fell}");
        }
    });
}
