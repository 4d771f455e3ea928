//! What rows mean to each other: each once, names for one thing each, and sums.

use std::collections::{HashMap, HashSet};

use super::rows::Row;
use super::{Expected, Faults};
use crate::exact::Sum;

#[derive(Default)]
pub(super) struct Across {
    rows: u64,
    billed: Sum,
    seen: HashSet<(String, String, String)>,
    /// What each price, by its id, is for and how high it is.
    prices: HashMap<String, (Option<String>, Option<i128>)>,
    account: Option<(String, Option<String>, Option<String>)>,
}

impl Across {
    pub(super) fn add(&mut self, row: &Row<'_>, faults: &mut Faults) {
        self.rows += 1;
        let summed = row.units("BilledCost").is_none_or(|cost| self.billed.add(cost).is_ok());
        let owned = |name: &str| row.get(name).map(str::to_owned);
        let mut must = |rule: &'static str, holds: bool, said: &str| {
            if !holds {
                faults.add(rule, Some(row.number), said.to_owned());
            }
        };
        must("sum", summed, "the costs sum to more than can be counted");
        let key =
            ["BillingAccountId", "BillingPeriodStart", "x_TransactionId"].map(|name| owned(name).unwrap_or_default());
        let [account, month, transaction] = key;
        must("twice", self.seen.insert((account, month, transaction)), "one transaction, twice in one month");
        if let Some(id) = owned("SkuPriceId") {
            let price = (owned("SkuId"), row.units("ContractedUnitPrice"));
            let known = self.prices.entry(id).or_insert_with(|| price.clone());
            must("sku", *known == price, "one SkuPriceId for two prices or two products");
        }
        if let Some(id) = owned("BillingAccountId") {
            let account = (id, owned("BillingAccountName"), owned("BillingCurrency"));
            let first = self.account.get_or_insert_with(|| account.clone());
            must("account", *first == account, "a file is of one account, with one name and one currency");
        }
    }

    pub(super) fn end(self, expected: &Expected, faults: &mut Faults) {
        if self.rows != expected.rows {
            faults.add("rows", None, format!("{} rows, and not {}.", self.rows, expected.rows));
        }
        match self.billed.decimal() {
            Ok(billed) if billed == expected.billed => {}
            Ok(billed) => {
                faults.add("sum", None, format!("BilledCost sums to {billed}, and not to {}.", expected.billed));
            }
            Err(error) => faults.add("sum", None, error.to_string()),
        }
    }
}
