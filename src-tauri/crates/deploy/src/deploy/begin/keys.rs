//! SSH keys that are asked for, found among those of the organization.

use super::hardware::Offered;
use super::remarks::Remarks;
use voltdeck_contract::{KeyMode, OrganizationKey};

/// Which keys of the organization.
pub(crate) enum Keys {
    /// Nobody knows.
    Unknown,
    /// All, or none of them.
    Every(bool),
    /// These, by the provider's ids.
    Ids(Vec<String>),
    /// These, by what another organization may call them too.
    Named(Vec<KeyName>),
}

/// A key by its name and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyName {
    pub(crate) name: String,
    pub(crate) fingerprint: Option<String>,
}

impl Keys {
    /// Those to choose.
    pub(super) fn choose(self, offered: &Offered, remarks: &mut Remarks) -> (KeyMode, Vec<String>) {
        let known = offered.keys();
        match self {
            // What the wizard begins with is seen and said; that it was so is not claimed.
            Self::Unknown | Self::Every(true) => (KeyMode::All, Vec::new()),
            Self::Every(false) => (KeyMode::None, Vec::new()),
            Self::Ids(ids) => {
                let Some(known) = known else { return (KeyMode::Selective, ids) };
                let (there, gone): (Vec<String>, Vec<String>) =
                    ids.into_iter().partition(|id| known.iter().any(|key| key.id == *id));
                match gone.len() {
                    0 => {}
                    1 => remarks.say("One of its SSH keys is no longer in the organization."),
                    gone => remarks.say(format!("{gone} of its SSH keys are no longer in the organization.")),
                }
                (KeyMode::Selective, there)
            }
            Self::Named(names) => {
                let Some(known) = known else {
                    remarks.say("The organization's SSH keys could not be read. Choose the keys under Access.");
                    return (KeyMode::Selective, Vec::new());
                };
                (KeyMode::Selective, names.iter().filter_map(|name| named(name, known, remarks)).collect())
            }
        }
    }
}

/// The key that is the same. One of the same name alone may be anybody's.
fn named(wanted: &KeyName, known: &[OrganizationKey], remarks: &mut Remarks) -> Option<String> {
    let same = |key: &&OrganizationKey| wanted.fingerprint.is_some() && key.fingerprint == wanted.fingerprint;
    if let Some(key) = known.iter().find(same) {
        return Some(key.id.clone());
    }
    let of_name = known.iter().find(|key| key.name == wanted.name);
    match of_name {
        None => remarks.say(format!("The organization has no SSH key \"{}\".", wanted.name)),
        Some(key) if wanted.fingerprint.is_some() && key.fingerprint.is_some() => remarks.say(format!(
            "The organization's SSH key \"{}\" is another key than the one that is meant, so it is not chosen.",
            wanted.name
        )),
        Some(key) => {
            remarks
                .say(format!("The SSH key \"{}\" is chosen by its name: check that it is the right one.", wanted.name));
            return Some(key.id.clone());
        }
    }
    None
}
