//! What can be said of a form for a volume, from what was read last, with no request.

use rust_decimal::Decimal;
use voltagepark::types::StorageVolume;

use super::memory::StorageState;
use super::price::{self, Paid};
use super::{facts, view};
use voltdeck_base::hardware;
use voltdeck_contract::{FieldIssue, Money, MoneyChange, Severity, VolumeCheck, VolumeDraft};

/// A size as typed, where it is one; else what is wrong with it.
pub fn parse_size(text: &str) -> Result<u32, &'static str> {
    let digits: String = text.chars().filter(|char| !matches!(char, ',' | ' ' | '_' | '\u{a0}')).collect();
    if digits.is_empty() {
        return Err("Say how many GB it is to have.");
    }
    if !digits.chars().all(|char| char.is_ascii_digit()) {
        return Err("A size is a whole number of GB.");
    }
    match digits.parse::<u32>() {
        Ok(0) => Err("A volume has at least 1 GB."),
        Ok(size) => Ok(size),
        Err(_) => Err("This is more than can be asked for."),
    }
}

/// What is wrong with a new size for a volume.
pub(super) fn shrinks(volume: &StorageVolume, size_gb: u32) -> Option<String> {
    let now = view::size(volume)?;
    (size_gb < now).then(|| {
        format!("A volume cannot shrink: it has {}. Create a smaller one and copy what is on it.", hardware::gb(now))
    })
}

/// The whole check.
pub(super) fn check(state: &StorageState, draft: &VolumeDraft) -> VolumeCheck {
    let own = draft.id.as_deref().and_then(|id| state.volumes.get(id));
    let mut issues = Vec::new();
    let mut say = |field: &str, severity, message: String| {
        issues.push(FieldIssue { field: field.into(), severity, message });
    };
    let name = draft.name.trim();
    if name.is_empty() {
        say("name", Severity::Error, "A volume needs a name.".into());
    } else if let Some(other) = taken(state, draft.id.as_deref(), name) {
        let message = format!("There is a volume \"{name}\" already ({other}). The provider may refuse the same name.");
        say("name", Severity::Warning, message);
    }
    let size = parse_size(&draft.size);
    match size {
        Err(problem) => say("size", Severity::Error, problem.into()),
        Ok(size) => {
            if let Some(problem) = own.and_then(|volume| shrinks(volume, size)) {
                say("size", Severity::Error, problem);
            }
        }
    }
    if draft.id.is_none() {
        for id in &draft.rental_ids {
            if state.rental(id).is_none() {
                let message = "A chosen rental is no longer in the list. Choose again.".into();
                say("rentalIds", Severity::Error, message);
            }
        }
    }
    let size = size.ok();
    let same = own.is_some_and(|volume| facts::name(volume) == name && size.is_some() && view::size(volume) == size);
    let wrong = issues.iter().find(|issue| issue.severity == Severity::Error).map(|issue| issue.message.clone());
    let not_ready_reason = wrong.or_else(|| same.then(|| "Nothing is changed yet.".to_owned()));
    let quote = Quote::new(state, own, size);
    VolumeCheck {
        issues,
        ready: not_ready_reason.is_none(),
        not_ready_reason,
        size_gb: size,
        per_hour: quote.per_hour.map(Money),
        per_30_days: quote.per_hour.and_then(price::per_30_days).map(Money),
        change: own.and_then(|volume| volume.rate_hourly.decimal()).zip(quote.per_hour).map(change),
        change_30_days: own
            .and_then(|volume| price::per_30_days(volume.rate_hourly.decimal()?))
            .zip(quote.per_hour.and_then(price::per_30_days))
            .map(change),
        basis: quote.basis,
        differs: quote.differs,
    }
}

fn change((before, after): (Decimal, Decimal)) -> MoneyChange {
    MoneyChange { before: Money(before), after: Money(after) }
}

/// Another volume of this name, by its size or id.
fn taken(state: &StorageState, own: Option<&str>, name: &str) -> Option<String> {
    let other = state.volumes.values().find(|volume| own != Some(volume.id.as_str()) && facts::name(volume) == name)?;
    Some(view::size(other).map_or_else(|| other.id.to_string(), hardware::gb))
}

/// A price to expect, and after what.
pub(super) struct Quote {
    pub per_hour: Option<Decimal>,
    basis: String,
    differs: Option<String>,
}

impl Quote {
    /// An own volume is its own best measure, else the largest that there is; the printed rate is only held against it.
    pub fn new(state: &StorageState, own: Option<&StorageVolume>, size_gb: Option<u32>) -> Self {
        let paid = own.and_then(Paid::of).or_else(|| Paid::largest(state.volumes.values()));
        let printed = state.rate.map(|(rate, _)| rate);
        let Some(size_gb) = size_gb else {
            return Self { per_hour: None, basis: String::new(), differs: None };
        };
        let by_rate = printed.and_then(|rate| price::by_rate(rate, size_gb));
        match (paid, printed) {
            (Some(paid), printed) => {
                let per_hour = paid.scaled(size_gb);
                let differs = printed
                    .filter(|rate| paid.differs_from(*rate))
                    .and_then(|rate| Some(differs(&paid, rate, size_gb, per_hour?, by_rate?)));
                let basis = format!(
                    "After what {} costs: {}/h for {} GB. The provider's answer says what is billed.",
                    paid.name,
                    price::said(paid.per_hour),
                    paid.size_gb
                );
                Self { per_hour, basis, differs }
            }
            (None, Some(rate)) => Self {
                per_hour: by_rate,
                basis: format!(
                    "After the printed rate of {} per GB and hour. No volume exists to hold it against, and the \
                     provider's own example costs a hundredth of it: its answer says what is billed.",
                    price::said(rate)
                ),
                differs: None,
            },
            (None, None) => Self {
                per_hour: None,
                basis:
                    "No price is known: the provider's rate could not be read, and no volume exists to reckon after. \
                        Its answer says what is billed."
                        .to_owned(),
                differs: None,
            },
        }
    }
}

fn differs(paid: &Paid, printed: Decimal, size_gb: u32, per_hour: Decimal, by_rate: Decimal) -> String {
    format!(
        "The printed rate ({} per GB and hour) makes {}/h for {}; what {} costs makes {}/h. The two should be the same. \
         What the provider answers as rate_hourly is the truth: look at it once it is done.",
        price::said(printed),
        price::said(by_rate),
        hardware::gb(size_gb),
        paid.name,
        price::said(per_hour),
    )
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::super::memory::tests::volume;
    use super::*;
    use voltdeck_base::clock::Moment;

    fn state(rate: &str) -> StorageState {
        let mut state = StorageState::default();
        let now = Moment { wall: chrono::Utc::now(), counted: Instant::now() };
        state.take_list(
            vec![volume("a", "datasets", 100, "0.017408"), volume("b", "big", 2_000, "0.348160")],
            true,
            now,
            now,
        );
        state.rate = Some((rate.parse().unwrap(), now.counted));
        state
    }

    fn draft(id: Option<&str>, name: &str, size: &str) -> VolumeDraft {
        VolumeDraft { id: id.map(str::to_owned), name: name.into(), size: size.into(), rental_ids: Vec::new() }
    }

    fn said(check: &VolumeCheck, field: &str) -> Option<(Severity, String)> {
        check.issues.iter().find(|issue| issue.field == field).map(|issue| (issue.severity, issue.message.clone()))
    }

    #[test]
    fn a_size_is_a_whole_number_of_one_or_more() {
        assert_eq!(parse_size(" 5,000 "), Ok(5_000));
        for (text, part) in [
            ("0", "at least 1 GB"),
            ("00", "at least"),
            ("1.5", "whole"),
            ("-1", "whole"),
            ("", "how many"),
            ("99999999999", "more than"),
        ] {
            assert!(parse_size(text).unwrap_err().contains(part), "{text}");
        }
    }

    #[test]
    fn both_prices_are_said_where_they_differ_and_the_paid_one_is_expected() {
        let check = check(&state("0.017408"), &draft(None, "new", "500"));
        assert!(check.ready, "{check:?}");
        assert_eq!(check.per_hour, Some(Money("0.08704".parse().unwrap())));
        assert_eq!(check.per_30_days, Some(Money("62.67".parse().unwrap())));
        let differs = check.differs.unwrap();
        assert!(differs.contains("$8.704/h") && differs.contains("$0.08704/h"), "{differs}");
        assert!(differs.contains("rate_hourly is the truth"));
    }

    #[test]
    fn where_the_two_agree_nothing_is_said() {
        assert_eq!(check(&state("0.000174"), &draft(None, "new", "500")).differs, None);
    }

    #[test]
    fn with_no_volume_the_printed_rate_is_taken_and_doubted() {
        let mut state = state("0.017408");
        state.volumes.clear();
        let check = check(&state, &draft(None, "new", "100"));
        assert_eq!(check.per_hour, Some(Money("1.7408".parse().unwrap())));
        assert!(check.basis.contains("No volume exists"), "{}", check.basis);
        state.rate = None;
        assert_eq!(super::check(&state, &draft(None, "new", "100")).per_hour, None);
    }

    #[test]
    fn an_existing_volume_grows_at_its_own_price_and_never_shrinks() {
        let state = state("0.017408");
        let grown = check(&state, &draft(Some("b"), "big", "4000"));
        assert!(grown.ready);
        let change = grown.change.unwrap();
        assert_eq!((change.before.0.to_string(), change.after.0.to_string()), ("0.348160".into(), "0.696320".into()));
        let shrunk = check(&state, &draft(Some("b"), "big", "1999"));
        assert_eq!(said(&shrunk, "size").map(|(severity, _)| severity), Some(Severity::Error));
        assert!(said(&shrunk, "size").unwrap().1.contains("cannot shrink: it has 2,000 GB"));
        let same = check(&state, &draft(Some("b"), "big", "2000"));
        assert_eq!((same.ready, same.not_ready_reason.as_deref()), (false, Some("Nothing is changed yet.")));
    }

    #[test]
    fn a_name_is_needed_and_one_that_is_taken_is_warned_of() {
        let state = state("0.017408");
        assert_eq!(said(&check(&state, &draft(None, " ", "1")), "name").unwrap().0, Severity::Error);
        let taken = check(&state, &draft(None, "big", "1"));
        assert_eq!(said(&taken, "name").unwrap().0, Severity::Warning);
        assert!(taken.ready);
        assert_eq!(said(&check(&state, &draft(Some("b"), "big", "3000")), "name"), None, "its own name is its own");
    }

    #[test]
    fn a_rental_that_is_not_known_cannot_be_chosen() {
        let draft = VolumeDraft { rental_ids: vec!["r".into()], ..draft(None, "new", "1") };
        assert_eq!(said(&check(&state("1"), &draft), "rentalIds").unwrap().0, Severity::Error);
    }
}
