//! The 31 operations of the provider's page: their names here, methods, exact paths, and who may call them.

use http::Method;
use serde::{Deserialize, Serialize};

/// Where the API lives.
pub(crate) const PREFIX: &str = "/api/v1";

macro_rules! operations {
    ($($variant:ident $name:literal $method:ident $path:literal $auth:ident,)*) => {
        /// One operation of the API. Its name in logs and faults is the variant in `snake_case`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Operation {
            $(
                #[doc = concat!("`", stringify!($method), " /api/v1", $path, "`")]
                $variant,
            )*
        }

        impl Operation {
            /// All 31, in the order of the page's index.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in logs and faults.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP method.
            pub fn method(self) -> Method {
                match self { $(Self::$variant => Method::$method,)* }
            }

            /// The path under `/api/v1`, as the page has it, its last slash included.
            pub fn path(self) -> &'static str {
                match self { $(Self::$variant => $path,)* }
            }

            /// Whether the page asks for a token.
            pub fn needs_token(self) -> bool {
                match self { $(Self::$variant => operations!(@ $auth),)* }
            }
        }
    };
    (@ token) => { true };
    (@ anyone) => { false };
}

operations! {
    ListLocations "list_locations" GET "/locations/" token,
    GetLocation "get_location" GET "/locations/{location_id}" token,
    GetHostnode "get_hostnode" GET "/hostnodes/{hostnode_id}" token,
    DeployVm "deploy_vm" POST "/virtual-machines/instant" token,
    ListVms "list_vms" GET "/virtual-machines/" token,
    GetVm "get_vm" GET "/virtual-machines/{virtual_machine_id}" token,
    UpdateVm "update_vm" PATCH "/virtual-machines/{virtual_machine_id}" token,
    TerminateVm "terminate_vm" DELETE "/virtual-machines/{virtual_machine_id}" token,
    SetVmPower "set_vm_power" PUT "/virtual-machines/{virtual_machine_id}/power-status" token,
    ListPresets "list_presets" GET "/instant-deploy-presets/" anyone,
    GetPreset "get_preset" GET "/instant-deploy-presets/{instant_deploy_preset_id}" anyone,
    ListBareMetalLocations "list_bare_metal_locations" GET "/bare-metal/locations" anyone,
    DeployBareMetal "deploy_bare_metal" POST "/bare-metal/" token,
    ListBareMetal "list_bare_metal" GET "/bare-metal/" token,
    SetBareMetalPower "set_bare_metal_power" PUT "/bare-metal/{baremetal_rental_id}/power-status" token,
    TerminateBareMetal "terminate_bare_metal" DELETE "/bare-metal/{baremetal_rental_id}" token,
    UpdateBareMetal "update_bare_metal" PATCH "/bare-metal/{baremetal_rental_id}" token,
    RebootBareMetal "reboot_bare_metal" POST "/bare-metal/{baremetal_rental_id}/reboot" token,
    HourlyRate "hourly_rate" GET "/billing/hourly-rate" token,
    ListTransactions "list_transactions" GET "/billing/transactions" token,
    MonthlyReport "monthly_report" GET "/billing/reports/{year}/{month}/transactions" token,
    ListSshKeys "list_ssh_keys" GET "/organization/ssh-keys" token,
    AddSshKey "add_ssh_key" POST "/organization/ssh-keys" token,
    RemoveSshKey "remove_ssh_key" DELETE "/organization/ssh-keys/{ssh_key_id}" token,
    ValidateCloudInit "validate_cloud_init" POST "/validate/cloudinit" anyone,
    StorageHourlyRate "storage_hourly_rate" GET "/storage/hourly-rate" token,
    CreateVolume "create_volume" POST "/storage/" token,
    ListVolumes "list_volumes" GET "/storage/" token,
    TerminateVolume "terminate_volume" DELETE "/storage/{storage_id}" token,
    UpdateVolume "update_volume" PATCH "/storage/{storage_id}" token,
    GetVolume "get_volume" GET "/storage/{storage_id}" token,
}

/// What a method and a path mean.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// An operation, with its path parameters by name.
    Operation(Operation, Vec<(&'static str, String)>),
    /// The other spelling of the last slash: 307 to this path.
    Slash(String),
    /// A path that exists, by another method.
    WrongMethod,
    /// No such path.
    Nowhere,
}

/// Finds the operation. A path with the other last slash redirects only where some operation has that spelling.
pub(crate) fn route(method: &Method, path: &str) -> Route {
    let Some(path) = path.strip_prefix(PREFIX) else {
        return Route::Nowhere;
    };
    if let Some(found) = find(method, path) {
        return found;
    }
    let other = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
    match find(method, &other) {
        Some(Route::Operation(..)) => Route::Slash(format!("{PREFIX}{other}")),
        _ => Route::Nowhere,
    }
}

fn find(method: &Method, path: &str) -> Option<Route> {
    let mut exists = false;
    // Fixed paths win over `{id}`, as `/storage/hourly-rate` must not be read as a volume's id.
    for with_parameters in [false, true] {
        for &operation in Operation::ALL {
            if operation.path().contains('{') != with_parameters {
                continue;
            }
            if let Some(parameters) = matches(operation.path(), path) {
                if operation.method() == *method {
                    return Some(Route::Operation(operation, parameters));
                }
                exists = true;
            }
        }
    }
    exists.then_some(Route::WrongMethod)
}

fn matches(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    let mut parameters = Vec::new();
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(parameters),
            (Some(part), Some(given)) => match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if !given.is_empty() => parameters.push((name, given.to_owned())),
                Some(_) => return None,
                None if part != given => return None,
                None => {}
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_31_and_each_finds_itself() {
        assert_eq!(Operation::ALL.len(), 31);
        for &operation in Operation::ALL {
            let path = format!("{PREFIX}{}", operation.path().replace(['{', '}'], ""));
            match route(&operation.method(), &path) {
                Route::Operation(found, _) => assert_eq!(found, operation),
                other => panic!("{path}: {other:?}"),
            }
            assert_eq!(serde_json::to_value(operation).unwrap(), operation.name());
        }
    }

    #[test]
    fn the_other_slash_redirects_and_no_more() {
        assert_eq!(route(&Method::GET, "/api/v1/storage"), Route::Slash("/api/v1/storage/".into()));
        assert_eq!(
            route(&Method::GET, "/api/v1/bare-metal/locations/"),
            Route::Slash("/api/v1/bare-metal/locations".into())
        );
        assert_eq!(route(&Method::GET, "/api/v1/nothing"), Route::Nowhere);
        assert_eq!(route(&Method::GET, "/storage/"), Route::Nowhere);
        assert_eq!(route(&Method::GET, "/api/v1/bare-metal/1234"), Route::WrongMethod);
    }
}
