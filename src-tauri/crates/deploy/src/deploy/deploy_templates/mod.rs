//! Deploy templates: drafts under a name, to begin with again or to hand to a colleague as a file.
//!
//! One is kept as its file has it. It names keys and volumes by what another organization can know of them; what cannot be
//! found there is said when it is used.

mod file;
mod of_draft;
mod store;
mod words;

use std::io::Write as _;
use std::sync::Arc;

use super::begin::{self, KeyName, Wanted};
use file::{Document, Hardware, Keys};
use voltdeck_base::account::Account;
use voltdeck_base::exports::{self, Export};
use voltdeck_base::{App, activity};
use voltdeck_contract::{
    Answer, CommandError, DeployStart, DeployTemplateExportArgs, DeployTemplateImportArgs, DeployTemplateRead,
    DeployTemplateSaveArgs, DeployTemplateView, ErrorCode, Exported, FirstSteps, LeaseDraft, Mark,
};
use words::{kind, says};

/// All of them, by name.
pub(super) fn all(app: &App) -> Answer<Vec<DeployTemplateView>> {
    store::all(&app.store)
}

/// Saves a draft.
pub(super) fn save(app: &App, account: &Account, args: &DeployTemplateSaveArgs) -> Answer<()> {
    let document = of_draft::document(app, account, args)?;
    if let Some((field, why)) = document.problem() {
        let field = if field == "name" { "name" } else { "draft" };
        return Err(invalid(&format!("{why} Nothing was saved.")).at(field));
    }
    if !args.replace && store::exists(&app.store, &document.name)? {
        let message = "You have a deploy template of this name. Choose another name, or replace it.";
        return Err(CommandError::new(ErrorCode::Exists, message).at("name"));
    }
    store::put(&app.store, &document, app.host.now())
}

/// Deletes one; fine where it is gone.
pub(super) fn delete(app: &App, id: &str) -> Answer<()> {
    store::delete(&app.store, id)
}

/// What the wizard begins with for one.
pub(super) async fn start(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<DeployStart> {
    begin::begin(app, account, wanted(&store::load(&app.store, id)?)).await
}

/// Writes one to a file in the folder of exports, for the person alone.
pub(super) fn export(app: &App, args: &DeployTemplateExportArgs) -> Answer<Exported> {
    let mut document = store::load(&app.store, &args.id)?;
    if !args.with_cloud_init {
        document.cloud_init = None;
    }
    let folder = exports::folder(app)?;
    let mut file = Export::begin(&folder, &format!("voltdeck-deploy-{}", document.name), "json")?;
    file.write_all(document.encode().as_bytes()).map_err(|error| exports::not_written(&folder, &error))?;
    let path = file.finish()?.display().to_string();
    if let Some(account) = app.try_account() {
        let with = if document.cloud_init.is_some() { ", with its cloud-init" } else { "" };
        let act = activity::Act {
            subject: &document.name,
            deed: &format!("deploy template exported{with}, to {path}"),
            mark: Mark::Running,
            ..activity::Act::default()
        };
        activity::remark(app, account.profile_id(), &act);
    }
    Ok(Exported { path, lines: 0 })
}

/// What stands in a file, before anything is kept.
pub(super) fn read(app: &App, text: &str) -> Answer<DeployTemplateRead> {
    let document = decode(text)?;
    Ok(DeployTemplateRead {
        kind: kind(&document),
        says: says(&document),
        has_cloud_init: document.cloud_init.is_some(),
        exists: store::exists(&app.store, &document.name)?,
        name: document.name,
    })
}

/// Keeps a file. One of a name that is taken gets a number, or takes the place of the other.
pub(super) fn import(app: &App, args: &DeployTemplateImportArgs) -> Answer<()> {
    let mut document = decode(&args.text)?;
    if !args.with_cloud_init {
        document.cloud_init = None;
    }
    if !args.replace {
        let name = document.name.clone();
        let mut number = 2;
        while store::exists(&app.store, &document.name)? {
            let end = format!(" {number}");
            let most = 60 - end.len();
            document.name = name.chars().take(most).chain(end.chars()).collect();
            number += 1;
        }
    }
    store::put(&app.store, &document, app.host.now())
}

/// A file as it is written after it was read; `None` where it is refused. For what tries its decoder.
pub fn reread(text: &str) -> Option<String> {
    Some(file::decode(text).ok()?.encode())
}

fn decode(text: &str) -> Answer<Document> {
    file::decode(text).map_err(|why| invalid(&format!("{why} Nothing was opened.")).at("text"))
}

fn invalid(message: &str) -> CommandError {
    CommandError::new(ErrorCode::Invalid, message)
}

/// A template as it is held against what is offered.
fn wanted(document: &Document) -> Wanted {
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let steps = document.first_steps.clone().unwrap_or_default();
    let script = document.cloud_init.as_ref().map(|cloud_init| cloud_init.script.clone()).unwrap_or_default();
    Wanted {
        title: format!("From the deploy template {}.", document.name),
        name: document.instance_name.clone(),
        name_is_taken: false,
        hardware: match &document.hardware {
            Hardware::Vm(vm) => begin::Hardware::Vm {
                preset_id: text(&vm.preset_id),
                gpus: vm.gpus,
                model: text(&vm.gpu_model),
                system: text(&vm.operating_system),
                vcpu: None,
                ram_gb: None,
            },
            Hardware::BareMetal(metal) => begin::Hardware::Rental {
                location_id: text(&metal.location_id),
                place: text(&metal.place),
                network: text(&metal.network),
                gpus: metal.gpus,
                sub_order: String::new(),
            },
        },
        volume: match &document.volume {
            None => begin::Volume::None,
            Some(volume) => match volume.new_size_gb {
                Some(size) => begin::Volume::New { name: volume.name.clone(), size_gb: size.to_string() },
                None => begin::Volume::Named(volume.name.clone()),
            },
        },
        keys: match &document.keys {
            Keys::All => begin::Keys::Every(true),
            Keys::None => begin::Keys::Every(false),
            Keys::Chosen(keys) => {
                let named = |key: &file::Key| KeyName { name: key.name.clone(), fingerprint: key.fingerprint.clone() };
                begin::Keys::Named(keys.iter().map(named).collect())
            }
        },
        tags: document.tags.clone(),
        lease: document.lease.as_ref().map(|lease| LeaseDraft {
            hours: lease.hours,
            ends_at: None,
            action: lease.action,
        }),
        cloud_init: document.cloud_init.as_ref().and_then(file::CloudInit::form),
        first_steps: FirstSteps {
            mount: steps.mount,
            export_path: steps.export_path,
            docker: steps.docker,
            run: !script.is_empty(),
            script,
        },
        remarks: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
