//! The volume that is asked for, found among those that there are.

use super::hardware::Offered;
use super::remarks::Remarks;
use voltdeck_contract::{MetalDraft, StorageMode, VolumeChoice};

/// A volume of a rental.
pub(crate) enum Volume {
    None,
    /// One that exists, by the provider's id, and what it is called where that is known.
    Id(String, Option<String>),
    /// One that exists, by its name.
    Named(String),
    /// A new one.
    New {
        name: String,
        size_gb: String,
    },
}

impl Volume {
    /// Puts it into the draft of a rental.
    pub(super) fn choose(self, metal: &mut MetalDraft, offered: &Offered, remarks: &mut Remarks) {
        let volumes = match offered {
            Offered::Rental(offer) => offer.volumes.as_deref(),
            Offered::Vm(_) => return,
        };
        let called = match &self {
            Self::None => return,
            Self::New { name, size_gb } => {
                metal.storage_mode = StorageMode::New;
                metal.volume_name.clone_from(name);
                metal.volume_gb.clone_from(size_gb);
                remarks.say(format!("A new volume \"{name}\" would be created for it, and costs money of its own."));
                return;
            }
            Self::Id(id, name) => name.clone().unwrap_or_else(|| id.chars().take(8).collect()),
            Self::Named(name) => name.clone(),
        };
        let Some(volumes) = volumes else {
            return remarks.say(format!("The volumes could not be read, so its volume \"{called}\" is not chosen."));
        };
        let fits = |volume: &&VolumeChoice| match &self {
            Self::Id(id, _) => volume.id == *id,
            Self::Named(name) => volume.name == *name,
            Self::None | Self::New { .. } => false,
        };
        let mut found = volumes.iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(volume), None) => {
                metal.storage_mode = StorageMode::Existing;
                metal.storage_id = Some(volume.id.clone());
                if volume.attached_to > 0 {
                    let rentals = if volume.attached_to == 1 { "1 rental" } else { "other rentals" };
                    remarks.say(format!(
                        "Its volume \"{}\" is attached to {rentals} now, and would be attached to this one too.",
                        volume.name
                    ));
                }
            }
            (Some(_), Some(_)) => {
                remarks.say(format!("Several volumes are called \"{called}\". Choose one under Storage."));
            }
            (None, _) => remarks.say(format!("Its volume \"{called}\" is no longer there.")),
        }
    }
}
