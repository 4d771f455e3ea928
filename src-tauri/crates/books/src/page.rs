//! A statement as a page to print: one HTML document that loads nothing and runs nothing.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::{Group, Statement, Totals, Verdict, exact};

const STYLE: &str = include_str!("page.css");

/// Makes the page. Where it is shown under a policy that wants a nonce for styles, that is given; a text that could be
/// no nonce is taken for none.
pub fn page(statement: &Statement, totals: &Totals, nonce: Option<&str>) -> String {
    let (title, nonce) = (title(statement), nonce.filter(|nonce| is_nonce(nonce)));
    let style = nonce.map_or_else(String::new, |nonce| format!(" nonce=\"{nonce}\""));
    let mut page = String::with_capacity(16_384);
    page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    page.push_str(&nonce.map_or_else(|| "'unsafe-inline'".into(), |nonce| format!("'nonce-{nonce}'")));
    let _ = write!(page, "\">\n<title>{}</title>\n<style{style}>\n{STYLE}</style>\n</head>\n<body>\n", escaped(&title));
    head(&mut page, statement);
    balance(&mut page, statement, totals);
    centres(&mut page, totals);
    left(&mut page, statement, totals);
    closed(&mut page, statement);
    foot(&mut page, statement, totals);
    page.push_str("</body>\n</html>\n");
    page
}

/// Also the name that a browser proposes for the file.
fn title(statement: &Statement) -> String {
    format!("Statement {} {}", statement.month, statement.account)
}

fn head(page: &mut String, statement: &Statement) {
    let (class, badge, said) = match &statement.verdict {
        Verdict::Reconciled { reading } => ("good", "Reconciled".to_owned(), reading),
        Verdict::Off { difference, reason } => {
            let by = difference.map_or_else(String::new, |by| format!(" by {}", money(by)));
            ("off", format!("Not reconciled{by}"), reason)
        }
    };
    let _ = write!(
        page,
        "<header><div><p class=\"kind\">Statement</p><h1>{}</h1></div><p class=\"badge {class}\">{}</p></header>\n<dl>",
        escaped(&statement.month.words()),
        escaped(&badge)
    );
    let mut say = |name: &str, text: &str| {
        let _ = write!(page, "<dt>{name}</dt><dd>{}</dd>", escaped(text));
    };
    say("Account", &statement.account);
    say("Organization ID", statement.organization.as_deref().unwrap_or("not entered"));
    say("Currency", &statement.currency);
    say("Read at", &moment(statement.read_at));
    say("Check", said);
    page.push_str("</dl>\n");
}

fn balance(page: &mut String, statement: &Statement, totals: &Totals) {
    open(page, "Balance", &["", "Lines", &format!("Amount ({})", statement.currency)]);
    let balances = statement.balances;
    row(page, "Start of the month", None, balances.start, false);
    for group in &statement.groups {
        row(page, &group.name, Some(group.lines), Some(group.amount), false);
    }
    row(page, "Change in the month", Some(totals.lines - totals.uncounted.count), balances.change, true);
    row(page, "End of the month", None, balances.end, true);
    // Where they are the same there is nothing to say.
    if balances.change != Some(totals.sum) {
        row(page, "Sum of the lines", None, Some(totals.sum), false);
        let apart = balances.change.and_then(|change| change.checked_sub(totals.sum));
        row(page, "Change less the sum of the lines", None, apart, false);
    }
    page.push_str("</tbody></table>\n");
}

/// Only where there is one: else all is unallocated, and the balance says it.
fn centres(page: &mut String, totals: &Totals) {
    if !totals.cost_centres.iter().any(|centre| !centre.name.is_empty()) {
        return;
    }
    open(page, "By cost centre", &["", "Lines", "Amount"]);
    for Group { name, lines, amount } in &totals.cost_centres {
        let name = if name.is_empty() { "Unallocated" } else { name };
        row(page, name, Some(*lines), Some(*amount), false);
    }
    row(page, "Sum of the lines", Some(totals.lines - totals.uncounted.count), Some(totals.sum), true);
    page.push_str("</tbody></table>\n");
}

/// What is in no sum.
fn left(page: &mut String, statement: &Statement, totals: &Totals) {
    let uncounted = &totals.uncounted;
    if statement.unreadable.is_empty() && uncounted.count == 0 {
        return;
    }
    page.push_str("<h2>In no sum</h2>\n<table><thead><tr><th>Line</th><th>Why</th></tr></thead><tbody>\n");
    let mut said = |id: &str, reason: &str| {
        let _ = writeln!(page, "<tr><td><code>{}</code></td><td>{}</td></tr>", escaped(id), escaped(reason));
    };
    for one in statement.unreadable.iter().chain(&uncounted.named) {
        said(&one.id, &one.reason);
    }
    let named = u64::try_from(uncounted.named.len()).unwrap_or(u64::MAX);
    if let Some(more) = uncounted.count.checked_sub(named).filter(|more| *more > 0) {
        said(&format!("and {more} more"), "");
    }
    page.push_str("</tbody></table>\n");
}

fn closed(page: &mut String, statement: &Statement) {
    let Some(closed) = &statement.closed else { return };
    let _ = writeln!(page, "<h2>Closed</h2>\n<p>The month was closed on {}.</p>", moment(closed.at));
    if let Some(invoice) = closed.invoice {
        let _ = writeln!(
            page,
            "<p>It was held against an invoice of {} {}.</p>",
            money(invoice),
            escaped(&statement.currency)
        );
    }
    if !closed.note.trim().is_empty() {
        let _ = writeln!(page, "<p class=\"note\">{}</p>", escaped(&closed.note));
    }
}

fn foot(page: &mut String, statement: &Statement, totals: &Totals) {
    let _ = writeln!(
        page,
        "<footer><p>{} lines. Checksum of the lines (SHA-256): <code>{}</code></p>\
         <p>Amounts are exact. Charges are negative, money in is positive. The month is in UTC, and what runs is counted \
         up to the time of reading. Made by Voltdeck from what the provider's report said at {}.</p></footer>",
        totals.lines,
        escaped(&totals.checksum),
        moment(statement.read_at)
    );
}

fn open(page: &mut String, head: &str, columns: &[&str; 3]) {
    let _ = write!(page, "<h2>{}</h2>\n<table><thead><tr>", escaped(head));
    for (at, column) in columns.iter().enumerate() {
        let class = if at == 0 { "" } else { " class=\"n\"" };
        let _ = write!(page, "<th{class}>{}</th>", escaped(column));
    }
    page.push_str("</tr></thead><tbody>\n");
}

fn row(page: &mut String, name: &str, lines: Option<u64>, amount: Option<Decimal>, total: bool) {
    let class = if total { " class=\"total\"" } else { "" };
    let lines = lines.map_or_else(String::new, |lines| lines.to_string());
    let amount = amount.map_or_else(|| "not read".to_owned(), money);
    let name = escaped(name);
    let _ = writeln!(page, "<tr{class}><td>{name}</td><td class=\"n\">{lines}</td><td class=\"n\">{amount}</td></tr>");
}

/// `−1,234.560000`.
fn money(amount: Decimal) -> String {
    let text = exact::text(amount);
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text.as_str()), |unsigned| ("\u{2212}", unsigned));
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{places}")
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn is_nonce(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'='))
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let escape = |mut safe: String, character| {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
        safe
    };
    Cow::Owned(text.chars().fold(String::with_capacity(text.len() + 16), escape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_keeps_every_place() {
        for (amount, shown) in [
            ("0", "0.000000"),
            ("-1234.56", "\u{2212}1,234.560000"),
            ("999.9999991", "999.9999991"),
            ("1000000", "1,000,000.000000"),
            ("-123456", "\u{2212}123,456.000000"),
        ] {
            assert_eq!(money(amount.parse().unwrap()), shown);
        }
    }

    #[test]
    fn nothing_that_a_person_wrote_is_markup() {
        assert_eq!(escaped("<b onclick='x'>\"&"), "&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;");
        assert!(is_nonce("aB3+/=-_") && !is_nonce("") && !is_nonce("a\" onload=\"x"));
    }
}
