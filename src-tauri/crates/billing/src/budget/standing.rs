//! Where a budget stands, and what of that is to be told: decided from amounts alone.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What is told of a budget, each once in a month and for an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    /// Half of it is spent.
    Half,
    /// Four fifths are.
    Most,
    /// It is used up.
    All,
    /// It will not last the month.
    Forecast,
}

impl Word {
    pub(super) const EACH: [Self; 4] = [Self::Half, Self::Most, Self::All, Self::Forecast];
    const STEPS: [(Self, u32); 3] = [(Self::All, 100), (Self::Most, 80), (Self::Half, 50)];

    /// Its name in the name of the event.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Half => "50",
            Self::Most => "80",
            Self::All => "100",
            Self::Forecast => "forecast",
        }
    }
}

/// A budget beside what was spent and what the month comes to if nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub amount: Decimal,
    pub spent: Option<Decimal>,
    pub forecast: Option<Decimal>,
}

impl Standing {
    /// What is spent of it, in whole per cent, downwards; refunds beyond the charges are nothing spent.
    pub(super) fn percent(&self) -> Option<u32> {
        whole_percent(self.spent?, self.amount)
    }

    /// What the forecast is over the budget.
    pub(super) fn over_by(&self) -> Option<Decimal> {
        self.forecast.map(|forecast| forecast - self.amount).filter(|over| *over > Decimal::ZERO)
    }

    /// The same in whole per cent, one at least.
    pub(super) fn over_percent(&self) -> Option<u32> {
        whole_percent(self.over_by()?, self.amount).map(|percent| percent.max(1))
    }

    /// What is to be told, where this was told before in this month and for this amount.
    pub(super) fn news(&self, told: &[Word]) -> Vec<Word> {
        // Without a sum that reconciles nothing is told.
        let Some(percent) = self.percent() else { return Vec::new() };
        let reached = Word::STEPS.into_iter().find(|(_, step)| percent >= *step).map(|(word, _)| word);
        // Whoever knows that it is used up needs not be told that half of it is: as after a refund.
        let step = reached.filter(|reached| Word::STEPS.iter().all(|(word, _)| word < reached || !told.contains(word)));
        let used_up = reached == Some(Word::All) || told.contains(&Word::All);
        let forecast = self.over_by().filter(|_| !used_up && !told.contains(&Word::Forecast));
        step.into_iter().chain(forecast.map(|_| Word::Forecast)).collect()
    }
}

fn whole_percent(part: Decimal, whole: Decimal) -> Option<u32> {
    let percent = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    percent.floor().max(Decimal::ZERO).to_u32()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn standing(spent: &str, forecast: &str) -> Standing {
        Standing { amount: d("1000"), spent: spent.parse().ok(), forecast: forecast.parse().ok() }
    }

    #[test]
    fn each_step_is_told_once_and_only_the_highest_that_is_reached() {
        use Word::{All, Forecast, Half, Most};
        let cases: [(&str, &str, &[Word], &[Word]); 12] = [
            ("499.99", "900", &[], &[]),
            ("500", "900", &[], &[Half]),
            ("799.99", "900", &[Half], &[]),
            ("800", "1000", &[Half], &[Most]),
            ("850", "900", &[], &[Most]),
            ("1000", "1200", &[Half, Most], &[All]),
            ("1200", "2000", &[Half, Most, All], &[]),
            // A refund takes it back below: nothing is told a second time, nor a lower step after a higher.
            ("600", "900", &[Most], &[]),
            ("100", "1000", &[], &[]),
            ("100", "1000.01", &[], &[Forecast]),
            ("500", "1400", &[], &[Half, Forecast]),
            ("500", "1400", &[Half, Forecast], &[]),
        ];
        for (spent, forecast, told, expected) in cases {
            assert_eq!(standing(spent, forecast).news(told), expected, "{spent} {forecast} {told:?}");
        }
        assert_eq!(standing("", "1400").news(&[]), [], "a month that does not reconcile tells nothing");
        assert_eq!(standing("500", "").news(&[]), [Half]);
    }

    #[test]
    fn per_cent_are_whole_and_the_rest_is_exact() {
        let over = Standing { amount: d("60000"), spent: Some(d("32118.44")), forecast: Some(d("68406.12")) };
        assert_eq!((over.percent(), over.over_by(), over.over_percent()), (Some(53), Some(d("8406.12")), Some(14)));
        assert_eq!(standing("-20", "1000.01").percent(), Some(0));
        assert_eq!(standing("-20", "1000.01").over_percent(), Some(1));
        assert_eq!(standing("0", "1000").over_by(), None);
        let absurd = Standing { amount: d("0.01"), spent: Some(Decimal::MAX), forecast: Some(Decimal::MAX) };
        assert_eq!((absurd.percent(), absurd.news(&[])), (None, vec![]));
    }

    proptest! {
        #[test]
        fn any_row_of_readings_tells_each_word_once_and_none_that_is_not_so(
            readings in prop::collection::vec((-50_i64..2_500, 0_i64..4_000, any::<bool>()), 0..40),
        ) {
            let mut told = Vec::new();
            for (spent, forecast, readable) in readings {
                let now = Standing {
                    amount: d("1000"),
                    spent: readable.then(|| Decimal::from(spent)),
                    forecast: Some(Decimal::from(forecast)),
                };
                for word in now.news(&told) {
                    prop_assert!(readable && !told.contains(&word));
                    let so = match word {
                        Word::Half => spent >= 500,
                        Word::Most => spent >= 800,
                        Word::All => spent >= 1_000,
                        Word::Forecast => forecast > 1_000 && spent < 1_000,
                    };
                    prop_assert!(so);
                    told.push(word);
                }
                // Nothing that is so stays untold, but for what a higher step says too.
                prop_assert!(!readable || spent < 1_000 || told.contains(&Word::All));
                prop_assert!(!readable || spent < 500 || told.iter().any(|word| *word != Word::Forecast));
            }
        }
    }
}
