//! Names, amounts and lengths of time in the words of a notice or a line of activity, as the window writes them.

use chrono::TimeDelta;
use rust_decimal::{Decimal, RoundingStrategy};

/// The longest name that is said outside its own screen.
const LONGEST_NAME: usize = 80;
/// What cuts a text short.
const MORE: char = '…';

/// A name as the provider gave it, to be said in a notice, an error, a line of activity, a menu or a file's name: one line with
/// nothing in it that is not seen or turns the writing around, and no longer than a line can take.
pub fn shown_name(name: &str) -> String {
    shown_text(name, LONGEST_NAME)
}

/// The same of a whole text, cut to so many characters.
pub fn shown_text(text: &str, longest: usize) -> String {
    let mut shown = String::new();
    let mut count = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = count > 0;
            continue;
        }
        if is_unseen(c) {
            continue;
        }
        let needs = 1 + usize::from(gap);
        if count + needs > longest {
            while count >= longest {
                shown.pop();
                count -= 1;
            }
            shown.push(MORE);
            return shown;
        }
        if gap {
            shown.push(' ');
        }
        shown.push(c);
        count += needs;
        gap = false;
    }
    shown
}

/// The same within so many bytes, which is what a system counts.
pub fn within(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let most = bytes.saturating_sub(MORE.len_utf8());
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}{MORE}", text[..end].trim_end())
}

/// Marks that show nothing, turn the writing around or hide in it. Those that join letters and pictures stay: words of some
/// languages are written with them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{00ad}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// An amount to the cent: `$18,240.50`. What is not nothing does not read as nothing: `$0.0002`.
pub fn dollars(amount: Decimal) -> String {
    let cents = rounded(amount, 2);
    let tiny = cents.is_zero() && !amount.is_zero();
    if tiny { written(rounded(amount, 4), 4) } else { written(cents, 2) }
}

/// An amount without cents, for forecasts and budgets: `$66,900`.
pub fn whole_dollars(amount: Decimal) -> String {
    written(rounded(amount, 0), 0)
}

/// An amount as a person set it: without cents where it has none.
pub fn amount(amount: Decimal) -> String {
    if amount.fract().is_zero() { whole_dollars(amount) } else { dollars(amount) }
}

/// A price per hour, or that it is not known.
pub fn per_hour(price: Option<Decimal>) -> String {
    price.map_or_else(|| "an unknown price".to_owned(), |price| format!("{}/h", dollars(price)))
}

/// A length of time in two units at most: `12 min`, `11 h 19 min`, `6 d 17 h`.
pub fn lasting(time: TimeDelta) -> String {
    let seconds = time.num_seconds().max(0);
    if seconds < MINUTE {
        format!("{seconds} s")
    } else if seconds < HOUR {
        format!("{} min", seconds / MINUTE)
    } else if seconds < DAY {
        two((seconds / HOUR, "h"), (seconds % HOUR / MINUTE, "min"))
    } else if seconds < 14 * DAY {
        two((seconds / DAY, "d"), (seconds % DAY / HOUR, "h"))
    } else {
        format!("{} d", seconds / DAY)
    }
}

/// The same to the second below an hour, for what was missing or waited for: `4 min 12 s`.
pub fn span(time: TimeDelta) -> String {
    let (days, hours, minutes) = (time.num_days(), time.num_hours() % 24, time.num_minutes() % 60);
    let parts = match (days, hours, minutes) {
        (0, 0, 0) => return format!("{} s", time.num_seconds()),
        (0, 0, _) => [(minutes, "min"), (time.num_seconds() % 60, "s")],
        (0, _, _) => [(hours, "h"), (minutes, "min")],
        _ => [(days, "d"), (hours, "h")],
    };
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    said.join(" ")
}

/// How long something lasted, as a person says it: `35 min`, `4 h`, `3 d 4 h`.
pub fn lasted(time: TimeDelta) -> String {
    let (days, hours, minutes) = (time.num_days(), time.num_hours(), time.num_minutes());
    match (days, hours) {
        (2.., _) if hours % 24 > 0 => format!("{days} d {} h", hours % 24),
        (2.., _) => format!("{days} d"),
        (_, 1..) => format!("{hours} h"),
        _ if minutes > 0 => format!("{minutes} min"),
        _ => "less than a minute".to_owned(),
    }
}

fn two((big, big_unit): (i64, &str), (small, small_unit): (i64, &str)) -> String {
    if small == 0 { format!("{big} {big_unit}") } else { format!("{big} {big_unit} {small} {small_unit}") }
}

fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn written(amount: Decimal, places: usize) -> String {
    let text = format!("{:.places$}", amount.abs());
    let (whole, cents) = text.split_once('.').map_or((text.as_str(), None), |(whole, cents)| (whole, Some(cents)));
    let mut parted = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "\u{2212}" } else { "" };
    cents.map_or_else(|| format!("{sign}${parted}"), |cents| format!("{sign}${parted}.{cents}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_is_one_line_that_reads_as_it_is_written() {
        for (name, shown) in [
            ("train-01", "train-01"),
            ("  eval\n\r\n a\t b ", "eval a b"),
            ("safe\u{202e}gpj.exe\u{202c}", "safegpj.exe"),
            ("a\u{2028}b\u{0}c\u{85}d", "a b c d"),
            ("za\u{200b}p \u{feff}x\u{2066}y", "zap xy"),
            ("Ελλάδα 日本 می‌خواهم 👩‍💻", "Ελλάδα 日本 می‌خواهم 👩‍💻"),
            ("\n\u{202e}", ""),
        ] {
            assert_eq!(shown_name(name), shown, "{name:?}");
        }
        assert_eq!(shown_name(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(shown_name(&"x".repeat(4_000_000)), format!("{}…", "x".repeat(79)));
        assert_eq!(shown_text("one two three", 8), "one two…");
        assert_eq!(shown_text("one two three", 7), "one tw…");
        assert_eq!((within("äöü", 6).as_str(), within("äöüß", 6).as_str()), ("äöü", "ä…"));
    }

    #[test]
    fn amounts_are_written_as_the_window_writes_them() {
        for (amount, text) in [
            ("0", "$0.00"),
            ("18240.5", "$18,240.50"),
            ("112.88", "$112.88"),
            ("1234567.005", "$1,234,567.01"),
            ("-7.56", "\u{2212}$7.56"),
            ("0.00015", "$0.0002"),
            ("999.999", "$1,000.00"),
        ] {
            assert_eq!(dollars(d(amount)), text);
        }
        assert_eq!((whole_dollars(d("66900.49")), amount(d("60000.00"))), ("$66,900".into(), "$60,000".into()));
        assert_eq!((amount(d("1500.5")), per_hour(None)), ("$1,500.50".into(), "an unknown price".into()));
    }

    #[test]
    fn times_have_two_units_at_most() {
        for (seconds, text) in [
            (-5, "0 s"),
            (59, "59 s"),
            (1_800, "30 min"),
            (40_740, "11 h 19 min"),
            (86_400, "1 d"),
            (581_760, "6 d 17 h"),
            (78 * 86_400, "78 d"),
        ] {
            assert_eq!(lasting(TimeDelta::seconds(seconds)), text);
        }
    }

    #[test]
    fn a_time_is_said_in_two_units_at_most() {
        for (seconds, said) in [
            (0, "0 s"),
            (58, "58 s"),
            (60, "1 min"),
            (252, "4 min 12 s"),
            (3_600, "1 h"),
            (11_345, "3 h 9 min"),
            (86_400, "1 d"),
            (86_400 + 59, "1 d"),
            (273_600, "3 d 4 h"),
        ] {
            assert_eq!(span(TimeDelta::seconds(seconds)), said);
        }
    }

    #[test]
    fn a_time_has_the_two_units_that_matter() {
        let said = |minutes| lasted(TimeDelta::minutes(minutes));
        assert_eq!([said(0), said(35), said(60), said(47 * 60 + 59)], ["less than a minute", "35 min", "1 h", "47 h"]);
        assert_eq!([said(48 * 60), said(76 * 60)], ["2 d", "3 d 4 h"]);
        assert_eq!(said(-5), "less than a minute");
    }
}
