//! The provider's page as data, and the sandbox held against it, call by call.

mod calls;
mod limits;
mod page;
mod shape;

use http::{Method, Request};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Api;

/// One operation of the page, as `tests/api/examples.json` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    operation: String,
    title: String,
    method: String,
    path: String,
    auth: Auth,
    path_parameters: Map<String, Value>,
    query: Vec<Field>,
    request: Option<Value>,
    body_fields: Vec<Field>,
    status: u16,
    /// `null` where the page says "any" or nothing.
    response: Value,
    error_statuses: Vec<u16>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
enum Auth {
    Bearer,
    XApiToken,
    None,
}

/// A field of a query or a body with its limits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    r#type: String,
    items: Option<String>,
    /// What else it may be, by a list of words that the page does not print.
    or_type: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    nullable: bool,
    minimum: Option<i64>,
    maximum: Option<i64>,
    min_length: Option<usize>,
    max_length: Option<usize>,
    pattern: Option<String>,
    default: Option<Value>,
    example: Option<String>,
}

fn examples() -> Vec<Example> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/api/examples.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// A call that can succeed: the example's, with ids that live in this sandbox.
#[derive(Clone)]
struct Call {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl Auth {
    fn header(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Bearer => Some(("authorization", "Bearer T0ken")),
            Self::XApiToken => Some(("x-api-token", "T0ken")),
            Self::None => None,
        }
    }
}

impl Example {
    async fn call(&self, api: &Api) -> Call {
        if ["create_storage", "update_storage", "terminate_storage"].contains(&self.operation.as_str()) {
            detach_all(api).await;
        }
        let living = Living::of(api).await;
        let mut path = self.path.clone();
        for name in self.path_parameters.keys() {
            path = path.replace(&format!("{{{name}}}"), &living.of_path(name));
        }
        if self.operation.ends_with("_power") {
            // What is to be started has to be stopped first.
            let stop = Call { method: Method::PUT, path: path.clone(), body: Some(json!({"status": "stopped"})) };
            assert_eq!(stop.send(api, Auth::Bearer).await.status, 200, "{path}");
        }
        let mut body = self.request.clone();
        if let Some(body) = &mut body {
            living.put_into(body);
        }
        Call { method: self.method.parse().unwrap(), path, body }
    }
}

impl Call {
    fn request(&self, auth: Auth) -> http::request::Builder {
        let request = Request::builder().method(&self.method).uri(&self.path).header("accept", "*/*");
        match auth.header() {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    async fn send(&self, api: &Api, auth: Auth) -> super::Answer {
        let request = self.request(auth);
        let request = match &self.body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string().into()),
            None => request.body(axum::body::Body::empty()),
        };
        api.send(request.unwrap()).await
    }
}

/// Leaves no volume attached: then any may be terminated, and any rental may get one.
async fn detach_all(api: &Api) {
    for volume in api.get("/storage/?limit=100").await.body["results"].as_array().unwrap() {
        let path = format!("/storage/{}", volume["id"].as_str().unwrap());
        assert_eq!(api.with_body("PATCH", &path, json!({"order_ids": []})).await.status, 200);
    }
}

/// One of each thing that runs in a sandbox.
struct Living {
    machine: Value,
    rental: Value,
    metal_location: Value,
    volume: Value,
    key: Value,
    location: Value,
    preset: Value,
}

impl Living {
    async fn of(api: &Api) -> Self {
        let running = async |path: &str| {
            let list = api.get(path).await.body["results"].clone();
            let runs = |one: &&Value| one.get("status").is_none_or(|status| status == "Running");
            list.as_array().unwrap().iter().find(runs).cloned().unwrap_or_else(|| panic!("nothing runs in {path}"))
        };
        let first = async |path: &str| api.get(path).await.body["results"][0].clone();
        Self {
            machine: running("/virtual-machines/?limit=100").await,
            rental: running("/bare-metal/").await,
            metal_location: first("/bare-metal/locations").await,
            volume: first("/storage/").await,
            key: first("/organization/ssh-keys").await,
            location: first("/locations/").await,
            preset: json!(api.sandbox.preset_id(1)),
        }
    }

    fn of_path(&self, name: &str) -> String {
        let id = match name {
            "virtual_machine_id" => &self.machine["id"],
            "baremetal_rental_id" => &self.rental["id"],
            "storage_id" => &self.volume["id"],
            "ssh_key_id" => &self.key["id"],
            "location_id" => &self.location["id"],
            "hostnode_id" => &self.location["hostnodes"][0]["id"],
            "instant_deploy_preset_id" => &self.preset,
            "year" => return "2026".to_owned(),
            "month" => return "9".to_owned(),
            _ => panic!("no value for {name}"),
        };
        id.as_str().unwrap().to_owned()
    }

    fn put_into(&self, body: &mut Value) {
        for (name, value) in body.as_object_mut().unwrap() {
            match name.as_str() {
                "config_id" => *value = self.preset.clone(),
                "location_id" => *value = self.metal_location["id"].clone(),
                "storage_id" => *value = self.volume["id"].clone(),
                "public_ips" => {
                    *value = json!([self.rental["node_networking"][0]["public_ip"]]);
                }
                "organization_ssh_keys" => value["ssh_key_ids"] = json!([self.key["id"]]),
                // The page's keys are cut off, its orders are nobody's, its volume shrinks, and the name is taken here.
                "ssh_keys" => *value = json!([super::KEY]),
                "content" if value.as_str().is_some_and(|text| text.starts_with("ssh-")) => *value = json!(super::KEY),
                "name" if value == "datasets" => *value = json!("shared"),
                "order_ids" => *value = json!([self.rental["id"]]),
                "size_in_gb" => *value = self.volume["size_in_gb"].clone(),
                _ => {}
            }
        }
    }
}
