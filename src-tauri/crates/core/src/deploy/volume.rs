//! Creates the volume of a rental, before the rental is ordered: a volume left over costs little, a rental without its
//! storage much.

use std::sync::Arc;

use voltagepark::types::NewStorage;

use super::job::{Job, VolumeState};
use super::{job_store, words};
use crate::account::Account;
use crate::activity::{self, Act, Outcome};
use crate::views::{Event, Mark};
use crate::{Answer, App, CommandError, ErrorCode, error};

/// Creates it, once; its id, or `None` where the job has no volume of its own. An error says that the rental is not to be
/// ordered.
pub(super) async fn create(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Option<String>> {
    let job = job_store::load(&app.store, account.profile_id(), id)?;
    let Some(volume) = job.volume.clone() else { return Ok(None) };
    if volume.state != VolumeState::Planned {
        // Sent before: it is not sent again.
        return Err(words::volume_unknown(&volume.name, CommandError::new(ErrorCode::Local, "")));
    }
    let deed = format!("volume asked for, {} GB", volume.size_gb);
    let act = Act { subject: &volume.name, deed: &deed, mark: Mark::Pending, effect: None, instance_id: None };
    let line = activity::begin(&app.store, account.profile_id(), app.host.now(), &act)?;
    app.host.emit(Event::Activity);
    note(app, account, id, |job| job.state = VolumeState::Sent)?;
    let wanted = NewStorage { size_in_gb: volume.size_gb.into(), name: volume.name.clone(), order_ids: Vec::new() };
    let answer = account.client.create_storage(&wanted).await;
    app.host.emit(Event::Storage);
    let result = match answer {
        Ok(created) if !created.id.as_str().trim().is_empty() => {
            let (created, per_hour) = (created.id.to_string(), created.rate_hourly.decimal());
            let kept = note(app, account, id, |job| {
                job.state = VolumeState::Created(created.clone());
                job.per_hour = per_hour;
            });
            activity::complete(&app.store, &line, Outcome::Done, Some("volume created"))?;
            kept.map(|_| Some(created))
        }
        Ok(_) => {
            activity::complete(&app.store, &line, Outcome::Unknown, Some("volume: outcome unknown"))?;
            Err(words::volume_unknown(&volume.name, CommandError::new(ErrorCode::Local, "")))
        }
        Err(failed) => {
            let said = error::writing(&failed, &volume.name);
            if said.code == ErrorCode::OutcomeUnknown {
                activity::complete(&app.store, &line, Outcome::Unknown, Some("volume: outcome unknown"))?;
                Err(words::volume_unknown(&volume.name, said))
            } else {
                activity::complete(&app.store, &line, Outcome::Refused, Some("volume refused"))?;
                note(app, account, id, |job| job.state = VolumeState::Planned)?;
                let field = failed.fields().first().and_then(|complaint| match complaint.location.get(1)?.as_str() {
                    "size_in_gb" => Some("metal.volumeGb"),
                    "name" => Some("metal.volumeName"),
                    _ => None,
                });
                let said = words::no_volume(said);
                Err(match field {
                    Some(field) => said.at(field),
                    None => said.at("metal.volumeName"),
                })
            }
        }
    };
    app.host.emit(Event::Activity);
    result
}

fn note(app: &App, account: &Account, id: &str, change: impl FnOnce(&mut super::job::JobVolume)) -> Answer<Job> {
    let (job, _) = job_store::change(&app.store, account.profile_id(), id, |job| {
        let Some(volume) = job.volume.as_mut() else { return false };
        change(volume);
        true
    })?;
    app.host.emit(Event::Job { id: id.to_owned() });
    Ok(job)
}
