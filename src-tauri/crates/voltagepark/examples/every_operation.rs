//! Calls each of the 31 operations once, with ids taken from earlier answers, and prints `ok|error OPERATION …` a line.
//!
//! `cargo run -p voltagepark --example every_operation -- --base-url URL --token T`. It deploys and terminates machines,
//! so it refuses any host but this computer unless told `--i-will-pay`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use voltagepark::types::{
    BareMetalStatus, CloudInit, CloudInitContent, CloudInitTarget, DeployBareMetal, DeployInstantVm, NetworkType,
    NewSshKey, NewStorage, OrganizationSshKeys, PowerStatus, TransactionFilter, UpdateInstance, UpdateStorage,
    WriteFile,
};
use voltagepark::{BaseUrl, Client, ClientBuilder, Error, Id, Page};

/// A public key whose private half was thrown away.
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi every-operation";
/// The page's operations, in its order.
const OPERATIONS: [&str; 31] = [
    "list_locations",
    "get_location",
    "get_hostnode",
    "deploy_instant_vm",
    "list_virtual_machines",
    "get_virtual_machine",
    "update_virtual_machine",
    "terminate_virtual_machine",
    "set_virtual_machine_power",
    "list_instant_deploy_presets",
    "get_instant_deploy_preset",
    "list_bare_metal_locations",
    "deploy_bare_metal",
    "list_bare_metal",
    "set_bare_metal_power",
    "terminate_bare_metal",
    "update_bare_metal",
    "reboot_bare_metal",
    "get_hourly_rate",
    "list_transactions",
    "get_monthly_report",
    "list_ssh_keys",
    "add_ssh_key",
    "delete_ssh_key",
    "validate_cloud_init",
    "get_storage_rate",
    "create_storage",
    "list_storage",
    "terminate_storage",
    "update_storage",
    "get_storage",
];
/// How often something that is on its way is looked for.
const LOOKS: u32 = 40;

#[derive(Parser)]
struct Args {
    /// Where the API is.
    #[arg(long)]
    base_url: String,
    /// Its token.
    #[arg(long)]
    token: String,
    /// Go on although the host is not this computer.
    #[arg(long)]
    i_will_pay: bool,
}

/// One line for each operation.
#[derive(Default)]
pub struct Lines {
    /// Operations that answered as the page says.
    pub ok: Vec<&'static str>,
    /// Operations that did not, or could not be called.
    pub failed: Vec<&'static str>,
}

impl Lines {
    fn say<T>(
        &mut self,
        operation: &'static str,
        result: Result<T, Error>,
        shown: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match result {
            Ok(value) => {
                println!("ok    {operation} {}", shown(&value));
                self.ok.push(operation);
                Some(value)
            }
            Err(error) => {
                self.fail(operation, error.kind);
                None
            }
        }
    }

    fn fail(&mut self, operation: &'static str, why: impl Display) {
        self.failed.push(operation);
        println!("error {operation} {why}");
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let base = match BaseUrl::parse(&args.base_url) {
        Ok(base) if base.is_loopback() || args.i_will_pay => base,
        Ok(base) => {
            eprintln!("{base} is not this computer: machines would be deployed and billed. Say --i-will-pay to go on.");
            return ExitCode::FAILURE;
        }
        Err(wrong) => {
            eprintln!("{}: {wrong}", args.base_url);
            return ExitCode::FAILURE;
        }
    };
    let client = match ClientBuilder::new(base).token(&args.token).build() {
        Ok(client) => client,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::FAILURE;
        }
    };
    if every_operation(&client).await.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Calls them all.
pub async fn every_operation(client: &Client) -> Lines {
    let mut lines = Lines::default();
    if let Some(node) = places(client, &mut lines).await {
        lines.say("get_hostnode", client.get_hostnode(&node).await, |node| node.id.to_string());
    }
    let key = keys(client, &mut lines).await;
    virtual_machines(client, &mut lines, key.as_ref()).await;
    let volume = storage(client, &mut lines).await;
    bare_metal(client, &mut lines, key.as_ref(), volume.as_ref()).await;
    if let Some(volume) = &volume {
        lines.say("terminate_storage", client.terminate_storage(volume).await, |()| String::new());
    }
    if let Some(key) = &key {
        lines.say("delete_ssh_key", client.delete_ssh_key(key).await, |()| String::new());
    }
    billing(client, &mut lines).await;
    for operation in OPERATIONS {
        if !lines.ok.contains(&operation) && !lines.failed.contains(&operation) {
            lines.fail(operation, "was not called: what it needs failed before");
        }
    }
    lines
}

fn count<T>(list: &voltagepark::Listing<T>) -> String {
    format!("{} of {}", list.items.len(), list.total_result_count.unwrap_or(list.items.len() as u64))
}

async fn places(client: &Client, lines: &mut Lines) -> Option<Id> {
    let list = lines.say("list_locations", client.list_locations(Page::default()).await, count)?;
    let Some(place) = list.items.first() else {
        lines.fail("get_location", "no location is listed");
        return None;
    };
    lines.say("get_location", client.get_location(&place.id).await, |place| place.city.clone().unwrap_or_default());
    list.items.iter().flat_map(|place| &place.hostnodes).map(|node| node.id.clone()).next()
}

async fn keys(client: &Client, lines: &mut Lines) -> Option<Id> {
    lines.say("list_ssh_keys", client.list_ssh_keys(Page::default()).await, count);
    let name = format!("every-operation {}", chrono::Utc::now().timestamp());
    let key = NewSshKey { name, content: KEY.into() };
    lines.say("add_ssh_key", client.add_ssh_key(&key).await, |key| key.id.to_string()).map(|key| key.id)
}

fn software() -> CloudInit {
    let file = WriteFile {
        encoding: Some("text/plain".into()),
        content: "Made by every_operation.\n".into(),
        owner: Some("root:root".into()),
        path: "/etc/motd".into(),
        permissions: Some("0644".into()),
    };
    CloudInit { packages: vec!["htop".into()], write_files: vec![file], runcmd: vec!["nvidia-smi".into()] }
}

fn access(key: Option<&Id>) -> OrganizationSshKeys {
    key.map_or(OrganizationSshKeys::None, |key| OrganizationSshKeys::Selective { ssh_key_ids: vec![key.clone()] })
}

async fn virtual_machines(client: &Client, lines: &mut Lines, key: Option<&Id>) {
    let content = CloudInitContent::Form(software());
    let verdict = client.validate_cloud_init(&CloudInitTarget::InstantVm, &content).await;
    lines.say("validate_cloud_init", verdict, |verdict| format!("error: {}", verdict.error));
    let Some(presets) = lines.say("list_instant_deploy_presets", client.list_instant_deploy_presets(None).await, count)
    else {
        return;
    };
    let preset = presets.items.iter().find(|preset| !preset.location_ids_with_availability.is_empty());
    let Some(preset) = preset else {
        lines.fail("deploy_instant_vm", "every preset is sold out");
        return;
    };
    lines.say("get_instant_deploy_preset", client.get_instant_deploy_preset(&preset.id).await, |preset| {
        format!("{} + {} per hour", preset.compute_rate_hourly, preset.storage_rate_hourly)
    });
    let order = DeployInstantVm {
        config_id: preset.id.clone(),
        name: "every-operation".into(),
        password: None,
        organization_ssh_keys: access(key),
        ssh_keys: vec![KEY.into()],
        cloud_init: Some(software()),
        tags: vec!["every-operation".into()],
    };
    let Some(vm) = lines.say("deploy_instant_vm", client.deploy_instant_vm(&order).await, |vm| vm.vm_id.to_string())
    else {
        return;
    };
    lines.say("list_virtual_machines", client.list_virtual_machines(Page::default()).await, count);
    // A new one may not be listed at once.
    let mut read = client.get_virtual_machine(&vm.vm_id).await;
    for _ in 0..LOOKS {
        match &read {
            Err(error) if error.status() == Some(404) => tokio::time::sleep(Duration::from_secs(2)).await,
            _ => break,
        }
        read = client.get_virtual_machine(&vm.vm_id).await;
    }
    lines.say("get_virtual_machine", read, |vm| vm.status.to_string());
    let change = UpdateInstance { name: Some("every-operation-2".into()), tags: Some(vec!["tag".into()]) };
    lines.say("update_virtual_machine", client.update_virtual_machine(&vm.vm_id, &change).await, |vm| {
        vm.name.clone().unwrap_or_default()
    });
    let power = client.set_virtual_machine_power(&vm.vm_id, PowerStatus::Stopped).await;
    lines
        .say("set_virtual_machine_power", power, |status| status.as_ref().map(ToString::to_string).unwrap_or_default());
    lines.say("terminate_virtual_machine", client.terminate_virtual_machine(&vm.vm_id).await, |()| String::new());
}

async fn storage(client: &Client, lines: &mut Lines) -> Option<Id> {
    lines.say("get_storage_rate", client.get_storage_rate().await, |rate| {
        format!("{} per GB and hour", rate.hourly_rate_per_gb)
    });
    lines.say("list_storage", client.list_storage(Page::default()).await, count);
    let volume = NewStorage { size_in_gb: 10, name: "every-operation".into(), order_ids: vec![] };
    let volume =
        lines.say("create_storage", client.create_storage(&volume).await, |volume| volume.rate_hourly.to_string())?;
    lines.say("get_storage", client.get_storage(&volume.id).await, |volume| volume.name.clone().unwrap_or_default());
    let change = UpdateStorage { size_in_gb: Some(20), ..UpdateStorage::default() };
    lines.say("update_storage", client.update_storage(&volume.id, &change).await, |volume| {
        volume.rate_hourly.to_string()
    });
    Some(volume.id)
}

async fn bare_metal(client: &Client, lines: &mut Lines, key: Option<&Id>, volume: Option<&Id>) {
    let places = lines.say("list_bare_metal_locations", client.list_bare_metal_locations().await, count);
    let offer = places.iter().flat_map(|list| &list.items).find_map(|place| {
        let node = place.specs_per_node.as_ref()?.gpu_count?;
        let free = |count: Option<u32>| count.is_some_and(|count| count >= node);
        let network = if free(place.gpu_count_ethernet) {
            NetworkType::Ethernet
        } else if free(place.gpu_count_infiniband) {
            NetworkType::Infiniband
        } else {
            return None;
        };
        Some((place.id.clone(), node, network))
    });
    let Some((location_id, gpu_count, network_type)) = offer else {
        lines.fail("deploy_bare_metal", "no node is free");
        return;
    };
    let order = DeployBareMetal {
        location_id,
        gpu_count,
        name: "every-operation".into(),
        organization_ssh_keys: access(key),
        ssh_keys: vec![KEY.into()],
        network_type,
        sub_order: None,
        storage_id: volume.cloned(),
        tags: vec!["every-operation".into()],
        cloudinit_script: Some(software()),
    };
    let deployed =
        lines.say("deploy_bare_metal", client.deploy_bare_metal(&order).await, |rental| rental.rental_id.to_string());
    let Some(rental) = deployed.map(|rental| rental.rental_id) else { return };
    lines.say("list_bare_metal", client.list_bare_metal(Page::default()).await, count);
    let change = UpdateInstance { name: Some("every-operation-2".into()), tags: None };
    lines.say("update_bare_metal", client.update_bare_metal(&rental, &change).await, |rental| {
        rental.name.clone().unwrap_or_default()
    });
    let addresses = running(client, &rental).await;
    lines.say("reboot_bare_metal", client.reboot_bare_metal(&rental, &addresses).await, |()| addresses.join(" "));
    running(client, &rental).await;
    let power = client.set_bare_metal_power(&rental, PowerStatus::Stopped).await;
    lines.say("set_bare_metal_power", power, |status| status.as_ref().map(ToString::to_string).unwrap_or_default());
    lines.say("terminate_bare_metal", client.terminate_bare_metal(&rental).await, |()| String::new());
}

/// Waits until a rental runs; the public addresses of its nodes.
async fn running(client: &Client, id: &Id) -> Vec<String> {
    for _ in 0..LOOKS {
        let list = client.list_bare_metal_all(100).await;
        let rental = list.ok().and_then(|list| list.items.into_iter().find(|rental| &rental.id == id));
        if let Some(rental) = rental.filter(|rental| rental.status == Some(BareMetalStatus::Running)) {
            return rental.node_networking.into_iter().filter_map(|node| node.public_ip).collect();
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    Vec::new()
}

async fn billing(client: &Client, lines: &mut Lines) {
    use chrono::Datelike;
    lines.say("get_hourly_rate", client.get_hourly_rate().await, |rate| format!("{} per hour", rate.rate_hourly));
    let transactions = client.list_transactions(&TransactionFilter::default(), Page::default()).await;
    let newest =
        lines.say("list_transactions", transactions, count).and_then(|list| list.items.first()?.timestamp_creation);
    let month = newest.unwrap_or_else(chrono::Utc::now);
    lines.say("get_monthly_report", client.get_monthly_report(month.year(), month.month()).await, |report| {
        format!("{} lines, balance {}", report.transactions.len(), report.balances.balance_at_period_end)
    });
}
