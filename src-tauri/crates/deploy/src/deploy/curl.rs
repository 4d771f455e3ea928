//! The deploy as a curl command, without token, password and cloud-init contents.

use serde_json::{Map, Value, json};

use super::draft::cleaned_tags;
use voltdeck_contract::{CloudInitForm, DeployDraft, KeyMode, MetalDraft, StorageMode};

/// Stands for every secret.
const LEFT_OUT: &str = "…";

/// The command, ready for a POSIX shell once the person has filled in what was left out.
pub(super) fn preview(
    base_url: &str,
    draft: &DeployDraft,
    software: Option<&CloudInitForm>,
    key_lines: &[String],
) -> String {
    let body = serde_json::to_string_pretty(&body(draft, software, key_lines)).unwrap_or_default();
    let path = if draft.metal.is_some() { "bare-metal/" } else { "virtual-machines/instant" };
    let url = format!("{}/{path}", base_url.trim_end_matches('/'));
    format!(
        "curl -X POST {} \\\n  -H \"Authorization: Bearer $VOLTAGE_PARK_TOKEN\" \\\n  -H 'Content-Type: application/json' \
         \\\n  --data {}",
        quoted(&url),
        quoted(&body)
    )
}

/// Quoted for a POSIX shell: within single quotes nothing has a meaning but the quote itself.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn body(draft: &DeployDraft, software: Option<&CloudInitForm>, key_lines: &[String]) -> Value {
    let mut body = Map::new();
    match &draft.metal {
        None => drop(body.insert("config_id".into(), json!(draft.preset_id))),
        Some(metal) => rental(&mut body, metal),
    }
    body.insert("name".into(), json!(draft.name.trim()));
    if !draft.password.is_empty() {
        body.insert("password".into(), json!(LEFT_OUT));
    }
    let organization = match draft.key_mode {
        KeyMode::None => json!({ "mode": "none" }),
        KeyMode::All => json!({ "mode": "all" }),
        KeyMode::Selective => json!({ "mode": "selective", "ssh_key_ids": draft.key_ids }),
    };
    body.insert("organization_ssh_keys".into(), organization);
    body.insert("ssh_keys".into(), json!(key_lines));
    if let Some(outline) = software.map(outline) {
        let field = if draft.metal.is_some() { "cloudinit_script" } else { "cloud_init" };
        body.insert(field.into(), outline);
    }
    body.insert("tags".into(), json!(cleaned_tags(&draft.tags)));
    Value::Object(body)
}

fn rental(body: &mut Map<String, Value>, metal: &MetalDraft) {
    body.insert("location_id".into(), json!(metal.location_id));
    body.insert("network_type".into(), json!(metal.network));
    body.insert("gpu_count".into(), json!(metal.gpu_count));
    if let Ok(sub_order) = metal.sub_order.trim().parse::<i64>() {
        body.insert("sub_order".into(), json!(sub_order));
    }
    match metal.storage_mode {
        StorageMode::None => {}
        StorageMode::Existing => drop(body.insert("storage_id".into(), json!(metal.storage_id))),
        StorageMode::New => drop(body.insert("storage_id".into(), json!("the id of the new volume"))),
    }
}

/// How many of each there are, and nothing of what they say: a package can be an address with a password in it.
fn outline(form: &CloudInitForm) -> Value {
    let mut outline = Map::new();
    if !form.packages.is_empty() {
        outline.insert("packages".into(), json!(vec![LEFT_OUT; form.packages.len()]));
    }
    if !form.write_files.is_empty() {
        let files = form.write_files.iter().map(|file| {
            let optional = [("encoding", &file.encoding), ("owner", &file.owner), ("permissions", &file.permissions)];
            let fields = [("path", LEFT_OUT), ("content", LEFT_OUT)].into_iter();
            let fields = fields
                .chain(optional.into_iter().filter(|(_, text)| !text.is_empty()).map(|(field, _)| (field, LEFT_OUT)));
            fields.map(|(field, text)| (field.to_owned(), json!(text))).collect::<Map<_, _>>()
        });
        outline.insert("write_files".into(), files.map(Value::Object).collect());
    }
    if !form.runcmd.is_empty() {
        outline.insert("runcmd".into(), json!(vec![LEFT_OUT; form.runcmd.len()]));
    }
    Value::Object(outline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::WriteFile;

    fn draft() -> DeployDraft {
        DeployDraft {
            preset_id: Some("11111111-2222-4333-8444-555555555555".into()),
            name: "bob's box".into(),
            password: "canary-password".into(),
            key_mode: KeyMode::Selective,
            key_ids: vec!["k1".into()],
            cloud_init: CloudInitForm {
                packages: vec!["canary-package".into()],
                write_files: vec![WriteFile {
                    path: "/etc/canary-path".into(),
                    content: "canary-content".into(),
                    encoding: String::new(),
                    owner: "canary:owner".into(),
                    permissions: "0600".into(),
                }],
                runcmd: vec!["echo canary-command".into(), "reboot".into()],
                ..CloudInitForm::default()
            },
            tags: vec![" team-a ".into(), String::new()],
            ..DeployDraft::default()
        }
    }

    fn shown(base_url: &str, draft: &DeployDraft, key_lines: &[String]) -> String {
        preview(base_url, draft, crate::deploy::cloud_init::cleaned(&draft.cloud_init).as_ref(), key_lines)
    }

    /// What a shell would hand to curl as the body.
    fn sent_by(curl: &str) -> Value {
        let quoted = curl.split_once("--data ").unwrap().1;
        let inner = quoted.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
        serde_json::from_str(&inner.replace(r"'\''", "'")).unwrap()
    }

    #[test]
    fn no_secret_is_in_it_and_the_structure_is() {
        let curl = shown("https://host/api/v1/", &draft(), &["ssh-ed25519 AAAA me".to_owned()]);
        assert!(!curl.contains("canary"), "{curl}");
        assert!(curl.starts_with("curl -X POST 'https://host/api/v1/virtual-machines/instant'"));
        let body = sent_by(&curl);
        assert_eq!(body["password"], "…");
        assert_eq!(body["cloud_init"]["runcmd"], json!(["…", "…"]));
        assert_eq!(body["cloud_init"]["write_files"][0]["owner"], "…");
        assert!(body["cloud_init"]["write_files"][0].get("encoding").is_none());
        assert_eq!(body["organization_ssh_keys"], json!({ "mode": "selective", "ssh_key_ids": ["k1"] }));
        assert_eq!(body["ssh_keys"], json!(["ssh-ed25519 AAAA me"]));
        assert_eq!(body["tags"], json!(["team-a"]));
    }

    #[test]
    fn a_quote_in_a_name_does_not_end_the_string() {
        let curl = shown("https://host/api/v1", &draft(), &[]);
        assert!(curl.contains(r#""name": "bob'\''s box""#), "{curl}");
        assert_eq!(sent_by(&curl)["name"], "bob's box");
    }

    #[test]
    fn what_is_not_set_is_not_shown() {
        let draft = DeployDraft { name: "a".into(), key_mode: KeyMode::None, ..DeployDraft::default() };
        let body = sent_by(&shown("https://host/api/v1", &draft, &[]));
        assert!(body.get("password").is_none() && body.get("cloud_init").is_none());
        assert_eq!(body["organization_ssh_keys"], json!({ "mode": "none" }));
    }
}
