//! The 31 operations, each on a thing of its own, so that all of them can be asked at once.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use voltagepark::types::{
    CloudInit, CloudInitContent, CloudInitTarget, DeployBareMetal, DeployInstantVm, NetworkType, NewSshKey, NewStorage,
    OrganizationSshKeys, PowerStatus, TransactionFilter, UpdateInstance, UpdateStorage,
};
use voltagepark::{BoxTransport, Client, ClientBuilder, Error, Id, Page};
use voltdeck_sandbox::{Config, Sandbox};

use crate::front::in_process;

pub const TOKEN: &str = "canary-token-0123456789";
/// A public key whose private half was thrown away.
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi faults";

const FIRST: Page = Page { limit: None, offset: None };

type Asked = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;
type Ask = Box<dyn Fn(Client, Arc<Scene>) -> Asked + Send + Sync>;

/// One operation of the page.
pub struct Operation {
    pub name: &'static str,
    pub method: Method,
    /// Changes nothing, although it may be a POST.
    pub reads: bool,
    /// The path below the base URL.
    pub path: String,
    pub ask: Ask,
}

/// A sandbox with what the operations need.
pub struct Scene {
    pub sandbox: Sandbox,
    preset: Id,
    place: Id,
    node: Id,
    metal: (Id, u32, NetworkType),
    vms: Vec<Id>,
    rentals: Vec<Id>,
    address: String,
    volumes: Vec<Id>,
    key: Id,
}

impl Scene {
    pub async fn set() -> Arc<Self> {
        let now = "2026-10-15T12:00:00Z".parse().unwrap();
        let config = Config { token: TOKEN.into(), now, speed: 0, rate_limit: None, ssh: false, ..Config::default() };
        let sandbox = Sandbox::new(config).unwrap();
        assert!(sandbox.restock(1, 20));
        let base = voltagepark::BaseUrl::parse("http://127.0.0.1:9/api/v1").unwrap();
        let transport = BoxTransport::new(in_process(&sandbox));
        let client = ClientBuilder::new(base).token(TOKEN).without_budget().transport(transport).build().unwrap();
        let metal = client.list_bare_metal_locations().await.unwrap().items.remove(0);
        let (gpus, network) = (metal.specs_per_node.unwrap().gpu_count.unwrap(), NetworkType::Ethernet);
        assert!(sandbox.restock_metal(metal.id.as_str().parse().unwrap(), network.as_str(), 64 * gpus));
        let metal = (metal.id, gpus, network);
        let mut rentals = Vec::new();
        for _ in 0..4 {
            rentals.push(client.deploy_bare_metal(&rental(&metal)).await.unwrap().rental_id);
        }
        let mut volumes = Vec::new();
        for name in ["grown", "ended"] {
            let volume = NewStorage { size_in_gb: 10, name: name.into(), order_ids: vec![] };
            volumes.push(client.create_storage(&volume).await.unwrap().id);
        }
        let key = NewSshKey { name: "to be removed".into(), content: KEY.into() };
        let key = client.add_ssh_key(&key).await.unwrap().id;
        let vms = (0..4).map(|_| Id::from(sandbox.add_vm("box", 1).to_string())).collect();
        sandbox.advance(Duration::from_secs(3600));
        let listed = client.list_bare_metal_all(100).await.unwrap().items;
        let rebooted = listed.into_iter().find(|rental| rental.id == rentals[3]).unwrap();
        let address = rebooted.node_networking[0].public_ip.clone().unwrap();
        let places = client.list_locations_all(15).await.unwrap().items;
        let node = places.iter().flat_map(|place| &place.hostnodes).next().unwrap().id.clone();
        let preset = sandbox.preset_id(1).unwrap().to_string().into();
        let place = places[0].id.clone();
        Arc::new(Self { sandbox, preset, place, node, metal, vms, rentals, address, volumes, key })
    }

    /// How often the provider carried an operation out.
    pub fn acted(&self, operation: &Operation) -> usize {
        let path = format!("/api/v1{}", operation.path);
        let same = |line: &&voltdeck_sandbox::RequestLine| {
            line.path == path
                && line.method == operation.method.as_str()
                && line.status.is_some_and(|status| status < 300)
        };
        self.sandbox.log().iter().filter(same).count()
    }
}

fn rental((place, gpus, network): &(Id, u32, NetworkType)) -> DeployBareMetal {
    DeployBareMetal {
        location_id: place.clone(),
        gpu_count: *gpus,
        name: "rack".into(),
        organization_ssh_keys: OrganizationSshKeys::None,
        ssh_keys: vec![KEY.into()],
        network_type: network.clone(),
        sub_order: None,
        storage_id: None,
        tags: vec![],
        cloudinit_script: None,
    }
}

fn vm(preset: &Id) -> DeployInstantVm {
    DeployInstantVm {
        config_id: preset.clone(),
        name: "vm".into(),
        password: None,
        organization_ssh_keys: OrganizationSshKeys::None,
        ssh_keys: vec![KEY.into()],
        cloud_init: None,
        tags: vec![],
    }
}

fn renamed() -> UpdateInstance {
    UpdateInstance { name: Some("renamed".into()), tags: Some(vec!["a".into()]) }
}

/// All of them, in the page's order.
#[allow(clippy::too_many_lines, reason = "one line an operation")]
pub fn operations(of: &Scene) -> Vec<Operation> {
    let mut all = Vec::new();
    macro_rules! operation {
        ($name:ident $method:ident $path:expr, |$client:ident, $scene:ident| $call:expr) => {
            all.push(Operation {
                name: stringify!($name),
                method: Method::$method,
                reads: Method::$method == Method::GET || stringify!($name) == "validate_cloud_init",
                path: $path.to_string(),
                ask: Box::new(|$client, $scene| {
                    Box::pin(async move {
                        let answer = $call;
                        answer.map(drop)
                    })
                }),
            });
        };
    }
    operation!(list_locations GET "/locations/", |client, _scene| client.list_locations(FIRST).await);
    operation!(get_location GET format!("/locations/{}", of.place), |client, scene| client.get_location(&scene.place).await);
    operation!(get_hostnode GET format!("/hostnodes/{}", of.node), |client, scene| client.get_hostnode(&scene.node).await);
    operation!(deploy_instant_vm POST "/virtual-machines/instant", |client, scene| {
        client.deploy_instant_vm(&vm(&scene.preset)).await
    });
    operation!(list_virtual_machines GET "/virtual-machines/", |client, _scene| client.list_virtual_machines(FIRST).await);
    operation!(get_virtual_machine GET format!("/virtual-machines/{}", of.vms[0]), |client, scene| {
        client.get_virtual_machine(&scene.vms[0]).await
    });
    operation!(update_virtual_machine PATCH format!("/virtual-machines/{}", of.vms[1]), |client, scene| {
        client.update_virtual_machine(&scene.vms[1], &renamed()).await
    });
    operation!(terminate_virtual_machine DELETE format!("/virtual-machines/{}", of.vms[2]), |client, scene| {
        client.terminate_virtual_machine(&scene.vms[2]).await
    });
    operation!(set_virtual_machine_power PUT format!("/virtual-machines/{}/power-status", of.vms[3]), |client, scene| {
        client.set_virtual_machine_power(&scene.vms[3], PowerStatus::Stopped).await
    });
    operation!(list_instant_deploy_presets GET "/instant-deploy-presets/", |client, _scene| {
        client.list_instant_deploy_presets(None).await
    });
    operation!(get_instant_deploy_preset GET format!("/instant-deploy-presets/{}", of.preset), |client, scene| {
        client.get_instant_deploy_preset(&scene.preset).await
    });
    operation!(list_bare_metal_locations GET "/bare-metal/locations", |client, _scene| {
        client.list_bare_metal_locations().await
    });
    operation!(deploy_bare_metal POST "/bare-metal/", |client, scene| client.deploy_bare_metal(&rental(&scene.metal)).await);
    operation!(list_bare_metal GET "/bare-metal/", |client, _scene| client.list_bare_metal(FIRST).await);
    operation!(set_bare_metal_power PUT format!("/bare-metal/{}/power-status", of.rentals[0]), |client, scene| {
        client.set_bare_metal_power(&scene.rentals[0], PowerStatus::Stopped).await
    });
    operation!(terminate_bare_metal DELETE format!("/bare-metal/{}", of.rentals[1]), |client, scene| {
        client.terminate_bare_metal(&scene.rentals[1]).await
    });
    operation!(update_bare_metal PATCH format!("/bare-metal/{}", of.rentals[2]), |client, scene| {
        client.update_bare_metal(&scene.rentals[2], &renamed()).await
    });
    operation!(reboot_bare_metal POST format!("/bare-metal/{}/reboot", of.rentals[3]), |client, scene| {
        client.reboot_bare_metal(&scene.rentals[3], std::slice::from_ref(&scene.address)).await
    });
    operation!(get_hourly_rate GET "/billing/hourly-rate", |client, _scene| client.get_hourly_rate().await);
    operation!(list_transactions GET "/billing/transactions", |client, _scene| {
        client.list_transactions(&TransactionFilter::default(), FIRST).await
    });
    operation!(get_monthly_report GET "/billing/reports/2026/10/transactions", |client, _scene| {
        client.get_monthly_report(2026, 10).await
    });
    operation!(list_ssh_keys GET "/organization/ssh-keys", |client, _scene| client.list_ssh_keys(FIRST).await);
    operation!(add_ssh_key POST "/organization/ssh-keys", |client, _scene| {
        client.add_ssh_key(&NewSshKey { name: "new one".into(), content: KEY.into() }).await
    });
    operation!(delete_ssh_key DELETE format!("/organization/ssh-keys/{}", of.key), |client, scene| {
        client.delete_ssh_key(&scene.key).await
    });
    operation!(validate_cloud_init POST "/validate/cloudinit", |client, _scene| {
        client.validate_cloud_init(&CloudInitTarget::InstantVm, &CloudInitContent::Form(CloudInit::default())).await
    });
    operation!(get_storage_rate GET "/storage/hourly-rate", |client, _scene| client.get_storage_rate().await);
    operation!(create_storage POST "/storage/", |client, _scene| {
        client.create_storage(&NewStorage { size_in_gb: 10, name: "new".into(), order_ids: vec![] }).await
    });
    operation!(list_storage GET "/storage/", |client, _scene| client.list_storage(FIRST).await);
    operation!(terminate_storage DELETE format!("/storage/{}", of.volumes[1]), |client, scene| {
        client.terminate_storage(&scene.volumes[1]).await
    });
    operation!(update_storage PATCH format!("/storage/{}", of.volumes[0]), |client, scene| {
        client.update_storage(&scene.volumes[0], &UpdateStorage { size_in_gb: Some(20), ..UpdateStorage::default() }).await
    });
    operation!(get_storage GET format!("/storage/{}", of.volumes[0]), |client, scene| {
        client.get_storage(&scene.volumes[0]).await
    });
    all
}
