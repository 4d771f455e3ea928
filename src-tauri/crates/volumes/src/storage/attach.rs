//! What a volume is attached to. `order_ids` is a list that replaces, so it is read afresh, changed, and sent whole; ids
//! that nobody knows stay in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::TryFutureExt as _;
use voltagepark::Id;
use voltagepark::types::{StorageVolume, UpdateStorage};

use super::change::seen;
use super::memory::StorageState;
use super::send::{self, Change};
use super::{read, rentals, view};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::Verb;
use voltdeck_contract::{Answer, CommandError, ErrorCode, Mark, VolumeAttachArgs, VolumeDone};
use voltdeck_machines::fleet::Fleet;

/// Attaches and detaches.
pub(super) async fn attach(app: &Arc<App>, account: &Arc<Account>, args: &VolumeAttachArgs) -> Answer<VolumeDone> {
    read::known(account, &args.id)?;
    if let Some(id) = args.attach.iter().find(|id| id.trim().is_empty() || args.detach.contains(*id)) {
        let message = format!("\"{id}\" cannot be attached and detached at once. Nothing was sent.");
        return Err(CommandError::new(ErrorCode::Invalid, message).at("rentalIds"));
    }
    let fresh = read::one(app, account, &args.id).await.map_err(|said| not_sent(&said))?;
    all_listed(account, &fresh, &args.attach)?;
    let meanwhile = meanwhile(&rentals::named(account), &fresh, &args.seen);
    let wanted = wanted(&fresh.order_ids, args);
    if set(&wanted) == set(&fresh.order_ids) {
        let already = "It is so already: nothing was sent.".to_owned();
        let notice = Some(meanwhile.map_or_else(|| already.clone(), |said| format!("{said} {already}")));
        return Ok(VolumeDone { volume: view::row(&rentals::named(account), &fresh), notice });
    }
    let (asked, done) = words(&rentals::named(account), args);
    let change = Change {
        volume: &fresh,
        verb: Verb::Attach,
        asked: &asked,
        done: &done,
        mark: Mark::Running,
        effect: None,
        blame: Some("rentalIds"),
    };
    let request = UpdateStorage { order_ids: Some(wanted.clone()), ..UpdateStorage::default() };
    let aim = args.clone();
    let is_so = move |volume: Option<&StorageVolume>| volume.is_some_and(|volume| did(&volume.order_ids, &aim));
    let answer =
        send::send(app, account, change, is_so, account.client().update_storage(&fresh.id, &request).map_ok(Some))
            .await?;
    let now = seen(app, account, &fresh, answer).await;
    let after = verdict(&rentals::named(account), &now, &wanted, args);
    let notice: Vec<String> = meanwhile.into_iter().chain(after).collect();
    let notice = (!notice.is_empty()).then(|| notice.join(" "));
    // Rentals show their volume too.
    for id in args.attach.iter().chain(&args.detach) {
        account.part::<Fleet>().heat(id);
    }
    Ok(VolumeDone { volume: view::row(&rentals::named(account), &now), notice })
}

/// A failed reading before anything was sent.
fn not_sent(said: &CommandError) -> CommandError {
    CommandError { message: format!("{} Nothing was changed.", said.message), ..said.clone() }
}

/// Only a rental of the list is given a volume: one that ended would stand in the volume's own list for good. What stands
/// there already may be anybody's.
fn all_listed(account: &Account, fresh: &StorageVolume, attach: &[String]) -> Answer<()> {
    let has = set(&fresh.order_ids);
    let state = rentals::named(account);
    let Some(id) = attach.iter().find(|id| !has.contains(id.as_str()) && state.rental(id).is_none()) else {
        return Ok(());
    };
    drop(state);
    let name = rentals::name_once(account, id).unwrap_or_else(|| id.clone());
    let message = format!("{name} is not in the list of your rentals: it may have ended. Nothing was changed.");
    Err(CommandError::new(ErrorCode::Gone, message).at("rentalIds"))
}

/// The whole list to send: the fresh one with the change.
fn wanted(fresh: &[Id], args: &VolumeAttachArgs) -> Vec<Id> {
    let mut wanted: Vec<Id> =
        fresh.iter().filter(|id| !args.detach.iter().any(|out| out == id.as_str())).cloned().collect();
    for id in &args.attach {
        if !wanted.iter().any(|known| known.as_str() == id) {
            wanted.push(id.as_str().into());
        }
    }
    wanted
}

fn set(ids: &[Id]) -> BTreeSet<&str> {
    ids.iter().map(Id::as_str).collect()
}

/// Whether a list has what was asked for, whatever else is in it.
fn did(ids: &[Id], args: &VolumeAttachArgs) -> bool {
    let ids = set(ids);
    args.attach.iter().all(|id| ids.contains(id.as_str())) && !args.detach.iter().any(|id| ids.contains(id.as_str()))
}

/// Said where the list is not the one that the window showed.
fn meanwhile(state: &StorageState, fresh: &StorageVolume, seen: &[String]) -> Option<String> {
    let fresh_ids = set(&fresh.order_ids);
    let seen: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    let came: Vec<String> = fresh_ids.difference(&seen).map(|id| named(state, id)).collect();
    let went: Vec<String> = seen.difference(&fresh_ids).map(|id| named(state, id)).collect();
    let parts: Vec<String> = [("attached", came), ("detached", went)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(word, names)| format!("{} was {word}", names.join(" and ")))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Someone else changed this in the meantime: {}. That was kept, and yours was added to it.",
            parts.join(", ")
        )
    })
}

fn verdict(state: &StorageState, now: &StorageVolume, wanted: &[Id], args: &VolumeAttachArgs) -> Option<String> {
    let names = view::attached_names(state, now);
    let list = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    if !did(&now.order_ids, args) {
        return Some(format!(
            "The provider took it, but its list does not show it yet: it has {list}. Look again in a minute before you repeat it."
        ));
    }
    (set(&now.order_ids) != set(wanted))
        .then(|| format!("The provider's list now has {list}, which is not what was sent."))
}

fn named(state: &StorageState, id: &str) -> String {
    state.rental(id).map_or_else(|| id.to_owned(), |rental| rental.name.clone())
}

fn words(state: &StorageState, args: &VolumeAttachArgs) -> (String, String) {
    let names = |ids: &[String]| ids.iter().map(|id| named(state, id)).collect::<Vec<_>>().join(", ");
    let (on, off) = (names(&args.attach), names(&args.detach));
    let say = |on_word: &str, off_word: &str| {
        [(on_word, &on), (off_word, &off)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(word, names)| format!("{word} {names}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    (say("to be attached to", "to be detached from"), say("attached to", "detached from"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(attach: &[&str], detach: &[&str], seen: &[&str]) -> VolumeAttachArgs {
        let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        VolumeAttachArgs { id: "v".into(), attach: own(attach), detach: own(detach), seen: own(seen) }
    }

    fn ids(texts: &[&str]) -> Vec<Id> {
        texts.iter().map(|text| Id::from(*text)).collect()
    }

    #[test]
    fn the_change_is_made_to_the_fresh_list_and_keeps_what_nobody_knows() {
        let wanted = wanted(&ids(&["stranger", "a", "b"]), &args(&["c", "b"], &["a", "z"], &[]));
        assert_eq!(wanted, ids(&["stranger", "b", "c"]));
    }

    #[test]
    fn what_others_did_is_told_both_ways_and_order_does_not_count() {
        let volume = |list: &[&str]| StorageVolume {
            order_ids: ids(list),
            ..super::super::memory::tests::volume("v", "v", 1, "1")
        };
        let state = StorageState::default();
        let told = |fresh: &[&str], seen: &[&str]| {
            let seen: Vec<String> = seen.iter().map(|id| (*id).to_owned()).collect();
            meanwhile(&state, &volume(fresh), &seen)
        };
        assert_eq!(told(&["a", "b"], &["b", "a"]), None);
        let said = told(&["a", "c"], &["a", "b"]).unwrap();
        assert!(said.contains("c was attached, b was detached"), "{said}");
    }
}
