//! No text of anybody becomes a formula, at whatever a program splits our files.

use proptest::prelude::*;
use voltdeck_books::focus::{self, Expected, read_csv};
use voltdeck_books::{Line, Place, Resource, ResourceKind, defused, lines_csv};

use crate::scene::{account, charge, run};

/// Where some program splits: at commas as everybody else, at semicolons where the comma is the decimal sign, at tabs where
/// it is pasted.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Texts that are made to run.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop::sample::select(vec![
            ";",
            "\t",
            "\n",
            "\r\n",
            ",",
            "\"",
            " ",
            "=",
            "+",
            "-",
            "@",
            "'",
            "a",
            "1",
            ".",
            "＝",
            "=cmd|' /C calc'!A0",
        ]),
        0..8,
    )
    .prop_map(|parts| parts.concat())
}

/// A line of the texts.
fn line([name, id, tag, note, centre, place]: [String; 6]) -> Line {
    Line {
        resource: Some(Resource { id, name: Some(name), kind: ResourceKind::Vm }),
        tags: vec![tag],
        note: Some(note),
        cost_centre: Some(centre),
        place: Some(Place { id: "p".into(), name: Some(place) }),
        ..charge()
    }
}

/// Every cell as a program sees it that splits so.
fn cells(csv: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(csv);
    reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Whether one of them would run it: some leave out what cannot be seen before it.
fn runs(cell: &str) -> bool {
    let number = cell.parse::<rust_decimal::Decimal>().is_ok();
    !number && cell.trim_start_matches(['\t', '\r', '\n']).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_a_program_splits_at_no_cell_runs(texts in prop::array::uniform6(text())) {
        let line = line(texts);
        let (mut lines, mut focus_csv) = (Vec::new(), Vec::new());
        run(|run| lines_csv(&mut lines, [Ok(&line)], run)).unwrap();
        run(|run| focus::csv(&mut focus_csv, &account(), [Ok(&line)], run)).unwrap();
        for csv in [&lines, &focus_csv] {
            for delimiter in DELIMITERS {
                for cell in cells(csv, delimiter) {
                    prop_assert!(!runs(&cell), "{cell:?} of {:?} at {:?}", String::from_utf8_lossy(csv), delimiter as char);
                }
            }
        }
    }

    #[test]
    fn a_text_loses_no_letter_and_is_changed_once(text in text()) {
        let safe = defused(&text).into_owned();
        prop_assert_eq!(defused(&safe).into_owned(), safe.clone());
        // Taking the new apostrophes out again leaves the text: nothing else was changed.
        let (mut rest, mut whole) = (text.chars().peekable(), true);
        for letter in safe.chars() {
            if rest.peek() == Some(&letter) {
                rest.next();
            } else {
                whole &= letter == '\'';
            }
        }
        prop_assert!(whole && rest.next().is_none(), "{text:?} became {safe:?}");
    }

    #[test]
    fn amounts_of_any_sign_stay_numbers(cents in -1_000_000_000_i64..1_000_000_000) {
        let amount = rust_decimal::Decimal::new(cents, 2).to_string();
        prop_assert_eq!(defused(&amount).into_owned(), amount);
    }
}

#[test]
fn a_focus_file_of_such_texts_is_valid() {
    let odd = ["x;=cmd", "x;\"=1\"", "-1;+2", "a\tb", "a\n=1", "＝1"].map(str::to_owned);
    let line = line(odd);
    let mut csv = Vec::new();
    let summary = run(|run| focus::csv(&mut csv, &account(), [Ok(&line)], run)).unwrap();
    let table = read_csv(csv.as_slice()).unwrap();
    let expected = Expected { rows: summary.rows(), billed: summary.billed().unwrap() };
    assert_eq!(focus::check(&table, &expected), []);
}
