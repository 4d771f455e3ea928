//! The workbook, as its own XML says it.

use std::io::{Cursor, Read};

use voltdeck_books::{Line, xlsx};

use crate::scene::{d, given, lines, month, run, statement};

fn book(lines: &[Line]) -> Vec<u8> {
    let scratch = tempfile::tempdir().unwrap();
    let mut book = Vec::new();
    run(|run| xlsx(&mut book, scratch.path(), &statement(month("2026-10"), lines), given(lines), run)).unwrap();
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "nothing is left in the scratch folder");
    book
}

fn part(book: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_same_lines_make_the_same_file() {
    let lines = lines(5, month("2026-10"), 50);
    assert!(book(&lines) == book(&lines));
}

#[test]
fn a_number_is_written_with_its_own_digits_and_a_long_one_beside_it_as_text() {
    let mut lines = lines(5, month("2026-10"), 3);
    for (line, amount) in lines.iter_mut().zip(["-12345678.901234", "1234567890123.000001", "-0.0000000000001"]) {
        line.effect = d(amount);
    }
    let sheet = part(&book(&lines), "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<v>-12345678.901234</v>"), "{sheet}");
    assert!(sheet.contains("<t>1234567890123.000001</t>"));
    // Too fine to be counted: no number, so that no formula sums it.
    assert!(sheet.contains("<t>-0.0000000000001</t>") && !sheet.contains("<v>-0.0000000000001</v>"));
}

#[test]
fn text_is_text_whatever_it_begins_with() {
    let mut lines = lines(5, month("2026-10"), 2);
    lines[0].note = Some("=1+1".into());
    lines[1].note = Some(format!("{}end", "ö".repeat(40_000)));
    let book = book(&lines);
    let sheet = part(&book, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("t=\"inlineStr\"><is><t>=1+1</t>") && !sheet.contains("<f>"));
    assert!(sheet.contains("… (cut)") && !sheet.contains("öend"));
    assert!(part(&book, "xl/styles.xml").contains("quotePrefix=\"1\""));
}

#[test]
fn the_head_stays_where_it_is_and_sums_are_formulas_with_results() {
    let lines = lines(5, month("2026-10"), 30);
    let book = book(&lines);
    assert!(part(&book, "xl/worksheets/sheet2.xml").contains("state=\"frozen\""));
    let statement = part(&book, "xl/worksheets/sheet1.xml");
    assert!(
        statement.contains("<f>ROUND(SUMIF('Lines'!$D$2:$D$31,\"=Bare metal\",'Lines'!$E$2:$E$31),6)</f><v>"),
        "{statement}"
    );
    assert!(!statement.contains("<v>0</v></c><c r=\"D"), "every formula has its result");
}
