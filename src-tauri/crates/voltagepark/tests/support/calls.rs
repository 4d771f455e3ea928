//! The page's 31 operations, called with the values of its examples.

use std::fmt::Debug;

use serde_json::Value;
use voltagepark::types::{
    CloudInit, CloudInitContent, CloudInitTarget, CloudInitText, DeployBareMetal, DeployInstantVm, NetworkType,
    NewSshKey, NewStorage, OrganizationSshKeys, PowerStatus, TransactionFilter, TransactionType, UpdateInstance,
    UpdateStorage, WriteFile,
};
use voltagepark::{Client, Error, Id, Page};

pub fn examples() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../../../tests/api/examples.json")).unwrap()
}

/// Calls the operation of an example with the example's own values; the answer as `Debug` shows it.
pub async fn call(client: &Client, example: &Value) -> Result<String, Error> {
    let id = example["path_parameters"].as_object().unwrap().values().find_map(Value::as_str).unwrap_or_default();
    let (id, request) = (&Id::from(id), &example["request"]);
    let page = Page { limit: Some(7), offset: Some(14) };
    Ok(match example["operation"].as_str().unwrap() {
        "list_locations" => shown(client.list_locations(page).await?),
        "get_location" => shown(client.get_location(id).await?),
        "get_hostnode" => shown(client.get_hostnode(id).await?),
        "deploy_instant_vm" => shown(client.deploy_instant_vm(&vm(request)).await?),
        "list_virtual_machines" => shown(client.list_virtual_machines(page).await?),
        "get_virtual_machine" => shown(client.get_virtual_machine(id).await?),
        "update_virtual_machine" => shown(client.update_virtual_machine(id, &change(request)).await?),
        "terminate_virtual_machine" => shown(client.terminate_virtual_machine(id).await?),
        "set_virtual_machine_power" => shown(client.set_virtual_machine_power(id, power(request)).await?),
        "list_instant_deploy_presets" => shown(client.list_instant_deploy_presets(Some(true)).await?),
        "get_instant_deploy_preset" => shown(client.get_instant_deploy_preset(id).await?),
        "list_bare_metal_locations" => shown(client.list_bare_metal_locations().await?),
        "deploy_bare_metal" => shown(client.deploy_bare_metal(&bare_metal(request)).await?),
        "list_bare_metal" => {
            let list = client.list_bare_metal(page).await?;
            let kubeconfig = list.items[0].kubeconfig.as_ref().map(|secret| secret.expose().to_owned());
            format!("{list:?} {kubeconfig:?}")
        }
        "set_bare_metal_power" => shown(client.set_bare_metal_power(id, power(request)).await?),
        "terminate_bare_metal" => shown(client.terminate_bare_metal(id).await?),
        "update_bare_metal" => shown(client.update_bare_metal(id, &change(request)).await?),
        "reboot_bare_metal" => shown(client.reboot_bare_metal(id, &texts(&request["public_ips"])).await?),
        "get_hourly_rate" => shown(client.get_hourly_rate().await?),
        "list_transactions" => {
            let filter = TransactionFilter {
                types: vec![TransactionType::VirtualMachine, TransactionType::Unknown("new one".into())],
                earliest: "2024-10-01".parse().ok(),
                latest: "2024-10-26".parse().ok(),
            };
            shown(client.list_transactions(&filter, page).await?)
        }
        "get_monthly_report" => shown(client.get_monthly_report(2024, 10).await?),
        "list_ssh_keys" => shown(client.list_ssh_keys(page).await?),
        "add_ssh_key" => {
            let key = NewSshKey { name: text(&request["name"]), content: text(&request["content"]) };
            shown(client.add_ssh_key(&key).await?)
        }
        "delete_ssh_key" => shown(client.delete_ssh_key(id).await?),
        "validate_cloud_init" => {
            let content = CloudInitContent::Text(CloudInitText(text(&request["content"])));
            shown(client.validate_cloud_init(&CloudInitTarget::InstantVm, &content).await?)
        }
        "get_storage_rate" => shown(client.get_storage_rate().await?),
        "create_storage" => {
            let volume = NewStorage {
                size_in_gb: request["size_in_gb"].as_u64().unwrap(),
                name: text(&request["name"]),
                order_ids: ids(&request["order_ids"]),
            };
            shown(client.create_storage(&volume).await?)
        }
        "list_storage" => shown(client.list_storage(page).await?),
        "get_storage" => shown(client.get_storage(id).await?),
        "terminate_storage" => shown(client.terminate_storage(id).await?),
        "update_storage" => {
            let change = UpdateStorage {
                size_in_gb: request["size_in_gb"].as_u64(),
                name: Some(text(&request["name"])),
                order_ids: Some(ids(&request["order_ids"])),
            };
            shown(client.update_storage(id, &change).await?)
        }
        other => panic!("the client lacks {other}"),
    })
}

pub fn vm(request: &Value) -> DeployInstantVm {
    DeployInstantVm {
        config_id: text(&request["config_id"]).into(),
        name: text(&request["name"]),
        password: Some(voltagepark::Secret::new(text(&request["password"]))),
        organization_ssh_keys: keys(request),
        ssh_keys: texts(&request["ssh_keys"]),
        cloud_init: Some(cloud_init(&request["cloud_init"])),
        tags: texts(&request["tags"]),
    }
}

fn bare_metal(request: &Value) -> DeployBareMetal {
    DeployBareMetal {
        location_id: text(&request["location_id"]).into(),
        gpu_count: u32::try_from(request["gpu_count"].as_u64().unwrap()).unwrap(),
        name: text(&request["name"]),
        organization_ssh_keys: keys(request),
        ssh_keys: texts(&request["ssh_keys"]),
        network_type: NetworkType::from(request["network_type"].as_str().unwrap()),
        sub_order: text(&request["sub_order"]).parse().ok(),
        storage_id: Some(text(&request["storage_id"]).into()),
        tags: texts(&request["tags"]),
        cloudinit_script: Some(cloud_init(&request["cloudinit_script"])),
    }
}

fn keys(request: &Value) -> OrganizationSshKeys {
    OrganizationSshKeys::Selective { ssh_key_ids: ids(&request["organization_ssh_keys"]["ssh_key_ids"]) }
}

fn cloud_init(form: &Value) -> CloudInit {
    let files = form["write_files"].as_array().unwrap().iter().map(|file| WriteFile {
        encoding: Some(text(&file["encoding"])),
        content: text(&file["content"]),
        owner: Some(text(&file["owner"])),
        path: text(&file["path"]),
        permissions: Some(text(&file["permissions"])),
    });
    CloudInit { packages: texts(&form["packages"]), write_files: files.collect(), runcmd: texts(&form["runcmd"]) }
}

fn change(request: &Value) -> UpdateInstance {
    UpdateInstance { name: Some(text(&request["name"])), tags: Some(texts(&request["tags"])) }
}

fn power(request: &Value) -> PowerStatus {
    PowerStatus::from(request["status"].as_str().unwrap())
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(text).collect()
}

fn ids(value: &Value) -> Vec<Id> {
    texts(value).into_iter().map(Id::from).collect()
}

fn shown(value: impl Debug) -> String {
    format!("{value:?}")
}
