//! A draft as a template keeps it: ids of one organization become what another can know of the same.

use super::file::{BareMetal, CloudInit, Document, Hardware, Key, Keys, Lease, Steps, Vm, Volume};
use crate::deploy::begin::lasting;
use crate::deploy::draft::{cleaned_tags, kind_of};
use crate::deploy::memory::DeployMemory;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{
    Answer, CommandError, DeployDraft, DeployTemplateSaveArgs, ErrorCode, KeyMode, MachineKind, MetalDraft,
    OrganizationKey, StorageMode,
};
use voltdeck_machines::lease;
use voltdeck_volumes::storage;

/// The template of a draft, by what the wizard was offered last.
pub(super) fn document(app: &App, account: &Account, args: &DeployTemplateSaveArgs) -> Answer<Document> {
    let draft = &args.draft;
    if args.with_cloud_init && draft.cloud_init.text_unread {
        return Err(invalid("The YAML under Software has errors. Mend them, then save the template."));
    }
    let steps = &draft.first_steps;
    let script = if steps.run { steps.script.as_str() } else { "" };
    let kept = Steps {
        mount: steps.mount,
        export_path: if steps.mount { steps.export_path.trim().to_owned() } else { String::new() },
        docker: steps.docker,
    };
    let mut document = Document::new(&args.name, hardware(account, draft)?, keys(account, draft)?);
    draft.name.trim().clone_into(&mut document.instance_name);
    document.tags = cleaned_tags(&draft.tags);
    // A moment means nothing in a template: what is kept is how long it would have lasted from now.
    document.lease = draft.lease.as_ref().and_then(|lease| {
        let hours = lasting(lease::length(lease, app.host.now()))?;
        Some(Lease { hours, action: lease.action })
    });
    document.volume = draft.metal.as_ref().and_then(|metal| volume(account, metal));
    document.first_steps = (kept != Steps::default()).then_some(kept);
    document.cloud_init = args.with_cloud_init.then(|| CloudInit::of(&draft.cloud_init, script)).flatten();
    Ok(document)
}

fn hardware(account: &Account, draft: &DeployDraft) -> Answer<Hardware> {
    let memory = account.part::<DeployMemory>();
    let Some(metal) = &draft.metal else {
        let offer = memory.offer();
        let chosen = draft.preset_id.as_deref();
        let preset =
            offer.as_ref().and_then(|offer| offer.presets.iter().find(|preset| Some(preset.id.as_str()) == chosen));
        let preset = preset.ok_or_else(no_hardware)?;
        return Ok(Hardware::Vm(Vm {
            preset_id: preset.id.clone(),
            gpus: preset.gpus,
            gpu_model: preset.gpu_model.clone(),
            operating_system: preset.operating_system.clone(),
        }));
    };
    let offer = memory.metal().ok_or_else(no_hardware)?;
    let line = offer.find(metal).ok_or_else(no_hardware)?;
    Ok(Hardware::BareMetal(BareMetal {
        location_id: line.location_id.clone(),
        place: line.place.clone().unwrap_or_default(),
        network: line.network.clone(),
        gpus: metal.gpu_count.filter(|gpus| *gpus > 0).ok_or_else(no_hardware)?,
    }))
}

fn keys(account: &Account, draft: &DeployDraft) -> Answer<Keys> {
    match draft.key_mode {
        KeyMode::All => return Ok(Keys::All),
        KeyMode::None => return Ok(Keys::None),
        KeyMode::Selective => {}
    }
    let memory = account.part::<DeployMemory>();
    let known: Option<Vec<OrganizationKey>> = match kind_of(draft) {
        MachineKind::Vm => memory.offer().and_then(|offer| offer.keys.clone()),
        MachineKind::BareMetal => memory.metal().and_then(|offer| offer.keys.clone()),
    };
    let known = known.ok_or_else(|| {
        invalid("The organization's keys could not be read, so those that are chosen cannot be named. Read them again first.")
    })?;
    let chosen = known.into_iter().filter(|key| draft.key_ids.contains(&key.id));
    Ok(Keys::Chosen(chosen.map(|key| Key { name: key.name, fingerprint: key.fingerprint }).collect()))
}

fn volume(account: &Account, metal: &MetalDraft) -> Option<Volume> {
    match metal.storage_mode {
        StorageMode::None => None,
        StorageMode::New => {
            let name = Some(metal.volume_name.trim().to_owned()).filter(|name| !name.is_empty())?;
            Some(Volume { name, new_size_gb: Some(storage::parse_size(&metal.volume_gb).ok()?) })
        }
        StorageMode::Existing => {
            let offer = account.part::<DeployMemory>().metal()?;
            let volume = offer.volumes.iter().flatten().find(|volume| Some(&volume.id) == metal.storage_id.as_ref())?;
            Some(Volume { name: volume.name.clone(), new_size_gb: None })
        }
    }
}

fn no_hardware() -> CommandError {
    invalid("Choose the hardware first: a template is of some.")
}

fn invalid(message: &str) -> CommandError {
    CommandError::new(ErrorCode::Invalid, format!("{message} Nothing was saved.")).at("draft")
}
