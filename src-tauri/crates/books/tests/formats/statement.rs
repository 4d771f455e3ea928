//! The statement as CSV and as a page.

use voltdeck_books::{Closed, Line, Statement, Totals, Unreadable, Verdict, page, statement_csv};

use crate::scene::{at, d, given, lines, month, run, statement};

fn off(lines: &[Line]) -> Statement {
    Statement {
        verdict: Verdict::Off {
            difference: Some(d("-1.000001")),
            reason: "The lines do not sum to the change.".into(),
        },
        unreadable: vec![Unreadable {
            id: "=t-9".into(),
            reason: "Its amount is no number <that> can be read.".into(),
        }],
        closed: Some(Closed {
            at: at("2026-11-03T08:00:00Z"),
            note: "Agreed with \"finance\" & <b>signed</b>".into(),
            invoice: Some(d("-1234.5")),
        }),
        ..statement(month("2026-10"), lines)
    }
}

fn csv(statement: &Statement) -> Vec<Vec<String>> {
    let mut csv = Vec::new();
    statement_csv(&mut csv, statement).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_csv_of_a_statement_adds_up_by_its_own_cells() {
    for seed in 0..20 {
        let lines = lines(seed, month("2026-10"), 50);
        let rows = csv(&statement(month("2026-10"), &lines));
        let amount = |name: &str| d(&rows.iter().find(|row| row[1] == name).unwrap()[3]);
        let groups = rows.iter().filter(|row| row[0] == "Group");
        let sum = groups.map(|row| d(&row[3])).sum::<rust_decimal::Decimal>();
        assert_eq!((amount("Start") + sum, sum), (amount("End"), amount("Change")), "seed {seed}");
    }
}

#[test]
fn a_statement_that_is_off_says_by_how_much_and_why() {
    let lines = lines(1, month("2026-10"), 20);
    let rows = csv(&off(&lines));
    let has = |row: [&str; 5]| assert!(rows.iter().any(|one| one == &row), "{row:?} in {rows:?}");
    has(["Check", "Not reconciled: difference", "", "-1.000001", "The lines do not sum to the change."]);
    has(["Unreadable", "'=t-9", "", "", "Its amount is no number <that> can be read."]);
    has(["Closed", "Invoice total", "", "-1234.500000", ""]);
    let nothing = Statement { balances: voltdeck_books::Balances::default(), ..off(&lines) };
    let rows = csv(&nothing);
    assert!(rows.contains(&["Balance", "End", "", "", "could not be read"].map(String::from).to_vec()), "{rows:?}");
}

#[test]
fn the_page_has_every_sum_and_the_checksum_and_needs_nothing_else() {
    let lines = lines(1, month("2026-10"), 60);
    let totals = run(|run| Totals::of(given(&lines), run)).unwrap();
    let html = page(&statement(month("2026-10"), &lines), &totals, None);
    for wanted in [
        "Reconciled",
        "October 2026",
        "Lab, &quot;north&quot;",
        "org-7",
        "1,000.000001",
        &totals.checksum,
        "Unallocated",
        "60 lines",
        "2026-10-17 00:00:00 UTC",
    ] {
        assert!(html.contains(wanted), "{wanted}");
    }
    for name in ["Virtual machines", "Deposits", "=Sales"] {
        assert!(html.contains(&format!("<td>{name}</td>")), "{name}");
    }
    let lower = html.to_lowercase();
    for no in ["<script", "http://", "https://", "url(", "@import", "<link", "<img", "src="] {
        assert!(!lower.contains(no), "{no}");
    }
    assert!(lower.contains("default-src 'none'") && lower.contains("@media print") && lower.contains("@page"));
    assert!(!html.contains("not read") && !html.contains("In no sum"));
}

#[test]
fn the_page_tells_what_is_off_and_takes_no_markup_from_people() {
    let lines = lines(1, month("2026-10"), 20);
    let totals = run(|run| Totals::of(given(&lines), run)).unwrap();
    let mut statement = off(&lines);
    statement.account = "</title><script>alert(1)</script>".into();
    statement.balances.change = statement.balances.change.map(|change| change - d("1.000001"));
    let html = page(&statement, &totals, Some("n0nce+/="));
    for wanted in [
        "Not reconciled by \u{2212}1.000001",
        "Sum of the lines",
        "<td class=\"n\">\u{2212}1.000001</td>",
        "no number &lt;that&gt; can be read",
        "Agreed with &quot;finance&quot; &amp; &lt;b&gt;signed&lt;/b&gt;",
        "\u{2212}1,234.500000 USD",
        "2026-11-03 08:00:00 UTC",
        "<style nonce=\"n0nce+/=\">",
        "style-src 'nonce-n0nce+/='",
    ] {
        assert!(html.contains(wanted), "{wanted}\n{html}");
    }
    assert!(!html.contains("<script"));
}
