//! Every operation held against the page's own examples: the request as it leaves, and each value of the answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde_json::{Map, Value};
use support::{answer, client};
use voltagepark::types::{
    CloudInit, CloudInitContent, CloudInitTarget, CloudInitText, DeployBareMetal, DeployInstantVm, NetworkType,
    NewSshKey, NewStorage, OrganizationSshKeys, PowerStatus, TransactionFilter, TransactionType, UpdateInstance,
    UpdateStorage, VmStatus, WriteFile,
};
use voltagepark::{Client, Error, Id, Page};

fn examples() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../../tests/api/examples.json")).unwrap()
}

/// Calls the operation of an example with the example's own values; the answer as `Debug` shows it.
async fn call(client: &Client, example: &Value) -> Result<String, Error> {
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

fn vm(request: &Value) -> DeployInstantVm {
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

fn text(value: &Value) -> String {
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

/// Makes every value of an example unlike every other, so that a field that is not read is missed.
fn salt(value: &mut Value, next: &mut u32, marks: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| salt(field, next, marks)),
        Value::Array(items) => items.iter_mut().for_each(|item| salt(item, next, marks)),
        Value::Null | Value::Bool(_) => {}
        Value::Number(_) => {
            *next += 1;
            marks.push(next.to_string());
            *value = Value::from(*next);
        }
        Value::String(text) => {
            *next += 1;
            let salted = if text.parse::<f64>().is_ok() {
                format!("{next}.123456")
            } else if let Ok(at) = text.parse::<chrono::DateTime<chrono::Utc>>() {
                let at = at + chrono::TimeDelta::seconds(i64::from(*next));
                // As `Debug` shows it.
                marks.push(format!("{at:?}"));
                *value = Value::from(at.to_rfc3339());
                return;
            } else {
                format!("{text}-{next}")
            };
            marks.push(salted.replace('\n', "\\n"));
            *value = Value::from(salted);
        }
    }
}

#[tokio::test]
async fn every_answer_of_the_page_is_read_whole() {
    let examples = examples();
    assert_eq!(examples.len(), 31);
    for mut example in examples {
        let mut marks = Vec::new();
        salt(&mut example["response"], &mut 20_000, &mut marks);
        // Read through keys of objects, too: GPU models.
        let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
        let (client, _) = client(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
        let shown = call(&client, &example).await.unwrap_or_else(|error| panic!("{error}"));
        for mark in marks {
            assert!(shown.contains(&mark), "{}: {mark} of the answer is lost: {shown}", example["operation"]);
        }
    }
}

#[tokio::test]
async fn every_request_is_the_page_s() {
    let mut called = BTreeSet::new();
    for example in examples() {
        let operation = example["operation"].as_str().unwrap();
        let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
        let (client, sent) = client(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
        call(&client, &example).await.unwrap_or_else(|error| panic!("{error}"));
        let request = sent.take_one();
        assert_eq!(request.method().as_str(), example["method"], "{operation}");
        let mut path = text(&example["path"]);
        for (name, value) in example["path_parameters"].as_object().unwrap() {
            path = path.replace(&format!("{{{name}}}"), value.to_string().trim_matches('"'));
        }
        assert_eq!(request.uri().path(), path, "{operation}");
        assert_eq!(request.uri().authority().unwrap().as_str(), "api.example.com");
        check_query(operation, request.uri().query().unwrap_or_default(), &example["query"]);
        check_headers(operation, request.headers(), &example);
        let mut expected = example["request"].clone();
        if let Some(sub_order) = expected.get_mut("sub_order") {
            // The page calls it an integer and shows it as text: the type is what is sent.
            *sub_order = Value::from(text(sub_order).parse::<i64>().unwrap());
        }
        let body =
            if request.body().is_empty() { Value::Null } else { serde_json::from_slice(request.body()).unwrap() };
        assert_eq!(body, expected, "{operation}");
        called.insert(operation.to_owned());
    }
    assert_eq!(called.len(), 31);
}

/// Every parameter of the page is sent, and none beside.
fn check_query(operation: &str, query: &str, parameters: &Value) {
    let sent: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let names: BTreeSet<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    let page: BTreeSet<&str> = parameters.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, page, "{operation}");
    for (name, value) in &sent {
        let fits = match name.as_str() {
            "limit" => value == "7",
            "offset" => value == "14",
            "available" => value == "true",
            "earliest" => value == "2024-10-01",
            "latest" => value == "2024-10-26",
            "types" => ["virtual_machine", "new one"].contains(&value.as_str()),
            _ => false,
        };
        assert!(fits, "{operation}: {name}={value}");
    }
}

fn check_headers(operation: &str, headers: &http::HeaderMap, example: &Value) {
    let bearer = &headers["authorization"];
    assert_eq!(bearer, &format!("Bearer {}", support::TOKEN), "{operation}");
    assert!(bearer.is_sensitive() && !format!("{headers:?}").contains(support::TOKEN), "{operation}");
    let bare = headers.get("x-api-token");
    assert_eq!(bare.is_some(), example["auth"] == "x-api-token", "{operation}");
    assert!(bare.is_none_or(|value| value == support::TOKEN && value.is_sensitive()));
    let json = headers.get("content-type").map(|value| value.to_str().unwrap());
    assert_eq!(json, (!example["request"].is_null()).then_some("application/json"), "{operation}");
}

#[tokio::test]
async fn absent_null_and_unreadable_fields_fail_nothing() {
    for mut example in examples() {
        let operation = text(&example["operation"]);
        for replacement in [None, Some(Value::Null), Some(Value::from("?")), Some(serde_json::json!({"new": [1]}))] {
            weaken(&mut example["response"], replacement.as_ref());
            let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
            let (client, _) = client(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
            let shown = call(&client, &example).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
            assert!(!shown.contains("Unreadable"), "{operation}: {shown}");
        }
    }
}

/// Takes away every field but ids, the lists of lists, and the one word that a check of cloud-init is for.
fn weaken(value: &mut Value, replacement: Option<&Value>) {
    let needed = |name: &str| ["id", "vm_id", "rental_id", "results", "transactions", "error"].contains(&name);
    match value {
        Value::Object(fields) => {
            let old = std::mem::take(fields);
            *fields = old
                .into_iter()
                .filter_map(|(name, mut field)| {
                    if needed(&name) {
                        weaken(&mut field, replacement);
                        return Some((name, field));
                    }
                    replacement.map(|new| (name, new.clone()))
                })
                .collect::<Map<_, _>>();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| weaken(item, replacement)),
        _ => {}
    }
}

#[test]
fn both_spellings_may_come_at_once() {
    use voltagepark::types::{BareMetalRental, VmPricing};
    for (json, expected) in
        [(r#"{"vcpus_per_hr": "1", "vcpu_per_hr": "1"}"#, "1"), (r#"{"vcpu_per_hr": 2.50}"#, "2.50")]
    {
        assert_eq!(serde_json::from_str::<VmPricing>(json).unwrap().vcpus().text(), Some(expected));
    }
    for json in [r#"{"id": "a", "sub_order": "7", "suborder": 7}"#, r#"{"id": "a", "suborder": 7}"#] {
        assert_eq!(serde_json::from_str::<BareMetalRental>(json).unwrap().any_sub_order(), Some("7"));
    }
}

#[test]
fn unknown_words_survive_a_round_trip() {
    let status: VmStatus = serde_json::from_str("\"Hibernating\"").unwrap();
    assert_eq!(status, VmStatus::Unknown("Hibernating".into()));
    assert_eq!(serde_json::to_string(&status).unwrap(), "\"Hibernating\"");
    for known in PowerStatus::KNOWN {
        assert_eq!(&PowerStatus::from(known.as_str()), known);
    }
}

#[test]
fn no_secret_is_shown() {
    let mut request = vm(&examples()[3]["request"]);
    request.password = Some(voltagepark::Secret::new("canary-password"));
    request.cloud_init = Some(CloudInit {
        packages: vec!["canary-package".into()],
        write_files: vec![WriteFile { content: "canary-file".into(), ..WriteFile::default() }],
        runcmd: vec!["canary-command".into()],
    });
    let content = CloudInitContent::Text(CloudInitText("canary-text".into()));
    let shown = format!("{request:?} {content:?} {:?}", request.cloud_init.as_ref().unwrap().write_files);
    assert!(!shown.contains("canary"), "{shown}");
}
