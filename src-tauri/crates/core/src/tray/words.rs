//! The words of the tray. A menu has no columns, no colours and no tips: a line says all by itself.

use rust_decimal::{Decimal, RoundingStrategy};

use voltdeck_contract::{InstanceView, MachineKind, Mark, Money};

/// The longest name that stands whole in a menu.
const LONGEST: usize = 40;
/// The longest sentence.
const LONGEST_SENTENCE: usize = 90;

/// An amount to the cent: `$18,240.50`, `−$7.56`.
pub(super) fn money(amount: Decimal) -> String {
    let cents = amount.abs().round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let text = format!("{cents:.2}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount.is_sign_negative() && !cents.is_zero() { "\u{2212}" } else { "" };
    format!("{sign}${grouped}.{part}")
}

/// An amount per hour.
pub(super) fn rate(price: Money) -> String {
    format!("{}/h", money(price.0))
}

/// A length of time in two units at most, as the window tells it: `6 d 17 h`, `11 h 19 min`, `78 d`.
pub(super) fn duration(seconds: u32) -> String {
    const MINUTE: u32 = 60;
    const HOUR: u32 = 60 * MINUTE;
    const DAY: u32 = 24 * HOUR;
    let two = |big: u32, big_unit: &str, small: u32, small_unit: &str| match seconds % big / small {
        0 => format!("{} {big_unit}", seconds / big),
        rest => format!("{} {big_unit} {rest} {small_unit}", seconds / big),
    };
    match seconds {
        0..MINUTE => format!("{seconds} s"),
        MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        HOUR..DAY => two(HOUR, "h", MINUTE, "min"),
        _ if seconds < 14 * DAY => two(DAY, "d", HOUR, "h"),
        _ => format!("{} d", seconds / DAY),
    }
}

/// The shape of a state.
pub(super) fn mark(machine: &InstanceView) -> char {
    if machine.underway.is_some() {
        return '◐';
    }
    match machine.state.mark {
        Mark::Running => '●',
        Mark::Pending => '◐',
        Mark::Stopped => '■',
        Mark::Released => '□',
        Mark::Outbid => '◇',
        Mark::Failed => '✕',
        Mark::Terminated => '—',
        Mark::Unknown => '◌',
    }
}

/// A machine's line: mark, name, price.
pub(super) fn line(machine: &InstanceView) -> String {
    let price = machine.price_now.map(|price| format!("\u{2003}{}", rate(price))).unwrap_or_default();
    format!("{} {}{price}", mark(machine), name(&machine.name))
}

/// A name as a menu can show it: on one line, not over its width, and nothing in it that turns the line around.
pub(super) fn name(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = name.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.trim();
    shortened(plain, LONGEST)
}

/// A sentence as a menu can show it.
pub(super) fn sentence(text: &str) -> String {
    shortened(text, LONGEST_SENTENCE)
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let cut: String = text.chars().take(longest - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A machine is about to end by itself.
pub(super) fn put_off(machine: &str) -> String {
    format!("▲ Put off the auto-stop of {}…", name(machine))
}

/// What a stop does to the price, before it is asked for. What it does to that of a rental is not published.
pub(super) fn stop(machine: &InstanceView) -> String {
    match (machine.acts.stop.price_after, machine.kind) {
        (None, _) => "Stop…".to_owned(),
        (Some(price), MachineKind::Vm) => format!("Stop, still {}…", rate(price)),
        (Some(price), MachineKind::BareMetal) => format!("Stop, up to {}…", rate(price)),
    }
}

/// An act with the price after it.
pub(super) fn priced(deed: &str, price: Option<Money>) -> String {
    price.map_or_else(|| format!("{deed}…"), |price| format!("{deed}, {}…", rate(price)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_cents_thousands_and_a_sign() {
        let said = |text: &str| money(text.parse().unwrap());
        assert_eq!(said("112.88"), "$112.88");
        assert_eq!(said("18240.5"), "$18,240.50");
        assert_eq!(said("1234567.005"), "$1,234,567.01");
        assert_eq!(said("999"), "$999.00");
        assert_eq!(said("-7.56"), "−$7.56");
        assert_eq!(said("-0.001"), "$0.00");
        assert_eq!(said("0"), "$0.00");
    }

    #[test]
    fn a_time_has_two_units_at_most() {
        let said: Vec<String> = [41, 720, 40_740, 86_400, 580_000, 6_739_200].map(duration).into();
        assert_eq!(said, ["41 s", "12 min", "11 h 19 min", "1 d", "6 d 17 h", "78 d"]);
    }

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(name("eval-c"), "eval-c");
        assert_eq!(name(" a\nb\u{202e}c "), "a bc");
        let long = name(&"x".repeat(64));
        assert_eq!((long.chars().count(), long.ends_with('…')), (40, true));
    }
}
