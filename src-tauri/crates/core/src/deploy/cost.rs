//! What a deploy costs and does to the account. Exact decimals throughout.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::views::{DeployCost, LeaseAction, LeaseDraft, Money, MoneyChange, PresetView, Quote, RunwayChange};

/// The account's money as it was read last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Purse {
    /// Burn rate per hour.
    pub(super) burn: Option<Decimal>,
    /// Balance.
    pub(super) balance: Option<Decimal>,
}

/// The price of a preset, where it is readable.
pub(super) fn quote(preset: &PresetView) -> Option<Quote> {
    Some(Quote {
        preset_id: preset.id.clone(),
        compute_per_hour: preset.compute_per_hour?,
        storage_per_hour: preset.storage_per_hour?,
    })
}

/// Both parts per hour.
pub(super) fn per_hour(quote: &Quote) -> Money {
    Money(quote.compute_per_hour.0 + quote.storage_per_hour.0)
}

/// What a deploy at this price costs and does.
pub(super) fn cost(quote: &Quote, lease: Option<&LeaseDraft>, purse: Purse) -> DeployCost {
    let per_hour = per_hour(quote).0;
    let hours = |hours: u32| Money(per_hour * Decimal::from(hours));
    let burn = purse.burn.map(|before| MoneyChange { before: Money(before), after: Money(before + per_hour) });
    let runway = purse.balance.zip(purse.burn).map(|(balance, before)| RunwayChange {
        before_seconds: runway_seconds(balance, before),
        after_seconds: runway_seconds(balance, before + per_hour),
    });
    DeployCost {
        compute_per_hour: quote.compute_per_hour,
        storage_per_hour: quote.storage_per_hour,
        per_hour: Money(per_hour),
        per_day: hours(24),
        per_30_days: hours(720),
        lease_at_most: lease.filter(|lease| lease.action != LeaseAction::Remind).map(|lease| hours(lease.hours)),
        burn,
        runway,
    }
}

/// Whole seconds that a balance lasts. `None` where nothing is spent, or for longer than anyone plans.
fn runway_seconds(balance: Decimal, burn: Decimal) -> Option<u32> {
    if burn <= Decimal::ZERO {
        return None;
    }
    let seconds = (balance.max(Decimal::ZERO) * Decimal::from(3600)).checked_div(burn)?;
    seconds.floor().to_u32()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        Money(text.parse().unwrap())
    }

    fn h100() -> Quote {
        Quote { preset_id: "p".into(), compute_per_hour: money("1.890000"), storage_per_hour: money("0.100000") }
    }

    #[test]
    fn the_price_is_multiplied_exactly() {
        let cost = cost(&h100(), None, Purse::default());
        assert_eq!(cost.per_hour, money("1.99"));
        assert_eq!(cost.per_day, money("47.76"));
        assert_eq!(cost.per_30_days, money("1432.80"));
        assert_eq!(cost.lease_at_most, None);
        assert_eq!((cost.burn, cost.runway), (None, None));
    }

    #[test]
    fn the_runway_is_told_before_and_after() {
        let purse = Purse { burn: Some("1.99".parse().unwrap()), balance: Some("1204.10".parse().unwrap()) };
        let cost = cost(&h100(), None, purse);
        assert_eq!(cost.burn, Some(MoneyChange { before: money("1.99"), after: money("3.98") }));
        let runway = cost.runway.unwrap();
        // 1204.10 / 1.99 h = 605.07… h
        assert_eq!(runway.before_seconds, Some(2_178_271));
        assert_eq!(runway.after_seconds, Some(1_089_135));
    }

    #[test]
    fn nothing_spent_lasts_for_ever_and_an_overdrawn_account_not_at_all() {
        let purse = Purse { burn: Some(Decimal::ZERO), balance: Some("-3".parse().unwrap()) };
        let runway = cost(&h100(), None, purse).runway.unwrap();
        assert_eq!(runway.before_seconds, None);
        assert_eq!(runway.after_seconds, Some(0));
    }

    #[test]
    fn a_lease_caps_the_cost_only_where_it_ends_the_price() {
        let lease = |action| LeaseDraft { hours: 10, action };
        let at_most = |action| cost(&h100(), Some(&lease(action)), Purse::default()).lease_at_most;
        assert_eq!(at_most(LeaseAction::Terminate), Some(money("19.90")));
        assert_eq!(at_most(LeaseAction::Release), Some(money("19.90")));
        assert_eq!(at_most(LeaseAction::Remind), None);
    }
}
