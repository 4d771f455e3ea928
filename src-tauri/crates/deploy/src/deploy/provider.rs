//! What a deploy asks of the provider, and what its answers mean.

use voltagepark::types::{
    CloudInit, CloudInitContent, CloudInitTarget, DeployBareMetal, DeployInstantVm, InstantDeployPreset,
    OrganizationSshKeys, WriteFile,
};
use voltagepark::{Id, Secret};

use super::order::{self, Hardware, Order, RentalOrder};
use super::quoted;
use super::settle::Listed;
use voltdeck_base::account::Account;
use voltdeck_base::failure;
use voltdeck_base::write::Outcome;
use voltdeck_contract::{Answer, CloudInitForm, CommandError, ErrorCode, KeyMode, MachineKind, OrganizationKey};
use voltdeck_machines::fleet::Machine;

/// A machine that was bought.
pub(super) struct Bought {
    /// Its id.
    pub(super) id: Id,
    /// What the provider warned of.
    pub(super) warning: Option<String>,
}

/// One preset, read now; `None` where it is no longer offered.
pub(super) async fn preset(account: &Account, id: &str) -> Answer<Option<InstantDeployPreset>> {
    match account.client().get_instant_deploy_preset(&id.into()).await {
        Ok(preset) => Ok(Some(preset)),
        Err(failed) => match failure::reading(&failed) {
            said if said.code == ErrorCode::Gone => Ok(None),
            said => Err(said),
        },
    }
}

/// The organization's keys.
pub(super) async fn keys(account: &Account) -> Answer<Vec<OrganizationKey>> {
    let list = account.client().list_ssh_keys_all(100).await.map_err(|failed| failure::reading(&failed))?;
    Ok(list
        .items
        .into_iter()
        .map(|key| {
            order::described(
                key.id.to_string(),
                key.name.unwrap_or_default(),
                key.content.as_deref().unwrap_or_default(),
            )
        })
        .collect())
}

/// The provider's word on a cloud-init: its message where it refuses it.
pub(super) async fn validate(account: &Account, form: &CloudInitForm, kind: MachineKind) -> Answer<Result<(), String>> {
    let redact = |words: &str| quoted::without_secrets(words, None, Some(form));
    let content = CloudInitContent::Form(cloud_init(form));
    let target = match kind {
        MachineKind::Vm => CloudInitTarget::InstantVm,
        MachineKind::BareMetal => CloudInitTarget::BareMetal,
    };
    let verdict = account.client().validate_cloud_init(&target, &content).await;
    let verdict = verdict.map_err(|failed| failure::reading_with(&failed, redact))?;
    if verdict.error {
        let message = verdict.message.filter(|message| !message.trim().is_empty());
        return Ok(Err(message.map_or_else(
            || "The provider refuses this cloud-init without saying why.".to_owned(),
            |message| redact(&message),
        )));
    }
    Ok(Ok(()))
}

/// Sends the order, once. `volume` is the one that was created for it. Where nobody knows whether it was bought, a sentence
/// says why.
pub(super) async fn order(account: &Account, order: &Order, volume: Option<&str>) -> Outcome<Bought> {
    let answer = match &order.hardware {
        Hardware::Preset(id) => {
            let answer = account.client().deploy_instant_vm(&vm_request(order, id)).await;
            answer.map(|deployed| Bought { id: deployed.vm_id, warning: None })
        }
        Hardware::Rental(rental) => {
            let answer = account.client().deploy_bare_metal(&rental_request(order, rental, volume)).await;
            answer.map(|deployed| {
                let warning = deployed.warning.map(|words| order.without_secrets(words.trim()));
                Bought { id: deployed.rental_id, warning: warning.filter(|words| !words.is_empty()) }
            })
        }
    };
    Outcome::of(answer, |failed| failure(order, failed))
        .with_id(|bought| &bought.id, || unknown("The provider accepted it without telling the machine's id."))
}

fn failure(order: &Order, failed: &voltagepark::Error) -> CommandError {
    if failed.may_have_acted() {
        return match failed.status() {
            Some(408) => unknown("The provider stopped waiting for the order (408)."),
            Some(status) if status >= 400 => {
                unknown(format!("The provider answered with an error of its own ({status})."))
            }
            // Of these only 307 and 308 say that nothing was done: the others may lead to what was made.
            Some(status @ 300..400) => unknown(format!(
                "The provider answered by sending the order elsewhere ({status}), which is not followed."
            )),
            Some(_) => unknown("The provider's answer could not be read."),
            None => unknown("The connection broke before the answer came."),
        };
    }
    // Only the first complaint has a place; the message has them all.
    let field = failed.fields().first().and_then(|complaint| {
        let place: Vec<&str> = complaint.location.iter().skip(1).map(String::as_str).collect();
        order.field(&place)
    });
    CommandError { field, ..failure::writing_with(failed, &order.name, |words| order.without_secrets(words)) }
}

fn unknown(why: impl Into<String>) -> CommandError {
    CommandError::new(ErrorCode::OutcomeUnknown, why)
}

fn organization_keys(order: &Order) -> OrganizationSshKeys {
    match order.key_mode {
        KeyMode::None => OrganizationSshKeys::None,
        KeyMode::All => OrganizationSshKeys::All,
        KeyMode::Selective => {
            OrganizationSshKeys::Selective { ssh_key_ids: order.key_ids.iter().map(|id| id.as_str().into()).collect() }
        }
    }
}

fn rental_request(order: &Order, rental: &RentalOrder, volume: Option<&str>) -> DeployBareMetal {
    DeployBareMetal {
        location_id: rental.location_id.as_str().into(),
        gpu_count: rental.gpu_count,
        name: order.name.clone(),
        organization_ssh_keys: organization_keys(order),
        ssh_keys: order.key_lines.clone(),
        network_type: rental.network.as_str().into(),
        sub_order: rental.sub_order,
        storage_id: volume.or(rental.storage_id.as_deref()).map(Into::into),
        tags: order.tags.clone(),
        cloudinit_script: order.cloud_init.as_ref().map(cloud_init),
    }
}

fn vm_request(order: &Order, preset: &str) -> DeployInstantVm {
    DeployInstantVm {
        config_id: preset.into(),
        name: order.name.clone(),
        password: order.password.as_ref().map(|password| Secret::new(password.as_str())),
        organization_ssh_keys: organization_keys(order),
        ssh_keys: order.key_lines.clone(),
        cloud_init: order.cloud_init.as_ref().map(cloud_init),
        tags: order.tags.clone(),
    }
}

fn cloud_init(form: &CloudInitForm) -> CloudInit {
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    CloudInit {
        packages: form.packages.clone(),
        write_files: form
            .write_files
            .iter()
            .map(|file| WriteFile {
                encoding: filled(&file.encoding),
                content: file.content.clone(),
                owner: filled(&file.owner),
                path: file.path.clone(),
                permissions: filled(&file.permissions),
            })
            .collect(),
        runcmd: form.runcmd.clone(),
    }
}

/// A machine as far as it tells whose it is.
pub(super) fn listed(machine: &Machine) -> Listed {
    Listed {
        id: machine.id().to_owned(),
        name: machine.given_name().unwrap_or_default().to_owned(),
        created_at: machine.created_at(),
        tags: machine.tags().to_vec(),
    }
}
