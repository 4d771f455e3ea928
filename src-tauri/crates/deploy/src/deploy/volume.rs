//! Creates the volume of a rental, before the rental is ordered: a volume left over costs little, a rental without its
//! storage much.

use std::sync::Arc;

use super::job::{JobVolume, VolumeState};
use super::{job_store, metal_offer, words};
use crate::deploy::DeployMemory;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, ErrorCode, Event};
use voltdeck_volumes::storage::{Made, NewVolume, create_one};

/// Creates it, once; its id, or `None` where the job has no volume of its own. An error says that the rental is not to be
/// ordered.
pub(super) async fn create(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Option<String>> {
    let Some(volume) = job_store::load(&app.store, account.profile_id(), id)?.volume else { return Ok(None) };
    if volume.state != VolumeState::Planned {
        // Sent before: it is not sent again.
        return Err(words::volume_unknown(&volume.name));
    }
    note(app, account, id, |volume| volume.state = VolumeState::Sent)?;
    let wanted = NewVolume { name: volume.name.clone(), size_gb: volume.size_gb, rental_ids: Vec::new() };
    match create_one(app, account, &wanted).await {
        Ok(Made { volume: made, .. }) => {
            account.part::<DeployMemory>().keep_volume(metal_offer::choice(&made));
            let (made, per_hour) = (made.id.to_string(), made.rate_hourly.decimal());
            note(app, account, id, |volume| {
                volume.state = VolumeState::Created(made.clone());
                volume.per_hour = per_hour;
            })?;
            Ok(Some(made))
        }
        Err(said) if said.code == ErrorCode::OutcomeUnknown => Err(words::volume_unknown(&volume.name)),
        Err(said) => {
            // A store that fails may do so after the volume was made: then nobody knows.
            if said.code != ErrorCode::Local {
                note(app, account, id, |volume| volume.state = VolumeState::Planned)?;
            }
            let field = if said.field.as_deref() == Some("size") { "metal.volumeGb" } else { "metal.volumeName" };
            Err(words::no_volume(said).at(field))
        }
    }
}

fn note(app: &App, account: &Account, id: &str, change: impl FnOnce(&mut JobVolume)) -> Answer<()> {
    job_store::change(&app.store, account.profile_id(), id, |job| {
        let Some(volume) = job.volume.as_mut() else { return false };
        change(volume);
        true
    })?;
    app.host.emit(Event::Job { id: id.to_owned() });
    Ok(())
}
