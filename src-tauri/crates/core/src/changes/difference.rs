//! What differs between what was told of a thing and what is so now: pure functions.

use rust_decimal::Decimal;

/// What there is to tell of a machine or a volume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub name: Option<String>,
    /// The provider's word for the state; empty where it says none.
    pub state: String,
    /// The word that is shown for it.
    pub word: String,
    /// Price per hour now.
    pub price: Option<Decimal>,
    /// Where it is reached, all its nodes.
    pub address: Option<String>,
    pub size_gb: Option<u64>,
}

/// The provider's word for what it has ended.
const ENDED: &str = "Terminated";

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// It was not there.
    New,
    /// It is there no more.
    Gone,
    State,
    Name,
    Address,
    Price,
    Size,
}

impl Facts {
    fn has_ended(&self) -> bool {
        self.state == ENDED
    }
}

/// What is to be told: nothing of what comes or goes ended, since its end was told, or never concerned anybody here. A new
/// state, or another size, tells of its price too.
pub(super) fn changes(told: Option<&Facts>, now: Option<&Facts>) -> Vec<Change> {
    match (told, now) {
        (None, None) => Vec::new(),
        (None, Some(now)) => {
            if now.has_ended() {
                Vec::new()
            } else {
                vec![Change::New]
            }
        }
        (Some(told), None) => {
            if told.has_ended() {
                Vec::new()
            } else {
                vec![Change::Gone]
            }
        }
        (Some(told), Some(now)) => between(told, now),
    }
}

fn between(told: &Facts, now: &Facts) -> Vec<Change> {
    let state = !now.state.is_empty() && now.state != told.state;
    let size = is_other(told.size_gb.as_ref(), now.size_gb.as_ref());
    let all = [
        (Change::State, state),
        (Change::Name, is_other(told.name.as_ref(), now.name.as_ref())),
        (Change::Address, is_elsewhere(told.address.as_deref(), now.address.as_deref())),
        (Change::Size, size),
        (Change::Price, !state && !size && is_other(told.price.as_ref(), now.price.as_ref())),
    ];
    all.into_iter().filter(|(_, is_so)| *is_so).map(|(change, _)| change).collect()
}

/// What is missing is no change: a rental that is Pending says little of itself, and an answer may lack anything. What comes
/// to be known is none either.
fn is_other<T: PartialEq>(told: Option<&T>, now: Option<&T>) -> bool {
    told.zip(now).is_some_and(|(told, now)| told != now)
}

/// It is reached somewhere that was never told. That some of its nodes are not named is no change.
fn is_elsewhere(told: Option<&str>, now: Option<&str>) -> bool {
    let Some((told, now)) = told.zip(now) else { return false };
    now.split(", ").any(|one| told.split(", ").all(|known| known != one))
}

/// What stands as told afterwards. What is missing now stays as it was.
pub(super) fn merged(told: Option<&Facts>, now: &Facts) -> Facts {
    let Some(told) = told else { return now.clone() };
    let (state, word) = if now.state.is_empty() { (&told.state, &told.word) } else { (&now.state, &now.word) };
    let fewer = !is_elsewhere(told.address.as_deref(), now.address.as_deref());
    Facts {
        name: now.name.clone().or_else(|| told.name.clone()),
        state: state.clone(),
        word: word.clone(),
        price: now.price.or(told.price),
        // Nodes that are not named for a while would be news when they are named again.
        address: if fewer { told.address.clone().or_else(|| now.address.clone()) } else { now.address.clone() },
        size_gb: now.size_gb.or(told.size_gb),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(state: &str) -> Facts {
        Facts {
            name: Some("eval-a".into()),
            state: state.into(),
            word: state.into(),
            price: Some("1.99".parse().unwrap()),
            address: Some("203.0.113.7:20022".into()),
            size_gb: None,
        }
    }

    fn between(told: &Facts, now: &Facts) -> Vec<Change> {
        changes(Some(told), Some(now))
    }

    #[test]
    fn each_change_is_one_and_the_same_again_is_none() {
        let told = facts("Running");
        assert_eq!(between(&told, &told), []);
        let other = |change: fn(&mut Facts)| {
            let mut now = facts("Running");
            change(&mut now);
            between(&told, &now)
        };
        assert_eq!(other(|now| now.name = Some("eval-b".into())), [Change::Name]);
        assert_eq!(other(|now| now.address = Some("203.0.113.8:20022".into())), [Change::Address]);
        assert_eq!(other(|now| now.price = Some("2.10".parse().unwrap())), [Change::Price]);
        assert_eq!(other(|now| now.price = Some("1.990".parse().unwrap())), [], "the same amount");
        assert_eq!(other(|now| now.state = "Hibernating".into()), [Change::State], "a word that nobody knows");
        assert_eq!((changes(None, Some(&told)), changes(Some(&told), None)), (vec![Change::New], vec![Change::Gone]));
    }

    #[test]
    fn a_new_state_tells_of_its_price_too() {
        let now = Facts { price: Some("0.10".parse().unwrap()), ..facts("StoppedDisassociated") };
        assert_eq!(between(&facts("Running"), &now), [Change::State]);
    }

    #[test]
    fn what_is_missing_is_no_change_and_stays_as_it_was_told() {
        let told = facts("Running");
        let pending = Facts { state: "Pending".into(), word: "Pending".into(), ..Facts::default() };
        assert_eq!(between(&told, &pending), [Change::State]);
        let kept = merged(Some(&told), &pending);
        assert_eq!((&kept.name, kept.price, &kept.address), (&told.name, told.price, &told.address));
        assert_eq!(between(&kept, &told), [Change::State], "back as it was");
        assert_eq!(between(&told, &Facts::default()), []);
        assert_eq!(merged(Some(&told), &Facts::default()), told);
        let bare = Facts { name: None, price: None, address: None, ..facts("Running") };
        assert_eq!(between(&bare, &told), [], "what comes to be known is no change");
    }

    #[test]
    fn nodes_that_are_not_named_are_no_change_and_another_one_is() {
        let at = |address: &str| Facts { address: Some(address.into()), ..facts("Running") };
        let told = at("10.0.0.1, 10.0.0.2");
        assert_eq!(between(&told, &at("10.0.0.2")), []);
        assert_eq!(merged(Some(&told), &at("10.0.0.2")).address, told.address);
        assert_eq!(between(&told, &at("10.0.0.1, 10.0.0.3")), [Change::Address]);
        assert_eq!(merged(Some(&told), &at("10.0.0.3")).address.as_deref(), Some("10.0.0.3"));
    }

    #[test]
    fn an_end_is_told_once_be_it_listed_or_not() {
        let ended = facts("Terminated");
        assert_eq!(between(&facts("Running"), &ended), [Change::State]);
        assert_eq!(changes(Some(&ended), None), []);
        assert_eq!(changes(None, Some(&ended)), [], "it ended before anybody saw it");
    }
}
