//! The file of a deploy template: JSON of a version, plain and whole. What is in it comes from anybody, so all of it is
//! checked: what is not known is refused and not passed over, everything has a bound, and no message quotes a content.
//!
//! It has no field for a price, a password or a token: what costs money is looked up anew.

use serde::{Deserialize, Serialize};

use crate::deploy::{cloud_init, templates};
use voltdeck_base::format;
use voltdeck_contract::{CloudInitForm, LeaseAction, WriteFile};
use voltdeck_machines::fleet::JOB_TAG;

/// What every file says of itself.
const FORMAT: &str = "voltdeck-deploy-template";
/// The newest version of it.
const VERSION: u32 = 1;
/// Longest file: the longest cloud-init, a script, and room for the rest.
pub(super) const LONGEST: usize = 512 * 1024;
const LONGEST_TEXT: usize = 200;
const LONGEST_SCRIPT: usize = 64 * 1024;
const MOST_TAGS: usize = 50;
const MOST_KEYS: usize = 100;
const MOST_GPUS: u32 = 100_000;
const MOST_HOURS: u32 = 24 * 366;

/// A deploy template.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Document {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) name: String,
    /// The name of its machines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) instance_name: String,
    pub(super) hardware: Hardware,
    pub(super) keys: Keys,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lease: Option<Lease>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) volume: Option<Volume>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first_steps: Option<Steps>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cloud_init: Option<CloudInit>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Hardware {
    Vm(Vm),
    BareMetal(BareMetal),
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Vm {
    pub(super) preset_id: String,
    pub(super) gpus: u32,
    pub(super) gpu_model: String,
    pub(super) operating_system: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BareMetal {
    pub(super) location_id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) place: String,
    pub(super) network: String,
    pub(super) gpus: u32,
}

/// SSH keys of the organization. Keys of people who are elsewhere are told by what they are, not by an id.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Keys {
    All,
    None,
    Chosen(Vec<Key>),
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Key {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fingerprint: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Lease {
    pub(super) hours: u32,
    pub(super) action: LeaseAction,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Volume {
    pub(super) name: String,
    /// Where it is a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) new_size_gb: Option<u32>,
}

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Steps {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) mount: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) export_path: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) docker: bool,
}

/// Everything of a template that can hold a secret stands here.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CloudInit {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) packages: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) write_files: Vec<File>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) runcmd: Vec<String>,
    /// What runs when the machine is up.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) script: String,
}

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct File {
    pub(super) path: String,
    #[serde(default)]
    pub(super) content: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) encoding: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) owner: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) permissions: String,
}

impl CloudInit {
    /// What is kept of a form and a script; `None` where nothing is filled in.
    pub(super) fn of(form: &CloudInitForm, script: &str) -> Option<Self> {
        let form = cloud_init::cleaned(form).unwrap_or_default();
        let file = |file: WriteFile| File {
            path: file.path,
            content: file.content,
            encoding: file.encoding,
            owner: file.owner,
            permissions: file.permissions,
        };
        let kept = Self {
            packages: form.packages,
            write_files: form.write_files.into_iter().map(file).collect(),
            runcmd: form.runcmd,
            script: if script.trim().is_empty() { String::new() } else { script.to_owned() },
        };
        (kept != Self::default()).then_some(kept)
    }

    pub(super) fn form(&self) -> Option<CloudInitForm> {
        let file = |file: &File| WriteFile {
            path: file.path.clone(),
            content: file.content.clone(),
            encoding: file.encoding.clone(),
            owner: file.owner.clone(),
            permissions: file.permissions.clone(),
        };
        cloud_init::cleaned(&CloudInitForm {
            packages: self.packages.clone(),
            write_files: self.write_files.iter().map(file).collect(),
            runcmd: self.runcmd.clone(),
            text_unread: false,
        })
    }

    /// What looks like a secret in it.
    fn secret(&self) -> Option<&'static str> {
        let form = self.form().unwrap_or_default();
        templates::secret(&form).map(|(_, what)| what).or_else(|| templates::looks_secret(&self.script))
    }
}

impl Document {
    /// One of the newest version.
    pub(super) fn new(name: &str, hardware: Hardware, keys: Keys) -> Self {
        Self {
            format: FORMAT.into(),
            version: VERSION,
            name: name.trim().to_owned(),
            instance_name: String::new(),
            hardware,
            keys,
            tags: Vec::new(),
            lease: None,
            volume: None,
            first_steps: None,
            cloud_init: None,
        }
    }

    /// What is wrong with it, field by field: its place in the file, and why.
    pub(super) fn problem(&self) -> Option<(&'static str, String)> {
        let of = |field: &'static str, why: &str| Some((field, why.to_owned()));
        let texts = |list: &[&String]| list.iter().any(|text| !is_plain(text));
        if self.name.is_empty() || self.name.chars().count() > 60 || !is_plain(&self.name) {
            return of("name", "A template has a name of up to 60 characters.");
        }
        if !is_plain(&self.instance_name) {
            return of(
                "instanceName",
                "The name of the instance is too long, or has a character in it that cannot be seen.",
            );
        }
        let (gpus, hardware) = match &self.hardware {
            Hardware::Vm(vm) => (vm.gpus, texts(&[&vm.preset_id, &vm.gpu_model, &vm.operating_system])),
            Hardware::BareMetal(metal) => (metal.gpus, texts(&[&metal.location_id, &metal.place, &metal.network])),
        };
        if hardware || !(1..=MOST_GPUS).contains(&gpus) {
            return of("hardware", "The hardware cannot be read.");
        }
        if let Keys::Chosen(keys) = &self.keys
            && (keys.len() > MOST_KEYS
                || keys
                    .iter()
                    .any(|key| !is_plain(&key.name) || key.fingerprint.as_ref().is_some_and(|of| !is_plain(of))))
        {
            return of("keys", "The SSH keys cannot be read, or there are more than 100.");
        }
        if self.tags.len() > MOST_TAGS || self.tags.iter().any(|tag| !is_plain(tag) || tag.starts_with(JOB_TAG)) {
            return of("tags", "There are more than 50 tags, or one that no instance can have.");
        }
        if self.lease.as_ref().is_some_and(|lease| !(1..=MOST_HOURS).contains(&lease.hours)) {
            return of("lease", "A lease lasts from one hour to a year.");
        }
        if self.volume.as_ref().is_some_and(|volume| volume.name.is_empty() || !is_plain(&volume.name)) {
            return of("volume", "The name of the volume cannot be read.");
        }
        if self.first_steps.as_ref().is_some_and(|steps| !is_plain(&steps.export_path)) {
            return of("firstSteps", "What the volume exports cannot be read.");
        }
        let cloud_init = self.cloud_init.as_ref()?;
        if cloud_init.script.len() > LONGEST_SCRIPT
            || cloud_init.form().is_some_and(|form| !cloud_init::problems(&form).is_empty())
        {
            return of(
                "cloudInit",
                "The cloud-init has a file without a whole path, or a script that is longer than 64 KB.",
            );
        }
        let what = cloud_init.secret()?;
        let why = format!("{what} seems to be in the cloud-init. Templates are kept unencrypted on this computer.");
        Some(("cloudInit", why))
    }

    /// As it is written to a file or the store.
    pub(super) fn encode(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
}

/// One line of visible characters, and no novel.
fn is_plain(text: &str) -> bool {
    text.len() <= LONGEST_TEXT && format::shown_text(text, LONGEST_TEXT) == text
}

/// What is read of a file before anything else.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

/// Reads a file, or says why it is none.
pub(super) fn decode(text: &str) -> Result<Document, String> {
    if text.len() > LONGEST {
        return Err("This file is larger than 512 KB, and no deploy template is.".into());
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head: Head = serde_json::from_str(text).map_err(|error| {
        if error.is_data() { not_ours() } else { format!("This file is damaged, or no JSON: {}.", place(&error)) }
    })?;
    if head.format.as_deref() != Some(FORMAT) {
        return Err(not_ours());
    }
    match head.version {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => {
            return Err(
                "This deploy template was saved by a newer Voltdeck. Update Voltdeck, then open it again.".into()
            );
        }
        _ => return Err("This deploy template does not tell its version. Ask for it to be exported again.".into()),
    }
    let document: Document = serde_json::from_str(text).map_err(|error| said(&error))?;
    match document.problem() {
        Some((field, why)) => Err(format!("{why} (\"{field}\" in the file.)")),
        None => Ok(document),
    }
}

fn not_ours() -> String {
    "This file is no deploy template of Voltdeck. Choose one that was exported under Deploy.".into()
}

fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// What the reader says may quote a content, so only the name of a field is taken from it.
fn said(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let field = words.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    match field {
        Some(field) => format!(
            "This deploy template has a field that Voltdeck does not know, \"{}\", at {}. It was not opened, since what it \
             means is not known.",
            format::shown_text(field, 40),
            place(error)
        ),
        None => format!("This deploy template is damaged at {}.", place(error)),
    }
}
