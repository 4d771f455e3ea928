//! What a deploy costs and does to the account. Exact decimals throughout.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use voltdeck_base::rates;
use voltdeck_billing::money;
use voltdeck_contract::{DeployCost, LeaseAction, LeaseDraft, Money, MoneyChange, PresetView, Quote, RunwayChange};
use voltdeck_machines::lease;

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
        hardware_id: preset.id.clone(),
        compute_per_hour: preset.compute_per_hour?,
        storage_per_hour: preset.storage_per_hour?,
    })
}

/// Both parts per hour.
pub(super) fn per_hour(quote: &Quote) -> Money {
    Money(quote.compute_per_hour.0.saturating_add(quote.storage_per_hour.0))
}

/// What a deploy at this price costs and does.
pub(super) fn cost(quote: &Quote, lease: Option<&LeaseDraft>, purse: Purse, now: DateTime<Utc>) -> DeployCost {
    let per_hour = per_hour(quote).0;
    let hours = |hours: u32| Money(per_hour.saturating_mul(Decimal::from(hours)));
    let with_it = |burn: Decimal| burn.saturating_add(per_hour);
    let burn = purse.burn.map(|before| MoneyChange { before: Money(before), after: Money(with_it(before)) });
    let runway = purse.balance.zip(purse.burn).map(|(balance, before)| RunwayChange {
        before_seconds: money::runway(balance, before),
        after_seconds: money::runway(balance, with_it(before)),
    });
    DeployCost {
        compute_per_hour: quote.compute_per_hour,
        storage_per_hour: quote.storage_per_hour,
        per_hour: Money(per_hour),
        per_day: hours(24),
        per_30_days: hours(720),
        // A released machine still pays for its disk, a stopped one in full.
        lease_at_most: lease.filter(|lease| lease.action == LeaseAction::Terminate).map(|lease| match lease.ends_at {
            None => hours(lease.hours),
            Some(_) => Money(rates::over(per_hour, lease::length(lease, now))),
        }),
        burn,
        runway,
        month: None,
    }
}

/// What it costs from now until this month is over.
pub(super) fn this_month(quote: &Quote, lease: Option<&LeaseDraft>, now: DateTime<Utc>) -> Decimal {
    let left = money::month_end(now) - now;
    let ends = lease.filter(|lease| lease.action == LeaseAction::Terminate).map(|lease| lease::length(lease, now));
    rates::over(per_hour(quote).0, ends.map_or(left, |ends| left.min(ends)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(text: &str) -> Money {
        Money(text.parse().unwrap())
    }

    fn now() -> DateTime<Utc> {
        "2026-10-15T12:00:00Z".parse().unwrap()
    }

    fn h100() -> Quote {
        Quote { hardware_id: "p".into(), compute_per_hour: dollars("1.890000"), storage_per_hour: dollars("0.100000") }
    }

    #[test]
    fn the_price_is_multiplied_exactly() {
        let cost = cost(&h100(), None, Purse::default(), now());
        assert_eq!(cost.per_hour, dollars("1.99"));
        assert_eq!(cost.per_day, dollars("47.76"));
        assert_eq!(cost.per_30_days, dollars("1432.80"));
        assert_eq!(cost.lease_at_most, None);
        assert_eq!((cost.burn, cost.runway), (None, None));
    }

    #[test]
    fn the_runway_is_told_before_and_after() {
        let purse = Purse { burn: Some("1.99".parse().unwrap()), balance: Some("1204.10".parse().unwrap()) };
        let cost = cost(&h100(), None, purse, now());
        assert_eq!(cost.burn, Some(MoneyChange { before: dollars("1.99"), after: dollars("3.98") }));
        let runway = cost.runway.unwrap();
        // 1204.10 / 1.99 h = 605.07… h
        assert_eq!(runway.before_seconds, Some(2_178_271));
        assert_eq!(runway.after_seconds, Some(1_089_135));
    }

    #[test]
    fn no_end_is_told_where_nothing_is_spent_or_nothing_is_left() {
        let purse = |burn: &str, balance: &str| Purse {
            burn: Some(burn.parse().unwrap()),
            balance: Some(balance.parse().unwrap()),
        };
        let runway = |purse| cost(&h100(), None, purse, now()).runway.unwrap();
        assert_eq!(runway(purse("0", "3.98")), RunwayChange { before_seconds: None, after_seconds: Some(7200) });
        assert_eq!(runway(purse("1", "-3")), RunwayChange { before_seconds: None, after_seconds: None });
    }

    #[test]
    fn amounts_beyond_reason_do_not_end_the_app() {
        let huge = Quote { compute_per_hour: Money(Decimal::MAX), ..h100() };
        let purse = Purse { burn: Some(Decimal::MAX), balance: Some(Decimal::MAX) };
        let lease = LeaseDraft { hours: u32::MAX, ends_at: None, action: LeaseAction::Terminate };
        assert_eq!(cost(&huge, Some(&lease), purse, now()).per_day, Money(Decimal::MAX));
    }

    #[test]
    fn of_this_month_it_costs_what_is_left_of_it_or_of_its_lease() {
        let lease = |hours, action| LeaseDraft { hours, ends_at: None, action };
        let costs = |lease: Option<&LeaseDraft>| this_month(&h100(), lease, now());
        let exactly = |text: &str| text.parse::<Decimal>().unwrap();
        // Sixteen days and a half, of 47.76 each.
        assert_eq!(costs(None), exactly("788.04"));
        assert_eq!(costs(Some(&lease(10, LeaseAction::Terminate))), exactly("19.90"));
        assert_eq!(
            costs(Some(&lease(1_000, LeaseAction::Terminate))),
            exactly("788.04"),
            "what is after it is not of it"
        );
        assert_eq!(costs(Some(&lease(10, LeaseAction::Stop))), exactly("788.04"), "a stop saves nothing");
        let last = "2026-10-31T23:59:59Z".parse().unwrap();
        assert_eq!(this_month(&h100(), None, last), Decimal::ZERO, "a second of it is less than a cent");
        let huge = Quote { compute_per_hour: Money(Decimal::MAX), ..h100() };
        assert!(this_month(&huge, None, now()) > Decimal::ZERO);
    }

    #[test]
    fn a_lease_caps_the_cost_only_where_it_ends_the_price() {
        let lease = |action| LeaseDraft { hours: 10, ends_at: None, action };
        let at_most = |lease: &LeaseDraft| cost(&h100(), Some(lease), Purse::default(), now()).lease_at_most;
        assert_eq!(at_most(&lease(LeaseAction::Terminate)), Some(dollars("19.90")));
        assert_eq!(at_most(&lease(LeaseAction::Release)), None, "the disk is billed on");
        assert_eq!(at_most(&lease(LeaseAction::Stop)), None, "a stop saves nothing");
        assert_eq!(at_most(&lease(LeaseAction::Remind)), None);
        let at = LeaseDraft { ends_at: Some(now() + chrono::TimeDelta::minutes(90)), ..lease(LeaseAction::Terminate) };
        assert_eq!(at_most(&at), Some(dollars("2.99")), "an hour and a half, whatever hours it had");
    }
}
