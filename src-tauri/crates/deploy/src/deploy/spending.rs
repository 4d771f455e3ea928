//! The spending limit of an account: what would pass it is done only where a person typed the name.

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::job_store;
use super::words::dollars;
use voltdeck_base::account::Account;
use voltdeck_base::{App, profiles, rates, typed};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Money, NameAsked};
use voltdeck_machines::fleet::Fleet;
use voltdeck_machines::machine;

/// A burn rate that was read longer ago says nothing of now.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// A limit that would be passed, or of which nobody can say whether it would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The limit per hour.
    pub limit: Decimal,
    /// Why, with the amounts.
    pub why: String,
}

impl Passed {
    /// What the window asks for.
    pub fn asks(&self, name: &str) -> NameAsked {
        NameAsked { name: name.trim().to_owned(), why: self.why.clone() }
    }

    /// Refuses where the name was not typed.
    ///
    /// # Errors
    /// It says what to type.
    pub fn needs(&self, typed_name: &str, name: &str, id: Option<&str>) -> Answer<()> {
        if typed::names(typed_name, name, id) {
            return Ok(());
        }
        let name = id.map_or_else(|| name.trim().to_owned(), |id| typed::asked(name, id));
        let message = format!("{} Nothing was sent or bought. To go ahead anyway, type {name}.", self.why);
        Err(CommandError::new(ErrorCode::Invalid, message).at("typedName"))
    }
}

/// Whether something that adds this much per hour passes the account's limit. `None` where it does not, or there is none.
///
/// # Errors
/// Where the store cannot be read.
pub fn passed(app: &App, account: &Account, adds: Option<Decimal>) -> Answer<Option<Passed>> {
    let profile = profiles::by_id(&app.store, account.profile_id())?;
    let Some(limit) = profile.and_then(|profile| profile.spending_limit) else { return Ok(None) };
    let now = app.host.now();
    let burn = rates::burn(account).filter(|(_, at)| (now - *at).abs() < FRESH);
    let sums = Sums {
        limit,
        burn: burn.map(|(burn, _)| burn),
        under_way: orders_under_way(app, account, burn.map(|(_, at)| at))?
            .saturating_add(starts_under_way(app, account)?),
        adds,
    };
    Ok(sums.passed())
}

/// What is ordered and not in the burn rate yet. An order that nobody knows the outcome of may cost what it says.
fn orders_under_way(app: &App, account: &Account, read: Option<chrono::DateTime<chrono::Utc>>) -> Answer<Decimal> {
    let jobs = job_store::may_cost(&app.store, account.profile_id())?;
    let counts = |job: &&super::job::Job| match (job.state.machine(), read) {
        // One that was found may be younger than the answer that was given up.
        (Some(machine), Some(read)) => machine.found_at.unwrap_or(machine.answered_at) >= read,
        _ => true,
    };
    Ok(jobs.iter().filter(counts).map(|job| job.per_hour().0).fold(Decimal::ZERO, Decimal::saturating_add))
}

/// What starts that were asked for and are not seen yet add.
fn starts_under_way(app: &App, account: &Account) -> Answer<Decimal> {
    let out = machine::starting(app, account)?;
    let fleet = account.part::<Fleet>();
    let all: Vec<_> = fleet.state().machines.values().map(|known| known.machine.clone()).collect();
    let is_starting = |id: &str| out.contains(id) || fleet.is_underway(id, "Starting");
    let starting = all.iter().filter(|machine| is_starting(machine.id()));
    let adds = |machine: &voltdeck_machines::fleet::Machine| Some(machine.price().associated? - machine.price().now?);
    Ok(starting.filter_map(adds).fold(Decimal::ZERO, Decimal::saturating_add))
}

struct Sums {
    limit: Decimal,
    /// What the account spends per hour now, where it is known.
    burn: Option<Decimal>,
    under_way: Decimal,
    adds: Option<Decimal>,
}

impl Sums {
    fn passed(&self) -> Option<Passed> {
        let said = |amount: Decimal| format!("{}/h", dollars(Money(amount)));
        let limit = said(self.limit);
        let why = match (self.burn, self.adds) {
            (Some(burn), Some(adds)) => {
                let all = burn.saturating_add(self.under_way).saturating_add(adds);
                if all <= self.limit {
                    return None;
                }
                let under_way = if self.under_way.is_zero() {
                    String::new()
                } else {
                    format!(", {} on its way", said(self.under_way))
                };
                format!(
                    "With this, the account spends {}, above its limit of {limit}: {} now{under_way} and {} for this.",
                    said(all),
                    said(burn),
                    said(adds)
                )
            }
            (None, _) => format!("The account's current rate is not known, so this may exceed its limit of {limit}."),
            (_, None) => {
                format!("The price of this is not known, so it may exceed the account's limit of {limit}.")
            }
        };
        Some(Passed { limit: self.limit, why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(limit: &str, burn: Option<&str>, under_way: &str, adds: Option<&str>) -> Option<String> {
        let amount = |text: &str| text.parse::<Decimal>().unwrap();
        let sums =
            Sums { limit: amount(limit), burn: burn.map(amount), under_way: amount(under_way), adds: adds.map(amount) };
        sums.passed().map(|passed| passed.why)
    }

    #[test]
    fn a_limit_is_passed_by_what_is_above_it_and_not_by_what_reaches_it() {
        assert_eq!(why("10", Some("8.01"), "0", Some("1.99")), None);
        let said = why("10", Some("8.010001"), "0", Some("1.99")).unwrap();
        assert!(said.contains("spends $10.000001/h") && said.contains("limit of $10.00/h"), "{said}");
        assert!(!said.contains("on its way"), "{said}");
        let said = why("10", Some("4"), "4.02", Some("1.99")).unwrap();
        assert!(said.contains("$4.00/h now, $4.02/h on its way and $1.99/h for this"), "{said}");
    }

    #[test]
    fn what_is_not_known_is_said_and_asked_for() {
        assert!(why("10", None, "0", Some("1")).unwrap().contains("current rate is not known"));
        assert!(why("10", Some("1"), "0", None).unwrap().contains("price of this is not known"));
    }
}
