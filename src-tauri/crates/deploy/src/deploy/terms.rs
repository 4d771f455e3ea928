//! On what terms something is bought: at the price that a person has just reviewed, or within the bounds of a standing
//! order.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use tokio::time::Instant;

use super::bought::Bought;
use super::goods::Goods;
use super::job_store::Claim;
use super::spending::Passed;
use super::{cost, words};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::clock::Jumps;
use voltdeck_contract::{Answer, CommandError, ErrorCode, Quote};
use voltdeck_machines::fleet::Sweep;

/// A standing order buys on a reading of stock and price no older than this.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// A standing order, as far as it bounds what is bought.
pub struct StandingTerms<'a> {
    /// Its id.
    pub order_id: &'a str,
    /// What it buys.
    pub goods: &'a Goods,
    /// The most that it may cost per hour.
    pub limit: Decimal,
    /// The account's spending limit against which the name was typed when the order was given.
    pub accepted_limit: Option<Decimal>,
    /// Takes the try for a job, in the transaction that writes the job down; false where the order no longer stands.
    pub claim: &'a Claim,
    /// The machines that there were before, read for this order.
    pub before: Arc<Sweep>,
}

/// On what terms a draft is bought.
pub(super) enum Terms<'a> {
    /// At exactly this price, with the name as it was typed, if it was.
    Reviewed { quote: &'a Quote, typed_name: &'a str },
    /// As a standing order says.
    Standing(StandingTerms<'a>),
}

impl Terms<'_> {
    /// The price that is agreed to, where these terms hold for what there is now.
    pub(super) fn agree(&self, bought: &Bought) -> Answer<Quote> {
        match self {
            Self::Reviewed { quote, .. } => bought.holds(quote).map(|()| Quote::clone(quote)),
            Self::Standing(terms) => terms.agree(bought),
        }
    }

    /// Whether it may be bought though it passes the account's spending limit: its name was typed now, or when the order
    /// was given, against this limit.
    pub(super) fn may_pass(&self, passed: &Passed, name: &str) -> Answer<()> {
        match self {
            Self::Reviewed { typed_name, .. } => passed.needs(typed_name, name, None),
            Self::Standing(terms) if terms.accepted_limit.is_some_and(|accepted| accepted <= passed.limit) => Ok(()),
            Self::Standing(_) => Err(words::above_spending_limit(passed.limit)),
        }
    }

    /// The standing order that buys.
    pub(super) fn order(&self) -> Option<&StandingTerms<'_>> {
        match self {
            Self::Reviewed { .. } => None,
            Self::Standing(terms) => Some(terms),
        }
    }
}

impl StandingTerms<'_> {
    fn agree(&self, bought: &Bought) -> Answer<Quote> {
        let now = bought.quote().ok_or_else(|| bought.here(words::no_price()))?;
        if now.hardware_id != self.goods.hardware_id || bought.what() != self.goods.what {
            return Err(bought.here(words::not_what_was_ordered(&self.goods.line, &bought.line())));
        }
        if !bought.in_stock() {
            return Err(bought.here(words::sold_out(&bought.line())));
        }
        let price = cost::per_hour(&now).0;
        if now.compute_per_hour.0 <= Decimal::ZERO || now.storage_per_hour.0 < Decimal::ZERO {
            return Err(bought.here(words::no_price()));
        }
        if price > self.limit {
            return Err(bought.here(words::above_limit(cost::per_hour(&now), self.limit)));
        }
        Ok(now)
    }
}

/// The last look before a standing order's job is written down: nobody watches, so nothing is taken for granted.
pub(super) struct LastLook {
    clock: Jumps,
    began: DateTime<Utc>,
}

impl LastLook {
    /// Before stock and price are read.
    pub(super) fn begin(app: &App) -> Self {
        let (mut clock, began) = (Jumps::default(), app.host.now());
        clock.look(&app.clock, began, Instant::now());
        Self { clock, began }
    }

    /// After everything was read: the account is still open and may buy, and the reading is fresh whatever the clock did
    /// meanwhile.
    pub(super) fn end(mut self, app: &App, account: &Account) -> Answer<()> {
        account.may_change()?;
        if account.is_closed() {
            return Err(CommandError::new(
                ErrorCode::SignedOut,
                "The account was closed meanwhile. Nothing was sent or bought.",
            ));
        }
        let now = app.host.now();
        let jumped = self.clock.look(&app.clock, now, Instant::now()).is_some();
        if jumped || !(TimeDelta::zero()..=FRESH).contains(&(now - self.began)) {
            return Err(words::not_fresh());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::{Money, PresetView};

    fn money(text: &str) -> Money {
        Money(text.parse().unwrap())
    }

    fn preset() -> PresetView {
        PresetView {
            id: "p".into(),
            gpus: 8,
            gpu_model: "H100 SXM5 80 GB".into(),
            gpu_short: "H100".into(),
            vcpu: Some(208),
            ram_gb: Some(928),
            storage_gb: Some(19_200),
            operating_system: "Ubuntu 22.04 LTS".into(),
            compute_per_hour: Some(money("15.12")),
            storage_per_hour: Some(money("0.80")),
            per_hour: Some(money("15.92")),
            in_stock: true,
            places: vec!["Allen, Texas, USA".into()],
        }
    }

    fn agreed(preset: PresetView, limit: &str) -> Result<String, ErrorCode> {
        let ordered = Bought::Preset(Box::new(self::preset()));
        let goods = ordered.goods().unwrap();
        let terms = StandingTerms {
            order_id: "o",
            goods: &goods,
            limit: limit.parse().unwrap(),
            accepted_limit: None,
            claim: &|_, _| Ok(true),
            before: Arc::new(Sweep {
                began: DateTime::UNIX_EPOCH,
                asked: Instant::now(),
                ended: DateTime::UNIX_EPOCH,
                rested: Instant::now(),
                pages: 1,
                machines: vec![],
                whole: vec![],
            }),
        };
        let quote = terms.agree(&Bought::Preset(Box::new(preset))).map_err(|fault| fault.code)?;
        Ok(cost::per_hour(&quote).0.to_string())
    }

    #[test]
    fn it_buys_up_to_the_limit_to_the_last_digit_and_not_above() {
        assert_eq!(agreed(preset(), "15.92").as_deref(), Ok("15.92"));
        assert_eq!(agreed(preset(), "15.919999"), Err(ErrorCode::PriceMoved));
        let dearer = PresetView { storage_per_hour: Some(money("0.800001")), ..preset() };
        assert_eq!(agreed(dearer, "15.92"), Err(ErrorCode::PriceMoved));
    }

    #[test]
    fn what_is_sold_out_unpriced_or_free_of_charge_is_not_bought() {
        assert_eq!(agreed(PresetView { in_stock: false, ..preset() }, "20"), Err(ErrorCode::SoldOut));
        for price in [None, Some(money("0")), Some(money("-1"))] {
            assert_eq!(agreed(PresetView { compute_per_hour: price, ..preset() }, "20"), Err(ErrorCode::Provider));
        }
    }

    #[test]
    fn hardware_that_is_no_longer_the_same_is_not_what_was_ordered_wherever_it_is() {
        let elsewhere = PresetView { places: vec!["Tacoma".into()], ..preset() };
        assert!(agreed(elsewhere, "20").is_ok());
        for other in [
            PresetView { gpus: 1, ..preset() },
            PresetView { gpu_model: "H200 SXM5 141 GB".into(), ..preset() },
            PresetView { operating_system: "Windows 10".into(), ..preset() },
            PresetView { storage_gb: Some(100), ..preset() },
            PresetView { id: "q".into(), ..preset() },
        ] {
            assert_eq!(agreed(other.clone(), "20"), Err(ErrorCode::Invalid), "{other:?}");
        }
    }
}
