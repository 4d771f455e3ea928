//! What the signs of amounts mean. The provider does not say, so there is one rule, and everything that sums lines asks
//! here: that reading of the signs is taken under which a month adds up, if it is the only one here and in every month
//! that was read; where there is none, nothing that would need it is claimed.

use rust_decimal::Decimal;

use super::micros;
use voltdeck_contract::BillingGroup;

/// One way to read the signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As printed: what comes in is positive.
    Printed,
    /// The other way round.
    Negated,
    /// Unsigned: the kind of a line says it.
    ByKind,
}

impl Reading {
    pub const ALL: [Self; 3] = [Self::Printed, Self::Negated, Self::ByKind];

    /// The word in the store.
    fn word(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Negated => "negated",
            Self::ByKind => "byKind",
        }
    }

    /// Several, as the store has them.
    pub fn words(readings: &[Self]) -> String {
        readings.iter().map(|reading| reading.word()).collect::<Vec<_>>().join(" ")
    }

    /// The same from there.
    pub fn of_words(words: &str) -> Vec<Self> {
        Self::ALL.into_iter().filter(|reading| words.split(' ').any(|word| word == reading.word())).collect()
    }
}

/// Money paid in.
pub fn is_deposit(kind: &str) -> bool {
    kind.ends_with("deposit")
}

/// Money back.
pub fn is_payout(kind: &str) -> bool {
    kind.ends_with("payout")
}

/// A line or a sum of lines in micro-dollars: as printed, and signed by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Both {
    pub printed: i64,
    pub by_kind: i64,
}

impl Both {
    /// A line. As its kind says, deposits and payouts come in, and all else goes out.
    pub fn of(kind: &str, printed: i64) -> Self {
        let comes_in = is_deposit(kind) || is_payout(kind);
        Self { printed, by_kind: if comes_in { printed.abs() } else { -printed.abs() } }
    }

    pub fn add(&mut self, other: Self) {
        self.printed = self.printed.saturating_add(other.printed);
        self.by_kind = self.by_kind.saturating_add(other.by_kind);
    }

    /// Effect on the balance.
    pub fn effect(self, reading: Reading) -> i64 {
        match reading {
            Reading::Printed => self.printed,
            Reading::Negated => self.printed.saturating_neg(),
            Reading::ByKind => self.by_kind,
        }
    }
}

/// The readings under which lines sum to the change of the balance: start, change, end.
pub fn fits(sum: Both, [start, delta, end]: [Option<Decimal>; 3]) -> Vec<Reading> {
    match (start, delta, end) {
        (Some(start), Some(delta), Some(end)) if start.checked_add(delta) == Some(end) => {
            Reading::ALL.into_iter().filter(|reading| micros::decimal(sum.effect(*reading)) == delta).collect()
        }
        _ => Vec::new(),
    }
}

/// What the signs of a month mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signs {
    /// This reading alone adds up, here and in every month that adds up at all.
    Settled(Reading),
    /// This month adds up under none.
    None,
    /// It adds up under several that mean different things.
    Several,
    /// Other months add up under other readings.
    Contradicted,
}

impl Signs {
    /// Settles those of a month: by the readings that fit it, those that fit each of the other months, since the provider
    /// writes all of them alike, and its sums by part.
    pub fn of<'a>(
        fits: &[Reading],
        others: impl Iterator<Item = &'a [Reading]>,
        mut parts: impl Iterator<Item = Both>,
    ) -> Self {
        let mut left = fits.to_vec();
        for month in others.filter(|month| !month.is_empty()) {
            left.retain(|reading| month.contains(reading));
        }
        match left.first() {
            None if fits.is_empty() => Self::None,
            None => Self::Contradicted,
            // Readings that come to the same in every part are no question.
            Some(first) if parts.all(|both| left.iter().all(|other| both.effect(*other) == both.effect(*first))) => {
                Self::Settled(*first)
            }
            Some(_) => Self::Several,
        }
    }

    /// The reading under which amounts are shown.
    pub fn reading(self) -> Reading {
        match self {
            Self::Settled(reading) => reading,
            Self::None | Self::Several | Self::Contradicted => Reading::Printed,
        }
    }

    pub fn settled(self) -> bool {
        matches!(self, Self::Settled(_))
    }
}

/// What was spent, as a positive amount, deposits left out.
pub fn spent(parts: impl Iterator<Item = (BillingGroup, Both)>, reading: Reading) -> i64 {
    let spend = parts.filter(|(part, _)| *part != BillingGroup::Deposits);
    spend.fold(0_i64, |spent, (_, both)| spent.saturating_sub(both.effect(reading)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// Lines in whole micro-dollars: what fits them, and what was spent where that alone settles it.
    fn month(lines: &[(&str, i64)], balances: [Option<&str>; 3]) -> (Vec<Reading>, Option<i64>) {
        let part = |kind: &str| match kind {
            kind if is_deposit(kind) => BillingGroup::Deposits,
            kind if is_payout(kind) => BillingGroup::Refunds,
            _ => BillingGroup::Other,
        };
        let parts: Vec<_> = lines.iter().map(|(kind, amount)| (part(kind), Both::of(kind, *amount))).collect();
        let mut sum = Both::default();
        for (_, both) in &parts {
            sum.add(*both);
        }
        let fits = fits(sum, balances.map(|text| text.map(d)));
        let signs = Signs::of(&fits, std::iter::empty(), parts.iter().map(|(_, both)| *both));
        let spent = signs.settled().then(|| spent(parts.into_iter(), signs.reading()));
        (fits, spent)
    }

    #[test]
    fn the_sign_is_the_one_that_adds_up() {
        let balances = [Some("0.000100"), Some("0.000715"), Some("0.000815")];
        for (reading, [deposit, charge, payout]) in [
            (Reading::Printed, [1_000, -305, 20]),
            (Reading::Negated, [-1_000, 305, -20]),
            (Reading::ByKind, [1_000, 305, 20]),
        ] {
            let lines = [("stripe_deposit", deposit), ("baremetal_charge", charge), ("payout", payout)];
            let (fits, spent) = month(&lines, balances);
            assert!(fits.contains(&reading), "{reading:?}");
            assert_eq!(spent, Some(285), "{reading:?}");
        }
    }

    #[test]
    fn what_does_not_add_up_is_not_claimed() {
        let lines = [("charge", -305)];
        assert_eq!(month(&lines, [Some("0.0001"), Some("-0.000306"), Some("-0.000206")]), (Vec::new(), None));
        assert_eq!(month(&lines, [Some("0.0001"), Some("-0.000305"), Some("0")]), (Vec::new(), None));
        assert_eq!(month(&lines, [Some("0.0001"), None, Some("-0.000205")]), (Vec::new(), None));
        // Under each of the readings these sum to nothing, and mean different things.
        let (fits, spent) =
            month(&[("stripe_deposit", 1_000), ("charge", -1_000)], [Some("0.0001"), Some("0"), Some("0.0001")]);
        assert_eq!((fits.len(), spent), (3, None));
    }

    #[test]
    fn other_months_settle_a_month_or_contradict_it() {
        let parts = [Both::of("stripe_deposit", 1_000), Both::of("charge", -1_000)];
        let signs = |others: &[&[Reading]]| Signs::of(&Reading::ALL, others.iter().copied(), parts.into_iter());
        assert_eq!(signs(&[]), Signs::Several);
        assert_eq!(
            signs(&[&[], &[Reading::Negated, Reading::ByKind], &[Reading::Negated]]),
            Signs::Settled(Reading::Negated)
        );
        assert_eq!(signs(&[&[Reading::Negated], &[Reading::Printed]]), Signs::Contradicted);
        assert_eq!(Signs::of(&[], std::iter::empty(), parts.into_iter()), Signs::None);
    }

    #[test]
    fn readings_come_back_from_the_store_as_they_went_there() {
        for readings in [&Reading::ALL[..], &Reading::ALL[1..], &[]] {
            assert_eq!(Reading::of_words(&Reading::words(readings)), readings);
        }
    }
}
