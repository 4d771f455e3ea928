//! docs/faults.md.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use http::Method;

use crate::front::Fault;
use crate::{Cell, Verdict};

/// A fault, as the table has it.
pub struct Column {
    pub fault: Fault,
    head: &'static str,
    meaning: &'static str,
}

const fn column(fault: Fault, head: &'static str, meaning: &'static str) -> Column {
    Column { fault, head, meaning }
}

/// The twenty.
pub const COLUMNS: [Column; 20] = [
    column(Fault::Refused, "refused", "Nobody listens at the address."),
    column(Fault::NoName, "no name", "The name of the host leads nowhere."),
    column(Fault::Tls, "TLS", "Nobody vouches for the certificate."),
    column(
        Fault::Closed,
        "closed",
        "The connection closes before anything is read from it; a byte may have been sent.",
    ),
    column(Fault::Lost, "lost", "The provider did it, and the connection closes without a byte of an answer."),
    column(Fault::Silent, "silent", "The provider did it, and no byte of an answer comes within the time."),
    column(Fault::SilentInBody, "half, silent", "The provider did it, and the body stops in the middle."),
    column(
        Fault::CutJson,
        "half JSON",
        "The provider did it; the answer is whole to HTTP and ends in the middle of its JSON.",
    ),
    column(Fault::OtherForm, "other form", "The provider did it; the answer is JSON of another form."),
    column(Fault::Empty, "empty", "The provider did it; a good status and no body."),
    column(Fault::Html, "HTML", "Somebody on the way answers 200 with a page, and the provider hears of nothing."),
    column(Fault::Status(301), "301", "A redirect that may be the answer to what was done."),
    column(Fault::Status(307), "307", "A redirect that asks for the same elsewhere."),
    column(Fault::Status(401), "401", "The token is refused."),
    column(Fault::Status(402), "402", "The balance does not suffice."),
    column(Fault::Status(404), "404", "There is no such thing."),
    column(Fault::Status(408), "408", "The server stopped waiting, and the provider did it all the same."),
    column(Fault::Status(409), "409", "It conflicts with how things stand."),
    column(Fault::Status(429), "429", "Too many requests, with `Retry-After: 1`."),
    column(Fault::Status(503), "503", "A gateway gave up, and the provider did it all the same."),
];

const HEAD: &str = "\
# What the client does when something fails

Every operation of [the provider's page](api/provider-page.txt) meets every fault below over a real connection before the \
sandbox, and this says what came of it. Written by `cargo xtask bindings`, never by hand; \
`src-tauri/crates/voltagepark/tests/fault_table` fails where it is stale, and where a cell breaks what must hold: a write that \
is no DELETE is sent once; a DELETE is sent again only where no byte of an answer came; nothing is told as refused that \
the sandbox did, nor as done that it did not; what may have been done is unknown; nothing panics.

A cell says what the client answers and, where it is more than one, how many times it was tried: *done* (of an answer in \
another form, with nothing known of it), *fails* (a read \
that brought nothing), *refused* (a write that certainly did nothing), *unknown* (a write of which nobody knows: it is \
looked for, never sent again).

The twenty are one of each kind that the client tells apart, in the order in which a request comes to them: no way to the \
server (three), a connection that ends or falls silent (four), an answer that cannot be taken at its word (four), and the \
statuses that mean different things (nine). What each status from 100 to 599 means for each kind of write is held beside \
it by `tests/statuses.rs`: 400, 403 and 422 are as 402 and 409, 302 and 303 as 301, 308 as 307, and for a write 500 and \
502 are as 503.
";

pub fn text(operations: &[(&str, Method)], always: &[Vec<Cell>], once: &[Vec<Cell>]) -> String {
    let mut text = format!("{HEAD}\n| fault | what happens |\n| --- | --- |\n");
    for Column { head, meaning, .. } in &COLUMNS {
        let _ = writeln!(text, "| {head} | {meaning} |");
    }
    text.push_str("\n## Every try meets the fault\n\n");
    rows(&mut text, operations, always, &|_| true);
    text.push_str("\n## The first try meets it, and the next would be answered well\n\n");
    rows(&mut text, operations, once, &Fault::arrives);
    text
}

fn rows(text: &mut String, operations: &[(&str, Method)], columns: &[Vec<Cell>], has: &dyn Fn(Fault) -> bool) {
    let heads: Vec<&str> = COLUMNS.iter().filter(|column| has(column.fault)).map(|column| column.head).collect();
    let _ = writeln!(text, "| operation | {} |\n| --- |{}", heads.join(" | "), " --- |".repeat(heads.len()));
    for (at, (name, method)) in operations.iter().enumerate() {
        let cells: Vec<String> = columns.iter().map(|column| cell(column[at])).collect();
        let _ = writeln!(text, "| {method} `{name}` | {} |", cells.join(" | "));
    }
}

fn cell(Cell { verdict, tries }: Cell) -> String {
    let word = match verdict {
        Verdict::Done => "done",
        Verdict::Failed => "fails",
        Verdict::Refused => "refused",
        Verdict::Unknown => "unknown",
    };
    if tries == 1 { word.to_owned() } else { format!("{word}, {tries} tries") }
}

/// Holds the committed file to this text, or writes it.
pub fn hold(text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/faults.md");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        fs::write(path, text).unwrap();
        return;
    }
    let committed = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == text, "docs/faults.md is stale: `cargo xtask bindings` writes it anew\n{text}");
}
