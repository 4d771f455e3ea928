use std::fmt;

use serde::{Deserialize, Serialize};

use super::NetworkType;
use crate::id::Id;
use crate::lenient;
use crate::open_enum::open_enum;
use crate::secret::Secret;

/// Which keys of the organization get into a new machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "lowercase")]
pub enum OrganizationSshKeys {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// The chosen ones.
    Selective {
        /// Ids of keys.
        ssh_key_ids: Vec<Id>,
    },
}

/// One file of cloud-init; `None` leaves a field out.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct WriteFile {
    /// How `content` is written, e.g. `text/plain`, `b64`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Contents: a secret.
    pub content: String,
    /// `user:group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Absolute path.
    pub path: String,
    /// Octal text, e.g. `0644`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<String>,
}

/// cloud-init, of which the provider takes exactly these three keys. Its contents are a secret: `Debug` hides them.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct CloudInit {
    /// Packages.
    pub packages: Vec<String>,
    /// Files.
    pub write_files: Vec<WriteFile>,
    /// Commands.
    pub runcmd: Vec<String>,
}

impl fmt::Debug for WriteFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteFile(…)")
    }
}

impl fmt::Debug for CloudInit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CloudInit(…)")
    }
}

/// A VM to be deployed from a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeployInstantVm {
    /// Id of the preset.
    pub config_id: Id,
    /// Name.
    pub name: String,
    /// Password, 8 characters or more.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "Secret::send")]
    pub password: Option<Secret>,
    /// Keys of the organization.
    pub organization_ssh_keys: OrganizationSshKeys,
    /// Further public keys.
    pub ssh_keys: Vec<String>,
    /// Software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_init: Option<CloudInit>,
    /// Tags.
    pub tags: Vec<String>,
}

/// A VM that was bought.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DeployedVm {
    /// Id of the VM.
    pub vm_id: Id,
}

/// A bare-metal rental to be deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeployBareMetal {
    /// Place.
    pub location_id: Id,
    /// GPUs. No multiple of a node is rounded up, with a warning.
    pub gpu_count: u32,
    /// Name.
    pub name: String,
    /// Keys of the organization.
    pub organization_ssh_keys: OrganizationSshKeys,
    /// Further public keys.
    pub ssh_keys: Vec<String>,
    /// Network between nodes.
    pub network_type: NetworkType,
    /// Machines of one sub-order reach only each other; `None` takes the account's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_order: Option<i64>,
    /// Volume that is attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_id: Option<Id>,
    /// Tags.
    pub tags: Vec<String>,
    /// Software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudinit_script: Option<CloudInit>,
}

/// A rental that was bought.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DeployedBareMetal {
    /// Id of the rental.
    pub rental_id: Id,
    /// What the provider wants to be known.
    #[serde(default, deserialize_with = "lenient::text")]
    pub warning: Option<String>,
}

open_enum! {
    /// What a cloud-init is checked for; values seen.
    CloudInitTarget {
        /// A VM from a preset.
        InstantVm = "instant-vm",
        /// A VM.
        Vm = "vm",
        /// Bare metal.
        BareMetal = "baremetal",
    }
}

/// A cloud-init to be checked: the form, or its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CloudInitContent {
    /// The form.
    Form(CloudInit),
    /// YAML.
    Text(CloudInitText),
}

/// The text of a cloud-init; `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CloudInitText(pub String);

impl fmt::Debug for CloudInitText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CloudInitText(…)")
    }
}

/// The provider's word on a cloud-init.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct CloudInitVerdict {
    /// It is refused.
    pub error: bool,
    /// Why.
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
}
