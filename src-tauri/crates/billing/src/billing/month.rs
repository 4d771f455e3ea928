//! This month so far: the balance, what was spent and whose that is, for the first screen, budgets and the forecast.

use std::sync::Arc;

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::report::MonthSums;
use super::reports::{self, Reports};
use super::signs::{self, Both, Signs};
use super::{forecast, micros};
use crate::money::month_start;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// This month, from the report that was read last.
#[derive(Debug, Clone)]
pub struct MonthSoFar {
    /// What its report sums to.
    pub sums: Arc<MonthSums>,
    signs: Signs,
}

impl MonthSoFar {
    /// This month, and why it could not be read again or cannot be summed. A report of last month says nothing of this one.
    pub fn of(app: &App, account: &Account) -> Answer<(Option<Self>, Option<CommandError>)> {
        let (reports, first) = (account.part::<Reports>(), month_start(app.host.now()).date_naive());
        let month = match reports.sums(first) {
            Some(sums) => Some(Self { signs: reports::signs(app, account, &sums)?, sums }),
            None => None,
        };
        let unclear = month.as_ref().filter(|month| !month.signs.settled()).map(|_| not_reconciled());
        Ok((month, reports.fault(first).or(unclear)))
    }

    /// What was spent, as a positive amount, deposits left out; `None` where nobody knows what its signs mean.
    pub fn spent(&self) -> Option<Decimal> {
        let parts = self.sums.parts.iter().map(|(part, both)| (*part, *both));
        self.signs.settled().then(|| micros::decimal(signs::spent(parts, self.signs.reading())))
    }

    /// The part of each machine in that, with its disks, refunds taken off.
    pub fn machines(&self) -> Option<impl Iterator<Item = (&str, Decimal)>> {
        let reading = self.signs.reading();
        let cost = move |both: Both| micros::decimal(both.effect(reading).saturating_neg());
        self.signs.settled().then(|| self.sums.machines.iter().map(move |(id, both)| (&**id, cost(*both))))
    }

    /// What of it is of no machine: volumes and credits.
    pub fn elsewhere(&self) -> Option<Decimal> {
        Some(self.spent()? - self.machines()?.map(|(_, cost)| cost).sum::<Decimal>())
    }

    /// What it comes to if nothing changes.
    pub fn if_unchanged(&self, per_hour: Option<Decimal>) -> Option<Decimal> {
        forecast::if_unchanged(self.spent()?, self.sums.read_at, self.sums.first, per_hour?)
    }
}

/// What this month's report came to, whatever its signs mean: the balance and whether money was paid in.
pub fn sums(app: &App, account: &Account) -> Option<Arc<MonthSums>> {
    account.part::<Reports>().sums(month_start(app.host.now()).date_naive())
}

/// Reads this month's report (UTC). Says whether it could be read.
pub async fn read(app: &App, account: &Account) -> bool {
    let first = month_start(app.host.now()).date_naive();
    reports::read(app, account, &account.background(), first, TimeDelta::zero()).await.is_ok()
}

fn not_reconciled() -> CommandError {
    CommandError::new(
        ErrorCode::Provider,
        "This month's report does not add up under one reading of its signs alone, so no sum is shown. Billing says why, and the console has the provider's own figure.",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, NaiveDate};
    use voltagepark::types::MonthBalances;

    use super::*;
    use crate::billing::report::MonthReport;
    use crate::billing::signs::Reading;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_machine_has_its_charges_and_disks_less_its_refunds_and_the_rest_is_elsewhere() {
        let line = |(id, kind, machine, amount): &(&str, &str, &[(&str, &str)], &str)| {
            let linked: serde_json::Map<_, _> =
                machine.iter().map(|(field, id)| ((*field).to_owned(), serde_json::json!(id))).collect();
            serde_json::from_value(serde_json::json!({
                "id": id, "period_amount": amount, "details": { "type": kind, "linked_instance": linked },
            }))
        };
        let vm: &[(&str, &str)] = &[("virtual_machine_id", "vm"), ("id", "segment")];
        for (reading, [charge, disk, payout, metal, storage, deposit]) in [
            (Reading::Printed, ["-30.5", "-1.25", "2", "-39.84", "-0.7", "100"]),
            (Reading::Negated, ["30.5", "1.25", "-2", "39.84", "0.7", "-100"]),
            (Reading::ByKind, ["30.5", "1.25", "2", "39.84", "0.7", "100"]),
        ] {
            let mut report = MonthReport::default();
            for part in [
                ("a", "charge", vm, charge),
                ("b", "charge", vm, disk),
                ("c", "payout", vm, payout),
                ("d", "baremetal_charge", &[("baremetal_rental_id", "rack")], metal),
                ("e", "storage_charge", &[("id", "volume")], storage),
                ("f", "stripe_deposit", &[], deposit),
            ] {
                report.add(&line(&part).unwrap());
            }
            report.close(NaiveDate::default(), DateTime::UNIX_EPOCH, MonthBalances::default());
            let month = MonthSoFar { sums: report.sums, signs: Signs::Settled(reading) };
            let machines: BTreeMap<&str, Decimal> = month.machines().unwrap().collect();
            assert_eq!(machines, [("rack", d("39.84")), ("vm", d("29.75"))].into(), "{reading:?}");
            assert_eq!((month.elsewhere(), month.spent()), (Some(d("0.7")), Some(d("70.29"))), "{reading:?}");
            assert!(month.sums.deposit);
            let unclear = MonthSoFar { signs: Signs::Several, ..month };
            assert!(unclear.machines().is_none() && unclear.spent().is_none() && unclear.elsewhere().is_none());
        }
    }
}
