//! The bounds of a standing order, as a person types them.

use rust_decimal::{Decimal, RoundingStrategy};

use voltdeck_contract::StandingDraft;

/// For how many days an order stands where nothing else is chosen.
pub(crate) const DEFAULT_DAYS: u32 = 7;
/// For how many days an order stands at most.
const MOST_DAYS: u32 = 90;
/// How many tries an order has at most.
const MOST_TRIES: u32 = 10;
/// A higher limit is a slip.
const MOST_PER_HOUR: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

/// Places of a limit after the point.
const PLACES: u32 = 4;

/// Bounds that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) limit: Decimal,
    pub(crate) days: u32,
    pub(crate) tries: u32,
}

/// The bounds, where each can be read and is allowed.
pub(crate) fn read(draft: &StandingDraft) -> Option<Bounds> {
    Some(Bounds {
        limit: limit(&draft.limit).ok()?,
        days: whole(&draft.days, MOST_DAYS)?,
        tries: whole(&draft.tries, MOST_TRIES)?,
    })
}

/// The limit alone.
pub(crate) fn read_limit(draft: &StandingDraft) -> Option<Decimal> {
    limit(&draft.limit).ok()
}

/// The days alone.
pub(crate) fn read_days(draft: &StandingDraft) -> Option<u32> {
    whole(&draft.days, MOST_DAYS)
}

/// The tries alone.
pub(crate) fn read_tries(draft: &StandingDraft) -> Option<u32> {
    whole(&draft.tries, MOST_TRIES)
}

/// A price as a limit to start with: never below it.
pub(crate) fn suggested(price: Decimal) -> String {
    let limit = price.round_dp_with_strategy(PLACES, RoundingStrategy::AwayFromZero).normalize();
    format!("{limit:.*}", limit.scale().max(2) as usize)
}

/// What is wrong with them, each at its field.
pub(crate) fn problems(draft: &StandingDraft) -> Vec<(&'static str, String)> {
    let mut problems = Vec::new();
    if let Err(problem) = limit(&draft.limit) {
        problems.push(("standing.limit", problem.to_owned()));
    }
    if read_days(draft).is_none() {
        problems.push(("standing.days", format!("A standing order stands from 1 to {MOST_DAYS} days.")));
    }
    if read_tries(draft).is_none() {
        problems.push(("standing.tries", format!("A standing order is tried from 1 to {MOST_TRIES} times.")));
    }
    problems
}

/// Dollars per hour, with a point and without a comma: what could be read in two ways is not read.
pub fn limit(typed: &str) -> Result<Decimal, &'static str> {
    const FORM: &str = "Type the limit in dollars per hour, for example 3.98.";
    let typed = typed.trim().trim_start_matches('$').trim();
    if typed.is_empty() {
        return Err("Say what it may cost per hour at most.");
    }
    if !typed.chars().all(|char| char.is_ascii_digit() || char == '.') {
        return Err(FORM);
    }
    let limit: Decimal = typed.parse().map_err(|_| FORM)?;
    if limit <= Decimal::ZERO {
        Err("The limit must be above zero.")
    } else if limit > MOST_PER_HOUR {
        Err("The limit is at most $100,000 per hour.")
    } else if limit.normalize().scale() > PLACES {
        // As many as are shown: what is agreed to is seen to the last digit.
        Err("The limit has at most four places after the point.")
    } else {
        Ok(limit.normalize())
    }
}

fn whole(typed: &str, most: u32) -> Option<u32> {
    typed.trim().parse().ok().filter(|number| (1..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(limit: &str, days: &str, tries: &str) -> StandingDraft {
        StandingDraft { limit: limit.into(), days: days.into(), tries: tries.into() }
    }

    #[test]
    fn a_limit_is_read_exactly_or_not_at_all() {
        for (typed, read) in [("3.98", "3.98"), (" $15.920000 ", "15.92"), ("2", "2"), ("0.0001", "0.0001")] {
            assert_eq!(limit(typed), Ok(read.parse().unwrap()), "{typed}");
        }
        for typed in
            ["", " ", "3,98", "1,000", "-1", "0", "0.00", "abc", "1e3", "3.98/h", "0.00001", "100001", "1.2.3", "."]
        {
            assert!(limit(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_price_makes_a_limit_that_is_never_below_it() {
        for (price, typed) in [("1.990000", "1.99"), ("2", "2.00"), ("0.017408", "0.0175"), ("3.985", "3.985")] {
            let price: Decimal = price.parse().unwrap();
            let suggested = suggested(price);
            assert_eq!(suggested, typed);
            assert!(limit(&suggested).unwrap() >= price);
        }
    }

    #[test]
    fn days_and_tries_have_bounds_of_their_own() {
        assert_eq!(problems(&draft("3.98", "7", "3")), []);
        let fields = |draft| problems(&draft).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        for days in ["0", "91", "-1", "1.5", "", "week"] {
            assert_eq!(fields(draft("1", days, "3")), ["standing.days"], "{days}");
        }
        for tries in ["0", "11", "", "many"] {
            assert_eq!(fields(draft("1", "90", tries)), ["standing.tries"], "{tries}");
        }
        assert_eq!(fields(draft("", "", "")).len(), 3);
        assert_eq!(read(&draft("1", "90", "10")).map(|bounds| (bounds.days, bounds.tries)), Some((90, 10)));
        assert_eq!(read(&draft("1", "0", "10")), None);
    }
}
