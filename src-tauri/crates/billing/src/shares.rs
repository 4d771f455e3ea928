//! What each machine has cost this month, summed while the report streams by.

use std::collections::HashMap;

use rust_decimal::Decimal;
use voltagepark::types::{Transaction, TransactionKind};

use crate::billing;
use crate::money::{self, Reading};

/// The parts of a month's spending; every amount positive as a cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shares {
    /// Machines by id, with their disks, refunds taken off.
    pub by_machine: HashMap<String, Decimal>,
    /// What is of no machine: volumes and credits.
    pub elsewhere: Decimal,
}

/// The same while it is gathered: as printed, and signed by kind.
#[derive(Debug, Default)]
pub struct Gathering {
    by_machine: HashMap<String, (Decimal, Decimal)>,
    elsewhere: (Decimal, Decimal),
    /// Money was paid in.
    pub deposit: bool,
}

impl Gathering {
    /// Takes a line. One that cannot be read makes the whole month unreadable, which is for its sums to say.
    pub fn add(&mut self, line: &Transaction) {
        let kind = line.details.as_ref().and_then(|details| details.kind.as_ref());
        let kind = kind.map_or("", TransactionKind::as_str);
        if money::is_deposit(kind) {
            self.deposit = true;
            return;
        }
        let Some(amount) = line.period_amount.decimal() else { return };
        let sum = match billing::machine(line) {
            Some(id) => match self.by_machine.get_mut(id) {
                Some(sum) => sum,
                None => self.by_machine.entry(id.to_owned()).or_default(),
            },
            None => &mut self.elsewhere,
        };
        sum.0 += amount;
        sum.1 += money::signed_by_kind(kind, amount);
    }

    /// The parts under the reading of the signs that adds up.
    pub fn settle(self, reading: Reading) -> Shares {
        let cost = |(printed, by_kind): (Decimal, Decimal)| Decimal::ZERO - reading.of(printed, by_kind);
        Shares {
            by_machine: self.by_machine.into_iter().map(|(id, sum)| (id, cost(sum))).collect(),
            elsewhere: cost(self.elsewhere),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, amount: &str, machine: Option<(&str, &str)>) -> Transaction {
        let linked = machine.map(|(field, id)| serde_json::json!({ field: id, "id": "segment" }));
        serde_json::from_value(serde_json::json!({
            "id": "t", "period_amount": amount, "details": { "type": kind, "linked_instance": linked },
        }))
        .unwrap()
    }

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_machine_has_its_charges_and_disks_less_its_refunds_and_the_rest_is_elsewhere() {
        let signs: [(Reading, [&str; 6]); 3] = [
            (Reading::Printed, ["100", "-30.5", "-1.25", "2", "-39.84", "-0.7"]),
            (Reading::Negated, ["-100", "30.5", "1.25", "-2", "39.84", "0.7"]),
            (Reading::ByKind, ["100", "30.5", "1.25", "2", "39.84", "0.7"]),
        ];
        for (reading, [deposit, charge, disk, payout, metal, storage]) in signs {
            let mut gathering = Gathering::default();
            let vm = Some(("virtual_machine_id", "vm"));
            gathering.add(&line("charge", charge, vm));
            gathering.add(&line("charge", disk, vm));
            gathering.add(&line("payout", payout, vm));
            gathering.add(&line("baremetal_charge", metal, Some(("baremetal_rental_id", "rack"))));
            gathering.add(&line("storage_charge", storage, Some(("id", "volume"))));
            assert!(!gathering.deposit);
            gathering.add(&line("stripe_deposit", deposit, None));
            assert!(gathering.deposit);
            let shares = gathering.settle(reading);
            let expected = [("vm".to_owned(), d("29.75")), ("rack".to_owned(), d("39.84"))];
            assert_eq!(shares.by_machine, expected.into_iter().collect(), "{reading:?}");
            assert_eq!(shares.elsewhere, d("0.7"), "{reading:?}");
        }
    }
}
