//! A new machine like one that there is or was: from its newest reading, from the deploy that ordered it, and from what the
//! store keeps of machines that are gone.

use std::sync::Arc;

use chrono::TimeDelta;

use super::hardware::Hardware;
use super::keys::Keys;
use super::volume::Volume;
use super::wanted::{Wanted, begin};
use crate::deploy::job::{Job, KeptSteps, VolumeState};
use crate::deploy::{job_store, templates};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{
    Answer, CloudInitForm, CommandError, DeployStart, ErrorCode, FirstSteps, KeyMode, LeaseDraft, MachineKind,
    MetalDraft, StorageMode,
};
use voltdeck_machines::fleet::{self, Fleet, JOB_TAG, Machine, Recalled};
use voltdeck_machines::lease;
use voltdeck_volumes::storage;

/// All that is known of a machine.
struct Known {
    machine: Option<Machine>,
    job: Option<Job>,
    seen: Option<Recalled>,
}

/// What the wizard begins with for a machine like this one.
pub(crate) async fn like(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<DeployStart> {
    let known = Known {
        machine: machine(account, id),
        job: job_store::of_machine(&app.store, account.profile_id(), id)?,
        seen: fleet::recalled(&app.store, account.profile_id(), id)?,
    };
    let mut remarks = Vec::new();
    let name = known.name();
    let hardware = known.hardware(&mut remarks).ok_or_else(unknown)?;
    let kind = hardware.kind();
    let (cloud_init, first_steps) = known.software(app, kind, &mut remarks)?;
    if lease::auto::views(app, account)?.get(id).is_some_and(|stops| !stops.is_empty()) {
        remarks.push("Its auto-stop is not taken over. Set one in the panel of the new instance.".into());
    }
    let wanted = Wanted {
        title: if name.is_empty() { "Like an earlier instance.".to_owned() } else { format!("Like {name}.") },
        name_is_taken: true,
        volume: named(app, account, known.volume())?,
        keys: known.keys(),
        tags: known.tags(),
        lease: known.lease(app, account, id, &mut remarks)?,
        name,
        hardware,
        cloud_init,
        first_steps,
        remarks,
    };
    begin(app, account, wanted).await
}

fn machine(account: &Account, id: &str) -> Option<Machine> {
    let state = account.part::<Fleet>().state();
    let living = state.machines.get(id).map(|known| known.machine.clone());
    let gone = || state.gone.iter().rev().map(|(machine, _)| machine).find(|machine| machine.id() == id).cloned();
    living.or_else(gone).map(Machine::without_secrets)
}

/// The same volume with its name, which is asked for where it is gone.
fn named(app: &App, account: &Account, volume: Volume) -> Answer<Volume> {
    Ok(match volume {
        Volume::Id(id, None) => {
            let name = storage::seen_name(&app.store, account.profile_id(), &id)?;
            Volume::Id(id, name)
        }
        other => other,
    })
}

fn unknown() -> CommandError {
    CommandError::new(
        ErrorCode::Gone,
        "Voltdeck knows too little of this instance to fill in a deploy: it was never listed here. Choose the hardware in \
         Deploy.",
    )
}

impl Known {
    /// What of its software is known, and what is not kept of its secrets.
    fn software(
        &self,
        app: &App,
        kind: MachineKind,
        remarks: &mut Vec<String>,
    ) -> Answer<(Option<CloudInitForm>, FirstSteps)> {
        let Some(job) = &self.job else {
            let unknown = match kind {
                MachineKind::Vm => "SSH keys, password and cloud-init",
                MachineKind::BareMetal => "SSH keys and cloud-init",
            };
            remarks.push(format!(
                "It was not deployed from here: its {unknown} are not known. All keys of the organization are chosen."
            ));
            return Ok((None, FirstSteps::default()));
        };
        if job.had_password {
            remarks.push("Its password is not kept. Type one under Access, or log in with a key.".into());
        }
        let template = match &job.template {
            Some(id) => templates::all(&app.store)?.into_iter().find(|template| template.id == *id),
            None => None,
        };
        if let Some(template) = &template {
            remarks.push(format!("Its cloud-init is that of the template \"{}\" as it is now.", template.name));
        } else if job.had_cloud_init {
            remarks.push(
                "Its cloud-init is not kept, since it may hold secrets. Fill it in again under Software.".to_owned(),
            );
        }
        let steps = job.first_steps.as_ref();
        if steps.is_some_and(|steps| steps.had_script) {
            remarks.push("The script that it ran when it was up is not kept.".into());
        }
        Ok((template.map(|template| template.cloud_init), steps.map(KeptSteps::again).unwrap_or_default()))
    }

    fn name(&self) -> String {
        let given = self.machine.as_ref().and_then(Machine::given_name).map(str::to_owned);
        let known = given.or_else(|| self.job.as_ref().map(|job| job.name.clone()));
        let known = known.or_else(|| self.seen.as_ref().map(|seen| seen.name.clone())).unwrap_or_default();
        known.trim().to_owned()
    }

    /// The hardware; `None` where nothing at all is known of the machine.
    fn hardware(&self, remarks: &mut Vec<String>) -> Option<Hardware> {
        let kind = match (&self.machine, &self.job, &self.seen) {
            (Some(machine), _, _) => machine.kind(),
            (None, Some(job), _) => job.kind,
            (None, None, Some(seen)) if seen.location_id.is_some() => MachineKind::BareMetal,
            (None, None, Some(seen)) => {
                if seen.terms.is_none() {
                    remarks.push("Whether it was a VM or bare metal is not known. This is the deploy of a VM.".into());
                }
                MachineKind::Vm
            }
            (None, None, None) => return None,
        };
        let seen = self.seen.clone().unwrap_or_default();
        let gpus = self.machine.as_ref().map(Machine::gpus).filter(|gpus| *gpus > 0).unwrap_or(seen.gpus);
        Some(match kind {
            MachineKind::Vm => {
                let vm = match &self.machine {
                    Some(Machine::Vm(vm)) => Some(vm),
                    _ => None,
                };
                let resources = vm.and_then(|vm| vm.resources.as_ref());
                Hardware::Vm {
                    preset_id: self.job.as_ref().map(|job| job.hardware_id.clone()),
                    gpus,
                    model: self.machine.as_ref().and_then(Machine::gpu_model).or(seen.gpu_model),
                    system: vm.and_then(|vm| vm.operating_system.clone()),
                    vcpu: resources.and_then(|resources| resources.vcpu_count),
                    ram_gb: resources.and_then(|resources| resources.ram_gb),
                }
            }
            MachineKind::BareMetal => {
                let ordered = self.job.as_ref().and_then(|job| job.metal.clone()).unwrap_or_default();
                let rental = match &self.machine {
                    Some(Machine::Rental(rental)) => Some(rental),
                    _ => None,
                };
                let told =
                    rental.and_then(|rental| rental.network_type.as_ref()).map(|network| network.as_str().to_owned());
                let sub_order = rental.and_then(|rental| rental.any_sub_order()).map(str::to_owned);
                Hardware::Rental {
                    location_id: ordered.location_id.clone().or(seen.location_id),
                    place: None,
                    network: told.or_else(|| ordered.network.clone()),
                    gpus: if gpus > 0 { gpus } else { ordered.gpu_count.unwrap_or_default() },
                    sub_order: sub_order.unwrap_or(ordered.sub_order),
                }
            }
        })
    }

    /// Its volume: as the provider tells it, else as it was ordered. One that was created for it is not created again.
    fn volume(&self) -> Volume {
        if let Some(Machine::Rental(rental)) = &self.machine
            && let Some(id) = &rental.storage_id
        {
            let created = self.job.as_ref().and_then(|job| job.volume.as_ref());
            let created = created.filter(|volume| volume.state == VolumeState::Created(id.to_string()));
            return Volume::Id(id.to_string(), created.map(|volume| volume.name.clone()));
        }
        let Some(job) = &self.job else { return Volume::None };
        if let Some(volume) = &job.volume {
            return match &volume.state {
                VolumeState::Created(id) => Volume::Id(id.clone(), Some(volume.name.clone())),
                VolumeState::Planned | VolumeState::Sent => Volume::Named(volume.name.clone()),
            };
        }
        match &job.metal {
            Some(MetalDraft { storage_mode: StorageMode::Existing, storage_id: Some(id), .. }) => {
                Volume::Id(id.clone(), None)
            }
            _ => Volume::None,
        }
    }

    fn keys(&self) -> Keys {
        match &self.job {
            None => Keys::Unknown,
            Some(job) => match job.key_mode {
                KeyMode::All => Keys::Every(true),
                KeyMode::None => Keys::Every(false),
                KeyMode::Selective => Keys::Ids(job.key_ids.clone()),
            },
        }
    }

    /// Its tags as they were last told, without those of Voltdeck. A young rental tells none.
    fn tags(&self) -> Vec<String> {
        let told = self.machine.as_ref().map(|machine| machine.tags().to_vec()).filter(|tags| !tags.is_empty());
        let seen = || self.seen.as_ref().map(|seen| seen.tags.clone()).filter(|tags| !tags.is_empty());
        let ordered = || self.job.as_ref().map(|job| job.tags.clone());
        let tags = told.or_else(seen).or_else(ordered).unwrap_or_default();
        tags.into_iter().filter(|tag| !tag.starts_with(JOB_TAG)).collect()
    }

    /// A lease of the same length: the one that stands, else the one that was ordered.
    fn lease(&self, app: &App, account: &Account, id: &str, remarks: &mut Vec<String>) -> Answer<Option<LeaseDraft>> {
        if let Some(lease) = lease::views(&app.store, account.profile_id())?.remove(id) {
            return Ok(lasting(lease.ends_at - lease.began_at).map(|hours| LeaseDraft {
                hours,
                ends_at: None,
                action: lease.action,
            }));
        }
        let Some(job) = &self.job else { return Ok(None) };
        let Some(ordered) = job.lease.clone() else { return Ok(None) };
        let hours = match ordered.ends_at {
            Some(ends_at) => lasting(ends_at - job.created_at),
            None => Some(ordered.hours).filter(|hours| *hours > 0),
        };
        if hours.is_none() {
            remarks.push("Its lease is over and has no length to be set again. Set one under Guardrails.".into());
        }
        Ok(hours.map(|hours| LeaseDraft { hours, ends_at: None, ..ordered }))
    }
}

/// Whole hours, upwards: a lease that ends early would be a surprise.
pub(crate) fn lasting(length: TimeDelta) -> Option<u32> {
    let minutes = length.num_minutes() + i64::from(length.num_seconds() % 60 > 0);
    u32::try_from(minutes.div_euclid(60) + i64::from(minutes.rem_euclid(60) > 0)).ok().filter(|hours| *hours > 0)
}
