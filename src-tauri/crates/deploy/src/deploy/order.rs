//! What is sent, secrets included, and from which field of the form each part of it came.

use zeroize::Zeroizing;

use super::draft::cleaned_tags;
use super::job::Job;
use super::quoted;
use super::reviewed::{Held, wipe};
use voltdeck_access::ssh_keys as keys;
use voltdeck_access::ssh_keys::KeyReading;
use voltdeck_contract::{CloudInitForm, DeployDraft, KeyMode, StorageMode};

/// One order. It lives in memory for as long as it takes to send it; neither `Debug` nor `Serialize` by intent.
pub(super) struct Order {
    pub(super) hardware: Hardware,
    pub(super) name: String,
    pub(super) password: Option<Zeroizing<String>>,
    pub(super) key_mode: KeyMode,
    pub(super) key_ids: Vec<String>,
    pub(super) key_lines: Vec<String>,
    pub(super) cloud_init: Option<CloudInitForm>,
    pub(super) tags: Vec<String>,
    /// Keys that are also saved to the organization: name and line.
    pub(super) save: Vec<(String, String)>,
    origins: Origins,
}

/// What is ordered.
pub(super) enum Hardware {
    /// A VM of a preset.
    Preset(String),
    /// A bare-metal rental.
    Rental(RentalOrder),
}

/// The parts of an order that only a rental has.
pub(super) struct RentalOrder {
    pub(super) location_id: String,
    pub(super) network: String,
    pub(super) gpu_count: u32,
    pub(super) sub_order: Option<i64>,
    /// A volume that exists; one that is created first is known once it is.
    pub(super) storage_id: Option<String>,
}

/// Places in the form by place in the request, since blank rows are not sent and the first steps are put between.
#[derive(Debug, Default)]
struct Origins {
    keys: Vec<usize>,
    files: Vec<String>,
    packages: Vec<String>,
    commands: Vec<String>,
    tags: Vec<usize>,
}

impl Drop for Order {
    fn drop(&mut self) {
        self.cloud_init.iter_mut().for_each(wipe);
    }
}

impl Order {
    /// The order of a draft that has no errors, for its job.
    pub(super) fn new(draft: &Held, readings: &[KeyReading], job: &Job) -> Self {
        let software = draft.software();
        let origins = Origins {
            keys: places(readings, |key| key.line.is_some()),
            files: software.files.clone(),
            packages: software.packages.clone(),
            commands: software.commands.clone(),
            tags: places(&draft.tags, |tag| !tag.trim().is_empty()),
        };
        let save = draft
            .extra_keys
            .iter()
            .zip(readings)
            .filter(|(_, reading)| reading.check.already_known_as.is_none())
            .filter_map(|(key, reading)| Some((key.save_as.as_deref()?.trim().to_owned(), reading.line.clone()?)))
            .collect();
        let mut tags = cleaned_tags(&draft.tags);
        tags.push(job.tag.clone());
        Self {
            hardware: hardware(draft, job),
            name: job.name.clone(),
            password: Some(Zeroizing::new(draft.password.clone())).filter(|password| !password.is_empty()),
            key_mode: draft.key_mode,
            key_ids: job.key_ids.clone(),
            key_lines: readings.iter().filter_map(|key| key.line.clone()).collect(),
            cloud_init: software.form.clone(),
            tags,
            save,
            origins,
        }
    }

    /// The field of the form at which the provider's word about a part of the request stands. `loc` is the path in the
    /// body, e.g. `["ssh_keys", "0"]`.
    pub(super) fn field(&self, loc: &[&str]) -> Option<String> {
        let back =
            |places: &[usize], index: &str| -> Option<usize> { places.get(index.parse::<usize>().ok()?).copied() };
        let named = |places: &[String], index: &str| places.get(index.parse::<usize>().ok()?).cloned();
        Some(match loc {
            ["config_id", ..] => "presetId".to_owned(),
            ["location_id", ..] => "metal.locationId".to_owned(),
            ["network_type", ..] => "metal.network".to_owned(),
            ["gpu_count", ..] => "metal.gpuCount".to_owned(),
            ["sub_order", ..] => "metal.subOrder".to_owned(),
            ["storage_id", ..] => "metal.storageId".to_owned(),
            ["name", ..] => "name".to_owned(),
            ["password", ..] => "password".to_owned(),
            ["organization_ssh_keys", rest @ ..] if rest.contains(&"ssh_key_ids") => "keyIds".to_owned(),
            ["organization_ssh_keys", ..] => "keyMode".to_owned(),
            ["ssh_keys", index, ..] => format!("extraKeys.{}", back(&self.origins.keys, index)?),
            ["ssh_keys"] => "extraKeys".to_owned(),
            ["tags", index, ..] => {
                back(&self.origins.tags, index).map_or_else(|| "tags".to_owned(), |place| format!("tags.{place}"))
            }
            ["tags"] => "tags".to_owned(),
            ["cloud_init" | "cloudinit_script", "write_files", index, rest @ ..] => {
                let place = named(&self.origins.files, index)?;
                let field =
                    rest.iter().find(|part| ["path", "content", "encoding", "owner", "permissions"].contains(part));
                let field = field.filter(|_| place.starts_with("cloudInit"));
                format!("{place}{}", field.map(|field| format!(".{field}")).unwrap_or_default())
            }
            ["cloud_init" | "cloudinit_script", "packages", index, ..] => named(&self.origins.packages, index)?,
            ["cloud_init" | "cloudinit_script", "runcmd", index, ..] => named(&self.origins.commands, index)?,
            ["cloud_init" | "cloudinit_script", ..] => "cloudInit".to_owned(),
            _ => return None,
        })
    }

    /// The provider's words about this order without the secrets of it.
    pub(super) fn without_secrets(&self, words: &str) -> String {
        quoted::without_secrets(words, self.password.as_ref().map(|text| text.as_str()), self.cloud_init.as_ref())
    }
}

fn hardware(draft: &DeployDraft, job: &Job) -> Hardware {
    match &draft.metal {
        None => Hardware::Preset(job.hardware_id.clone()),
        Some(metal) => Hardware::Rental(RentalOrder {
            location_id: metal.location_id.clone().unwrap_or_default(),
            network: metal.network.clone().unwrap_or_default(),
            gpu_count: metal.gpu_count.unwrap_or_default(),
            sub_order: metal.sub_order.trim().parse().ok(),
            storage_id: metal.storage_id.clone().filter(|_| metal.storage_mode == StorageMode::Existing),
        }),
    }
}

fn places<T>(items: &[T], sent: impl Fn(&T) -> bool) -> Vec<usize> {
    items.iter().enumerate().filter(|(_, item)| sent(item)).map(|(index, _)| index).collect()
}

/// Whether a saved key's kind and fingerprint can be shown.
pub(super) fn described(id: String, name: String, content: &str) -> voltdeck_contract::OrganizationKey {
    let (kind, fingerprint) = keys::describe(content);
    voltdeck_contract::OrganizationKey { id, name, kind, fingerprint }
}

#[cfg(test)]
mod tests {
    use super::super::job::tests::planned;
    use super::*;
    use voltdeck_contract::{ExtraKey, WriteFile};

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";

    fn order() -> Order {
        let mut draft = DeployDraft { name: "a".into(), password: "canary-password".into(), ..DeployDraft::default() };
        draft.extra_keys = vec![
            ExtraKey { text: "  ".into(), save_as: None },
            ExtraKey { text: KEY.into(), save_as: Some(" laptop ".into()) },
        ];
        draft.tags = vec![String::new(), "x".into()];
        draft.cloud_init = CloudInitForm {
            packages: vec![String::new(), "htop".into()],
            write_files: vec![
                WriteFile::default(),
                WriteFile { path: "/a".into(), content: "first\ncanary-line-two\n".into(), ..WriteFile::default() },
            ],
            runcmd: vec!["export TOKEN=canary-command".into()],
            ..CloudInitForm::default()
        };
        let readings = keys::read_all(&draft.extra_keys, &[]);
        Order::new(&Held::new(draft), &readings, &planned("a"))
    }

    #[test]
    fn blank_rows_are_not_sent_and_the_job_s_tag_is() {
        let order = order();
        assert_eq!(order.key_lines, [KEY]);
        assert_eq!(order.save, [("laptop".to_owned(), KEY.to_owned())]);
        assert_eq!(order.tags[0], "x");
        assert!(order.tags[1].starts_with("vd-job-") && order.tags.len() == 2);
    }

    #[test]
    fn what_the_provider_says_stands_at_the_field_of_the_form() {
        let order = order();
        let field = |loc: &[&str]| order.field(loc);
        assert_eq!(field(&["name"]).as_deref(), Some("name"));
        assert_eq!(field(&["config_id"]).as_deref(), Some("presetId"));
        assert_eq!(field(&["ssh_keys", "0"]).as_deref(), Some("extraKeys.1"));
        assert_eq!(field(&["cloud_init", "write_files", "0", "path"]).as_deref(), Some("cloudInit.writeFiles.1.path"));
        assert_eq!(field(&["cloud_init", "packages", "0"]).as_deref(), Some("cloudInit.packages.1"));
        assert_eq!(field(&["organization_ssh_keys", "selective", "ssh_key_ids", "0"]).as_deref(), Some("keyIds"));
        assert_eq!(field(&["tags", "0"]).as_deref(), Some("tags.1"));
        assert_eq!(field(&["tags", "1"]).as_deref(), Some("tags"), "the job's own tag has no row");
        assert_eq!(field(&["something_new"]), None);
    }

    #[test]
    fn a_quoted_secret_is_taken_out() {
        let said = order().without_secrets("bad: canary-password and canary-line-two and export TOKEN=canary-command.");
        assert_eq!(said, "bad: … and … and ….");
    }
}
